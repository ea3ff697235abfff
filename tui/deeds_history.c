/* deeds_history.c: who changed what on a record, and when. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/change_word.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/value.h"

static char *
value_of(struct app *app, const struct catalogue_field *f, const json_t *value, const json_t *label)
{
	struct value_look look = app_look(app);
	json_t *row;
	char *text;

	if (value == NULL || json_is_null(value))
		return xstrdup("–");
	if (f == NULL)
		return json_is_string(value) ? xstrdup(json_string_value(value)) : json_dumps(value, JSON_ENCODE_ANY);
	row = json_object();
	json_object_set(row, f->name, (json_t *)(uintptr_t)value);
	if (json_is_string(label)) {
		char *name = xasprintf("%s.label", f->name);

		json_object_set(row, name, (json_t *)(uintptr_t)label);
		free(name);
	}
	text = value_text(&look, f, row);
	json_decref(row);
	return text;
}

/* One line a field: « Ville : Lyon → Paris ». */
static void
add_changes(struct app *app, const struct catalogue_entity *entity, const json_t *changes, struct pick_ask *ask)
{
	const char *name;
	json_t *pair;

	json_object_foreach((json_t *)(uintptr_t)changes, name, pair) {
		const struct catalogue_field *f = catalogue_field(entity, name);
		char *label_name = xasprintf("%s.label", name), *old, *new;
		const json_t *labels = json_object_get(changes, label_name);
		size_t length = strlen(name);

		free(label_name);
		if (length > 6 && strcmp(name + length - 6, ".label") == 0)
			continue;	/* stands beside its number */
		old = value_of(app, f, json_array_get(pair, 0), json_array_get(labels, 0));
		new = value_of(app, f, json_array_get(pair, 1), json_array_get(labels, 1));
		pick_add(&ask->rows, &ask->count, xasprintf("%s : %s → %s", f ? f->label : name, old, new), NULL, 0);
		free(old);
		free(new);
	}
}

static void
history_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *entity = (const struct catalogue_entity *)(intptr_t)tag;
	struct pick_ask ask = {.y = -1, .x = -1, .nothing = N_("Nothing was changed.")};
	const struct catalogue_field stamp = {.name = "at", .label = "", .format = "", .type = TYPE_TIMESTAMP};
	struct value_look look = app_look(app);
	const json_t *one;
	size_t i;

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	if (app_top(app) != app_screen_of(app, state))
		return;
	json_array_foreach(json_object_get(result, "changes"), i, one) {
		const char *person = json_string_value(json_object_get(one, "person"));
		const char *verb = json_string_value(json_object_get(one, "verb"));
		char *at = value_text(&look, &stamp, one);

		pick_add(&ask.rows, &ask.count, xasprintf("%s  %s  %s", at, person ? person : "", verb ? app_text(app, change_word(verb)) : ""), NULL, 0)
			->heading = true;
		add_changes(app, entity, json_object_get(one, "changes"), &ask);
		free(at);
	}
	ask.title = xstrdup(app_text(app, N_("History")));
	ask.width = 60;
	pick_open(app, &ask);
}

void
deeds_history(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id)
{
	app_call_opening(app, state, "history", json_pack("{s:s,s:I}", "entity", entity->name, "id", (json_int_t)id), history_came,
		(int64_t)(intptr_t)entity);
}
