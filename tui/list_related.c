/* list_related.c: the third pane of a very wide list: the first records of each kind that belong to the one under the cursor. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/deeds.h"
#include "tui/list_inside.h"
#include "tui/remote.h"

enum { VERY_WIDE = 160, ROWS_EACH = 5, DETAILS = 4, KINDS_MOST = 64, GAP = 2 };

bool
list_related_fits(void)
{
	return terminal_width() >= VERY_WIDE;
}

static const struct catalogue_entity *
other_of(const struct list *l, size_t i)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(l->app), l->entity->related[i].entity);

	return other != NULL && catalogue_may(other, "read") ? other : NULL;
}

/* The field that only says again whose it is tells nothing here. */
static bool
tells(const struct catalogue_related *related, const struct catalogue_entity *other, const struct catalogue_field *f)
{
	return strcmp(f->name, related->field) != 0 && strcmp(f->name, "subject_entity") != 0 && strcmp(f->name, other->label) != 0;
}

static json_t *
columns_of(const struct catalogue_related *related, const struct catalogue_entity *other)
{
	json_t *names = json_pack("[s]", other->label);

	for (size_t c = 0, n = 0; c < other->list_count && n < DETAILS; c++)
		if (tells(related, other, other->list[c])) {
			json_array_append_new(names, json_string(other->list[c]->name));
			n++;
		}
	return names;
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;
	size_t i = (size_t)(tag % KINDS_MOST);

	(void)app;
	/* Beside the record that the cursor left meanwhile it would be a lie. */
	if (tag / KINDS_MOST != l->related_question)
		return;
	l->related_open--;
	if (error == NULL)
		json_array_set_new(l->related, i, json_deep_copy(result));
}

void
list_related_ask(struct list *l)
{
	size_t count = l->entity->related_count < KINDS_MOST ? l->entity->related_count : KINDS_MOST;

	json_decref(l->related);
	l->related = json_array();
	l->related_id = l->preview_id;
	l->related_question++;
	l->related_open = 0;
	for (size_t i = 0; i < count; i++) {
		const struct catalogue_related *related = &l->entity->related[i];
		const struct catalogue_entity *other = other_of(l, i);
		char *filter;

		json_array_append_new(l->related, json_null());
		if (other == NULL)
			continue;
		filter = deeds_related_filter(l->app, l->entity, related, l->preview_id);
		l->related_open++;
		app_call(l->app, l, "list", json_pack("{s:s,s:s,s:o,s:s,s:i}", "entity", other->name, "filter", filter, "columns",
			columns_of(related, other), "sort", other->order, "limit", ROWS_EACH), came, l->related_question * KINDS_MOST + (int64_t)i);
		free(filter);
	}
}

static void
draw_row(const struct list *l, const struct area *area, int y, size_t kind, const struct catalogue_entity *other, const json_t *row)
{
	struct value_look look = app_look(l->app);
	const struct catalogue_related *related = &l->entity->related[kind];
	char *label = value_label(&look, other, row), *own = value_label(&look, l->entity, json_object_get(l->preview, "row"));
	int x = GAP;

	/* A link may be called as the record itself: that stands above already. */
	if (strcmp(label, own) != 0)
		x += paint_text(area, y, GAP, area->width * 2 / 3, ROLE_TEXT, label) + GAP;
	free(own);
	for (size_t c = 0, n = 0; c < other->list_count && n < DETAILS; c++) {
		char *text = NULL;

		if (!tells(related, other, other->list[c]))
			continue;
		n++;
		text = value_text(&look, other->list[c], row);
		/* The label may be one of the fields in another form; half a value is another one. */
		if (*text != '\0' && strcmp(text, label) != 0 && text_cells_str(text) <= area->width - x)
			x += paint_text(area, y, x, area->width - x, ROLE_DIM, text) + GAP;
		free(text);
	}
	free(label);
}

void
list_related_draw(const struct list *l, const struct area *area)
{
	int y = 0;

	for (size_t kind = 0; kind < json_array_size(l->related) && y < area->height; kind++) {
		const json_t *answer = json_array_get(l->related, kind), *rows = json_object_get(answer, "rows"), *row;
		const struct catalogue_entity *other = other_of(l, kind);
		size_t i;

		if (json_array_size(rows) == 0 || other == NULL)
			continue;
		/* A heading without a row below it says nothing. */
		if (y + 1 >= area->height)
			break;
		paint_heading(area, y++, 0, area->width, l->entity->related[kind].label);
		json_array_foreach(rows, i, row)
			if (y < area->height)
				draw_row(l, area, y++, kind, other, row);
		if (json_is_string(json_object_get(answer, "next")) && y < area->height)
			paint_text(area, y++, GAP, 1, ROLE_DIM, "…");
	}
	if (y == 0 && l->related_open == 0)
		paint_text(area, 0, 0, area->width, ROLE_DIM, app_text(l->app, N_("Nothing belongs to this record.")));
}
