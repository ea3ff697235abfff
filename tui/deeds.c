/* deeds.c: the actions menu, actions and deletion. */
#include "tui/deeds.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/draft.h"
#include "tui/keys.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/screen_record.h"
#include "tui/screen_scan.h"
#include "tui/transfer.h"
#include "tui/undo.h"

/* An action that was sent, until it is answered. */
struct asked {
	const struct catalogue_entity *entity;
	const struct catalogue_action *action;
	const void *form;		/* where they were typed, if it waits for the answer; perhaps it is gone since */
	int deed;
};

static bool
is_offered(const struct catalogue_entity *entity, const struct catalogue_action *action, const json_t *offered)
{
	size_t i;
	const json_t *verb;

	if (!catalogue_may(entity, action->verb))
		return false;
	if (offered == NULL)
		return true;
	json_array_foreach(offered, i, verb)
		if (json_is_string(verb) && strcmp(json_string_value(verb), action->verb) == 0)
			return true;
	return false;
}

/* --- into the bin, and out of it --- */

struct binning {
	const struct catalogue_entity *entity;
	const char *verb;		/* of the server: delete or restore */
	json_t *steps;
	char *label;
	size_t open;
};

static void
say_binned(struct app *app, const struct binning *b, size_t count)
{
	bool gone = strcmp(b->verb, "delete") == 0;

	if (count == 1)
		app_tell(app, ROLE_OK, gone ? N_("Deleted: {label} (u: undo)") : N_("Brought back: {label} (u: undo)"),
			json_pack("{s:s}", "label", b->label));
	else
		app_tell(app, ROLE_OK, gone ? N_("{n} records deleted (u: undo)") : N_("{n} records brought back (u: undo)"),
			json_pack("{s:I}", "n", (json_int_t)count));
}

static void
all_answered(struct app *app, struct binning *b)
{
	size_t count = json_array_size(b->steps);

	if (count > 0) {
		say_binned(app, b, count);
		app_did(app, json_pack("{s:s,s:O,s:b}", "label", count == 1 ? b->label : b->entity->title, "steps", b->steps, "each", count > 1));
	}
	json_decref(b->steps);
	free(b->label);
	free(b);
}

static void
binned(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct binning *b = (struct binning *)(intptr_t)tag;

	(void)state;
	if (error != NULL) {
		app_say_error(app, error);
	} else {
		int64_t id = json_integer_value(json_object_get(result, "id"));
		int version = (int)json_integer_value(json_object_get(result, "version"));

		if (strcmp(b->verb, "delete") == 0)
			record_close(app, b->entity, id);
		json_array_append_new(b->steps, undo_step(b->entity->name, id, b->verb, version - 1, version, NULL, NULL));
		app_changed(app, b->entity->name, id, version);
	}
	if (--b->open == 0)
		all_answered(app, b);
}

static void
bin_now(struct app *app, const char *verb, const struct catalogue_entity *entity, const json_t *ids, const char *label)
{
	struct binning *b = xcalloc(1, sizeof *b);
	size_t i;
	const json_t *id;

	b->entity = entity;
	b->verb = verb;
	b->steps = json_array();
	b->label = xstrdup(label);
	b->open = json_array_size(ids);
	json_array_foreach(ids, i, id) {
		char *key = app_new_key();

		app_call_first(app, NULL, verb, json_pack("{s:s,s:I,s:s}", "entity", entity->name, "id",
			json_integer_value(id), "key", key), binned, (int64_t)(intptr_t)b);
		free(key);
	}
}

void
deeds_restore(struct app *app, const struct catalogue_entity *entity, json_t *ids, const char *label)
{
	bin_now(app, "restore", entity, ids, label);
	json_decref(ids);
}

/* The popup carries what it asks about in the words of its first row: JSON, seen by nobody. */
static void
delete_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL);
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app),
		json_string_value(json_object_get(about, "entity")));

	(void)owner;
	(void)typed;
	if (row->tag == 0 && entity != NULL)
		bin_now(app, "delete", entity, json_object_get(about, "ids"),
			json_string_value(json_object_get(about, "label")));
	json_decref(about);
}

void
deeds_delete(struct app *app, const struct catalogue_entity *entity, json_t *ids, const char *label)
{
	struct pick_ask ask = {.letters = true, .question = true, .y = -1, .x = -1, .take = delete_answered};
	json_t *about = json_pack("{s:s,s:o,s:s}", "entity", entity->name, "ids", ids, "label", label);

	if (!catalogue_may(entity, "delete")) {
		app_tell(app, ROLE_WARN, N_("You may not delete these."), NULL);
		json_decref(about);
		return;
	}
	ask.title = xstrdup(app_text(app, N_("Delete?")));
	ask.text = json_array_size(ids) == 1 ? xstrdup(label)
		: app_fill(app, N_("{n} records"), json_pack("{s:I}", "n", (json_int_t)json_array_size(ids)));
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Delete"))), NULL, 0)->words =
		json_dumps(about, JSON_COMPACT);
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Cancel"))), NULL, 1);
	pick_letters(ask.rows, ask.count);
	pick_open(app, &ask);
	json_decref(about);
}

/* --- actions --- */

static void
done(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_action *action = (const struct catalogue_action *)(intptr_t)tag;
	const json_t *results = json_object_get(result, "results"), *one, *failed = NULL, *answer = NULL;
	size_t i, good = 0;

	(void)state;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_array_foreach(results, i, one) {
		if (json_is_true(json_object_get(one, "ok"))) {
			good++;
			answer = json_object_get(one, "answer");
		} else if (failed == NULL) {
			failed = one;
		}
	}
	if (failed != NULL) {
		const char *why = json_string_value(json_object_get(json_object_get(failed, "error"), "message"));

		if (json_array_size(results) == 1)	/* the sentence has the whole line */
			app_say(app, ROLE_ERROR, xasprintf("! %s", why ? why : ""));
		else
			app_tell(app, ROLE_ERROR, N_("{action}: {good} done, {bad} not: {why}"), json_pack("{s:s,s:I,s:I,s:s}",
				"action", action->label, "good", (json_int_t)good, "bad",
				(json_int_t)(json_array_size(results) - good), "why", why ? why : ""));
	} else if (json_string_length(answer) > 0) {
		app_tell(app, ROLE_OK, N_("{action}: {answer}"), json_pack("{s:s,s:O}", "action", action->label, "answer", answer));
	} else {
		app_tell(app, ROLE_OK, good > 1 ? N_("{action}: {n} done") : N_("{action}: done"),
			json_pack("{s:s,s:I}", "action", action->label, "n", (json_int_t)good));
	}
}

/* With its version each, so that what somebody else does to them a moment later is not taken for the same. */
static void
say_changed(struct app *app, const struct asked *asked, const json_t *results)
{
	json_t *changed = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(results, i, one)
		if (json_is_true(json_object_get(one, "ok")))
			json_array_append_new(changed, json_pack("{s:s,s:O,s:O?}", "entity", asked->entity->name, "id", json_object_get(one, "id"),
				"version", json_object_get(one, "version")));
	app_changed_all(app, changed);
	json_decref(changed);
}

/* What it made goes to the bin; else its counter-action, if it has one, is what goes the other way. */
static void
remember(struct app *app, const struct asked *asked, const json_t *results)
{
	const struct catalogue_action *action = asked->action;
	const json_t *one;
	json_t *steps = json_array(), *ids = json_array();
	size_t i;

	json_array_foreach(results, i, one) {
		const json_t *answer = json_object_get(one, "answer");

		if (!json_is_true(json_object_get(one, "ok")))
			continue;
		if (action->makes != NULL && json_is_integer(answer))
			json_array_append_new(steps, undo_step(action->makes, json_integer_value(answer), "insert", 0, 1, NULL, NULL));
		json_array_append(ids, json_object_get(one, "id"));
	}
	if (json_array_size(steps) > 0)
		app_did(app, json_pack("{s:s,s:O,s:b}", "label", action->label, "steps", steps, "each", json_array_size(steps) > 1));
	else if (json_array_size(ids) > 0)
		app_did(app, json_pack("{s:s,s:{s:s,s:s,s:O}}", "label", action->label, "action", "entity", asked->entity->name, "verb", action->verb,
			"ids", ids));
	json_decref(steps);
	json_decref(ids);
}

bool
deeds_refused(const json_t *one, struct remote_error *error)
{
	const json_t *why = json_object_get(one, "error");

	if (json_is_true(json_object_get(one, "ok")))
		return false;
	*error = (struct remote_error){.message = json_string_value(json_object_get(why, "message")), .data = json_object_get(why, "data")};
	error->code = (int)json_integer_value(json_object_get(why, "code"));
	error->status = json_string_value(json_object_get(error->data, "status"));
	error->field = json_string_value(json_object_get(error->data, "field"));
	error->ref = json_string_value(json_object_get(error->data, "ref"));
	return true;
}

/* False: no form says it. */
static bool
tell_form(struct app *app, const struct asked *asked, const json_t *result, const struct remote_error *error)
{
	struct remote_error refusal;

	if (asked->form == NULL)
		return false;
	if (error == NULL && deeds_refused(json_array_get(json_object_get(result, "results"), 0), &refusal))
		error = &refusal;
	return form_deed_answered(app, asked->form, asked->deed, error) && error != NULL;
}

static void
done_and_changed(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct asked *asked = (struct asked *)(intptr_t)tag;

	if (!tell_form(app, asked, result, error))
		done(app, state, result, error, (int64_t)(intptr_t)asked->action);
	if (error == NULL) {
		remember(app, asked, json_object_get(result, "results"));
		say_changed(app, asked, json_object_get(result, "results"));
	}
	free(asked);
}

void
deeds_do(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids,
	json_t *args)
{
	deeds_do_from(app, entity, action, ids, args, &(struct deeds_from){.kept = NULL});
}

void
deeds_do_from(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids,
	json_t *args, const struct deeds_from *from)
{
	struct asked *asked = xcalloc(1, sizeof *asked);
	char *key = from->key ? xstrdup(from->key) : app_new_key();
	json_t *params = json_pack("{s:s,s:s,s:o,s:s}", "entity", entity->name, "action", action->verb, "ids", ids, "key",
		key);

	if (args != NULL)
		json_object_set_new(params, "args", args);
	if (from->kept != NULL)
		json_object_set_new(params, "draft", json_string(from->kept));
	*asked = (struct asked){.entity = entity, .action = action, .form = from->form, .deed = from->deed};
	app_call(app, NULL, "do", params, done_and_changed, (int64_t)(intptr_t)asked);
	free(key);
}

enum { SCREEN_COMMANDS = 1000, PRINT_IT = 9999, PRINTS = 10000 };

/* A report that is printed for the record. */
static void
take_print(struct app *app, size_t number, const char *words)
{
	const json_t *print = json_array_get(catalogue_part(app_catalogue(app), "prints"), number);
	json_t *about = json_loads(words ? words : "", 0, NULL);
	const json_t *id = json_array_get(json_object_get(about, "ids"), 0);
	const char *argument = json_string_value(json_object_get(print, "argument"));

	if (argument != NULL && json_is_integer(id)) {
		char *number_text = xasprintf("%lld", (long long)json_integer_value(id));

		transfer_paper(app, json_string_value(json_object_get(print, "name")), json_string_value(json_object_get(print, "title")),
			json_pack("{s:s}", argument, number_text));
		free(number_text);
	}
	json_decref(about);
}

static void
add_prints(struct app *app, const struct catalogue_entity *entity, const json_t *about, struct pick_ask *ask)
{
	const json_t *print;
	size_t i;

	if (json_array_size(json_object_get(about, "ids")) != 1)
		return;
	pick_add(&ask->rows, &ask->count, xstrdup(app_text(app, N_("Print it"))),
		xstrdup(app_text(app, N_("This record with what belongs to it: as a PDF or text."))), PRINT_IT)->words = json_dumps(about, JSON_COMPACT);
	json_array_foreach(catalogue_part(app_catalogue(app), "prints"), i, print) {
		const char *of = json_string_value(json_object_get(print, "entity"));

		if (of == NULL || strcmp(of, entity->name) != 0)
			continue;
		pick_add(&ask->rows, &ask->count, app_fill(app, N_("Print: {title}"), json_pack("{s:O}", "title", json_object_get(print, "title"))),
			xstrdup(app_text(app, N_("As a PDF, on the screen, a workbook or text."))), PRINTS + (int64_t)i)->words = json_dumps(about, JSON_COMPACT);
	}
}

/* Does it, or asks first for what it needs; ids is stolen. */
static void
choose(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids)
{
	if (entity->draft.action != NULL && strcmp(entity->draft.action, action->verb) == 0) {
		if (json_array_size(ids) > 1)
			app_tell(app, ROLE_DIM, N_("These are corrected one by one: Enter opens one."), NULL);
		else
			draft_open(app, NULL, entity, json_integer_value(json_array_get(ids, 0)));
		json_decref(ids);
	} else if (action->scans != NULL && json_array_size(ids) == 1) {
		scan_show(app, entity, action, json_integer_value(json_array_get(ids, 0)));
		json_decref(ids);
	} else if (action->arg_count > 0) {
		form_action(app, entity, action, ids);
	} else {
		deeds_do(app, entity, action, ids, NULL);
	}
}

static void
menu_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about;
	const struct catalogue_entity *entity;

	(void)owner;
	(void)typed;
	if (row->tag >= PRINTS) {
		take_print(app, (size_t)(row->tag - PRINTS), row->words);
		return;
	}
	if (row->tag >= SCREEN_COMMANDS && row->tag != PRINT_IT) {
		app_command(app, keys_rows[row->tag - SCREEN_COMMANDS].name);
		return;
	}
	about = json_loads(row->words ? row->words : "", 0, NULL);
	entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(about, "entity")));
	if (entity != NULL && row->tag == PRINT_IT) {
		transfer_print(app, entity, json_integer_value(json_array_get(json_object_get(about, "ids"), 0)));
	} else if (entity != NULL && (size_t)row->tag < entity->action_count) {
		choose(app, entity, &entity->actions[row->tag], json_incref(json_object_get(about, "ids")));
	}
	json_decref(about);
}

bool
deeds_copy(struct app *app, const struct catalogue_entity *entity, int64_t id)
{
	for (size_t i = 0; entity->copies != NULL && i < entity->action_count; i++)
		if (strcmp(entity->actions[i].verb, entity->copies) == 0) {
			choose(app, entity, &entity->actions[i], json_pack("[I]", (json_int_t)id));
			return true;
		}
	return false;
}

/* What the screen below can do with the record anyway, with the same letters as its keys where it has them. */
static void
add_screen_commands(struct app *app, const struct catalogue_entity *entity, struct pick_ask *ask)
{
	static const struct { const char *name, *right; } commands[] = {
		{"edit", "update"}, {"duplicate", "create"}, {"delete", "delete"}, {"history", "read"}};
	bool headed = ask->count == 0;

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const struct keys_row *row = keys_named(app_context(app), commands[i].name);

		if (row == NULL || !catalogue_may(entity, commands[i].right))
			continue;
		if (entity->copies != NULL && strcmp(commands[i].name, "duplicate") == 0)	/* it stands among the entity's own */
			continue;
		if (!headed)
			pick_add(&ask->rows, &ask->count, xstrdup(""), NULL, -1)->heading = true;
		headed = true;
		pick_add(&ask->rows, &ask->count, xstrdup(app_text(app, row->label)),
			xstrdup(app_text(app, row->help)), SCREEN_COMMANDS + (int64_t)(row - keys_rows));
	}
}

void
deeds_menu(struct app *app, const struct catalogue_entity *entity, json_t *ids, const json_t *offered)
{
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .take = menu_taken, .explains = true,
		.nothing = N_("There is nothing that you can do with it.")};
	json_t *about = json_pack("{s:s,s:o}", "entity", entity->name, "ids", ids);

	for (size_t i = 0; i < entity->action_count; i++) {
		const struct catalogue_action *a = &entity->actions[i];
		struct pick_row *row;

		if (!is_offered(entity, a, offered))
			continue;
		row = pick_add(&ask.rows, &ask.count, xstrdup(a->label), xstrdup(a->help), (int64_t)i);
		row->words = json_dumps(about, JSON_COMPACT);
		if (strlen(a->key) == 1)
			row->letter[0] = *a->key;
	}
	add_prints(app, entity, about, &ask);
	add_screen_commands(app, entity, &ask);
	pick_letters(ask.rows, ask.count);
	ask.title = json_array_size(ids) > 1 ? app_fill(app, N_("Actions on {n} records"),
		json_pack("{s:I}", "n", (json_int_t)json_array_size(ids))) : xstrdup(app_text(app, N_("Actions")));
	pick_open(app, &ask);
	json_decref(about);
}

static void
offered_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *entity = (const struct catalogue_entity *)(intptr_t)tag;

	if (error != NULL)
		app_say_error(app, error);
	else if (app_top(app) == app_screen_of(app, state))
		deeds_menu(app, entity, json_pack("[O]", json_object_get(json_object_get(result, "row"), "id")),
			json_object_get(result, "actions"));
}

void
deeds_menu_of(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id)
{
	app_call_opening(app, state, "show", json_pack("{s:s,s:I}", "entity", entity->name, "id", (json_int_t)id), offered_came,
		(int64_t)(intptr_t)entity);
}

char *
deeds_related_filter(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related,
	int64_t id)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), related->entity);

	/* What hangs on any kind of record names the kind beside the number. */
	if (strcmp(related->field, "subject_id") == 0 && other != NULL && catalogue_field(other, "subject_entity") != NULL)
		return xasprintf("subject_entity=%s subject_id:%lld", entity->name, (long long)id);
	return xasprintf("%s:%lld", related->field, (long long)id);
}

json_t *
deeds_related_values(const struct catalogue_entity *entity, const struct catalogue_related *related, int64_t id)
{
	json_t *values = json_pack("{s:I}", related->field, (json_int_t)id);

	/* What hangs on any kind of record names the kind beside the number. */
	if (strcmp(related->field, "subject_id") == 0)
		json_object_set_new(values, "subject_entity", json_string(entity->name));
	return values;
}

void
deeds_create_related(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related, int64_t id, const char *label)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), related->entity);
	char *key = xasprintf("%s.label", related->field);
	json_t *values = deeds_related_values(entity, related, id);

	json_object_set_new(values, key, json_string(label));
	if (other != NULL)
		form_create(app, other, values);
	else
		json_decref(values);
	free(key);
}
