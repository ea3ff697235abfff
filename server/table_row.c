/* table_row.c: one row of cells. Its text is one piece of memory, used again for the next row. */
#include <stdlib.h>

#include "server/table_format.h"
#include "shared/xmalloc.h"

void
row_clear(struct table_row *row)
{
	row->line = 0;
	row->count = 0;
	buf_clear(&row->text);
	row->trouble = NULL;
	json_decref(row->trouble_args);
	row->trouble_args = NULL;
}

void
row_free(struct table_row *row)
{
	row_clear(row);
	buf_free(&row->text);
	free(row->cells);
	*row = (struct table_row)ROW_EMPTY;
}

static struct cell
keep(struct table_row *row, enum cell_kind kind, const char *bytes, size_t length)
{
	struct cell cell = {.at = row->text.length, .length = length, .kind = length ? kind : CELL_EMPTY};

	buf_add(&row->text, bytes, length);
	buf_byte(&row->text, '\0');
	return cell;
}

void
row_add(struct table_row *row, enum cell_kind kind, const char *bytes, size_t length)
{
	if (row->count == row->room) {
		row->room = row->room ? row->room * 2 : 32;
		row->cells = xreallocarray(row->cells, row->room, sizeof *row->cells);
	}
	row->cells[row->count++] = keep(row, kind, bytes, length);
}

void
row_set(struct table_row *row, size_t at, enum cell_kind kind, const char *bytes, size_t length)
{
	while (row->count < at)
		row_add(row, CELL_EMPTY, "", 0);
	if (row->count == at)
		row_add(row, kind, bytes, length);
	else
		row->cells[at] = keep(row, kind, bytes, length);
}

const char *
row_cell(const struct table_row *row, size_t at)
{
	return at < row->count && row->cells[at].length > 0 ? row->text.bytes + row->cells[at].at : "";
}

enum cell_kind
row_kind(const struct table_row *row, size_t at)
{
	return at < row->count ? row->cells[at].kind : CELL_EMPTY;
}

bool
row_is_blank(const struct table_row *row)
{
	if (row->trouble != NULL)
		return false;
	for (size_t i = 0; i < row->count; i++) {
		const char *p = row_cell(row, i);
		while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
			p++;
		if (*p != '\0')
			return false;
	}
	return true;
}

void
row_trouble(struct table_row *row, const char *msgid, json_t *args)
{
	if (row->trouble != NULL) {
		json_decref(args);
		return;
	}
	row->trouble = msgid;
	row->trouble_args = args;
}
