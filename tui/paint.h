/* paint.h: the only road from text to the screen. Text from outside is made safe and fitted on the way. */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H
#include <stdbool.h>

#include "shared/text.h"
#include "tui/theme.h"

struct _win_st;
struct field;

/* A rectangle of an ncurses window: a screen draws within, at coordinates that begin at its corner. */
struct area {
	struct _win_st *window;
	int y, x, height, width;
};

/* A part of an area, cut to what the area holds. */
struct area paint_part(const struct area *area, int y, int x, int height, int width);
/* Writes text in at most `cells` cells (cut with …). Returns the cells taken. */
int paint_text(const struct area *area, int y, int x, int cells, enum theme_role role, const char *text);
/* What was painted there leads to that address. */
void paint_link(const struct area *area, int y, int x, int cells, enum theme_role role, const char *text, const char *url);
/* Writes text in exactly `cells` cells. */
void paint_cell(const struct area *area, int y, int x, int cells, enum theme_role role, enum text_side side,
	const char *text);
/* A paragraph broken at spaces; returns the rows taken (also those beyond `rows`, which are not drawn). */
int paint_paragraph(const struct area *area, int y, int x, int rows, int cells, enum theme_role role, const char *text);
/* How many bytes of text go on a row of so many cells: to the line's end, or to its last space that fits. */
size_t paint_row_bytes(const char *text, size_t length, int cells);
/* Does nothing stand on that row but the line beside a strip? */
bool paint_is_free(const struct area *area, int y);
void paint_fill(const struct area *area, int y, int x, int cells, enum theme_role role);
/* A horizontal line, with a heading in it unless null. */
void paint_heading(const struct area *area, int y, int x, int cells, const char *text);
void paint_frame(const struct area *area, const char *title);
/* A field's editor. With focus the cursor goes into it. */
void paint_field(const struct area *area, int y, int x, int cells, enum theme_role role, struct field *field, bool focus);
/* The cursor goes there. */
void paint_cursor(const struct area *area, int y, int x);
#endif
