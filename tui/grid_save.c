/* grid_save.c: from the lines of a form to the steps of a transaction, and the way back. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/grid.h"
#include "tui/undo.h"

static bool
check_cell(struct grid *g, size_t row, size_t column)
{
	struct form_item *cell = &g->rows[row]->cells[column];
	const char *why = NULL;
	json_t *value;
	bool waits = false;

	if (!grid_can_stop(g, row, column))
		return false;
	value = form_value(g->form, cell, &why);
	if (value == NULL && form_is_reference(cell) && cell->error == NULL) {
		form_resolve(g->form, cell);
		waits = true;
	} else if (value == NULL && cell->error == NULL) {
		form_error(cell, xstrdup(app_text(g->form->app, why)));
	} else if (cell->f->required && json_is_null(value)) {
		form_error(cell, xstrdup(app_text(g->form->app, N_("Must be filled in."))));
	}
	json_decref(value);
	return waits;
}

bool
grid_check(struct grid *g)
{
	bool waits = false;

	for (size_t r = 0; r < g->count; r++)
		for (size_t c = 0; c < g->column_count && !grid_row_blank(g->rows[r]); c++)
			waits = check_cell(g, r, c) || waits;
	return waits;
}

size_t
grid_errors(const struct grid *g)
{
	size_t count = 0;

	for (size_t r = 0; r < g->count; r++)
		for (size_t c = 0; c < g->column_count; c++)
			count += g->rows[r]->cells[c].error != NULL;
	return count;
}

void
grid_forget_errors(struct grid *g)
{
	for (size_t r = 0; r < g->count; r++)
		for (size_t c = 0; c < g->column_count; c++)
			form_error(&g->rows[r]->cells[c], NULL);
}

/* After the cursor if it is in a grid, else from the first; then round. */
bool
grid_to_error(struct form *form)
{
	struct grid *here = form->grid;
	bool after = here == NULL;

	for (int round = 0; round < 2; round++, after = true)
		for (size_t i = 0; i < form->grid_count; i++) {
			struct grid *g = form->grids[i];

			for (size_t r = 0; r < g->count; r++)
				for (size_t c = 0; c < g->column_count; c++) {
					if (after && g->rows[r]->cells[c].error != NULL) {
						grid_go(g, r, c);
						return true;
					}
					after = after || (g == here && r == g->at && c == g->column);
				}
		}
	return false;
}

static json_t *
values_of(const struct grid_row *row, size_t at)
{
	struct grid *g = row->grid;
	json_t *values = json_object();

	for (size_t c = 0; c < g->column_count; c++) {
		const struct form_item *cell = &row->cells[c];
		const char *why;
		json_t *value;

		if (!grid_can_stop(g, at, c) || (row->id != 0 && !form_item_changed(cell)))
			continue;
		value = form_value(g->form, cell, &why);
		if (value != NULL && !(row->id == 0 && json_is_null(value)))
			json_object_set(values, cell->f->name, value);
		json_decref(value);
	}
	if (g->kind != NULL && row->kind != NULL && (row->id == 0 || row->kind != row->kind_was))
		json_object_set_new(values, g->kind->name, json_string(row->kind));
	return values;
}

static void
add_step(struct form *form, json_t *steps, struct grid_row *row, json_t *step)
{
	/* Steps without a line came before: the record itself. */
	form->sent = xreallocarray(form->sent, json_array_size(steps) + 1, sizeof(struct grid_row *));
	while (form->sent_count < json_array_size(steps))
		form->sent[form->sent_count++] = NULL;
	form->sent[form->sent_count++] = row;
	json_array_append_new(steps, step);
}

static json_t *
step_of(const struct grid_row *row)
{
	json_t *step = json_pack("{s:s}", "entity", row->grid->entity->name);

	if (row->id != 0) {
		json_object_set_new(step, "id", json_integer(row->id));
		json_object_set_new(step, "version", json_integer(row->version));
	}
	return step;
}

void
grid_steps(struct grid *g, json_t *steps, const json_t *parent)
{
	json_int_t rank = 0;

	/* First what goes, so that what comes finds its place free. */
	for (size_t i = 0; i < g->all_count; i++)
		if (g->all[i]->id != 0 && !grid_shows(g, g->all[i])) {
			json_t *step = step_of(g->all[i]);

			json_object_set_new(step, "delete", json_true());
			add_step(g->form, steps, g->all[i], step);
		}
	for (size_t i = 0; i < g->count; i++) {
		struct grid_row *row = g->rows[i];
		json_t *values, *was = g->order ? json_object_get(row->base, g->order->name) : NULL, *step;

		if (grid_row_blank(row))
			continue;
		values = values_of(row, i);
		rank++;
		if (g->order != NULL && (!json_is_integer(was) || json_integer_value(was) != rank))
			json_object_set_new(values, g->order->name, json_integer(rank));
		if (row->id != 0 && json_object_size(values) == 0) {
			json_decref(values);
			continue;
		}
		if (row->id == 0)
			json_object_set(values, g->by->name, (json_t *)(uintptr_t)parent);
		step = step_of(row);
		json_object_set_new(step, "values", values);
		add_step(g->form, steps, row, step);
	}
}

/* What a record had before, of what was changed in it. */
static json_t *
before_of(const json_t *base, const json_t *values)
{
	json_t *before = json_object();
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)values, name, value) {
		json_t *old = json_object_get(base, name);
		char *label = xasprintf("%s.label", name);

		json_object_set(before, name, old ? old : json_null());
		if (json_object_get(base, label) != NULL)
			json_object_set(before, label, json_object_get(base, label));
		free(label);
	}
	return before;
}

json_t *
grid_did(const struct form *form, const json_t *results)
{
	json_t *did = json_array();

	for (size_t i = 0; i < form->sent_count; i++) {
		const json_t *result = json_array_get(results, i), *sent = json_object_get(json_array_get(form->steps, i), "values");
		const struct grid_row *row = form->sent[i];
		const char *entity = json_string_value(json_object_get(result, "entity"));
		int64_t id = json_integer_value(json_object_get(result, "id"));
		int from = row ? row->version : form->version, to = (int)json_integer_value(json_object_get(result, "version"));

		if (entity == NULL)
			continue;
		if (row == NULL ? form->id == 0 : row->id == 0)
			json_array_append_new(did, undo_step(entity, id, "insert", 0, to, NULL, NULL));
		else if (row != NULL && !grid_shows(row->grid, row))
			json_array_append_new(did, undo_step(entity, id, "delete", from, to, NULL, NULL));
		else
			json_array_append_new(did, undo_step(entity, id, "update", from, to, before_of(row ? row->base : form->base, sent),
				json_deep_copy(sent)));
	}
	return did;
}
