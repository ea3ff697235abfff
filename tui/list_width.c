/* list_width.c: the cursor that goes from column to column, and what one does to the column under it: its width, its place. */
#include <string.h>

#include "shared/translate.h"
#include "tui/commands.h"
#include "tui/list_inside.h"

enum { STEP = 2 };

static struct list *
here(struct app *app)
{
	return app_state(app, &screen_list);
}

static size_t
place(const struct list *l)
{
	for (size_t c = 0; c < l->column_count; c++)
		if (l->columns[c] == l->column)
			return c;
	return l->column_count;
}

/* Every column is reached so, one that had no room too: it comes in. */
static void
go(struct app *app, int step)
{
	struct list *l = here(app);
	size_t at = place(l), to = at == l->column_count ? 0 : at + (size_t)step;

	if (to < l->column_count)
		l->column = l->columns[to];
	else
		app_bell(app);
}

void
list_column_left(struct app *app)
{
	go(app, -1);
}

void
list_column_right(struct app *app)
{
	go(app, 1);
}

static int
cells_now(const struct list *l, const struct catalogue_field *f)
{
	struct list_columns columns;

	list_columns_place(l, l->width, &columns);
	for (size_t c = 0; c < columns.count; c++)
		if (columns.field[c] == f)
			return columns.cells[c];
	return 0;
}

void
list_set_width(struct list *l, const struct catalogue_field *f, int cells)
{
	int was = cells_now(l, f);

	list_keep_width(l, f, cells < LIST_CELLS_LEAST ? LIST_CELLS_LEAST : cells > LIST_CELLS_MOST ? LIST_CELLS_MOST : cells);
	if (cells < was && cells_now(l, f) == was) {
		app_bell(l->app);
		app_tell(l->app, ROLE_DIM, value_is_number(f) ? N_("What it holds would not be whole in fewer.") : N_("It cannot be narrower."), NULL);
	}
}

static void
resize(struct app *app, int step)
{
	struct list *l = here(app);
	int cells;

	if (place(l) == l->column_count)
		l->column = l->columns[0];
	cells = cells_now(l, l->column);
	list_set_width(l, l->column, cells + step);
}

void
list_narrower(struct app *app)
{
	resize(app, -STEP);
}

void
list_wider(struct app *app)
{
	resize(app, STEP);
}

static void
move(struct app *app, int step)
{
	struct list *l = here(app);
	size_t at = place(l), to;

	if (at == l->column_count)
		at = 0;
	to = at + (size_t)step;
	if (to >= l->column_count) {
		app_bell(app);
		return;
	}
	l->column = l->columns[at];
	l->columns[at] = l->columns[to];
	l->columns[to] = l->column;
	l->chosen = true;
	list_columns_forget(l);
	list_keep_soon(l);
}

void
list_column_earlier(struct app *app)
{
	move(app, -1);
}

void
list_column_later(struct app *app)
{
	move(app, 1);
}

void
list_usual(struct app *app)
{
	struct list *l = here(app);

	list_keep_nothing(l);
	l->column = NULL;
	l->other_columns = true;
	list_reread(l);
	app_tell(app, ROLE_OK, N_("Columns, widths and order are as declared."), NULL);
}
