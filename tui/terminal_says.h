/* terminal_says.h: what a terminal can do beside its picture: title, clipboard, links, a word when long work is done.
   Nothing is sent to a terminal that cannot, and nothing here is sent as it came: see each. */
#ifndef TUI_TERMINAL_SAYS_H
#define TUI_TERMINAL_SAYS_H
#include <stdbool.h>
#include <stddef.h>

#include "tui/theme.h"

/* The window's title from the next frame on; shown as text is, in short. */
void terminal_title(const char *text);
/* To the clipboard, without controls. False: too long, or this terminal has none. */
bool terminal_copy(const char *text);
void terminal_notify(const char *text);
/* The cells of this frame that hold this text (already fit to be shown) lead to that address. */
void terminal_link(int y, int x, enum theme_role role, const char *text, const char *url);
/* Something covers the screen: links stay as they are. */
void terminal_links_covered(void);

/* For terminal.c. */
void terminal_says_open(void);
void terminal_says_close(void);
void terminal_says_before(void);	/* around the frame */
void terminal_says_after(void);
void terminal_says_again(void);		/* the picture is sent whole */
#endif
