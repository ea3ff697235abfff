/* table_reader.h: rows out of a file, whatever program wrote it. The format is found in the first 64 KiB; each format is one
   const struct of functions (table_format.h) in one table. */
#ifndef SERVER_TABLE_READER_H
#define SERVER_TABLE_READER_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/status.h"

enum cell_kind {
	CELL_EMPTY,
	CELL_TEXT,
	CELL_NUMBER,	/* a dot, no group separators: 1234.5 */
	CELL_BOOLEAN,	/* true or false */
	CELL_DATE,	/* 2026-11-20, 2026-11-20T21:00:00 or 21:00:00 */
	CELL_LIST,	/* a JSON array or object, as text */
	CELL_ERROR,	/* what a spreadsheet shows when its formula failed: #N/A */
};

struct cell {
	size_t at, length;	/* in the row's text, where a null byte follows */
	enum cell_kind kind;
};

struct table_row {
	int64_t line;		/* where it begins in the file: a line, a sheet's row, the count of a card */
	struct cell *cells;
	size_t count, room;
	struct buf text;
	const char *trouble;	/* msgid: why this row cannot be read; its cells are then for display only */
	json_t *trouble_args;	/* owned; may be null */
};
#define ROW_EMPTY {.line = 0, .cells = NULL, .count = 0, .room = 0, .text = BUF_EMPTY, .trouble = NULL, .trouble_args = NULL}

void row_clear(struct table_row *row);
void row_free(struct table_row *row);
void row_add(struct table_row *row, enum cell_kind kind, const char *bytes, size_t length);
/* Puts a value in column `at`, with empty cells before it where there were none. */
void row_set(struct table_row *row, size_t at, enum cell_kind kind, const char *bytes, size_t length);
/* Null-terminated, "" past the last cell; lives until the row changes. */
const char *row_cell(const struct table_row *row, size_t at);
enum cell_kind row_kind(const struct table_row *row, size_t at);
bool row_is_blank(const struct table_row *row);

struct table_options {
	const char *format;	/* null: found */
	const char *encoding;	/* null: guessed */
	const char *separator;	/* null: guessed; a character or tab, comma, semicolon, pipe */
	const char *sheet;	/* null: the first visible; else its name or number */
	const char *language;	/* of the sentences */
	int64_t most_bytes;	/* refuses larger files; 0: 2 GiB */
};

struct table_reader;
enum table_step { TABLE_ROW, TABLE_END, TABLE_BROKEN };

/* Opens what fd holds, from where it is; fd stays the caller's. Null with a sentence, which the caller owns, when
   nothing can be read. */
struct table_reader *table_open(int fd, const struct table_options *options, char **why) MUST_CHECK;
void table_close(struct table_reader *r);
/* The next row, into a row that the caller owns and may use again. */
enum table_step table_next(struct table_reader *r, struct table_row *row) MUST_CHECK;
/* After TABLE_BROKEN: the sentence. Lives as long as the reader. */
const char *table_why(const struct table_reader *r);

/* The names of the columns for a format whose rows carry them (vCard, JSON); they grow while rows are read.
   Null, 0 for a table, where one of the rows is the header. */
const char *const *table_names(const struct table_reader *r, size_t *count);
const char *table_format_name(const struct table_reader *r);
/* The column by which a row is known again when the file comes once more. Null: none. */
const char *table_key(const struct table_reader *r);
/* "" when the format has none. */
const char *table_encoding(const struct table_reader *r);
char table_separator(const struct table_reader *r);
const char *table_sheet(const struct table_reader *r);
/* Sentences about what was odd or left out, translated; grows until the end. Borrowed array of strings. */
const json_t *table_notes(const struct table_reader *r);
#endif
