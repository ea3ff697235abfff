/* verb_figures.c: a report as one answer, for a client that draws it. */
#include "server/desk_inside.h"
#include "server/stream_report.h"
#include "server/verb_run.h"
#include "shared/translate.h"

static void
came(struct request *r, struct query *q)
{
	static const char *const names[] = {"title", "help"};
	const char *value = query_value(q, 0);
	json_t *answer = value ? json_loads(value, 0, NULL) : json_object();

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text = json_string_value(json_object_get(answer, names[i]));

		if (text != NULL)
			json_object_set_new(answer, names[i], json_string(translate(r->who->language, text)));
	}
	report_translate(json_object_get(answer, "fields"), r->who->language);
	request_answer_json(r, answer);
}

void
verb_figures(struct request *r)
{
	const char *values[] = {request_string(r, "name"), request_text(r, "args")};
	struct query *q = query_new(r->who, false);

	query_add(q, "select ui.figures($1, coalesce($2::jsonb, '{}'))", true, 2, values);
	request_query(r, q, came);
}
