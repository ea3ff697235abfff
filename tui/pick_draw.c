/* pick_draw.c: paints the popup of rows. */
#include <stdlib.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/pick_inside.h"

enum { LETTERS_MOST = 53, MOST_ROWS = 16, EXPLAINED_ROWS = 12, MOST_CELLS = 100, LEAST_CELLS = 24, LETTER_CELLS = 3, EXPLAIN = 3, EXPLAIN_MOST = 5,
	EXPLAIN_CELLS = 40, MORE_CELLS = 6 };

static int
max_of(int a, int b)
{
	return a > b ? a : b;
}

/* Cells of the widest label and the widest detail between two headings, found or not: the popup does not breathe while one types. */
static int
label_cells(const struct pick *p, size_t index, int *detail)
{
	size_t from = index, to = index;
	int cells = 0;

	while (from > 0 && !p->ask.rows[from - 1].heading)
		from--;
	while (to < p->ask.count && !p->ask.rows[to].heading)
		to++;
	*detail = 0;
	for (size_t i = from; i < to; i++) {
		cells = max_of(cells, text_cells_str(p->ask.rows[i].label));
		*detail = max_of(*detail, p->ask.rows[i].detail ? text_cells_str(p->ask.rows[i].detail) : 0);
	}
	return cells;
}

static int
most_cells(const struct pick *p)
{
	int room = terminal_width() - 6, most = p->ask.letters && p->ask.text == NULL ? LETTERS_MOST : MOST_CELLS;

	return room < most ? room : most;
}

/* Half sentences down a popup are noise: where one of a group does not fit, its rows are only told below, under the cursor. */
static bool
tells_below(const struct pick *p, int label, int detail)
{
	return p->ask.letters && p->ask.explains && LETTER_CELLS + label + 2 + detail > most_cells(p);
}

/* The widest row of all. */
static int
row_cells(const struct pick *p)
{
	int cells = 0, label = 0, detail = 0;

	for (size_t i = 0; i < p->ask.count; i++) {
		const struct pick_row *row = &p->ask.rows[i];

		if (i == 0 || row->heading || p->ask.rows[i - 1].heading)
			label = row->heading ? text_cells_str(row->label) : label_cells(p, i, &detail);
		cells = max_of(cells, label + (row->detail && !tells_below(p, label, detail) ? text_cells_str(row->detail) + 2 : 0));
	}
	return cells;
}

static int
text_rows(const struct pick *p, int width)
{
	const struct area nowhere = {.height = 0, .width = width};

	return p->ask.text ? paint_paragraph(&nowhere, 0, 0, 0, width, ROLE_TEXT, p->ask.text) + 1 : 0;
}

/* Rows of the longest of what is told below; the popup is no higher than they need. */
static int
explain_rows(const struct pick *p, int width)
{
	const struct area nowhere = {.height = 0, .width = width};
	int rows = 1;

	if (!p->ask.letters)
		return EXPLAIN;
	for (size_t i = 0; i < p->ask.count; i++)
		if (p->ask.rows[i].detail != NULL)
			rows = max_of(rows, paint_paragraph(&nowhere, 0, 0, 0, width, ROLE_TEXT, p->ask.rows[i].detail));
	return rows < EXPLAIN_MOST ? rows : EXPLAIN_MOST;
}

void
pick_size(struct app *app, const void *state, int *height, int *width, int *y, int *x)
{
	const struct pick *p = state;
	int rows;

	*width = (p->ask.letters ? LETTER_CELLS : 2) + row_cells(p);
	if (p->ask.count == 0 && p->ask.nothing != NULL)
		*width = max_of(*width, LETTER_CELLS + text_cells_str(app_text(app, p->ask.nothing)));
	*width = max_of(max_of(*width, p->ask.width), max_of(LEAST_CELLS, text_cells_str(p->ask.title) + 4));
	if (p->ask.text != NULL)
		*width = max_of(*width, text_cells_str(p->ask.text) > 56 ? 56 : text_cells_str(p->ask.text));
	if (p->ask.narrow)
		*width = max_of(p->ask.width, text_cells_str(p->ask.title) + 4);
	if (p->ask.explains)
		*width = max_of(*width, EXPLAIN_CELLS);
	if (*width > most_cells(p))
		*width = most_cells(p);
	/* What changes with every letter is short: each of its rows is sent. */
	rows = p->ask.typing && terminal_height() < 2 * MOST_ROWS ? MOST_ROWS / 2 : MOST_ROWS;
	if (p->ask.explains)
		rows = max_of(terminal_height() - 10 - EXPLAIN, EXPLAINED_ROWS);
	rows = p->ask.count > (size_t)rows || p->ask.typing ? rows : max_of((int)p->ask.count, 1);
	*height = rows + text_rows(p, *width) + (p->ask.letters ? 0 : 1) + (p->ask.explains ? 1 + explain_rows(p, *width) : 0);
	if (*height > terminal_height() - 4)
		*height = terminal_height() - 4;
	*y = p->ask.y >= 0 ? p->ask.y : (terminal_height() - *height - 2) / 2;
	*x = p->ask.x >= 0 ? p->ask.x : (terminal_width() - *width - 4) / 2;
}

static void
draw_row(const struct pick *p, const struct area *area, int y, size_t shown)
{
	const struct pick_row *row = &p->ask.rows[p->shown[shown]];
	bool here = shown == p->at;
	int x = p->ask.letters ? LETTER_CELLS : 2, detail, label = label_cells(p, p->shown[shown], &detail), room;
	bool bare = tells_below(p, label, detail);

	if (row->heading) {
		if (*row->label != '\0')
			paint_heading(area, y, 0, area->width, row->label);
		return;
	}
	paint_text(area, y, 0, 1, ROLE_TEXT, here ? ">" : " ");
	if (p->ask.letters)
		paint_text(area, y, 1, 2, ROLE_KEY, row->letter);
	/* The label keeps half of the width at least; a detail that does not fit is cut. */
	room = row->detail == NULL || bare ? area->width - x : label;
	if (row->detail != NULL && !bare && label + 2 + detail > area->width - x && label > (area->width - x) * 2 / 3)
		room = (area->width - x) * 2 / 3;
	/* What the whole line says needs all of it, and has no column. */
	if (row->rank == PICK_LINE)
		room = row->detail ? text_cells_str(row->label) : area->width - x;
	if (p->ask.narrow && row->rank != PICK_LINE && row->detail != NULL && room > area->width * 2 / 5)
		room = area->width * 2 / 5;
	paint_text(area, y, x, room, here ? ROLE_SELECT : ROLE_TEXT, row->label);
	if (row->detail != NULL && !bare)
		paint_text(area, y, x + room + 2, area->width - x - room - 2, ROLE_DIM, row->detail);
	if (here && p->ask.letters)
		paint_cursor(area, y, 0);
}

/* What does not fit in the highlighted row, in full; and how many rows stand below the last one in sight. */
static void
explain(const struct pick *p, const struct area *area, int y)
{
	const struct pick_row *row = &p->ask.rows[p->shown[p->at]];
	size_t seen = p->top + (size_t)p->rows_shown;

	paint_heading(area, y, 0, area->width, NULL);
	if (p->ask.letters && seen < p->shown_count) {
		char *more = xasprintf(" ↓ %zu", p->shown_count - seen);
		paint_cell(area, y, area->width - MORE_CELLS, MORE_CELLS, ROLE_DIM, TEXT_RIGHT, more);
		free(more);
	}
	if (row->detail != NULL)
		paint_paragraph(area, y + 1, 0, explain_rows(p, area->width), area->width, ROLE_TEXT, row->detail);
}

void
pick_draw(struct app *app, void *state, const struct area *area)
{
	struct pick *p = state;
	int y = 0, rows;

	if (p->ask.text != NULL)
		y = paint_paragraph(area, 0, 0, area->height, area->width, ROLE_TEXT, p->ask.text) + 1;
	if (!p->ask.letters)
		paint_field(area, y++, 0, area->width, ROLE_FOCUS, p->line, true);
	rows = max_of(area->height - y - (p->ask.explains ? 1 + explain_rows(p, area->width) : 0), 1);
	if (p->at < p->top)
		p->top = p->at;
	if (p->at >= p->top + (size_t)rows)
		p->top = p->at - (size_t)rows + 1;
	/* A heading just above the first row is shown with it. */
	if (p->top == 1 && p->at < (size_t)rows)
		p->top = 0;
	p->rows_y = y;
	p->rows_shown = rows;
	for (size_t i = p->top; i < p->shown_count && i < p->top + (size_t)rows; i++)
		draw_row(p, area, y + (int)(i - p->top), i);
	if (p->ask.explains && p->at < p->shown_count)
		explain(p, area, y + rows);
	if (p->shown_count == 0 && p->ask.nothing != NULL && !p->rest.set && !app_waits_for(p->app, p))	/* who is still looked for may be found */
		paint_paragraph(area, y, 2, rows, area->width - 2, ROLE_DIM, app_text(app, p->ask.nothing));
}
