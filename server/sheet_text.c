/* sheet_text.c: a record for a terminal, a pipe or a mail: its head, its sections, what belongs to it as tables. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/sheet.h"
#include "shared/markdown.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LABEL_CELLS = 28, PAGE_CELLS = 96 };

/* Long texts keep their lines, each under the first. */
static void
put_lines(struct buf *out, const char *text, size_t length, int indent)
{
	while (length > 0) {
		const char *end = memchr(text, '\n', length);
		size_t n = end ? (size_t)(end - text) : length;

		column_safe(out, text, n > 0 && text[n - 1] == '\r' ? n - 1 : n);
		if (end == NULL)
			return;
		buf_byte(out, '\n');
		for (int i = 0; i < indent; i++)
			buf_byte(out, ' ');
		text += n + 1;
		length -= n + 1;
	}
}

/* A text that is read laid out is printed so, as wide as the terminal or a page of mail. */
static void
put_markdown(struct buf *out, const struct stream *s, const char *source, int indent)
{
	char *text = markdown_text(source, (s->columns > 0 && s->columns < PAGE_CELLS ? s->columns : PAGE_CELLS) - indent);

	put_lines(out, text, strlen(text), indent);
	free(text);
}

static void
put_fact(struct buf *out, const struct stream *s, const struct sheet_fact *f, int widest)
{
	char *label = text_pad(f->column->title, widest, TEXT_CUT_END, TEXT_LEFT);

	buf_printf(out, "  %s  ", label);
	if (f->markdown)
		put_markdown(out, s, f->cell.text, widest + 4);
	else if (f->lines)
		put_lines(out, f->cell.text, f->cell.length, widest + 4);
	else
		column_shown(out, f->column, &f->cell, s->language, s->currency);
	buf_byte(out, '\n');
	free(label);
}

static int
widest_label(const struct sheet *p)
{
	int widest = 0;

	for (size_t i = 0; i < p->columns.count; i++) {
		int n = text_cells_str(p->columns.rows[i].title);
		widest = n > widest ? n : widest;
	}
	return widest > LABEL_CELLS ? LABEL_CELLS : widest;
}

static bool
take_bytes(void *to, const void *bytes, size_t length)
{
	buf_add(to, bytes, length);
	return true;
}

static void
put_table(struct buf *out, const struct stream *s, const struct sheet_table *t)
{
	const struct table_options options = {.language = s->language, .title = t->title, .currency = s->currency, .width = s->tty ? s->columns : 0, .write = take_bytes, .to = out};
	struct table_writer *w = table_writer_new(&table_table, t->columns.rows, t->columns.count, &options);
	struct table_cell *cells = xcalloc(t->columns.count + 1, sizeof *cells);

	for (int r = 0; r < t->count; r++) {
		sheet_cells(t, r, cells);
		table_writer_row(w, cells);
	}
	if (!table_writer_end(w))
		buf_byte(out, '\n');
	table_writer_free(w);
	free(cells);
}

static void
put_tables(struct buf *out, const struct sheet *p)
{
	for (size_t i = 0; i < p->table_count; i++) {
		const struct sheet_table *t = &p->tables[i];

		if (t->columns.count == 0)
			continue;
		buf_printf(out, "\n%s\n", t->title);
		put_table(out, p->stream, t);
		if (t->more) {
			json_t *args = json_pack("{s:i}", "count", t->count);
			char *more = translate_fill(p->stream->language, N_("Only the first {count} are here."), args);

			buf_printf(out, "%s\n", more);
			free(more);
			json_decref(args);
		}
	}
}

enum status
sheet_text(const struct sheet *p)
{
	struct buf out = BUF_EMPTY;
	char *head = xasprintf("%s%s%s", p->title, *p->title ? " — " : "", p->kind);
	int widest = widest_label(p);
	enum status status;

	buf_printf(&out, "%s\n", head);
	for (int n = text_cells_str(head); n > 0; n--)
		buf_str(&out, "═");
	buf_byte(&out, '\n');
	for (size_t i = 0; i < p->section_count; i++) {
		buf_printf(&out, "\n%s\n", p->sections[i].title);
		for (size_t k = 0; k < p->sections[i].count; k++)
			put_fact(&out, p->stream, &p->sections[i].facts[k], widest);
	}
	put_tables(&out, p);
	status = stream_write(STDOUT_FILENO, out.bytes, out.length) ? STATUS_OK : STATUS_LATER;
	buf_free(&out);
	free(head);
	return status;
}
