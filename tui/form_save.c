/* form_save.c: from a form to the server: what is wrong is marked, what is right is sent, alone or with its lines. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/bulk.h"
#include "tui/deeds.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/remote.h"
#include "tui/wizard.h"

size_t
form_errors(const struct form *form)
{
	size_t count = 0;

	for (size_t i = 0; i < form->count; i++)
		count += form->items[i].visible && form->items[i].error != NULL;
	for (size_t i = 0; i < form->grid_count; i++)
		count += grid_errors(form->grids[i]);
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
	for (size_t i = 0; i < form->grid_count; i++)
		waits = grid_check(form->grids[i]) || waits;
	return waits;
}

/* The first error after the focus, going round. */
void
form_to_next_error(struct form *form)
{
	size_t from = form->grid ? 0 : form->at + 1;

	app_bell(form->app);
	if (form->grid != NULL && grid_to_error(form))
		return;
	for (size_t i = 0; i < form->count; i++) {
		size_t at = (from + i) % form->count;

		if (at < from && grid_to_error(form))
			return;
		if (form->items[at].visible && form->items[at].error != NULL) {
			form_go(form, at);
			return;
		}
	}
	grid_to_error(form);
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

/* The record, unless it is as it was, and its lines, in one transaction; values is stolen. */
static void
send_all(struct form *form, json_t *values)
{
	json_t *params = json_object(), *step = json_pack("{s:s}", "entity", form->entity->name), *parent;

	json_decref(form->steps);
	form->steps = json_array();
	form->sent_count = 0;
	if (form->id == 0 || json_object_size(values) > 0) {
		if (form->id != 0) {
			json_object_set_new(step, "id", json_integer(form->id));
			json_object_set_new(step, "version", json_integer(form->version));
		}
		json_object_set(step, "values", values);
		json_array_append(form->steps, step);
	}
	parent = form->id == 0 ? json_pack("{s:i}", "step", 0) : json_integer(form->id);
	for (size_t i = 0; i < form->grid_count; i++)
		grid_steps(form->grids[i], form->steps, parent);
	json_decref(parent);
	json_decref(step);
	json_decref(values);
	json_object_set(params, "steps", form->steps);
	json_object_set_new(params, "key", json_string(key_for(form, params)));
	form_draft_sent(form, params);
	form->saving = true;
	app_call(form->app, form, "save", json_deep_copy(params), form_saved, 0);
	json_decref(params);
}

static void
send_wizard(struct form *form)
{
	json_t *params = json_object();
	char *name;

	json_decref(form->steps);
	form->sent_count = 0;
	form->steps = wizard_steps(form);
	/* Where no lines follow, all that was sent are records. */
	form->sent = xreallocarray(form->sent, json_array_size(form->steps) + 1, sizeof(struct grid_row *));
	while (form->sent_count < json_array_size(form->steps))
		form->sent[form->sent_count++] = NULL;
	json_object_set(params, "steps", form->steps);
	json_object_set_new(params, "key", json_string(key_for(form, params)));
	name = wizard_draft_name(form);
	json_object_set_new(params, "draft", json_string(name));
	free(name);
	form->saving = true;
	app_call(form->app, form, "save", json_deep_copy(params), form_saved, 0);
	json_decref(params);
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
	app_call(form->app, form, "do", params, form_saved, 0);
}

/* Several records at once, however they were chosen, or one whose turn comes when the server is there again: the form is done with. */
static void
send_away(struct form *form, json_t *values)
{
	const struct catalogue_entity *entity = form->entity;
	const struct catalogue_action *action = form->action;
	struct app *app = form->app;
	json_t *ids = json_incref(form->ids);
	char *kept = xstrdup_or_null(form->kept.name), *verb = xstrdup(action->verb);

	app_close(app, app_screen_of(app, form));
	if (json_is_object(ids))
		bulk_ask(app, entity, verb, ids, values);
	else
		deeds_do_from(app, entity, action, ids, values, &(struct deeds_from){.kept = kept});
	free(kept);
	free(verb);
}

/* What was filled in is a draft until it is done. On one record it stays before the eyes, too: the server may refuse it. */
static void
send_action(struct form *form, json_t *values)
{
	static int deeds;

	form_draft_now(form);
	if (json_array_size(form->ids) != 1 || !app_online(form->app)) {
		send_away(form, values);
		return;
	}
	form_draft_sent(form, NULL);
	form->saving = true;
	form->deed = ++deeds;
	deeds_do_from(form->app, form->entity, form->action, json_incref(form->ids), values, &(struct deeds_from){
		.kept = form->kept.name, .key = key_for(form, values), .form = form, .deed = form->deed});
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
		send_action(form, values);
		return;
	}
	if (form->wizard != NULL) {
		json_decref(values);
		send_wizard(form);
		return;
	}
	if (form_lines_changed(form)) {
		send_all(form, values);
		return;
	}
	json_decref(form->steps);
	form->steps = NULL;
	form->sent_count = 0;
	if (form->id != 0 && json_object_size(values) == 0) {
		json_decref(values);
		app_tell(form->app, ROLE_DIM, N_("Nothing was changed."), NULL);
		form_draft_drop(form);
		app_close(form->app, app_screen_of(form->app, form));
		return;
	}
	params = json_pack("{s:s,s:o}", "entity", form->entity->name, "values", values);
	if (form->id != 0) {
		json_object_set_new(params, "id", json_integer(form->id));
		json_object_set_new(params, "version", json_integer(form->version));
	}
	json_object_set_new(params, "key", json_string(key_for(form, params)));
	form_draft_sent(form, params);
	form->saving = true;
	app_call(form->app, form, form->id == 0 ? "create" : "update", params, form_saved, 0);
}

/* A save waits for the server already: it is done first. */
static bool
is_queued(struct form *form)
{
	if (!form->saving)
		return false;
	form_draft_now(form);
	form->kept.save = form->kept.on_top;
	app_tell(form->app, ROLE_WARN, form->kept.save ? N_("Saved as soon as the server is there, with what you typed since.")
		: N_("Saved as soon as the server is there; you may go on."), NULL);
	return true;
}

void
form_try_save(struct form *form)
{
	if (is_queued(form))
		return;
	form_leave_item(form);
	/* Errors of the server stand until something was changed; then the server is asked again. */
	for (size_t i = 0; i < form->count && !form->refused; i++)
		form_error(&form->items[i], NULL);
	for (size_t i = 0; i < form->grid_count && !form->refused; i++)
		grid_forget_errors(form->grids[i]);
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
		form_to_next_error(form);
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
form_save_merged(struct form *form, struct grid_row *row, const json_t *theirs)
{
	json_t **base = row ? &row->base : &form->base;
	int version = (int)json_integer_value(json_object_get(theirs, "version"));

	json_decref(*base);
	*base = json_deep_copy(theirs);
	if (row != NULL)
		row->version = version;
	else
		form->version = version;
	form_try_save(form);
}
