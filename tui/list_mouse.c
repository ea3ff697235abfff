/* list_mouse.c: a click on a row moves there, on a header sorts; a header's edge is dragged; the wheel scrolls. */
#include "tui/list_inside.h"

/* The gap behind a column is its edge. */
static void
press_header(struct list *l, int x)
{
	struct list_columns columns;
	int from = LIST_MARKER;

	list_columns_place(l, l->width, &columns);
	for (size_t c = 0; c < columns.count; c++) {
		int end = from + columns.cells[c];

		if (x >= end && x < end + LIST_GAP) {
			l->dragged = columns.field[c];
			l->dragged_from = from;
			return;
		}
		if (x >= from && x < end) {
			if (columns.field[c]->sortable)
				list_sort_by(l, columns.field[c]);
			else
				app_bell(l->app);
			return;
		}
		from = end + LIST_GAP;
	}
}

/* The edge follows the mouse. */
static bool
drag(struct list *l, const struct mouse *mouse)
{
	if (l->dragged == NULL)
		return false;
	if (mouse->act == MOUSE_DRAG)
		list_set_width(l, l->dragged, mouse->x - l->dragged_from);
	else
		l->dragged = NULL;
	return true;
}

bool
list_pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct list *l = state;
	int row = mouse->y - l->header_y - 1;

	if (drag(l, mouse))
		return true;
	if (mouse->act != MOUSE_PRESS || mouse->x >= l->width)
		return false;
	if (row == -1) {
		press_header(l, mouse->x);
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
