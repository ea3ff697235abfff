/* tour.c: the guided tour: what the catalogue's steps tell, in rows of its own below the screen, so that it covers nothing; each step waits
   until the person did what it tells. It goes through a company with invented records, can be left, and goes on where it was left. */
#include "tui/tour.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/palette.h"
#include "tui/pick.h"

enum { ROWS = 4, NEXT = 0, BACK, LEAVE };

static const json_t *
steps(const struct app *app)
{
	return app->catalogue ? catalogue_part(app->catalogue, "tour") : NULL;
}

static const json_t *
step(const struct app *app)
{
	return app->tour.on ? json_array_get(steps(app), app->tour.at) : NULL;
}

static const char *
says(const json_t *one, const char *what)
{
	return json_string_value(json_object_get(one, what));
}

/* The company with that slug, or (null) the first one to learn in. */
static const json_t *
company(const struct app *app, const char *slug)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(app->hello, "companies"), i, one) {
		const char *its = says(one, "slug");

		if (its != NULL && (slug ? strcmp(its, slug) == 0 : json_is_true(json_object_get(one, "demo"))))
			return one;
	}
	return NULL;
}

static bool
is_here(const struct app *app)
{
	const char *slug = says(json_object_get(app->hello, "company"), "slug");

	return slug != NULL && json_is_true(json_object_get(company(app, slug), "demo"));
}

static void
remember(struct app *app)
{
	char *number = xasprintf("%zu", app->tour.at + 1);

	app_prefer(app, "tour", number);
	free(number);
}

static void
stand_at(struct app *app, size_t at)
{
	app->tour.at = at;
	app->tour.did = app->tour.saved = app->tour.told = false;
	app_dirty(app);
}

static void
go_on(struct app *app)
{
	stand_at(app, app->tour.at + 1);
	if (app->tour.at < json_array_size(steps(app))) {
		remember(app);
		return;
	}
	app->tour.on = false;
	app_prefer(app, "tour", "done");
	app_tell(app, ROLE_OK, N_("That was the tour. “:tour” shows it again."), NULL);
}

/* Where a step is told: the place of the nearest one before it that says one. */
static void
begin(struct app *app, size_t at)
{
	const char *place = NULL;
	size_t from = at;

	for (from = at + 1; from > 0 && place == NULL; from--)
		place = says(json_array_get(steps(app), from - 1), "begins");
	if (place != NULL) {
		app_home(app);
		at = from;
	}
	app->tour.on = true;
	stand_at(app, at);
	if (place != NULL && strcmp(place, "menu") != 0)
		palette_run(app, place);
	remember(app);
}

static size_t
left_at(const struct app *app)
{
	const char *kept = app_preference(app, "tour");
	size_t at = kept && strspn(kept, "0123456789") == strlen(kept) ? (size_t)strtoul(kept, NULL, 10) : 0;

	return at > 0 && at <= json_array_size(steps(app)) ? at - 1 : 0;
}

void
tour_start(struct app *app)
{
	const char *kept = app_preference(app, "tour");

	if (app->tour.on && !is_here(app))
		app->tour.on = false;
	if (app->tour.wanted && is_here(app)) {
		app->tour.wanted = false;
		begin(app, left_at(app));
	} else if (kept == NULL && company(app, NULL) != NULL && json_array_size(steps(app)) > 0) {
		app_tell(app, ROLE_OK, N_("New here? “:tour” shows the essentials in five minutes, with invented records."), NULL);
		app_prefer(app, "tour", "offered");
	}
}

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	size_t at = app->tour.at;

	(void)owner;
	(void)typed;
	if (row->tag == NEXT) {
		go_on(app);
		return;
	}
	if (row->tag == BACK && at > 0) {
		begin(app, at - 1);
		return;
	}
	if (row->tag == BACK) {
		begin(app, 0);
		return;
	}
	app->tour.on = false;
	app_tell(app, ROLE_OK, N_("The tour waits here: “:tour” goes on with it."), NULL);
}

static void
go_there(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	if (row->tag != 0)
		return;
	app->tour.wanted = true;
	app_company(app, says(company(app, NULL), "slug"));
}

static void
nothing(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)app;
	(void)owner;
	(void)row;
	(void)typed;
}

void
do_tour(struct app *app)
{
	static const char *const on_the_way[] = {N_("(N)ext step"), N_("(B)ack a step"), N_("(L)eave the tour")};
	static const char *const where[] = {N_("(G)o there"), N_("(S)tay here")}, *const alone[] = {N_("(C)lose")};
	const json_t *demo = company(app, NULL);
	const char *email = says(json_object_get(app->hello, "person"), "email");

	if (json_array_size(steps(app)) == 0)
		app_tell(app, ROLE_DIM, N_("This server has no tour."), NULL);
	else if (app->tour.on)
		pick_question(app, NULL, xstrdup(app_text(app, N_("Tour"))), NULL, on_the_way, 3, answered);
	else if (is_here(app))
		begin(app, left_at(app));
	else if (demo != NULL)
		pick_question(app, NULL, xstrdup(app_text(app, N_("Tour"))),
			app_fill(app, N_("The tour goes through {name}, where nobody is real and nothing can be spoilt."), json_pack("{s:s}", "name", says(demo, "name"))),
			where, 2, go_there);
	else
		pick_question(app, NULL, xstrdup(app_text(app, N_("Tour"))),
			app_fill(app, N_("The tour needs a company with invented records, and you work for none. Whoever runs the server makes one: {command}"),
				json_pack("{s:o}", "command", json_sprintf("comptoird tenant create demo Demo --demo --owner %s", email ? email : "E-MAIL"))),
			alone, 1, nothing);
}

void
tour_did(struct app *app, const char *command)
{
	const char *awaited = says(json_object_get(step(app), "until"), "did");

	if (awaited != NULL && command != NULL && strcmp(awaited, command) == 0)
		app->tour.did = true;
}

void
tour_saved(struct app *app, const char *entity)
{
	const char *awaited = says(json_object_get(step(app), "until"), "saved");

	if (awaited != NULL && entity != NULL && strcmp(awaited, entity) == 0)
		app->tour.saved = true;
}

static bool
is_at(struct app *app, const char *place)
{
	for (size_t i = 0; i < keys_screens_count; i++)
		if (keys_screens[i].context == app_context(app))
			return strcmp(keys_screens[i].name, place) == 0;
	return false;
}

static bool
is_done(struct app *app, const json_t *until)
{
	const char *at = says(until, "at"), *entity = says(until, "entity");
	const struct catalogue_entity *shown = entity ? app_entity(app) : NULL;

	return json_object_size(until) > 0 && (at == NULL || is_at(app, at)) && (entity == NULL || (shown != NULL && strcmp(shown->name, entity) == 0)) &&
		(app->tour.did || says(until, "did") == NULL) && (app->tour.saved || says(until, "saved") == NULL);
}

void
tour_look(struct app *app)
{
	const json_t *now = step(app);

	/* What is being opened shows something else in a moment. */
	if (now != NULL && app->top != NULL && !app_opens(app) && is_done(app, json_object_get(now, "until")))
		go_on(app);
}

bool
tour_enter(struct app *app)
{
	const json_t *now = step(app);

	if (now == NULL || json_object_size(json_object_get(now, "until")) > 0 || !(app_context(app) & IN_READING))
		return false;
	go_on(app);
	return true;
}

/* The text of a step with this person's keys, and how it goes on. The caller owns it. */
static char *
told(struct app *app, const json_t *now)
{
	char *text = app_fill_keys(app, app_context(app), says(now, "text") ? says(now, "text") : ""), *all;

	if (json_object_size(json_object_get(now, "until")) > 0)
		return text;
	all = xasprintf("%s %s", text, app_text(app, N_("Enter goes on.")));
	free(text);
	return all;
}

static char *
heading(struct app *app, const json_t *now)
{
	return app_fill(app, N_("Tour {n}/{count}: {title}"), json_pack("{s:i,s:i,s:s}", "n", (int)app->tour.at + 1, "count", (int)json_array_size(steps(app)),
		"title", says(now, "title") ? says(now, "title") : ""));
}

/* As many as the text needs, and no less than usual, so that the screen above rarely moves; a third of it at most. */
int
tour_rows(struct app *app, const struct area *all)
{
	const json_t *now = step(app);
	char *text = now ? told(app, now) : NULL;
	int rows = text ? 1 + paint_paragraph(all, 0, 1, 0, all->width - 2, ROLE_TEXT, text) : 0, most = all->height / 3;

	free(text);
	rows = rows > 0 && rows < ROWS ? ROWS : rows;
	return rows > most ? most : rows;
}

void
tour_draw(struct app *app, const struct area *area)
{
	const json_t *now = step(app);
	char *title, *text, *more;
	int taken;

	if (now == NULL || area->height <= 0)
		return;
	title = heading(app, now);
	text = told(app, now);
	more = app_fill_keys(app, app_context(app), app_text(app, N_("{tour}: skip, back, leave")));
	taken = text_cells_str(more);
	paint_heading(area, 0, 0, area->width, title);
	if (text_cells_str(title) + taken + 8 < area->width) {
		paint_text(area, 0, area->width - taken - 3, taken + 2, ROLE_DIM, " ");
		paint_text(area, 0, area->width - taken - 2, taken, ROLE_DIM, more);
		paint_text(area, 0, area->width - 2, 1, ROLE_DIM, " ");
	}
	paint_paragraph(area, 1, 1, area->height - 1, area->width - 2, ROLE_TEXT, text);
	free(title);
	free(text);
	free(more);
}

char *
tour_tell(struct app *app)
{
	const json_t *now = step(app);
	char *title, *text, *line;

	if (now == NULL || app->tour.told)
		return NULL;
	app->tour.told = true;
	title = heading(app, now);
	text = told(app, now);
	line = xasprintf("%s. %s", title, text);
	free(title);
	free(text);
	return line;
}
