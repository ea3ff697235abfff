/* draft.c: rows that are drafts of other records: opened as the form of what they shall become. */
#include "tui/draft.h"

#include "shared/translate.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/remote.h"
#include "tui/screen_form.h"

static void
row_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *of = (const struct catalogue_entity *)(intptr_t)tag, *becomes;
	const json_t *row = json_object_get(result, "row"), *values;

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	if (state != NULL && app_top(app) != app_screen_of(app, state))
		return;		/* meanwhile she went elsewhere */
	becomes = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(row, of->draft.becomes)));
	values = json_object_get(row, of->draft.values);
	if (becomes == NULL || !json_is_object(values)) {
		app_tell(app, ROLE_WARN, N_("You may not create these."), NULL);
		return;
	}
	form_correct(app, becomes, json_deep_copy(values), (struct form_draft){of, json_integer_value(json_object_get(row, "id"))},
		json_string_value(json_object_get(row, of->draft.field)), json_string_value(json_object_get(row, of->draft.reason)));
}

bool
draft_open(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id)
{
	if (entity->draft.action == NULL || !catalogue_may(entity, entity->draft.action))
		return false;
	app_call_opening(app, state, "show", json_pack("{s:s,s:I}", "entity", entity->name, "id", (json_int_t)id), row_came,
		(int64_t)(intptr_t)entity);
	return true;
}
