/* table_writer_csv.c: comma separated values (RFC 4180) and tab separated ones. */
#include <string.h>

#include "server/formula.h"
#include "server/table_writer.h"
#include "shared/translate.h"

struct csv_state {
	char separator;
	struct buf cell;
};

static void
add_cell(struct table_writer *w, const char *text, size_t length, bool typed)
{
	struct csv_state *s = w->state;
	bool formula = !typed && formula_like(text, length);
	bool quote = length > 0 && (*text == ' ' || text[length - 1] == ' ');

	for (size_t i = 0; !quote && i < length; i++)
		quote = text[i] == '"' || text[i] == s->separator || text[i] == '\n' || text[i] == '\r';
	if (!quote && !formula) {
		buf_add(&w->out, text, length);
		return;
	}
	buf_str(&w->out, quote ? "\"" : "");
	buf_str(&w->out, formula ? "'" : "");
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"')
			buf_byte(&w->out, '"');
		buf_byte(&w->out, text[i]);
	}
	buf_str(&w->out, quote ? "\"" : "");
}

static void
start(struct table_writer *w, char separator)
{
	struct csv_state *s = w->state;

	s->separator = separator;
	buf_init(&s->cell, 0);
	buf_str(&w->out, w->options.bom ? "\xef\xbb\xbf" : "");
	for (size_t i = 0; i < w->count; i++) {
		const char *head = w->options.titles ? w->columns[i].title : w->columns[i].name;
		if (i > 0)
			buf_byte(&w->out, separator);
		add_cell(w, head, strlen(head), false);
	}
	buf_str(&w->out, "\r\n");
}

static void
begin_csv(struct table_writer *w)
{
	start(w, w->options.separator ? w->options.separator : ',');
}

static void
begin_tsv(struct table_writer *w)
{
	start(w, '\t');
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct csv_state *s = w->state;

	for (size_t i = 0; i < w->count; i++) {
		enum column_type type = w->columns[i].type;

		if (i > 0)
			buf_byte(&w->out, s->separator);
		if (cells[i].text == NULL)
			continue;
		if (type == COLUMN_TEXT) {
			size_t length;
			const char *text = column_choice(&w->columns[i], &cells[i], &length);
			add_cell(w, text, length, false);
			continue;
		}
		s->cell.length = 0;
		column_plain(&s->cell, &w->columns[i], &cells[i]);
		add_cell(w, s->cell.bytes ? s->cell.bytes : "", s->cell.length, type != COLUMN_TAGS && type != COLUMN_JSON);
	}
	buf_str(&w->out, "\r\n");
}

static void
end(struct table_writer *w)
{
	(void)w;
}

static void
free_state(struct table_writer *w)
{
	struct csv_state *s = w->state;

	buf_free(&s->cell);
}

const struct table_format table_csv = {
	.name = "csv", .media_type = "text/csv; charset=utf-8", .help = N_("comma separated values, UTF-8, field names as heading"),
	.for_people = false, .state_size = sizeof(struct csv_state), .begin = begin_csv, .row = row, .end = end, .free = free_state,
};
const struct table_format table_tsv = {
	.name = "tsv", .media_type = "text/tab-separated-values; charset=utf-8", .help = N_("the same with tabs"),
	.for_people = false, .state_size = sizeof(struct csv_state), .begin = begin_tsv, .row = row, .end = end, .free = free_state,
};
