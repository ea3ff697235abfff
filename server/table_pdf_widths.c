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
needed(const struct pdf_column *columns, size_t count, bool comfortable, double scale)
{
	double sum = -PDF_GAP;

	for (size_t i = 0; i < count; i++)
		sum += columns[i].hidden ? 0 : least_of(&columns[i], comfortable) * scale + PDF_GAP;
	return sum;
}

/* What is left over goes to those that would like more, then to all texts, so that the table is as wide as the page. */
static void
share_out(struct pdf_column *columns, size_t count, double room, bool comfortable, double scale)
{
	double wish = 0, texts = 0, left = room - needed(columns, count, comfortable, scale), given;

	for (size_t i = 0; i < count; i++) {
		struct pdf_column *c = &columns[i];

		if (c->hidden)
			continue;
		c->width = least_of(c, comfortable) * scale;
		wish += c->natural * scale - c->width;
	}
	given = wish > 0 && left > 0 ? (left < wish ? left / wish : 1) : 0;
	for (size_t i = 0; i < count; i++) {
		struct pdf_column *c = &columns[i];

		if (c->hidden)
			continue;
		left -= (c->natural * scale - c->width) * given;
		c->width += (c->natural * scale - c->width) * given;
		texts += c->rigid ? 0 : c->width;
	}
	for (size_t i = 0; i < count && left > 0 && texts > 0; i++)
		if (!columns[i].rigid && !columns[i].hidden)
			columns[i].width += left * columns[i].width / texts;
}

bool
pdf_fit(struct pdf_column *columns, size_t count, double room, bool comfortable, double scale)
{
	if (needed(columns, count, comfortable, scale) > room)
		return false;
	share_out(columns, count, room, comfortable, scale);
	return true;
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
			if (!pdf_fit(s->columns, w->count, room, comfortable, pages[i].size / BASE))
				continue;
			s->landscape = pages[i].landscape;
			s->size = pages[i].size;
			return;
		}
	/* More columns than a page has room for: all become narrower alike, and what they hold breaks anywhere. */
	s->landscape = true;
	s->size = pages[last].size;
	room = paper_width(true) - 2 * PDF_MARGIN;
	all = needed(s->columns, w->count, false, s->size / BASE);
	share_out(s->columns, w->count, all, false, s->size / BASE);
	for (size_t i = 0; i < w->count; i++) {
		s->columns[i].width = (s->columns[i].width + PDF_GAP) * room / (all + PDF_GAP) - PDF_GAP;
		if (s->columns[i].width < 2)
			s->columns[i].width = 2;
	}
}
