/* door_exec.c: a verb as a command line; verbs that stream are handed to a child. */
#include <stdlib.h>

#include "server/channel.h"
#include "server/door_stream.h"
#include "server/exec.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/xmalloc.h"

struct exec_door {
	struct channel *channel;
	struct exec *exec;		/* null once it has ended */
};

static void
on_out(void *arg, const char *bytes, size_t length)
{
	channel_out(((struct exec_door *)arg)->channel, bytes, length);
}

static void
on_err(void *arg, const char *bytes, size_t length)
{
	channel_err(((struct exec_door *)arg)->channel, bytes, length);
}

static void
on_end(void *arg, int exit_status)
{
	struct exec_door *door = arg;

	door->exec = NULL;
	channel_finish(door->channel, exit_status);
}

static void
on_stream(void *arg, char *job)
{
	struct exec_door *door = arg;

	door->exec = NULL;
	door_stream_open(door->channel, job);	/* frees this door */
}

static void
interrupt(void *arg, int number)
{
	struct exec_door *door = arg;

	if (!door->exec)
		return;
	exec_cancel(door->exec);
	door->exec = NULL;
	channel_finish(door->channel, 128 + number);
}

/* What comes with the command of a verb that streams stays where it is: it is for the child that is about to start. */
static size_t
feed(void *arg, const char *bytes, size_t length)
{
	struct exec_door *door = arg;

	if (door->exec && exec_streams(door->exec))
		return 0;
	if (door->exec && exec_wants_input(door->exec))
		exec_input(door->exec, bytes, length, false);
	return length;
}

static void
end_of_input(void *arg)
{
	struct exec_door *door = arg;

	if (door->exec && exec_wants_input(door->exec))
		exec_input(door->exec, "", 0, true);
}

static bool
busy(void *arg)
{
	return ((struct exec_door *)arg)->exec != NULL;
}

static void
free_door(void *arg)
{
	struct exec_door *door = arg;

	if (door->exec)
		exec_cancel(door->exec);
	free(door);
}

bool
door_exec_open(struct channel *channel, const char *line)
{
	static const struct door exec = {.name = "exec", .feed = feed, .end_of_input = end_of_input, .signal = interrupt, .busy = busy,
		.free = free_door};
	struct exec_door *door = xcalloc(1, sizeof *door);
	const struct exec_io io = {.out = on_out, .err = on_err, .end = on_end, .stream = on_stream, .arg = door};

	door->channel = channel;
	channel_serve(channel, &exec, door);
	door->exec = exec_start(session_worker(channel_session(channel))->desk, session_caller(channel_session(channel)), line,
	    channel_has_terminal(channel), channel_columns(channel), &io);
	return true;
}
