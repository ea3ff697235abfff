/* screen_menu.c: the first screen: every list that this person may read, by menu, with counts that come later. */
#include "tui/screen_menu.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/screen_form.h"
#include "tui/screen_list.h"
#include "tui/value.h"

enum { COLUMN_CELLS = 38, COLUMN_GAP = 3, COLUMNS_MAX = 6, HELP_ROWS = 2, SOON_MS = 100, BETWEEN_MS = 2000 };

struct item {
	const struct catalogue_entity *entity;
	size_t menu;
	char *count;			/* owned; null until it came */
	int column, row;		/* where it was drawn last */
	bool stale;			/* somebody changed one of these since they were counted */
};
struct menu {
	struct app *app;
	struct tui_timer soon;
	struct timespec counted;	/* when it was last, because of a change */
	struct item *items;
	size_t count, at;
	int scroll, column_width;	/* of the last picture */
};

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct menu *m = state;
	const json_t *count = json_object_get(result, "count");

	if (error != NULL || !json_is_integer(count))
		return;
	free(m->items[tag].count);
	m->items[tag].count = value_count(app_language(app), json_integer_value(count),
		json_is_true(json_object_get(result, "capped")));
}

static void
count_all(struct app *app, struct menu *m)
{
	for (size_t i = 0; i < m->count; i++)
		app_call(app, m, "count", json_pack("{s:s}", "entity", m->items[i].entity->name), counted, (int64_t)i);
}

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
			m->items[m->count++] = (struct item){.entity = all[i].entities[k], .menu = i};
		}
	count_all(app, m);
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

static void
came_back(struct app *app, void *state)
{
	count_all(app, state);
}

static size_t
size_of_menu(const struct menu *m, size_t first)
{
	size_t n = 1;

	while (first + n < m->count && m->items[first + n].menu == m->items[first].menu)
		n++;
	return n;
}

/* Groups flow into columns of about the same height; a group is never torn. */
static void
lay_out(struct menu *m, int columns)
{
	int column = 0, row = 0, total = 0, target;

	for (size_t i = 0; i < m->count; i += size_of_menu(m, i))
		total += (int)size_of_menu(m, i) + 2;
	target = (total + columns - 1) / columns;
	for (size_t i = 0; i < m->count;) {
		int size = (int)size_of_menu(m, i) + 2;

		if (row > 0 && row + size > target + 2 && column + 1 < columns) {
			column++;
			row = 0;
		}
		for (int k = 0; k < size - 2; k++, i++) {
			m->items[i].column = column;
			m->items[i].row = row + 1 + k;
		}
		row += size;
	}
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

static void
count_changed(void *arg)
{
	struct menu *m = arg;

	clock_gettime(CLOCK_MONOTONIC, &m->counted);
	for (size_t i = 0; i < m->count; i++) {
		if (m->items[i].stale)
			app_call(m->app, m, "count", json_pack("{s:s}", "entity", m->items[i].entity->name), counted, (int64_t)i);
		m->items[i].stale = false;
	}
}

/* What was made, deleted, restored, or passed to somebody else changes a number. Counting costs the server more than hearing: a first
   change counts at once, those of a busy company every two seconds, and only while one looks. */
static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct menu *m = state;
	struct timespec now;
	int64_t since;

	(void)id;
	(void)version;
	(void)own;
	if (app_state(app, &screen_menu) != m)
		return;
	for (size_t i = 0; i < m->count; i++)
		m->items[i].stale = m->items[i].stale || strcmp(m->items[i].entity->name, entity) == 0;
	if (m->soon.set)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	since = (now.tv_sec - m->counted.tv_sec) * 1000 + (now.tv_nsec - m->counted.tv_nsec) / 1000000;
	m->soon = (struct tui_timer){.run = count_changed, .arg = m, .background = since < BETWEEN_MS - SOON_MS};
	app_after(app, &m->soon, since < BETWEEN_MS - SOON_MS ? (int)(BETWEEN_MS - since) : SOON_MS);
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	const struct menu *m = state;

	return m->at < m->count ? m->items[m->at].entity : NULL;
}

const struct screen_type screen_menu = {
	.name = "menu", .context = IN_MENU, .state_size = sizeof(struct menu), .open = opened, .close = closed,
	.draw = draw, .mouse = pointed, .tell = tell, .choose = chosen, .key = key_pressed, .back = came_back, .changed = changed, .entity = entity_of,
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
	count_all(app, here(app));
	do_repaint(app);
}
