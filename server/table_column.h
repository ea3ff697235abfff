/* table_column.h: what a writer knows about a column, from the catalogue, and its values as text. */
#ifndef SERVER_TABLE_COLUMN_H
#define SERVER_TABLE_COLUMN_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/rows.h"
#include "shared/buf.h"

struct table_cell;

struct table_column {
	char *name;			/* the field; "owner_id.label" for what a reference shows */
	char *title;			/* for people, in their language, by text_clean_line: a custom field's label is anybody's text */
	enum column_type type;
	char *format;			/* the catalogue's; null: none */
	char *vcard;			/* the catalogue's hint: "TEL", "N.1"…; null: none */
	json_t *choices;		/* [["person","Particulier"]…] or null */
	int source;			/* which column of the query it shows */
	int width;			/* the catalogue's; 0: none */
	const char *language;		/* the reader's, for sentences also where all else is for scripts; borrowed */
};

struct table_columns {
	struct table_column *rows;
	size_t count;
};

/* The columns to write: `selected` is the "columns" of ui.list_sql, [{"name","type"}…], entity its description in the catalogue.
   For people a reference is one column that shows its label; else it is two, and choices keep their codes. id, version and
   names that begin with _ are left out unless they are in `asked` (may be null). */
struct table_columns table_columns_new(const json_t *entity, const json_t *selected, const json_t *asked, bool for_people,
    const char *language);
void table_columns_free(struct table_columns *columns);

/* The value as scripts want it: 12.50, true, 2026-11-20, 2026-11-20T21:00:00.123Z, tags parted by ", ". */
void column_plain(struct buf *out, const struct table_column *column, const struct table_cell *cell);
/* The same as a JSON value of the wire. */
void column_json(struct buf *out, const struct table_column *column, const struct table_cell *cell);
/* As people read it: 1 234,50 €, Oui, 20/11/2026 22:00, the choice's label. One line, no control characters. */
void column_shown(struct buf *out, const struct table_column *column, const struct table_cell *cell, const char *language,
    const char *currency);
/* The same as it was written: its lines, its invisible characters; not for a terminal. */
void column_written(struct buf *out, const struct table_column *column, const struct table_cell *cell, const char *language,
    const char *currency);
/* What a choice is called; the code itself when it has no name. Borrowed. */
const char *column_choice(const struct table_column *column, const struct table_cell *cell, size_t *length);
/* Cents to units: "-5" is -0.05. */
void column_money(struct buf *out, const struct table_cell *cell);
/* Adds text as any terminal draws it (text_clean_line). */
void column_safe(struct buf *out, const char *text, size_t length);
#endif
