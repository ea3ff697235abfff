/* pick.h: a popup of rows from which one is taken: choices, actions, questions, help, palette, companies. */
#ifndef TUI_PICK_H
#define TUI_PICK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;

/* A record that is called exactly so stands above what only begins so; what the whole line says above everything. */
enum { PICK_RECORD = 1, PICK_LINE = 3 };

struct pick_row {
	char *label;			/* owned */
	char *detail;			/* at the right or after the label, dimmed; owned, may be null */
	char *words;			/* what typing finds beside the label; owned, may be null */
	char letter[8];			/* UTF-8; "" for none */
	bool heading;			/* cannot be taken */
	bool always;			/* shown whatever is typed: the server found it */
	bool refused;			/* says why there is nothing to take */
	int rank;			/* above what typing finds, PICK_…; 0: as it is found */
	int64_t tag;			/* the asker's */
};

struct pick;
typedef void pick_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed);

struct pick_ask {
	char *title;			/* stolen, as is everything owned below */
	char *text;			/* a paragraph above the rows, or null */
	struct pick_row *rows;
	size_t count, chosen;
	bool letters;			/* a row's letter takes it; else typing finds rows */
	bool explains;			/* the highlighted row's detail is written out below the rows */
	char *typed;			/* what stands in the line already, or null */
	int y, x;			/* corner in cells of the terminal; negative: in the middle */
	int width;			/* least width of the inside, 0: as the rows need */
	bool narrow;			/* that is its width: what does not fit in a row is cut */
	const char *nothing;		/* msgid when no row is found, or null */
	/* Called after the popup has closed; owner is a state below it, or null. Not called when it is left. */
	pick_taken *take;
	/* What was typed changed; may ask for other rows. */
	void (*typing)(struct app *app, struct pick *pick, void *owner, const char *typed);
	/* The same when nothing was typed for a moment, or a key takes a row or moves: what asks the server. */
	void (*rested)(struct app *app, struct pick *pick, void *owner, const char *typed);
	/* Where in the line the words to find begin; null: at its beginning. Borrowed. */
	const char *(*part)(const char *typed);
	/* Tab: the line with more of it; null: the highlighted row does. The caller owns it. */
	char *(*complete)(struct app *app, const char *typed);
	/* Up on the first row: the line before that, the newest first (at: from 0); null: none. Borrowed. */
	const char *(*earlier)(struct app *app, size_t at);
	bool question;			/* the person's to answer: no macro does */
	void *owner;
	int64_t about;			/* the asker's */
};
/* Opens the popup. ask itself is copied. */
struct pick *pick_open(struct app *app, const struct pick_ask *ask);
/* Other rows (stolen) for the same popup: an answer came. */
void pick_rows(struct app *app, struct pick *pick, struct pick_row *rows, size_t count);
/* What stands in the line. */
const char *pick_typed(const struct pick *pick);
int64_t pick_about(const struct pick *pick);
/* Takes the row of the popup on top that the words mean, as Enter would. False: none, or no popup. */
bool pick_answer(struct app *app, const char *words);
/* Is a question on top? */
bool pick_asks(const struct app *app);
/* Adds a row to an array that grows; strings are stolen. Returns it. */
struct pick_row *pick_add(struct pick_row **rows, size_t *count, char *label, char *detail, int64_t tag);
/* Gives each row without a letter one of its label, or any that is free. */
void pick_letters(struct pick_row *rows, size_t count);
/* A question: each option is a msgid with its letter in parentheses, "(S)ave"; the tag of the row is its number.
   title and text are stolen. */
void pick_question(struct app *app, void *owner, char *title, char *text, const char *const *options, size_t count,
	pick_taken *take);
#endif
