/* rows.h: rows of a PGresult as JSON text, by type, written directly; and the cursor of a page. */
#ifndef SERVER_ROWS_H
#define SERVER_ROWS_H
#include <jansson.h>
#include <libpq-fe.h>
#include <stdbool.h>

#include "shared/buf.h"

enum column_type {
	COLUMN_TEXT, COLUMN_INTEGER, COLUMN_DECIMAL, COLUMN_BOOLEAN, COLUMN_DATE, COLUMN_TIMESTAMP, COLUMN_MONEY, COLUMN_TAGS,
	COLUMN_JSON, COLUMN_BYTES, COLUMN_SENTENCE,
};
struct column {
	char *name;
	enum column_type type;
	char *key;		/* `"name":`, ready to be written */
	size_t key_length;
};
struct columns {
	struct column *all;
	int count;		/* of those that are shown */
	int cursor;		/* number of the column "_cursor", -1: none; not among those shown */
	int actions;		/* number of the column "_actions", -1: none; likewise */
	int place;		/* number of the column "_place", the column of a board, -1: none; likewise */
};

enum column_type column_type_of(const char *name);
/* From [{"name","type"}…]; null when it is no such list. */
struct columns *columns_new(const json_t *list);
void columns_free(struct columns *c);

/* A value from libpq's text form; a sentence in this language. */
void value_write(struct buf *out, enum column_type type, const char *text, size_t length, const char *language);
/* What a sentence of the database ({"sentence", "args"}) says in this language; the caller owns it. */
char *sentence_text(const char *text, size_t length, const char *language);
/* One row as an object, for a reader of this language. */
void row_write(struct buf *out, const struct columns *c, const PGresult *rows, int row, const char *language);
/* The first `count` rows as an array, which ends after the row that fills `most` bytes (0: no bound). How many rows it holds. */
int rows_write(struct buf *out, const struct columns *c, const PGresult *rows, int count, size_t most, const char *language);
/* The cursor that follows this row, as a JSON string; null when the rows carry none. */
void cursor_write(struct buf *out, const struct columns *c, const PGresult *rows, int row);
/* A wire cursor as the JSON text that the database made; null when it is not one. The caller owns it. */
char *cursor_read(const char *wire);
#endif
