/* screen_tiles.c: the dashboard: a number, its difference and its course for each report that asks for a tile. Nothing is asked anew
   but after a change, at most once in ten seconds, and only while one looks. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/chart_draw.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/remote.h"
#include "tui/screen_chart.h"

enum { TILE_LEAST = 36, ROWS_LEAST = 5, ROWS_MOST = 12, COLUMNS_MOST = 3, GAP = 2, BETWEEN_MS = 10000 };

struct tile {
	const char *report, *title;	/* the catalogue's */
	struct chart_data data;
	bool ready, fine;
};
struct tiles {
	struct app *app;
	struct tile *tiles;
	size_t count, at;
	int columns, width, height, top;	/* of a tile, in the last picture; its first row */
	struct timespec asked;
	struct tui_timer timer;
	bool waits;
};

static void
figures_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct tile *t = &((struct tiles *)state)->tiles[tag];
	struct chart_data read;
	json_t *copy;

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	copy = json_deep_copy(result);
	t->ready = true;
	t->fine = chart_read(&read, copy);
	chart_free(&t->data);
	t->data = read;
	json_decref(copy);
}

static void
ask(struct tiles *s)
{
	clock_gettime(CLOCK_MONOTONIC, &s->asked);
	for (size_t i = 0; i < s->count; i++)
		app_call(s->app, s, "figures", json_pack("{s:s}", "name", s->tiles[i].report), figures_came, (int64_t)i);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct tiles *s = state;
	const json_t *one, *all = catalogue_part(app_catalogue(app), "reports");
	size_t i;

	(void)argument;
	s->app = app;
	s->columns = 1;
	s->tiles = xcalloc(json_array_size(all) + 1, sizeof *s->tiles);
	json_array_foreach(all, i, one) {
		const char *name = json_string_value(json_object_get(one, "name")), *title = json_string_value(json_object_get(one, "title"));

		if (name != NULL && title != NULL && json_is_integer(json_object_get(json_object_get(one, "chart"), "tile")))
			s->tiles[s->count++] = (struct tile){.report = name, .title = title};
	}
	ask(s);
}

static void
closed(struct app *app, void *state)
{
	struct tiles *s = state;

	app_not_after(app, &s->timer);
	for (size_t i = 0; i < s->count; i++)
		chart_free(&s->tiles[i].data);
	free(s->tiles);
}

static void
draw_tile(struct tiles *s, const struct area *area, size_t i)
{
	const struct tile *t = &s->tiles[i];
	const struct area inside = paint_part(area, 1, 1, area->height - 1, area->width - 1);

	paint_text(area, 0, 0, 1, ROLE_TEXT, i == s->at ? ">" : " ");
	paint_heading(area, 0, 2, area->width - 2, t->title);
	if (t->ready && t->fine)
		chart_draw_tile(s->app, &inside, &t->data);
	else
		paint_text(&inside, 0, 1, inside.width - 1, ROLE_DIM, t->ready ? app_text(s->app, N_("There are no figures.")) : "…");
	if (i == s->at)
		paint_cursor(area, 0, 0);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct tiles *s = state;
	const struct area list = paint_part(area, 1, 0, area->height - 1, area->width);
	int rows, width, top, height, lines;

	s->columns = (list.width + GAP) / (TILE_LEAST + GAP);
	s->columns = s->columns < 1 ? 1 : s->columns > COLUMNS_MOST ? COLUMNS_MOST : s->columns;
	width = (list.width - (s->columns - 1) * GAP) / s->columns;
	lines = ((int)s->count + s->columns - 1) / s->columns;
	height = lines > 0 ? list.height / lines : ROWS_LEAST;
	height = height < ROWS_LEAST ? ROWS_LEAST : height > ROWS_MOST ? ROWS_MOST : height;
	rows = list.height / height > 0 ? list.height / height : 1;
	top = (int)s->at / s->columns >= rows ? (int)s->at / s->columns - rows + 1 : 0;
	s->width = width;
	s->height = height;
	s->top = top;
	if (s->count == 0)
		paint_text(&list, 0, 2, list.width - 2, ROLE_DIM, app_text(app, N_("There are no figures.")));
	for (size_t i = 0; i < s->count; i++) {
		int row = (int)i / s->columns - top, column = (int)i % s->columns;
		const struct area part = paint_part(&list, row * height, column * (width + GAP), height, width);

		if (row >= 0 && row < rows)
			draw_tile(s, &part, i);
	}
}

static int
ms_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)((now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000);
}

/* Who does not look any more asks when he comes back. */
static void
time_is_up(void *arg)
{
	struct tiles *s = arg;

	s->waits = false;
	if (app_top(s->app) == app_screen_of(s->app, s))
		ask(s);
}

static void
later(struct tiles *s)
{
	int since = ms_since(&s->asked);

	if (s->waits || app_top(s->app) != app_screen_of(s->app, s))
		return;
	if (since >= BETWEEN_MS) {
		ask(s);
		return;
	}
	s->waits = true;
	s->timer = (struct tui_timer){.run = time_is_up, .arg = s, .background = true};
	app_after(s->app, &s->timer, BETWEEN_MS - since);
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	(void)app;
	(void)entity;
	(void)id;
	(void)version;
	(void)own;
	later(state);
}

static void
came_back(struct app *app, void *state)
{
	(void)app;
	if (ms_since(&((struct tiles *)state)->asked) >= BETWEEN_MS)
		ask(state);
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Dashboard")));
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct tiles *s = state;
	int column = s->width > 0 ? mouse->x / (s->width + GAP) : 0, line = s->height > 0 ? (mouse->y - 1) / s->height + s->top : 0;
	size_t at = (size_t)line * (size_t)s->columns + (size_t)column;

	if (mouse->act != MOUSE_PRESS || mouse->y < 1 || column >= s->columns || at >= s->count)
		return false;
	s->at = at;
	if (mouse->twice)
		app_enter(app);
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct tiles *s = state;
	struct value_look look = app_look(app);

	for (size_t i = 0; i < s->count; i++) {
		const struct chart_data *d = &s->tiles[i].data;
		size_t rows = s->tiles[i].fine ? chart_rows(d) : 0;
		char *number = rows > 0 ? chart_number(d, &look, chart_now(d)) : xstrdup("–");

		linear_choice(out, i, s->tiles[i].title, number);
		free(number);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct tiles *)state)->at = tag;
}

const struct screen_type screen_tiles = {
	.name = "tiles", .context = IN_TILES, .state_size = sizeof(struct tiles), .open = opened, .close = closed,
	.draw = draw, .mouse = pointed, .tell = tell, .choose = chosen, .changed = changed, .back = came_back, .title = title_of,
};

static struct tiles *
here(struct app *app)
{
	return app_state(app, &screen_tiles);
}

static void
go(struct tiles *s, int by)
{
	int to = (int)s->at + by;

	if (to >= 0 && to < (int)s->count)
		s->at = (size_t)to;
}

void
tiles_left(struct app *app)
{
	go(here(app), -1);
}

void
tiles_right(struct app *app)
{
	go(here(app), 1);
}

void
tiles_up(struct app *app)
{
	go(here(app), -here(app)->columns);
}

void
tiles_down(struct app *app)
{
	go(here(app), here(app)->columns);
}

void
tiles_open(struct app *app)
{
	const struct tiles *s = here(app);

	if (s->at < s->count)
		chart_show(app, s->tiles[s->at].report);
}

void
tiles_refresh(struct app *app)
{
	do_repaint(app);
	ask(here(app));
}

void
do_dashboard(struct app *app)
{
	app_push(app, &screen_tiles, NULL);
}
