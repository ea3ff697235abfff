/* drafts.c: what was typed in earlier sittings and not saved, to go on with. */
#include "tui/drafts.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/wizard.h"
#include "tui/value.h"

/* The number of the wizard that it is of, or -1. */
static int64_t
wizard_of(const struct app *app, const char *name)
{
	const json_t *all = catalogue_part(app_catalogue(app), "wizards"), *one;
	size_t i;

	json_array_foreach(all, i, one) {
		const char *own = json_string_value(json_object_get(one, "name"));

		if (own != NULL && strncmp(name, "wizard:", 7) == 0 && strcmp(name + 7, own) == 0)
			return (int64_t)i;
	}
	return -1;
}

static const char *
name_of(const json_t *draft)
{
	const char *name = json_string_value(json_object_get(draft, "name"));

	return name ? name : "";
}

/* Null: an open form goes on with it already, or nothing here knows what it is. */
static char *
title_of(const struct app *app, const json_t *draft)
{
	const char *name = name_of(draft), *title = json_string_value(json_object_get(json_object_get(draft, "body"), "title"));
	int64_t wizard = wizard_of(app, name);

	for (const struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type == &screen_form && ((const struct form *)s->state)->kept.name != NULL &&
		    strcmp(((const struct form *)s->state)->kept.name, name) == 0)
			return NULL;
	if (wizard >= 0)
		title = json_string_value(json_object_get(json_array_get(catalogue_part(app_catalogue(app), "wizards"), (size_t)wizard), "title"));
	else if (strncmp(name, "form:", 5) != 0)
		return NULL;
	return xstrdup(title ? title : name);
}

static void
go_on(struct app *app, const json_t *draft)
{
	int64_t wizard = wizard_of(app, name_of(draft));

	if (wizard >= 0)
		wizard_open(app, (size_t)wizard);
	else
		form_resume(app, name_of(draft), json_object_get(draft, "body"));
}

static void
again(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const json_t *one;
	size_t i;

	(void)state;
	(void)tag;
	if (error != NULL)
		app_say_error(app, error);
	json_array_foreach(json_object_get(result, "drafts"), i, one)
		if (app->resumes != NULL && strcmp(name_of(one), app->resumes) == 0)
			go_on(app, one);
	free(app->resumes);
	app->resumes = NULL;
}

/* Read once more: another sitting of the same person may have gone on with it meanwhile. */
static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	free(app->resumes);
	app->resumes = xstrdup(row->words);
	app_call_opening(app, NULL, "drafts", json_object(), again, 0);
}

static char *
when(const struct app *app, const json_t *draft)
{
	struct value_look look = app_look(app);
	const struct catalogue_field at = {.name = "at", .type = TYPE_TIMESTAMP};

	return value_text(&look, &at, draft);
}

static void
listed(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken};
	const json_t *one, *only = NULL;
	size_t i;

	(void)state;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_array_foreach(json_object_get(result, "drafts"), i, one) {
		char *title = title_of(app, one);

		if (title == NULL)
			continue;
		only = one;
		pick_add(&ask.rows, &ask.count, title, when(app, one), (int64_t)i)->words = xstrdup(name_of(one));
	}
	if (ask.count == 0) {
		app_tell(app, ROLE_DIM, N_("Nothing that you typed is waiting: all is saved."), NULL);
		free(ask.rows);
	} else if (ask.count == 1 && tag == 1) {
		go_on(app, only);
		free(ask.rows[0].label);
		free(ask.rows[0].detail);
		free(ask.rows[0].words);
		free(ask.rows);
	} else {
		ask.title = xstrdup(app_text(app, N_("Typed and not saved")));
		pick_open(app, &ask);
	}
}

void
do_drafts(struct app *app)
{
	app_call_opening(app, NULL, "drafts", json_object(), listed, 0);
}

void
drafts_resume(struct app *app)
{
	app_call_opening(app, NULL, "drafts", json_object(), listed, 1);
}

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const json_t *one;
	size_t i, count = 0;

	(void)state;
	(void)error;
	(void)tag;
	json_array_foreach(json_object_get(result, "drafts"), i, one) {
		char *title = title_of(app, one);

		count += title != NULL;
		free(title);
	}
	/* Who pressed keys already has other things in mind. */
	if (count == 0 || app->screens != 1 || app->held_count > 0 || app->message != NULL)
		return;
	app_tell(app, ROLE_WARN, count == 1 ? N_("{n} entry not finished – Enter goes on with it; :drafts lists it")
		: N_("{n} entries not finished – Enter goes on with them; :drafts lists them"), json_pack("{s:I}", "n", (json_int_t)count));
	app->offers = true;
}

void
drafts_offer(struct app *app)
{
	app_call(app, NULL, "drafts", json_object(), counted, 0);
}
