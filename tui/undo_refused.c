/* undo_refused.c: what could not simply be taken back: others changed it since, or only a counter-action can. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/catalogue.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/screen_record.h"
#include "tui/undo_parts.h"

static const char *
word(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text ? text : "";
}

static const struct catalogue_entity *
entity_of(struct app *app, const json_t *step)
{
	return catalogue_entity(app_catalogue(app), word(step, "entity"));
}

static int64_t
id_of(const json_t *step)
{
	return json_integer_value(json_object_get(step, "id"));
}

static bool
is_update(const json_t *step)
{
	return strcmp(word(step, "did"), "update") == 0;
}

/* --- fields that others changed since: mine is what the undo wants --- */

static void
merge(struct app *app, const json_t *step, bool again, const json_t *theirs)
{
	const json_t *left = json_object_get(step, again ? "before" : "after"), *mine = json_object_get(step, again ? "after" : "before");
	json_t *base = json_deep_copy(theirs);

	/* As this person's own change left it; what else others have changed collides with nothing. */
	json_object_update(base, (json_t *)(uintptr_t)left);
	form_merge(app, entity_of(app, step), base, mine, theirs);
	json_decref(base);
}

/* --- a question, with what it is about in the words of its first row --- */

enum { GO_ON, OPEN, LEAVE_IT };

static void
ask(struct app *app, char *title, char *text, const char *const *options, json_t *about, pick_taken *take)
{
	struct pick_ask question = {.letters = true, .y = -1, .x = -1, .title = title, .text = text, .take = take};

	for (int i = GO_ON; i <= LEAVE_IT; i++)
		if (options[i] != NULL)
			pick_add(&question.rows, &question.count, xstrdup(app_text(app, options[i])), NULL, i)->words = json_dumps(about, JSON_COMPACT);
	pick_letters(question.rows, question.count);
	pick_open(app, &question);
	app_unasked(app);
	json_decref(about);
}

static json_t *
without_versions(json_t *steps)
{
	size_t i;
	json_t *step;

	json_array_foreach(steps, i, step) {
		json_object_del(step, "from");
		json_object_del(step, "to");
	}
	return steps;
}

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *change = json_object_get(about, "change");
	const json_t *step = json_array_get(json_object_get(change, "steps"), 0);
	bool again = json_is_true(json_object_get(about, "again")), each = json_is_true(json_object_get(about, "each"));

	(void)owner;
	(void)typed;
	if (row->tag == GO_ON) {
		/* One record: whatever it is now. Of several those that are as this person left them. */
		if (!each)
			without_versions(json_object_get(change, "steps"));
		undo_send(app, json_incref(change), again, each);
	} else if (row->tag == OPEN && entity_of(app, step) != NULL) {
		record_show(app, entity_of(app, step), id_of(step), NULL);
	}
	json_decref(about);
}

static void
ask_whether(struct app *app, const json_t *change, bool again)
{
	static const char *const delete[] = {N_("Delete all the same"), N_("Open the record"), N_("Leave it as it is")};
	static const char *const others[] = {N_("Take back the others"), N_("Open the record"), N_("Leave it as it is")};
	const json_t *step = json_array_get(json_object_get(change, "steps"), 0);
	bool several = json_array_size(json_object_get(change, "steps")) > 1;
	char *name = *word(change, "label") != '\0' ? xstrdup(word(change, "label")) : undo_name(app, change, step);

	ask(app, xstrdup(app_text(app, N_("Changed by somebody else since"))), name, several ? others : delete,
		json_pack("{s:O,s:b,s:b}", "change", change, "again", again, "each", several), answered);
}

void
undo_refused(struct app *app, const json_t *change, bool again, const struct remote_error *error)
{
	const json_t *steps = json_object_get(change, "steps"), *step = json_array_get(steps, 0), *theirs = json_object_get(error->data, "current");
	bool conflict = error->status != NULL && strcmp(error->status, "conflict") == 0;
	bool several = json_array_size(steps) > 1;

	if (conflict && several) {
		ask_whether(app, change, again);
	} else if (conflict && theirs != NULL && is_update(step)) {
		merge(app, step, again, theirs);
	} else if (conflict && theirs != NULL && (strcmp(word(step, "did"), "delete") == 0) == again) {
		ask_whether(app, change, again);
	} else {
		char *name = undo_name(app, change, step);

		app_tell(app, ROLE_WARN, again ? N_("Cannot be done again: {what}: {why}") : N_("Cannot be taken back: {what}: {why}"),
			json_pack("{s:s,s:s}", "what", name, "why", app_text(app, error->message ? error->message : "")));
		app_bell(app);
		free(name);
	}
}

/* --- several records, of which some were done --- */

static void
theirs_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	json_t *one = (json_t *)(intptr_t)tag;

	(void)state;
	if (error != NULL)
		app_say_error(app, error);
	else
		merge(app, json_object_get(one, "step"), json_is_true(json_object_get(one, "again")), json_object_get(result, "row"));
	json_decref(one);
}

static void
row_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *one = json_loads(row->words ? row->words : "", 0, NULL);
	const json_t *step = json_object_get(one, "step");

	(void)owner;
	(void)typed;
	if (is_update(step) && entity_of(app, step) != NULL) {
		app_call_opening(app, NULL, "show", json_pack("{s:O,s:O}", "entity", json_object_get(step, "entity"), "id", json_object_get(step, "id")),
			theirs_came, (int64_t)(intptr_t)one);
		return;
	}
	if (entity_of(app, step) != NULL)
		record_show(app, entity_of(app, step), id_of(step), NULL);
	json_decref(one);
}

void
undo_report(struct app *app, const json_t *refused, size_t good)
{
	struct pick_ask report = {.letters = true, .y = -1, .x = -1, .take = row_taken};
	const json_t *one;
	size_t i;

	report.title = app_fill(app, N_("{n} done, {others} not"), json_pack("{s:I,s:I}", "n", (json_int_t)good, "others",
		(json_int_t)json_array_size(refused)));
	report.text = xstrdup(app_text(app, N_("Enter shows what stands against it.")));
	json_array_foreach(refused, i, one) {
		const json_t *why = json_object_get(one, "why");
		char *name = *word(why, "label") != '\0' ? xstrdup(word(why, "label")) : undo_name(app, NULL, json_object_get(one, "step"));

		pick_add(&report.rows, &report.count, name, xstrdup(app_text(app, word(why, "message"))), (int64_t)i)->words =
			json_dumps(one, JSON_COMPACT);
	}
	pick_open(app, &report);
	app_unasked(app);
}
