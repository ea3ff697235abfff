/* record_latest.c: the newest of what belongs to a record, told on its card where the catalogue asks for it: a vehicle's last
   events, what a ticket's customer wrote, who and what a mission takes. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/deeds.h"
#include "tui/record_inside.h"
#include "tui/remote.h"

/* As wide as a moment: what is longer goes beside the labels. */
enum { COLUMNS_MOST = 16, LABEL_CELLS = 18 };

static char *
key_of(const struct catalogue_related *related)
{
	return xasprintf("%s.%s.latest", related->entity, related->field);
}

/* What is told of each: what its own list tells, but not again whose it is; of lines that are written with the record, their columns. */
struct told {
	const struct catalogue_field *fields[COLUMNS_MOST];
	size_t count;
	const char *order;
	bool backwards;			/* as it comes from the server */
};

static bool
are_lines_of(const struct catalogue_entity *other, const struct catalogue_entity *entity, const struct catalogue_related *related)
{
	const char *of = json_string_value(json_object_get(other->lines, "of")), *by = json_string_value(json_object_get(other->lines, "by"));

	return of != NULL && by != NULL && strcmp(of, entity->name) == 0 && strcmp(by, related->field) == 0;
}

static struct told
told_of(const struct catalogue_entity *entity, const struct catalogue_related *related, const struct catalogue_entity *other)
{
	struct told t = {.order = other->order};
	const json_t *name, *columns = json_object_get(other->lines, "columns"), *order = json_object_get(other->lines, "order");
	size_t i;

	if (are_lines_of(other, entity, related)) {
		json_array_foreach(columns, i, name)
			if (t.count < COLUMNS_MOST && catalogue_field(other, json_string_value(name)) != NULL)
				t.fields[t.count++] = catalogue_field(other, json_string_value(name));
		t.order = json_is_string(order) ? json_string_value(order) : t.order;
		return t;
	}
	for (i = 0; i < other->list_count && t.count < COLUMNS_MOST; i++)
		if (strcmp(other->list[i]->name, related->field) != 0)
			t.fields[t.count++] = other->list[i];
	/* A list that ends with the newest is a thread: of it the end is told, and told in that order. */
	t.backwards = *t.order != '-' && *t.order != '\0';
	return t;
}

static json_t *
in_order(const json_t *rows, bool backwards)
{
	json_t *made = json_array(), *row;
	size_t i;

	json_array_foreach(rows, i, row)
		json_array_insert(made, backwards ? 0 : i, row);
	return made;
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct record *r = state;
	const struct catalogue_related *related = &r->entity->related[tag];
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), related->entity);
	char *key = key_of(related);

	if (error == NULL && other != NULL) {
		json_object_set_new(r->counts, key, in_order(json_object_get(result, "rows"), told_of(r->entity, related, other).backwards));
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
	struct told t;
	char *sort;

	if (related->latest == 0 || other == NULL)
		return;
	names = json_array();
	t = told_of(r->entity, related, other);
	for (size_t c = 0; c < t.count; c++)
		json_array_append_new(names, json_string(t.fields[c]->name));
	sort = xasprintf("%s%s", t.backwards ? "-" : "", t.order);
	app_call(r->app, r, "list", json_pack("{s:s,s:s,s:o,s:s,s:i}", "entity", other->name, "filter", filter, "columns", names, "sort", sort,
		"limit", related->latest), came, (int64_t)i);
	free(sort);
}

const json_t *
record_latest_rows(const json_t *counts, const struct catalogue_related *related)
{
	char *key = key_of(related);
	const json_t *rows = json_object_get(counts, key);

	free(key);
	return rows;
}

/* Of a yes its name, of a no nothing: "Yes · No" would tell nobody what is done and what must be. */
static char *
shown(const struct value_look *look, const struct catalogue_field *f, const json_t *row)
{
	if (f->type == TYPE_BOOLEAN)
		return xstrdup(json_is_true(json_object_get(row, f->name)) ? f->label : "");
	return value_text(look, f, row);
}

char *
record_latest_text(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related, const json_t *row, char **first)
{
	const struct told t = told_of(entity, related, catalogue_entity(app_catalogue(app), related->entity));
	struct value_look look = app_look(app);
	struct buf text = BUF_EMPTY;

	*first = NULL;
	for (size_t c = 0; c < t.count; c++) {
		char *one = shown(&look, t.fields[c], row);

		if (c == 0 && text_cells_str(one) <= LABEL_CELLS) {
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
