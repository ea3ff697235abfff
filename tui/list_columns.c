/* list_columns.c: how wide the columns of a list are, and which of them are shown. What one came to read is never cut to make
   room for what says nothing: empty columns go first, then those that say the same on every row, then text gives way. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/list_inside.h"

enum { GAP = 2, MARKER = 2, TEXT_LEAST = 10, SHORT_TEXT = 16, NAME_LEAST = 18, NAME_WHOLE = 24, LEGIBLE = 75, LEGIBLE_MOST = 32, SAME_FROM = 3 };

static int
min_of(int a, int b)
{
	return a < b ? a : b;
}

static int
max_of(int a, int b)
{
	return a > b ? a : b;
}

/* Names, addresses and other free text may be cut; a phone, a plate, a date or an amount that is cut is another one. */
static bool
may_shrink(const struct catalogue_field *f)
{
	static const char *const free_text[] = {"", "email", "url", "long_text"};

	if (f->refers != NULL || f->type == TYPE_TAGS)
		return true;
	for (size_t i = 0; i < sizeof free_text / sizeof *free_text; i++)
		if (f->type == TYPE_TEXT && f->choice_count == 0 && strcmp(f->format, free_text[i]) == 0)
			return true;
	return false;
}

static void
see(struct list_seen *seen, const struct catalogue_field *f, char *text)
{
	int cells = text_cells_str(text);

	if (may_shrink(f))
		cells = min_of(cells, LIST_TEXT_MOST);
	seen->rows++;
	if (cells > 0) {
		seen->filled++;
		seen->cells[min_of(cells, LIST_TEXT_MOST)]++;
		seen->widest = max_of(seen->widest, cells);
	}
	if (seen->first == NULL) {
		seen->first = text;
		return;
	}
	seen->varied = seen->varied || strcmp(seen->first, text) != 0;
	free(text);
}

void
list_columns_see(struct list *l, const json_t *row)
{
	struct value_look look = app_look(l->app);

	for (size_t c = 0; c < l->column_count; c++)
		see(&l->seen[c], l->columns[c], value_text(&look, l->columns[c], row));
}

/* Columns grow with what was loaded and never shrink while one reads the same list. */
void
list_columns_measure(struct list *l)
{
	struct value_look look;

	/* What came while nothing moves on the screen waits until the rows move anyway. */
	if (l->measured == l->rows && (l->measured_count == list_loaded(l) || l->measured_top == l->top))
		return;
	look = app_look(l->app);
	for (size_t i = l->measured == l->rows ? l->measured_count : 0; i < list_loaded(l); i++)
		for (size_t c = 0; c < l->column_count; c++)
			see(&l->seen[c], l->columns[c], value_text(&look, l->columns[c], json_array_get(l->rows, i)));
	if (l->measured != l->rows) {
		json_decref(l->measured);
		l->measured = json_incref(l->rows);
	}
	l->measured_count = list_loaded(l);
	l->measured_top = l->top;
}

void
list_columns_forget(struct list *l)
{
	for (size_t c = 0; c < LIST_COLUMNS; c++) {
		free(l->seen[c].first);
		l->seen[c] = (struct list_seen){.rows = 0};
	}
	json_decref(l->measured);
	l->measured = NULL;
}

/* The cells that so many percent of the texts need at most. */
static int
cells_for(const struct list_seen *seen, size_t percent)
{
	size_t sum = 0;
	int cells = 0;

	while (cells < LIST_TEXT_MOST && (sum += seen->cells[cells]) * 100 < seen->filled * percent)
		cells++;
	return cells;
}

struct column {
	int full, good, least, cells;	/* what it wants, what is comfortable, what it must have, what it gets */
	bool shown;
	int use;			/* 0 goes first: empty, the same everywhere, anything else, what was asked for, what has the cursor */
};

static bool
is_usual(const struct list *l, const struct catalogue_field *f)
{
	for (size_t i = 0; i < l->entity->list_count; i++)
		if (l->entity->list[i] == f)
			return true;
	return false;
}

static struct column
column_of(const struct list *l, size_t c)
{
	const struct catalogue_field *f = l->columns[c];
	const struct list_seen *seen = &l->seen[c];
	int label = text_cells_str(f->label) + (list_sorted_by(l, f) ? 2 : 0), wide = max_of(seen->widest, value_cells(f));
	int own = list_kept_width(l, f);
	struct column column = {.full = max_of(label, wide), .shown = true};
	bool same = seen->filled == seen->rows && seen->rows >= SAME_FROM && !seen->varied;

	/* Whoever added a column wants to see it, whatever it says. */
	column.use = f == l->column ? 4 : c == 0 || own > 0 || list_sorted_by(l, f) || (l->chosen && !is_usual(l, f)) ? 3 : seen->rows > 0 && seen->filled == 0 ? 0 : same ? 1 : 2;
	/* As wide as somebody said; an amount is whole all the same. */
	if (own > 0) {
		column.full = column.good = column.least = value_is_number(f) ? max_of(own, seen->rows > 0 ? seen->widest : value_cells(f)) : own;
		return column;
	}
	column.least = column.good = max_of(wide, label);
	if (may_shrink(f)) {
		column.good = max_of(wide <= SHORT_TEXT ? wide : cells_for(seen, 90), label);
		/* What the rows are called is what one looks for: an ordinary name is whole. */
		if (c == 0)
			column.good = max_of(column.good, min_of(wide, NAME_WHOLE));
		/* The beginning of a sentence says more than no sentence. */
		column.least = min_of(column.good, max_of(min_of(cells_for(seen, LEGIBLE), LEGIBLE_MOST), c == 0 ? NAME_LEAST : TEXT_LEAST));
		column.least = max_of(column.least, label);
	}
	return column;
}

static int
sum_of(const struct column *columns, size_t count, size_t offset)
{
	int sum = MARKER - GAP;

	for (size_t c = 0; c < count; c++)
		if (columns[c].shown)
			sum += *(const int *)((const char *)&columns[c] + offset) + GAP;
	return sum;
}
#define SUM(member) sum_of(columns, count, offsetof(struct column, member))

/* The last of the least useful columns that are shown; count when only the first one is left. */
static size_t
least_useful(const struct column *columns, size_t count, int most)
{
	size_t found = count;

	for (size_t c = 1; c < count; c++)
		if (columns[c].shown && columns[c].use <= most && (found == count || columns[c].use <= columns[found].use))
			found = c;
	return found;
}

static void
leave_out(struct column *columns, size_t count, int width)
{
	size_t c;

	for (c = 0; SUM(full) > width && c < count; c++)
		columns[c].shown = columns[c].use > 0;
	while (SUM(good) > width && (c = least_useful(columns, count, 1)) < count)
		columns[c].shown = false;
	while (SUM(least) > width && (c = least_useful(columns, count, 3)) < count)
		columns[c].shown = false;
}

/* Room that is left goes to columns from the left, up to what `member` says; returns what is still left. */
static int
widen(struct column *columns, size_t count, int left, size_t offset)
{
	for (size_t c = 0; c < count && left > 0; c++) {
		int more = min_of(left, *(const int *)((const char *)&columns[c] + offset) - columns[c].cells);

		if (columns[c].shown && more > 0) {
			columns[c].cells += more;
			left -= more;
		}
	}
	return left;
}

/* What was left out and fits now comes back, the most useful and leftmost first. */
static int
bring_back(struct column *columns, size_t count, int left)
{
	for (int use = 2; use >= 0; use--)
		for (size_t c = 0; c < count; c++)
			if (!columns[c].shown && columns[c].use == use && columns[c].least + GAP <= left) {
				columns[c].shown = true;
				columns[c].cells = columns[c].least;
				left -= columns[c].least + GAP;
			}
	return left;
}

void
list_columns_place(const struct list *l, int width, struct list_columns *out)
{
	struct column columns[LIST_COLUMNS];
	size_t count = l->column_count;
	int left;

	for (size_t c = 0; c < count; c++)
		columns[c] = column_of(l, c);
	leave_out(columns, count, width);
	for (size_t c = 0; c < count; c++)
		columns[c].cells = columns[c].least;
	left = width - SUM(cells);
	if (left < 0 && count > 0)
		columns[0].cells = max_of(columns[0].cells + left, 1);
	left = widen(columns, count, left, offsetof(struct column, good));
	left = bring_back(columns, count, left);
	widen(columns, count, left, offsetof(struct column, full));
	out->count = 0;
	for (size_t c = 0; c < count; c++)
		if (columns[c].shown) {
			out->field[out->count] = l->columns[c];
			out->cut[out->count] = may_shrink(l->columns[c]) || (!value_is_number(l->columns[c]) && list_kept_width(l, l->columns[c]) > 0);
			out->cells[out->count++] = columns[c].cells;
		}
}
