/* bulk.c: the menu of what can be done with many records, and the look before it is. */
#include "tui/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/bulk_read.h"
#include "tui/catalogue.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/transfer.h"
#include "tui/value.h"
#include "tui/works.h"

enum { SHOWN_UNFIT = 3, FILTER_MOST = 4000 };

/* What any kind of record can have done to it, beside its own actions. */
enum deed { SET, EMPTY, TAG, UNTAG, DELETE, RESTORE, EXPORT, DEEDS, ACTIONS = 100 };
static const struct {
	const char *verb, *right, *label, *help;
} deeds[DEEDS] = {
	[SET] = {"set", "update", N_("Change fields"), N_("What is filled in goes into all of them.")},
	[EMPTY] = {"empty", "update", N_("Empty a field"), N_("Nothing will stand there.")},
	[TAG] = {"add_tags", "update", N_("Add tags"), N_("Beside those that each has.")},
	[UNTAG] = {"remove_tags", "update", N_("Remove tags"), N_("Each keeps its others.")},
	[DELETE] = {"delete", "delete", N_("Delete"), N_("Into the bin; u takes it back.")},
	[RESTORE] = {"restore", "delete", N_("Restore"), N_("Out of the bin.")},
	[EXPORT] = {"export", "export", N_("Export"), N_("As a file: xlsx, csv…")},
};

static const struct catalogue_field *
tags_of(const struct catalogue_entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].type == TYPE_TAGS && entity->fields[i].updatable && !entity->fields[i].masked)
			return &entity->fields[i];
	return NULL;
}

/* May stand in the form of a change of many: nothing that one record alone can have. */
static bool
is_common(const struct catalogue_field *f)
{
	return f->updatable && !f->masked && !f->computed && f->type != TYPE_JSON && f->type != TYPE_BYTES && f->type != TYPE_TAGS;
}

json_t *
bulk_narrowed(const json_t *chosen)
{
	static const char *const parts[] = {"ids", "versions", "filter", "search", "during", "trash", "all"};
	json_t *made = json_object();

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (json_object_get(chosen, parts[i]) != NULL)
			json_object_set(made, parts[i], json_object_get(chosen, parts[i]));
	return made;
}

/* --- the look --- */

struct looked {
	json_t *params;			/* of the verb bulk */
	char *label;
};

static void
looked_free(struct looked *l)
{
	json_decref(l->params);
	free(l->label);
	free(l);
}

static void
add_sums(struct app *app, const struct catalogue_entity *entity, const json_t *sums, struct buf *out)
{
	struct value_look look = app_look(app);
	const json_t *one;
	size_t i;

	json_array_foreach(sums, i, one) {
		const struct catalogue_field *f = catalogue_field(entity, json_string_value(json_object_get(one, "name")));
		json_t *row;
		char *text;

		if (f == NULL)
			continue;
		row = json_pack("{s:O,s:O*}", f->name, json_object_get(one, "value"), "currency", json_object_get(one, "currency"));
		text = value_text(&look, f, row);
		buf_printf(out, ", %s %s", f->label, text);
		free(text);
		json_decref(row);
	}
}

static void
add_unfit(struct app *app, const json_t *result, struct buf *out)
{
	json_int_t count = json_integer_value(json_object_get(result, "unfit_count"));
	const json_t *one;
	char *text;
	size_t i;

	if (count == 0)
		return;
	text = app_fill(app, count == 1 ? N_("{n} cannot:") : N_("{n} of them cannot:"), json_pack("{s:I}", "n", count));
	buf_printf(out, "\n%s", text);
	free(text);
	json_array_foreach(json_object_get(result, "unfit"), i, one) {
		const char *label = json_string_value(json_object_get(one, "label")), *why = json_string_value(json_object_get(one, "message"));

		if (i == SHOWN_UNFIT) {
			buf_str(out, "\n…");
			break;
		}
		buf_printf(out, "\n%s%s%s", label ? label : "", app_text(app, N_(": ")), why ? why : "");
	}
}

static void
unfit_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL);

	(void)owner;
	(void)typed;
	bulk_question(app, about);
	json_decref(about);
}

/* Whichever is chosen, the question is asked again: reading on is no answer to it. */
static void
show_unfit(struct app *app, const json_t *about)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = unfit_taken, .explains = true, .width = 50};
	char *words = json_dumps(about, JSON_COMPACT);
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(about, "seen"), "unfit"), i, one) {
		const char *label = json_string_value(json_object_get(one, "label")), *why = json_string_value(json_object_get(one, "message"));

		pick_add(&ask.rows, &ask.count, xasprintf("%lld %s", (long long)json_integer_value(json_object_get(one, "id")), label ? label : ""), xstrdup(why ? why : ""), 0)->words = xstrdup(words);
	}
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Back to the question"))), NULL, 0)->words = xstrdup(words);
	free(words);
	ask.title = xstrdup(app_text(app, N_("These stay as they are")));
	pick_open(app, &ask);
}

enum { APPLY, READ, WHICH, CANCEL };

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *params = json_object_get(about, "params"), *seen = json_object_get(about, "seen");

	(void)owner;
	(void)typed;
	if (row->tag == APPLY && params != NULL)
		works_begin(app, "bulk", json_incref(params), json_integer_value(json_object_get(seen, "count")), NULL, 0, NULL);
	else if (row->tag == READ)
		bulk_read(app, about, 0);
	else if (row->tag == WHICH)
		show_unfit(app, about);
	json_decref(about);
}

static char *
question_text(struct app *app, const struct catalogue_entity *entity, const json_t *seen)
{
	json_int_t count = json_integer_value(json_object_get(seen, "count"));
	bool more = json_is_true(json_object_get(seen, "more"));
	struct buf text = BUF_EMPTY;
	char *n = value_count(app_language(app), count, more);

	buf_printf(&text, "%s %s", n, count == 1 ? entity->one : entity->title);
	add_sums(app, entity, json_object_get(seen, "sums"), &text);
	add_unfit(app, seen, &text);
	if (more) {
		char *bound = app_fill(app, N_("The first {n} are done now, the others when you ask again."), json_pack("{s:s}", "n", n));

		buf_printf(&text, "\n%s", bound);
		free(bound);
	}
	free(n);
	return buf_steal(&text);
}

void
bulk_question(struct app *app, const json_t *about)
{
	const json_t *seen = json_object_get(about, "seen");
	const char *label = json_string_value(json_object_get(about, "label"));
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(json_object_get(about, "params"), "entity")));
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .take = answered, .width = 40};
	json_int_t unfit = json_integer_value(json_object_get(seen, "unfit_count"));
	char *about_text;

	if (entity == NULL)
		return;
	about_text = json_dumps(about, JSON_COMPACT);
	if (json_integer_value(json_object_get(seen, "count")) > unfit)
		pick_add(&ask.rows, &ask.count, xstrdup(label), NULL, APPLY)->words = xstrdup(about_text);
	if (json_array_size(json_object_get(seen, "shows")) > 0)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Read first what they get"))), NULL, READ)->words = xstrdup(about_text);
	if (unfit > 0)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Which cannot"))), NULL, WHICH)->words = xstrdup(about_text);
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Cancel"))), NULL, CANCEL);
	pick_letters(ask.rows, ask.count);
	ask.title = app_fill(app, N_("{action}?"), json_pack("{s:s}", "action", label));
	ask.text = question_text(app, entity, seen);
	pick_open(app, &ask);
	free(about_text);
}

static void
looked_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct looked *l = (struct looked *)(intptr_t)tag;
	json_t *about;

	(void)state;
	if (error != NULL) {
		app_say_error(app, error);
	} else {
		about = json_pack("{s:O,s:O,s:s}", "params", l->params, "seen", result, "label", l->label);
		bulk_question(app, about);
		json_decref(about);
	}
	looked_free(l);
}

/* The tags of the form, which has one field. */
static json_t *
only_value(const json_t *args)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)args, name, value)
		return json_incref(value);
	return json_array();
}

static const char *
label_of(struct app *app, const struct catalogue_entity *entity, const char *verb)
{
	for (size_t i = 0; i < entity->action_count; i++)
		if (strcmp(entity->actions[i].verb, verb) == 0)
			return entity->actions[i].label;
	for (size_t i = 0; i < DEEDS; i++)
		if (strcmp(deeds[i].verb, verb) == 0)
			return app_text(app, deeds[i].label);
	return verb;
}

void
bulk_ask(struct app *app, const struct catalogue_entity *entity, const char *verb, json_t *chosen, json_t *args)
{
	bool fields = strcmp(verb, "set") == 0 || strcmp(verb, "empty") == 0, tags = strcmp(verb, "add_tags") == 0 || strcmp(verb, "remove_tags") == 0;
	struct looked *l;

	if ((fields || tags) && json_object_size(args) == 0) {
		app_tell(app, ROLE_DIM, N_("Nothing was changed."), NULL);
		json_decref(chosen);
		json_decref(args);
		return;
	}
	l = xcalloc(1, sizeof *l);
	l->label = xstrdup(label_of(app, entity, verb));
	l->params = bulk_narrowed(chosen);
	json_object_set_new(l->params, "entity", json_string(entity->name));
	json_object_set_new(l->params, "what", json_string(fields || tags ? "set" : verb));
	if (tags)
		json_object_set_new(l->params, strcmp(verb, "add_tags") == 0 ? "add" : "remove", only_value(args));
	else if (args != NULL)
		json_object_set(l->params, "values", args);
	app_call_opening(app, NULL, "bulk_look", json_deep_copy(l->params), looked_came, (int64_t)(intptr_t)l);
	json_decref(chosen);
	json_decref(args);
}

/* --- the menu --- */

/* A form of fields that need not be filled in: only what is, is changed. */
static void
open_form(struct app *app, const struct catalogue_entity *entity, enum deed deed, json_t *chosen)
{
	struct catalogue_action *own = xcalloc(1, sizeof *own);

	own->verb = deeds[deed].verb;
	own->label = app_text(app, deeds[deed].label);
	own->help = app_text(app, deeds[deed].help);
	own->key = "";
	own->args = xcalloc(entity->field_count + 1, sizeof *own->args);
	for (size_t s = 0; s < entity->section_count; s++)
		for (size_t i = 0; i < entity->sections[s].count; i++) {
			const struct catalogue_field *f = entity->sections[s].fields[i];

			if (deed == SET ? !is_common(f) : f != tags_of(entity))
				continue;
			own->args[own->arg_count] = *f;
			own->args[own->arg_count].required = false;
			own->args[own->arg_count].creatable = true;
			own->args[own->arg_count].standard = NULL;
			own->args[own->arg_count].shown_field = NULL;
			own->args[own->arg_count++].shown_is = NULL;
		}
	form_action_own(app, entity, own, chosen);
}

static void
field_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL);
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(about, "entity")));

	(void)owner;
	(void)typed;
	if (entity != NULL && (size_t)row->tag < entity->field_count)
		bulk_ask(app, entity, "empty", json_incref(json_object_get(about, "chosen")), json_pack("{s:n}", entity->fields[row->tag].name));
	json_decref(about);
}

static void
pick_field(struct app *app, const struct catalogue_entity *entity, const json_t *about)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = field_taken, .nothing = N_("No such choice.")};

	for (size_t i = 0; i < entity->field_count; i++)
		if (is_common(&entity->fields[i]) && !entity->fields[i].required)
			pick_add(&ask.rows, &ask.count, xstrdup(entity->fields[i].label), NULL, (int64_t)i)->words = json_dumps(about, JSON_COMPACT);
	ask.title = xstrdup(app_text(app, deeds[EMPTY].label));
	pick_open(app, &ask);
}

/* Records by number are a condition of an export. */
static void
export_chosen(struct app *app, const struct catalogue_entity *entity, json_t *chosen)
{
	json_t *asked = bulk_narrowed(chosen), *ids = json_object_get(asked, "ids"), *n = json_object_get(chosen, "n");
	struct buf filter = BUF_EMPTY;
	const json_t *id;
	size_t i;

	json_array_foreach(ids, i, id)
		buf_printf(&filter, i == 0 ? "id=%lld" : ",%lld", (long long)json_integer_value(id));
	if (ids != NULL)
		json_object_set_new(asked, "filter", json_string(buf_text(&filter)));
	json_object_del(asked, "ids");
	json_object_del(asked, "versions");
	json_object_del(asked, "all");
	if (filter.length > FILTER_MOST) {
		app_tell(app, ROLE_WARN, N_("Too many for one file by hand: narrow the list to them, then take all of it."), NULL);
		json_decref(asked);
	} else {
		transfer_export(app, entity, asked, json_is_integer(n) ? json_integer_value(n) : -1);
	}
	buf_free(&filter);
	json_decref(chosen);
}

static void
menu_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *chosen = json_object_get(about, "chosen");
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(about, "entity")));

	(void)owner;
	(void)typed;
	if (entity == NULL)
		;
	else if (row->tag >= ACTIONS && (size_t)(row->tag - ACTIONS) < entity->action_count) {
		const struct catalogue_action *action = &entity->actions[row->tag - ACTIONS];

		if (action->arg_count > 0)
			form_action(app, entity, action, json_incref(chosen));
		else
			bulk_ask(app, entity, action->verb, json_incref(chosen), NULL);
	} else if (row->tag == EXPORT)
		export_chosen(app, entity, json_incref(chosen));
	else if (row->tag == EMPTY)
		pick_field(app, entity, about);
	else if (row->tag == DELETE || row->tag == RESTORE)
		bulk_ask(app, entity, deeds[row->tag].verb, json_incref(chosen), NULL);
	else
		open_form(app, entity, (enum deed)row->tag, json_incref(chosen));
	json_decref(about);
}

void
bulk_menu(struct app *app, const struct catalogue_entity *entity, json_t *chosen)
{
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .take = menu_taken, .nothing = N_("There is nothing that you can do with it."), .explains = true};
	bool trash = json_is_true(json_object_get(chosen, "trash"));
	json_t *about = json_pack("{s:s,s:o}", "entity", entity->name, "chosen", chosen);
	char *words = json_dumps(about, JSON_COMPACT), *n = value_count(app_language(app), json_integer_value(json_object_get(chosen, "n")), false);

	for (size_t i = 0; i < entity->action_count && !trash; i++) {
		const struct catalogue_action *a = &entity->actions[i];
		struct pick_row *row;

		/* What corrects a draft is a form for one. */
		if (!catalogue_may(entity, a->verb) || (entity->draft.action != NULL && strcmp(entity->draft.action, a->verb) == 0))
			continue;
		row = pick_add(&ask.rows, &ask.count, xstrdup(a->label), xstrdup(a->help), ACTIONS + (int64_t)i);
		row->words = xstrdup(words);
		if (strlen(a->key) == 1)
			row->letter[0] = *a->key;
	}
	if (ask.count > 0)
		pick_add(&ask.rows, &ask.count, xstrdup(""), NULL, -1)->heading = true;
	for (int i = 0; i < DEEDS; i++) {
		if (!catalogue_may(entity, deeds[i].right) || ((i == TAG || i == UNTAG) && tags_of(entity) == NULL) || trash != (i == RESTORE || (trash && i == EXPORT)) ||
		    ((i == DELETE || i == RESTORE) && !entity->trash))
			continue;
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, deeds[i].label)), xstrdup(app_text(app, deeds[i].help)), i)->words = xstrdup(words);
	}
	pick_letters(ask.rows, ask.count);
	ask.title = app_fill(app, N_("Actions on {n} records"), json_pack("{s:s}", "n", n));
	pick_open(app, &ask);
	free(n);
	free(words);
	json_decref(about);
}
