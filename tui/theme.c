/* theme.c: roles in mono, 8, 16 and 256 colours. Colour never carries a meaning alone: attributes and signs do. Each pair of
   a theme has a contrast of 4.5:1 at least (tests/unit/theme_test.c computes it). */
#include "tui/theme.h"

#include <ncurses.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"

static const attr_t attributes[ROLE_COUNT] = {
	[ROLE_TITLE] = A_BOLD, [ROLE_HEADING] = A_BOLD, [ROLE_COLUMNS] = A_UNDERLINE, [ROLE_VALUE] = A_UNDERLINE,
	[ROLE_FOCUS] = A_UNDERLINE | A_BOLD, [ROLE_SELECT] = A_REVERSE, [ROLE_MARK] = A_BOLD, [ROLE_OK] = A_BOLD,
	[ROLE_WARN] = A_BOLD, [ROLE_ERROR] = A_BOLD, [ROLE_KEY] = A_BOLD, [ROLE_POPUP_TITLE] = A_BOLD | A_UNDERLINE,
	[ROLE_POPUP_EDGE] = A_UNDERLINE,
};

/* What roles have in common: so many colours are enough. */
enum shade { PLAIN, DIM, ACCENT, GOOD, CARE, BAD, SHADES };
static const enum shade shades[ROLE_COUNT] = {
	[ROLE_DIM] = DIM, [ROLE_HEADING] = ACCENT, [ROLE_POPUP_TITLE] = ACCENT, [ROLE_MARK] = CARE,
	[ROLE_WARN] = CARE, [ROLE_OK] = GOOD, [ROLE_ERROR] = BAD,
};

struct hues {
	short of8, of16, of256;
};
static const struct hues own = {-1, -1, -1};
/* In 8 and 16 colours only those that read well in all usual palettes (in 8, bold may be brighter); auto trusts the person's
   own. */
static const struct {
	const char *name, *other;
	struct hues background, hues[SHADES];
} themes[THEME_COUNT] = {
	[THEME_AUTO] = {N_("auto"), "automatique", {-1, -1, -1}, {{-1, -1, -1}, {-1, -1, 243},
		{COLOR_CYAN, COLOR_CYAN, 63}, {COLOR_GREEN, COLOR_GREEN, 29}, {COLOR_YELLOW, COLOR_YELLOW, 131},
		{COLOR_RED, COLOR_RED, 163}}},
	[THEME_LIGHT] = {N_("light"), "clair", {-1, -1, -1}, {{-1, -1, -1}, {-1, -1, 240},
		{COLOR_BLUE, COLOR_BLUE, 24}, {-1, -1, 22}, {-1, COLOR_MAGENTA, 94}, {-1, COLOR_RED, 124}}},
	[THEME_DARK] = {N_("dark"), "sombre", {-1, -1, -1}, {{-1, -1, -1}, {-1, -1, 248},
		{COLOR_CYAN, 14, 80}, {COLOR_GREEN, 10, 114}, {COLOR_YELLOW, 11, 221}, {COLOR_YELLOW, 9, 210}}},
	[THEME_CONTRAST] = {N_("contrast"), "contraste", {COLOR_BLACK, COLOR_BLACK, 16}, {{COLOR_WHITE, 15, 231}, {COLOR_WHITE, 15, 231},
		{COLOR_YELLOW, 11, 226}, {COLOR_WHITE, 15, 231}, {COLOR_YELLOW, 11, 226}, {COLOR_YELLOW, 11, 226}}},
	[THEME_MONO] = {N_("mono"), "monochrome", {-1, -1, -1}, {{-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1},
		{-1, -1, -1}, {-1, -1, -1}}},
};
static int depth;		/* colours that are used; 0: attributes only */
static bool started;
static enum theme now;

enum theme
theme_named(const char *name)
{
	char *folded = text_fold(name);
	enum theme found = 0;

	while (found < THEME_COUNT && strcmp(folded, themes[found].name) != 0 && strcmp(folded, themes[found].other) != 0)
		found++;
	free(folded);
	return found;
}

const char *
theme_name(enum theme theme)
{
	return themes[theme].name;
}

static short
hue_of(const struct hues *hues, int colours)
{
	return colours >= 256 ? hues->of256 : colours >= 16 ? hues->of16 : hues->of8;
}

struct theme_colours
theme_colours(enum theme theme, enum theme_role role, int colours)
{
	const struct hues *text = colours > 0 ? &themes[theme].hues[shades[role]] : &own;
	const struct hues *back = colours > 0 ? &themes[theme].background : &own;

	return (struct theme_colours){.text = hue_of(text, colours), .background = hue_of(back, colours),
		.bold = (attributes[role] & A_BOLD) != 0};
}

void
theme_begin(void)
{
	started = false;
	depth = 0;
}

void
theme_use(enum theme theme)
{
	struct theme_colours plain;

	now = theme;
	depth = 0;
	if (!has_colors() || (theme == THEME_MONO && !started))
		return;
	if (!started && (start_color() == ERR || COLORS < 8))
		return;
	started = true;
	depth = theme == THEME_MONO ? 0 : COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	plain = theme_colours(theme, ROLE_TEXT, depth);
	if (assume_default_colors(plain.text, plain.background) == ERR)
		depth = 0;
	for (int role = 1; depth > 0 && role < ROLE_COUNT; role++) {
		struct theme_colours c = theme_colours(theme, (enum theme_role)role, depth);

		if (init_pair((short)role, c.text, c.background) == ERR)
			depth = 0;
	}
}

enum theme
theme_now(void)
{
	return now;
}

unsigned int
theme_attr(enum theme_role role)
{
	return (unsigned int)attributes[role];
}

short
theme_pair(enum theme_role role)
{
	/* Pair 0 where the role has no colour of its own: fewer bytes than a switch of pairs. */
	return depth > 0 && theme_colours(now, role, depth).text != theme_colours(now, ROLE_TEXT, depth).text ? (short)role : 0;
}
