/* grid.c: the grids of a form, their lines and cells. */
#include "tui/grid.h"

#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/grid_edit.h"
#include "tui/remote.h"

static const char *
named(const json_t *lines, const char *what)
{
	return json_string_value(json_object_get(lines, what));
}

struct grid *
grid_add(struct form *form, const struct catalogue_entity *entity)
{
	const json_t *names = json_object_get(entity->lines, "columns"), *name;
	struct grid *g = xcalloc(1, sizeof *g);
	size_t i;

	g->form = form;
	g->number = form->grid_count;
	g->entity = entity;
	g->lines = entity->lines;
	g->by = catalogue_field(entity, named(g->lines, "by"));
	g->order = catalogue_field(entity, named(g->lines, "order"));
	g->kind = catalogue_field(entity, named(json_object_get(g->lines, "kinds"), "field"));
	g->columns = xcalloc(json_array_size(names) + 1, sizeof *g->columns);
	json_array_foreach(names, i, name) {
		const struct catalogue_field *f = catalogue_field(entity, json_string_value(name));

		if (f != NULL && !f->masked)
			g->columns[g->column_count++] = f;
	}
	form->grids = xreallocarray(form->grids, form->grid_count + 1, sizeof *form->grids);
	form->grids[form->grid_count++] = g;
	return g;
}

void
grid_build(struct form *form)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(form->app), &count);

	for (size_t i = 0; i < count && form->action == NULL; i++) {
		const char *of = named(all[i].lines, "of");

		if (of == NULL || strcmp(of, form->entity->name) != 0 || !catalogue_may(&all[i], "read"))
			continue;
		if (form->id == 0 && !catalogue_may(&all[i], "create"))
			continue;
		grid_add(form, &all[i]);
	}
}

static void
free_row(struct grid_row *row)
{
	for (size_t c = 0; c < row->grid->column_count; c++)
		form_item_free(&row->cells[c]);
	free(row->cells);
	json_decref(row->base);
	json_decref(row->filled);
	free(row);
}

void
grid_free(struct form *form)
{
	for (size_t i = 0; i < form->grid_count; i++) {
		struct grid *g = form->grids[i];

		grid_undo_free(g);
		for (size_t r = 0; r < g->all_count; r++)
			free_row(g->all[r]);
		free(g->all);
		free(g->rows);
		free(g->columns);
		free(g);
	}
	free(form->grids);
	free(form->sent);
}

static const char *
standard_kind(const struct grid *g)
{
	const char *value = g->kind ? json_string_value(g->kind->standard) : NULL;

	return value ? value : g->kind && g->kind->choice_count > 0 ? g->kind->choices[0].value : NULL;
}

static struct grid_row *
any_row(struct grid *g, bool new_record)
{
	struct grid_row *row = xcalloc(1, sizeof *row);

	row->grid = g;
	row->kind = row->kind_was = standard_kind(g);
	row->filled = json_object();
	row->cells = xcalloc(g->column_count + 1, sizeof *row->cells);
	for (size_t c = 0; c < g->column_count; c++) {
		bool may = catalogue_may(g->entity, new_record ? "create" : "update");

		row->cells[c] = form_item_new(g->columns[c], 0, may && form_can_write(g->columns[c], new_record));
		row->cells[c].row = row;
	}
	g->all = xreallocarray(g->all, g->all_count + 1, sizeof *g->all);
	g->all[g->all_count++] = row;
	return row;
}

struct grid_row *
grid_row_new(struct grid *g)
{
	struct grid_row *row = any_row(g, true);
	json_t *standard = json_object();

	for (size_t c = 0; c < g->column_count; c++)
		if (g->columns[c]->standard != NULL)
			json_object_set(standard, g->columns[c]->name, (json_t *)(uintptr_t)g->columns[c]->standard);
	for (size_t c = 0; c < g->column_count; c++)
		form_item_fill(g->form, &row->cells[c], standard, true);
	json_decref(standard);
	return row;
}

void
grid_put(struct grid *g, size_t at, struct grid_row *row)
{
	g->rows = xreallocarray(g->rows, g->count + 1, sizeof *g->rows);
	memmove(g->rows + at + 1, g->rows + at, (g->count - at) * sizeof *g->rows);
	g->rows[at] = row;
	g->count++;
}

/* The catalogue's own text of a choice, which outlives every answer. */
const char *
grid_kind_value(const struct grid *g, const char *value)
{
	for (size_t i = 0; g->kind != NULL && value != NULL && i < g->kind->choice_count; i++)
		if (strcmp(g->kind->choices[i].value, value) == 0)
			return g->kind->choices[i].value;
	return standard_kind(g);
}

void
grid_row_base(struct grid_row *row, const json_t *json)
{
	struct grid *g = row->grid;

	json_decref(row->base);
	row->base = json_deep_copy(json);
	row->id = json_integer_value(json_object_get(json, "id"));
	row->version = (int)json_integer_value(json_object_get(json, "version"));
	if (g->kind != NULL)
		row->kind = row->kind_was = grid_kind_value(g, json_string_value(json_object_get(json, g->kind->name)));
	for (size_t c = 0; c < g->column_count; c++)
		form_item_fill(g->form, &row->cells[c], json, true);
}

struct grid_row *
grid_row_of(struct grid *g, const json_t *json)
{
	struct grid_row *row = any_row(g, false);

	grid_row_base(row, json);
	return row;
}

static void
lines_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct grid *g = form->grids[tag];
	const json_t *row;
	size_t i;

	form->waiting--;
	if (error != NULL) {
		app_say_error(app, error);
		form_draft_take(form);
		return;
	}
	json_array_foreach(json_object_get(result, "rows"), i, row)
		grid_put(g, g->count, grid_row_of(g, row));
	g->too_many = json_string_value(json_object_get(result, "next")) != NULL;
	if (form->focus != NULL && strcmp(form->focus, g->entity->name) == 0)
		grid_enter(form, (size_t)tag, 1);
	form_draft_take(form);
}

void
grid_load(struct form *form)
{
	for (size_t i = 0; i < form->grid_count; i++) {
		const struct grid *g = form->grids[i];
		json_t *columns = json_array(), *sort = json_array();
		char *filter;

		if (g->by == NULL)
			continue;
		for (size_t c = 0; c < g->column_count; c++)
			json_array_append_new(columns, json_string(g->columns[c]->name));
		if (g->kind != NULL)
			json_array_append_new(columns, json_string(g->kind->name));
		if (g->order != NULL) {
			json_array_append_new(columns, json_string(g->order->name));
			json_array_append_new(sort, json_string(g->order->name));
		}
		json_array_append_new(sort, json_string("id"));
		filter = xasprintf("%s:%lld", g->by->name, (long long)form->id);
		form->waiting++;
		app_call(form->app, form, "list", json_pack("{s:s,s:s,s:o,s:o,s:i}", "entity", g->entity->name, "filter", filter,
			"columns", columns, "sort", sort, "limit", GRID_ROWS), lines_came, (int64_t)i);
		free(filter);
	}
}

void
grid_stop(struct grid *g)
{
	for (size_t r = 0; r < g->all_count; r++)
		for (size_t c = 0; c < g->column_count; c++)
			g->all[r]->cells[c].resolving = false;
}

struct form_item *
grid_cell(const struct grid *g)
{
	return g->at < g->count && g->column < g->column_count ? &g->rows[g->at]->cells[g->column] : NULL;
}

bool
grid_row_changed(const struct grid_row *row)
{
	if (row->kind != row->kind_was)
		return true;
	for (size_t c = 0; c < row->grid->column_count; c++)
		if (form_item_changed(&row->cells[c]))
			return true;
	return false;
}

bool
grid_row_blank(const struct grid_row *row)
{
	return row->id == 0 && !grid_row_changed(row);
}

bool
grid_shows(const struct grid *g, const struct grid_row *row)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->rows[i] == row)
			return true;
	return false;
}

/* The lines that were read stand in another order now. */
static bool
order_changed(const struct grid *g)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; g->order != NULL && i < g->count; i++) {
		const json_t *value = json_object_get(g->rows[i]->base, g->order->name);

		if (g->rows[i]->base == NULL)
			continue;
		if (json_is_integer(value) && json_integer_value(value) < last)
			return true;
		last = json_integer_value(value);
	}
	return false;
}

bool
grid_changed(const struct grid *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (grid_row_changed(g->rows[i]))
			return true;
	for (size_t i = 0; i < g->all_count; i++)
		if (g->all[i]->id != 0 && !grid_shows(g, g->all[i]))
			return true;
	return order_changed(g);
}

bool
grid_may_add(const struct grid *g)
{
	return g->count < GRID_ROWS && g->column_count > 0 && catalogue_may(g->entity, "create") && !g->too_many;
}

const char *
grid_row_role(const struct grid_row *row)
{
	static const char *const roles[] = {"section", "comment", "subtotal"};
	const json_t *kinds = json_object_get(row->grid->lines, "kinds");

	for (size_t i = 0; row->kind != NULL && i < sizeof roles / sizeof *roles; i++) {
		const char *value = named(kinds, roles[i]);

		if (value != NULL && strcmp(value, row->kind) == 0)
			return roles[i];
	}
	return NULL;
}

size_t
grid_column(const struct grid *g, const char *name)
{
	size_t c = 0;

	while (c < g->column_count && (name == NULL || strcmp(g->columns[c]->name, name) != 0))
		c++;
	return c;
}

/* A line that is text has one cell. */
bool
grid_can_stop(const struct grid *g, size_t row, size_t column)
{
	const char *text = named(json_object_get(g->lines, "kinds"), "text");

	if (row >= g->count || column >= g->column_count || !g->rows[row]->cells[column].editable)
		return false;
	return grid_row_role(g->rows[row]) == NULL || column == grid_column(g, text);
}

void
grid_forget_record(struct grid_row *row)
{
	row->id = 0;
	row->version = 0;
	json_decref(row->base);
	row->base = NULL;
	for (size_t c = 0; c < row->grid->column_count; c++)
		row->cells[c].editable = form_can_write(row->grid->columns[c], true);
}
