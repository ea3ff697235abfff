/* door_screen.c: a shell with a terminal: `comptoir` on a pty of ours, already signed in through a socket pair. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/channel.h"
#include "server/child.h"
#include "server/loop.h"
#include "server/rpc.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/buf.h"
#include "shared/status.h"
#include "shared/xmalloc.h"

/* A screen is drawn by many small writes: they leave as one packet when it has been quiet, or after a while. */
enum { QUIET_MS = 2, LONGEST_MS = 8, PIECE = 16 * 1024, FRAME_MAX = 64 * 1024, ANSWERS_MAX = 1024 * 1024 };

struct screen_door {
	struct channel *channel;
	struct loop *loop;
	struct child *child;
	struct rpc_peer *peer;
	struct loop_fd *pty, *socket;
	struct loop_timer *quiet;
	struct buf frame;		/* read from the pty, not yet sent */
	struct buf requests, answers;	/* from and to the socket */
	int64_t frame_began;
	bool held, keys_wait, requests_wait, ended;
	struct worker *worker;
	struct screen_door *next;	/* in the worker's list, once the line has dropped */
};

/* The terminal. */

static void
watch_pty(struct screen_door *door)
{
	uint32_t events = door->keys_wait ? EPOLLIN | EPOLLOUT : EPOLLIN;

	if (door->pty && (door->held || door->ended)) {
		loop_fd_drop(door->pty);
		door->pty = NULL;
	} else if (door->pty)
		loop_fd_change(door->pty, events);
}

static void
send_frame(void *arg)
{
	struct screen_door *door = arg;

	loop_timer_set(door->quiet, -1);
	if (!door->frame.length)
		return;
	channel_out(door->channel, door->frame.bytes, door->frame.length);
	buf_clear(&door->frame);
}

static void
frame_grew(struct screen_door *door, size_t before)
{
	int64_t now = loop_now(door->loop), age;

	if (!before)
		door->frame_began = now;
	age = now - door->frame_began;
	if (age >= LONGEST_MS || door->frame.length >= FRAME_MAX)
		send_frame(door);
	else
		loop_timer_set(door->quiet, LONGEST_MS - age < QUIET_MS ? LONGEST_MS - age : QUIET_MS);
}

static void
on_pty(void *arg, uint32_t events)
{
	struct screen_door *door = arg;
	size_t before = door->frame.length;
	ssize_t n;

	if (events & EPOLLOUT) {
		door->keys_wait = false;
		channel_resume(door->channel);
	}
	do {
		n = read(child_ends(door->child)->out, buf_reserve(&door->frame, PIECE), PIECE);
		door->frame.length += n > 0 ? (size_t)n : 0;
	} while (n > 0 && door->frame.length < FRAME_MAX);
	/* EIO: nobody has the other side open any more. */
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		send_frame(door);
		door->ended = true;
	}
	watch_pty(door);
	if (door->frame.length > before)
		frame_grew(door, before);
}

static size_t
feed(void *arg, const char *bytes, size_t length)
{
	struct screen_door *door = arg;
	ssize_t n;

	if (door->ended)
		return length;
	n = write(child_ends(door->child)->in, bytes, length);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return length;
	if (n < (ssize_t)length) {
		door->keys_wait = true;
		watch_pty(door);
	}
	return n > 0 ? (size_t)n : 0;
}

static void
hold(void *arg, bool full)
{
	struct screen_door *door = arg;

	door->held = full;
	watch_pty(door);
	if (!full && !door->pty && !door->ended)
		door->pty = loop_fd_add(door->loop, child_ends(door->child)->out, EPOLLIN, on_pty, door);
}

static void
resize(void *arg, int columns, int rows)
{
	child_resize(((struct screen_door *)arg)->child, columns, rows);
}

/* The screen's requests. */

static void
watch_socket(struct screen_door *door)
{
	if (door->socket)
		loop_fd_change(door->socket, (door->requests_wait ? 0u : EPOLLIN) | (door->answers.length ? EPOLLOUT : 0u));
}

static void
close_socket(struct screen_door *door)
{
	loop_fd_drop(door->socket);
	door->socket = NULL;
	buf_clear(&door->answers);
}

static void
send_answers(void *arg)
{
	struct screen_door *door = arg;

	while (door->socket && door->answers.length) {
		ssize_t n = send(child_ends(door->child)->socket, door->answers.bytes, door->answers.length, MSG_NOSIGNAL);
		if (n > 0)
			buf_consume(&door->answers, (size_t)n);
		else if (errno == EAGAIN || errno == EINTR)
			break;
		else
			close_socket(door);
	}
	if (door->socket)
		rpc_hold(door->peer, door->answers.length > ANSWERS_MAX);
	watch_socket(door);
}

static void
on_answer(void *arg, const char *bytes, size_t length)
{
	struct screen_door *door = arg;

	if (!door->socket)
		return;
	buf_add(&door->answers, bytes, length);
	/* Written at the end of the turn: never from inside the peer. */
	loop_defer(door->loop, send_answers, door);
}

static void
feed_peer(struct screen_door *door)
{
	buf_consume(&door->requests, rpc_feed(door->peer, door->requests.bytes, door->requests.length));
	door->requests_wait = door->requests.length > 0;
	watch_socket(door);
}

static void
on_peer_resume(void *arg)
{
	struct screen_door *door = arg;

	if (door->requests.length)
		feed_peer(door);
}

static void
on_socket(void *arg, uint32_t events)
{
	struct screen_door *door = arg;
	ssize_t n;

	if (events & EPOLLOUT)
		send_answers(door);
	if (!door->socket || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR)) || door->requests_wait)
		return;
	n = read(child_ends(door->child)->socket, buf_reserve(&door->requests, PIECE), PIECE);
	if (n > 0) {
		door->requests.length += (size_t)n;
		feed_peer(door);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_socket(door);
}

/* Life. */

static void
free_all(struct screen_door *door)
{
	for (struct screen_door **at = &door->worker->lingering; *at; at = &(*at)->next)
		if (*at == door) {
			*at = door->next;
			break;
		}
	loop_defer_forget(door->loop, door);
	loop_timer_drop(door->quiet);
	loop_fd_drop(door->pty);
	loop_fd_drop(door->socket);
	rpc_free(door->peer);
	child_free(door->child);
	buf_free(&door->frame);
	buf_free(&door->requests);
	buf_free(&door->answers);
	free(door);
}

static void
on_exited(void *arg, int status)
{
	struct screen_door *door = arg;

	if (!door->channel) {
		/* What it said last waits to be read; requests that run are left to end. */
		while (door->socket && !door->requests_wait)
			on_socket(door, EPOLLIN | EPOLLHUP);
		free_all(door);
		return;
	}
	/* What it drew last is still in the terminal. */
	if (!door->ended)
		on_pty(door, EPOLLIN);
	send_frame(door);
	channel_finish(door->channel, status);
}

static void
end_of_input(void *arg)
{
	(void)arg;	/* a terminal's input has no end: the channel's close is the hang-up */
}

static bool
busy(void *arg)
{
	return rpc_running(((struct screen_door *)arg)->peer) > 0;
}

/* The line dropped: the screen loses its terminal at once, but not its way to the server, before it has said what was being typed
   and not saved. The child's last call is the end of that. */
static void
hang_up(void *arg)
{
	struct screen_door *door = arg;

	loop_fd_drop(door->pty);
	door->pty = NULL;
	loop_timer_set(door->quiet, -1);
	buf_clear(&door->frame);
	door->channel = NULL;
	door->ended = true;
	if (!child_hang_up(door->child)) {
		free_all(door);
		return;
	}
	door->next = door->worker->lingering;
	door->worker->lingering = door;
}

void
door_screen_end_all(struct worker *worker)
{
	for (struct screen_door *door; (door = worker->lingering) != NULL; free_all(door))
		worker->lingering = door->next;
}

bool
door_screen_open(struct channel *channel)
{
	static const struct door screen = {.name = "screen", .feed = feed, .end_of_input = end_of_input, .hold = hold, .resize = resize,
		.busy = busy, .free = hang_up};
	struct worker *worker = session_worker(channel_session(channel));
	const struct child_terminal terminal = {.columns = channel_columns(channel), .rows = channel_rows(channel),
		.environment = channel_environment(channel)};
	struct screen_door *door = xcalloc(1, sizeof *door);
	const struct rpc_io io = {.write = on_answer, .resume = on_peer_resume, .arg = door};
	const char *why = NULL;

	*door = (struct screen_door){.channel = channel, .loop = worker->loop, .worker = worker};
	door->child = child_spawn(worker, CHILD_TUI, NULL, &terminal, on_exited, door, &why);
	if (!door->child) {
		free(door);
		return false;
	}
	door->quiet = loop_timer_add(worker->loop, -1, send_frame, door);
	door->pty = loop_fd_add(worker->loop, child_ends(door->child)->out, EPOLLIN, on_pty, door);
	door->socket = loop_fd_add(worker->loop, child_ends(door->child)->socket, EPOLLIN, on_socket, door);
	channel_serve(channel, &screen, door);
	door->peer = rpc_new(worker->desk, session_caller(channel_session(channel)), &io);
	return true;
}
