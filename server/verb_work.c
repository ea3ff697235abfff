/* verb_work.c: long work of one's own: it is begun here and done by a child that nobody waits for; and what a bulk would do, before it does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/list_shape.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static void
answered(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	json_t *answer = json_loads(value ? value : "{}", JSON_DECODE_ANY, NULL);

	answer_translate(answer, r->who->language);
	request_answer_json(r, answer);
}

static void
ask(struct request *r, bool writes, const char *sql, const char *const *names, int count)
{
	const char *values[4];
	struct query *q = query_new(r->who, writes);

	for (int i = 0; i < count; i++)
		values[i] = request_text(r, names[i]);
	query_add(q, sql, true, count, values);
	request_query(r, q, answered);
}

static void
list(struct request *r)
{
	ask(r, false, "select app.long_works()", NULL, 0);
}

static void
show(struct request *r)
{
	ask(r, false, "select app.long_work($1)", (const char *const[]){"id"}, 1);
}

static void
rows(struct request *r)
{
	ask(r, false, "select app.long_work_rows($1, $2, $3)", (const char *const[]){"id", "limit", "after"}, 3);
}

static void
stop(struct request *r)
{
	ask(r, true, "select app.long_work_stop($1)", (const char *const[]){"id"}, 1);
}

static void
put(struct request *r)
{
	ask(r, true, "select app.long_work_put($1, $2, $3)", (const char *const[]){"id", "n", "data"}, 3);
}

static void
get(struct request *r)
{
	ask(r, false, "select app.long_work_get($1, coalesce($2, 0))", (const char *const[]){"id", "n"}, 2);
}

/* It has its row; now its process. Where none can be started the row says so by growing old. */
static void
spawn(struct request *r, json_int_t id, const char *verb, json_t *params, json_t *answer)
{
	const struct desk_hooks *hooks = &r->desk->options.hooks;
	json_t *job = json_pack("{s:s,s:O,s:o,s:I}", "verb", verb, "params", params, "caller", caller_to_json(r->who), "work", id);
	const char *why = hooks->start_work ? hooks->start_work(hooks->arg, job) : N_("The server has no room for this just now: try again in a moment.");

	if (hooks->start_work == NULL)
		json_decref(job);
	if (why == NULL) {
		request_answer_json(r, answer);
		return;
	}
	json_decref(answer);
	request_fail(r, STATUS_LATER, why, NULL, NULL);
}

static void
begun(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	json_t *answer = json_loads(value ? value : "{}", 0, NULL);

	if (request_flag(r, "waits") || json_is_true(json_object_get(answer, "replayed")))
		request_answer_json(r, answer);
	else
		spawn(r, json_integer_value(json_object_get(answer, "id")), request_string(r, "verb"), json_object_get(r->params, "params"), answer);
}

static const struct verb *
that_streams(const char *name)
{
	static const char *const allowed[] = {"import", "export", "report", "bulk"};

	for (size_t i = 0; name != NULL && i < sizeof allowed / sizeof *allowed; i++)
		if (strcmp(name, allowed[i]) == 0)
			return verb_find(name);
	return NULL;
}

static void
start(struct request *r)
{
	const struct verb *v = that_streams(request_string(r, "verb"));
	json_t *params = json_object_get(r->params, "params");
	const char *field = "verb", *values[7], *name;
	struct query *q;
	char *why;

	if (params == NULL) {
		params = json_object();
		json_object_set_new(r->params, "params", params);
	}
	if (v == NULL) {
		request_fail(r, STATUS_MISUSE, N_("Begun here are: import, export, report, bulk."), NULL, field);
		return;
	}
	if ((why = verb_check(v, params, r->who->language, &field)) != NULL) {
		request_fail(r, STATUS_MISUSE, why, NULL, field);
		free(why);
		return;
	}
	name = json_string_value(json_object_get(params, "name"));
	values[0] = v->name;
	values[1] = json_string_value(json_object_get(params, "entity"));
	values[2] = name ? name : json_string_value(json_object_get(params, "what"));
	values[3] = request_text(r, "params");
	values[4] = request_text(r, "total");
	values[5] = request_flag(r, "waits") ? "true" : "false";
	values[6] = request_string(r, "key");
	q = query_new(r->who, true);
	query_add(q, "select app.long_work_begin($1, $2, $3, $4::jsonb, $5, $6, $7)", true, 7, values);
	request_query(r, q, begun);
}

static void
runs(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	json_t *was = json_loads(value ? value : "{}", 0, NULL), *id = json_object_get(was, "id");

	if (json_is_true(json_object_get(was, "began")))
		spawn(r, json_integer_value(id), json_string_value(json_object_get(was, "verb")), json_object_get(was, "params"), json_pack("{s:O}", "id", id));
	else
		request_answer_json(r, json_pack("{s:O}", "id", id));
	json_decref(was);
}

/* The file is there. */
static void
run(struct request *r)
{
	const char *id = request_text(r, "id");
	struct query *q = query_new(r->who, true);

	query_add(q, "select app.long_work_run($1)", true, 1, &id);
	request_query(r, q, runs);
}

void
verb_work(struct request *r)
{
	static const struct {
		const char *name;
		void (*run)(struct request *r);
		bool of_one;
	} ways[] = {{"list", list, false}, {"show", show, true}, {"rows", rows, true}, {"stop", stop, true}, {"start", start, false},
		{"put", put, true}, {"run", run, true}, {"get", get, true}};
	const char *what = request_string(r, "what");

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (strcmp(what ? what : "list", ways[i].name) != 0)
			continue;
		if (ways[i].of_one && json_object_get(r->params, "id") == NULL)
			request_fail(r, STATUS_MISUSE, N_("“{name}” is missing."), json_pack("{s:s}", "name", "id"), "id");
		else
			ways[i].run(r);
		return;
	}
	request_fail(r, STATUS_MISUSE, N_("“{what}” is not something to do here."), json_pack("{s:s}", "what", what), "what");
}

void
verb_bulk_look(struct request *r)
{
	json_t *query = list_query(r), *p;
	char most[16], *text;
	const char *values[3] = {request_string(r, "entity"), NULL, most};
	struct query *q;

	if (query == NULL)
		return;
	p = json_copy(r->params);
	json_object_set_new(p, "query", query);
	values[1] = text = json_dumps(p, JSON_COMPACT);
	snprintf(most, sizeof most, "%d", BULK_MOST);
	q = query_new(r->who, false);
	query_add(q, "select app.bulk_look($1, $2::jsonb, $3)", true, 3, values);
	request_query(r, q, answered);
	free(text);
	json_decref(p);
}
