/* table_writer_pdf.c: a list on A4. How many pages there are and how wide columns must be is known when the last row has come: rows wait
   in a file without a name, so that a hundred thousand of them take no more memory than ten. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/table_pdf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LINES_MOST = 30, HEAD_SPACE = 8 };

static void
begin(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	const char *folder = w->options.folder ? w->options.folder : getenv("TMPDIR");
	char *path = xasprintf("%s/comptoir-XXXXXX", folder ? folder : "/tmp");
	int file = mkostemp(path, O_CLOEXEC);

	if (file >= 0)
		unlink(path);
	free(path);
	s->spool = file >= 0 ? fdopen(file, "w+") : NULL;
	if (s->spool == NULL && file >= 0)
		close(file);
	w->broken |= s->spool == NULL;
	s->paper = paper_new(w->options.language);
	s->columns = xcalloc(w->count, sizeof *s->columns);
	s->cells = xcalloc(w->count, sizeof *s->cells);
	buf_init(&s->text, 0);
	s->group = s->currency_column = w->count;
	for (size_t i = 0; i < w->count; i++) {
		const struct table_column *c = &w->columns[i];

		s->columns[i] = pdf_column_of(c);
		if (strcmp(c->name, "currency") == 0)
			s->currency_column = i;
		if (w->options.group != NULL && strcmp(c->name, w->options.group) == 0 && w->count > 1) {
			s->group = i;
			s->columns[i].hidden = true;
		}
	}
}

static void
add_up(struct table_writer *w, const struct table_cell *cells)
{
	struct pdf_state *s = w->state;
	bool told = s->currency_column < w->count && cells[s->currency_column].text != NULL;
	const struct table_cell *now = &cells[told ? s->currency_column : 0];

	if (told && s->currency == NULL)
		s->currency = xstrndup(now->text, now->length);
	else if (told)
		s->mixed |= strlen(s->currency) != now->length || memcmp(s->currency, now->text, now->length) != 0;
	for (size_t i = 0; i < w->count; i++) {
		bool negative = cells[i].text != NULL && *cells[i].text == '-';
		__extension__ __int128 cents = 0;

		if (w->columns[i].type != COLUMN_MONEY || cells[i].text == NULL)
			continue;
		for (size_t k = negative; k < cells[i].length; k++)
			cents = cents * 10 + (cells[i].text[k] - '0');
		s->columns[i].total += negative ? -cents : cents;
		s->columns[i].wrote = true;
	}
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct pdf_state *s = w->state;

	add_up(w, cells);
	for (size_t i = 0; i < w->count; i++) {
		uint32_t length;

		s->text.length = 0;
		w->cut += pdf_text(&s->text, &w->columns[i], &cells[i], w->options.language, w->options.currency);
		length = (uint32_t)s->text.length;
		if (length > 0)
			pdf_widen(s->paper, &s->columns[i], buf_text(&s->text), length);
		if (fwrite(&length, sizeof length, 1, s->spool) != 1 || (length > 0 && fwrite(s->text.bytes, length, 1, s->spool) != 1))
			w->broken = true;
	}
}

static bool
read_back(struct table_writer *w)
{
	struct pdf_state *s = w->state;

	for (size_t i = 0; i < w->count; i++) {
		uint32_t length;

		free(s->cells[i]);
		s->cells[i] = NULL;
		if (fread(&length, sizeof length, 1, s->spool) != 1 || length > PDF_TEXT_MOST + 8)
			return false;
		s->cells[i] = xcalloc(1, length + 1);
		if (length > 0 && fread(s->cells[i], length, 1, s->spool) != 1)
			return false;
	}
	return true;
}

static struct paper_style
style_of(const struct table_writer *w, size_t column)
{
	const struct pdf_state *s = w->state;

	/* A box is for a pen. */
	return (struct paper_style){.size = w->columns[column].type == COLUMN_BOOLEAN ? s->size * 1.3 : s->size, .side = s->columns[column].side, .width = s->columns[column].width, .lines = LINES_MOST};
}

/* The height of the row at hand. Most texts are Latin, on one line, and need no shaping to be measured. */
static double
height_of(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	double most = s->size * 1.36, height, scale = s->size / 9;

	for (size_t i = 0; i < w->count; i++) {
		const struct paper_style style = style_of(w, i);
		size_t length = strlen(s->cells[i]);
		bool latin, cut = false;

		if (s->columns[i].hidden || length == 0 || w->columns[i].type == COLUMN_BOOLEAN || (paper_guess(s->paper, s->cells[i], length, &latin) * scale < style.width - 1 && latin))
			continue;
		paper_measure(s->paper, s->cells[i], length, &style, &height, &cut);
		most = height > most ? height : most;
		w->cut += cut;
	}
	return most + 2 * PDF_PAD;
}

static double
bottom_of(const struct pdf_state *s)
{
	return paper_height(s->landscape) - PDF_FOOT;
}

static void
put_row(struct table_writer *w, double height)
{
	struct pdf_state *s = w->state;
	double x = PDF_MARGIN, width = paper_width(s->landscape) - 2 * PDF_MARGIN;

	if (s->draws) {
		for (size_t i = 0; i < w->count; i++) {
			const struct paper_style style = style_of(w, i);

			if (s->columns[i].hidden)
				continue;
			if (*s->cells[i] != '\0')
				paper_put(s->paper, x, s->y + PDF_PAD - (style.size - s->size) * 0.75, s->cells[i], &style);
			x += s->columns[i].width + PDF_GAP;
		}
		paper_rule(s->paper, PDF_MARGIN - 4, s->y + height, width + 8, 0.3, 0.8);
	}
	s->y += height;
}

static void
put_head(struct table_writer *w, bool again)
{
	struct pdf_state *s = w->state;
	const struct paper_style style = {.size = s->size + 1, .bold = true, .grey = 0.1, .width = paper_width(s->landscape) - 2 * PDF_MARGIN, .lines = 1};
	const char *more = again ? translate(w->options.language, N_("(continued)")) : "";
	char *text = xasprintf("%s%s%s", *s->head ? s->head : "—", again ? " " : "", more);

	s->y += again ? 2 : HEAD_SPACE;
	if (s->draws)
		paper_put(s->paper, PDF_MARGIN, s->y, text, &style);
	s->y += s->size * 1.36 + 5;
	if (s->draws)
		paper_rule(s->paper, PDF_MARGIN - 4, s->y, paper_width(s->landscape) - 2 * PDF_MARGIN + 8, 0.5, 0.5);
	free(text);
}

/* The row at hand, on this page or the next, with what heads it. */
static void
place_row(struct table_writer *w, double height)
{
	struct pdf_state *s = w->state;
	const char *head = s->group < w->count ? s->cells[s->group] : NULL;
	bool news = head != NULL && (s->head == NULL || strcmp(head, s->head) != 0);
	double all = height + (news ? s->size * 1.36 + 5 + HEAD_SPACE : 0);

	if (news) {
		free(s->head);
		s->head = xstrdup(head);
	}
	if (s->y + all > bottom_of(s)) {
		pdf_page_end(w);
		pdf_page_begin(w);
		if (head != NULL)
			put_head(w, !news);
	} else if (news) {
		put_head(w, false);
	}
	put_row(w, height);
}

/* What the amounts make together, and how many rows there are. */
static void
put_totals(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	struct paper_style bold = {.size = s->size, .bold = true}, small = {.size = 8, .grey = 0.45, .side = PAPER_RIGHT};
	double x = PDF_MARGIN, height = s->size * 1.36 + 2 * PDF_PAD;
	bool sums = false;
	char *count;
	json_t *args;

	for (size_t i = 0; i < w->count; i++)
		sums |= s->columns[i].wrote && !s->mixed;
	if (s->y + height + 20 > bottom_of(s)) {
		pdf_page_end(w);
		pdf_page_begin(w);
	}
	if (sums && s->draws)
		for (size_t i = 0; i < w->count; i++) {
			char digits[48];

			if (s->columns[i].hidden)
				continue;
			if (s->columns[i].wrote) {
				struct buf shown = BUF_EMPTY;
				struct table_cell cell = {.text = digits, .length = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)s->columns[i].total)};

				column_written(&shown, &w->columns[i], &cell, w->options.language, w->options.currency);
				bold.side = PAPER_RIGHT;
				bold.width = s->columns[i].width;
				paper_put(s->paper, x, s->y + PDF_PAD, buf_text(&shown), &bold);
				buf_free(&shown);
			} else if (x <= PDF_MARGIN) {
				bold.side = PAPER_LEFT;
				bold.width = 0;
				paper_put(s->paper, x, s->y + PDF_PAD, translate(w->options.language, N_("Total")), &bold);
			}
			x += s->columns[i].width + PDF_GAP;
		}
	s->y += sums ? height : 0;
	if (s->draws) {
		args = json_pack("{s:I}", "count", (json_int_t)w->rows);
		count = translate_fill(w->options.language, w->rows == 0 ? N_("Nothing to print.") : N_("{count} rows."), args);
		small.width = paper_width(s->landscape) - 2 * PDF_MARGIN;
		paper_put(s->paper, PDF_MARGIN, s->y + 5, count, &small);
		free(count);
		json_decref(args);
	}
}

/* From the first row to the last: first to count the pages, then to draw them. */
static void
walk(struct table_writer *w, bool draws)
{
	struct pdf_state *s = w->state;

	s->draws = draws;
	s->page = 0;
	free(s->head);
	s->head = NULL;
	rewind(s->spool);
	pdf_page_begin(w);
	for (int64_t r = 0; r < w->rows && !w->broken; r++) {
		if (!read_back(w)) {
			w->broken = true;
			return;
		}
		if (!draws)
			s->heights[r] = (float)height_of(w);
		place_row(w, (double)s->heights[r]);
		if (w->out.length > 0)
			table_writer_flush(w);
	}
	put_totals(w);
	pdf_page_end(w);
	s->pages = s->page;
}

static bool
take_bytes(void *to, const void *bytes, size_t length)
{
	struct table_writer *w = to;

	buf_add(&w->out, bytes, length);
	return !w->broken;
}

static void
measure_titles(struct table_writer *w)
{
	struct pdf_state *s = w->state;
	double height;

	for (size_t i = 0; i < w->count; i++)
		pdf_widen_title(s->paper, &s->columns[i], w->columns[i].title);
	pdf_widths(w);
	for (size_t i = 0; i < w->count; i++) {
		const struct paper_style style = {.size = s->size * 0.92, .bold = true, .width = s->columns[i].width};

		if (s->columns[i].hidden)
			continue;
		paper_measure(s->paper, w->columns[i].title, strlen(w->columns[i].title), &style, &height, NULL);
		s->heading = height + 2 * PDF_PAD + 2 > s->heading ? height + 2 * PDF_PAD + 2 : s->heading;
	}
	if (s->heading > 120)
		s->heading = 120;
}

static void
end(struct table_writer *w)
{
	struct pdf_state *s = w->state;

	if (fflush(s->spool) != 0) {
		w->broken = true;
		return;
	}
	s->heights = xcalloc((size_t)w->rows + 1, sizeof *s->heights);
	measure_titles(w);
	walk(w, false);
	if (w->broken)
		return;
	paper_begin(s->paper, s->landscape, w->options.title, w->options.company, take_bytes, w);
	walk(w, true);
	w->broken |= !paper_end(s->paper);
}

static void
free_state(struct table_writer *w)
{
	struct pdf_state *s = w->state;

	paper_free(s->paper);
	if (s->spool != NULL)
		fclose(s->spool);
	for (size_t i = 0; i < w->count; i++)
		free(s->cells[i]);
	free(s->cells);
	free(s->columns);
	free(s->heights);
	free(s->currency);
	free(s->head);
	buf_free(&s->text);
}

const struct table_format table_pdf = {
	.name = "pdf", .media_type = "application/pdf", .help = N_("pages to print or to send: A4, titles on each page"), .for_people = true, .on_paper = true,
	.state_size = sizeof(struct pdf_state), .begin = begin, .row = row, .end = end, .free = free_state,
};
