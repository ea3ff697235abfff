/* grid_layout.c: columns take their least; what is left goes to those that can use it, a cell each in turn. */
#include "tui/grid_layout.h"

#include <stdbool.h>

static int
cells_of(const struct grid_want *wants, size_t from, size_t to)
{
	int cells = 0;

	for (size_t i = from; i <= to; i++)
		cells += wants[i].least + (i > from ? GRID_GAP : 0);
	return cells;
}

static void
share(const struct grid_want *wants, size_t shown, int spare, int *cells)
{
	bool took = true;

	while (spare > 0 && took) {
		took = false;
		for (size_t i = 0; i < shown && spare > 0; i++)
			if (cells[i] < wants[i].most) {
				cells[i]++;
				spare--;
				took = true;
			}
	}
}

size_t
grid_layout(const struct grid_want *wants, size_t count, int width, size_t at, size_t *left, int cells[GRID_COLUMNS])
{
	size_t shown = 0;

	if (count == 0 || width <= 0)
		return 0;
	if (count > GRID_COLUMNS)
		count = GRID_COLUMNS;
	if (at >= count)
		at = count - 1;
	if (*left > at)
		*left = at;
	while (*left < at && cells_of(wants, *left, at) > width)
		(*left)++;
	/* What became wider shows columns at the left again. */
	while (*left > 0 && cells_of(wants, *left - 1, count - 1) <= width)
		(*left)--;
	while (*left + shown < count && (shown == 0 || cells_of(wants, *left, *left + shown) <= width)) {
		cells[shown] = wants[*left + shown].least;
		shown++;
	}
	if (cells[0] > width)
		cells[0] = width;
	share(wants + *left, shown, width - cells_of(wants, *left, *left + shown - 1), cells);
	return shown;
}
