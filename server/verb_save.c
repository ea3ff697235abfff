/* verb_save.c: several records in one transaction: a form with its lines, a wizard; or each by itself: many that are changed back. */
#include "server/desk_inside.h"
#include "server/events.h"
#include "server/verb_run.h"

static void
saved(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	json_t *answer = value ? json_loads(value, 0, NULL) : json_object();
	const json_t *each;
	size_t i;

	answer_translate(answer, r->who->language);
	json_array_foreach(json_object_get(answer, "results"), i, each)
		if (!json_is_false(json_object_get(each, "ok")))
			events_changed(r->desk, r->who, json_string_value(json_object_get(each, "entity")),
			    json_integer_value(json_object_get(each, "id")), json_integer_value(json_object_get(each, "version")));
	request_answer_json(r, answer);
}

void
verb_save(struct request *r)
{
	const char *values[] = {request_text(r, "steps"), request_string(r, "key"), request_string(r, "draft")};
	struct query *q = query_new(r->who, true);

	/* What it was typed as is taken up with it. */
	query_add(q, json_is_true(json_object_get(r->params, "each")) ? "select app.taken_up(app.save_each($1, $2), $3)"
	    : "select app.taken_up(app.save_all($1, $2), $3)", true, 3, values);
	request_query(r, q, saved);
}
