/* table_reader_csv.c: tables of text with separators, through libcsv: quoted line ends, doubled quotes, any mix of CR and LF. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/formula.h"
#include "server/table_format.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FEED = 4096 };	/* libcsv pushes: rows wait in a queue, so it is fed little at a time */

struct csv {
	struct csv_parser parser;
	bool parser_made;
	struct table_row *queue;	/* whole rows, then the one that grows */
	size_t from, count, room;
	struct table_row *growing;	/* null between rows */
	int64_t line;			/* of the next physical line */
	int64_t begun;			/* where the row that grows begins */
	int last_end;			/* the line end just seen: LF after CR is the same one */
	size_t row_bytes;
	bool skipping;			/* past a cell without an end: until the next line */
	bool finished;
};

static bool
csv_sniff(const char *bytes, size_t length)
{
	(void)bytes, (void)length;
	return true;
}

static struct table_row *
grow(struct csv *c)
{
	struct table_row *row;

	if (c->growing != NULL)
		return c->growing;
	if (c->from + c->count == c->room && c->from > 0) {
		/* Rotates, so that the emptied rows keep their memory. */
		for (size_t i = 0; i < c->count; i++) {
			struct table_row other = c->queue[i];
			c->queue[i] = c->queue[c->from + i];
			c->queue[c->from + i] = other;
		}
		c->from = 0;
	}
	if (c->from + c->count == c->room) {
		size_t old = c->room;
		c->room = c->room ? c->room * 2 : 64;
		c->queue = xreallocarray(c->queue, c->room, sizeof *c->queue);
		for (size_t i = old; i < c->room; i++)
			c->queue[i] = (struct table_row)ROW_EMPTY;
	}
	row = &c->queue[c->from + c->count];
	row_clear(row);
	row->line = c->begun;
	c->growing = row;
	c->row_bytes = 0;
	return row;
}

static int64_t
line_ends(const char *text, size_t length)
{
	int64_t n = 0;

	for (size_t i = 0; i < length; i++)
		n += text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
	return n;
}

static void
on_cell(void *bytes, size_t length, void *arg)
{
	struct csv *c = arg;
	struct table_row *row = grow(c);
	bool guarded = length > 1 && *(const char *)bytes == '\'' && formula_like(bytes, length);

	c->last_end = 0;
	c->line += line_ends(bytes, length);
	if (row->count >= TABLE_COLUMNS_MAX) {
		row_trouble(row, N_("This row has more than {most} cells."), json_pack("{s:i}", "most", (int)TABLE_COLUMNS_MAX));
		return;
	}
	if (memchr(bytes, '\0', length) != NULL)
		row_trouble(row, N_("This row holds a null byte: that is no text."), NULL);
	c->row_bytes += length;
	row_add(row, CELL_TEXT, (const char *)bytes + guarded, length - guarded);
}

static void
end_row(struct csv *c)
{
	if (c->growing != NULL)
		c->count++;
	c->growing = NULL;
}

static void
on_row(int end, void *arg)
{
	struct csv *c = arg;
	bool same = end == '\n' && c->last_end == '\r' && c->growing == NULL;

	end_row(c);
	c->last_end = end;
	if (end >= 0 && !same)
		c->line++;
	c->begun = c->line;
}

static bool
make_parser(struct table_reader *r, struct csv *c)
{
	if (csv_init(&c->parser, CSV_APPEND_NULL | CSV_REPALL_NL) != 0)
		return false;
	c->parser_made = true;
	csv_set_delim(&c->parser, (unsigned char)r->separator);
	csv_set_blk_size(&c->parser, FEED);
	return true;
}

static bool
named_separator(struct table_reader *r, const char *name)
{
	static const struct { const char *name; char is; } words[] = {
		{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}, {"space", ' '}, {"colon", ':'},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(name, words[i].name) == 0)
			r->separator = words[i].is;
	if (r->separator == '\0' && strlen(name) == 1 && strchr("\"\r\n", *name) == NULL && (unsigned char)*name < 0x80)
		r->separator = *name;
	if (r->separator == '\0')
		table_fail(r, N_("“{name}” cannot separate cells: give one character, or tab, comma, semicolon, pipe."),
		    json_pack("{s:s}", "name", name));
	return r->separator != '\0';
}

/* Excel writes and obeys a first line `sep=;`. */
static void
take_separator_line(struct table_reader *r)
{
	const char *text = r->text.bytes + r->at;
	size_t length = r->text.length - r->at, i = 0;
	bool quoted = length > 0 && text[0] == '"';

	i += quoted;
	if (length < i + 5 || strncasecmp(text + i, "sep=", 4) != 0)
		return;
	if (quoted && text[i + 5] != '"')
		return;
	if (text[i + 5 + quoted] != '\r' && text[i + 5 + quoted] != '\n')
		return;
	if (r->separator == '\0')
		r->separator = text[i + 4];
	i += 5 + (size_t)quoted;
	i += text[i] == '\r' && i + 1 < length && text[i + 1] == '\n' ? 2 : 1;
	r->at += i;
	r->line++;
}

static bool
csv_open(struct table_reader *r)
{
	struct csv *c = xcalloc(1, sizeof *c);
	const char *given = r->options.separator;

	r->state = c;
	table_fill(r, 0);
	if (r->text.bytes == NULL)
		buf_reserve(&r->text, 1);
	if (given != NULL && *given != '\0' && !named_separator(r, given))
		return false;
	buf_text(&r->text);
	take_separator_line(r);
	if (r->separator == '\0' && r->options.format != NULL && strcasecmp(r->options.format, "tsv") == 0)
		r->separator = '\t';
	if (r->separator == '\0')
		r->separator = csv_guess_separator(r->text.bytes + r->at, r->text.length - r->at, r->ended);
	if (r->separator == '\0') {
		table_note(r, N_("No separator was found: the file is read as one column."), NULL);
		r->separator = ',';
	}
	c->line = c->begun = r->line;
	return make_parser(r, c);
}

/* A cell or row that has grown past any sense: most often a quotation mark that nothing closes. The row is refused, and
   reading goes on with the line that follows. */
static void
give_up_row(struct table_reader *r, struct csv *c)
{
	bool quoted = c->parser.quoted != 0;
	size_t got = csv_get_buffer_size(&c->parser) ? c->parser.entry_pos : 0;
	struct table_row *row;

	c->line += line_ends((const char *)c->parser.entry_buf, got);
	row = grow(c);
	if (quoted)
		row_trouble(row, N_("A quotation mark opened in this row is not closed after {most} MiB; reading went on at line {line}."),
		    json_pack("{s:i,s:I}", "most", (int)(got >= TABLE_CELL_MAX ? TABLE_CELL_MAX : TABLE_ROW_MAX) >> 20, "line",
			(json_int_t)c->line + 1));
	else
		row_trouble(row, N_("This row is longer than {most} MiB."),
		    json_pack("{s:i}", "most", (int)(got >= TABLE_CELL_MAX ? TABLE_CELL_MAX : TABLE_ROW_MAX) >> 20));
	end_row(c);
	csv_free(&c->parser);
	c->parser_made = false;
	if (!make_parser(r, c))
		table_fail(r, N_("The file could not be read: {reason}."), json_pack("{s:s}", "reason", "libcsv"));
	c->skipping = true;
	c->last_end = 0;
}

static void
skip_line(struct table_reader *r, struct csv *c)
{
	const char *text = r->text.bytes + r->at;
	size_t length = r->text.length - r->at, i = 0;

	while (i < length && text[i] != '\n' && text[i] != '\r')
		i++;
	r->at += i;
	c->skipping = i == length;	/* the line end itself is the parser's: it counts it */
}

static void
feed(struct table_reader *r, struct csv *c)
{
	size_t n;

	if (!table_fill(r, 0)) {
		/* The last row has no line end; a quotation mark still open swallowed what follows it. */
		bool open = c->parser.quoted && c->parser.pstate == 2;	/* inside a cell */
		int64_t begun = c->begun;
		if (r->why != NULL)
			return;
		csv_fini(&c->parser, on_cell, on_row, c);
		if (open && c->count > 0)
			row_trouble(&c->queue[c->from + c->count - 1],
			    N_("The quotation mark opened in this row (line {line}) is never closed."),
			    json_pack("{s:I}", "line", (json_int_t)begun));
		c->finished = true;
		return;
	}
	if (c->skipping) {
		skip_line(r, c);
		return;
	}
	n = r->text.length - r->at < FEED ? r->text.length - r->at : FEED;
	if (csv_parse(&c->parser, r->text.bytes + r->at, n, on_cell, on_row, c) != n) {
		table_fail(r, N_("The file could not be read: {reason}."),
		    json_pack("{s:s}", "reason", csv_strerror(csv_error(&c->parser))));
		return;
	}
	r->at += n;
	if (c->parser.entry_pos > TABLE_CELL_MAX || (c->growing != NULL && c->row_bytes > TABLE_ROW_MAX))
		give_up_row(r, c);
}

static enum table_step
csv_next(struct table_reader *r, struct table_row *row)
{
	struct csv *c = r->state;
	struct table_row mine;

	while (c->count == 0 && !c->finished && r->why == NULL)
		feed(r, c);
	if (c->count == 0)
		return r->why ? TABLE_BROKEN : TABLE_END;
	mine = *row;
	*row = c->queue[c->from];
	c->queue[c->from] = mine;
	c->from++;
	c->count--;
	return TABLE_ROW;
}

static void
csv_close(struct table_reader *r)
{
	struct csv *c = r->state;

	for (size_t i = 0; i < c->room; i++)
		row_free(&c->queue[i]);
	free(c->queue);
	if (c->parser_made)
		csv_free(&c->parser);
	free(c);
}

const struct table_format read_csv = {
	.name = "csv",
	.also = " tsv txt text ",
	.binary = false,
	.sniff = csv_sniff,
	.open = csv_open,
	.next = csv_next,
	.close = csv_close,
};
