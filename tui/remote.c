/* remote.c: JSON-RPC lines over a wire: requests, their answers, events. */
#include "tui/remote.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/status.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/remote_wire.h"

enum { LINE_MAX_BYTES = 8 * 1024 * 1024, READ_STEP = 32 * 1024, OUT_MAX = 64 * 1024 * 1024 };
enum { CODE_INTERNAL = -32603, CODE_LATER = 75 };

struct call {
	int64_t number;
	void (*done)(void *arg, const json_t *result, const struct remote_error *error);	/* null: cancelled */
	void *arg;
	char *text;			/* the request from its number on, while it may be sent again */
	bool again, lost;		/* lost: the connection that it was sent over is gone, or was not there */
	bool asks, sent;		/* asks: not without the person's word; sent: has gone out once */
};

struct remote {
	const struct wire_type *type;
	void *wire;
	struct buf in, out;
	size_t looked;			/* bytes of `in` known to hold no line end */
	struct call *calls;
	size_t count, room;
	int64_t last_number;
	void (*event)(void *arg, const char *method, const json_t *params);
	void *event_arg;
	json_t *hello;
	bool renews, holds;		/* holds: a new connection, over which nothing is sent again yet */
	const char *why;		/* set: the connection is over */
	char *server;			/* who it proved to be; may be null */
};

struct remote *
remote_new(const struct wire_type *type, void *wire)
{
	struct remote *r = xcalloc(1, sizeof *r);

	r->type = type;
	r->wire = wire;
	buf_init(&r->in, LINE_MAX_BYTES);
	buf_init(&r->out, OUT_MAX);
	return r;
}

void
remote_free(struct remote *r)
{
	if (r == NULL)
		return;
	r->type->free(r->wire);
	buf_free(&r->in);
	buf_free(&r->out);
	json_decref(r->hello);
	for (size_t i = 0; i < r->count; i++)
		free(r->calls[i].text);
	free(r->calls);
	free(r->server);
	free(r);
}

int remote_fd(const struct remote *r) { return r->type->fd(r->wire); }
bool remote_alive(const struct remote *r) { return r->why == NULL; }
const char *remote_why(const struct remote *r) { return r->why; }
const json_t *remote_hello(const struct remote *r) { return r->hello; }
const char *remote_server(const struct remote *r) { return r->server; }

void
remote_set_server(struct remote *r, char *server)
{
	free(r->server);
	r->server = server;
}

bool
remote_wants_write(const struct remote *r)
{
	return r->why == NULL && (r->out.length > 0 || r->type->stuck(r->wire));
}

void
remote_on_event(struct remote *r, void (*event)(void *arg, const char *method, const json_t *params), void *arg)
{
	r->event = event;
	r->event_arg = arg;
}

static void
end(struct remote *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	buf_free(&r->out);
}

/* The screens may ask before the server said who it speaks to; until then sentences stay English. */
static const char *
language(const struct remote *r)
{
	const char *l = json_string_value(json_object_get(json_object_get(r->hello, "person"), "language"));

	return l ? l : "en";
}

static void
put(struct remote *r, struct call *call)
{
	call->sent = true;
	buf_str(&r->out, "{\"jsonrpc\":\"2.0\",\"id\":");
	buf_int(&r->out, call->number);
	buf_str(&r->out, call->text);
	if (r->out.full)
		end(r, N_("The server does not take what is sent to it."));
}

static int64_t
call(struct remote *r, const char *method, json_t *params,
    void (*done)(void *arg, const json_t *result, const struct remote_error *error), void *arg, bool now)
{
	char *text = params ? json_dumps(params, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	struct buf line = BUF_EMPTY;
	struct call *c;

	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 16;
		r->calls = xreallocarray(r->calls, r->room, sizeof *r->calls);
	}
	buf_str(&line, ",\"method\":");
	buf_json_str(&line, method);
	buf_str(&line, ",\"params\":");
	buf_str(&line, text ? text : "{}");
	buf_str(&line, "}\n");
	c = &r->calls[r->count++];
	*c = (struct call){.number = ++r->last_number, .done = done, .arg = arg, .text = buf_steal(&line), .lost = r->why != NULL || !now};
	if (!c->lost)
		put(r, c);
	free(text);
	json_decref(params);
	return r->last_number;
}

int64_t
remote_call(struct remote *r, const char *method, json_t *params,
    void (*done)(void *arg, const json_t *result, const struct remote_error *error), void *arg)
{
	return call(r, method, params, done, arg, !r->holds);
}

int64_t
remote_first(struct remote *r, const char *method, json_t *params,
    void (*done)(void *arg, const json_t *result, const struct remote_error *error), void *arg)
{
	return call(r, method, params, done, arg, true);
}

void
remote_again(struct remote *r, int64_t number)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->calls[i].number == number)
			r->calls[i].again = true;
}

static struct call *
find(const struct remote *r, int64_t number)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->calls[i].number == number)
			return &r->calls[i];
	return NULL;
}

void
remote_asks(struct remote *r, int64_t number)
{
	struct call *c = find(r, number);

	remote_again(r, number);
	if (c != NULL)
		c->asks = true;
}

bool
remote_waits(const struct remote *r, int64_t number, bool *sent)
{
	const struct call *c = find(r, number);

	*sent = c != NULL && c->sent;
	return c != NULL && c->lost;
}

void
remote_send(struct remote *r, int64_t number)
{
	struct call *c = find(r, number);

	if (c == NULL || !c->lost || r->why != NULL || r->holds)
		return;
	c->lost = false;
	put(r, c);
}

void remote_renews(struct remote *r) { r->renews = true; }

void
remote_renew(struct remote *r, struct remote *other)
{
	r->type->free(r->wire);
	r->type = other->type;
	r->wire = other->wire;
	buf_free(&r->in);
	buf_free(&r->out);
	r->in = other->in;
	r->out = other->out;
	r->looked = other->looked;
	r->why = other->why;
	r->holds = true;
	json_decref(other->hello);
	free(other->server);
	free(other->calls);
	free(other);
}

void
remote_resend(struct remote *r)
{
	r->holds = false;
	for (size_t i = 0; i < r->count && r->why == NULL; i++)
		if (r->calls[i].lost && !r->calls[i].asks && r->calls[i].done != NULL) {
			r->calls[i].lost = false;
			put(r, &r->calls[i]);
		}
}

void
remote_cancel(struct remote *r, int64_t number)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->calls[i].number == number)
			r->calls[i].done = NULL;
}

/* Takes the call with this number off the list; a null `done` when there is none. */
static struct call
take_call(struct remote *r, size_t i)
{
	struct call call = r->calls[i];

	memmove(r->calls + i, r->calls + i + 1, (--r->count - i) * sizeof *r->calls);
	return call;
}

void
remote_drop(struct remote *r, int64_t number, const char *why)
{
	struct call *at = find(r, number), call;
	const struct remote_error e = {.code = CODE_LATER, .status = "dropped", .message = translate(language(r), why)};

	if (at == NULL)
		return;
	call = take_call(r, (size_t)(at - r->calls));
	if (call.done != NULL)
		call.done(call.arg, NULL, &e);
	free(call.text);
}

static void
answer_error(struct remote *r, const struct call *call, const json_t *error)
{
	const json_t *data = json_object_get(error, "data");
	struct remote_error e = {
		.code = (int)json_integer_value(json_object_get(error, "code")),
		.status = json_string_value(json_object_get(data, "status")),
		.message = json_string_value(json_object_get(error, "message")),
		.field = json_string_value(json_object_get(data, "field")),
		.ref = json_string_value(json_object_get(data, "ref")),
		.data = data,
	};

	if (e.status == NULL)
		e.status = e.code == CODE_INTERNAL ? "internal" : e.code < 0 ? "misuse" :
		    e.code > 0 ? status_name((enum status)e.code) : "internal";
	if (e.message == NULL)
		e.message = translate(language(r), N_("The server refused without a reason."));
	call->done(call->arg, NULL, &e);
}

static void
fail_all(struct remote *r)
{
	/* Only those that stand now: a callback may ask again, and is answered by the next turn. */
	size_t at = 0;

	for (size_t n = r->count; n > 0 && at < r->count; n--) {
		struct call call;

		r->calls[at].lost = true;
		if (r->renews && r->calls[at].again && r->calls[at].done != NULL) {
			at++;
			continue;
		}
		call = take_call(r, at);
		struct remote_error e = {.code = CODE_LATER, .status = "later",
		    .message = translate(language(r), r->why), .field = NULL, .ref = NULL, .data = NULL};
		if (call.done != NULL)
			call.done(call.arg, NULL, &e);
		free(call.text);
	}
}

static void
take_event(struct remote *r, const char *method, const json_t *message)
{
	json_t *params = json_object_get(message, "params");
	const char *protocol = json_string_value(json_object_get(params, "protocol"));

	if (strcmp(method, "hello") == 0) {
		if (protocol == NULL || strncmp(protocol, "1.", 2) != 0) {
			end(r, N_("The server speaks another version of the protocol: update comptoir."));
			return;
		}
		json_incref(params);
		json_decref(r->hello);
		r->hello = params;
	}
	if (r->event != NULL)
		r->event(r->event_arg, method, params);
}

static void
take_answer(struct remote *r, const json_t *message)
{
	json_int_t number = json_integer_value(json_object_get(message, "id"));
	json_t *result = json_object_get(message, "result"), *error = json_object_get(message, "error");
	struct call call;
	size_t i;

	for (i = 0; i < r->count && r->calls[i].number != number; i++)
		continue;
	if (i == r->count) {
		/* The server could not read what we sent, not even its number. */
		if (error != NULL && json_is_null(json_object_get(message, "id")))
			end(r, N_("The server could not read a request: update comptoir."));
		return;
	}
	call = take_call(r, i);
	free(call.text);
	if (call.done == NULL)
		return;
	if (error != NULL || result == NULL)
		answer_error(r, &call, error);
	else
		call.done(call.arg, result, NULL);
}

static void
take_line(struct remote *r, const char *line, size_t length)
{
	json_t *message;
	const char *method;

	while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' '))
		length--;
	if (length == 0)
		return;
	message = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
	method = json_string_value(json_object_get(message, "method"));
	if (!json_is_object(message))
		end(r, N_("What answers there is not a Comptoir server."));
	else if (method != NULL)
		take_event(r, method, message);
	else
		take_answer(r, message);
	json_decref(message);
}

static void
take_lines(struct remote *r)
{
	size_t start = 0;
	char *newline;

	/* Callbacks never touch `in`, so that lines may be used in place. */
	while (r->why == NULL && (newline = memchr(r->in.bytes + r->looked, '\n', r->in.length - r->looked)) != NULL) {
		size_t stop = (size_t)(newline - r->in.bytes);
		r->looked = stop + 1;
		take_line(r, r->in.bytes + start, stop - start);
		start = stop + 1;
	}
	buf_consume(&r->in, start);
	r->looked = r->in.length;
	if (r->in.length == 0)
		buf_clear(&r->in);
}

/* False when nothing left; of a broken wire, reading says why. */
static bool
flush(struct remote *r)
{
	bool wrote = false;

	while (r->why == NULL && r->out.length > 0) {
		ssize_t n = r->type->write(r->wire, r->out.bytes, r->out.length);
		if (n <= 0)
			break;
		buf_consume(&r->out, (size_t)n);
		wrote = true;
	}
	return wrote;
}

static void
read_all(struct remote *r)
{
	while (r->why == NULL) {
		char *to = buf_reserve(&r->in, READ_STEP);
		ssize_t n;

		if (to == NULL) {
			end(r, N_("The server sent a line that is too long."));
			break;
		}
		n = r->type->read(r->wire, to, READ_STEP);
		if (n == 0)
			break;
		if (n < 0) {
			const char *why = r->type->why(r->wire);
			end(r, why ? why : N_("The connection to the server was lost."));
			break;
		}
		r->in.length += (size_t)n;
		take_lines(r);
	}
}

void
remote_turn(struct remote *r)
{
	flush(r);
	/* Answers make new questions, and a wire that writes may take in what it finds: it is read before anyone sleeps. */
	do
		read_all(r);
	while (flush(r));
	if (r->why != NULL)
		fail_all(r);
}
