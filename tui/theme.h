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
	ROLE_POPUP_TITLE,
	ROLE_COUNT
};

/* After start_color(): picks the table for the terminal's depth. NO_COLOR and `plain` mean attributes only. */
void theme_start(bool plain);
/* The attributes and the colour pair of a role. */
unsigned int theme_attr(enum theme_role role);
short theme_pair(enum theme_role role);
#endif
