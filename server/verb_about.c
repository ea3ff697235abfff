/* verb_about.c: what there is and who asks: help, whoami, hello, catalogue. */
#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/pool.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* The kind of record with the most fields: what this company works with. Null without a catalogue. */
static const char *
example_entity(const struct catalogue *c)
{
	const char *name, *found = NULL;
	json_t *entity;
	size_t most = 0;

	if (c == NULL)
		return NULL;
	json_object_foreach(json_object_get(c->tree, "entities"), name, entity)
		if (json_array_size(json_object_get(entity, "fields")) > most) {
			most = json_array_size(json_object_get(entity, "fields"));
			found = name;
		}
	return found;
}

static void
explain(struct request *r)
{
	const char *name = request_string(r, "verb");
	struct buf text = BUF_EMPTY;

	verb_help(name ? verb_find(name) : NULL, r->who->language, example_entity(r->catalogue), &text);
	r->exit = STATUS_OK;		/* a catalogue that could not be had is no reason to explain nothing */
	request_answer_json(r, json_pack("{s:s%}", "text", text.bytes, text.length));
	buf_free(&text);
}

void
verb_help_run(struct request *r)
{
	const char *name = request_string(r, "verb");

	if (name != NULL && verb_find(name) == NULL) {
		request_fail(r, STATUS_MISUSE, N_("There is no verb “{verb}”."), json_pack("{s:s}", "verb", name), "verb");
	} else if (name == NULL || r->who->tenant == 0) {
		explain(r);
	} else {
		r->otherwise = explain;
		catalogue_want(r, explain);
	}
}

static json_t *
about(const struct request *r)
{
	const struct caller *who = r->who;

	return json_pack("{s:{s:I,s:s*,s:s*,s:s*},s:{s:i,s:s*,s:s*,s:s*,s:s*},s:O*}",
	    "person", "id", (json_int_t)who->person, "name", who->name, "email", who->email, "language", who->language,
	    "company", "id", who->tenant, "slug", who->slug, "name", who->company, "time_zone", who->time_zone,
	    "currency", who->currency, "companies", who->companies);
}

void
verb_whoami(struct request *r)
{
	json_t *answer = about(r);

	json_object_set_new(answer, "session", json_integer(r->who->session));
	if (r->who->address[0] != '\0')
		json_object_set_new(answer, "address", json_string(r->who->address));
	request_answer_json(r, answer);
}

static void
greet(struct request *r)
{
	json_t *answer = about(r);

	json_object_set_new(answer, "protocol", json_string("1.0"));
	json_object_set_new(answer, "server", json_string(COMPTOIR_VERSION));
	json_object_set_new(answer, "catalogue", json_string(r->catalogue->hash));
	json_object_set_new(answer, "rights_stamp", json_string(r->catalogue->stamp));
	request_answer_json(r, answer);
}

/* The same question as at sign-in: where they work, and in which language, may have changed since. */
static void
moved(struct request *r, struct query *q)
{
	const char *text = query_value(q, 0);
	json_t *answer = text ? json_loads(text, 0, NULL) : NULL;
	struct caller *now = answer ? caller_new(answer, request_string(r, "company")) : NULL;

	json_decref(answer);
	if (now == NULL) {
		request_fail(r, STATUS_FORBIDDEN, N_("You do not work for this company."), NULL, "company");
		return;
	}
	now->session = r->who->session;
	memcpy(now->address, r->who->address, sizeof now->address);
	caller_unref(r->who);
	r->who = now;
	catalogue_want(r, greet);
}

void
verb_hello(struct request *r)
{
	const char *company = request_string(r, "company");
	char *login = company ? xasprintf("%s/%s", r->who->email, company) : NULL;
	struct query *q;

	if (company == NULL) {
		catalogue_want(r, greet);
		return;
	}
	q = query_new(NULL, false);
	query_add(q, "select app.sign_in($1)", true, 1, (const char *[]){login});
	free(login);
	request_query(r, q, moved);
}

static void
catalogue_answer(struct request *r)
{
	const char *entity = request_string(r, "entity");
	const json_t *one = catalogue_entity(r->catalogue, entity);

	if (entity == NULL) {
		buf_add(&r->out, r->catalogue->text, r->catalogue->length);
		request_answer(r);
	} else if (one == NULL) {
		request_fail(r, STATUS_MISUSE, N_("There is no entity “{entity}”."), json_pack("{s:s}", "entity", entity), "entity");
	} else {
		request_answer_json(r, json_deep_copy(one));
	}
}

void
verb_catalogue(struct request *r)
{
	catalogue_want(r, catalogue_answer);
}
