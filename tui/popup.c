/* popup.c: windows over the screen. */
#include "tui/popup.h"

#include <ncurses.h>
#include <panel.h>

enum { ROOMY = 8, STRIPS = 6 };

static int
between(int value, int low, int high)
{
	return value > high ? high < low ? low : high : value < low ? low : value;
}

/* A new window costs nothing that the difference to the shown frame would not cost too. */
static void
fit_window(struct popup *popup, int y, int x, int height, int width)
{
	int was_y, was_x, was_height, was_width;

	if (popup->window != NULL) {
		getbegyx(popup->window, was_y, was_x);
		getmaxyx(popup->window, was_height, was_width);
		if (was_y == y && was_x == x && was_height == height && was_width == width)
			return;
	}
	popup_free(popup);
	popup->window = newwin(height, width, y, x);
	if (popup->window != NULL)
		popup->panel = new_panel(popup->window);
}

struct area
popup_place(struct popup *popup, int y, int x, int height, int width, const char *title)
{
	struct area area = {.window = NULL};
	int below;

	/* The title, the message and the keys stay in sight; a strip of torn words at either side helps nobody. */
	below = LINES >= ROOMY ? 2 : 0;
	height = between(height + 2, 3, LINES - below - (below > 0));
	width = between(width + 4, 8, COLS);
	if (COLS - width <= STRIPS)
		width = COLS;
	y = between(y, below > 0, LINES - below - height);
	x = between(x, 0, COLS - width);
	fit_window(popup, y, x, height, width);
	if (popup->window == NULL)
		return (struct area){.window = stdscr};
	show_panel(popup->panel);
	top_panel(popup->panel);
	werase(popup->window);
	touchwin(popup->window);	/* what is below was drawn anew */
	area = (struct area){.window = popup->window, .y = 0, .x = 0, .height = height, .width = width};
	paint_frame(&area, title);
	return paint_part(&area, 1, 2, height - 2, width - 4);
}

bool
popup_row_at(const struct popup *popup, int y, int x, int *row)
{
	int top, left, height, width;

	if (popup->window == NULL || panel_hidden(popup->panel) != FALSE)
		return false;
	getbegyx(popup->window, top, left);
	getmaxyx(popup->window, height, width);
	*row = y - top - 1;
	return y >= top && y < top + height && x >= left && x < left + width;
}

void
popup_hide(struct popup *popup)
{
	if (popup->panel != NULL)
		hide_panel(popup->panel);
}

void
popup_free(struct popup *popup)
{
	if (popup->panel != NULL)
		del_panel(popup->panel);
	if (popup->window != NULL)
		delwin(popup->window);
	popup->panel = NULL;
	popup->window = NULL;
}
