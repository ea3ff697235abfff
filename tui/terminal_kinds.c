/* terminal_kinds.c: the families of terminals. What a sequence is not understood by, it is never sent to. */
#include "tui/terminal_kinds.h"

#include <ncurses.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#define MODERN (CAN_MOUSE | CAN_PASTE | CAN_TITLE | CAN_COPY | CAN_LINK | CAN_NOTIFY)
#define XTERM "xterm-256color"

/* The first row that fits counts. Many modern names are in no terminfo of Debian 12. */
static const struct terminal_kind kinds[] = {
	{.starts = "xterm", .use = XTERM, .can = MODERN},
	{.starts = "foot", .use = XTERM, .can = MODERN},
	{.starts = "wezterm", .use = XTERM, .can = MODERN},
	{.starts = "ghostty", .use = XTERM, .can = MODERN},
	{.starts = "contour", .use = XTERM, .can = MODERN},
	{.starts = "alacritty", .use = XTERM, .can = MODERN},
	{.starts = "kitty", .use = XTERM, .can = MODERN},
	{.starts = "konsole", .use = XTERM, .can = MODERN},
	{.starts = "iterm", .use = XTERM, .can = MODERN},
	{.starts = "gnome", .use = XTERM, .can = MODERN},
	{.starts = "vte", .use = XTERM, .can = MODERN},
	{.starts = "rio", .use = XTERM, .can = MODERN},
	{.starts = "mlterm", .use = XTERM, .can = CAN_MOUSE | CAN_PASTE | CAN_TITLE | CAN_COPY},
	{.starts = "st", .use = XTERM, .can = CAN_MOUSE | CAN_PASTE | CAN_TITLE | CAN_COPY},
	{.starts = "tmux", .use = "screen-256color", .can = CAN_MOUSE | CAN_PASTE | CAN_TITLE | CAN_COPY | CAN_LINK},
	/* GNU screen shows what is long in a sequence that it does not know. */
	{.starts = "screen", .use = "screen", .can = CAN_MOUSE | CAN_PASTE},
	{.starts = "rxvt", .use = "rxvt", .can = CAN_MOUSE | CAN_PASTE | CAN_TITLE},
	{.starts = "putty", .use = "xterm", .can = CAN_MOUSE | CAN_PASTE | CAN_TITLE},
	{.starts = "linux", .use = "linux"},
	{.starts = "vt", .use = "vt100", .ascii = true},
	{.starts = "ansi", .use = "ansi", .ascii = true},
};

const struct terminal_kind *
terminal_kind_of(const char *term)
{
	static const struct terminal_kind unknown = {.starts = ""};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(term, kinds[i].starts, strlen(kinds[i].starts)) == 0)
			return &kinds[i];
	return &unknown;
}

bool
terminal_kind_shows(const char *term)
{
	int known = 0;

	if (strcmp(term, "dumb") == 0)
		return false;
	return terminal_kind_of(term)->use != NULL || (setupterm(term, STDOUT_FILENO, &known) == OK && known == 1);
}
