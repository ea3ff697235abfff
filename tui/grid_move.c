/* grid_move.c: the cursor among the cells of a grid, into it and out of it. */
#include <stdlib.h>

#include "shared/translate.h"
#include "tui/commands.h"
#include "tui/grid.h"
#include "tui/wizard.h"

void
grid_go(struct grid *g, size_t row, size_t column)
{
	struct form *form = g->form;

	form_leave_item(form);
	form->grid = g;
	if (form->wizard != NULL)
		form->wizard->step = g->step;
	g->at = row;
	g->column = column;
	g->editing = false;
	if (grid_cell(g) != NULL)
		field_focus(grid_cell(g)->line);
	app_dirty(form->app);
}

/* The next cell to stop in, in reading order; false at the end. */
static bool
find(const struct grid *g, size_t *row, size_t *column, int step)
{
	for (;;) {
		if (step > 0 && ++*column >= g->column_count) {
			*column = 0;
			(*row)++;
		} else if (step < 0 && (*column)-- == 0) {
			*column = g->column_count - 1;
			if ((*row)-- == 0)
				return false;
		}
		if (*row >= g->count)
			return false;
		if (grid_can_stop(g, *row, *column))
			return true;
	}
}

static bool
first_stop(const struct grid *g, size_t row, size_t *column)
{
	for (*column = 0; *column < g->column_count; (*column)++)
		if (grid_can_stop(g, row, *column))
			return true;
	return false;
}

/* The first cell that begins without a value. */
static bool
first_empty(const struct grid *g, size_t row, size_t *column)
{
	for (*column = 0; *column < g->column_count; (*column)++)
		if (grid_can_stop(g, row, *column) && field_is_empty(g->rows[row]->cells[*column].line))
			return true;
	return false;
}

void
grid_leave(struct form *form)
{
	struct grid *g = form->grid;

	if (g == NULL)
		return;
	form_leave_item(form);
	form->grid = NULL;
	while (g->count > 0 && grid_row_blank(g->rows[g->count - 1]))
		g->count--;
	if (g->at >= g->count)
		g->at = g->count > 0 ? g->count - 1 : 0;
}

bool
grid_enter(struct form *form, size_t number, int step)
{
	struct grid *g = form->grids[number];
	size_t row = 0, column = 0;
	bool found = true;

	if (step > 0 && g->count > 0 && !grid_can_stop(g, 0, 0))
		found = find(g, &row, &column, 1);
	else if (step < 0 && g->count > 0)
		row = g->count, column = 0, found = find(g, &row, &column, -1);
	if (g->count == 0 || !found) {
		if (!grid_may_add(g))
			return false;
		row = g->count;
		grid_leave(form);
		grid_put(g, row, grid_row_new(g));
		if (!first_stop(g, row, &column))
			return false;
	}
	if (form->grid != NULL)
		grid_leave(form);
	grid_go(g, row, column);
	return true;
}

/* Beyond the grid: the next one, or round to the fields. */
static void
leave_to(struct form *form, int step, bool by_enter)
{
	size_t number = form->grid->number;

	if (form->wizard != NULL) {
		wizard_beside(form, step);
		return;
	}
	for (size_t i = number + (size_t)step; i < form->grid_count; i += (size_t)step)
		if (grid_enter(form, i, step))
			return;
	if (by_enter) {
		form_leave_item(form);
		form_ask_save(form);
		return;
	}
	if (step > 0 || !form_to_end(form, -1))
		form_to_end(form, 1);
}

void
grid_step(struct form *form, int step, bool by_enter)
{
	struct grid *g = form->grid;
	size_t row = g->at, column = g->column, first;
	bool blank = g->at < g->count && grid_row_blank(g->rows[g->at]);

	/* Enter on a line into which nothing was written: that was all. */
	if (by_enter && blank && g->at + 1 == g->count && first_empty(g, g->at, &first) && column == first) {
		leave_to(form, step, by_enter);
		return;
	}
	if (find(g, &row, &column, step)) {
		grid_go(g, row, column);
		return;
	}
	form_leave_item(form);
	if (step > 0 && !blank && grid_may_add(g)) {
		grid_note(g);
		grid_put(g, g->count, grid_row_new(g));
		if (first_stop(g, g->count - 1, &column)) {
			grid_go(g, g->count - 1, column);
			return;
		}
		g->count--;
	}
	leave_to(form, step, by_enter);
}

void
grid_not_drawn(struct grid *g)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->column_count; k++)
			g->rows[i]->cells[k].y = -1;
}

bool
grid_pointed(struct form *form, int y, int x, bool *again)
{
	for (size_t n = 0; n < form->grid_count; n++) {
		struct grid *g = form->grids[n];

		for (size_t i = 0; i < g->count; i++)
			for (size_t k = 0; k < g->column_count; k++) {
				const struct form_item *cell = &g->rows[i]->cells[k];

				if (cell->y != y || x < cell->x || x >= cell->x + cell->cells || !grid_can_stop(g, i, k))
					continue;
				*again = form->grid == g && g->at == i && g->column == k;
				if (!*again && (form->grid == g || grid_enter(form, n, 1)))
					grid_go(g, i, k);
				return true;
			}
	}
	return false;
}

static struct form *
here(struct app *app)
{
	return app_state(app, &screen_form);
}

void
grid_next(struct app *app)
{
	form_lookup_take(here(app));
	grid_step(here(app), 1, false);
}

void
grid_enter_key(struct app *app)
{
	form_lookup_take(here(app));
	grid_step(here(app), 1, true);
}

void
grid_previous(struct app *app)
{
	grid_step(here(app), -1, false);
}

/* The line above or below, in the same column where one can stop there. */
static void
go_line(struct form *form, int step)
{
	struct grid *g = form->grid;
	size_t row = g->at + (size_t)step, column = g->column;

	if (form_lookup_open(form)) {
		form_lookup_move(form, step);
		return;
	}
	/* From one step of a wizard to another one goes by its own keys: the wheel is arrows too. */
	if (row >= g->count) {
		if (form->wizard != NULL)
			app_bell(form->app);
		else
			leave_to(form, step, false);
		return;
	}
	if (!grid_can_stop(g, row, column) && !first_stop(g, row, &column)) {
		app_bell(form->app);
		return;
	}
	grid_go(g, row, column);
	while (g->count > row + 1 && g->count > 1 && grid_row_blank(g->rows[g->count - 1]) && step < 0)
		g->count--;
}

void
grid_up(struct app *app)
{
	go_line(here(app), -1);
}

void
grid_down(struct app *app)
{
	go_line(here(app), 1);
}

/* Inside a text that is being written the arrows move in it, elsewhere to the cell beside. */
static void
beside(struct form *form, enum field_act act, int step)
{
	struct grid *g = form->grid;
	size_t row = g->at, column = g->column;

	if (g->editing && grid_cell(g) != NULL)
		field_do(grid_cell(g)->line, act);
	else if (find(g, &row, &column, step) && row == g->at)
		grid_go(g, row, column);
}

void
grid_left(struct app *app)
{
	beside(here(app), FIELD_LEFT, -1);
}

void
grid_right(struct app *app)
{
	beside(here(app), FIELD_RIGHT, 1);
}

static void
to_edge(struct form *form, enum field_act act, bool last)
{
	struct grid *g = form->grid;
	size_t row = g->at, column;

	if (g->editing && grid_cell(g) != NULL) {
		field_do(grid_cell(g)->line, act);
		return;
	}
	for (size_t i = 0; i < g->column_count; i++) {
		column = last ? g->column_count - 1 - i : i;
		if (grid_can_stop(g, row, column)) {
			grid_go(g, row, column);
			return;
		}
	}
}

void
grid_home(struct app *app)
{
	to_edge(here(app), FIELD_HOME, false);
}

void
grid_end(struct app *app)
{
	to_edge(here(app), FIELD_END, true);
}
