/* screen_jobs.c: what the server does by itself: each job in words, when it was done last and how it went, when it is done next. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/remote.h"
#include "tui/stand.h"
#include "tui/value.h"

enum { AGAIN_MS = 1000, LINES = 2, FOOT = 4, FOOT_NAME = 2, ROWS_FOR_FOOT = 12 };

struct jobs {
	struct app *app;
	json_t *list;			/* null: not there yet */
	struct stand stand;
	int asks_left;			/* after one was started: until it is done, but not for ever */
	struct tui_timer timer;
};

/* What jobs count; the server says them in English. */
static const char *const counted[] = {N_("forgotten"), N_("noted"), N_("told"), N_("acted"), N_("ended"), N_("sent"), N_("error")};

static void ask(struct jobs *j, const char *run);

static const struct screen_type screen_jobs;

static const json_t *
here(const struct jobs *j)
{
	return json_array_get(j->list, j->stand.at);
}

static void
time_is_up(void *arg)
{
	struct jobs *j = arg;

	if (app_top(j->app) == app_screen_of(j->app, j))
		ask(j, NULL);
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct jobs *j = state;

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_decref(j->list);
	j->list = json_deep_copy(json_object_get(result, "jobs"));
	if (tag != 0) {
		j->asks_left = 5;
		app_tell(app, ROLE_OK, N_("It is done as soon as the server looks, within a second."), NULL);
	}
	if (j->asks_left-- > 0) {
		j->timer = (struct tui_timer){.run = time_is_up, .arg = j, .background = true};
		app_after(app, &j->timer, AGAIN_MS);
	}
}

static void
ask(struct jobs *j, const char *run)
{
	app_call(j->app, j, "jobs", run ? json_pack("{s:s,s:s}", "what", "run", "job", run) : json_object(), came, run != NULL);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct jobs *j = state;

	(void)argument;
	j->app = app;
	ask(j, NULL);
}

static void
closed(struct app *app, void *state)
{
	struct jobs *j = state;

	app_not_after(app, &j->timer);
	json_decref(j->list);
}

static void
came_back(struct app *app, void *state)
{
	(void)app;
	ask(state, NULL);
}

static const char *
text_of(const json_t *of, const char *name)
{
	const char *text = json_string_value(json_object_get(of, name));

	return text ? text : "";
}

static const char *
name_of(const json_t *one)
{
	return *text_of(one, "message") != '\0' ? text_of(one, "message") : text_of(one, "name");
}

static const char *
word(struct app *app, const char *name)
{
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		if (strcmp(counted[i], name) == 0)
			return app_text(app, counted[i]);
	return name;
}

static void
add_moment(struct app *app, struct buf *out, const char *label, const json_t *one, const char *name)
{
	const struct catalogue_field at = {.name = name, .label = "", .type = TYPE_TIMESTAMP, .format = ""};
	struct value_look look = app_look(app);
	char *text = json_is_string(json_object_get(one, name)) ? value_text(&look, &at, one) : xstrdup("–");

	buf_printf(out, "%s%s %s", out->length > 0 ? " · " : "", label, text);
	free(text);
}

/* When, when again, and what came of it. */
static char *
how_it_goes(struct app *app, const json_t *one)
{
	struct buf out = BUF_EMPTY;
	const json_t *result = json_object_get(one, "last_result"), *value;
	const char *name;

	if (json_is_true(json_object_get(one, "running")))
		buf_str(&out, app_text(app, N_("Running")));
	add_moment(app, &out, app_text(app, N_("last")), one, "last_run_at");
	add_moment(app, &out, app_text(app, N_("next")), one, "run_at");
	if (json_is_false(json_object_get(one, "last_ok")))
		buf_printf(&out, " · ! %s", app_text(app, N_("failed")));
	json_object_foreach((json_t *)(uintptr_t)result, name, value) {
		if (json_is_integer(value))
			buf_printf(&out, " · %s %lld", word(app, name), (long long)json_integer_value(value));
		else if (json_is_string(value))
			buf_printf(&out, " · %s %s", word(app, name), json_string_value(value));
	}
	return buf_steal(&out);
}

static void
draw_job(struct jobs *j, const struct area *area, int y, size_t i)
{
	const json_t *one = json_array_get(j->list, i);
	char *how = how_it_goes(j->app, one);
	bool failed = json_is_false(json_object_get(one, "last_ok"));

	paint_text(area, y, 0, 1, ROLE_TEXT, i == j->stand.at ? ">" : " ");
	paint_text(area, y, 2, area->width - 2, i == j->stand.at ? ROLE_TITLE : ROLE_TEXT, name_of(one));
	paint_text(area, y + 1, 4, area->width - 4, failed ? ROLE_ERROR : json_is_true(json_object_get(one, "running")) ? ROLE_OK : ROLE_DIM, how);
	if (i == j->stand.at)
		paint_cursor(area, y, 0);
	free(how);
}

/* The job under the cursor, whole: what it does and what came of it are longer than many screens are wide. */
static void
draw_whole(struct jobs *j, const struct area *area, int y)
{
	char *how = how_it_goes(j->app, here(j));
	int rows = paint_paragraph(area, y, 2, FOOT_NAME, area->width - 4, ROLE_TEXT, name_of(here(j)));

	rows = rows < FOOT_NAME ? rows : FOOT_NAME;
	paint_paragraph(area, y + rows, 2, FOOT - 1 - rows, area->width - 4, ROLE_DIM, how);
	free(how);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct jobs *j = state;
	size_t count = json_array_size(j->list);
	int foot = area->height >= ROWS_FOR_FOOT ? FOOT : 0;

	stand_show(&j->stand, count, (area->height - 1 - foot) / LINES);
	if (count == 0)
		paint_paragraph(area, 1, 2, 3, area->width - 4, ROLE_DIM, j->list == NULL ? "…"
			: app_text(app, N_("The jobs of the server are for those who look after the company.")));
	for (int i = 0; i < j->stand.shown && j->stand.top + (size_t)i < count; i++)
		draw_job(j, area, 1 + i * LINES, j->stand.top + (size_t)i);
	if (foot > 0 && here(j) != NULL)
		draw_whole(j, area, area->height - foot + 1);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct jobs *j = state;
	const json_t *one;
	size_t i;

	if (json_array_size(j->list) == 0)
		linear_say(out, app_text(app, N_("The jobs of the server are for those who look after the company.")));
	json_array_foreach(j->list, i, one) {
		char *how = how_it_goes(app, one);

		linear_choice(out, i, name_of(one), how);
		free(how);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct jobs *)state)->stand.at = tag;
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct jobs *j = state;

	if (mouse->act != MOUSE_PRESS || mouse->y < 1 || !stand_point(&j->stand, json_array_size(j->list), (mouse->y - 1) / LINES))
		return false;
	if (mouse->twice)
		app_enter(app);
	return true;
}

static void
moved(struct app *app, void *state, int by)
{
	struct jobs *j = state;

	(void)app;
	stand_move(&j->stand, json_array_size(j->list), by);
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Jobs of the server")));
}

static const struct screen_type screen_jobs = {
	.name = "server-jobs", .context = IN_JOBS, .state_size = sizeof(struct jobs), .open = opened, .close = closed, .draw = draw, .mouse = pointed, .move = moved,
	.tell = tell, .choose = chosen, .back = came_back, .title = title_of,
};

/* --- commands --- */

void
do_server_jobs(struct app *app)
{
	if (app_state(app, &screen_jobs) == NULL)
		app_push(app, &screen_jobs, NULL);
}

void
jobs_run(struct app *app)
{
	struct jobs *j = app_state(app, &screen_jobs);

	if (here(j) != NULL)
		ask(j, text_of(here(j), "name"));
	else
		app_bell(app);
}
