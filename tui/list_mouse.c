/* list_mouse.c: a click on a row moves there, on a header sorts; the wheel scrolls. */
#include "tui/list_inside.h"

static void
sort_at(struct list *l, int x)
{
	struct list_columns columns;
	int from = LIST_MARKER;

	list_columns_place(l, l->width, &columns);
	for (size_t c = 0; c < columns.count; c++) {
		if (x >= from && x < from + columns.cells[c] + LIST_GAP) {
			if (columns.field[c]->sortable)
				list_sort_by(l, columns.field[c]);
			else
				app_bell(l->app);
			return;
		}
		from += columns.cells[c] + LIST_GAP;
	}
}

bool
list_pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct list *l = state;
	int row = mouse->y - l->header_y - 1;

	if (mouse->act != MOUSE_PRESS || mouse->x >= l->width)
		return false;
	if (row == -1) {
		sort_at(l, mouse->x);
	} else if (mouse->x <= 1 && row >= 0 && row < l->height && l->top + (size_t)row < list_loaded(l) && !mouse->twice) {
		/* The margin, where the marks stand. */
		list_go(l, l->top + (size_t)row);
		app_command(app, "mark");
		list_go(l, l->top + (size_t)row);
	} else if (row >= 0 && row < l->height && l->top + (size_t)row < list_loaded(l)) {
		list_go(l, l->top + (size_t)row);
		if (mouse->twice)
			app_enter(app);
	}
	return true;
}
