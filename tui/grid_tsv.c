/* grid_tsv.c: tabs and line ends → cells. */
#include "tui/grid_tsv.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"

bool
tsv_is(const char *text)
{
	size_t line = strcspn(text, "\r\n");

	return strchr(text, '\t') != NULL || text[line + strspn(text + line, "\r\n")] != '\0';
}

/* A quoted cell: `at` stands on its first quote. Null when no quote ends it: then it is text like any other. */
static const char *
quoted_end(const char *at)
{
	for (at++; *at != '\0'; at++)
		if (*at == '"' && at[1] == '"')
			at++;
		else if (*at == '"')
			return at[1] == '\0' || strchr("\t\r\n", at[1]) != NULL ? at : NULL;
	return NULL;
}

static char *
unquoted(const char *from, const char *end)
{
	struct buf out = BUF_EMPTY;

	for (; from < end; from++) {
		if (*from == '"')
			from++;
		if (*from == '\r' && from[1] == '\n')
			continue;
		buf_byte(&out, *from == '\r' || *from == '\n' || *from == '\t' ? ' ' : *from);
	}
	return buf_steal(&out);
}

static const char *
read_cell(const char *at, char **cell)
{
	const char *end = *at == '"' ? quoted_end(at) : NULL;
	size_t length;

	if (end != NULL) {
		*cell = unquoted(at + 1, end);
		return end + 1;
	}
	length = strcspn(at, "\t\r\n");
	*cell = xstrndup(at, length);
	return at + length;
}

static const char *
read_row(const char *at, struct tsv_row *row, bool *cut)
{
	for (;;) {
		char *cell;

		at = read_cell(at, &cell);
		if (row->count < TSV_CELLS) {
			row->cells = xreallocarray(row->cells, row->count + 1, sizeof *row->cells);
			row->cells[row->count++] = cell;
		} else {
			free(cell);
			*cut = true;
		}
		if (*at != '\t')
			return at;
		at++;
	}
}

void
tsv_read(const char *text, struct tsv *to)
{
	*to = (struct tsv){0};
	while (*text != '\0') {
		if (to->count == TSV_ROWS) {
			to->cut = true;
			return;
		}
		to->rows = xreallocarray(to->rows, to->count + 1, sizeof *to->rows);
		to->rows[to->count] = (struct tsv_row){0};
		text = read_row(text, &to->rows[to->count++], &to->cut);
		if (*text == '\r' && text[1] == '\n')
			text++;
		if (*text != '\0')
			text++;
	}
}

void
tsv_free(struct tsv *t)
{
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < t->rows[i].count; k++)
			free(t->rows[i].cells[k]);
		free(t->rows[i].cells);
	}
	free(t->rows);
}
