/* stand.h: where one stands in rows of which a window shows some; the keys and the mouse of every screen that is only looked through. */
#ifndef TUI_STAND_H
#define TUI_STAND_H
#include <stdbool.h>
#include <stddef.h>

/* What screen_type.move() is told beside single rows: a page of what it shows, or an end. */
enum { STAND_PAGE = 10000, STAND_END = 100000000 };

struct stand {
	size_t at, top;		/* the row with the cursor; the first one in the window */
	int shown;		/* so many fit */
};
/* How many rows that is where so many are shown; a page keeps one of them. */
int stand_rows(int by, int shown);
/* Before it is drawn: so many rows there are, so many fit. The cursor is on one of them and in the window. */
void stand_show(struct stand *s, size_t count, int shown);
void stand_move(struct stand *s, size_t count, int by);
/* The mouse pressed that row of the window (negative: above it). False: there is none. */
bool stand_point(struct stand *s, size_t count, int row);
#endif
