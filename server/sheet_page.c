/* sheet_page.c: the company's head on the first page, a line on the others, page n of N; texts that go on over pages. */
#include "server/sheet_page.h"

#include <stdlib.h>
#include <string.h>

#include "shared/markdown.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

enum { WIDE_CELLS = 400, PARAGRAPH_LINES = 40 };

double
sheet_wide(void)
{
	return paper_width(false) - 2 * PDF_MARGIN;
}

static double
put(struct sheet_page *g, double x, const char *text, const struct paper_style *style)
{
	double height;

	if (g->draws)
		return paper_put(g->paper, x, g->y, text, style);
	paper_measure(g->paper, text, strlen(text), style, &height, NULL);
	return height;
}

/* Whose it is, as on a letter; then what it is. */
static void
put_first(struct sheet_page *g)
{
	const struct sheet *p = g->sheet;
	const double wide = sheet_wide();
	const struct paper_style name = {.size = 13, .bold = true, .width = wide, .lines = 1}, small = {.size = 8, .grey = 0.4, .width = wide, .lines = 2},
	    large = {.size = 18, .bold = true, .width = wide, .lines = 3}, kind = {.size = 9.5, .grey = 0.4, .width = wide, .lines = 1};

	g->y = PDF_MARGIN - 6;
	g->y += put(g, PDF_MARGIN, p->company ? p->company : "", &name) + 1;
	if (p->reach != NULL && *p->reach != '\0')
		g->y += put(g, PDF_MARGIN, p->reach, &small);
	if (p->legal != NULL && *p->legal != '\0')
		g->y += put(g, PDF_MARGIN, p->legal, &small);
	g->y += 5;
	if (g->draws)
		paper_rule(g->paper, PDF_MARGIN, g->y, wide, 0.8, 0.25);
	g->y += 14;
	g->y += put(g, PDF_MARGIN, *p->title ? p->title : p->kind, &large) + 1;
	if (*p->title != '\0')
		g->y += put(g, PDF_MARGIN, p->kind, &kind);
	g->y += 4;
}

static void
begin_page(struct sheet_page *g)
{
	const struct sheet *p = g->sheet;
	const double half = sheet_wide() / 2;
	const struct paper_style left = {.size = 8, .grey = 0.45, .width = half - 8, .lines = 1}, right = {.size = 8, .grey = 0.45, .side = PAPER_RIGHT, .width = half, .lines = 1};

	if (g->page++ == 0) {
		put_first(g);
		return;
	}
	g->y = PDF_MARGIN - 6;
	put(g, PDF_MARGIN, *p->title ? p->title : p->kind, &left);
	put(g, PDF_MARGIN + half, p->company ? p->company : "", &right);
	g->y += 20;
}

static void
end_page(struct sheet_page *g)
{
	const struct sheet *p = g->sheet;
	char *whose;

	if (!g->draws)
		return;
	whose = xasprintf("%s · %s%s%s", p->kind, p->company ? p->company : "", p->company ? " · " : "", p->moment);
	pdf_foot(g->paper, false, p->stream->language, whose, g->page, g->pages);
	free(whose);
}

void
sheet_pages_begin(struct sheet_page *g, bool draws)
{
	g->draws = draws;
	g->page = 0;
	begin_page(g);
}

void
sheet_pages_end(struct sheet_page *g)
{
	end_page(g);
	g->pages = g->page;
}

bool
sheet_room(struct sheet_page *g, double height)
{
	if (g->y + height <= paper_height(false) - PDF_FOOT)
		return false;
	end_page(g);
	begin_page(g);
	return true;
}

/* One paragraph, whole on its page when a page takes it. */
static void
put_paragraph(struct sheet_page *g, const char *text, double indent, const struct paper_style *style)
{
	struct paper_style in = *style;
	double height;

	in.width = sheet_wide() - indent;
	in.lines = PARAGRAPH_LINES;
	paper_measure(g->paper, text, strlen(text), &in, &height, NULL);
	sheet_room(g, height);
	if (g->draws)
		paper_put(g->paper, PDF_MARGIN + indent, g->y, text, &in);
	g->y += height + 1;
}

void
sheet_paragraphs(struct sheet_page *g, const char *text)
{
	const struct paper_style style = {.size = 9.5};
	char *copy = xstrdup(text), *next;

	for (char *line = copy; line != NULL; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if (*line != '\0')
			put_paragraph(g, line, 0, &style);
		else
			g->y += 6;
	}
	free(copy);
}

/* What is drawn in cells keeps them; a line under a heading is drawn by its letters here. */
static void
put_line(struct sheet_page *g, const struct markdown_line *line)
{
	struct buf text = BUF_EMPTY;
	bool cells = false, heading = false, words = false;
	size_t indent = 0;

	for (size_t i = 0; i < line->count; i++) {
		const struct markdown_span *span = &line->spans[i];

		buf_str(&text, span->text);
		cells |= span->role == MARKDOWN_CODE || (span->role == MARKDOWN_EDGE && strpbrk(span->text, "│┼") != NULL) || strstr(span->text, "│") != NULL || strstr(span->text, "┼") != NULL;
		heading |= span->role == MARKDOWN_HEADING;
		words |= span->text[strspn(span->text, " ")] != '\0' && strstr(span->text, "═══") == NULL && (strstr(span->text, "───") == NULL || cells);
	}
	while (indent < text.length && text.bytes[indent] == ' ')
		indent++;
	if (!words) {
		g->y += heading ? 2 : 5;
	} else if (cells) {
		int wide = text_cells_str(buf_text(&text));
		double fits = sheet_wide() / (wide > 0 ? wide * 0.61 : 1);
		const struct paper_style style = {.size = fits < 8.5 ? fits : 8.5, .mono = true};

		put_paragraph(g, buf_text(&text), 0, &style);
	} else {
		const struct paper_style style = {.size = heading ? 11 : 9.5, .bold = heading};

		sheet_room(g, heading ? 40 : 0);
		put_paragraph(g, buf_text(&text) + indent, (double)indent * 5, &style);
	}
	buf_free(&text);
}

void
sheet_markdown(struct sheet_page *g, const char *source)
{
	struct markdown *m = markdown_lay(source, WIDE_CELLS);

	for (size_t i = 0; i < m->count; i++)
		put_line(g, &m->lines[i]);
	markdown_free(m);
}
