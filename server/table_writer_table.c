/* table_writer_table.c: rows for a terminal, as a table or as "Label: value" records. The first rows decide the widths. */
#include <stdlib.h>
#include <string.h>

#include "server/table_writer.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { SAMPLE_ROWS = 200, NARROWEST = 5, WIDEST = 60 };

struct table_state {
	char **cells;			/* of the sampled rows, until the widths are known */
	size_t rows;
	int *widths, *contents;		/* cells; contents: without the heading */
	bool started;			/* the heading is out */
};

static bool
at_right(const struct table_column *c)
{
	return c->type == COLUMN_INTEGER || c->type == COLUMN_DECIMAL || c->type == COLUMN_MONEY;
}

/* The text in `width` cells: filled up with spaces, or cut with … — but never an amount, which becomes ####. */
static void
add_fitted(struct table_writer *w, bool right, const char *text, int width, bool last)
{
	int used = text_cells_str(text);
	char *cut;

	if (used > width && w->options.width > 0) {
		if (right) {
			for (int i = 0; i < width; i++)
				buf_byte(&w->out, '#');
			return;
		}
		cut = text_pad(text, width, TEXT_CUT_END, TEXT_LEFT);
		buf_str(&w->out, cut);
		free(cut);
		return;
	}
	for (int i = used; right && i < width; i++)
		buf_byte(&w->out, ' ');
	buf_str(&w->out, text);
	for (int i = used; !right && !last && i < width; i++)
		buf_byte(&w->out, ' ');
}

static void
put_line(struct table_writer *w, char *const *cells)
{
	const struct table_state *s = w->state;

	for (size_t i = 0; i < w->count; i++) {
		buf_str(&w->out, i > 0 ? "  " : "");
		bool title_cut = cells == NULL && text_cells_str(w->columns[i].title) > s->widths[i];

		add_fitted(w, at_right(&w->columns[i]) && !title_cut, cells ? cells[i] : w->columns[i].title, s->widths[i], i + 1 == w->count);
	}
	while (w->out.length > 0 && w->out.bytes[w->out.length - 1] == ' ')
		w->out.length--;
	buf_byte(&w->out, '\n');
}

/* Half an amount, date or telephone number is worse than none. */
static bool
never_cut(const struct table_column *c)
{
	return (c->format != NULL && strcmp(c->format, "phone") == 0) || at_right(c) || c->type == COLUMN_DATE || c->type == COLUMN_TIMESTAMP;
}

/* The widest column that may still give a cell: in the first round one whose heading is wider than what it holds, in the second
   one whose values may be cut. The number of columns when there is none. */
static size_t
widest_of(const struct table_writer *w, bool headings)
{
	const struct table_state *s = w->state;
	size_t widest = w->count;

	for (size_t i = 0; i < w->count; i++) {
		bool gives = headings ? s->widths[i] > s->contents[i] : !never_cut(&w->columns[i]);

		if (gives && s->widths[i] > NARROWEST && (widest == w->count || s->widths[i] > s->widths[widest]))
			widest = i;
	}
	return widest;
}

/* Takes cells from headings, then from values, until the line fits or all are at their narrowest. */
static void
squeeze(struct table_writer *w)
{
	const struct table_state *s = w->state;
	int total = w->count > 0 ? 2 * ((int)w->count - 1) : 0;

	for (size_t i = 0; i < w->count; i++)
		total += s->widths[i];
	for (int round = 0; round < 2; round++) {
		while (w->options.width > 0 && total > w->options.width) {
			size_t widest = widest_of(w, round == 0);

			if (widest == w->count)
				break;
			s->widths[widest]--;
			total--;
		}
	}
}

static void
start(struct table_writer *w)
{
	struct table_state *s = w->state;

	s->started = true;
	for (size_t i = 0; i < w->count; i++) {
		s->widths[i] = text_cells_str(w->columns[i].title);
		for (size_t row = 0; row < s->rows; row++) {
			int n = text_cells_str(s->cells[row * w->count + i]);
			if (n > s->contents[i])
				s->contents[i] = n;
		}
		if (s->contents[i] > s->widths[i])
			s->widths[i] = s->contents[i];
		if (s->widths[i] > WIDEST)
			s->widths[i] = WIDEST;
	}
	squeeze(w);
	put_line(w, NULL);
	for (size_t i = 0; i < w->count; i++) {
		buf_str(&w->out, i > 0 ? "  " : "");
		for (int n = 0; n < s->widths[i]; n++)
			buf_str(&w->out, "─");
	}
	buf_byte(&w->out, '\n');
	for (size_t row = 0; row < s->rows; row++) {
		put_line(w, s->cells + row * w->count);
		for (size_t i = 0; i < w->count; i++)
			free(s->cells[row * w->count + i]);
	}
	s->rows = 0;
}

static void
begin(struct table_writer *w)
{
	struct table_state *s = w->state;

	s->cells = xcalloc(w->count * SAMPLE_ROWS, sizeof *s->cells);
	s->widths = xcalloc(w->count, sizeof *s->widths);
	s->contents = xcalloc(w->count, sizeof *s->contents);
}

static char *
shown(struct table_writer *w, size_t i, const struct table_cell *cell)
{
	struct buf text = BUF_EMPTY;

	column_shown(&text, &w->columns[i], cell, w->options.language, w->options.currency);
	return buf_steal(&text);
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct table_state *s = w->state;
	char **line = s->cells + s->rows * w->count;

	for (size_t i = 0; i < w->count; i++)
		line[i] = shown(w, i, &cells[i]);
	if (!s->started) {
		if (++s->rows == SAMPLE_ROWS)
			start(w);
		return;
	}
	put_line(w, line);
	for (size_t i = 0; i < w->count; i++)
		free(line[i]);
}

static void
end(struct table_writer *w)
{
	struct table_state *s = w->state;

	if (!s->started)
		start(w);
}

static void
free_state(struct table_writer *w)
{
	struct table_state *s = w->state;

	for (size_t i = 0; i < s->rows * w->count; i++)
		free(s->cells[i]);
	free(s->cells);
	free(s->widths);
	free(s->contents);
}

static void
begin_text(struct table_writer *w)
{
	(void)w;
}

static void
row_text(struct table_writer *w, const struct table_cell *cells)
{
	if (w->rows > 1)
		buf_byte(&w->out, '\n');
	for (size_t i = 0; i < w->count; i++) {
		if (cells[i].text == NULL)
			continue;
		buf_str(&w->out, w->columns[i].title);
		buf_str(&w->out, w->options.language && strncmp(w->options.language, "fr", 2) == 0 ? "\xc2\xa0: " : ": ");
		column_shown(&w->out, &w->columns[i], &cells[i], w->options.language, w->options.currency);
		buf_byte(&w->out, '\n');
	}
}

static void
end_text(struct table_writer *w)
{
	(void)w;
}

const struct table_format table_table = {
	.name = "table", .media_type = "text/plain; charset=utf-8", .help = N_("a table for the terminal"), .for_people = true,
	.state_size = sizeof(struct table_state), .begin = begin, .row = row, .end = end, .free = free_state,
};
const struct table_format table_text = {
	.name = "text", .media_type = "text/plain; charset=utf-8", .help = N_("one line a field, for screen readers and mail"),
	.for_people = true, .state_size = 1, .begin = begin_text, .row = row_text, .end = end_text,
};
