/* opens.c: rows that speak of other records (what happened, what one is told): Enter opens that one, and does to the row what its entity
   says is done then. */
#include "tui/opens.h"

#include "shared/translate.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/remote.h"
#include "tui/screen_record.h"

static void
was_done(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	size_t count = 0;
	const struct catalogue_entity *known = app_catalogue(app) ? catalogue_entities(app_catalogue(app), &count) : NULL;

	(void)state;
	(void)result;
	/* Nobody waits for this answer: by the time it comes she may be in another company, whose kinds of record these are not. */
	for (size_t i = 0; error == NULL && i < count; i++)
		if ((int64_t)(intptr_t)&known[i] == tag)
			app_changed(app, known[i].name, APP_ANY, 0);
}

/* It is done beside what the person wanted: that it was done already is nothing to say. */
void
opens_then(struct app *app, const struct catalogue_entity *of, int64_t id)
{
	if (of->opens.then != NULL && catalogue_may(of, of->opens.then))
		app_call(app, NULL, "do", json_pack("{s:s,s:s,s:[I]}", "entity", of->name, "action", of->opens.then, "ids", (json_int_t)id), was_done, (int64_t)(intptr_t)of);
}

static void
row_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *of = (const struct catalogue_entity *)(intptr_t)tag, *other;
	const json_t *row = json_object_get(result, "row");
	int64_t id = json_integer_value(json_object_get(row, of->opens.id));

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	if (state != NULL && app_top(app) != app_screen_of(app, state))
		return;		/* meanwhile she went elsewhere */
	other = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(row, of->opens.entity)));
	if (other != NULL && id != 0)
		record_show(app, other, id, NULL);
	else
		record_show(app, of, json_integer_value(json_object_get(row, "id")), NULL);
	opens_then(app, of, json_integer_value(json_object_get(row, "id")));
}

bool
opens_show(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id)
{
	if (entity->opens.id == NULL)
		return false;
	app_call_opening(app, state, "show", json_pack("{s:s,s:I}", "entity", entity->name, "id", (json_int_t)id), row_came, (int64_t)(intptr_t)entity);
	return true;
}
