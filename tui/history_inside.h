/* history_inside.h: the state that the history_*.c files and screen_history.c share. */
#ifndef TUI_HISTORY_INSIDE_H
#define TUI_HISTORY_INSIDE_H
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/screen_history.h"
#include "tui/value.h"

/* An entry (who, when, what), or below it one of the fields that it changed. */
struct history_line {
	size_t entry;
	const char *field;		/* borrowed from the entry; null: the entry itself */
};

struct history {
	struct app *app;
	const struct catalogue_entity *entity;
	int64_t id;
	json_t *entries;		/* as the server tells them, the newest first */
	json_int_t next;		/* where it goes on; 0: all of it is here */
	json_t *now;			/* the record as it is; null until it was read */
	bool loading, loaded, again;	/* again: it changed while it was being read */
	struct history_line *lines;
	size_t count, at, top;
	int height;
	json_t *asked, *side[2];	/* what a question was about: the record as it was then, its values before and after the change */
	json_t *back;			/* what is being put back, until the answer: {"before", "after"} */
};

const struct history_line *history_line(const struct history *h);
const json_t *history_entry(const struct history *h, size_t line);
/* history_text.c: what a field is called, and what it was (0), became (1) or is now (2); the caller owns them. */
const char *history_label(const struct history *h, const char *field);
char *history_text(const struct history *h, size_t entry, const char *field, int when);
/* « 21/11/2026 14:07 », « modifié », « Lyon → Paris »; the caller owns them. */
char *history_when(const struct history *h, const json_t *entry);
char *history_what(const struct history *h, const json_t *entry);
char *history_change(const struct history *h, size_t line);

/* screen_history.c: the record lies in the bin. */
bool history_is_gone(const struct history *h);
void history_reload(struct history *h);
void history_go(struct history *h, size_t at);

/* history_draw.c */
void history_draw(struct app *app, void *state, const struct area *area);
#endif
