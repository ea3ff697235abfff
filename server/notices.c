/* notices.c: people are told: what is new for them in their own words, as a hint to their screens, as a mail at once, or in one mail a day. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/events.h"
#include "server/jobs_inside.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static const char *
text_of(const json_t *of, const char *name)
{
	const char *text = json_string_value(json_object_get(of, name));

	return text ? text : "";
}

/* {"told": 3, "companies": {"7": {"told": 3}}} of a list whose members name their company. */
static json_t *
counted(const json_t *list, const char *what)
{
	json_t *companies = json_object(), *each;
	char tenant[24];
	size_t i;

	json_array_foreach(list, i, each) {
		json_t *its;

		snprintf(tenant, sizeof tenant, "%d", (int)json_integer_value(json_object_get(each, "tenant")));
		its = json_object_get(companies, tenant);
		if (its == NULL)
			json_object_set_new(companies, tenant, its = json_object());
		json_object_set_new(its, what, json_integer(json_integer_value(json_object_get(its, what)) + 1));
	}
	return json_pack("{s:I,s:o}", what, (json_int_t)json_array_size(list), "companies", companies);
}

static void
told(struct query *q, void *arg)
{
	struct jobs *j = arg;
	json_t *pack = j->pack, *each, *failed = NULL;
	const char *answer = query_value(q, 0);
	size_t i;

	j->query = NULL;
	j->pack = NULL;
	if (query_status(q) != STATUS_OK) {
		jobs_failed(j, q);
	} else {
		json_array_foreach(pack, i, each) {
			const struct caller who = {.tenant = (int32_t)json_integer_value(json_object_get(each, "tenant"))};

			if (json_object_get(each, "entity") != NULL)
				events_changed(j->desk, &who, text_of(each, "entity"), json_integer_value(json_object_get(each, "id")),
				    json_integer_value(json_object_get(each, "version")) + 1);
		}
		if (answer != NULL && (failed = json_loads(answer, 0, NULL)) != NULL)
			json_object_update(j->failed, failed);
		json_decref(failed);
		jobs_ended(j, counted(pack, "told"));
	}
	json_decref(pack);
}

static void
send_all(struct jobs *j, const char *sql, json_t *list)
{
	char *text = json_dumps(list, JSON_COMPACT);
	const char *values[] = {text};
	struct query *q = query_new(NULL, true);

	j->pack = list;
	query_add(q, sql, true, 1, values);
	jobs_send(j, q, told);
	free(text);
}

void
notices_tell(struct jobs *j, json_t *pack)
{
	json_t *list = json_incref(json_object_get(pack, "notices")), *each;
	size_t i;

	json_array_foreach(list, i, each) {
		const char *language = text_of(each, "language");
		char *text = translate_fill(language, text_of(each, "sentence"), json_object_get(each, "args"));

		json_object_set_new(each, "text", json_string(text));
		/* Only for those who are told by mail at once: what has a body is sent. */
		if (json_is_true(json_object_get(each, "at_once"))) {
			json_object_set_new(each, "subject", json_string(text));
			json_object_set_new(each, "body", json_string(text));
		}
		free(text);
	}
	send_all(j, "select app.people_told($1)", list);
}

void
notices_digest(struct jobs *j, json_t *pack)
{
	json_t *list = json_incref(json_object_get(pack, "digests")), *each, *line;
	size_t i, k;

	json_array_foreach(list, i, each) {
		const char *language = text_of(each, "language");
		json_t *args = json_pack("{s:s,s:s,s:I}", "day", text_of(each, "day"), "company", text_of(each, "company"), "count",
		    (json_int_t)json_array_size(json_object_get(each, "texts")));
		char *subject = translate_fill(language, N_("{company}: what is new for you on {day}"), args);
		char *first = translate_fill(language, N_("Not read yet: {count}."), args);
		struct buf body = BUF_EMPTY;

		buf_printf(&body, "%s\n\n", first);
		json_array_foreach(json_object_get(each, "texts"), k, line)
			buf_printf(&body, "- %s\n", json_string_value(line) ? json_string_value(line) : "");
		json_object_set_new(each, "subject", json_string(subject));
		json_object_set_new(each, "body", json_string(buf_text(&body)));
		buf_free(&body);
		free(subject);
		free(first);
		json_decref(args);
	}
	send_all(j, "select app.digests_sent($1)", list);
}
