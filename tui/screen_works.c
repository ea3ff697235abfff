/* screen_works.c: all long work of this person, of every sitting: what, since when, how far, what came of it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/remote.h"
#include "tui/screen_work.h"
#include "tui/value.h"

enum { AGAIN_MS = 1000, SINCE = 12, STATE = 12 };

struct all {
	struct app *app;
	json_t *works;			/* null: not there yet */
	size_t at, top;
	int height;
	struct tui_timer timer;
};

static void ask(struct all *a);

static void
time_is_up(void *arg)
{
	struct all *a = arg;

	if (app_top(a->app) == app_screen_of(a->app, a))
		ask(a);
}

static bool
any_runs(const struct all *a)
{
	const json_t *one;
	size_t i;

	json_array_foreach(a->works, i, one) {
		const char *state = json_string_value(json_object_get(one, "state"));

		if (state != NULL && (strcmp(state, "running") == 0 || strcmp(state, "waiting") == 0))
			return true;
	}
	return false;
}

static void
list_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct all *a = state;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_decref(a->works);
	a->works = json_deep_copy(json_object_get(result, "works"));
	if (a->at >= json_array_size(a->works))
		a->at = json_array_size(a->works) > 0 ? json_array_size(a->works) - 1 : 0;
	if (any_runs(a)) {
		a->timer.run = time_is_up;
		a->timer.arg = a;
		a->timer.background = true;
		app_after(app, &a->timer, AGAIN_MS);
	}
}

static void
ask(struct all *a)
{
	app_call(a->app, a, "work", json_pack("{s:s}", "what", "list"), list_came, 0);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct all *a = state;

	(void)argument;
	a->app = app;
	ask(a);
}

static void
closed(struct app *app, void *state)
{
	struct all *a = state;

	app_not_after(app, &a->timer);
	json_decref(a->works);
}

static void
came_back(struct app *app, void *state)
{
	(void)app;
	ask(state);
}

static const json_t *
here(const struct all *a)
{
	return json_array_get(a->works, a->at);
}

/* Whose it is stands there only where it is somebody else's. */
static char *
what_of(struct app *app, const json_t *one)
{
	const char *person = json_string_value(json_object_get(one, "person"));
	char *title = work_title(app, one), *all = json_is_true(json_object_get(one, "own")) ? xstrdup(title) : xasprintf("%s  (%s)", title, person ? person : "");

	free(title);
	return all;
}

static char *
since_of(struct app *app, const json_t *one)
{
	static const struct catalogue_field at = {.name = "since", .type = TYPE_TIMESTAMP, .format = ""};
	struct value_look look = app_look(app);

	return value_text(&look, &at, one);
}

static char *
how_far(struct app *app, const json_t *one)
{
	const char *state = json_string_value(json_object_get(one, "state"));

	if (state != NULL && strcmp(state, "running") == 0)
		return work_progress(app, one);
	return state != NULL && strcmp(state, "done") == 0 ? work_outcome(app, one) : xstrdup(work_state(app, one));
}

static void
draw_row(struct all *a, const struct area *area, int y, size_t i)
{
	const json_t *one = json_array_get(a->works, i);
	const char *state = json_string_value(json_object_get(one, "state"));
	char *what = what_of(a->app, one), *since = since_of(a->app, one), *far = how_far(a->app, one);
	int left = 18, right = area->width / 2 - 8 > 24 ? area->width / 2 - 8 : 24;
	enum theme_role role = state != NULL && (strcmp(state, "failed") == 0 || strcmp(state, "lost") == 0) ? ROLE_ERROR
		: json_integer_value(json_object_get(one, "bad")) > 0 ? ROLE_WARN : ROLE_TEXT;

	paint_text(area, y, 0, 1, ROLE_TEXT, i == a->at ? ">" : " ");
	paint_text(area, y, 2, left - 1, ROLE_DIM, since);
	paint_text(area, y, 2 + left, area->width - left - right - 4, ROLE_TEXT, what);
	paint_text(area, y, area->width - right, right, role, far);
	if (i == a->at)
		paint_cursor(area, y, 0);
	free(what);
	free(since);
	free(far);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct all *a = state;
	size_t count = json_array_size(a->works);

	a->height = area->height - 1 > 0 ? area->height - 1 : 1;
	if (a->at < a->top)
		a->top = a->at;
	if (a->at >= a->top + (size_t)a->height)
		a->top = a->at - (size_t)a->height + 1;
	if (count == 0)
		paint_paragraph(area, 1, 2, 3, area->width - 4, ROLE_DIM, a->works == NULL ? "…"
			: app_text(app, N_("No long work: exports, imports and changes of many records are found here for a week.")));
	for (int i = 0; i < a->height && a->top + (size_t)i < count; i++)
		draw_row(a, area, 1 + i, a->top + (size_t)i);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct all *a = state;
	const json_t *one;
	size_t i;

	if (json_array_size(a->works) == 0)
		linear_say(out, app_text(app, N_("No long work: exports, imports and changes of many records are found here for a week.")));
	json_array_foreach(a->works, i, one) {
		char *what = what_of(app, one), *far = how_far(app, one);

		linear_choice(out, i, what, far);
		free(what);
		free(far);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct all *)state)->at = tag;
}

static void
stop_here(struct app *app, struct all *a)
{
	if (here(a) != NULL)
		works_cancel(app, works_follow(app, here(a)));
	ask(a);
}

static bool
cancel(struct app *app, void *state)
{
	if (here(state) == NULL)
		return false;
	stop_here(app, state);
	return true;
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct all *a = state;
	size_t row = a->top + (size_t)(mouse->y - 1 > 0 ? mouse->y - 1 : 0);

	if (mouse->act != MOUSE_PRESS || mouse->y < 1 || row >= json_array_size(a->works))
		return false;
	a->at = row;
	if (mouse->twice)
		app_enter(app);
	return true;
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Long work")));
}

const struct screen_type screen_works = {
	.name = "works", .context = IN_WORKS, .state_size = sizeof(struct all), .open = opened, .close = closed, .draw = draw, .mouse = pointed,
	.cancel = cancel, .tell = tell, .choose = chosen, .back = came_back, .title = title_of,
};

/* --- commands, here and in the screen of one --- */

void
do_works(struct app *app)
{
	if (app_state(app, &screen_works) == NULL)
		app_push(app, &screen_works, NULL);
}

void
works_open(struct app *app)
{
	const struct all *a = app_state(app, &screen_works);

	if (a == NULL)
		screen_work_open(app);
	else if (here(a) != NULL && json_is_true(json_object_get(here(a), "own")))
		screen_work_show(app, works_follow(app, here(a)));
	else
		app_bell(app);
}

void
works_stop(struct app *app)
{
	const struct screen_type *type = app_state(app, &screen_works) != NULL ? &screen_works : &screen_work;

	if (!type->cancel(app, app_state(app, type)))
		app_tell(app, ROLE_DIM, N_("It does not run any more."), NULL);
}

void
works_mark_failed(struct app *app)
{
	if (app_state(app, &screen_work) != NULL)
		screen_work_mark_failed(app);
	else
		app_tell(app, ROLE_DIM, N_("Enter opens one first."), NULL);
}

static void
move(struct app *app, int by)
{
	struct all *a = app_state(app, &screen_works);
	int last = a != NULL ? (int)json_array_size(a->works) - 1 : 0, to;

	if (a == NULL) {
		screen_work_move(app, by);
		return;
	}
	to = (int)a->at + (by == WORK_PAGE ? a->height : by == -WORK_PAGE ? -a->height : by);
	a->at = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
}

void
works_up(struct app *app)
{
	move(app, -1);
}

void
works_down(struct app *app)
{
	move(app, 1);
}

void
works_page_up(struct app *app)
{
	move(app, -WORK_PAGE);
}

void
works_page_down(struct app *app)
{
	move(app, WORK_PAGE);
}

void
works_first(struct app *app)
{
	move(app, -WORK_END);
}

void
works_last(struct app *app)
{
	move(app, WORK_END);
}

void
works_refresh(struct app *app)
{
	do_repaint(app);
	if (app_state(app, &screen_works) != NULL)
		ask(app_state(app, &screen_works));
}
