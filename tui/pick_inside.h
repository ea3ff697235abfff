/* pick_inside.h: the state that pick.c and pick_draw.c share. */
#ifndef TUI_PICK_INSIDE_H
#define TUI_PICK_INSIDE_H
#include "tui/field.h"
#include "tui/loop.h"
#include "tui/pick.h"
#include "tui/screen.h"

struct pick {
	struct pick_ask ask;		/* its strings and rows are owned here */
	struct field *line;
	size_t *shown, shown_count;	/* indices of the rows that are found */
	size_t at, top;			/* of shown */
	int rows_y, rows_shown;		/* where the rows were drawn */
	size_t line_at;			/* so many lines back in what was written before; 0: at what is typed now */
	bool moved;			/* the person chose where the cursor stands */
	struct app *app;
	struct tui_timer rest;		/* until the typing has come to rest */
};
extern const struct screen_type screen_pick;
/* pick_find.c */
enum { PICK_EXACT = 7 };		/* the score of what is called exactly so: nothing that comes later stands above it but a line */
int pick_score(const struct pick_row *row, const char *sought);		/* 0: not found; more is better; sought is folded */
void pick_find(struct pick *p);			/* makes `shown` */
const char *pick_sought(const struct pick *p);	/* what is looked for; borrowed */
/* pick_draw.c */
void pick_draw(struct app *app, void *state, const struct area *area);
void pick_size(struct app *app, const void *state, int *height, int *width, int *y, int *x);
#endif
