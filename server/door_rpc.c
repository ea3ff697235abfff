/* door_rpc.c: the subsystem `comptoir`: JSON-RPC lines over a channel. */
#include <stdlib.h>

#include "server/channel.h"
#include "server/loop.h"
#include "server/rpc.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/xmalloc.h"

struct rpc_door {
	struct channel *channel;
	struct loop *loop;
	struct rpc_peer *peer;
	bool input_ended;
};

static void
end_when_answered(void *arg)
{
	struct rpc_door *door = arg;

	if (door->input_ended && !rpc_running(door->peer))
		channel_finish(door->channel, 0);
}

static void
on_write(void *arg, const char *bytes, size_t length)
{
	struct rpc_door *door = arg;

	channel_out(door->channel, bytes, length);
	if (door->input_ended)
		loop_defer(door->loop, end_when_answered, door);
}

static void
on_resume(void *arg)
{
	channel_resume(((struct rpc_door *)arg)->channel);
}

static size_t
feed(void *arg, const char *bytes, size_t length)
{
	return rpc_feed(((struct rpc_door *)arg)->peer, bytes, length);
}

static void
end_of_input(void *arg)
{
	struct rpc_door *door = arg;

	door->input_ended = true;
	loop_defer(door->loop, end_when_answered, door);
}

static void
hold(void *arg, bool full)
{
	rpc_hold(((struct rpc_door *)arg)->peer, full);
}

static bool
busy(void *arg)
{
	return rpc_running(((struct rpc_door *)arg)->peer) > 0;
}

static void
free_door(void *arg)
{
	struct rpc_door *door = arg;

	loop_defer_forget(door->loop, door);
	rpc_free(door->peer);
	free(door);
}

bool
door_rpc_open(struct channel *channel)
{
	static const struct door rpc = {.name = "rpc", .feed = feed, .end_of_input = end_of_input, .hold = hold, .busy = busy, .free = free_door};
	struct worker *worker = session_worker(channel_session(channel));
	struct rpc_door *door = xcalloc(1, sizeof *door);
	const struct rpc_io io = {.write = on_write, .resume = on_resume, .arg = door};

	door->channel = channel;
	door->loop = worker->loop;
	channel_serve(channel, &rpc, door);
	door->peer = rpc_new(worker->desk, session_caller(channel_session(channel)), &io);
	return true;
}
