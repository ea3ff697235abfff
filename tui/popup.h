/* popup.h: a window over the screen (libpanel keeps the order). The only thing here that has a frame. */
#ifndef TUI_POPUP_H
#define TUI_POPUP_H
#include "tui/paint.h"

struct popup {
	struct _win_st *window;
	struct panel *panel;
};
/* Places the popup at a corner of the terminal, moved and cut so that it is wholly visible; erased, framed, on top.
   The area is what is inside the frame. */
struct area popup_place(struct popup *popup, int y, int x, int height, int width, const char *title);
/* Is that cell of the terminal in the popup? Then also which row of its inside it is (-1 and beyond: its frame). */
bool popup_row_at(const struct popup *popup, int y, int x, int *row);
void popup_hide(struct popup *popup);
void popup_free(struct popup *popup);
#endif
