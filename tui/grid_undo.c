/* grid_undo.c: what was done to the lines of a grid and to several cells at once, step by step, back and forth. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/grid.h"

static void
free_step(struct grid_step *step)
{
	for (size_t i = 0; i < step->cell_count; i++) {
		free(step->cells[i].text);
		free(step->cells[i].ref_text);
	}
	free(step->cells);
	free(step->rows);
	free(step->kinds);
	*step = (struct grid_step){0};
}

static void
push(struct grid_step *steps, size_t *count, const struct grid_step *step)
{
	if (*count == GRID_UNDO) {
		free_step(&steps[0]);
		memmove(steps, steps + 1, (GRID_UNDO - 1) * sizeof *steps);
		(*count)--;
	}
	steps[(*count)++] = *step;
}

static void
forget(struct grid_step *steps, size_t *count)
{
	while (*count > 0)
		free_step(&steps[--*count]);
}

static struct grid_step
lines_now(const struct grid *g)
{
	struct grid_step step = {.count = g->count, .at = g->at, .column = g->column};

	step.rows = xcalloc(g->count + 1, sizeof(struct grid_row *));
	step.kinds = xcalloc(g->count + 1, sizeof *step.kinds);
	for (size_t i = 0; i < g->count; i++) {
		step.rows[i] = g->rows[i];
		step.kinds[i] = g->rows[i]->kind;
	}
	return step;
}

static void
add_cell(struct grid_step *step, struct form_item *cell)
{
	step->cells = xreallocarray(step->cells, step->cell_count + 1, sizeof *step->cells);
	step->cells[step->cell_count++] = (struct grid_cell_was){.cell = cell, .text = xstrdup(field_text(cell->line)),
		.ref_text = xstrdup(cell->ref_text), .ref = cell->ref};
}

void
grid_note(struct grid *g)
{
	const struct grid_step step = lines_now(g);

	forget(g->redo, &g->redo_count);
	push(g->undo, &g->undo_count, &step);
}

void
grid_note_cell(struct grid *g, struct form_item *cell)
{
	if (g->undo_count > 0)
		add_cell(&g->undo[g->undo_count - 1], cell);
}

void
grid_undo_free(struct grid *g)
{
	forget(g->undo, &g->undo_count);
	forget(g->redo, &g->redo_count);
}

static void
take(struct grid *g, const struct grid_step *step)
{
	free(g->rows);
	g->rows = xcalloc(step->count + 1, sizeof(struct grid_row *));
	g->count = step->count;
	for (size_t i = 0; i < step->count; i++) {
		g->rows[i] = step->rows[i];
		g->rows[i]->kind = step->kinds[i];
	}
	for (size_t i = 0; i < step->cell_count; i++) {
		const struct grid_cell_was *was = &step->cells[i];

		field_replace(was->cell->line, was->text);
		was->cell->ref = was->ref;
		free(was->cell->ref_text);
		was->cell->ref_text = xstrdup(was->ref_text);
		form_error(was->cell, NULL);
	}
}

/* From one pile to the other. False: there is nothing. */
static bool
turn(struct grid *g, struct grid_step *from, size_t *from_count, struct grid_step *to, size_t *to_count)
{
	struct grid_step now, step;

	if (*from_count == 0)
		return false;
	step = from[--*from_count];
	now = lines_now(g);
	for (size_t i = 0; i < step.cell_count; i++)
		add_cell(&now, step.cells[i].cell);
	push(to, to_count, &now);
	take(g, &step);
	g->form->grid = NULL;		/* the cell that had the cursor may be gone */
	if (g->count == 0 && !grid_enter(g->form, g->number, 1))
		form_to_end(g->form, 1);
	else if (g->count > 0)
		grid_go(g, step.at < g->count ? step.at : g->count - 1, step.column);
	free_step(&step);
	return true;
}

static struct grid *
here(struct app *app)
{
	return ((struct form *)app_state(app, &screen_form))->grid;
}

void
grid_undo(struct app *app)
{
	struct grid *g = here(app);
	struct form_item *cell = grid_cell(g);

	if (g->editing && cell != NULL && field_do(cell->line, FIELD_UNDO) == FIELD_CHANGED)
		return;
	if (!turn(g, g->undo, &g->undo_count, g->redo, &g->redo_count) &&
	    (cell == NULL || field_do(cell->line, FIELD_UNDO) != FIELD_CHANGED))
		app_bell(app);
}

void
grid_redo(struct app *app)
{
	struct grid *g = here(app);
	struct form_item *cell = grid_cell(g);

	if (g->editing && cell != NULL && field_do(cell->line, FIELD_REDO) == FIELD_CHANGED)
		return;
	if (!turn(g, g->redo, &g->redo_count, g->undo, &g->undo_count) &&
	    (cell == NULL || field_do(cell->line, FIELD_REDO) != FIELD_CHANGED))
		app_bell(app);
}
