/* screen_menu.c: the first screen: every list that this person may read, by menu, with counts that come later. */
#include "tui/screen_menu.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/menu_inside.h"
#include "tui/screen_form.h"
#include "tui/screen_list.h"

enum { COLUMN_CELLS = 38, COLUMN_GAP = 3, COLUMNS_MAX = 6, HELP_ROWS = 2 };

static void
opened(struct app *app, void *state, void *argument)
{
	struct menu *m = state;
	size_t menus;
	const struct catalogue_menu *all = catalogue_menus(app_catalogue(app), &menus);

	(void)argument;
	m->app = app;
	for (size_t i = 0; i < menus; i++)
		for (size_t k = 0; k < all[i].count; k++) {
			m->items = xreallocarray(m->items, m->count + 1, sizeof *m->items);
			m->items[m->count] = (struct item){.entity = all[i].entities[k], .menu = i, .number = m->count};
			m->count++;
		}
	menu_count_all(m);
}

static void
closed(struct app *app, void *state)
{
	struct menu *m = state;

	app_not_after(app, &m->soon);
	for (size_t i = 0; i < m->count; i++)
		free(m->items[i].count);
	free(m->items);
}

static size_t
size_of_menu(const struct menu *m, size_t first)
{
	size_t n = 1;

	while (first + n < m->count && m->items[first + n].menu == m->items[first].menu)
		n++;
	return n;
}

/* Each group, whole, into the column that is shortest so far: the first groups stand at the top, beside each other. */
static void
place_groups(struct menu *m, int columns)
{
	int rows[COLUMNS_MAX] = {0};

	for (size_t i = 0; i < m->count;) {
		size_t size = size_of_menu(m, i);
		int column = 0;

		for (int c = 1; c < columns; c++)
			if (rows[c] < rows[column])
				column = c;
		for (size_t k = 0; k < size; k++, i++) {
			m->items[i].column = column;
			m->items[i].row = rows[column] + 1 + (int)k;
		}
		rows[column] += (int)size + 2;
	}
}

static int
by_number(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int
by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->column != y->column ? x->column - y->column : x->row - y->row;
}

/* The order is that of the columns, in which the arrows walk. */
static void
lay_out(struct menu *m, int columns)
{
	size_t number = m->count > 0 ? m->items[m->at].number : 0;

	if (m->columns == columns || m->count == 0)
		return;
	m->columns = columns;
	qsort(m->items, m->count, sizeof *m->items, by_number);
	place_groups(m, columns);
	qsort(m->items, m->count, sizeof *m->items, by_place);
	for (m->at = 0; m->items[m->at].number != number;)
		m->at++;
}

static void
draw_item(const struct menu *m, const struct area *area, size_t i, int scroll, int width)
{
	const struct item *item = &m->items[i];
	int x = item->column * (width + COLUMN_GAP) + 1, y = item->row - scroll;
	bool here = i == m->at;

	if (y < 0 || y >= area->height)
		return;
	paint_text(area, y, x, 1, ROLE_TEXT, here ? ">" : " ");
	paint_text(area, y, x + 2, width - 4 - (item->count ? text_cells_str(item->count) : 0), here ? ROLE_SELECT : ROLE_TEXT,
		item->entity->title);
	if (item->count != NULL)
		paint_cell(area, y, x + width - 8, 8, ROLE_DIM, TEXT_RIGHT, item->count);
	if (here)
		paint_cursor(area, y, x);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct menu *m = state;
	int columns = (area->width + COLUMN_GAP) / (COLUMN_CELLS + COLUMN_GAP), width, scroll = 0;
	const struct area list = paint_part(area, 1, 0, area->height - 1 - HELP_ROWS, area->width);
	size_t menus;
	const struct catalogue_menu *all = catalogue_menus(app_catalogue(app), &menus);

	columns = columns < 1 ? 1 : columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
	width = (area->width - 1 - (columns - 1) * COLUMN_GAP) / columns;
	if (width > COLUMN_CELLS + 6)
		width = COLUMN_CELLS + 6;
	lay_out(m, columns);
	if (m->count == 0) {
		paint_text(&list, 0, 1, area->width - 2, ROLE_DIM, app_text(app, N_("There is nothing here that you may see.")));
		return;
	}
	if (m->items[m->at].row >= list.height)
		scroll = m->items[m->at].row - list.height + 1;
	m->scroll = scroll;
	m->column_width = width + COLUMN_GAP;
	for (size_t i = 0; i < m->count; i++) {
		if (i == 0 || m->items[i - 1].menu != m->items[i].menu)
			paint_heading(&list, m->items[i].row - 1 - scroll, m->items[i].column * (width + COLUMN_GAP) + 1,
				width, all[m->items[i].menu].title);
		draw_item(m, &list, i, scroll, width);
	}
	paint_paragraph(area, area->height - HELP_ROWS, 1, HELP_ROWS, area->width - 2, ROLE_DIM, m->items[m->at].entity->help);
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct menu *m = state;

	if (mouse->act != MOUSE_PRESS || m->column_width == 0)
		return false;
	for (size_t i = 0; i < m->count; i++)
		if (m->items[i].row - m->scroll == mouse->y - 1 && m->items[i].column == mouse->x / m->column_width) {
			m->at = i;
			if (mouse->twice)
				app_enter(app);
			return true;
		}
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct menu *m = state;
	size_t menus;
	const struct catalogue_menu *all = catalogue_menus(app_catalogue(app), &menus);

	for (size_t i = 0; i < m->count; i++) {
		if (i == 0 || m->items[i - 1].menu != m->items[i].menu)
			linear_say(out, all[m->items[i].menu].title);
		linear_choice(out, i, m->items[i].entity->title, m->items[i].count ? m->items[i].count : "");
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct menu *)state)->at = tag;
}

/* A letter that is no command goes to the next list whose name begins with it. */
static bool
key_pressed(struct app *app, void *state, const struct key *key)
{
	struct menu *m = state;

	(void)app;
	if (key->keycode || key->code >= 128 || key->code <= ' ')
		return false;
	for (size_t i = 1; i <= m->count; i++) {
		size_t at = (m->at + i) % m->count;
		char *folded = text_fold(m->items[at].entity->title);
		bool found = folded[0] == (char)key->code;

		free(folded);
		if (found) {
			m->at = at;
			return true;
		}
	}
	return false;
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	const struct menu *m = state;

	return m->at < m->count ? m->items[m->at].entity : NULL;
}

const struct screen_type screen_menu = {
	.name = "menu", .context = IN_MENU, .state_size = sizeof(struct menu), .open = opened, .close = closed,
	.draw = draw, .mouse = pointed, .tell = tell, .choose = chosen, .key = key_pressed, .back = menu_came_back, .changed = menu_changed, .entity = entity_of,
};

static struct menu *
here(struct app *app)
{
	return app_state(app, &screen_menu);
}

void
menu_up(struct app *app)
{
	if (here(app)->at > 0)
		here(app)->at--;
}

void
menu_down(struct app *app)
{
	if (here(app)->at + 1 < here(app)->count)
		here(app)->at++;
}

/* The item of the next column that stands nearest. */
static void
go_column(struct menu *m, int step)
{
	size_t best = m->at;
	int distance = 1000;

	for (size_t i = 0; i < m->count; i++)
		if (m->items[i].column == m->items[m->at].column + step &&
		    abs(m->items[i].row - m->items[m->at].row) < distance) {
			distance = abs(m->items[i].row - m->items[m->at].row);
			best = i;
		}
	m->at = best;
}

void
menu_left(struct app *app)
{
	go_column(here(app), -1);
}

void
menu_right(struct app *app)
{
	go_column(here(app), 1);
}

void
menu_first(struct app *app)
{
	here(app)->at = 0;
}

void
menu_last(struct app *app)
{
	if (here(app)->count > 0)
		here(app)->at = here(app)->count - 1;
}

void
menu_open(struct app *app)
{
	struct menu *m = here(app);

	if (m->count > 0)
		list_show(app, m->items[m->at].entity, NULL, NULL);
}

void
menu_create(struct app *app)
{
	struct menu *m = here(app);

	if (m->count > 0)
		form_create(app, m->items[m->at].entity, NULL);
}

void
menu_refresh(struct app *app)
{
	menu_count_all(here(app));
	do_repaint(app);
}
