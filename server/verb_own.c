/* verb_own.c: one's own keys and sessions, the server's jobs, the company's log. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/events.h"
#include "server/log_reader.h"
#include "server/public_key.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* The first word says what is done; without one, the first row. */
struct doing {
	const char *name;
	void (*run)(struct request *r);
};

static void
dispatch(struct request *r, const struct doing *rows)
{
	const char *what = request_string(r, "what");

	for (const struct doing *d = rows; d->name != NULL; d++)
		if (what == NULL || strcmp(what, d->name) == 0) {
			d->run(r);
			return;
		}
	request_fail(r, STATUS_MISUSE, N_("“{what}” is not something to do here."), json_pack("{s:s}", "what", what), "what");
}

static void
wrap(struct request *r, const char *name, const char *value)
{
	buf_printf(&r->out, "{\"%s\":", name);
	buf_str(&r->out, value ? value : "[]");
	buf_byte(&r->out, '}');
	request_answer(r);
}

static void
keys_answer(struct request *r, struct query *q)
{
	wrap(r, "keys", query_value(q, 0));
}

static void
key_list(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select app.my_keys()", true, 0, NULL);
	request_query(r, q, keys_answer);
}

static void
key_added(struct request *r, struct query *q)
{
	request_answer_json(r, json_pack("{s:I,s:s}", "id", (json_int_t)strtoll(query_value(q, 0), NULL, 10), "fingerprint", (const char *)r->state));
}

static void
key_add(struct request *r)
{
	const char *line = request_string(r, "words"), *label = request_string(r, "label"), *from = request_string(r, "from");
	const char *command = request_string(r, "command");
	struct public_key key;
	const char *values[5], *wrong;
	json_t *options;
	struct query *q;
	char *text;

	wrong = public_key_read(line ? line : "", &key);
	if (wrong != NULL) {
		request_fail(r, STATUS_MISUSE, wrong, NULL, "words");
		return;
	}
	options = json_is_object(json_object_get(r->params, "options")) ? json_copy(json_object_get(r->params, "options")) : json_object();
	if (from != NULL)
		json_object_set_new(options, "from", json_string(from));
	if (command != NULL)
		json_object_set_new(options, "command", json_string(command));
	text = json_dumps(options, JSON_COMPACT);
	r->state = xstrdup(key.fingerprint);
	r->state_free = free;
	values[0] = key.blob;
	values[1] = key.type;
	values[2] = key.fingerprint;
	values[3] = label ? label : key.comment;
	values[4] = text;
	q = query_new(r->who, true);
	query_add(q, "select app.add_my_key($1, $2, $3, $4, $5)", true, 5, values);
	request_query(r, q, key_added);
	free(text);
	json_decref(options);
	public_key_free(&key);
}

static void
removed(struct request *r, struct query *q)
{
	(void)q;
	request_answer_json(r, json_pack("{s:b}", "removed", 1));
}

static void
key_remove(struct request *r)
{
	const char *id = request_string(r, "words");
	struct query *q;

	if (id == NULL || strlen(id) > 18 || strspn(id, "0123456789") != strlen(id)) {
		request_fail(r, STATUS_MISUSE, N_("Name the key by its number, as “key” lists it."), NULL, "words");
		return;
	}
	q = query_new(r->who, true);
	query_add(q, "select app.remove_my_key($1)", true, 1, &id);
	request_query(r, q, removed);
}

void
verb_key(struct request *r)
{
	static const struct doing rows[] = {{"list", key_list}, {"add", key_add}, {"remove", key_remove}, {NULL, NULL}};

	dispatch(r, rows);
}

static void
sessions_answer(struct request *r, struct query *q)
{
	wrap(r, "sessions", query_value(q, 0));
}

static void
session_list(struct request *r)
{
	struct query *q = query_new(r->who, false);
	char id[24];
	const char *values[] = {id, r->who->address};

	snprintf(id, sizeof id, "%" PRId64, r->who->session);
	query_add(q, "select app.my_sessions($1, $2)", true, 2, values);
	request_query(r, q, sessions_answer);
}

/* Found to be this person's. It is served here, or by whoever hears of it. */
static void
session_ended(struct request *r, struct query *q)
{
	const struct desk_hooks *hooks = &r->desk->options.hooks;
	int64_t id = request_integer(r, "id", -1);

	(void)q;
	if (hooks->end_session == NULL || !hooks->end_session(hooks->arg, r->who->tenant, r->who->person, id))
		events_end_session(r->desk, r->who, id);
	request_answer_json(r, json_pack("{s:b}", "ended", 1));
}

static void
session_end(struct request *r)
{
	const char *id = request_text(r, "id");
	struct query *q;

	if (request_integer(r, "id", -1) < 0) {
		request_fail(r, STATUS_MISUSE, N_("“{name}” is missing."), json_pack("{s:s}", "name", "id"), "id");
		return;
	}
	/* The one that asks is its own for certain, and its row may still be on its way. */
	if (request_integer(r, "id", -1) == r->who->session) {
		session_ended(r, NULL);
		return;
	}
	q = query_new(r->who, true);
	query_add(q, "select app.end_my_session($1)", true, 1, &id);
	request_query(r, q, session_ended);
}

void
verb_session(struct request *r)
{
	static const struct doing rows[] = {{"list", session_list}, {"end", session_end}, {NULL, NULL}};

	dispatch(r, rows);
}

static void
answer_jobs(struct request *r, const char *value)
{
	json_t *jobs = json_loads(value ? value : "[]", 0, NULL);

	answer_translate(jobs, r->who->language);
	request_answer_json(r, json_pack("{s:o}", "jobs", jobs ? jobs : json_array()));
}

static void
jobs_listed(struct request *r, struct query *q)
{
	answer_jobs(r, query_value(q, 0));
}

static void
job_list(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select app.jobs()", true, 0, NULL);
	request_query(r, q, jobs_listed);
}

static void
job_made_due(struct request *r, struct query *q)
{
	answer_jobs(r, query_value(q, 1));
}

static void
job_run(struct request *r)
{
	const char *job = request_string(r, "job");
	struct query *q;

	if (job == NULL) {
		request_fail(r, STATUS_MISUSE, N_("“{name}” is missing."), json_pack("{s:s}", "name", "job"), "job");
		return;
	}
	q = query_new(r->who, true);
	query_add(q, "select app.job_run($1)", true, 1, &job);
	query_add(q, "select app.jobs()", true, 0, NULL);
	request_query(r, q, job_made_due);
}

void
verb_jobs(struct request *r)
{
	static const struct doing rows[] = {{"list", job_list}, {"run", job_run}, {NULL, NULL}};

	dispatch(r, rows);
}

enum { LINES_PRESET = 100 };

static void
logs_answer(struct request *r, struct query *q)
{
	const char *may = query_value(q, 0);
	int64_t limit = request_integer(r, "limit", LINES_PRESET);
	struct log_reader *reader = NULL;
	struct buf lines = BUF_EMPTY;
	json_t *list = json_array();

	if (may == NULL || *may != 't') {
		json_decref(list);
		request_fail(r, STATUS_FORBIDDEN, N_("You may not do this."), NULL, NULL);
		return;
	}
	if (r->desk->options.log != NULL)
		reader = log_reader_new(r->desk->options.log, r->who->tenant);
	if (reader == NULL) {
		json_decref(list);
		request_fail(r, STATUS_REFUSED, N_("This server writes no log that can be read here."), NULL, NULL);
		return;
	}
	log_reader_read(reader, &lines);
	for (const char *p = buf_text(&lines), *end; (end = strchr(p, '\n')) != NULL; p = end + 1) {
		json_array_append_new(list, json_stringn(p, (size_t)(end - p)));
		if ((int64_t)json_array_size(list) > limit)
			json_array_remove(list, 0);
	}
	log_reader_free(reader);
	buf_free(&lines);
	request_answer_json(r, json_pack("{s:o}", "lines", list));
}

void
verb_logs(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select app.may_watch()", true, 0, NULL);
	request_query(r, q, logs_answer);
}
