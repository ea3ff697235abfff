/* field.h: a one-line editor. It knows text and keys, not what the value means; drawing is field_draw.c. */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H
#include <stdbool.h>
#include <stddef.h>

enum field_act {
	FIELD_NOTHING,
	FIELD_LEFT, FIELD_RIGHT, FIELD_WORD_LEFT, FIELD_WORD_RIGHT, FIELD_HOME, FIELD_END,
	FIELD_SELECT_LEFT, FIELD_SELECT_RIGHT, FIELD_SELECT_WORD_LEFT, FIELD_SELECT_WORD_RIGHT,
	FIELD_SELECT_HOME, FIELD_SELECT_END, FIELD_SELECT_ALL,
	FIELD_BACKSPACE, FIELD_DELETE, FIELD_CUT_WORD_LEFT, FIELD_CUT_WORD_RIGHT, FIELD_CUT_HOME, FIELD_CUT_END, FIELD_CLEAR,
	FIELD_UNDO, FIELD_REDO,
};
enum field_result {
	FIELD_UNKNOWN,		/* not for a field: the screen may use the key */
	FIELD_DONE,		/* handled, the text is as it was (a move, or nothing to do) */
	FIELD_CHANGED,
	FIELD_FULL,		/* refused: the maximum is reached (some of a paste may have entered); ring the bell */
};

struct field;
/* max is in clusters; 0 means no limit but 64 KiB. */
struct field *field_new(size_t max);
void field_free(struct field *f);

/* A new value from outside: untouched, so that the first typed character replaces it; undo is forgotten.
   NULL is "". The cursor stands at the end. */
void field_set(struct field *f, const char *text);
/* A new value as if typed: can be undone (a picker's choice, today's date, a repeated value). */
enum field_result field_replace(struct field *f, const char *text);
/* NFC, null-terminated; lives until the next change. */
const char *field_text(const struct field *f);
bool field_is_empty(const struct field *f);
/* Differs from what field_set gave. */
bool field_changed(const struct field *f);
/* As field_set left it: not typed in, not moved in. */
bool field_untouched(const struct field *f);
/* The field gets the cursor: an untouched text will be replaced by the first typed character. */
void field_focus(struct field *f);
/* Clusters typed and allowed, for the count that is shown from 80 % on. */
size_t field_length(const struct field *f);
size_t field_max(const struct field *f);
bool field_nearly_full(const struct field *f);
/* The selected text or NULL. The caller owns it. */
char *field_selection(const struct field *f);
size_t field_cursor(const struct field *f);		/* byte offset in the text */
size_t field_undos(const struct field *f);		/* steps that undo would take back */

enum field_result field_do(struct field *f, enum field_act act);
/* One typed character or an input method's word. */
enum field_result field_type(struct field *f, const char *utf8, size_t length);
/* A paste is one step of undo; line ends and tabs become spaces, other controls go. */
enum field_result field_paste(struct field *f, const char *utf8, size_t length);
/* What a key of get_wch() means here: keycode tells KEY_… from characters. */
enum field_act field_act_of(bool keycode, unsigned int key);
enum field_result field_key(struct field *f, bool keycode, unsigned int key);

/* How the field looks in `width` cells: safe text, marks < and > where more is hidden (they take a cell each). */
struct field_span {
	char *text;		/* owned by the view */
	int cells;
	bool selected;
};
struct field_view {
	struct field_span span[3];	/* before, in and after the selection; unused ones are empty */
	bool more_left, more_right;
	int cells;			/* drawn, marks included; the rest of the width is empty */
	int cursor;			/* cell of the cursor from the left edge, 0…width-1 */
};
void field_look(struct field *f, int width, struct field_view *view);
void field_view_free(struct field_view *view);
/* Draws into an ncurses window: attr for the text and its empty rest, reverse for the selection. Returns the
   column of the cursor in that window; the caller places it. `window` is a WINDOW *, attr an attr_t. */
struct _win_st;
int field_draw(struct field *f, struct _win_st *window, int y, int x, int width, unsigned int attr, short pair);
#endif
