/* form_saved.c: what the server said to a form: errors to their fields, conflicts to be settled, undo, notices. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_warn.h"
#include "tui/deeds.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/remote.h"
#include "tui/screen_record.h"
#include "tui/undo.h"
#include "tui/vault.h"
#include "tui/wizard.h"

static void
place_error(struct form *form, const char *field, const char *message)
{
	struct form_item *item = form_item_named(form, field);

	if (item != NULL)
		form_error(item, xstrdup(message ? message : ""));
}

/* The line that a refusal of several records together is about; null: the record itself. */
static struct grid_row *
row_of(const struct form *form, const json_t *data)
{
	const json_t *step = json_object_get(data, "step");

	return json_is_integer(step) && (size_t)json_integer_value(step) < form->sent_count ? form->sent[json_integer_value(step)] : NULL;
}

static void
place_in_row(struct grid_row *row, const char *field, const char *message)
{
	size_t column = grid_column(row->grid, field);

	/* What no column shows is told beside the first cell. */
	if (column == row->grid->column_count)
		column = 0;
	form_error(&row->cells[column], xstrdup(message ? message : ""));
}

static void
place_in_wizard(struct form *form, const struct remote_error *error)
{
	struct form_item *item = wizard_item(form, (size_t)json_integer_value(json_object_get(error->data, "step")), error->field);

	if (item != NULL)
		form_error(item, xstrdup(error->message ? error->message : ""));
}

static void
refused(struct form *form, const struct remote_error *error)
{
	struct grid_row *row = row_of(form, error->data);
	const json_t *one;
	size_t i;

	if (row != NULL)
		place_in_row(row, error->field, error->message);
	else if (form->wizard != NULL)
		place_in_wizard(form, error);
	else
		place_error(form, error->field, error->message);
	json_array_foreach(json_object_get(error->data, "errors"), i, one)
		place_error(form, json_string_value(json_object_get(one, "field")),
			json_string_value(json_object_get(one, "message")));
	form->refused = form_errors(form) > 0;
	/* What was typed ahead was for what comes after saving. */
	app_drop_held(form->app);
	app_say_error(form->app, error);
	if (form->refused)
		form_to_next_error(form);
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
remember_undo_of_draft(struct form *form, const json_t *result, int64_t id, int version, int draft_version, const char *label)
{
	if (!json_is_true(json_object_get(result, "created")))
		return;
	app_did(form->app, json_pack("{s:s,s:s,s:[o,o]}", "label", label, "did", "insert", "steps",
		undo_step(form->draft.of->name, form->draft.id, "delete", 0, draft_version, NULL, NULL),
		undo_step(form->entity->name, id, "insert", 0, version, NULL, NULL)));
}

static void
add_label(json_t *row, const char *name, const char *label)
{
	char *key = xasprintf("%s.label", name);

	json_object_set_new(row, key, json_string(label));
	free(key);
}

static json_t *
changed_step(const struct form *form, int64_t id, int version)
{
	json_t *before = json_object(), *after = json_object();

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const char *name = item->f->name, *why;
		json_t *old = json_object_get(form->base, name), *value;

		if (!form_item_changed(item))
			continue;
		value = form_value(form, item, &why);
		json_object_set(before, name, old ? old : json_null());
		json_object_set_new(after, name, value ? value : json_null());
		if (form_is_reference(item)) {
			add_label(before, name, item->was);
			add_label(after, name, field_text(item->line));
		}
	}
	return undo_step(form->entity->name, id, "update", form->version, version, before, after);
}

static void
remember_undo(struct form *form, int64_t id, int version, const json_t *results, const char *label)
{
	if (form->steps != NULL)
		app_did(form->app, json_pack("{s:s,s:s,s:o}", "label", label, "did", form->id == 0 ? "insert" : "update", "steps",
			grid_did(form, results)));
	else if (form->id == 0)
		app_did_one(form->app, label, undo_step(form->entity->name, id, "insert", 0, version, NULL, NULL));
	else
		app_did_one(form->app, label, changed_step(form, id, version));
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
	const json_t *one = json_array_get(json_object_get(*result, "results"), 0);

	*result = json_object_get(one, "answer");
	return !deeds_refused(one, error);
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
not_saved(struct form *form, const struct remote_error *error)
{
	const json_t *theirs = json_object_get(error->data, "current");
	struct grid_row *row = row_of(form, error->data);

	if (theirs != NULL && (row ? row->base : form->base) != NULL) {
		conflict_open(form->app, form, row, theirs);
	} else if (row != NULL && error->status != NULL && strcmp(error->status, "conflict") == 0) {
		grid_forget_record(row);
		app_tell(form->app, ROLE_WARN, N_("A line was deleted meanwhile; F2 makes it anew."), NULL);
	} else {
		refused(form, error);
	}
}

/* What was emptied since is said, too: a new record's emptiness is no change in itself. */
static void
add_emptied(const struct form *form, json_t *cells)
{
	const json_t *was, *now;
	size_t i, j;

	json_array_foreach(json_object_get(form->kept.sent, "fields"), i, was) {
		const struct form_item *item = form_item_named(form, json_string_value(json_object_get(was, "field")));

		json_array_foreach(cells, j, now)
			if (json_equal(json_object_get(now, "field"), json_object_get(was, "field")))
				break;
		if (j == json_array_size(cells) && item != NULL)
			json_array_append_new(cells, form_draft_cell(item));
	}
}

/* What was typed while the save waited for the server is typed into the record that it made. Null: nothing was. The caller owns it. */
static json_t *
typed_since(struct form *form, int64_t id, const json_t *results)
{
	json_t *body = form->kept.sent != NULL && form->wizard == NULL && form->action == NULL ? form_draft_body(form) : NULL;

	if (body == NULL || form_draft_same(body, form->kept.sent)) {
		json_decref(body);
		return NULL;
	}
	json_decref(body);
	form->saving = true;
	form_draft_now(form);		/* under a name of its own */
	form->saving = false;
	for (size_t i = 0; i < form->sent_count; i++)
		if (form->sent[i] != NULL) {
			form->sent[i]->id = json_integer_value(json_object_get(json_array_get(results, i), "id"));
			json_decref(form->sent[i]->base);
			form->sent[i]->base = NULL;
		}
	body = form_draft_body(form);
	json_object_set_new(body, "id", json_integer(id));
	json_object_del(body, "base");
	json_object_del(body, "given");
	add_emptied(form, json_object_get(body, "fields"));
	vault_keep(form->app, form_draft_name(form), json_incref(body));
	return body;
}

/* Did it go to another time, or to somebody else? */
static bool
times_changed(const struct form *form)
{
	const struct catalogue_calendar *spec = &form->entity->calendar;

	for (size_t i = 0; i < form->count; i++)
		if ((form->items[i].f == spec->start || form->items[i].f == spec->end || form->items[i].f == spec->lanes) && form_item_changed(&form->items[i]))
			return true;
	return false;
}

void
form_saved(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	const struct catalogue_entity *entity = form->entity;
	/* Where only lines were saved the record is as it was. */
	bool lines_only = form->sent_count > 0 && form->sent[0] != NULL;
	const struct form_draft draft = form->draft;
	struct remote_error of;
	json_t *results, *since;
	int64_t id;
	int version, draft_version;
	form_made *made = form->made;
	void *owner = form->owner;
	bool new_record = form->id == 0, stay_away = form->leave_when_saved;
	char *label, *kept;
	bool save = form->kept.save, asks;

	(void)tag;
	form->saving = form->kept.save = false;
	form->leave_when_saved = false;
	draft_version = (int)json_integer_value(json_object_get(json_array_get(json_object_get(result, "results"), 0), "version"));
	if (error == NULL && draft.of != NULL && !of_draft(&result, &of))
		error = &of;
	if (error != NULL) {
		not_saved(form, error);
		return;
	}
	results = json_incref(json_object_get(result, "results"));
	id = lines_only ? form->id : json_integer_value(json_object_get(result, "id"));
	version = lines_only ? form->version : (int)json_integer_value(json_object_get(result, "version"));
	label = saved_label(form);
	if (form->wizard == NULL)
		remember(form);
	if (draft.of != NULL)
		remember_undo_of_draft(form, result, id, version, draft_version, label);
	else
		remember_undo(form, id, version, results, label);
	say_saved(form, label, result);
	asks = draft.of == NULL && form->wizard == NULL && (new_record || form->sent_count > 0 || times_changed(form));
	if (draft.of != NULL)
		form_draft_drop(form);
	since = typed_since(form, id, results);
	kept = xstrdup_or_null(since ? form->kept.name : NULL);
	app_close(app, app_screen_of(app, form));
	app_changed(app, entity->name, id, version);
	app_changed_all(app, results);
	if (draft.of != NULL) {		/* back to where the next one waits */
		record_close(app, draft.of, draft.id);
		app_changed(app, draft.of->name, draft.id, 0);
	} else if (made != NULL)
		made(app, owner, id, label);
	else if (new_record && !stay_away && since == NULL)
		record_show(app, entity, id, json_deep_copy(result));
	if (since != NULL)
		form_resume_on(app, kept, since, save);
	if (asks && since == NULL)
		calendar_warn(app, entity, label, result);
	json_decref(since);
	free(kept);
	json_decref(results);
	free(label);
}

/* What was typed since it was sent, while nobody answered, is no part of what was done: it stays, a draft of its own. */
static bool
goes_on(struct form *form)
{
	json_t *body = form_draft_body(form);
	bool more = !form_draft_same(body, form->kept.sent);

	json_decref(body);
	if (more)
		form_draft_now(form);
	return more;
}

bool
form_deed_answered(struct app *app, const void *state, int deed, const struct remote_error *error)
{
	struct form *form = app_state_open(app, state, &screen_form);
	bool stays;

	if (form == NULL || form->deed != deed)
		return false;
	stays = error != NULL || goes_on(form);
	form->deed = 0;
	form->saving = form->leave_when_saved = false;
	if (error != NULL)
		refused(form, error);
	if (stays)
		return true;
	app_close(app, app_screen_of(app, form));
	return true;
}
