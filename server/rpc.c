/* rpc.c: JSON-RPC 2.0, one message a line, for one signed-in peer. */
#include "server/rpc.h"

#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/events.h"
#include "server/presence.h"
#include "server/rpc_line.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* What is under way for one peer may all be answered before it reads a byte: 32 pages of 1,000 long records were 600 MB. */
enum { PAGE_MOST = 1024 * 1024 };

struct call {
	struct rpc_peer *peer;
	struct request *request;
	json_t *id;			/* null: nobody waits for the answer */
	bool greeting;
	struct call *before, *after;
};

struct rpc_peer {
	struct desk *desk;
	struct caller *who;
	struct rpc_io io;
	struct buf line;		/* what of a line has come so far */
	bool skipping;			/* the rest of a line that was too long */
	bool hold, full;		/* full: rpc_feed refused bytes, resume is owed */
	int running;
	struct call *calls;
	struct events_watch *watch;
	struct presence_peer *presence;
};

static void
send_line(struct rpc_peer *peer, struct buf *message)
{
	/* JSON has no line ends but between values, where a space does as well. */
	for (char *at = message->bytes; (at = memchr(at, '\n', message->length - (size_t)(at - message->bytes))) != NULL;)
		*at = ' ';
	buf_byte(message, '\n');
	peer->io.write(peer->io.arg, message->bytes, message->length);
}

static void
begin_answer(struct buf *message, const json_t *id)
{
	char *text = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	buf_str(message, "{\"jsonrpc\":\"2.0\",\"id\":");
	buf_str(message, text ? text : "null");
	free(text);
}

static void
send_error(struct rpc_peer *peer, const json_t *id, json_t *error)
{
	struct buf message = BUF_EMPTY;
	char *text = json_dumps(error, JSON_COMPACT);

	begin_answer(&message, id);
	buf_str(&message, ",\"error\":");
	buf_str(&message, text);
	buf_byte(&message, '}');
	send_line(peer, &message);
	buf_free(&message);
	free(text);
	json_decref(error);
}

static void
send_result(struct rpc_peer *peer, const struct call *call, struct request *r)
{
	struct buf message = BUF_EMPTY;

	buf_reserve(&message, r->out.length + 64);
	if (call->greeting) {
		buf_str(&message, "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":");
	} else {
		begin_answer(&message, call->id);
		buf_str(&message, ",\"result\":");
	}
	buf_add(&message, r->out.bytes, r->out.length);
	buf_byte(&message, '}');
	send_line(peer, &message);
	buf_free(&message);
}

static void
call_free(struct call *call)
{
	*(call->before ? &call->before->after : &call->peer->calls) = call->after;
	if (call->after != NULL)
		call->after->before = call->before;
	json_decref(call->id);
	free(call);
}

static bool
takes_more(const struct rpc_peer *peer)
{
	return !peer->hold && peer->running < RPC_FLIGHT_MAX;
}

static void
resume(struct rpc_peer *peer)
{
	if (peer->full && takes_more(peer)) {
		peer->full = false;
		peer->io.resume(peer->io.arg);
	}
}

static void changed(void *arg, const char *entity, const json_t *changes);

/* From now on they speak for another company, or in another language; what is under way stays theirs who asked. */
static void
become(struct rpc_peer *peer, struct caller *who)
{
	events_unwatch(peer->watch);
	caller_unref(peer->who);
	peer->who = caller_ref(who);
	peer->watch = events_watch(peer->desk, who, changed, peer);
}

static void
answered(struct request *r, void *arg)
{
	struct call *call = arg;
	struct rpc_peer *peer = call->peer;

	if (r->status == STATUS_OK && r->who != peer->who && r->verb != NULL && strcmp(r->verb->name, "hello") == 0)
		become(peer, r->who);

	if (r->status == STATUS_OK && (call->id != NULL || call->greeting))
		send_result(peer, call, r);
	else if (r->status != STATUS_OK && (call->id != NULL || call->greeting))
		send_error(peer, call->id, request_error_json(r));	/* without a greeting the client would wait for ever */
	call_free(call);
	peer->running--;
	resume(peer);
}

static void
start(struct rpc_peer *peer, const char *method, json_t *params, json_t *id, bool greeting)
{
	struct call *call = xcalloc(1, sizeof *call);

	call->peer = peer;
	call->id = id;
	call->greeting = greeting;
	call->after = peer->calls;
	if (call->after != NULL)
		call->after->before = call;
	peer->calls = call;
	peer->running++;
	call->request = request_start_by(peer->desk, peer->who, peer->presence, method, params, answered, call);
	call->request->page_most = PAGE_MOST;
}

static json_t *
complaint(const struct rpc_peer *peer, int code, const char *msgid)
{
	char *message = translate_fill(peer->who->language, msgid, NULL);
	json_t *error = json_pack("{s:i,s:s,s:{s:s}}", "code", code, "message", message, "data", "status", status_name(STATUS_MISUSE));

	free(message);
	return error;
}

static void
take_line(struct rpc_peer *peer, const char *line, size_t length)
{
	struct rpc_call call;

	while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' '))
		length--;
	if (length == 0)
		return;
	if (!rpc_line_read(line, length, &call)) {
		peer->desk->metrics.lines_refused++;
		send_error(peer, call.id, complaint(peer, call.code, call.wrong));
	} else {
		start(peer, call.method, call.params, call.id, false);
		call.params = call.id = NULL;
	}
	rpc_call_clear(&call);
}

/* Bytes without a line end, kept for later. */
static void
keep(struct rpc_peer *peer, const char *bytes, size_t length)
{
	if (peer->skipping)
		return;
	buf_add(&peer->line, bytes, length);
	if (!peer->line.full)
		return;
	peer->skipping = true;
	buf_free(&peer->line);
	buf_clear(&peer->line);
	peer->desk->metrics.lines_refused++;
	send_error(peer, NULL, complaint(peer, -32600, N_("A line holds 1 MiB at most.")));
}

size_t
rpc_feed(struct rpc_peer *peer, const char *bytes, size_t length)
{
	size_t taken = 0;

	while (taken < length && takes_more(peer)) {
		const char *from = bytes + taken, *end = memchr(from, '\n', length - taken);
		size_t n = end ? (size_t)(end - from) : length - taken;

		taken += end ? n + 1 : n;
		if (end != NULL && !peer->skipping && peer->line.length == 0 && n <= RPC_LINE_MAX) {
			take_line(peer, from, n);
			continue;
		}
		keep(peer, from, n);
		if (end == NULL)
			continue;
		if (!peer->skipping)
			take_line(peer, buf_text(&peer->line), peer->line.length);
		peer->skipping = false;
		buf_clear(&peer->line);
	}
	peer->full = taken < length;
	return taken;
}

void
rpc_hold(struct rpc_peer *peer, bool hold)
{
	if (peer->hold && !hold)
		presence_again(peer->presence);
	peer->hold = hold;
	resume(peer);
}

static void
changed(void *arg, const char *entity, const json_t *changes)
{
	struct rpc_peer *peer = arg;
	struct buf message = BUF_EMPTY;
	char *pairs;

	if (peer->hold)
		return;
	pairs = json_dumps(changes, JSON_COMPACT);
	buf_str(&message, "{\"jsonrpc\":\"2.0\",\"method\":\"changed\",\"params\":{\"entity\":");
	buf_json_str(&message, entity);
	buf_str(&message, ",\"ids\":");
	buf_str(&message, pairs);
	buf_str(&message, "}}");
	free(pairs);
	send_line(peer, &message);
	buf_free(&message);
}

static bool
present(void *arg, const char *entity, int64_t id, const json_t *others)
{
	struct rpc_peer *peer = arg;
	struct buf message = BUF_EMPTY;
	char *list;

	if (peer->hold)
		return false;
	list = json_dumps(others, JSON_COMPACT);
	buf_str(&message, "{\"jsonrpc\":\"2.0\",\"method\":\"present\",\"params\":{\"entity\":");
	buf_json_str(&message, entity);
	buf_printf(&message, ",\"id\":%lld,\"who\":", (long long)id);
	buf_str(&message, list);
	buf_str(&message, "}}");
	send_line(peer, &message);
	buf_free(&message);
	free(list);
	return true;
}

struct rpc_peer *
rpc_new(struct desk *desk, struct caller *who, const struct rpc_io *io)
{
	struct rpc_peer *peer = xcalloc(1, sizeof *peer);

	peer->desk = desk;
	peer->who = caller_ref(who);
	peer->io = *io;
	buf_init(&peer->line, RPC_LINE_MAX);
	peer->watch = events_watch(desk, who, changed, peer);
	peer->presence = presence_join(desk, who, present, peer);
	start(peer, "hello", NULL, NULL, true);
	return peer;
}

void
rpc_free(struct rpc_peer *peer)
{
	if (peer == NULL)
		return;
	events_unwatch(peer->watch);
	presence_part(peer->presence);
	for (struct call *call = peer->calls, *after; call != NULL; call = after) {
		after = call->after;
		request_cancel(call->request);
		call_free(call);
	}
	buf_free(&peer->line);
	caller_unref(peer->who);
	free(peer);
}

int
rpc_running(const struct rpc_peer *peer)
{
	return peer->running;
}
