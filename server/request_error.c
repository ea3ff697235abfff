/* request_error.c: from what PostgreSQL refused to what a person reads. */
#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/database_error.h"
#include "server/desk_inside.h"
#include "server/list_shape.h"
#include "server/verb.h"
#include "server/zone.h"
#include "shared/filter.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

struct failure {
	PGresult *result;
	struct database_error error;
	json_t *current;			/* of a conflict: the row as it is now */
	void (*otherwise)(struct request *);	/* the handler's */
};

void
failure_free(struct failure *f)
{
	if (f == NULL)
		return;
	database_error_clear(&f->error);
	json_decref(f->current);
	PQclear(f->result);
	free(f);
}

static void
tell(struct request *r)
{
	struct failure *f = r->failure;
	struct database_error *e = &f->error;
	json_t *current = f->current;

	if (e->status == STATUS_INTERNAL) {
		log_error("request.internal", "id=%s verb=%s sqlstate=%s message=%s", r->ref, r->verb->name, e->state,
		    PQresultErrorField(f->result, PG_DIAG_MESSAGE_PRIMARY));
		r->desk->metrics.internal++;
	}
	f->current = NULL;
	r->failure = NULL;
	r->otherwise = NULL;
	json_decref(r->current);
	r->current = current;
	r->otherwise = f->otherwise;
	request_fail(r, e->status, e->status == STATUS_INTERNAL ? NULL : e->message, json_incref(e->args), e->field);
	failure_free(f);
}

static void
explain(struct request *r)
{
	database_error_explain(&r->failure->error, r->catalogue ? r->catalogue->tree : NULL);
	tell(r);
}

static void
got_current(struct request *r, struct query *q)
{
	const PGresult *rows = query_result(q, 0);
	struct buf row = BUF_EMPTY;

	if (PQntuples(rows) == 1) {
		row_write(&row, r->shape->columns, rows, 0, r->who->language);
		r->failure->current = json_loadb(row.bytes, row.length, 0, NULL);
	}
	buf_free(&row);
	tell(r);
}

static void
read_current(struct request *r)
{
	json_t *id = json_object_get(r->failure->error.args, "id");
	char *ids = xasprintf("{%lld}", (long long)json_integer_value(id ? id : json_object_get(r->params, "id")));
	const char *values[] = {ids};
	struct query *q = query_new(r->who, false);

	query_add(q, r->shape->sql, true, 1, values);
	free(ids);
	request_query_or(r, q, got_current, tell);
}

/* What a conflict is about: the refusal says it where several records were saved together. */
static const char *
entity_of(const struct request *r)
{
	const char *told = json_string_value(json_object_get(r->failure->error.args, "entity"));

	return told ? told : request_string(r, "entity");
}

static void
signed_in_again(struct request *r, struct query *q)
{
	const char *text = query_value(q, 0);
	json_t *answer = text ? json_loads(text, 0, NULL) : NULL;
	struct caller *now = answer ? caller_new(answer, r->who->slug) : NULL;

	json_decref(answer);
	if (now == NULL) {
		request_fail(r, STATUS_FORBIDDEN, N_("You no longer have access here."), NULL, NULL);
		return;
	}
	free(r->who->role);
	r->who->role = now->role;
	now->role = NULL;
	caller_unref(now);
	request_again(r);
}

/* The rights of this person were changed while signed in: the same question as at sign-in gives the new role. */
static void
sign_in_again(struct request *r)
{
	char *login = xasprintf("%s/%s", r->who->email, r->who->slug);
	const char *values[] = {login};
	struct query *q = query_new(NULL, false);

	query_add(q, "select app.sign_in($1)", true, 1, values);
	free(login);
	request_query(r, q, signed_in_again);
}

int
request_filters(const struct request *r, struct query *q)
{
	char *text = q && r->filters ? json_dumps(r->filters, JSON_COMPACT) : NULL;
	const char *values[] = {text};

	if (text != NULL)
		query_add(q, "select set_config('app.filters', $1, true)", true, 1, values);
	free(text);
	return r->filters != NULL;
}

/* A text that the database keeps as a filter: it is read here, like that of a list, and goes there once more with what it means. */
static void
read_filter(struct request *r)
{
	const json_t *args = r->failure->error.args;
	const char *text = json_string_value(json_object_get(args, "text"));
	char *field = xstrdup_or_null(json_string_value(json_object_get(args, "field"))), *why = NULL;
	const struct filter_dates how = {.today = zone_today(r->who->time_zone), .language = r->who->language};
	json_t *read = NULL;

	if (text == NULL || json_object_get(r->filters, text) != NULL || json_object_size(r->filters) > 100) {
		tell(r);
		free(field);
		return;
	}
	if (filter_parse(text, &how, &read, &why) == STATUS_OK) {
		if (r->filters == NULL)
			r->filters = json_object();
		json_object_set_new(r->filters, text, read ? read : json_null());
	}
	failure_free(r->failure);
	r->failure = NULL;
	if (why != NULL)
		request_fail(r, STATUS_REFUSED, why, NULL, field);
	else
		request_again(r);
	free(why);
	free(field);
}

void
request_judge(struct request *r, struct query *q)
{
	struct failure *f;

	if (r->failure != NULL) {	/* the explanation itself failed: say what is known */
		tell(r);
		return;
	}
	f = r->failure = xcalloc(1, sizeof *f);
	f->result = query_take_error(q);
	f->otherwise = r->otherwise;
	database_error_read(f->result, &f->error);
	if (!r->retried && !r->answered && f->otherwise == NULL && (f->error.stale_role || (f->error.stale_shape && r->shape != NULL))) {
		bool role = f->error.stale_role;

		r->retried = true;
		failure_free(f);
		r->failure = NULL;
		lru_clear(r->desk->stamps);
		lru_clear(r->desk->shapes);
		if (role)
			sign_in_again(r);
		else
			request_again(r);
	} else if (strcmp(f->error.state, "UI008") == 0 && !r->answered && f->otherwise == NULL) {
		read_filter(r);
	} else if (f->error.constraint != NULL) {
		r->otherwise = tell;
		catalogue_want(r, explain);
	} else if (strcmp(f->error.state, "UI002") == 0 && entity_of(r) != NULL) {
		r->otherwise = tell;
		list_shape_want(r, entity_of(r), json_pack("{s:s,s:s}", "columns", "*", "by", "ids"), read_current);
	} else {
		tell(r);
	}
}

/* {"sentence", "args"} as what it says; null: it is none. */
static json_t *
said(const json_t *part, const char *language)
{
	const char *sentence = json_string_value(json_object_get(part, "sentence"));
	char *text;
	json_t *made;

	if (sentence == NULL || json_object_size(part) > 2)
		return NULL;
	text = translate_fill(language, sentence, json_object_get(part, "args"));
	made = json_string(text);
	free(text);
	return made;
}

/* Also those that stand in what another one is filled with. */
static void
say_parts(json_t *answer, const char *language)
{
	json_t *each, *text;
	const char *name;
	size_t i;

	json_array_foreach(answer, i, each)
		if ((text = said(each, language)) != NULL)
			json_array_set_new(answer, i, text);
	json_object_foreach(answer, name, each)
		if ((text = said(each, language)) != NULL)
			json_object_set_new(answer, name, text);
}

void
answer_translate(json_t *answer, const char *language)
{
	json_t *each, *message, *why;
	const char *name;
	size_t i;

	say_parts(answer, language);
	json_array_foreach(answer, i, each)
		answer_translate(each, language);
	if (!json_is_object(answer))
		return;
	say_parts(json_object_get(answer, "args"), language);
	message = json_object_get(answer, "message");
	why = json_object_get(answer, "why");
	if (json_is_string(message)) {
		char *text = translate_fill(language, json_string_value(message), json_object_get(answer, "args"));
		json_object_set_new(answer, "message", json_string(text));
		json_object_del(answer, "args");
		free(text);
	}
	if (json_is_string(why))
		json_object_set_new(answer, "why", json_string(translate(language, json_string_value(why))));
	json_object_foreach(answer, name, each)
		answer_translate(each, language);
}
