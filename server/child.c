/* child.c: the worker's side of its children: it makes their pipes and terminals, the supervisor spawns them. */
#include "server/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "server/config.h"
#include "server/kin.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/worker.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* A child that does not end when its pipes are gone is killed after so long. */
enum { LAST_CALL = 3000 };

struct child {
	struct kin *kin;
	uint64_t id;
	enum child_kind kind;
	struct child_ends ends;
	int job;			/* grows by a line when all input has come */
	void (*exited)(void *arg, int status);
	void *arg;
	bool running;
	struct loop_timer *kill_timer;	/* set once it was told to end */
	struct child *next;
};

struct kin {
	struct worker *worker;
	int socket;
	struct loop_fd *watch;
	uint64_t last_id;
	struct child *children;
	size_t count;
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
close_ends(struct child_ends *ends)
{
	if (ends->out == ends->in)
		ends->out = -1;
	close_fd(&ends->in);
	close_fd(&ends->out);
	close_fd(&ends->err);
	close_fd(&ends->socket);
}

static void
forget(struct child *child)
{
	for (struct child **at = &child->kin->children; *at; at = &(*at)->next)
		if (*at == child) {
			*at = child->next;
			child->kin->count--;
			break;
		}
	loop_timer_drop(child->kill_timer);
	close_ends(&child->ends);
	close_fd(&child->job);
	free(child);
}

static void
send_signal(const struct child *child, int number)
{
	struct kin_message message = {.word = KIN_SIGNAL, .id = child->id, .value = number};

	if (kin_send(child->kin->socket, &message, NULL, 0))
		log_warning("child_signal_lost", "child=%llu", (unsigned long long)child->id);
}

static void
child_ended(struct child *child, int status)
{
	child->running = false;
	if (!child->exited)
		forget(child);
	else
		child->exited(child->arg, status);
}

static void
on_message(void *arg, uint32_t events)
{
	struct kin *kin = arg;
	struct kin_message message;
	int fds[KIN_FDS], got;
	size_t count;

	(void)events;
	while ((got = kin_receive(kin->socket, &message, fds, &count)) > 0) {
		struct child *child = kin->children;
		while (child && child->id != message.id)
			child = child->next;
		if (child && message.word == KIN_EXITED)
			child_ended(child, message.value);
	}
	if (got < 0) {
		/* Without a supervisor nobody would restart or end us. */
		log_error("supervisor_gone", "children=%zu", kin->count);
		loop_fd_drop(kin->watch);
		kin->watch = NULL;
		kill(getpid(), SIGTERM);
	}
}

struct kin *
kin_new(struct worker *worker, int socket)
{
	struct kin *kin = xcalloc(1, sizeof *kin);

	kin->worker = worker;
	kin->socket = socket;
	kin->watch = loop_fd_add(worker->loop, socket, EPOLLIN, on_message, kin);
	return kin;
}

void
kin_free(struct kin *kin)
{
	if (!kin)
		return;
	while (kin->children)
		forget(kin->children);
	loop_fd_drop(kin->watch);
	close(kin->socket);
	free(kin);
}

size_t
kin_count(const struct kin *kin)
{
	return kin->count;
}

/* Our end does not block, theirs does. */
static bool
pipe_pair(int *ours, int *theirs, bool we_write)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	*ours = ends[we_write];
	*theirs = ends[!we_write];
	return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

static int
job_file(const char *job)
{
	int fd = memfd_create("comptoir-job", MFD_CLOEXEC);
	size_t length = strlen(job);

	if (fd < 0 || write(fd, job, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) != 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static bool
open_stream(struct child_ends *ours, int theirs[KIN_FDS], const char *job)
{
	return pipe_pair(&ours->in, &theirs[0], true) && pipe_pair(&ours->out, &theirs[1], false) &&
	    pipe_pair(&ours->err, &theirs[2], false) && (theirs[3] = job_file(job)) >= 0;
}

static bool
open_terminal(struct child_ends *ours, int theirs[KIN_FDS], const struct child_terminal *terminal)
{
	struct winsize size = {.ws_col = (unsigned short)terminal->columns, .ws_row = (unsigned short)terminal->rows};
	int sockets[2], pty = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	if (pty < 0)
		return false;
	ours->in = ours->out = pty;
	if (grantpt(pty) || unlockpt(pty) || ioctl(pty, TIOCSWINSZ, &size))
		return false;
	theirs[0] = ioctl(pty, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (theirs[0] < 0 || (theirs[1] = fcntl(theirs[0], F_DUPFD_CLOEXEC, 0)) < 0 || (theirs[2] = fcntl(theirs[0], F_DUPFD_CLOEXEC, 0)) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		return false;
	ours->socket = sockets[0];
	theirs[3] = sockets[1];
	return fcntl(ours->socket, F_SETFL, O_NONBLOCK) == 0;
}

struct child *
child_spawn(struct worker *worker, enum child_kind kind, const char *job, const struct child_terminal *terminal,
    void (*exited)(void *arg, int status), void *arg, const char **why)
{
	struct kin *kin = worker->kin;
	struct kin_message message = {.word = KIN_SPAWN, .kind = kind};
	int theirs[KIN_FDS] = {-1, -1, -1, -1};
	struct child *child;
	bool sent;

	if (kin->count >= (size_t)worker->config->children || !kin->watch) {
		*why = N_("The server is busy with other exports and imports: try again in a moment.");
		return NULL;
	}
	child = xcalloc(1, sizeof *child);
	*child = (struct child){.kin = kin, .id = ++kin->last_id, .kind = kind, .ends = {-1, -1, -1, -1}, .job = -1, .exited = exited, .arg = arg,
	    .running = true, .next = kin->children};
	kin->children = child;
	kin->count++;
	message.id = child->id;
	snprintf(message.text, sizeof message.text, "PATH=/usr/bin:/bin\n%s", terminal && terminal->environment ? terminal->environment : "");
	sent = (kind == CHILD_TUI ? open_terminal(&child->ends, theirs, terminal) : open_stream(&child->ends, theirs, job)) &&
	    (kind == CHILD_TUI || (child->job = fcntl(theirs[3], F_DUPFD_CLOEXEC, 0)) >= 0) && kin_send(kin->socket, &message, theirs, KIN_FDS) == 0;
	for (size_t i = 0; i < KIN_FDS; i++)
		close_fd(&theirs[i]);
	if (sent)
		return child;
	forget(child);
	*why = N_("The server has no room for this just now: try again in a moment.");
	return NULL;
}

const struct child_ends *
child_ends(const struct child *child)
{
	return &child->ends;
}

/* A pipe ends in the same way when the line is cut, when we are killed, and when all has come; only the last is said in the job. */
void
child_close_in(struct child *child)
{
	struct stat job;

	if (child->kind != CHILD_STREAM)
		return;
	if (child->job >= 0 && (fstat(child->job, &job) || pwrite(child->job, "\n", 1, job.st_size) != 1))
		log_warning("child_input_unsaid", "child=%llu", (unsigned long long)child->id);
	close_fd(&child->job);
	close_fd(&child->ends.in);
}

void
child_resize(struct child *child, int columns, int rows)
{
	struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};

	/* The kernel sends SIGWINCH to whoever is in the foreground of that terminal. */
	if (child->kind == CHILD_TUI && ioctl(child->ends.in, TIOCSWINSZ, &size))
		log_debug("child_resize_failed", "child=%llu", (unsigned long long)child->id);
}

void
child_signal(struct child *child, int signal_number)
{
	if (child->running)
		send_signal(child, signal_number);
}

static void
on_last_call(void *arg)
{
	send_signal(arg, SIGKILL);
}

static void
tell_to_end(struct child *child)
{
	if (child->kill_timer)
		return;
	send_signal(child, child->kind == CHILD_TUI ? SIGHUP : SIGTERM);
	child->kill_timer = loop_timer_add(child->kin->worker->loop, LAST_CALL, on_last_call, child);
}

bool
child_hang_up(struct child *child)
{
	int socket = child->ends.socket;

	child->ends.socket = -1;
	close_ends(&child->ends);
	child->ends.socket = socket;
	if (child->running)
		tell_to_end(child);
	return child->running;
}

void
child_free(struct child *child)
{
	if (!child)
		return;
	close_ends(&child->ends);
	child->exited = NULL;
	if (child->running)
		tell_to_end(child);
	else
		forget(child);
}
