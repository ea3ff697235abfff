/* rig.c: a program on a pty whose other end is libvterm: starting, waiting, ending. What is seen: rig_look.c. */
#include "tests/screen/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/rig_parts.h"

#define MARK "\033]7777;idle"
enum { WAIT_MS = 10000, STEP_MS = 50, MARK_LENGTH = sizeof MARK - 1 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A loaded machine, a sanitizer or valgrind needs longer; a program that answers is never waited for. */
static double
patience(void)
{
	const char *factor = getenv("RIG_PATIENCE");

	return WAIT_MS * (factor ? atof(factor) : 1.0);
}

const char *
rig_comptoir(void)
{
	const char *named = getenv("COMPTOIR");

	return named ? named : "build/gcc/comptoir";
}

const char *rig_home(const struct rig *r) { return r->home; }

static void
set_environment(const struct rig *r, const struct rig_options *o)
{
	static const char *const away[] = {"LINES", "COLUMNS", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "NO_COLOR", "COLORTERM",
	    "COMPTOIR_LANGUAGE", "SSH_AUTH_SOCK", "ESCDELAY", "TERMINFO", "A11Y"};

	for (size_t i = 0; i < sizeof away / sizeof *away; i++)
		unsetenv(away[i]);
	setenv("TERM", o->term ? o->term : "xterm-256color", 1);
	setenv("LANG", "fr_FR.UTF-8", 1);
	setenv("TZ", "Europe/Paris", 1);
	setenv("COMPTOIR_TODAY", "2026-11-20", 1);
	setenv("COMPTOIR_IDLE_MARK", "ask", 1);
	setenv("HOME", r->home, 1);
	for (const char *const *e = o->environment; e != NULL && *e != NULL; e++) {
		char *name = xstrdup(*e), *value = strchr(name, '=');
		if (value != NULL) {
			*value = '\0';
			setenv(name, value + 1, 1);
		} else {
			unsetenv(name);
		}
		free(name);
	}
}

/* In the child: the terminal is all it has, and fd 3 where there is a server. Never returns. */
static void
become_program(const struct rig *r, const struct rig_options *o, int slave, int door)
{
	const char *served[] = {rig_comptoir(), "--served", NULL};
	const char *const *argv = o->program ? o->program : served;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	set_environment(r, o);
	if (door >= 0)
		door = fcntl(door, F_DUPFD, 10);
	login_tty(slave);
	if (door >= 0)
		dup2(door, 3);
	for (int fd = door >= 0 ? 4 : 3; fd < 256; fd++)
		close(fd);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static pid_t
start_server(const char *const *argv, int door)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(door, STDIN_FILENO);
	dup2(door, STDOUT_FILENO);
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct rig *
rig_open(const struct rig_options *o)
{
	struct rig *r = xcalloc(1, sizeof *r);
	struct winsize size;
	int doors[2] = {-1, -1};
	pid_t pid;

	r->columns = o->columns ? o->columns : 80;
	r->rows = o->rows ? o->rows : 24;
	size = (struct winsize){.ws_row = (unsigned short)r->rows, .ws_col = (unsigned short)r->columns};
	r->status = -1;
	snprintf(r->home, sizeof r->home, "/tmp/comptoir-rig.XXXXXX");
	if (mkdtemp(r->home) == NULL || openpty(&r->master, &r->slave, NULL, NULL, &size) != 0)
		fail_msg("no terminal: %s", strerror(errno));
	fcntl(r->master, F_SETFD, FD_CLOEXEC);
	fcntl(r->slave, F_SETFD, FD_CLOEXEC);
	if (o->server != NULL) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, doors) != 0)
			fail_msg("no socket: %s", strerror(errno));
		r->server = start_server(o->server, doors[0]);
	}
	rig_look_open(r);
	r->sent_at = now();
	if ((pid = fork()) == 0)
		become_program(r, o, r->slave, doors[1]);
	r->program = pid;
	for (size_t i = 0; i < 2; i++)
		if (doors[i] >= 0)
			close(doors[i]);
	return r;
}

static void
end_child(pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

void
rig_close(struct rig *r)
{
	char *argv[] = {(char[]){"rm"}, (char[]){"-rf"}, r->home, NULL};
	pid_t pid;

	if (r->status < 0)
		end_child(r->program);
	end_child(r->server);
	rig_unplug(r);
	rig_look_close(r);
	if ((pid = fork()) == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	buf_free(&r->log);
	buf_free(&r->held);
	free(r);
}

static void
reap(struct rig *r)
{
	int status;

	if (r->status < 0 && waitpid(r->program, &status, WNOHANG) == r->program)
		r->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Where it ends when the whole mark is there, otherwise null. */
static char *
take_mark(struct rig *r, char *mark)
{
	size_t left = r->held.length - (size_t)(mark - r->held.bytes);
	char *end = memchr(mark, '\a', left);

	if (end == NULL)
		return NULL;
	*end = '\0';
	sscanf(mark + MARK_LENGTH, ";%d;%d", &r->answers, &r->answered);
	r->marks++;
	return end + 1;
}

/* Idle marks go no further than here; everything else reaches the picture. A mark may come in two reads. */
static void
take_output(struct rig *r)
{
	while (r->held.length > 0) {
		char *mark = memmem(r->held.bytes, r->held.length, MARK, MARK_LENGTH), *end;
		size_t length = mark ? (size_t)(mark - r->held.bytes) : r->held.length;

		if (mark == NULL) {
			char *escape = memrchr(r->held.bytes, '\033', r->held.length);
			size_t tail = escape ? r->held.length - (size_t)(escape - r->held.bytes) : 0;
			if (tail > 0 && tail < MARK_LENGTH && memcmp(escape, MARK, tail) == 0)
				length -= tail;
			if (length == 0)
				return;
		}
		if (length > 0) {
			r->bytes += length;
			rig_look_write(r, r->held.bytes, length);
		}
		end = mark ? take_mark(r, mark) : NULL;
		buf_consume(&r->held, end ? (size_t)(end - r->held.bytes) : length);
		if (mark != NULL && end == NULL)
			return;
	}
}

/* False when nothing came within that time or the program ended. */
static bool
pump(struct rig *r, int milliseconds)
{
	struct pollfd p = {.fd = r->master, .events = POLLIN};
	char bytes[65536];
	ssize_t n;

	if (poll(&p, 1, milliseconds) <= 0 || !(p.revents & POLLIN)) {
		reap(r);
		return false;
	}
	n = read(r->master, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	if (r->first_ms < 0)
		r->first_ms = now() - r->sent_at;
	r->last_ms = now() - r->sent_at;
	r->pieces++;
	buf_add(&r->log, bytes, (size_t)n);
	buf_add(&r->held, bytes, (size_t)n);
	take_output(r);
	return true;
}

static void
restart_counters(struct rig *r)
{
	while (pump(r, 0))
		continue;
	r->bytes = 0;
	r->marks = r->bells = r->pieces = 0;
	r->first_ms = r->last_ms = -1;
	r->sent_at = now();
}

void
rig_send_bytes(struct rig *r, const char *bytes, size_t length)
{
	restart_counters(r);
	while (length > 0) {
		/* A pty holds 4 KiB of input; the program must get a chance to read. */
		ssize_t n = write(r->master, bytes, length < 1024 ? length : 1024);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			fail_msg("the terminal is gone: %s", strerror(errno));
		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		}
		pump(r, 0);
	}
}

static void
give_up(struct rig *r, const char *what, const char *text)
{
	/* cmocka cuts long messages. */
	fprintf(stderr, "%s", rig_screen(r));
	fail_msg("%s%s%s%s; the screen stands above", what, text ? " “" : "", text ? text : "", text ? "”" : "");
}

/* Everything that was typed is read. poll() looks at what the kernel has still on its way to the program, FIONREAD does not. */
static bool
has_read(const struct rig *r)
{
	struct pollfd p = {.fd = r->slave, .events = POLLIN};

	return poll(&p, 1, 0) == 0;
}

/* A program that answers is asked once it has read everything; a mark of another may be from before it saw the keys. */
static bool
is_idle(struct rig *r, bool *asks)
{
	if (!has_read(r))
		return false;
	if (r->answers == 0)
		return r->marks > 0;
	if (!*asks) {
		r->asked++;
		kill(r->answers, SIGUSR1);
		*asks = true;
	}
	return r->answered == r->asked;
}

void
rig_idle(struct rig *r)
{
	double end = now() + patience();
	bool asks = false;

	while (!is_idle(r, &asks)) {
		pump(r, STEP_MS);
		if (r->may_end && (r->status >= 0 || !r->alternate))
			break;
		if (r->status >= 0)
			give_up(r, "the program ended while it should come to rest", NULL);
		if (now() > end)
			give_up(r, "the program did not come to rest", NULL);
	}
	while (pump(r, 0))
		continue;
}

void rig_may_end(struct rig *r) { r->may_end = true; }
int rig_ended(const struct rig *r) { return r->status; }

void
rig_keys(struct rig *r, const char *keys)
{
	rig_send(r, keys);
	rig_idle(r);
	/* While the line is down its tries come to rest, too: the mark may be one of theirs. */
	if (rig_sees(r, "Hors ligne") || rig_sees(r, "Offline"))
		for (double end = now() + 300; now() < end;)
			pump(r, STEP_MS);
}

static void
wait_for(struct rig *r, const char *text, bool there)
{
	double end = now() + patience();

	while (rig_sees(r, text) != there) {
		bool more = pump(r, STEP_MS);
		if (!more && r->status >= 0 && rig_sees(r, text) != there)
			give_up(r, there ? "the program ended without showing" : "the program ended and still shows", text);
		if (now() > end)
			give_up(r, there ? "did not see" : "still there:", text);
	}
}

void rig_wait(struct rig *r, const char *text) { wait_for(r, text, true); }
void rig_wait_gone(struct rig *r, const char *text) { wait_for(r, text, false); }

void
rig_wait_other(struct rig *r, const char *screen)
{
	double end = now() + patience();

	while (strcmp(rig_screen(r), screen) == 0) {
		pump(r, STEP_MS);
		if (now() > end)
			give_up(r, "nothing changed", NULL);
	}
}

void
rig_resize_only(struct rig *r, int columns, int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	restart_counters(r);
	rig_look_resize(r, columns, rows);
	ioctl(r->master, TIOCSWINSZ, &size);
}

void
rig_resize(struct rig *r, int columns, int rows)
{
	rig_resize_only(r, columns, rows);
	rig_idle(r);
}

void
rig_signal(struct rig *r, int number)
{
	restart_counters(r);
	kill(r->program, number);
}

void
rig_unplug(struct rig *r)
{
	close(r->slave);
	close(r->master);
	r->slave = r->master = -1;
}

int
rig_exit(struct rig *r)
{
	double end = now() + patience();

	while (r->status < 0) {
		pump(r, STEP_MS);
		reap(r);
		if (now() > end)
			give_up(r, "the program did not end", NULL);
	}
	while (pump(r, 0))
		continue;
	return r->status;
}

bool
rig_alive(struct rig *r)
{
	reap(r);
	return r->status < 0;
}

int rig_pieces(const struct rig *r) { return r->pieces; }

long
rig_memory(const struct rig *r)
{
	char path[64], line[256];
	long kb = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)r->program);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "Pss:", 4) == 0)
			kb = strtol(line + 4, NULL, 10);
	if (f != NULL)
		fclose(f);
	return kb;
}

size_t rig_bytes(const struct rig *r) { return r->bytes; }
double rig_first_ms(const struct rig *r) { return r->first_ms; }
double rig_last_ms(const struct rig *r) { return r->last_ms; }
int rig_bells(const struct rig *r) { return r->bells; }

const char *
rig_log(const struct rig *r, size_t *length)
{
	*length = r->log.length;
	return r->log.bytes;
}

void
rig_check_(struct rig *r, bool holds, const char *condition, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s", rig_screen(r));
	fail_msg("%s:%d: %s; the screen stands above", file, line, condition);
}
