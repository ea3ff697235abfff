/* verb_do.c: a business action on one or more records, each its own transaction, each with its own answer. */
#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/events.h"
#include "server/seal.h"
#include "server/verb_run.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

struct doing {
	json_t *ids;
	json_t *results;
	size_t at;
	enum status worst;	/* when all fail alike the exit status says how */
	bool any_good, mixed;
};

static void
doing_free(void *state)
{
	struct doing *d = state;

	json_decref(d->ids);
	json_decref(d->results);
	free(d);
}

static void next_one(struct request *r);

static json_int_t
current_id(const struct doing *d)
{
	return json_integer_value(json_array_get(d->ids, d->at));
}

static void
done_one(struct request *r, struct query *q)
{
	struct doing *d = r->state;
	const char *value = query_value(q, 0);
	json_t *answer = value ? json_loads(value, 0, NULL) : json_object();
	const json_t *other;

	answer_translate(answer, r->who->language);
	events_changed(r->desk, r->who, request_string(r, "entity"), current_id(d), json_integer_value(json_object_get(answer, "version")));
	other = json_object_get(answer, "answer");
	if (json_is_string(json_object_get(other, "entity")) && json_is_integer(json_object_get(other, "id")))	/* it wrote a record of another kind */
		events_changed(r->desk, r->who, json_string_value(json_object_get(other, "entity")), json_integer_value(json_object_get(other, "id")),
		    json_integer_value(json_object_get(other, "version")));
	json_object_set_new(answer, "ok", json_true());
	json_object_set_new(answer, "id", json_integer(current_id(d)));
	json_array_append_new(d->results, answer);
	d->any_good = true;
	d->at++;
	next_one(r);
}

static void
refused_one(struct request *r)
{
	struct doing *d = r->state;

	json_array_append_new(d->results, json_pack("{s:I,s:b,s:o}", "id", current_id(d), "ok", 0, "error", request_error_json(r)));
	d->mixed = d->mixed || (d->worst != STATUS_OK && d->worst != r->status);
	d->worst = r->status;
	d->at++;
	next_one(r);
}

static void
next_one(struct request *r)
{
	struct doing *d = r->state;
	const char *values[6] = {request_string(r, "entity"), request_string(r, "action"), NULL, request_text(r, "args"), NULL, NULL};
	const char *key = request_string(r, "key");
	char *id, *own_key = NULL;
	struct query *q;

	if (d->at == json_array_size(d->ids)) {
		r->exit = d->worst == STATUS_OK ? STATUS_OK : d->any_good || d->mixed ? STATUS_REFUSED : d->worst;
		request_answer_json(r, json_pack("{s:O}", "results", d->results));
		return;
	}
	values[2] = id = xasprintf("%lld", (long long)current_id(d));
	/* One key for several records would be "used for something else" from the second on. */
	if (key != NULL && json_array_size(d->ids) > 1)
		values[4] = own_key = xasprintf("%s/%s", key, id);
	else
		values[4] = key;
	/* What was filled in is taken up with the last of them, once all went well: it is a draft no more in the same moment as it is done. */
	if (d->at + 1 == json_array_size(d->ids) && d->worst == STATUS_OK)
		values[5] = request_string(r, "draft");
	q = query_new(r->who, true);
	query_add(q, "select app.taken_up(app.act($1, $2, $3, coalesce($4::jsonb, '{}'), $5), $6)", true, 6, values);
	free(id);
	free(own_key);
	request_query_or(r, q, done_one, refused_one);
}

enum { SECRET_MOST = 500, SECRET_BYTES = 2000 };

static bool
has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* What PostgreSQL gets to see of a secret is sealed. False: it was answered. */
static bool
seal_argument(struct request *r, json_t *args, const char *name)
{
	const char *text = json_string_value(json_object_get(args, name)), *key = request_string(r, "key");
	char *once, *sealed;

	if (text == NULL || *text == '\0')
		return true;
	if (r->desk->options.seal == NULL || strlen(text) > SECRET_BYTES || text_clusters(text, strlen(text)) > SECRET_MOST || has_control(text)) {
		request_fail(r, STATUS_REFUSED, N_("A password has at most 500 characters, none of them a control character."), NULL, name);
		return false;
	}
	once = key ? xasprintf("%s/%s/%s/%s", request_string(r, "entity"), request_string(r, "action"), name, key) : NULL;
	sealed = seal_close(r->desk->options.seal, r->who->tenant, text, once);
	json_object_set_new(args, name, json_string(sealed));
	free(sealed);
	free(once);
	return true;
}

static const json_t *
arguments_of(const struct request *r)
{
	const json_t *action;
	size_t i;

	json_array_foreach(json_object_get(catalogue_entity(r->catalogue, request_string(r, "entity")), "actions"), i, action)
		if (strcmp(json_string_value(json_object_get(action, "verb")), request_string(r, "action")) == 0)
			return json_object_get(action, "args");
	return NULL;
}

static void
with_secrets(struct request *r)
{
	json_t *args = json_object_get(r->params, "args");
	const json_t *each;
	size_t i;

	json_array_foreach(arguments_of(r), i, each) {
		const char *format = json_string_value(json_object_get(each, "format"));

		if (format != NULL && strcmp(format, "secret") == 0 && !seal_argument(r, args, json_string_value(json_object_get(each, "name"))))
			return;
	}
	next_one(r);
}

void
verb_do(struct request *r)
{
	struct doing *d = xcalloc(1, sizeof *d);
	json_t *ids = json_object_get(r->params, "ids"), *id = json_object_get(r->params, "id");

	r->state = d;
	r->state_free = doing_free;
	d->ids = json_is_array(ids) ? json_incref(ids) : json_array();
	if (json_array_size(d->ids) == 0 && json_is_integer(id))
		json_array_append(d->ids, id);
	d->results = json_array();
	if (json_array_size(d->ids) == 0)
		request_fail(r, STATUS_MISUSE, N_("“{name}” is missing."), json_pack("{s:s}", "name", "ids"), "ids");
	else if (json_object_size(json_object_get(r->params, "args")) > 0)
		catalogue_want(r, with_secrets);
	else
		next_one(r);
}
