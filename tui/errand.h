/* errand.h: what a line after `:` asks for, step by step: lists, records, new records, commands with words, one after another.
   A line is read without a terminal (errand_read.c) and done as answers come (errand_run.c). */
#ifndef TUI_ERRAND_H
#define TUI_ERRAND_H
#include <stdbool.h>
#include <stddef.h>

#include "tui/catalogue.h"
#include "tui/keys.h"

struct app;

enum errand_kind {
	ERRAND_FIND,		/* words to find in records of every kind; also a board or a calendar by name */
	ERRAND_LIST,		/* a list, with what is searched, filtered and sorted */
	ERRAND_RECORD,		/* the record of a kind that the words mean; if they mean several, the person chooses */
	ERRAND_NEW,		/* a new record, of the record that is open */
	ERRAND_COMMAND,
};
/* Texts are owned. */
struct errand_step {
	enum errand_kind kind;
	const struct catalogue_entity *entity;		/* FIND, COMMAND: null */
	const char *command;				/* COMMAND: its name in the key table */
	char *said;					/* as it was written */
	char *words, *filter, *sort;			/* null: none */
};
struct errand {
	struct errand_step *steps;
	size_t count;
	char *bad;		/* the first part that was not understood; null: all was */
	const char *why;	/* a msgid with {part}, and with {title} where of is given */
	const struct catalogue_entity *of;
};

/* Where the last step of a line begins: after the last ` > `. */
const char *errand_last(const char *line);
/* context: where the first command is to be valid. Free with errand_free. */
struct errand errand_read(const struct catalogue *c, const char *language, enum keys_context context, const char *line);
void errand_free(struct errand *e);
/* One step that one may well mean by words to find. */
bool errand_only_finds(const struct errand *e);
/* The kind of record that a line or its beginning names: all of it where whole, else as many words as can be; *rest (may be null) is what
   follows. Null: none. */
const struct catalogue_entity *errand_entity(const struct catalogue *c, const char *text, bool whole, const char **rest);
/* How well a found name fits what was written, without caring for case, accents, spaces and dashes: 3 all of it, 2 its beginning, 1 a
   part, 0 not. */
int errand_fits(const char *name, const char *sought);

/* Does what the line says; what is typed meanwhile waits. What cannot be done is told, and the line comes back to be mended. */
void errand_start(struct app *app, const char *line);
/* The words that follow the command which runs now, for it to take (then they are its own); null: none. Borrowed. */
const char *errand_words(struct app *app);
#endif
