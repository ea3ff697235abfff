/* macro.h: keys that are kept under a name and typed again: on the server, for every terminal of the person. */
#ifndef TUI_MACRO_H
#define TUI_MACRO_H
#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "tui/loop.h"

struct app;
struct key;

/* --- as text: `c Enter 'dupont' Tab F2`, pastes between double quotes: macro_text.c --- */
enum { MACRO_KEYS_MOST = 1000, MACRO_TEXT_MOST = 8000 };
/* Appends a key; false: it has no name, or there is no room. Nothing was added then. */
bool macro_add(struct buf *text, const struct key *key);
/* The keys that a text means; free with macro_keys_free. Null with *count 0: it makes no sense. */
struct key *macro_keys(const char *text, size_t *count);
void macro_keys_free(struct key *keys, size_t count);
/* What people call it, as the name of a preference can be: small letters, digits and dashes. Null: nothing is left. The caller owns it. */
char *macro_name(const char *said);

/* --- recording and playing: macro.c; the app has one of these --- */
struct macro {
	bool recording;
	struct key *pressed;		/* so far; their pastes are owned */
	size_t pressed_count;
	size_t mark;			/* how many when the palette was opened: to end it from there is no part of it */
	bool by_key;			/* the key that begins and ends it was pressed just now */
	char *name;			/* said at the beginning; may be null */

	struct key *keys;		/* being played; null: none */
	size_t count, at;
	int times;			/* still to come, this one too */
	bool asked, left;		/* a question is the person's; who left it with Esc */
	bool failed;			/* to be told when whoever refused has said why */
	char *playing, *last;
	struct tui_timer timer;
};
/* macro_record.c */
#define MACRO_PREFIX "macro."
char *macro_preference(const char *name);	/* what it is kept under; the caller owns it */
const char *macro_kept(const struct app *app, const char *name);	/* its keys; null: none is called so. Borrowed */
bool macro_is_asked(const struct app *app);	/* a question is on top, or what came unasked: the person's to answer */
void macro_forget_recorded(struct macro *m);
/* The person's key acts now. */
void macro_sees(struct app *app, const struct key *key);
void macro_palette_opens(struct app *app);
/* macro.c */
/* What the person types waits for the end, but for the answer to a question. */
bool macro_plays(const struct app *app);
void macro_turn(struct app *app);
/* C-c: it ends. False: none was played. */
bool macro_stop(struct app *app);
/* Something failed while it was played: it ends, with a sentence at its next turn. */
void macro_failed(struct app *app);
void macro_free(struct app *app);
#endif
