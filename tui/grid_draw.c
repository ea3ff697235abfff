/* grid_draw.c: paints a grid: its columns, its lines, and the totals that stay below them. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/grid.h"
#include "tui/grid_layout.h"

enum { MARKER = 2, NUMBER_CELLS = 11, MONEY_CELLS = 10, TEXT_LEAST = 12, TEXT_MOST = 60, REFERENCE_LEAST = 12, LINES_LEAST = 3 };

static struct grid_want
want_of(const struct grid *g, size_t column)
{
	const struct catalogue_field *f = g->columns[column];
	int label = text_cells_str(f->label) + (f->required ? 1 : 0), least = value_cells(f);
	struct grid_want want;

	if (f->choice_count > 0) {
		for (size_t i = 0; i < f->choice_count; i++)
			least = text_cells_str(f->choices[i].label) > least ? text_cells_str(f->choices[i].label) : least;
		want = (struct grid_want){least, least};
	} else if (f->refers != NULL) {
		want = (struct grid_want){REFERENCE_LEAST, TEXT_MOST};
	} else if (least > 0) {
		want = (struct grid_want){least, least};
	} else if (value_is_number(f)) {
		want = (struct grid_want){f->type == TYPE_MONEY ? MONEY_CELLS : 6, f->type == TYPE_MONEY ? MONEY_CELLS + 4 : NUMBER_CELLS};
	} else if (f->type == TYPE_BOOLEAN) {
		want = (struct grid_want){4, 4};
	} else {
		want = (struct grid_want){f->max > 0 && f->max < TEXT_LEAST ? f->max : TEXT_LEAST, f->max > 0 && f->max < TEXT_MOST ? f->max : TEXT_MOST};
		for (size_t r = 0; r < g->count && *f->format != '\0' && want.least < 16; r++) {
			int cells = text_cells_str(field_text(g->rows[r]->cells[column].line));

			want.least = cells > want.least ? cells < 16 ? cells : 16 : want.least;
		}
		if (*f->format != '\0')
			want.most = strcmp(f->format, "long_text") == 0 ? TEXT_MOST : want.least > 24 ? want.least : 24;
	}
	want.least = want.least > label ? want.least : label;
	want.most = want.most > want.least ? want.most : want.least;
	return want;
}

static bool
has_totals(const struct grid *g)
{
	return grid_summed(g, 0) != NULL;
}

int
grid_all_rows(const struct grid *g)
{
	return 2 + (g->count > 0 ? (int)g->count : 1) + has_totals(g);
}

int
grid_least_rows(const struct grid *g)
{
	int all = grid_all_rows(g), least = 2 + LINES_LEAST + has_totals(g);

	return all < least ? all : least;
}

static void
draw_cell(struct grid *g, const struct area *area, int y, int x, int cells, size_t row, size_t column)
{
	struct form_item *cell = &g->rows[row]->cells[column];
	bool here = g->form->grid == g && row == g->at && column == g->column, number = value_is_number(cell->f);
	char *text;

	cell->y = area->y + y;
	cell->x = area->x + x;
	cell->cells = cells + 1;
	if (here && cell->editable && (g->editing || form_lookup_open(g->form))) {
		paint_field(area, y, x, cells, ROLE_FOCUS, cell->line, true);
	} else {
		text = !cell->editable ? grid_computed(g->rows[row], column) : here ? xstrdup(field_text(cell->line)) : grid_cell_text(cell);
		/* An amount is never cut: one cannot see that it was. */
		if (number && text_cells_str(text) > cells)
			memset(text, '#', (size_t)cells), text[cells] = '\0';
		paint_cell(area, y, x, cells, here ? ROLE_FOCUS : cell->error ? ROLE_ERROR : ROLE_TEXT,
			number ? TEXT_RIGHT : TEXT_LEFT, text);
		if (here)
			paint_cursor(area, y, number && cells > 0 ? x + cells - 1 : x);
		free(text);
	}
	if (cell->error != NULL)
		paint_text(area, y, x + cells, 1, ROLE_ERROR, "!");
	if (here) {
		g->form->field_y = area->y + y;
		g->form->field_x = area->x + x;
	}
}

/* A heading or a remark goes over the whole line; a subtotal ends with its amount. */
static void
draw_text_line(struct grid *g, const struct area *area, int y, size_t row)
{
	const char *text = json_string_value(json_object_get(json_object_get(g->lines, "kinds"), "text"));
	const char *role = grid_row_role(g->rows[row]);
	size_t column = grid_column(g, text);
	int room = area->width - MARKER - 1, x = MARKER;
	bool subtotal = strcmp(role, "subtotal") == 0, here = g->form->grid == g && row == g->at;
	char *amount = subtotal && has_totals(g) ? grid_total(g, grid_summed(g, 0), row) : xstrdup("");
	int right = text_cells_str(amount);

	if (right > 0)
		paint_text(area, y, area->width - right, right, ROLE_TITLE, amount);
	if (strcmp(role, "comment") == 0)
		x += paint_text(area, y, x, 2, ROLE_DIM, "· ");
	if (column < g->column_count) {
		struct form_item *cell = &g->rows[row]->cells[column];

		if (here && g->editing)
			paint_field(area, y, x, room - x - right, ROLE_FOCUS, cell->line, true);
		else if (field_is_empty(cell->line) && subtotal)
			paint_text(area, y, x, room, here ? ROLE_FOCUS : ROLE_TITLE, app_text(g->form->app, N_("Subtotal")));
		else if (here)
			paint_cell(area, y, x, room - x - right, ROLE_FOCUS, TEXT_LEFT, field_text(cell->line));
		else
			paint_text(area, y, x, room - x - right, strcmp(role, "comment") == 0 ? ROLE_DIM : ROLE_TITLE, field_text(cell->line));
		if (cell->error != NULL)
			paint_text(area, y, area->width - right - 2, 1, ROLE_ERROR, "!");
		if (here) {
			g->form->field_y = area->y + y;
			g->form->field_x = area->x + x;
			if (!g->editing)
				paint_cursor(area, y, x);
		}
	}
	free(amount);
}

static void
draw_lines(struct grid *g, const struct area *area, const int *cells, size_t shown)
{
	size_t height = (size_t)(area->height > 0 ? area->height : 0);

	if (g->at < g->top)
		g->top = g->at;
	if (height > 0 && g->at >= g->top + height)
		g->top = g->at - height + 1;
	if (g->top + height > g->count)
		g->top = g->count > height ? g->count - height : 0;
	for (size_t i = g->top; i < g->count && i < g->top + height; i++) {
		int y = (int)(i - g->top), x = MARKER;

		if (g->form->grid == g && i == g->at)
			paint_text(area, y, 0, 1, ROLE_TEXT, ">");
		else if (grid_row_changed(g->rows[i]))
			paint_text(area, y, 0, 1, ROLE_DIM, g->rows[i]->id == 0 ? "+" : "*");
		if (grid_row_role(g->rows[i]) != NULL) {
			draw_text_line(g, area, y, i);
			continue;
		}
		for (size_t c = 0; c < shown; c++) {
			draw_cell(g, area, y, x, cells[c], i, g->left + c);
			x += cells[c] + GRID_GAP;
		}
	}
	if (g->count == 0)
		paint_text(area, 0, MARKER, area->width - MARKER, ROLE_DIM, app_text(g->form->app, grid_may_add(g)
			? N_("None yet: Tab into it, or F6.") : N_("None.")));
}

static void
draw_totals(const struct grid *g, const struct area *area, int y)
{
	struct buf line = BUF_EMPTY;
	const struct catalogue_field *f;

	for (size_t i = 0; (f = grid_summed(g, i)) != NULL; i++) {
		char *total = f->masked ? NULL : grid_total(g, f, SIZE_MAX);

		if (total != NULL)
			buf_printf(&line, "%s%s %s", i > 0 ? "   " : "", f->label, total);
		free(total);
	}
	if (line.length > 0)
		paint_cell(area, y, 0, area->width, ROLE_TITLE, TEXT_RIGHT, buf_text(&line));
	buf_free(&line);
}

void
grid_draw(struct grid *g, const struct area *area)
{
	struct grid_want wants[GRID_COLUMNS];
	int cells[GRID_COLUMNS] = {0}, x = MARKER, below = has_totals(g);
	size_t count = g->column_count < GRID_COLUMNS ? g->column_count : GRID_COLUMNS, shown;
	struct area lines = paint_part(area, 2, 0, area->height - 2 - below, area->width);
	char *title, *n;

	if (area->height < 3)
		return;
	for (size_t c = 0; c < count; c++)
		wants[c] = want_of(g, c);
	shown = grid_layout(wants, count, area->width - MARKER - 1, g->column, &g->left, cells);
	n = value_count(app_language(g->form->app), (json_int_t)g->count, g->too_many);
	title = g->count > 0 ? xasprintf("%s (%s)", g->entity->title, n) : xstrdup(g->entity->title);
	paint_heading(area, 0, 0, area->width, title);
	paint_fill(area, 1, 0, area->width, ROLE_COLUMNS);
	for (size_t c = 0; c < shown; c++) {
		const struct catalogue_field *f = g->columns[g->left + c];
		char *label = xasprintf("%s%s", f->label, f->required ? "*" : "");

		paint_cell(area, 1, x, cells[c], ROLE_COLUMNS, value_is_number(f) ? TEXT_RIGHT : TEXT_LEFT, label);
		free(label);
		x += cells[c] + GRID_GAP;
	}
	if (g->left > 0)
		paint_text(area, 1, 0, 1, ROLE_COLUMNS, "<");
	if (g->left + shown < g->column_count)
		paint_text(area, 1, area->width - 1, 1, ROLE_COLUMNS, ">");
	/* A short grid has its totals right below its lines. */
	if (lines.height > (int)g->count)
		lines.height = g->count > 0 ? (int)g->count : 1;
	draw_lines(g, &lines, cells, shown);
	if (below)
		draw_totals(g, area, 2 + lines.height);
	free(title);
	free(n);
}
