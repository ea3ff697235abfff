/* table_pdf_page.c: what stands around the rows: whose list it is, when it was made, of what, the titles again on each page, page n of N. */
#include <stdlib.h>
#include <string.h>

#include "server/table_pdf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FACT_LABEL = 96 };

static double
inner_width(const struct pdf_state *s)
{
	return paper_width(s->landscape) - 2 * PDF_MARGIN;
}

/* One of "Client\tMairie de Lyon": its label beside it, in the left or the right half. */
static double
put_fact(struct table_writer *w, char *line, double x, double width)
{
	struct pdf_state *s = w->state;
	const struct paper_style label = {.size = 8.5, .grey = 0.45, .width = FACT_LABEL - 8}, value = {.size = 9.5, .width = width - FACT_LABEL, .lines = 6};
	char *tab = strchr(line, '\t');
	double height, other;

	if (tab == NULL)
		tab = line + strlen(line);
	else
		*tab++ = '\0';
	paper_measure(s->paper, tab, strlen(tab), &value, &height, NULL);
	paper_measure(s->paper, line, strlen(line), &label, &other, NULL);
	if (s->draws) {
		paper_put(s->paper, x, s->y + 1, line, &label);
		paper_put(s->paper, x + FACT_LABEL, s->y, tab, &value);
	}
	return height > other + 1 ? height : other + 1;
}

static void
put_facts(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	char *text = xstrdup(w->options.about), *next, *line = text;
	double half = inner_width(s) / 2, high = 0;
	bool right = false;

	for (; line != NULL && *line != '\0'; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		bool alone = !right && (next == NULL || *next == '\0');
		double height = put_fact(w, line, PDF_MARGIN + (right ? half : 0), alone ? 2 * half : half - 12);

		high = height > high ? height : high;
		if (right || alone) {
			s->y += high + 3;
			high = 0;
		}
		right = !right;
	}
	s->y += 4;
	free(text);
}

static void
put_titles(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	double x = PDF_MARGIN;

	if (s->draws) {
		paper_band(s->paper, PDF_MARGIN - 4, s->y, inner_width(s) + 8, s->heading, 0.93);
		for (size_t i = 0; i < w->count; i++) {
			const struct pdf_column *c = &s->columns[i];
			const struct paper_style style = {.size = s->size * 0.92, .bold = true, .grey = 0.15, .side = c->side, .width = c->width};

			if (c->hidden)
				continue;
			paper_put(s->paper, x, s->y + PDF_PAD + 1, w->columns[i].title, &style);
			x += c->width + PDF_GAP;
		}
		paper_rule(s->paper, PDF_MARGIN - 4, s->y + s->heading, inner_width(s) + 8, 0.8, 0.25);
	}
	s->y += s->heading + 1;
}

void
pdf_page_begin(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	const struct table_options *o = &w->options;
	const char *title = o->title ? o->title : "", *company = o->company ? o->company : "", *moment = o->moment ? o->moment : "";
	double half = inner_width(s) / 2;
	const struct paper_style small = {.size = 9, .bold = true, .grey = 0.35, .width = half, .lines = 1},
	    right = {.size = 9, .grey = 0.45, .side = PAPER_RIGHT, .width = half, .lines = 1},
	    large = {.size = 18, .bold = true, .width = inner_width(s), .lines = 3};
	double height;

	s->page++;
	s->y = PDF_MARGIN - 6;
	if (s->draws) {
		paper_put(s->paper, PDF_MARGIN, s->y, s->page == 1 ? company : title, &small);
		paper_put(s->paper, PDF_MARGIN + half, s->y, s->page == 1 ? moment : company, &right);
	}
	s->y += 18;
	if (s->page == 1) {
		paper_measure(s->paper, title, strlen(title), &large, &height, NULL);
		if (s->draws)
			paper_put(s->paper, PDF_MARGIN, s->y, title, &large);
		s->y += height + 6;
		if (o->about != NULL && *o->about != '\0')
			put_facts(w);
		s->y += 4;
	}
	put_titles(w);
}

void
pdf_foot(struct paper *paper, bool landscape, const char *language, const char *whose, int page, int pages)
{
	double y = paper_height(landscape) - PDF_FOOT + 6, wide = paper_width(landscape) - 2 * PDF_MARGIN;
	const struct paper_style left = {.size = 7.5, .grey = 0.45, .width = wide * 0.8, .lines = 1},
	    right = {.size = 7.5, .grey = 0.45, .side = PAPER_RIGHT, .width = wide * 0.2, .lines = 1};
	json_t *args = json_pack("{s:i,s:i}", "page", page, "pages", pages);
	char *number = translate_fill(language, N_("Page {page}/{pages}"), args);

	json_decref(args);
	paper_rule(paper, PDF_MARGIN - 4, y - 4, wide + 8, 0.4, 0.75);
	paper_put(paper, PDF_MARGIN, y, whose, &left);
	paper_put(paper, PDF_MARGIN + wide * 0.8, y, number, &right);
	paper_turn(paper);
	free(number);
}

void
pdf_page_end(struct table_writer *w)
{
	const struct pdf_state *s = w->state;
	const struct table_options *o = &w->options;
	char *whose;

	if (!s->draws)
		return;
	whose = xasprintf("%s%s%s", o->company ? o->company : "", o->company && o->moment ? " · " : "", o->moment ? o->moment : "");
	pdf_foot(s->paper, s->landscape, o->language, whose, s->page, s->pages);
	free(whose);
}
