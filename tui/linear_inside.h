/* linear_inside.h: the state that linear.c and linear_do.c share. */
#ifndef TUI_LINEAR_INSIDE_H
#define TUI_LINEAR_INSIDE_H
#include <stdbool.h>

#include "shared/buf.h"
#include "tui/linear.h"

struct linear {
	struct app *app;
	struct buf typed, now;		/* lines that wait; what the screen says now */
	bool ended, greeted;
	bool hidden;			/* what is asked for is a secret: the line is not seen */
	bool asked, again;		/* something was done: tell; tell all of it */
	const void *screen;		/* whose lines were told */
	char **told;			/* owned */
	size_t told_count;
	size_t *tags, tag_count;	/* number - 1 → tag */
	char *present;			/* who else had the record open when that was told; owned, may be null */
	char *title;
};
/* One safe line, now. */
void linear_print(struct linear *out, const char *text);
/* linear_do.c: what a line means. */
void linear_do(struct linear *out, const char *line);
#endif
