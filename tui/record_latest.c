/* record_latest.c: the newest of what belongs to a record, told on its card where the catalogue asks for it: a vehicle's last events. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/deeds.h"
#include "tui/record_inside.h"
#include "tui/remote.h"

static char *
key_of(const struct catalogue_related *related)
{
	return xasprintf("%s.%s.latest", related->entity, related->field);
}

/* The field that only says again whose it is tells nothing here. */
static bool
tells(const struct catalogue_related *related, const struct catalogue_field *f)
{
	return strcmp(f->name, related->field) != 0;
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct record *r = state;
	char *key = key_of(&r->entity->related[tag]);

	(void)app;
	if (error == NULL) {
		json_object_set_new(r->counts, key, json_deep_copy(json_object_get(result, "rows")));
		record_lines_again(r);
	}
	free(key);
}

void
record_latest_ask(struct record *r, size_t i, const char *filter)
{
	const struct catalogue_related *related = &r->entity->related[i];
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(r->app), related->entity);
	json_t *names;

	if (related->latest == 0 || other == NULL)
		return;
	names = json_array();
	for (size_t c = 0; c < other->list_count; c++)
		if (tells(related, other->list[c]))
			json_array_append_new(names, json_string(other->list[c]->name));
	app_call(r->app, r, "list", json_pack("{s:s,s:s,s:o,s:s,s:i}", "entity", other->name, "filter", filter, "columns", names, "sort", other->order,
		"limit", related->latest), came, (int64_t)i);
}

const json_t *
record_latest_rows(const json_t *counts, const struct catalogue_related *related)
{
	char *key = key_of(related);
	const json_t *rows = json_object_get(counts, key);

	free(key);
	return rows;
}

char *
record_latest_text(struct app *app, const struct catalogue_related *related, const struct catalogue_entity *other, const json_t *row, char **first)
{
	struct value_look look = app_look(app);
	struct buf text = BUF_EMPTY;

	*first = NULL;
	for (size_t c = 0; c < other->list_count; c++) {
		char *one;

		if (!tells(related, other->list[c]))
			continue;
		one = value_text(&look, other->list[c], row);
		if (*first == NULL) {
			*first = one;
			continue;
		}
		if (*one != '\0' && text.length > 0)
			buf_str(&text, " \xc2\xb7 ");
		buf_str(&text, one);
		free(one);
	}
	return buf_steal(&text);
}
