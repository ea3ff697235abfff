/* errand_run.c: a line is done step by step, each when the one before has come to rest; what is typed meanwhile waits for the end. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/errand.h"
#include "tui/filter_words.h"
#include "tui/palette.h"
#include "tui/pick.h"
#include "tui/plane.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/screen_list.h"
#include "tui/screen_record.h"

enum { FOUND_MOST = 12 };

struct errand_run {
	struct errand errand;
	char *line;
	size_t at;
	char *words;			/* of the command that was run, until it or what it opened takes them; owned */
	const char *command;		/* whose they are */
	bool waits;			/* an answer decides how it goes on */
	json_t *hits;			/* among which the person chooses */
	const void *asks;		/* the popup where they do */
};

static struct errand_run *
run_of(struct app *app)
{
	return app->errand;
}

void
errand_drop(struct app *app)
{
	struct errand_run *run = run_of(app);

	app->errand = NULL;
	if (run == NULL)
		return;
	errand_free(&run->errand);
	json_decref(run->hits);
	free(run->words);
	free(run->line);
	free(run);
}

bool
errand_holds(const struct app *app)
{
	const struct errand_run *run = app->errand;

	return run != NULL && run->asks == NULL;
}

/* What was not understood is told; the line stands there again, to be mended. part is borrowed. */
static void
failed(struct app *app, const char *why, const char *part, const struct catalogue_entity *of)
{
	char *line = xstrdup(run_of(app)->line), *kept = xstrdup(part), *text;

	errand_drop(app);
	app_drop_held(app);
	app_bell(app);
	if (app->linear == NULL)
		palette_open(app, line);
	text = app_fill(app, why, json_pack("{s:s,s:s}", "part", kept, "title", of ? of->title : ""));
	app_say(app, ROLE_ERROR, xasprintf("! %s", text));
	free(text);
	free(line);
	free(kept);
}

static void
next_step(struct app *app)
{
	struct errand_run *run = run_of(app);

	run->at++;
	run->waits = false;
	run->asks = NULL;
	json_decref(run->hits);
	run->hits = NULL;
}

static void
show(struct app *app, const json_t *hit)
{
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(hit, "entity")));

	if (entity != NULL)
		record_show(app, entity, json_integer_value(json_object_get(hit, "id")), NULL);
}

static void
chosen(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct errand_run *run = run_of(app);
	json_t *hit = run ? json_incref(json_array_get(run->hits, (size_t)row->tag)) : NULL;

	(void)owner;
	(void)typed;
	if (hit == NULL)
		return;
	next_step(app);
	show(app, hit);
	json_decref(hit);
}

static const char *
text_of(const json_t *hit, const char *name)
{
	const char *text = json_string_value(json_object_get(hit, name));

	return text ? text : "";
}

static void
choose(struct app *app)
{
	struct errand_run *run = run_of(app);
	const struct errand_step *step = &run->errand.steps[run->at];
	struct pick_ask ask = {.y = 2, .x = -1, .width = 50, .take = chosen, .nothing = N_("Nothing is called so.")};
	size_t i;
	const json_t *hit;

	json_array_foreach(run->hits, i, hit) {
		const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), text_of(hit, "entity"));

		pick_add(&ask.rows, &ask.count, xstrdup(text_of(hit, "label")), step->entity ? xstrdup(text_of(hit, "detail"))
			: xasprintf("%s  %s", entity ? entity->one : "", text_of(hit, "detail")), (int64_t)i);
	}
	ask.title = app_fill(app, N_("Which “{part}”?"), json_pack("{s:s}", "part", step->words));
	pick_open(app, &ask);
	run->asks = app->top->state;
	app_unasked(app);
}

/* The one that is called exactly so, or the only one; else the person says which. */
static void
found(struct app *app, json_t *hits)
{
	struct errand_run *run = run_of(app);
	const struct errand_step *step = &run->errand.steps[run->at];
	const json_t *one, *only = json_array_size(hits) == 1 ? json_array_get(hits, 0) : NULL;
	size_t i, exact = 0;

	run->waits = false;
	json_decref(run->hits);
	run->hits = hits;
	json_array_foreach(hits, i, one)
		if (json_is_true(json_object_get(one, "exact")) || errand_fits(text_of(one, "label"), step->words) == 3)
			only = exact++ == 0 ? one : NULL;
	if (json_array_size(hits) == 0) {
		failed(app, step->entity ? N_("“{part}” is not found among {title}.")
			: N_("“{part}” is not found: neither a command, a screen nor a record."), step->words, step->entity);
	} else if (only != NULL) {
		json_t *kept = json_deep_copy(only);

		next_step(app);
		show(app, kept);
		json_decref(kept);
	} else {
		choose(app);
	}
}

static void
hits_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct errand_run *run = run_of(app);
	const json_t *hit;
	json_t *hits;
	size_t i;

	(void)state;
	if (run == NULL || !run->waits || (int64_t)run->at != tag)
		return;
	if (error != NULL) {
		errand_drop(app);
		app_say_error(app, error);
		return;
	}
	hits = json_array();
	json_array_foreach(json_object_get(result, "hits"), i, hit)
		if (run->errand.steps[run->at].entity == NULL || strcmp(text_of(hit, "entity"), run->errand.steps[run->at].entity->name) == 0)
			json_array_append_new(hits, json_deep_copy(hit));
	found(app, hits);
}

static void
ask(struct app *app, const struct errand_step *step)
{
	json_t *params = json_pack("{s:s,s:i}", "text", step->words, "limit", FOUND_MOST);

	if (step->entity != NULL)
		json_object_set_new(params, "entity", json_string(step->entity->name));
	run_of(app)->waits = true;
	app_call_opening(app, NULL, "search", params, hits_came, (int64_t)run_of(app)->at);
}

static const struct catalogue_entity *
named(struct app *app, const char *name)
{
	return errand_entity(app_catalogue(app), name, true, NULL);
}

/* --- commands and their words --- */

const char *
errand_words(struct app *app)
{
	struct errand_run *run = run_of(app);

	if (run == NULL || run->words == NULL)
		return NULL;
	free(app->errand_words);
	app->errand_words = run->words;
	run->words = NULL;
	return app->errand_words;
}

static void
command(struct app *app, const struct errand_step *step)
{
	struct errand_run *run = run_of(app);
	const struct keys_row *row = keys_named(app_context(app), step->command);

	if (row == NULL || row->run == NULL) {
		failed(app, N_("“{part}” has no meaning on this screen."), step->said, NULL);
		return;
	}
	run->words = xstrdup_or_null(step->words);
	run->command = step->command;
	run->at++;
	row->run(app);
}

/* The words answer what the command opened: a popup, a line above a list. */
static void
answer(struct app *app)
{
	struct errand_run *run = run_of(app);
	char *words = xstrdup(run->words);
	bool typed = app_context(app) == IN_SEARCH;

	free(run->words);
	run->words = NULL;
	if (typed) {
		app_dispatch(app, &(struct key){.code = 'u' & 31});
		app_dispatch(app, &(struct key){.keycode = true, .code = TERMINAL_PASTE, .paste = words});
		app_dispatch(app, &(struct key){.code = '\r'});
	} else if (!pick_answer(app, words)) {
		struct screen *top = app->top;

		if (top->type->size != NULL)
			app_back(app);
		failed(app, N_("“{part}” is none of its choices."), words, NULL);
	}
	free(words);
}

/* --- the turns --- */

static void
list(struct app *app, const struct errand_step *step)
{
	list_show_asked(app, step->entity, step->words, step->filter, step->sort);
	next_step(app);
}

static void
do_step(struct app *app)
{
	struct errand_run *run = run_of(app);
	const struct errand_step *step = &run->errand.steps[run->at];

	switch (step->kind) {
	case ERRAND_LIST:
		list(app, step);
		break;
	case ERRAND_RECORD:
		ask(app, step);
		break;
	case ERRAND_NEW:
		if (!record_create_related(app, step->entity))
			form_create(app, step->entity, NULL);
		if (run_of(app) == run)
			next_step(app);
		break;
	case ERRAND_COMMAND:
		command(app, step);
		break;
	case ERRAND_FIND:
		if (plane_run(app, step->words, named))
			next_step(app);
		else
			ask(app, step);
		break;
	}
}

/* Nothing is under way that the next step would act upon. */
static bool
is_at_rest(struct app *app)
{
	return app->top != NULL && !app_awaits(app) && !app_waits_for(app, app->top->state);
}

static bool
popup_has_gone(const struct app *app, const void *state)
{
	return app_screen_of(app, state) == NULL;
}

void
errand_turn(struct app *app)
{
	struct errand_run *run;

	while ((run = run_of(app)) != NULL) {
		if (run->asks != NULL && popup_has_gone(app, run->asks)) {
			errand_drop(app);
			return;
		}
		if (run->asks != NULL || run->waits || !is_at_rest(app))
			return;
		if (run->words != NULL)
			answer(app);
		else if (run->at < run->errand.count)
			do_step(app);
		else
			errand_drop(app);
	}
}

void
errand_start(struct app *app, const char *line)
{
	struct errand_run *run = xcalloc(1, sizeof *run);

	errand_drop(app);
	run->line = xstrdup(line);
	run->errand = errand_read(app_catalogue(app), app_language(app), app_context(app), line);
	app->errand = run;
	if (run->errand.bad != NULL)
		failed(app, run->errand.why, run->errand.bad, run->errand.of);
	else
		errand_turn(app);
}
