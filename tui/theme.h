/* theme.h: what a piece of the screen is (its role) → how this terminal shows it. No other file names a colour. */
#ifndef TUI_THEME_H
#define TUI_THEME_H
#include <stdbool.h>

enum theme_role {
	ROLE_TEXT,
	ROLE_DIM,		/* help, units, what is not the matter */
	ROLE_TITLE,		/* the first row */
	ROLE_HEADING,		/* of a section */
	ROLE_COLUMNS,		/* the header of a list */
	ROLE_LABEL,
	ROLE_VALUE,		/* in a form: what can be typed over */
	ROLE_FOCUS,		/* the value that has the cursor */
	ROLE_SELECT,		/* the key column of the row under the cursor */
	ROLE_MARK,		/* a marked row */
	ROLE_OK,
	ROLE_WARN,
	ROLE_ERROR,
	ROLE_KEY,		/* a key in the bar */
	ROLE_KEY_LABEL,
	ROLE_POPUP,
	ROLE_POPUP_EDGE,	/* above and below */
	ROLE_POPUP_TITLE,
	ROLE_COUNT
};

/* auto: the person's own background and 16 colours, or colours that read on black and on white. mono: attributes only. */
enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK, THEME_CONTRAST, THEME_MONO, THEME_COUNT };
/* The theme of that name, in English or French; THEME_COUNT when there is none. */
enum theme theme_named(const char *name);
/* Its English name, a msgid. Static. */
const char *theme_name(enum theme theme);
/* A new terminal: no colour is known there yet. */
void theme_begin(void);
/* Takes a theme from now on, with as many colours as the terminal has; call it again to change. */
void theme_use(enum theme theme);
enum theme theme_now(void);

/* The attributes and the colour pair of a role. */
unsigned int theme_attr(enum theme_role role);
short theme_pair(enum theme_role role);

/* What a role looks like where a terminal has that many colours: numbers of its palette, -1 for the terminal's own. */
struct theme_colours {
	short text, background;
	bool bold;
};
struct theme_colours theme_colours(enum theme theme, enum theme_role role, int depth);
#endif
