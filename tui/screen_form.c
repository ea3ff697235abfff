/* screen_form.c: a form as a screen: how it opens, how it is left. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/form_suggest.h"
#include "tui/grid.h"
#include "tui/wizard.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/vault.h"

struct how {
	const struct catalogue_entity *entity;
	const struct catalogue_action *action;
	struct catalogue_action *own;
	json_t *ids, *values;
	const json_t *wizard;
	int64_t id;
	const char *focus, *text, *why;
	struct form_draft draft;
	const char *kept;		/* the name of the draft that take is from */
	json_t *take;
	bool save;			/* at once, when it was taken up */
	const json_t *base, *mine;	/* of a record that others have changed: base is how it was */
	void *owner;
	form_made *made;
};

/* The first field that can be written, or the one that was asked for. */
static void
to_first_field(struct form *form)
{
	const struct form_item *wanted = form_item_named(form, form->focus);

	form->at = 0;
	while (form->at + 1 < form->count && !(form->items[form->at].visible && form->items[form->at].editable))
		form->at++;
	if (wanted != NULL && wanted->visible)
		form->at = (size_t)(wanted - form->items);
	if (form_focus(form) != NULL)
		field_focus(form_focus(form)->line);
}

static void
record_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;

	const json_t *base = json_object_get(form->kept.take, "base"), *row = json_object_get(result, "row");

	(void)tag;
	if (error != NULL && (form->kept.take == NULL || form->base != NULL || strcmp(error->status, "later") == 0)) {
		app_close(app, app_screen_of(app, form));
		app_say_error(app, error);
		return;
	}
	form->loading = false;
	if (error == NULL) {
		/* Compared with the record as it was when typing began: what others changed since is a conflict to be seen. */
		form->base = json_deep_copy(base ? base : row);
		form->version = (int)json_integer_value(json_object_get(form->base, "version"));
		form_fill(form, form->base, true);
		app_visited(app, form->entity->name, form->id);
		if (base != NULL && json_is_string(json_object_get(row, "deleted_at")))
			app_tell(app, ROLE_WARN, N_("This record was deleted meanwhile; here is what you had typed."), NULL);
		else if (base != NULL && json_integer_value(json_object_get(row, "version")) != form->version)
			app_tell(app, ROLE_WARN, N_("Changed by others since you typed this: saving shows what differs."), NULL);
	} else {
		form->version = (int)json_integer_value(json_object_get(base, "version"));
		app_tell(app, ROLE_WARN, N_("This record is gone or no longer yours to see; here is what you had typed."), NULL);
	}
	to_first_field(form);
	if (form->focus_text != NULL && form_focus(form) != NULL && form_focus(form)->editable)
		form_set_text(form, form_focus(form), form->focus_text);
	form_draft_take(form);
}

/* A copy of a record is not the record: what only that one has stays behind. */
static void
take_given(struct form *form, json_t *values)
{
	static const char *const own[] = {"id", "version", "created_at", "created_by", "updated_at", "updated_by",
		"deleted_at", "deleted_by"};
	const char *name;
	json_t *value;
	void *next;

	form_fill(form, values, false);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		json_object_del(values, own[i]);
	json_object_foreach_safe(values, next, name, value)
		if (form_item_named(form, name) != NULL || catalogue_field(form->entity, name) == NULL ||
		    !catalogue_field(form->entity, name)->creatable || json_is_null(value))
			json_object_del(values, name);
	form->given = values;
}

static void
fill_new(struct form *form, const struct how *how)
{
	json_t *standard = json_object();
	struct form_item *label = form_item_named(form, form->entity->label);

	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].f->standard != NULL)
			json_object_set(standard, form->items[i].f->name, (json_t *)(uintptr_t)form->items[i].f->standard);
	form_fill(form, standard, true);
	for (size_t i = 0; i < form->count; i++)
		form->items[i].standard = form->items[i].f->standard != NULL && !field_is_empty(form->items[i].line);
	json_decref(standard);
	if (how->values != NULL)
		take_given(form, how->values);
	for (size_t i = 0; how->values != NULL && i < form->count; i++) {
		free(form->items[i].offered);
		form->items[i].offered = xstrdup(field_text(form->items[i].line));
	}
	/* A name that was looked for and not found becomes the name; a computed label begins with its first text. */
	for (size_t i = 0; label == NULL && i < form->count; i++)
		if (form->items[i].visible && form->items[i].f->type == TYPE_TEXT && !form_is_picked(&form->items[i]))
			label = &form->items[i];
	if (how->text != NULL && *how->text != '\0' && label != NULL)
		form_set_text(form, label, how->text);
}

/* What the draft has is no change: who only looks is not asked whether to save. */
static void
fill_draft(struct form *form, const struct how *how)
{
	struct form_item *item;

	form->draft = how->draft;
	form->drafted = json_copy(how->values);
	fill_new(form, how);
	for (size_t i = 0; i < form->count; i++) {
		free(form->items[i].was);
		form->items[i].was = xstrdup(field_text(form->items[i].line));
	}
	item = form_item_named(form, form->focus);
	if (item != NULL && item->visible)
		form_error(item, xstrdup_or_null(how->why));
	else if (how->why != NULL)
		app_say(form->app, ROLE_WARN, xstrdup(how->why));
}

/* Without its lines: they are none of the values that are to be merged. */
static void
fill_merge(struct form *form, const struct how *how)
{
	form->extra = NULL;
	form->base = json_deep_copy(how->base);
	form->version = (int)json_integer_value(json_object_get(how->base, "version"));
	form_fill(form, form->base, true);
	form_fill(form, how->mine, false);
	to_first_field(form);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct form *form = state;
	const struct how *how = argument;

	form->app = app;
	form->entity = how->entity;
	form->action = how->action;
	form->own = how->own;
	form->ids = how->ids;
	form->id = how->id;
	form->owner = how->owner;
	form->made = how->made;
	form->focus = xstrdup_or_null(how->focus);
	form->focus_text = how->id != 0 ? xstrdup_or_null(how->text) : NULL;
	form->kept.name = xstrdup_or_null(how->kept);
	form->kept.take = how->take;
	form->kept.save = how->save;
	form->extra = how->mine;
	if (how->wizard != NULL) {
		form->wizard = xcalloc(1, sizeof *form->wizard);
		form->wizard->declared = how->wizard;
	}
	form_build(form);
	if (form->wizard != NULL) {
		wizard_resume(form);
		return;
	}
	if (how->mine != NULL) {
		fill_merge(form, how);
		return;
	}
	if (how->draft.of == NULL)
		grid_build(form);
	if (form->id != 0) {
		form->loading = true;
		form->asked = tui_loop_now();
		grid_load(form);
		app_call_opening(app, form, "show", json_pack("{s:s,s:I}", "entity", form->entity->name, "id", (json_int_t)form->id),
			record_came, 0);
	} else {
		if (how->draft.of != NULL)
			fill_draft(form, how);
		else
			fill_new(form, how);
		to_first_field(form);
		form_draft_take(form);
	}
}

static void
closed(struct app *app, void *state)
{
	struct form *form = state;

	app_not_after(app, &form->lookup.timer);
	form_draft_free(form);
	form_turns_free(form);
	json_decref(form->lookup.rows);
	free(form->lookup.text);
	popup_free(&form->lookup.popup);
	form_suggest_close(form);
	popup_free(&form->suggest.popup);
	wizard_free(form->wizard);
	grid_free(form);
	form_free_items(form);
	json_decref(form->tags);
	if (form->own != NULL)
		free(form->own->args);
	free(form->own);
	json_decref(form->steps);
	json_decref(form->ids);
	json_decref(form->base);
	json_decref(form->given);
	json_decref(form->drafted);
	free(form->focus);
	free(form->focus_text);
	free(form->news);
	free(form->key);
	free(form->key_body);
}

static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct form *form = state;

	/* While a save waits for a server that is not there, one goes on; what is made whole at once waits with it. */
	return (!form->saving || (!app_online(app) && form->wizard == NULL && form->draft.of == NULL)) && !form->save_when_resolved &&
	    form->waiting == 0 && (form->wizard == NULL || !form->loading) && !form_lookup_awaits(form, key);
}

/* Nothing typed is lost: only what had not come yet closes. */
static bool
stopped(struct app *app, void *state)
{
	struct form *form = state;

	(void)app;
	form->saving = form->save_when_resolved = form->leave_when_saved = false;
	form->deed = 0;
	for (size_t i = 0; i < form->count; i++)
		form->items[i].resolving = false;
	for (size_t i = 0; i < form->grid_count; i++)
		grid_stop(form->grids[i]);
	form_lookup_close(form);
	return !form->loading && form->waiting == 0;
}

static bool
key_pressed(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return form_type(state, key);
}

/* A field gets the cursor; twice: its values, as by F4. */
static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct form *form = state;
	bool again;

	if (mouse->act != MOUSE_PRESS)
		return false;
	if (form_lookup_pointed(form, mouse->y + 1, mouse->x))
		return true;
	if (grid_pointed(form, mouse->y + 1, mouse->x, &again)) {
		if (again && mouse->twice)
			app_command(app, "values");
		return true;
	}
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].y == mouse->y + 1 && form->items[i].visible && form->items[i].editable) {
			if (form->at != i || form->grid != NULL)
				form_go(form, i);
			else if (mouse->twice)
				app_command(app, "values");
			return true;
		}
	return true;
}

static char *
value_of(struct app *app, const void *state)
{
	const struct form_item *item = form_focus(state);
	char *chosen;

	(void)app;
	if (item == NULL || item->f->masked || field_concealed(item->line))
		return NULL;
	chosen = field_selection(item->line);
	return chosen ? chosen : xstrdup(field_text(item->line));
}

static bool
types_secret(const void *state)
{
	const struct form_item *item = form_focus(state);

	return item != NULL && field_concealed(item->line);
}

enum { SAVE, ABANDON, GO_ON };

static void
leave_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;

	(void)typed;
	if (row->tag == SAVE) {
		form->leave_when_saved = true;
		form_try_save(form);
	} else if (row->tag == ABANDON) {
		form_draft_drop(form);
		app_close(app, app_screen_of(app, form));
	}
}

/* All that is in it waits for the server: the form is not needed for that. */
static bool
is_queued(const struct form *form)
{
	json_t *body;
	bool same;

	if (!form->saving || app_online(form->app))
		return false;
	if (form->kept.sent == NULL)
		return true;
	body = form_draft_body(form);
	same = form_draft_same(body, form->kept.sent);
	json_decref(body);
	return same;
}

static bool
leave(struct app *app, void *state)
{
	static const char *const options[] = {N_("(S)ave"), N_("(D)iscard"), N_("(C)ontinue")};
	struct form *form = state;

	if (form_lookup_open(form)) {
		form_lookup_close(form);
		return false;
	}
	if (form->wizard != NULL && !form->saving)
		return wizard_leave(form);
	if (is_queued(form)) {
		app_tell(app, ROLE_WARN, N_("Saved as soon as the server is there; :queue shows what waits."), NULL);
		return true;
	}
	if (!form_touched(form)) {
		form_draft_drop(form);
		return true;
	}
	pick_question(app, form, xstrdup(app_text(app, N_("Not saved yet"))), NULL, options, 3, leave_answered);
	return false;
}

static char *
title_of(struct app *app, const void *state)
{
	const struct form *form = state;
	struct value_look look = app_look(app);
	char *label, *title;

	if (form->action != NULL)
		return xstrdup(form->action->label);
	if (form->wizard != NULL)
		return xstrdup_or_null(json_string_value(json_object_get(form->wizard->declared, "title")));
	if (form->draft.of != NULL)
		return app_fill(app, N_("{one}: to be corrected"), json_pack("{s:s}", "one", form->entity->one));
	if (form->id == 0)
		return app_fill(app, N_("{one}: new"), json_pack("{s:s}", "one", form->entity->one));
	label = form->base ? value_label(&look, form->entity, form->base) : xstrdup("…");
	title = app_fill(app, N_("edit {label}"), json_pack("{s:s}", "label", label));
	free(label);
	return title;
}

static char *
about(struct app *app, const void *state)
{
	const struct form_item *item = form_focus(state);

	(void)app;
	return item ? xasprintf("%s : %s", item->f->label, *form_help(state, item) ? form_help(state, item) : "–") : NULL;
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct form *)state)->entity;
}

/* A form on a record is somebody who changes it, from the moment that it took the version. */
static int64_t
held(const void *state, bool *edits)
{
	const struct form *form = state;

	*edits = true;
	return form->action == NULL ? form->id : 0;
}

static enum keys_context
context_now(const void *state)
{
	const struct form *form = state;

	if (form->grid != NULL)
		return form->wizard != NULL ? IN_STEP : IN_GRID;
	return form->wizard != NULL ? IN_WIZARD : IN_FORM;
}

static int64_t
coming(struct app *app, const void *state)
{
	const struct form *form = state;

	(void)app;
	return form->loading || form->waiting > 0 ? form->asked : 0;
}

static void
touched(struct app *app, void *state)
{
	(void)app;
	form_note_typed(state);
	form_draft_soon(state);
}

static void
parting(struct app *app, void *state)
{
	(void)app;
	form_draft_now(state);
}

const struct screen_type screen_form = {
	.name = "form", .context = IN_FORM, .context_now = context_now, .state_size = sizeof(struct form), .open = opened, .close = closed,
	.draw = form_draw, .coming = coming, .mouse = pointed, .tell = form_tell, .choose = form_chosen, .prompt = form_prompt,
	.answer = form_answer, .value = value_of, .key = key_pressed, .ready = is_ready, .stopped = stopped,
	.leave = leave, .title = title_of, .about = about, .entity = entity_of,
	.secret = types_secret, .touched = touched, .parting = parting, .holds = held, .changed = form_changed_elsewhere,
};

static bool
may(struct app *app, const struct catalogue_entity *entity, const char *verb)
{
	if (catalogue_may(entity, verb))
		return true;
	app_tell(app, ROLE_WARN, strcmp(verb, "create") == 0 ? N_("You may not create these.")
		: N_("You may not change these."), NULL);
	return false;
}

void
form_create(struct app *app, const struct catalogue_entity *entity, json_t *values)
{
	if (may(app, entity, "create"))
		app_push(app, &screen_form, &(struct how){.entity = entity, .values = values});
	else
		json_decref(values);
}

void
form_wizard(struct app *app, const struct catalogue_entity *entity, const json_t *declared)
{
	app_push(app, &screen_form, &(struct how){.entity = entity, .wizard = declared});
}

void
form_correct(struct app *app, const struct catalogue_entity *entity, json_t *values, struct form_draft draft, const char *field,
	const char *why)
{
	if (may(app, entity, "create"))
		app_push(app, &screen_form, &(struct how){.entity = entity, .values = values, .draft = draft, .focus = field, .why = why});
	else
		json_decref(values);
}

void
form_create_for(struct app *app, const struct catalogue_entity *entity, json_t *values, const char *text, void *owner, form_made *made)
{
	if (may(app, entity, "create"))
		app_push(app, &screen_form, &(struct how){.entity = entity, .values = values, .text = text, .owner = owner, .made = made});
	else
		json_decref(values);
}

void
form_edit_with(struct app *app, const struct catalogue_entity *entity, int64_t id, const char *focus, const char *text)
{
	if (may(app, entity, "update"))
		app_push(app, &screen_form, &(struct how){.entity = entity, .id = id, .focus = focus, .text = text});
}

void
form_edit(struct app *app, const struct catalogue_entity *entity, int64_t id, const char *focus)
{
	if (may(app, entity, "update"))
		app_push(app, &screen_form, &(struct how){.entity = entity, .id = id, .focus = focus});
}

static const struct catalogue_action *
action_named(const struct catalogue_entity *entity, const char *verb)
{
	for (size_t i = 0; entity != NULL && verb != NULL && i < entity->action_count; i++)
		if (strcmp(entity->actions[i].verb, verb) == 0)
			return &entity->actions[i];
	return NULL;
}

void
form_resume_on(struct app *app, const char *name, const json_t *body, bool save)
{
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(body, "entity")));
	const json_t *draft = json_object_get(body, "draft"), *deed = json_object_get(body, "action");
	const struct catalogue_entity *of = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(draft, "of")));
	const struct catalogue_action *action = action_named(entity, json_string_value(json_object_get(deed, "verb")));
	struct how how = {.entity = entity, .id = json_integer_value(json_object_get(body, "id")), .kept = name, .save = save};

	if (entity == NULL || (deed != NULL ? action == NULL || !catalogue_may(entity, action->verb)
		: draft != NULL ? of == NULL || !catalogue_may(of, of->draft.action) : !catalogue_may(entity, how.id == 0 ? "create" : "update"))) {
		app_tell(app, ROLE_WARN, N_("Your rights do not let you save this any more; it stays among what you typed."), NULL);
		return;
	}
	vault_known(app, name, body);
	how.take = json_deep_copy(body);
	how.values = json_deep_copy(draft ? json_object_get(draft, "values") : json_object_get(body, "given"));
	how.action = action;
	how.ids = json_deep_copy(json_object_get(deed, "ids"));
	how.draft = (struct form_draft){of, json_integer_value(json_object_get(draft, "id"))};
	app_push(app, &screen_form, &how);
}

void
form_merge(struct app *app, const struct catalogue_entity *entity, const json_t *base, const json_t *mine, const json_t *theirs)
{
	struct form *form;

	if (!may(app, entity, "update"))
		return;
	form = app_push(app, &screen_form, &(struct how){.entity = entity, .id = json_integer_value(json_object_get(theirs, "id")),
		.base = base, .mine = mine});
	conflict_open(app, form, NULL, theirs);
}

void
form_resume(struct app *app, const char *name, const json_t *body)
{
	form_resume_on(app, name, body, false);
}

void
form_action(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids)
{
	app_push(app, &screen_form, &(struct how){.entity = entity, .action = action, .ids = ids});
}

void
form_action_own(struct app *app, const struct catalogue_entity *entity, struct catalogue_action *own, json_t *ids)
{
	app_push(app, &screen_form, &(struct how){.entity = entity, .action = own, .own = own, .ids = ids});
}
