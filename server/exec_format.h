/* exec_format.h: an answer as text for people (table) or programs (json, jsonl, csv). */
#ifndef SERVER_EXEC_FORMAT_H
#define SERVER_EXEC_FORMAT_H
#include <jansson.h>
#include <stdbool.h>

#include "shared/buf.h"

struct catalogue;
struct verb;

enum exec_format { FORMAT_TABLE, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV, FORMAT_NONE };

struct exec_look {
	enum exec_format format;
	int columns;			/* of the terminal; 0: as wide as it takes */
	const char *language, *zone, *currency;	/* the person's and her company's */
	const struct verb *verb;	/* what the members of the answer are called; may be null */
	const struct catalogue *catalogue;	/* what kinds of records are called; may be null */
	const json_t *entity;		/* of the catalogue: labels and choices; may be null */
	const json_t *asked;		/* the columns of a list in the order asked for; null: its own */
	const char *by;			/* the field of a board's columns; null: the declared one */
	bool whole;			/* json: the whole answer, not only its rows */
};

/* FORMAT_NONE for a word that is none of ours. */
enum exec_format exec_format_of(const char *name);
void exec_format(const json_t *answer, const struct exec_look *look, struct buf *out);
/* The rows of an answer: its first member that is a list, or the answer itself. Null when it has none. */
const json_t *exec_rows(const json_t *answer);
/* The names of all the rows' members, in the order to show them, as an object's keys. The caller owns it. */
json_t *exec_columns(const json_t *rows, const struct exec_look *look);
/* Leaves in each row, and in each card of a board, what was asked for, in that order: a page of the protocol always carries number and version. */
void exec_only(json_t *answer, const json_t *asked);
#endif
