/* table_pdf_widths.c: columns as wide as what they hold, on the page that takes them with the largest letters. Long texts break
   into lines before letters become small; amounts, days and numbers never break. */
#include "server/table_pdf.h"

enum { COMFORT = 110, BASE = 9 };	/* what a text column likes to have before others suffer, in points of letters of 9 */

static const struct { bool landscape; double size; } pages[] = {{false, 9}, {true, 9}, {false, 8}, {true, 8}, {true, 7}, {true, 6}, {true, 5}};

static double
least_of(const struct pdf_column *c, bool comfortable)
{
	double least = comfortable && c->word < COMFORT ? COMFORT : c->word;

	return c->rigid || c->natural < least ? c->natural : least;
}

static double
needed(const struct table_writer *w, bool comfortable, double scale)
{
	const struct pdf_state *s = w->state;
	double sum = -PDF_GAP;

	for (size_t i = 0; i < w->count; i++)
		sum += s->columns[i].hidden ? 0 : least_of(&s->columns[i], comfortable) * scale + PDF_GAP;
	return sum;
}

/* What is left over goes to those that would like more, then to all texts, so that the table is as wide as the page. */
static void
share_out(struct table_writer *w, double room, bool comfortable, double scale)
{
	struct pdf_state *s = w->state;
	double wish = 0, texts = 0, left = room - needed(w, comfortable, scale), given;

	for (size_t i = 0; i < w->count; i++) {
		struct pdf_column *c = &s->columns[i];

		if (c->hidden)
			continue;
		c->width = least_of(c, comfortable) * scale;
		wish += c->natural * scale - c->width;
	}
	given = wish > 0 && left > 0 ? (left < wish ? left / wish : 1) : 0;
	for (size_t i = 0; i < w->count; i++) {
		struct pdf_column *c = &s->columns[i];

		if (c->hidden)
			continue;
		left -= (c->natural * scale - c->width) * given;
		c->width += (c->natural * scale - c->width) * given;
		texts += c->rigid ? 0 : c->width;
	}
	for (size_t i = 0; i < w->count && left > 0 && texts > 0; i++)
		if (!s->columns[i].rigid && !s->columns[i].hidden)
			s->columns[i].width += left * s->columns[i].width / texts;
}

void
pdf_widths(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	size_t last = sizeof pages / sizeof *pages - 1;
	double room, all;

	for (int comfortable = 1; comfortable >= 0; comfortable--)
		for (size_t i = 0; i <= last; i++) {
			room = paper_width(pages[i].landscape) - 2 * PDF_MARGIN;
			if (comfortable && pages[i].size < 7)
				break;
			if (needed(w, comfortable, pages[i].size / BASE) > room)
				continue;
			s->landscape = pages[i].landscape;
			s->size = pages[i].size;
			share_out(w, room, comfortable, s->size / BASE);
			return;
		}
	/* More columns than a page has room for: all become narrower alike, and what they hold breaks anywhere. */
	s->landscape = true;
	s->size = pages[last].size;
	room = paper_width(true) - 2 * PDF_MARGIN;
	all = needed(w, false, s->size / BASE);
	share_out(w, all, false, s->size / BASE);
	for (size_t i = 0; i < w->count; i++) {
		s->columns[i].width = (s->columns[i].width + PDF_GAP) * room / (all + PDF_GAP) - PDF_GAP;
		if (s->columns[i].width < 2)
			s->columns[i].width = 2;
	}
}
