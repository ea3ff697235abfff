/* sheet_pdf.c: a record on A4: the company's head, its name, its sections in two columns, then what belongs to it as tables. It is walked
   twice: first to count the pages, then to draw them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/sheet.h"
#include "server/sheet_page.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LABEL = 96, TALL_LINES = 8, CELL_LINES = 6, TABLE_SIZES = 4 };

/* --- sections --- */

static void
text_of(const struct sheet *p, const struct sheet_fact *f, struct buf *out)
{
	out->length = 0;
	if (f->column->type == COLUMN_BOOLEAN)	/* a box is for lists that a pen ticks */
		column_shown(out, f->column, &f->cell, p->stream->language, p->stream->currency);
	else
		pdf_text(out, f->column, &f->cell, p->stream->language, p->stream->currency);
}

static double
fact_height(struct sheet_page *g, const struct sheet_fact *f, const char *text, double width)
{
	const struct paper_style label = {.size = 8.5, .width = LABEL - 8}, value = {.size = 9.5, .width = width - LABEL, .lines = TALL_LINES};
	double height, other;

	paper_measure(g->paper, text, strlen(text), &value, &height, NULL);
	paper_measure(g->paper, f->column->title, strlen(f->column->title), &label, &other, NULL);
	return height > other + 1 ? height : other + 1;
}

static void
put_fact(struct sheet_page *g, const struct sheet_fact *f, const char *text, double x, double width)
{
	const struct paper_style label = {.size = 8.5, .grey = 0.45, .width = LABEL - 8}, value = {.size = 9.5, .width = width - LABEL, .lines = TALL_LINES};

	if (!g->draws)
		return;
	paper_put(g->paper, x, g->y + 1, f->column->title, &label);
	paper_put(g->paper, x + LABEL, g->y, text, &value);
}

/* A value that would break in half the page has the whole width. */
static bool
is_short(struct sheet_page *g, const struct sheet_fact *f, const char *text)
{
	const struct paper_style style = {.size = 9.5};

	return !f->lines && !f->markdown && paper_measure(g->paper, text, strlen(text), &style, NULL, NULL) < sheet_wide() / 2 - 12 - LABEL;
}

static void
put_heading(struct sheet_page *g, const char *title, double after)
{
	const struct paper_style style = {.size = 11, .bold = true, .width = sheet_wide()};

	sheet_room(g, 22 + after);
	g->y += 8;
	if (g->draws) {
		paper_put(g->paper, PDF_MARGIN, g->y, title, &style);
		paper_rule(g->paper, PDF_MARGIN, g->y + 16, sheet_wide(), 0.5, 0.6);
	}
	g->y += 21;
}

static void
put_long(struct sheet_page *g, const struct sheet_fact *f, const char *text)
{
	const struct paper_style label = {.size = 8.5, .grey = 0.45, .width = sheet_wide()};

	sheet_room(g, 28);
	if (g->draws)
		paper_put(g->paper, PDF_MARGIN, g->y, f->column->title, &label);
	g->y += 13;
	if (f->markdown)
		sheet_markdown(g, f->cell.text);
	else
		sheet_paragraphs(g, text);
	g->y += 4;
}

static void
put_section(struct sheet_page *g, const struct sheet *p, const struct sheet_section *s)
{
	const double half = sheet_wide() / 2;
	struct buf left = BUF_EMPTY, right = BUF_EMPTY;

	put_heading(g, s->title, 16);
	for (size_t i = 0; i < s->count; i++) {
		const struct sheet_fact *f = &s->facts[i];
		bool two;
		double high;

		text_of(p, f, &left);
		if (f->lines || f->markdown) {
			put_long(g, f, buf_text(&left));
			continue;
		}
		right.length = 0;
		if (i + 1 < s->count)
			text_of(p, &s->facts[i + 1], &right);
		two = i + 1 < s->count && is_short(g, f, buf_text(&left)) && is_short(g, &s->facts[i + 1], buf_text(&right));
		high = fact_height(g, f, buf_text(&left), two ? half - 12 : 2 * half);
		if (two) {
			double other = fact_height(g, &s->facts[i + 1], buf_text(&right), half);
			high = other > high ? other : high;
		}
		sheet_room(g, high + 3);
		put_fact(g, f, buf_text(&left), PDF_MARGIN, two ? half - 12 : 2 * half);
		if (two)
			put_fact(g, &s->facts[++i], buf_text(&right), PDF_MARGIN + half, half);
		g->y += high + 3;
	}
	buf_free(&left);
	buf_free(&right);
}

/* --- tables --- */

struct laid {
	struct pdf_column *columns;
	size_t count;			/* of those that the page takes */
	double size, heading;
};

static const double sizes[TABLE_SIZES] = {9, 8.5, 8, 7};

/* As wide as what they hold; columns that have no room on the page are left out, the last ones first. */
static struct laid
lay_table(struct sheet_page *g, const struct sheet *p, const struct sheet_table *t)
{
	struct laid l = {.columns = xcalloc(t->columns.count + 1, sizeof *l.columns), .count = t->columns.count, .size = sizes[0]};
	struct table_cell *cells = xcalloc(t->columns.count + 1, sizeof *cells);
	struct buf text = BUF_EMPTY;
	bool fits = false;

	for (size_t i = 0; i < t->columns.count; i++)
		l.columns[i] = pdf_column_of(&t->columns.rows[i]);
	for (int r = 0; r < t->count; r++) {
		sheet_cells(t, r, cells);
		for (size_t i = 0; i < t->columns.count; i++) {
			text.length = 0;
			pdf_text(&text, &t->columns.rows[i], &cells[i], p->stream->language, p->stream->currency);
			if (text.length > 0)
				pdf_widen(g->paper, &l.columns[i], buf_text(&text), text.length);
		}
	}
	for (size_t i = 0; i < t->columns.count; i++)
		pdf_widen_title(g->paper, &l.columns[i], t->columns.rows[i].title);
	while (!fits && l.count > 0) {
		for (int comfortable = 1; comfortable >= 0 && !fits; comfortable--)
			for (size_t i = 0; i < TABLE_SIZES && !fits; i++) {
				l.size = sizes[i];
				fits = pdf_fit(l.columns, l.count, sheet_wide(), comfortable, l.size / sizes[0]);
			}
		l.count -= fits ? 0 : 1;
	}
	for (size_t i = 0; i < l.count; i++) {
		const struct paper_style style = {.size = l.size * 0.92, .bold = true, .width = l.columns[i].width};
		double height;

		paper_measure(g->paper, t->columns.rows[i].title, strlen(t->columns.rows[i].title), &style, &height, NULL);
		l.heading = height + 2 * PDF_PAD > l.heading ? height + 2 * PDF_PAD : l.heading;
	}
	free(cells);
	buf_free(&text);
	return l;
}

static void
put_titles(struct sheet_page *g, const struct sheet_table *t, const struct laid *l)
{
	double x = PDF_MARGIN;

	if (g->draws) {
		paper_band(g->paper, PDF_MARGIN - 4, g->y, sheet_wide() + 8, l->heading, 0.93);
		for (size_t i = 0; i < l->count; x += l->columns[i++].width + PDF_GAP) {
			const struct paper_style style = {.size = l->size * 0.92, .bold = true, .grey = 0.15, .side = l->columns[i].side, .width = l->columns[i].width};

			paper_put(g->paper, x, g->y + PDF_PAD, t->columns.rows[i].title, &style);
		}
	}
	g->y += l->heading;
}

static void
put_row(struct sheet_page *g, const struct sheet *p, const struct sheet_table *t, const struct laid *l, int row)
{
	struct table_cell *cells = xcalloc(t->columns.count + 1, sizeof *cells);
	struct buf *texts = xcalloc(l->count, sizeof *texts);
	double high = l->size * 1.36, height, x = PDF_MARGIN;

	sheet_cells(t, row, cells);
	for (size_t i = 0; i < l->count; i++) {
		const struct paper_style style = {.size = l->size, .side = l->columns[i].side, .width = l->columns[i].width, .lines = CELL_LINES};

		pdf_text(&texts[i], &t->columns.rows[i], &cells[i], p->stream->language, p->stream->currency);
		paper_measure(g->paper, buf_text(&texts[i]), texts[i].length, &style, &height, NULL);
		high = height > high ? height : high;
	}
	if (sheet_room(g, high + 2 * PDF_PAD))
		put_titles(g, t, l);
	for (size_t i = 0; i < l->count; x += l->columns[i++].width + PDF_GAP) {
		const struct paper_style style = {.size = l->size, .side = l->columns[i].side, .width = l->columns[i].width, .lines = CELL_LINES};

		if (g->draws && texts[i].length > 0)
			paper_put(g->paper, x, g->y + PDF_PAD, buf_text(&texts[i]), &style);
		buf_free(&texts[i]);
	}
	g->y += high + 2 * PDF_PAD;
	if (g->draws)
		paper_rule(g->paper, PDF_MARGIN - 4, g->y, sheet_wide() + 8, 0.3, 0.8);
	free(texts);
	free(cells);
}

static void
put_table(struct sheet_page *g, const struct sheet *p, const struct sheet_table *t)
{
	const struct paper_style small = {.size = 8, .grey = 0.45, .width = sheet_wide()};
	struct laid l = lay_table(g, p, t);

	if (l.count > 0) {
		put_heading(g, t->title, l.heading + l.size * 3);
		put_titles(g, t, &l);
		for (int r = 0; r < t->count; r++)
			put_row(g, p, t, &l, r);
		if (t->more) {
			json_t *args = json_pack("{s:i}", "count", t->count);
			char *more = translate_fill(p->stream->language, N_("Only the first {count} are here."), args);

			sheet_room(g, 16);
			if (g->draws)
				paper_put(g->paper, PDF_MARGIN, g->y + 3, more, &small);
			g->y += 14;
			free(more);
			json_decref(args);
		}
	}
	free(l.columns);
}

/* --- the whole --- */

static void
walk(struct sheet_page *g, const struct sheet *p, bool draws)
{
	sheet_pages_begin(g, draws);
	for (size_t i = 0; i < p->section_count; i++)
		put_section(g, p, &p->sections[i]);
	for (size_t i = 0; i < p->table_count; i++)
		put_table(g, p, &p->tables[i]);
	sheet_pages_end(g);
}

static bool
to_stdout(void *to, const void *bytes, size_t length)
{
	(void)to;
	return stream_write(STDOUT_FILENO, bytes, length);
}

enum status
sheet_pdf(const struct sheet *p)
{
	struct sheet_page g = {.paper = paper_new(p->stream->language), .sheet = p};
	char *title = xasprintf("%s%s%s", p->title, *p->title ? " — " : "", p->kind);
	bool whole;

	walk(&g, p, false);
	paper_begin(g.paper, false, title, p->company, to_stdout, NULL);
	walk(&g, p, true);
	whole = paper_end(g.paper);
	paper_free(g.paper);
	free(title);
	return whole ? STATUS_OK : STATUS_LATER;
}
