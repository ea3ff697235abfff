/* grid_layout.h: which columns of a grid are shown, and how wide. */
#ifndef TUI_GRID_LAYOUT_H
#define TUI_GRID_LAYOUT_H
#include <stddef.h>

enum { GRID_COLUMNS = 32, GRID_GAP = 2 };
struct grid_want {
	int least, most;	/* cells; a column never gets less than least unless it alone is wider than the grid */
};
/* Lays columns from *left on side by side in `width` cells, moving *left so that column `at` is among them. cells[i] is the width of
   column *left + i. Returns how many are shown. */
size_t grid_layout(const struct grid_want *wants, size_t count, int width, size_t at, size_t *left, int cells[GRID_COLUMNS]);
#endif
