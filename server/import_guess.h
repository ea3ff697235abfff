/* import_guess.h: which row holds the headings, and which column feeds which field. */
#ifndef SERVER_IMPORT_GUESS_H
#define SERVER_IMPORT_GUESS_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/import_name.h"
#include "server/import_value.h"
#include "server/table_reader.h"

enum { IMPORT_SOURCES = 8 };

/* Columns whose texts, joined, make one value; a record takes the first source that is not empty. */
struct import_source {
	size_t columns[IMPORT_PARTS];
	size_t count;
};
struct import_target {
	const json_t *field;		/* the catalogue's */
	const char *name;		/* its own */
	bool by_label;			/* a reference, by what it is called */
	bool given;			/* a person said so; else it was guessed */
	struct import_source sources[IMPORT_SOURCES];
	size_t source_count;
	struct import_style style;
};
struct import_map {
	struct import_target *targets;
	size_t count, room;
	struct import_aliases aliases;
	const json_t *fields;		/* borrowed */
	char **names;			/* of the columns, made of headings or of places: #3 */
	bool *used;			/* by column: it feeds a field, or a person said that it shall not */
	size_t width, names_room;
	bool own;			/* rows name our records by id: a computed field's label means that field, too */
	bool many;			/* several columns may stand in for each other whatever the field (address cards) */
};

void import_map_new(struct import_map *m, const json_t *fields, const char *language);
void import_map_free(struct import_map *m);

enum { IMPORT_NO_HEADER = -1 };
/* Which of the first rows holds headings. IMPORT_NO_HEADER: none of them. */
long import_find_header(const struct import_map *m, const struct table_row *rows, size_t count);
/* Names the columns: from the header row, or #1, #2… up to the widest of the rows (header null). */
void import_name_columns(struct import_map *m, const struct table_row *header, const struct table_row *rows, size_t count);
/* The names of a format that has its own; may be called again when they have grown. */
void import_take_names(struct import_map *m, const char *const *names, size_t count);

/* What a person said: {"Column": "field" | null, "*": null (guess nothing more)}. False with a sentence, which the caller owns. */
bool import_map_given(struct import_map *m, const json_t *given, const char *language, char **why, bool *guess_more) MUST_CHECK;
/* The rest, by names and, where names say nothing, by the shape of the values. `from`: only columns from there on. */
void import_guess(struct import_map *m, const struct table_row *rows, size_t count, const struct import_reading *how, size_t from);
/* How each column's numbers and dates are written. */
void import_learn_styles(struct import_map *m, const struct table_row *rows, size_t count);
/* Gives a target up: its columns are free for another guess, and its field is not guessed again. */
void import_drop(struct import_map *m, size_t target);
/* The text of a target in a row. `kind` is that of its first cell. The caller owns it. */
char *import_cell(const struct import_target *t, const struct table_row *row, enum cell_kind *kind);
#endif
