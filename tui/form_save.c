/* form_save.c: from a form to the server and back: errors to their fields, conflicts to be settled, notices. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/form_inside.h"
#include "tui/remote.h"
#include "tui/screen_record.h"

size_t
form_errors(const struct form *form)
{
	size_t count = 0;

	for (size_t i = 0; i < form->count; i++)
		count += form->items[i].visible && form->items[i].error != NULL;
	return count;
}

/* Reads every field; what makes no sense or is missing is marked. True when a text still has to be resolved. */
static bool
check_all(struct form *form)
{
	bool waits = false;

	for (size_t i = 0; i < form->count; i++) {
		struct form_item *item = &form->items[i];
		const char *why = NULL;
		json_t *value;

		if (!item->visible || !item->editable)
			continue;
		value = form_value(form, item, &why);
		if (value == NULL && form_is_reference(item) && item->error == NULL) {
			form_resolve(form, item);
			waits = true;
		} else if (value == NULL && item->error == NULL) {
			form_error(item, xstrdup(app_text(form->app, why)));
		} else if (item->f->required && json_is_null(value)) {
			form_error(item, xstrdup(app_text(form->app, N_("Must be filled in."))));
		}
		json_decref(value);
	}
	return waits;
}

/* The first error after the focus, going round. */
static void
to_next_error(struct form *form)
{
	for (size_t i = 1; i <= form->count; i++) {
		size_t at = (form->at + i) % form->count;

		if (form->items[at].visible && form->items[at].error != NULL) {
			form_go(form, at);
			break;
		}
	}
	app_bell(form->app);
}

/* What is sent: all that a new record has, only what was changed of an old one. */
static json_t *
values_of(const struct form *form)
{
	bool all = form->id == 0;
	json_t *values = all && form->given && form->action == NULL ? json_deep_copy(form->given) : json_object();

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const char *why;
		json_t *value;

		if (!item->editable || !item->visible || (!all && !form_item_changed(item)))
			continue;
		value = form_value(form, item, &why);
		if (value != NULL && !(all && json_is_null(value)))
			json_object_set(values, item->f->name, value);
		json_decref(value);
	}
	return values;
}

/* The same attempt keeps its key: sent twice over a bad line, it is done once. */
static const char *
key_for(struct form *form, const json_t *values)
{
	char *body = json_dumps(values, JSON_COMPACT | JSON_SORT_KEYS);

	if (form->key_body == NULL || strcmp(body, form->key_body) != 0) {
		free(form->key);
		free(form->key_body);
		form->key = app_new_key();
		form->key_body = xstrdup(body);
	}
	free(body);
	return form->key;
}

static void
place_error(struct form *form, const char *field, const char *message)
{
	struct form_item *item = form_item_named(form, field);

	if (item != NULL)
		form_error(item, xstrdup(message ? message : ""));
}

static void
refused(struct form *form, const struct remote_error *error)
{
	const json_t *one;
	size_t i;

	place_error(form, error->field, error->message);
	json_array_foreach(json_object_get(error->data, "errors"), i, one)
		place_error(form, json_string_value(json_object_get(one, "field")),
			json_string_value(json_object_get(one, "message")));
	form->refused = form_errors(form) > 0;
	/* What was typed ahead was for what comes after saving. */
	app_drop_held(form->app);
	app_say_error(form->app, error);
	if (form->refused)
		to_next_error(form);
}

/* The record as the form has it, for the repeat key and for what a picker shows. */
static void
remember(struct form *form)
{
	json_t *row = json_object();

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const char *why;
		json_t *value = item->visible && item->editable ? form_value(form, item, &why) : NULL;
		char *key;

		if (value == NULL)
			continue;
		json_object_set_new(row, item->f->name, value);
		if (form_is_reference(item)) {
			key = xasprintf("%s.label", item->f->name);
			json_object_set_new(row, key, json_string(item->ref_text));
			free(key);
		}
	}
	app_remember(form->app, form->entity->name, row);
}

/* Both go back: the record into the bin, the draft out of it. A record that was there before is another matter: its history has it. */
static void
remember_undo_of_draft(struct form *form, const json_t *result, int64_t id, int version)
{
	json_t *undo;

	if (!json_is_true(json_object_get(result, "created"))) {
		app_undo_is(form->app, NULL, NULL, NULL);
		return;
	}
	undo = json_pack("[{s:s,s:{s:s,s:I,s:i}},{s:s,s:{s:s,s:I}}]",
		"method", "delete", "params", "entity", form->entity->name, "id", (json_int_t)id, "version", version,
		"method", "restore", "params", "entity", form->draft.of->name, "id", (json_int_t)form->draft.id);

	app_undo_is(form->app, NULL, undo, app_text(form->app, N_("The new record is taken back.")));
}

static void
remember_undo(struct form *form, int64_t id, int version)
{
	json_t *params = json_pack("{s:s,s:I}", "entity", form->entity->name, "id", (json_int_t)id);
	json_t *before = json_object();

	/* Only while the record still is what this change made of it. */
	if (version > 0)
		json_object_set_new(params, "version", json_integer(version));
	if (form->id == 0) {
		json_decref(before);
		app_undo_is(form->app, "delete", params, app_text(form->app, N_("The new record is taken back.")));
		return;
	}
	for (size_t i = 0; i < form->count; i++)
		if (form_item_changed(&form->items[i])) {
			const char *name = form->items[i].f->name;
			json_t *old = json_object_get(form->base, name);

			json_object_set(before, name, old ? old : json_null());
		}
	json_object_set_new(params, "values", before);
	app_undo_is(form->app, "update", params, app_text(form->app, N_("The change is taken back.")));
}

/* The name of what was saved: the computed one if the server says it, else what the form has in its label field. */
static char *
saved_label(const struct form *form)
{
	const struct form_item *item = form_item_named(form, form->entity->label);
	struct value_look look = app_look(form->app);

	if (item != NULL && !field_is_empty(item->line))
		return xstrdup(field_text(item->line));
	if (form->base != NULL)
		return value_label(&look, form->entity, form->base);
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].visible && form->items[i].f->type == TYPE_TEXT && !form_is_picked(&form->items[i]) &&
		    !field_is_empty(form->items[i].line))
			return xstrdup(field_text(form->items[i].line));
	return xstrdup(form->entity->one);
}

/* What was taken out of a draft stands in one of the answers of an action: the record, or why it was refused. */
static bool
of_draft(const json_t **result, struct remote_error *error)
{
	const json_t *one = json_array_get(json_object_get(*result, "results"), 0), *why = json_object_get(one, "error");

	*result = json_object_get(one, "answer");
	if (json_is_true(json_object_get(one, "ok")))
		return true;
	*error = (struct remote_error){.message = json_string_value(json_object_get(why, "message")), .data = json_object_get(why, "data")};
	error->code = (int)json_integer_value(json_object_get(why, "code"));
	error->status = json_string_value(json_object_get(error->data, "status"));
	error->field = json_string_value(json_object_get(error->data, "field"));
	error->ref = json_string_value(json_object_get(error->data, "ref"));
	return false;
}

static void
say_saved(struct form *form, const char *label, const json_t *result)
{
	const json_t *warning = json_array_get(json_object_get(result, "warnings"), 0);
	const char *message = json_string_value(json_object_get(warning, "message"));

	if (message != NULL)
		app_tell(form->app, ROLE_WARN, N_("Saved: {label}. ! {warning}"), json_pack("{s:s,s:s}", "label", label, "warning",
			message));
	else if (json_is_false(json_object_get(result, "created")))
		app_tell(form->app, ROLE_OK, N_("Saved: {label}; it was there already."), json_pack("{s:s}", "label", label));
	else
		app_tell(form->app, ROLE_OK, N_("Saved: {label} (u: undo)"), json_pack("{s:s}", "label", label));
}

static void
saved(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	const struct catalogue_entity *entity = form->entity;
	const struct form_draft draft = form->draft;
	struct remote_error of;
	int64_t id;
	int version;
	form_made *made = form->made;
	void *owner = form->owner;
	bool new_record = form->id == 0, stay_away = form->leave_when_saved;
	char *label;

	(void)tag;
	form->saving = false;
	form->leave_when_saved = false;
	if (error == NULL && draft.of != NULL && !of_draft(&result, &of))
		error = &of;
	if (error != NULL) {
		const json_t *theirs = json_object_get(error->data, "current");

		if (theirs != NULL && form->base != NULL)
			conflict_open(app, form, theirs);
		else
			refused(form, error);
		return;
	}
	id = json_integer_value(json_object_get(result, "id"));
	version = (int)json_integer_value(json_object_get(result, "version"));
	label = saved_label(form);
	remember(form);
	if (draft.of != NULL)
		remember_undo_of_draft(form, result, id, version);
	else
		remember_undo(form, id, version);
	say_saved(form, label, result);
	app_close(app, app_screen_of(app, form));
	app_changed(app, entity->name, id, version);
	if (draft.of != NULL) {		/* back to where the next one waits */
		record_close(app, draft.of, draft.id);
		app_changed(app, draft.of->name, draft.id, 0);
	} else if (made != NULL)
		made(app, owner, id, label);
	else if (new_record && !stay_away)
		record_show(app, entity, id, json_deep_copy(result));
	free(label);
}

/* The draft's own values stand for what is not said: what was emptied, or is not offered any more, is said to be nothing. */
static void
send_draft(struct form *form, json_t *values)
{
	json_t *params;
	const char *name;
	const json_t *value;

	json_object_foreach(form->drafted, name, value)
		if (json_object_get(values, name) == NULL)
			json_object_set_new(values, name, json_null());
	params = json_pack("{s:s,s:s,s:[I],s:{s:o}}", "entity", form->draft.of->name, "action", form->draft.of->draft.action, "ids",
		(json_int_t)form->draft.id, "args", "fields", values);
	json_object_set_new(params, "key", json_string(key_for(form, params)));
	form->saving = true;
	app_call(form->app, form, "do", params, saved, 0);
}

static void
send(struct form *form)
{
	json_t *values = values_of(form), *params;

	if (form->draft.of != NULL) {
		send_draft(form, values);
		return;
	}

	if (form->action != NULL) {
		const struct catalogue_entity *entity = form->entity;
		const struct catalogue_action *action = form->action;
		json_t *ids = json_incref(form->ids);
		struct app *app = form->app;

		app_close(app, app_screen_of(app, form));
		deeds_do(app, entity, action, ids, values);
		return;
	}
	if (form->id != 0 && json_object_size(values) == 0) {
		json_decref(values);
		app_tell(form->app, ROLE_DIM, N_("Nothing was changed."), NULL);
		app_close(form->app, app_screen_of(form->app, form));
		return;
	}
	params = json_pack("{s:s,s:o}", "entity", form->entity->name, "values", values);
	if (form->id != 0) {
		json_object_set_new(params, "id", json_integer(form->id));
		json_object_set_new(params, "version", json_integer(form->version));
	}
	json_object_set_new(params, "key", json_string(key_for(form, params)));
	form->saving = true;
	app_call(form->app, form, form->id == 0 ? "create" : "update", params, saved, 0);
}

void
form_try_save(struct form *form)
{
	form_leave_item(form);
	/* Errors of the server stand until something was changed; then the server is asked again. */
	if (!form->refused)
		for (size_t i = 0; i < form->count; i++)
			form_error(&form->items[i], NULL);
	form_go_on_saving(form);
}

void
form_go_on_saving(struct form *form)
{
	struct app *app = form->app;

	if (check_all(form)) {
		form->save_when_resolved = true;
		return;
	}
	if (form_errors(form) > 0) {
		size_t errors = form_errors(form);

		form->leave_when_saved = false;
		to_next_error(form);
		app_drop_held(app);
		app_tell(app, ROLE_ERROR, errors == 1 ? N_("{n} error: not saved yet.") : N_("{n} errors: not saved yet."),
			json_pack("{s:I}", "n", (json_int_t)errors));
		return;
	}
	send(form);
}

void
form_save(struct app *app)
{
	form_try_save(app_state(app, &screen_form));
}

/* After a conflict was settled: what differs from the record as it is now is the change. */
void
form_save_merged(struct form *form, const json_t *theirs)
{
	json_decref(form->base);
	form->base = json_deep_copy(theirs);
	form->version = (int)json_integer_value(json_object_get(theirs, "version"));
	form_try_save(form);
}
