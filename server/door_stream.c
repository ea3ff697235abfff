/* door_stream.c: a channel whose input and outputs are those of a child process. */
#include "server/door_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/channel.h"
#include "server/child.h"
#include "server/loop.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/status.h"
#include "shared/xmalloc.h"

enum { PIECE = 64 * 1024, PIECES_A_TURN = 4 };

/* One of the child's outputs. */
struct source {
	struct stream_door *door;
	int fd;
	void (*put)(struct channel *channel, const char *bytes, size_t length);
	struct loop_fd *watch;		/* null while held, and once it has ended */
	bool ended;
};

struct stream_door {
	struct channel *channel;
	struct loop *loop;
	struct child *child;
	struct source out, err;
	struct loop_fd *in_watch;	/* while the child's input is full */
	bool in_closed, exited, held;
	int status;
};

static void
end_when_all_said(struct stream_door *door)
{
	if (door->exited && door->out.ended && door->err.ended)
		channel_finish(door->channel, door->status);
}

static void
on_exited(void *arg, int status)
{
	struct stream_door *door = arg;

	door->exited = true;
	door->status = status;
	end_when_all_said(door);
}

/* Output. */

static void
source_end(struct source *source)
{
	loop_fd_drop(source->watch);
	source->watch = NULL;
	source->ended = true;
	end_when_all_said(source->door);
}

static void
on_readable(void *arg, uint32_t events)
{
	struct source *source = arg;
	char piece[PIECE];

	(void)events;
	for (int i = 0; i < PIECES_A_TURN; i++) {
		ssize_t n = read(source->fd, piece, sizeof piece);
		if (n > 0)
			source->put(source->door->channel, piece, (size_t)n);
		else {
			if (n == 0 || (errno != EAGAIN && errno != EINTR))
				source_end(source);
			return;
		}
	}
}

/* A held output is not watched at all: the hang-up of its end would come again and again. */
static void
source_watch(struct source *source)
{
	bool wanted = !source->door->held && !source->ended;

	if (wanted && !source->watch)
		source->watch = loop_fd_add(source->door->loop, source->fd, EPOLLIN, on_readable, source);
	else if (!wanted) {
		loop_fd_drop(source->watch);
		source->watch = NULL;
	}
}

static void
hold(void *arg, bool full)
{
	struct stream_door *door = arg;

	door->held = full;
	source_watch(&door->out);
	source_watch(&door->err);
}

/* Input. */

static void
close_in(struct stream_door *door)
{
	loop_fd_drop(door->in_watch);
	door->in_watch = NULL;
	door->in_closed = true;
	child_close_in(door->child);
}

static void
on_writable(void *arg, uint32_t events)
{
	struct stream_door *door = arg;

	loop_fd_drop(door->in_watch);
	door->in_watch = NULL;
	/* The child wants no more: what still comes is dropped, or the client would wait for its window. */
	if (events & EPOLLERR)
		close_in(door);
	channel_resume(door->channel);
}

static size_t
feed(void *arg, const char *bytes, size_t length)
{
	struct stream_door *door = arg;
	ssize_t n;

	if (door->in_closed)
		return length;
	n = write(child_ends(door->child)->in, bytes, length);
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		close_in(door);
		return length;
	}
	if (n < (ssize_t)length && !door->in_watch)
		door->in_watch = loop_fd_add(door->loop, child_ends(door->child)->in, EPOLLOUT, on_writable, door);
	return n > 0 ? (size_t)n : 0;
}

static void
end_of_input(void *arg)
{
	close_in(arg);
}

static void
pass_signal(void *arg, int number)
{
	child_signal(((struct stream_door *)arg)->child, number);
}

static bool
busy(void *arg)
{
	const struct stream_door *door = arg;

	return !(door->exited && door->out.ended && door->err.ended);
}

static void
free_door(void *arg)
{
	struct stream_door *door = arg;

	loop_fd_drop(door->out.watch);
	loop_fd_drop(door->err.watch);
	loop_fd_drop(door->in_watch);
	child_free(door->child);
	free(door);
}

void
door_stream_open(struct channel *channel, char *job)
{
	static const struct door stream = {.name = "stream", .feed = feed, .end_of_input = end_of_input, .hold = hold, .signal = pass_signal,
		.busy = busy, .free = free_door};
	struct worker *worker = session_worker(channel_session(channel));
	struct stream_door *door = xcalloc(1, sizeof *door);
	const char *why = NULL;

	*door = (struct stream_door){.channel = channel, .loop = worker->loop};
	door->child = child_spawn(worker, CHILD_STREAM, job, NULL, on_exited, door, &why);
	free(job);
	if (!door->child) {
		free(door);
		channel_err_text(channel, why);
		channel_finish(channel, STATUS_LATER);
		return;
	}
	door->out = (struct source){.door = door, .fd = child_ends(door->child)->out, .put = channel_out};
	door->err = (struct source){.door = door, .fd = child_ends(door->child)->err, .put = channel_err};
	channel_serve(channel, &stream, door);
	hold(door, false);
}
