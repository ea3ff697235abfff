/* grid_edit.c: lines added, removed and moved, cells copied and pasted. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/grid.h"
#include "tui/grid_edit.h"
#include "tui/grid_tsv.h"

static struct grid *
here(struct app *app)
{
	return ((struct form *)app_state(app, &screen_form))->grid;
}

static bool
may_add(struct grid *g)
{
	if (grid_may_add(g))
		return true;
	app_tell(g->form->app, ROLE_WARN, g->count >= GRID_ROWS || g->too_many ? N_("There is no room for more lines here.")
		: N_("You may not create these."), NULL);
	return false;
}

/* A line after this one; where a proposal is sought in vain, the record that it should name. */
void
grid_insert(struct app *app)
{
	struct grid *g = here(app);
	struct form *form = g->form;

	if (form_lookup_open(form) && json_array_size(form->lookup.rows) == 0) {
		form_create_there(app);
		return;
	}
	form_lookup_close(form);
	if (!may_add(g))
		return;
	form_leave_item(form);
	if (g->at < g->count && grid_row_blank(g->rows[g->at]))
		return;
	grid_note(g);
	grid_put(g, g->at < g->count ? g->at + 1 : g->count, grid_row_new(g));
	for (size_t c = 0; c < g->column_count; c++)
		if (grid_can_stop(g, g->at + 1, c)) {
			grid_go(g, g->at + 1, c);
			return;
		}
}

void
grid_delete(struct app *app)
{
	struct grid *g = here(app);
	struct form_item *cell = grid_cell(g);
	size_t at = g->at, column = g->column;

	if (g->editing && cell != NULL && !form_is_picked(cell)) {
		field_do(cell->line, FIELD_DELETE);
		form_typed(g->form, cell);
		return;
	}
	if (at >= g->count)
		return;
	if (g->rows[at]->id != 0 && !catalogue_may(g->entity, "delete")) {
		app_tell(app, ROLE_WARN, N_("You may not delete these."), NULL);
		return;
	}
	form_lookup_close(g->form);
	grid_note(g);
	memmove(g->rows + at, g->rows + at + 1, (--g->count - at) * sizeof *g->rows);
	app_tell(app, ROLE_DIM, N_("The line is gone when you save. C-z brings it back."), NULL);
	g->form->grid = NULL;
	if (g->count == 0) {
		if (!grid_enter(g->form, g->number, 1))
			form_to_end(g->form, 1);
	} else {
		grid_go(g, at < g->count ? at : g->count - 1, column);
	}
}

static void
move(struct grid *g, int step)
{
	size_t to = g->at + (size_t)step;
	struct grid_row *row;

	if (g->order == NULL) {
		app_tell(g->form->app, ROLE_DIM, N_("These lines have no order of their own."), NULL);
		return;
	}
	if (to >= g->count || g->at >= g->count) {
		app_bell(g->form->app);
		return;
	}
	form_leave_item(g->form);
	grid_note(g);
	row = g->rows[g->at];
	g->rows[g->at] = g->rows[to];
	g->rows[to] = row;
	g->at = to;
	app_dirty(g->form->app);
}

void
grid_move_up(struct app *app)
{
	move(here(app), -1);
}

void
grid_move_down(struct app *app)
{
	move(here(app), 1);
}

void
grid_copy_above(struct app *app)
{
	struct grid *g = here(app);
	struct form_item *cell = grid_cell(g);
	const struct form_item *above = g->at > 0 && cell != NULL ? &g->rows[g->at - 1]->cells[g->column] : NULL;

	if (above == NULL || !cell->editable) {
		app_tell(app, ROLE_DIM, N_("There is no line above."), NULL);
		return;
	}
	grid_note(g);
	grid_note_cell(g, cell);
	if (form_is_reference(cell))
		form_refer(g->form, cell, above->ref, above->ref_text);
	else
		form_set_text(g->form, cell, field_text(above->line));
}

/* A line, a heading between lines, a remark, a subtotal, and round again. */
void
grid_turn_kind(struct app *app)
{
	enum { ROLES = 3 };
	static const char *const roles[ROLES] = {"section", "comment", "subtotal"};
	struct grid *g = here(app);
	struct grid_row *row = g->at < g->count ? g->rows[g->at] : NULL;
	const json_t *kinds = json_object_get(g->lines, "kinds");
	const char *now = row ? grid_row_role(row) : NULL;
	size_t next = 0;

	if (g->kind == NULL || row == NULL || !form_can_write(g->kind, row->id == 0)) {
		app_tell(app, ROLE_DIM, N_("All lines are of one kind here."), NULL);
		return;
	}
	form_leave_item(g->form);
	grid_note(g);
	for (size_t i = 0; now != NULL && i < ROLES; i++)
		if (strcmp(roles[i], now) == 0)
			next = i + 1;
	while (next < ROLES && json_object_get(kinds, roles[next]) == NULL)
		next++;
	row->kind = grid_kind_value(g, next < ROLES ? json_string_value(json_object_get(kinds, roles[next])) : NULL);
	for (size_t c = 0; c < g->column_count; c++)
		form_error(&row->cells[c], NULL);
	g->form->grid = NULL;
	for (size_t c = 0; c < g->column_count; c++)
		if (grid_can_stop(g, g->at, c)) {
			grid_go(g, g->at, c);
			return;
		}
}

/* --- a spreadsheet's cells --- */

/* As one would have typed it: a choice by what it is called, a number in any form, a reference by its name. */
static void
paste_cell(struct grid *g, struct form_item *cell, const char *text)
{
	struct value_look look = app_look(g->form->app);
	const char *why = NULL;
	json_t *value;
	char *shown;

	if (!cell->editable)
		return;
	grid_note_cell(g, cell);
	form_error(cell, NULL);
	field_do(cell->line, FIELD_CLEAR);
	field_paste(cell->line, text, strlen(text));
	if (form_is_reference(cell)) {
		if (!field_is_empty(cell->line))
			form_resolve(g->form, cell);
		else
			cell->ref = 0;
		return;
	}
	value = value_read(&look, cell->f, field_text(cell->line), &why);
	if (value == NULL) {
		form_error(cell, xstrdup(app_text(g->form->app, why)));
		return;
	}
	if (cell->f->type != TYPE_TEXT || cell->f->choice_count > 0) {
		shown = value_edit(&look, cell->f, value);
		field_replace(cell->line, shown);
		free(shown);
	}
	json_decref(value);
}

void
grid_paste(struct grid *g, const char *text)
{
	struct app *app = g->form->app;
	size_t first = g->column, filled = 0;
	bool cut;
	struct tsv t;

	tsv_read(text, &t);
	cut = t.cut;
	form_leave_item(g->form);
	grid_note(g);
	for (size_t r = 0; r < t.count; r++) {
		size_t column = first;

		if (g->at + r >= g->count) {
			if (!grid_may_add(g)) {
				cut = true;
				break;
			}
			grid_put(g, g->count, grid_row_new(g));
		}
		for (size_t c = 0; c < t.rows[r].count; c++, column++) {
			if (column >= g->column_count) {
				cut = true;
				break;
			}
			if (grid_can_stop(g, g->at + r, column))
				paste_cell(g, &g->rows[g->at + r]->cells[column], t.rows[r].cells[c]);
		}
		filled++;
	}
	app_tell(app, cut ? ROLE_WARN : ROLE_OK, cut ? N_("{n} lines pasted; the rest found no room. C-z takes them back.")
		: N_("{n} lines pasted. C-z takes them back."), json_pack("{s:I}", "n", (json_int_t)filled));
	tsv_free(&t);
	g->editing = false;
}
