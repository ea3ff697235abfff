/* forward.c: a verb on the server; bytes in both directions, never more than the slower side takes. */
#include "tui/forward.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* A pipe that poll() calls writable takes this much without waiting. A file always takes more. */
enum { PIPE_STEP = 4096, FILE_STEP = 256 * 1024, IN_STEP = 32 * 1024, HELD_MAX = 256 * 1024 };

struct outlet {
	int fd;
	bool is_stderr;
	bool broken;		/* the reader went away */
	size_t step;
	struct buf held;
};

struct forward {
	ssh_session session;
	ssh_channel channel;
	ssh_event event;
	struct outlet out[2];
	char *in;		/* read from standard input, not yet taken by the session */
	size_t in_start, in_end;
	bool in_done, eof_sent;
};

static bool
is_plain(const char *word)
{
	return *word != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "-_./:,=+@%^") == strlen(word);
}

char *
forward_quote(int count, char *const words[])
{
	struct buf line = BUF_EMPTY;

	for (int i = 0; i < count; i++) {
		if (i > 0)
			buf_byte(&line, ' ');
		if (is_plain(words[i])) {
			buf_str(&line, words[i]);
			continue;
		}
		buf_byte(&line, '\'');
		for (const char *p = words[i]; *p != '\0'; p++)
			if (*p == '\'')
				buf_str(&line, "'\\''");
			else
				buf_byte(&line, *p);
		buf_byte(&line, '\'');
	}
	return buf_steal(&line);
}

static int
fail(const struct forward_options *options, enum status status, const char *msgid)
{
	fprintf(stderr, "comptoir: %s\n", translate(options->ssh.language, msgid));
	return (int)status;
}

/* The server shows a page to a person and everything to a pipe; only here is known which it is. */
static void
tell_terminal(ssh_channel channel)
{
	struct winsize size;
	char columns[16];

	if (!isatty(STDOUT_FILENO))
		return;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		size.ws_col = 80;
	snprintf(columns, sizeof columns, "%d", size.ws_col);
	/* A server that does not want to know says no: no harm. */
	(void)ssh_channel_request_env(channel, "COMPTOIR_TTY", columns);
}

static void
outlet_init(struct outlet *o, int fd, bool is_stderr)
{
	struct stat s;

	o->fd = fd;
	o->is_stderr = is_stderr;
	o->broken = false;
	o->step = fstat(fd, &s) == 0 && S_ISREG(s.st_mode) ? FILE_STEP : PIPE_STEP;
	buf_init(&o->held, 0);
}

/* Takes what the server sent, as long as this end keeps up: what stays in libssh keeps the window shut. */
static void
outlet_fill(struct forward *f, struct outlet *o)
{
	while (o->held.length < HELD_MAX) {
		char *to = buf_reserve(&o->held, IN_STEP);
		int n = ssh_channel_read_nonblocking(f->channel, to, IN_STEP, o->is_stderr);
		if (n <= 0)
			break;
		o->held.length += (size_t)n;
	}
	if (o->broken)
		buf_clear(&o->held);
}

static void
outlet_write(struct outlet *o)
{
	size_t length = o->held.length < o->step ? o->held.length : o->step;
	ssize_t n = write(o->fd, o->held.bytes, length);

	if (n > 0)
		buf_consume(&o->held, (size_t)n);
	else if (n < 0 && errno != EINTR && errno != EAGAIN)
		o->broken = true;
}

/* Standard input, one step at a time: the next is read when the session took the last. */
static void
inlet_read(struct forward *f)
{
	ssize_t n = read(STDIN_FILENO, f->in, IN_STEP);

	if (n > 0) {
		f->in_start = 0;
		f->in_end = (size_t)n;
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		f->in_done = true;
	}
}

static void
inlet_send(struct forward *f)
{
	while (f->in_start < f->in_end && !(ssh_get_status(f->session) & SSH_WRITE_PENDING)) {
		uint32_t window = ssh_channel_window_size(f->channel);
		size_t length = f->in_end - f->in_start;
		int n;

		if (window == 0)
			return;
		n = ssh_channel_write(f->channel, f->in + f->in_start, length < window ? (uint32_t)length : window);
		if (n <= 0)
			return;
		f->in_start += (size_t)n;
	}
	if (f->in_done && f->in_start == f->in_end && !f->eof_sent) {
		ssh_channel_send_eof(f->channel);
		f->eof_sent = true;
	}
}

static bool
is_over(const struct forward *f)
{
	return ssh_channel_is_closed(f->channel) || !ssh_is_connected(f->session);
}

static void
wait_for_something(struct forward *f, bool over)
{
	bool pending = ssh_get_status(f->session) & SSH_WRITE_PENDING;
	struct pollfd p[4] = {
		{.fd = over ? -1 : (int)ssh_get_fd(f->session), .events = (short)(POLLIN | (pending ? POLLOUT : 0))},
		{.fd = !over && !f->in_done && f->in_start == f->in_end ? STDIN_FILENO : -1, .events = POLLIN},
		{.fd = f->out[0].held.length > 0 ? f->out[0].fd : -1, .events = POLLOUT},
		{.fd = f->out[1].held.length > 0 ? f->out[1].fd : -1, .events = POLLOUT},
	};

	if (poll(p, 4, -1) < 0)
		return;
	if (p[1].revents != 0)
		inlet_read(f);
	for (size_t i = 0; i < 2; i++)
		if (p[2 + i].revents != 0)
			outlet_write(&f->out[i]);
}

/* Until the server closed the channel and everything it sent is written. */
static void
pump(struct forward *f)
{
	for (;;) {
		bool over;

		/* Reading the channel alone would never see its end: libssh stops looking after the EOF of the data.
		   What nobody takes is bounded by the channel's window. */
		ssh_event_dopoll(f->event, 0);
		outlet_fill(f, &f->out[0]);
		outlet_fill(f, &f->out[1]);
		inlet_send(f);
		over = is_over(f);
		if (over && f->out[0].held.length < HELD_MAX && f->out[1].held.length < HELD_MAX) {
			outlet_fill(f, &f->out[0]);
			outlet_fill(f, &f->out[1]);
			if (f->out[0].held.length == 0 && f->out[1].held.length == 0)
				return;
		}
		/* Whoever read our output went away, as `head` does: nobody needs the rest. */
		if (f->out[0].broken)
			return;
		wait_for_something(f, over);
	}
}

static int
run_command(const struct forward_options *options, struct forward *f)
{
	int code;

	f->in = xmalloc(IN_STEP);
	f->in_done = options->no_input;
	outlet_init(&f->out[0], STDOUT_FILENO, false);
	outlet_init(&f->out[1], STDERR_FILENO, true);
	f->event = ssh_event_new();
	if (f->event == NULL || ssh_event_add_session(f->event, f->session) != SSH_OK)
		abort();	/* out of memory */
	pump(f);
	ssh_event_remove_session(f->event, f->session);
	ssh_event_free(f->event);
	code = ssh_channel_get_exit_status(f->channel);
	free(f->in);
	buf_free(&f->out[0].held);
	buf_free(&f->out[1].held);
	if (f->out[0].broken)
		return 128 + SIGPIPE;
	return code >= 0 ? code : fail(options, STATUS_LATER, N_("The connection was lost before the verb ended."));
}

int
forward_run(const struct forward_options *options, int count, char *const words[])
{
	struct forward f = {.session = NULL, .channel = NULL, .event = NULL};
	struct ssh_client *client;
	char *why, *line;
	int code;
	enum status status = ssh_client_open(&options->ssh, &client, &why);

	if (status != STATUS_OK) {
		fprintf(stderr, "comptoir: %s\n", why);
		free(why);
		return (int)status;
	}
	signal(SIGPIPE, SIG_IGN);
	f.session = ssh_client_session(client);
	f.channel = ssh_channel_new(f.session);
	line = forward_quote(count, words);
	if (f.channel == NULL || ssh_channel_open_session(f.channel) != SSH_OK) {
		code = fail(options, STATUS_LATER, N_("The server opens no more sessions now: try again later."));
	} else {
		tell_terminal(f.channel);
		if (ssh_channel_request_exec(f.channel, line) != SSH_OK) {
			code = fail(options, STATUS_FORBIDDEN, N_("The server does not run commands for you."));
		} else {
			ssh_client_unblock(client);
			code = run_command(options, &f);
		}
	}
	free(line);
	ssh_channel_free(f.channel);
	ssh_client_free(client);
	return code;
}
