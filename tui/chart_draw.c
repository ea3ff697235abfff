/* chart_draw.c: bars, stacked bars, a line, a table, a tile. */
#include "tui/chart_draw.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/grid_layout.h"
#include "tui/terminal.h"

enum { LABEL_MOST = 28, BAR_LEAST = 8, LINE_LEAST = 60, LINE_HEIGHT_MOST = 16, TILE_TALL = 7, POINTS = 1024, COLUMN_MOST = 40, MARKER = 2 };

static double
most_of(const struct chart_data *c)
{
	double most = 0;

	for (size_t i = 0; i < chart_rows(c); i++) {
		double value = c->kind == CHART_STACKED ? chart_total(c, i) : chart_value(c, i, 0);

		most = value > most ? value : most;
	}
	return most;
}

static void
keep_in_view(size_t at, size_t count, int height, size_t *top)
{
	size_t rows = height > 0 ? (size_t)height : 1;

	if (at < *top)
		*top = at;
	if (at >= *top + rows)
		*top = at - rows + 1;
	if (*top + rows > count)
		*top = count > rows ? count - rows : 0;
}

static void
draw_stack(const struct area *area, int y, int x, int cells, const struct chart_data *c, size_t row, double most)
{
	double values[BLOCKS_PARTS];
	int parts[BLOCKS_PARTS];

	for (size_t s = 0; s < c->value_count; s++)
		values[s] = chart_value(c, row, s);
	blocks_stack(values, c->value_count, most, cells, parts);
	for (size_t s = 0; s < c->value_count; s++) {
		struct buf bar = BUF_EMPTY;

		for (int i = 0; i < parts[s]; i++)
			buf_str(&bar, blocks_filling(s, terminal_utf8()));
		if (bar.length > 0)
			x += paint_text(area, y, x, parts[s], s % 2 ? ROLE_DIM : ROLE_TEXT, buf_text(&bar));
		buf_free(&bar);
	}
}

static void
draw_legend(const struct area *area, int y, const struct chart_data *c)
{
	int x = 2;

	for (size_t s = 0; s < c->value_count; s++) {
		x += paint_text(area, y, x, 1, s % 2 ? ROLE_DIM : ROLE_TEXT, blocks_filling(s, terminal_utf8())) + 1;
		x += paint_text(area, y, x, area->width - x, ROLE_LABEL, c->fields[c->values[s]].label) + 3;
	}
}

static void
draw_bars(struct app *app, const struct area *area, const struct chart_data *c, size_t at, size_t *top)
{
	struct value_look look = app_look(app);
	int label = 4, number = 4, bar;
	double most = most_of(c);
	size_t count = chart_rows(c);

	for (size_t i = 0; i < count; i++) {
		char *name = chart_label(c, &look, i), *n = chart_number(c, &look, c->kind == CHART_STACKED ? chart_total(c, i) : chart_value(c, i, 0));

		label = text_cells_str(name) > label ? text_cells_str(name) : label;
		number = text_cells_str(n) > number ? text_cells_str(n) : number;
		free(name);
		free(n);
	}
	label = label > LABEL_MOST ? LABEL_MOST : label;
	bar = area->width - 2 - label - 2 - number - 2;
	keep_in_view(at, count, area->height, top);
	for (size_t i = *top; i < count && i < *top + (size_t)area->height; i++) {
		int y = (int)(i - *top), x = 2 + label + 2;
		double value = c->kind == CHART_STACKED ? chart_total(c, i) : chart_value(c, i, 0);
		char *name = chart_label(c, &look, i), *n = chart_number(c, &look, value), *drawn = blocks_bar(value, most, bar, terminal_utf8());

		paint_text(area, y, 0, 1, ROLE_TEXT, i == at ? ">" : " ");
		paint_cell(area, y, 2, label, i == at ? ROLE_SELECT : ROLE_LABEL, TEXT_LEFT, name);
		if (bar >= BAR_LEAST && c->kind == CHART_STACKED)
			draw_stack(area, y, x, bar, c, i, most);
		else if (bar >= BAR_LEAST)
			paint_text(area, y, x, bar, ROLE_TEXT, drawn);
		paint_cell(area, y, area->width - number, number, ROLE_TEXT, TEXT_RIGHT, n);
		if (i == at)
			paint_cursor(area, y, 0);
		free(name);
		free(n);
		free(drawn);
	}
}

bool
chart_is_line(const struct chart_data *c, int width)
{
	return c->kind == CHART_LINE && width >= LINE_LEAST && terminal_utf8() && chart_rows(c) > 1;
}

static size_t
points_of(const struct chart_data *c, double points[POINTS])
{
	size_t count = chart_rows(c) < POINTS ? chart_rows(c) : POINTS;

	for (size_t i = 0; i < count; i++)
		points[i] = c->kind == CHART_STACKED ? chart_total(c, i) : chart_value(c, i, 0);
	return count;
}

/* The scale at the left, the first and last label below. */
static void
draw_line(struct app *app, const struct area *area, const struct chart_data *c, size_t at)
{
	struct value_look look = app_look(app);
	double points[POINTS], least = 0, most = most_of(c);
	size_t count = points_of(c, points);
	int height = area->height - 3 > LINE_HEIGHT_MOST ? LINE_HEIGHT_MOST : area->height - 3;
	char *high = chart_number(c, &look, most), *rows[LINE_HEIGHT_MOST], *low, *first, *last, *here;
	int scale, cells;

	for (size_t i = 0; i < count; i++)
		least = points[i] < least ? points[i] : least;
	low = chart_number(c, &look, least);
	first = chart_label(c, &look, 0);
	last = chart_label(c, &look, count - 1);
	scale = text_cells_str(high) > text_cells_str(low) ? text_cells_str(high) : text_cells_str(low);
	cells = area->width - scale - 2;
	if (height > 0 && cells > 0) {
		int mark = count > 1 ? (int)((double)at * (cells - 1) / (double)(count - 1) + 0.5) : 0;
		char *label = chart_label(c, &look, at < count ? at : count - 1), *n = chart_number(c, &look, points[at < count ? at : count - 1]);

		blocks_line(points, count, least, most, cells, height, rows);
		for (int y = 0; y < height; y++) {
			paint_text(area, y, scale + 1, cells, ROLE_TEXT, rows[y]);
			free(rows[y]);
		}
		paint_cell(area, 0, 0, scale, ROLE_DIM, TEXT_RIGHT, high);
		paint_cell(area, height - 1, 0, scale, ROLE_DIM, TEXT_RIGHT, low);
		paint_heading(area, height, scale + 1, cells, NULL);
		paint_text(area, height, scale + 1 + mark, 1, ROLE_SELECT, "▲");
		paint_cursor(area, height, scale + 1 + mark);
		paint_text(area, height + 1, scale + 1, cells / 2, ROLE_DIM, first);
		paint_cell(area, height + 1, scale + 1 + cells / 2, cells - cells / 2, ROLE_DIM, TEXT_RIGHT, last);
		here = xasprintf("%s : %s", label, n);
		paint_cell(area, height + 2, scale + 1, cells, ROLE_TITLE, TEXT_CENTRE, here);
		free(here);
		free(label);
		free(n);
	}
	free(high);
	free(low);
	free(first);
	free(last);
}

void
chart_draw(struct app *app, const struct area *area, const struct chart_data *c, size_t at, size_t *top)
{
	const struct area below = paint_part(area, 2, 0, area->height - 2, area->width);

	if (chart_is_line(c, area->width)) {
		draw_line(app, area, c, at);
	} else if (c->value_count > 1 && c->kind == CHART_STACKED) {
		draw_legend(area, 0, c);
		draw_bars(app, &below, c, at, top);
	} else {
		draw_bars(app, area, c, at, top);
	}
}

/* How wide a column is for its title and what stands in it; 0: nothing does, or only the number of a record, which is for programs. */
static int
column_width(const struct chart_data *c, const struct value_look *look, size_t k)
{
	int width = text_cells_str(c->fields[k].label);
	size_t length = strlen(c->fields[k].name);
	bool filled = chart_rows(c) == 0;

	if (c->fields[k].type == TYPE_INTEGER && length > 3 && strcmp(c->fields[k].name + length - 3, "_id") == 0)
		return 0;

	for (size_t i = 0; i < chart_rows(c); i++) {
		char *text = k == c->label ? chart_label(c, look, i) : chart_cell(c, look, i, k);

		width = text_cells_str(text) > width ? text_cells_str(text) : width;
		filled = filled || *text != '\0';
		free(text);
	}
	return !filled ? 0 : width > COLUMN_MOST ? COLUMN_MOST : width;
}

static void
draw_column(const struct area *area, const struct chart_data *c, const struct value_look *look, const struct chart_view *view, size_t k, int x, int cells)
{
	const struct area rows = paint_part(area, 1, 0, area->height - 1, area->width);
	enum text_side align = value_is_number(&c->fields[k]) ? TEXT_RIGHT : TEXT_LEFT;

	paint_cell(area, 0, x, cells, ROLE_COLUMNS, align, c->fields[k].label);
	for (size_t i = view->top; i < chart_rows(c) && i < view->top + (size_t)rows.height; i++) {
		char *text = k == c->label ? chart_label(c, look, i) : chart_cell(c, look, i, k);

		paint_cell(&rows, (int)(i - view->top), x, cells, k == c->label && i == view->at ? ROLE_SELECT : ROLE_TEXT, align, text);
		free(text);
	}
}

void
chart_draw_table(struct app *app, const struct area *area, const struct chart_data *c, struct chart_view *view)
{
	struct value_look look = app_look(app);
	const struct area rows = paint_part(area, 1, 0, area->height - 1, area->width);
	struct grid_want wants[GRID_COLUMNS] = {{0}};
	int cells[GRID_COLUMNS] = {0}, x = MARKER;
	size_t fields[GRID_COLUMNS] = {0}, columns = 0, shown;

	for (size_t k = 0; k < c->field_count && columns < GRID_COLUMNS; k++) {
		int width = column_width(c, &look, k);

		if (width > 0) {
			wants[columns] = (struct grid_want){width, width};
			fields[columns++] = k;
		}
	}
	if (view->column >= columns)
		view->column = 0;
	/* From that one on, not only with it. */
	shown = grid_layout(wants + view->column, columns - view->column, area->width - MARKER - 1, 0, &(size_t){0}, cells);
	view->more = view->column + shown < columns;
	keep_in_view(view->at, chart_rows(c), rows.height, &view->top);
	paint_fill(area, 0, 0, area->width, ROLE_COLUMNS);
	for (size_t i = 0; i < shown; x += cells[i++] + GRID_GAP)
		draw_column(area, c, &look, view, fields[view->column + i], x, cells[i]);
	if (view->column > 0)
		paint_text(area, 0, 0, 1, ROLE_COLUMNS, "<");
	if (view->more)
		paint_text(area, 0, area->width - 1, 1, ROLE_COLUMNS, ">");
	paint_text(&rows, (int)(view->at - view->top), 0, 1, ROLE_TEXT, ">");
	paint_cursor(&rows, (int)(view->at - view->top), 0);
}

static void
draw_course(const struct area *area, const double *points, size_t count)
{
	int height = area->height - 3 > LINE_HEIGHT_MOST ? LINE_HEIGHT_MOST : area->height - 3;
	double least = 0, most = 0;
	char *rows[LINE_HEIGHT_MOST];

	for (size_t i = 0; i < count; i++) {
		least = points[i] < least ? points[i] : least;
		most = points[i] > most ? points[i] : most;
	}
	blocks_line(points, count, least, most, area->width - 2, height, rows);
	for (int y = 0; y < height; y++) {
		paint_text(area, 2 + y, 1, area->width - 2, ROLE_TEXT, rows[y]);
		free(rows[y]);
	}
}

void
chart_draw_tile(struct app *app, const struct area *area, const struct chart_data *c)
{
	struct value_look look = app_look(app);
	double points[POINTS];
	size_t count = points_of(c, points), now = c->first_is_now || count == 0 ? 0 : count - 1;
	char *number = chart_number(c, &look, chart_now(c)), *spark, *label, *delta;
	int x = paint_text(area, 0, 1, area->width - 1, ROLE_TITLE, number) + 2;

	if (count > 1 && !c->first_is_now && c->now_of == NULL) {
		double by = points[now] - points[now - 1];
		char *step = chart_number(c, &look, by < 0 ? -by : by);

		delta = xasprintf("%s%s", by > 0 ? "+" : by < 0 ? "-" : "±", step);
		paint_text(area, 0, x + 1, area->width - x - 1, ROLE_DIM, delta);
		free(delta);
		free(step);
	}
	if (count > 0 && c->now_of == NULL) {
		label = chart_label(c, &look, now);
		paint_cell(area, 0, area->width - text_cells_str(label), text_cells_str(label), ROLE_DIM, TEXT_RIGHT, label);
		free(label);
	}
	if (area->height >= TILE_TALL && terminal_utf8() && count > 1 && area->width > 2) {
		draw_course(area, points, count);
	} else {
		spark = blocks_spark(points, count, area->width - 2, terminal_utf8());
		paint_text(area, 2, 1, area->width - 2, ROLE_TEXT, spark);
		free(spark);
	}
	free(number);
}
