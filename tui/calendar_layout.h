/* calendar_layout.h: spans of time beside each other and as bars. No terminal in there. */
#ifndef TUI_CALENDAR_LAYOUT_H
#define TUI_CALENDAR_LAYOUT_H
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct calendar_span {
	time_t from, to;		/* to > from */
	size_t lane;			/* SIZE_MAX: nobody's, which never clashes */
	int part, parts;		/* its place among those that it stands beside */
	bool clash;			/* another one of its lane takes place at the same time */
};
/* Gives each span a part of the width such that none covers another; they are in the order of their beginning. */
void calendar_pack(struct calendar_span *spans, size_t count);
void calendar_clashes(struct calendar_span *spans, size_t count);

/* A span as eighths of cells of a row that shows low to high; false: none of it is seen. At least one eighth is. */
bool calendar_bar(time_t from, time_t to, time_t low, time_t high, int cells, int *first, int *last);
/* The block for one cell of such a bar: "" where the bar is not. */
const char *calendar_block(int first, int last, int cell);
#endif
