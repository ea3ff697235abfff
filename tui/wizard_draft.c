/* wizard_draft.c: a wizard that was left half way, kept on the server and offered again. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/grid.h"
#include "tui/grid_edit.h"
#include "tui/remote.h"
#include "tui/vault.h"
#include "tui/wizard.h"

char *
wizard_draft_name(const struct form *form)
{
	const char *name = json_string_value(json_object_get(form->wizard->declared, "name"));

	return xasprintf("wizard:%s", name ? name : "");
}

/* The lines of each step: {"step", "rows": [{"kind", "cells"}…]}. */
static json_t *
lines_of(const struct form *form)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < form->grid_count; i++) {
		const struct grid *g = form->grids[i];
		json_t *rows = json_array();

		for (size_t r = 0; r < g->count; r++) {
			json_t *cells = json_array();

			for (size_t c = 0; c < g->column_count; c++)
				json_array_append_new(cells, form_draft_cell(&g->rows[r]->cells[c]));
			if (grid_row_blank(g->rows[r]))
				json_decref(cells);
			else
				json_array_append_new(rows, json_pack("{s:s?,s:o}", "kind", g->rows[r]->kind, "cells", cells));
		}
		json_array_append_new(lines, json_pack("{s:I,s:o}", "step", (json_int_t)g->step, "rows", rows));
	}
	return lines;
}

/* As it is typed, sense or none: nothing of it may be lost. */
void
wizard_keep(struct form *form)
{
	struct wizard *w = form->wizard;
	json_t *fields;
	char *name;

	if (!form_changed(form) || form->saving)
		return;
	fields = json_array();
	name = wizard_draft_name(form);
	for (size_t i = 0; i < form->count; i++)
		if (form_item_changed(&form->items[i]) && !field_concealed(form->items[i].line)) {
			json_t *cell = form_draft_cell(&form->items[i]);

			json_object_set_new(cell, "record", json_string(w->records[form->items[i].record].name));
			json_array_append_new(fields, cell);
		}
	w->kept = true;
	vault_keep(form->app, name, json_pack("{s:I,s:o,s:o}", "step", (json_int_t)w->step, "fields", fields, "lines", lines_of(form)));
	free(name);
}

void
wizard_forget(struct form *form)
{
	char *name = wizard_draft_name(form);

	vault_drop(form->app, name);
	app_close(form->app, app_screen_of(form->app, form));
	free(name);
}

static void
take_lines(struct form *form, const json_t *lines)
{
	struct grid *g = wizard_grid(form, (size_t)json_integer_value(json_object_get(lines, "step")));
	const json_t *row, *cell;
	size_t r, i;

	json_array_foreach(json_object_get(lines, "rows"), r, row) {
		if (g == NULL || g->count >= GRID_ROWS)
			return;
		grid_put(g, g->count, grid_row_new(g));
		g->rows[g->count - 1]->kind = grid_kind_value(g, json_string_value(json_object_get(row, "kind")));
		json_array_foreach(json_object_get(row, "cells"), i, cell) {
			size_t column = grid_column(g, json_string_value(json_object_get(cell, "field")));

			if (column < g->column_count)
				form_draft_take_cell(form, &g->rows[g->count - 1]->cells[column], cell);
		}
	}
}

static void
take_up(struct form *form, const json_t *body)
{
	struct wizard *w = form->wizard;
	json_int_t step = json_integer_value(json_object_get(body, "step"));
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(body, "fields"), i, one) {
		const char *record = json_string_value(json_object_get(one, "record"));

		for (size_t r = 0; record != NULL && r < w->record_count; r++) {
			struct form_item *item = strcmp(w->records[r].name, record) == 0
				? wizard_item_of(form, r, json_string_value(json_object_get(one, "field"))) : NULL;

			if (item != NULL)
				form_draft_take_cell(form, item, one);
		}
	}
	json_array_foreach(json_object_get(body, "lines"), i, one)
		take_lines(form, one);
	w->step = step < 0 ? 0 : (size_t)step > w->step_count ? w->step_count : (size_t)step;
	w->reached = w->step;
}

/* What was left half way goes on where it was. */
static void
drafts_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	char *name = wizard_draft_name(form);
	const json_t *one, *body = NULL;
	size_t i;

	form->loading = false;
	json_array_foreach(json_object_get(result, "drafts"), i, one) {
		const char *other = json_string_value(json_object_get(one, "name"));

		if (other != NULL && strcmp(other, name) == 0)
			body = json_object_get(one, "body");
	}
	/* What was kept or thrown away a moment ago may not be there yet. */
	vault_newer(app, name, tag, &body);
	free(name);
	if (error != NULL)
		app_say_error(app, error);
	if (body != NULL) {
		take_up(form, body);
		form->wizard->kept = true;
		app_tell(app, ROLE_OK, N_("This is where you left it. Esc on the first step discards it."), NULL);
	}
	wizard_go(form, form->wizard->step);
}

void
wizard_resume(struct form *form)
{
	form->loading = true;
	app_call(form->app, form, "drafts", json_object(), drafts_came, vault_turn(form->app));
}
