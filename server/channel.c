/* channel.c: one SSH channel: bytes in and out with back-pressure. */
#include "server/channel.h"

#include <libssh/callbacks.h>
#include <libssh/server.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "server/caller.h"
#include "server/log.h"
#include "server/session.h"
#include "server/verb.h"
#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	PIECE = 256 * 1024,		/* given to libssh at once, and only when its own buffer is empty */
	FULL = 256 * 1024,		/* output that waits: the door is asked to make no more */
	LOW = 64 * 1024,		/* … and may go on */
	KEEP = 4096,
	FLOOD = 4 * 1024 * 1024,	/* input past libssh's window (1.28 MB): the client ignores the window */
	ENVIRONMENT_MAX = 1024,
	SIDE_MAX = 1000,		/* columns or rows of a terminal */
	CONTROL_C = 3,
	LINE_MAX_BYTES = 500,		/* of what a screen begins with */
};

struct channel {
	struct session *session;
	ssh_channel ssh;
	struct ssh_channel_callbacks_struct callbacks;
	const struct door *door;
	void *arg;
	struct buf in, out, err, environment;
	bool terminal, eof, eof_told, starved, pulling, held;
	bool finishing, finished, closed;
	int columns, rows, status;
};

/* What libssh tells us. Inside a callback nothing is written to the channel. Most of it comes while the socket is read, and the
   channels have their turn right after; but libssh also reads the socket while it writes for us or looks for more input, when
   this channel's turn is over. Whatever is then left to do asks for another turn, or nothing might ever wake the session again. */

/* A hosted screen has the whole keyboard; elsewhere this key interrupts, and what was typed ahead of it goes. */
static bool
interrupted(struct channel *channel, const char *bytes, size_t length)
{
	if (!channel->terminal || !channel->door || channel->door->resize || !length || bytes[length - 1] != CONTROL_C)
		return false;
	buf_free(&channel->in);
	if (channel->door->signal)
		channel->door->signal(channel->arg, SIGINT);
	return true;
}

static int
on_data(ssh_session ssh, ssh_channel ssh_channel, void *bytes, uint32_t length, int is_stderr, void *arg)
{
	struct channel *channel = arg;
	size_t taken = 0;

	(void)ssh;
	(void)ssh_channel;
	if (is_stderr || channel->finishing || (!channel->pulling && interrupted(channel, bytes, length)))
		return (int)length;
	if (channel->door && !channel->in.length && !channel->pulling && !session_writing(channel->session))
		taken = channel->door->feed(channel->arg, bytes, length);
	if (taken < length) {
		channel_resume(channel);
		if (length - taken > FLOOD)
			session_end(channel->session, "window_ignored");
	}
	return (int)taken;
}

static void
on_eof(ssh_session ssh, ssh_channel ssh_channel, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	channel->eof = true;
	session_touch(channel->session);
}

static void
on_close(ssh_session ssh, ssh_channel ssh_channel, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	channel->closed = true;
	session_touch(channel->session);
}

static int
clamp(int n, int preset)
{
	return n <= 0 ? preset : n > SIDE_MAX ? SIDE_MAX : n;
}

/* Letters, digits and a few signs: what names of terminals and locales are made of. */
static bool
harmless(const char *value)
{
	size_t length = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-@:");

	return length < 64 && !value[length];
}

static void
add_environment(struct channel *channel, const char *name, const char *value)
{
	if (harmless(value) && channel->environment.length < ENVIRONMENT_MAX)
		buf_printf(&channel->environment, "%s=%s\n", name, value);
}

static int
on_pty(ssh_session ssh, ssh_channel ssh_channel, const char *term, int columns, int rows, int width, int height, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	(void)width;
	(void)height;
	if (channel->door || channel->terminal)
		return 1;
	channel->terminal = true;
	channel->columns = clamp(columns, 80);
	channel->rows = clamp(rows, 24);
	add_environment(channel, "TERM", term && *term ? term : "dumb");
	return 0;
}

static int
on_resize(ssh_session ssh, ssh_channel ssh_channel, int columns, int rows, int width, int height, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	(void)width;
	(void)height;
	channel->columns = clamp(columns, channel->columns);
	channel->rows = clamp(rows, channel->rows);
	if (channel->door && channel->door->resize)
		channel->door->resize(channel->arg, channel->columns, channel->rows);
	return 0;
}

/* What a hosted screen is told of the person's terminal, where their ssh sends it (SendEnv, SetEnv). */
static bool
is_for_screens(const char *name)
{
	static const char *const names[] = {"LANG", "COLORTERM", "NO_COLOR", "A11Y", "COMPTOIR_THEME", "COMPTOIR_SLOW", "COMPTOIR_IDLE_MARK",
		"COMPTOIR_TODAY"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static int
on_environment(ssh_session ssh, ssh_channel ssh_channel, const char *name, const char *value, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	if (channel->door || !name || !value || !harmless(name))
		return 1;
	if (strncmp(name, "LC_", 3) != 0 && !is_for_screens(name))
		return 1;
	add_environment(channel, name, value);
	return 0;
}

static void
on_signal(ssh_session ssh, ssh_channel ssh_channel, const char *name, void *arg)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"INT", SIGINT}, {"TERM", SIGTERM}, {"HUP", SIGHUP}, {"QUIT", SIGQUIT}, {"KILL", SIGKILL}};
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	for (size_t i = 0; name && i < sizeof signals / sizeof *signals; i++)
		if (strcmp(signals[i].name, name) == 0 && channel->door && channel->door->signal)
			channel->door->signal(channel->arg, signals[i].number);
}

/* A key may be allowed one command only: it runs whatever was asked for. */

static int
opened(struct channel *channel, const char *door, bool open)
{
	log_debug("channel", "session=%lld door=%s %s", (long long)session_id(channel->session), door, open ? "open" : "refused");
	return open ? 0 : 1;
}

/* On a terminal a line may be for the screen, as its palette takes it: with a colon, or steps after one another. Null: it is a verb's. */
static const char *
line_for_screen(const struct channel *channel, const char *line)
{
	char *word = xstrndup(line, strcspn(line, " \t"));
	bool verb = verb_find(word) != NULL, plain = strlen(line) <= LINE_MAX_BYTES;

	free(word);
	for (const char *at = line; *at; at++)
		plain = plain && (unsigned char)*at >= ' ' && *at != 127;
	return channel->terminal && plain && (*line == ':' || (!verb && strstr(line, " > "))) ? line : NULL;
}

static int
on_exec(ssh_session ssh, ssh_channel ssh_channel, const char *line, void *arg)
{
	struct channel *channel = arg;
	const char *forced = session_forced(channel->session);

	(void)ssh;
	(void)ssh_channel;
	if (!channel->door && line && !forced && line_for_screen(channel, line)) {
		buf_printf(&channel->environment, "COMPTOIR_START=%s\n", line);
		return opened(channel, "screen", door_screen_open(channel));
	}
	return opened(channel, "exec", !channel->door && line && door_exec_open(channel, forced ? forced : line));
}

static int
on_shell(ssh_session ssh, ssh_channel ssh_channel, void *arg)
{
	struct channel *channel = arg;
	const char *forced = session_forced(channel->session);

	(void)ssh;
	(void)ssh_channel;
	if (channel->door)
		return 1;
	if (forced)
		return opened(channel, "exec", door_exec_open(channel, forced));
	if (!channel->terminal)
		return opened(channel, "exec", door_exec_open(channel, "help"));
	return opened(channel, "screen", door_screen_open(channel));
}

static int
on_subsystem(ssh_session ssh, ssh_channel ssh_channel, const char *name, void *arg)
{
	struct channel *channel = arg;

	(void)ssh;
	(void)ssh_channel;
	return opened(channel, "rpc", !channel->door && name && strcmp(name, "comptoir") == 0 && !session_forced(channel->session) &&
	    door_rpc_open(channel));
}

/* Life. */

struct channel *
channel_make(struct session *session)
{
	struct channel *channel = xcalloc(1, sizeof *channel);

	channel->session = session;
	channel->columns = 80;
	channel->rows = 24;
	channel->ssh = ssh_channel_new(session_ssh(session));
	if (!channel->ssh) {
		free(channel);
		return NULL;
	}
	channel->callbacks = (struct ssh_channel_callbacks_struct){
		.userdata = channel,
		.channel_data_function = on_data,
		.channel_eof_function = on_eof,
		.channel_close_function = on_close,
		.channel_signal_function = on_signal,
		.channel_pty_request_function = on_pty,
		.channel_pty_window_change_function = on_resize,
		.channel_env_request_function = on_environment,
		.channel_exec_request_function = on_exec,
		.channel_shell_request_function = on_shell,
		.channel_subsystem_request_function = on_subsystem,
	};
	ssh_callbacks_init(&channel->callbacks);
	ssh_set_channel_callbacks(channel->ssh, &channel->callbacks);
	return channel;
}

static void
leave_door(struct channel *channel)
{
	const struct door *door = channel->door;

	channel->door = NULL;
	if (door)
		door->free(channel->arg);
}

void
channel_drop(struct channel *channel)
{
	if (!channel)
		return;
	leave_door(channel);
	ssh_remove_channel_callbacks(channel->ssh, &channel->callbacks);
	ssh_channel_free(channel->ssh);
	buf_free(&channel->in);
	buf_free(&channel->out);
	buf_free(&channel->err);
	buf_free(&channel->environment);
	free(channel);
}

ssh_channel
channel_ssh(const struct channel *channel)
{
	return channel->ssh;
}

struct session *
channel_session(const struct channel *channel)
{
	return channel->session;
}

bool
channel_closed(const struct channel *channel)
{
	return channel->closed;
}

bool
channel_busy(const struct channel *channel)
{
	if (channel->closed || channel->finished)
		return false;
	return channel->out.length || channel->err.length || (channel->door && channel->door->busy(channel->arg));
}

/* Bytes in that the door could not take when they came. All that libssh holds is taken at once: each read opens the window again
   to 1.28 MB, however much is still unread, so that many small reads would let a fast client send far more than a slow import takes. */
static void
pull(struct channel *channel)
{
	bool more = channel->starved && channel->door && !channel->finishing;

	channel->pulling = true;
	while (more) {
		int there = 0;

		if (channel->in.length)
			buf_consume(&channel->in, channel->door->feed(channel->arg, channel->in.bytes, channel->in.length));
		more = !channel->in.length && (there = ssh_channel_poll(channel->ssh, 0)) > 0;
		if (more) {
			char *room = buf_reserve(&channel->in, (size_t)there);
			int n = ssh_channel_read_nonblocking(channel->ssh, room, (uint32_t)there, 0);
			more = n > 0;
			channel->in.length += n > 0 ? (size_t)n : 0;
		} else if (!channel->in.length)
			channel->starved = false;
	}
	channel->pulling = false;
	if (channel->eof && !channel->eof_told && channel->door && !channel->starved) {
		channel->eof_told = true;
		channel->door->end_of_input(channel->arg);
	}
}

static void
push(struct channel *channel, struct buf *from, bool is_stderr)
{
	ssh_session ssh = session_ssh(channel->session);

	while (from->length && !channel->closed && !(ssh_get_status(ssh) & SSH_WRITE_PENDING)) {
		uint32_t window = ssh_channel_window_size(channel->ssh);
		uint32_t piece = from->length < PIECE ? (uint32_t)from->length : PIECE;
		int written;

		if (piece > window)
			piece = window;
		if (!piece)
			return;
		session_set_writing(channel->session, true);
		written = is_stderr ? ssh_channel_write_stderr(channel->ssh, from->bytes, piece) :
		    ssh_channel_write(channel->ssh, from->bytes, piece);
		session_set_writing(channel->session, false);
		if (written <= 0)
			return;
		buf_consume(from, (size_t)written);
	}
}

/* An idle channel keeps little: there are thousands. */
static void
give_back(struct buf *b)
{
	if (!b->length && b->room > KEEP)
		buf_free(b);
}

static void
hold(struct channel *channel)
{
	size_t waiting = channel->out.length + channel->err.length;
	bool full = channel->held ? waiting > LOW : waiting > FULL;

	if (full == channel->held)
		return;
	channel->held = full;
	if (channel->door && channel->door->hold)
		channel->door->hold(channel->arg, full);
}

void
channel_pump(struct channel *channel)
{
	if (channel->closed || channel->finished)
		return;
	pull(channel);
	push(channel, &channel->out, false);
	push(channel, &channel->err, true);
	hold(channel);
	give_back(&channel->in);
	give_back(&channel->out);
	if (!channel->finishing || channel->out.length || channel->err.length || channel->closed)
		return;
	channel->finished = true;
	ssh_channel_request_send_exit_status(channel->ssh, channel->status);
	ssh_channel_send_eof(channel->ssh);
	ssh_channel_close(channel->ssh);
}

/* For doors. */

void
channel_serve(struct channel *channel, const struct door *door, void *arg)
{
	leave_door(channel);
	channel->door = door;
	channel->arg = arg;
	/* A door that takes over from another finds what came before it: bytes that the other left, and their end. */
	channel->eof_told = false;
	channel_resume(channel);
}

/* A terminal wants a carriage return before each line feed; a hosted screen sends its own. */
static void
add_lines(struct buf *to, const char *bytes, size_t length)
{
	const char *end = bytes + length, *feed;

	while ((feed = memchr(bytes, '\n', (size_t)(end - bytes)))) {
		buf_add(to, bytes, (size_t)(feed - bytes));
		buf_add(to, "\r\n", 2);
		bytes = feed + 1;
	}
	buf_add(to, bytes, (size_t)(end - bytes));
}

/* A door is held at once, in the midst of what it was fed: a window full of lines that are no requests would else be answered in
   one go, megabytes that nobody asked for, while everybody waits. */
static void
said(struct channel *channel)
{
	hold(channel);
	session_touch(channel->session);
}

void
channel_out(struct channel *channel, const char *bytes, size_t length)
{
	if (channel->closed || channel->finished)
		return;
	if (channel->terminal && !channel->door->resize)
		add_lines(&channel->out, bytes, length);
	else
		buf_add(&channel->out, bytes, length);
	said(channel);
}

void
channel_err(struct channel *channel, const char *bytes, size_t length)
{
	if (channel->closed || channel->finished)
		return;
	if (channel->terminal)
		add_lines(&channel->out, bytes, length);
	else
		buf_add(&channel->err, bytes, length);
	said(channel);
}

void
channel_err_text(struct channel *channel, const char *msgid)
{
	const char *text = translate(session_caller(channel->session)->language, msgid);

	channel_err(channel, text, strlen(text));
	channel_err(channel, "\n", 1);
}

void
channel_resume(struct channel *channel)
{
	channel->starved = true;
	session_touch(channel->session);
}

void
channel_finish(struct channel *channel, int status)
{
	if (channel->finishing)
		return;
	channel->finishing = true;
	channel->status = status;
	session_touch(channel->session);
}

bool
channel_has_terminal(const struct channel *channel)
{
	return channel->terminal;
}

int
channel_columns(const struct channel *channel)
{
	return channel->columns;
}

int
channel_rows(const struct channel *channel)
{
	return channel->rows;
}

const char *
channel_environment(struct channel *channel)
{
	return buf_text(&channel->environment);
}
