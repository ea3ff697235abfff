/* theme.c: roles in mono, 8, 16 and 256 colours. Colour never carries a meaning alone: attributes do. */
#include "tui/theme.h"

#include <ncurses.h>

/* -1 is the terminal's own colour: light and dark backgrounds both stay readable. No blue on black, no dim alone. */
struct look {
	attr_t attr;
	short colour8, colour16, colour256;
};
static const struct look looks[ROLE_COUNT] = {
	[ROLE_TEXT] = {A_NORMAL, -1, -1, -1},
	[ROLE_DIM] = {A_NORMAL, -1, -1, 244},
	[ROLE_TITLE] = {A_BOLD, -1, -1, -1},
	[ROLE_HEADING] = {A_BOLD, COLOR_CYAN, COLOR_CYAN, 37},
	[ROLE_COLUMNS] = {A_UNDERLINE, -1, -1, -1},
	[ROLE_LABEL] = {A_NORMAL, -1, -1, -1},
	[ROLE_VALUE] = {A_UNDERLINE, -1, -1, -1},
	[ROLE_FOCUS] = {A_UNDERLINE | A_BOLD, -1, -1, -1},
	[ROLE_SELECT] = {A_REVERSE, -1, -1, -1},
	[ROLE_MARK] = {A_BOLD, COLOR_YELLOW, COLOR_YELLOW, 136},
	[ROLE_OK] = {A_BOLD, COLOR_GREEN, COLOR_GREEN, 34},
	[ROLE_WARN] = {A_BOLD, COLOR_YELLOW, COLOR_YELLOW, 136},
	[ROLE_ERROR] = {A_BOLD, COLOR_RED, COLOR_RED, 160},
	[ROLE_KEY] = {A_BOLD, COLOR_CYAN, COLOR_CYAN, 37},
	[ROLE_KEY_LABEL] = {A_NORMAL, -1, -1, -1},
	[ROLE_POPUP] = {A_NORMAL, -1, -1, -1},
	[ROLE_POPUP_TITLE] = {A_BOLD, COLOR_CYAN, COLOR_CYAN, 37},
};
static int depth;

static short
colour_of(const struct look *look)
{
	return depth >= 256 ? look->colour256 : depth >= 16 ? look->colour16 : look->colour8;
}

void
theme_start(bool plain)
{
	depth = 0;
	if (plain || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return;
	depth = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	for (int role = 1; role < ROLE_COUNT; role++)
		if (init_pair((short)role, colour_of(&looks[role]), -1) == ERR)
			depth = 0;
}

unsigned int
theme_attr(enum theme_role role)
{
	return (unsigned int)looks[role].attr;
}

short
theme_pair(enum theme_role role)
{
	/* Pair 0 where the role has no colour of its own: fewer bytes than a switch of pairs. */
	return depth > 0 && colour_of(&looks[role]) >= 0 ? (short)role : 0;
}
