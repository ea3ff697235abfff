/* request.c: the life of one call of one verb: start, queries, answer. */
#include "server/request.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/events.h"
#include "server/list_shape.h"
#include "server/loop.h"
#include "server/verb.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { SLOW = 1000000 };	/* microseconds: worth a line in the log */

int64_t
microseconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
request_free(struct request *r)
{
	*(r->before ? &r->before->after : &r->desk->requests) = r->after;
	if (r->after != NULL)
		r->after->before = r->before;
	r->desk->running--;
	if (r->state != NULL && r->state_free != NULL)
		r->state_free(r->state);
	failure_free(r->failure);
	catalogue_unref(r->catalogue);
	list_shape_unref(r->shape);
	json_decref(r->texts);
	json_decref(r->current);
	json_decref(r->params);
	json_decref(r->error.data);
	free(r->error.message);
	free(r->key);
	buf_free(&r->out);
	caller_unref(r->who);
	free(r);
}

static void
count(struct request *r)
{
	struct metrics *m = &r->desk->metrics;
	int64_t took = microseconds_now() - r->started;
	int step = 0;

	m->requests++;
	m->by_status[r->status == STATUS_OK ? 0 : r->status == STATUS_LATER ? 6 : r->status == STATUS_INTERNAL ? 5 : r->status & 7]++;
	m->microseconds += (uint64_t)took;
	while (step < LATENCY_STEPS - 1 && took >= (int64_t)1 << (step + 1))
		step++;
	m->latency[step]++;
	/* Reads that went well and fast are only counted: at ten thousand a second a log of them would cost more than they. */
	if (log_wants(LOG_LEVEL_DEBUG) || r->status != STATUS_OK || took > SLOW || (r->verb && !(r->verb->flags & VERB_READ)))
		log_info("request", "id=%s tenant=%" PRId32 " person=%" PRId64 " session=%" PRId64 " verb=%s status=%s us=%" PRId64,
		    r->ref, r->who->tenant, r->who->person, r->who->session, r->verb ? r->verb->name : "?",
		    status_name(r->status), took);
}

static void
deliver(struct request *r)
{
	if (!r->cancelled)
		r->done(r, r->arg);
	request_free(r);
}

static void
finish_deferred(void *arg)
{
	struct request *r = arg;

	r->starting = false;
	if (r->wants_catalogue && r->catalogue == NULL && !r->cancelled &&
	    (r->status == STATUS_OK || json_object_get(r->error.data, "errors") != NULL || json_object_get(r->error.data, "field") != NULL)) {
		r->wants_catalogue = false;
		r->otherwise = deliver;
		catalogue_want(r, deliver);
		return;
	}
	deliver(r);
}

static void
finish(struct request *r)
{
	r->answered = true;
	count(r);
	if (r->starting)
		loop_defer(r->desk->loop, finish_deferred, r);
	else
		finish_deferred(r);
}

void
request_answer(struct request *r)
{
	r->status = STATUS_OK;
	finish(r);
}

void
request_answer_json(struct request *r, json_t *result)
{
	char *text = json_dumps(result, JSON_COMPACT | JSON_ENCODE_ANY);

	buf_str(&r->out, text ? text : "null");
	free(text);
	json_decref(result);
	request_answer(r);
}

static int
code_of(enum status status)
{
	return status == STATUS_MISUSE ? -32602 : status == STATUS_INTERNAL ? -32603 : (int)status;
}

void
request_fail_code(struct request *r, int code, enum status status, const char *msgid, json_t *args, const char *field)
{
	void (*otherwise)(struct request *) = r->otherwise;

	if (r->answered) {	/* only the catalogue for showing an answer failed: the answer stands */
		json_decref(args);
		deliver(r);
		return;
	}
	if (msgid == NULL)
		msgid = N_("Something went wrong on our side. Please give us this number: {ref}");
	if (args == NULL)
		args = json_object();
	if (json_object_get(args, "ref") == NULL)
		json_object_set_new(args, "ref", json_string(r->ref));
	free(r->error.message);
	json_decref(r->error.data);
	r->error.code = code;
	r->error.message = translate_fill(r->who->language, msgid, args);
	r->error.data = json_pack("{s:s,s:s}", "status", status_name(status), "ref", r->ref);
	if (field != NULL)
		json_object_set_new(r->error.data, "field", json_string(field));
	if (json_is_integer(json_object_get(args, "step")))	/* of several records saved together: which one */
		json_object_set(r->error.data, "step", json_object_get(args, "step"));
	if (r->current != NULL) {
		json_object_set_new(r->error.data, "current", r->current);
		r->current = NULL;
	}
	if (json_is_array(json_object_get(args, "errors"))) {
		answer_translate(json_object_get(args, "errors"), r->who->language);
		json_object_set(r->error.data, "errors", json_object_get(args, "errors"));
	}
	json_decref(args);
	r->status = r->exit = status;
	r->otherwise = NULL;
	if (otherwise != NULL)
		otherwise(r);
	else
		finish(r);
}

void
request_fail(struct request *r, enum status status, const char *msgid, json_t *args, const char *field)
{
	request_fail_code(r, code_of(status), status, msgid, args, field);
}

json_t *
request_error_json(const struct request *r)
{
	return json_pack("{s:i,s:s,s:O}", "code", r->error.code, "message", r->error.message ? r->error.message : "",
	    "data", r->error.data);
}

static void
query_done(struct query *q, void *arg)
{
	struct request *r = arg;
	void (*next)(struct request *, struct query *) = r->next;

	r->query = NULL;
	/* A write that went well is still told to those who look on. */
	if (r->cancelled && !(r->verb->flags & VERB_CHANGES)) {
		if (r->answered)
			deliver(r);
		else
			request_free(r);
	} else if (query_status(q) == STATUS_OK) {
		next(r, q);
	} else if (query_status(q) == STATUS_LATER) {
		request_fail(r, STATUS_LATER, query_outcome_unknown(q) ?
		    N_("The connection to the database was lost: nobody knows whether this was done. Sending it again with the same key is safe.") :
		    N_("The database cannot be reached now. Please try again in a moment."), NULL, NULL);
	} else {
		request_judge(r, q);
	}
}

void
request_query_or(struct request *r, struct query *q, void (*next)(struct request *r, struct query *q),
    void (*otherwise)(struct request *r))
{
	r->query = q;
	r->next = next;
	r->otherwise = otherwise;
	query_send(r->desk->pool, q, query_done, r);
}

void
request_query(struct request *r, struct query *q, void (*next)(struct request *r, struct query *q))
{
	request_query_or(r, q, next, NULL);
}

static void
tell_changes(struct request *r, const json_t *answer)
{
	const char *entity = request_string(r, "entity");
	const json_t *each;
	size_t i;

	events_changed(r->desk, r->who, entity, json_integer_value(json_object_get(answer, "id")),
	    json_integer_value(json_object_get(answer, "version")));
	json_array_foreach(json_object_get(r->params, "others"), i, each)
		events_changed(r->desk, r->who, entity, json_integer_value(each), 0);
}

/* The one generic handler: a constant call whose parameters are the row's arguments and whose value is the answer. */
static void
called(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);

	if (r->verb->flags & VERB_SAYS) {
		json_t *answer = json_loads(value ? value : "null", JSON_DECODE_ANY, NULL);

		answer_translate(answer, r->who->language);
		if (r->verb->flags & VERB_CHANGES)
			tell_changes(r, answer);
		request_answer_json(r, answer ? answer : json_null());
		return;
	}
	buf_str(&r->out, value ? value : "null");
	request_answer(r);
}

static void
call(struct request *r)
{
	const char *values[16];
	struct query *q = query_new(r->who, !(r->verb->flags & VERB_READ));
	int n = 0;

	for (const char *p = r->verb->bind; p != NULL && *p != '\0';) {
		char name[32];
		size_t length = strcspn(p, ",");

		memcpy(name, p, length);
		name[length] = '\0';
		values[n++] = request_text(r, name);
		p += length + (p[length] == ',');
	}
	query_add(q, r->verb->sql, true, n, values);
	request_query(r, q, called);
}

static void
run(struct request *r)
{
	if (r->verb->run != NULL)
		r->verb->run(r);
	else
		call(r);
}

void
request_again(struct request *r)
{
	if (r->state != NULL && r->state_free != NULL)
		r->state_free(r->state);
	r->state = NULL;
	list_shape_unref(r->shape);
	r->shape = NULL;
	buf_clear(&r->out);
	r->otherwise = NULL;
	run(r);
}

struct request *
request_start(struct desk *desk, struct caller *who, const char *name, json_t *params,
    void (*done)(struct request *, void *arg), void *arg)
{
	return request_start_by(desk, who, NULL, name, params, done, arg);
}

struct request *
request_start_by(struct desk *desk, struct caller *who, struct presence_peer *peer, const char *name, json_t *params,
    void (*done)(struct request *, void *arg), void *arg)
{
	struct request *r = xcalloc(1, sizeof *r);
	const char *field = NULL;
	char *why;

	r->desk = desk;
	r->who = caller_ref(who);
	r->peer = peer;
	r->params = params ? params : json_object();
	r->done = done;
	r->arg = arg;
	r->started = microseconds_now();
	r->after = desk->requests;
	if (r->after != NULL)
		r->after->before = r;
	desk->requests = r;
	desk->running++;
	log_request_id(r->ref);
	buf_init(&r->out, 0);
	r->starting = true;
	r->verb = verb_find(name);
	if (r->verb == NULL || (r->verb->flags & VERB_STREAM_ONLY)) {
		bool known = r->verb != NULL;
		r->verb = known ? r->verb : NULL;
		request_fail_code(r, -32601, STATUS_MISUSE, known ? N_("“{verb}” carries a stream: call it on a channel of its own.") :
		    N_("There is no verb “{verb}”."), json_pack("{s:s}", "verb", name), NULL);
	} else if ((why = verb_check(r->verb, r->params, who->language, &field)) != NULL) {
		request_fail(r, STATUS_MISUSE, why, NULL, field);
		free(why);
	} else if (!rate_allows(desk, who, r->verb->rate)) {
		request_fail(r, STATUS_LATER, N_("That is a lot at once. Please try again in a moment."), NULL, NULL);
	} else {
		run(r);
	}
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): while it is starting nothing frees it */
	r->starting = r->answered;	/* a query's answer comes from the loop; an answer given above waits for the end of the turn */
	return r;
}

void
request_cancel(struct request *r)
{
	r->cancelled = true;
}
