/* table_pdf_text.c: what a value is on paper, and how much room it would like. */
#include <string.h>
#include <unistr.h>

#include "server/table_pdf.h"

enum { WORD_MOST = 150, FOREIGN_WORD = 20 };

static bool
at_right(const struct table_column *c)
{
	return c->type == COLUMN_INTEGER || c->type == COLUMN_DECIMAL || c->type == COLUMN_MONEY;
}

struct pdf_column
pdf_column_of(const struct table_column *c)
{
	return (struct pdf_column){
		.rigid = at_right(c) || c->type == COLUMN_DATE || c->type == COLUMN_TIMESTAMP || c->type == COLUMN_BOOLEAN || (c->format != NULL && strcmp(c->format, "phone") == 0),
		.side = at_right(c) ? PAPER_RIGHT : c->type == COLUMN_BOOLEAN ? PAPER_CENTRE : PAPER_LEFT,
	};
}

bool
pdf_clean(struct buf *out, const char *text, size_t length)
{
	const uint8_t *at = (const uint8_t *)text, *end = at + length;
	size_t before = out->length;
	bool cut = false;
	ucs4_t c;

	while (at < end && !cut) {
		int n = u8_mbtoucr(&c, at, (size_t)(end - at));
		bool bad = n < 0 || (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
		    c == 0xfeff;

		n = n < 1 ? 1 : n;
		cut = out->length - before + (size_t)n > PDF_TEXT_MOST;
		if (cut)
			buf_str(out, "…");
		else if (!bad)
			buf_add(out, at, (size_t)n);
		else if (c == '\t')
			buf_byte(out, ' ');
		at += n;
	}
	while (out->length > before && out->bytes[out->length - 1] == '\n')
		out->length--;
	return cut;
}

bool
pdf_text(struct buf *out, const struct table_column *c, const struct table_cell *cell, const char *language, const char *currency)
{
	struct buf raw = BUF_EMPTY;
	bool cut;

	if (cell->text == NULL)
		return false;
	if (c->type == COLUMN_BOOLEAN) {
		buf_str(out, *cell->text == 't' ? "☑" : "☐");
		return false;
	}
	column_written(&raw, c, cell, language, currency);
	cut = pdf_clean(out, buf_text(&raw), raw.length);
	buf_free(&raw);
	return cut;
}

void
pdf_widen(struct paper *paper, struct pdf_column *c, const char *text, size_t length)
{
	bool latin;
	double width = paper_guess(paper, text, length, &latin) + 1;

	c->natural = width > c->natural ? width : c->natural;
	if (c->rigid || width <= c->word)
		return;
	for (size_t from = 0, to; from < length; from = to + 1) {
		to = from + strcspn(text + from, " \n-/@");
		if (to >= length)
			to = length - 1;
		width = latin ? paper_guess(paper, text + from, to + 1 - from, &latin) + 1 : FOREIGN_WORD;
		c->word = width > c->word ? width : c->word;
	}
	if (c->word > WORD_MOST)
		c->word = WORD_MOST;
}

/* The title of a number may break between its words; the number may not. */
void
pdf_widen_title(struct paper *paper, struct pdf_column *c, const char *title)
{
	double natural = c->natural;
	bool rigid = c->rigid;

	c->rigid = false;
	pdf_widen(paper, c, title, strlen(title));
	c->rigid = rigid;
	if (rigid)
		c->natural = natural > c->word ? natural : c->word;
	c->natural = c->natural * 1.02 + 1;
}
