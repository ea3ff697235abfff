/* stream_calendar.c: records as events: their columns, and what repeats as rules. */
#include "server/stream_calendar.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

static const char *
name_in(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

bool
calendar_columns(struct stream *s, const json_t *entity, json_t **asked, enum status *status)
{
	const json_t *calendar = json_object_get(entity, "calendar"), *field;
	const char *start = name_in(calendar, "start"), *end = name_in(calendar, "end"), *label = name_in(entity, "label");
	json_t *names = json_pack("[s,s]", "id", "updated_at");
	size_t i;

	json_array_foreach(json_object_get(entity, "fields"), i, field) {
		const char *name = name_in(field, "name");
		bool wanted = json_object_get(field, "vcard") != NULL || (start && strcmp(name, start) == 0) || (end && strcmp(name, end) == 0)
		    || (label && strcmp(name, label) == 0);

		if (wanted && !json_is_true(json_object_get(field, "masked")))
			json_array_append(names, json_object_get(field, "name"));
	}
	json_decref(*asked);
	*asked = names;
	if (start == NULL)
		*status = stream_say(s, STATUS_MISUSE, N_("{title_label} have no calendar."), json_pack("{s:O}", "title_label", json_object_get(entity, "title")));
	return start != NULL;
}

/* Of a reference its label, where there is one. */
static void
hint(struct table_columns *columns, const char *name, const char *property)
{
	struct table_column *found = NULL;

	for (size_t i = 0; i < columns->count && name != NULL; i++) {
		struct table_column *c = &columns->rows[i];
		size_t n = strlen(name);

		if (c->vcard != NULL && strcmp(c->vcard, property) == 0)
			return;
		if (strcmp(c->name, name) == 0 || (strncmp(c->name, name, n) == 0 && strcmp(c->name + n, ".label") == 0))
			found = c;
	}
	if (found != NULL && found->vcard == NULL)
		found->vcard = xstrdup(property);
}

void
calendar_hints(struct table_columns *columns, const json_t *entity)
{
	const json_t *calendar = json_object_get(entity, "calendar");

	hint(columns, name_in(calendar, "start"), "DTSTART");
	hint(columns, name_in(calendar, "end"), "DTEND");
	hint(columns, name_in(entity, "label"), "SUMMARY");
}

/* A row as JSON, by the names of the columns. The texts live in *kept. */
static bool
write_object(struct stream_table *t, const json_t *object)
{
	char **kept = xcalloc(t->columns.count + 1, sizeof *kept);
	bool more;

	for (size_t i = 0; i < t->columns.count; i++) {
		const json_t *value = json_object_get(object, t->columns.rows[i].name);

		if (json_is_string(value))
			kept[i] = xstrdup(json_string_value(value));
		else if (value != NULL && !json_is_null(value))
			kept[i] = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		t->cells[i] = (struct table_cell){.text = kept[i], .length = kept[i] ? strlen(kept[i]) : 0};
	}
	more = table_writer_row(t->writer, t->cells);
	for (size_t i = 0; i < t->columns.count; i++)
		free(kept[i]);
	free(kept);
	return more;
}

bool
calendar_series(struct stream_table *t, const char *entity, enum status *status)
{
	static const char *const narrow[] = {"filter", "search", "during", "view", "limit", "after"};
	struct stream *s = t->stream;
	const char *values[] = {entity};
	json_t *told, *one;
	size_t i;

	for (i = 0; i < sizeof narrow / sizeof *narrow; i++)
		if (json_object_get(s->params, narrow[i]) != NULL && !json_is_null(json_object_get(s->params, narrow[i])))
			return true;
	if (stream_flag(s, "dates") || stream_flag(s, "trash"))
		return true;
	told = stream_json(s, "select app.series_told($1)", 1, values, status);
	if (told == NULL)
		return *status == STATUS_OK;
	t->writer->options.rules = true;
	json_array_foreach(told, i, one)
		if (!write_object(t, one))
			break;
	json_decref(told);
	return true;
}
