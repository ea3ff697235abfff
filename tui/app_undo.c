/* app_undo.c: taking one's own saved changes back and doing them again: what is asked of the server, and what came of it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/remote.h"
#include "tui/undo_parts.h"

enum { AT_ONCE = 500 };			/* as many as the server takes */

/* A change that is being turned round: off its pile until the last answer is there. */
struct turn {
	json_t *change, *results;
	bool again, each;
	size_t sent, asked;
};

void
app_did(struct app *app, json_t *change)
{
	undo_push(&app->undo, change);
}

void
app_did_one(struct app *app, const char *label, json_t *step)
{
	undo_push(&app->undo, json_pack("{s:s,s:[o]}", "label", label ? label : "", "steps", step));
}

void
app_undo_is(struct app *app, const char *method, json_t *params, const char *said)
{
	json_t *asks = json_array(), *one;
	size_t i;

	if (params == NULL) {
		json_decref(asks);
		return;
	}
	if (!json_is_array(params))
		params = json_pack("[o]", params);
	json_array_foreach(params, i, one) {
		json_t *own = json_object_get(one, "params");

		if (own != NULL)
			json_array_append(asks, one);
		else
			json_array_append_new(asks, json_pack("{s:s,s:O}", "method", method, "params", one));
	}
	json_decref(params);
	undo_push(&app->undo, json_pack("{s:s,s:o}", "said", said ? said : "", "asks", asks));
}

void
app_undo_forget(struct app *app)
{
	undo_free(&app->undo);
}

bool
app_undoes(const struct app *app)
{
	return undo_next(&app->undo, false) != NULL;
}

static void
end_turn(struct turn *t)
{
	json_decref(t->change);
	json_decref(t->results);
	free(t);
}

static void send(struct app *app, struct turn *t);

static const json_t *
step_sent(const struct turn *t, size_t sent)
{
	return json_array_get(json_object_get(t->change, "steps"), undo_step_of(t->change, t->again, sent));
}

/* All is answered. */
static void
turned(struct app *app, struct turn *t)
{
	size_t count = json_array_size(t->results), good = 0;
	json_t *changed = json_array(), *refused = json_array();

	for (size_t i = 0; i < count; i++) {
		const json_t *step = step_sent(t, i), *result = json_array_get(t->results, i);

		if (json_is_false(json_object_get(result, "ok"))) {
			json_array_append_new(refused, json_pack("{s:O,s:O,s:b}", "step", step, "why", result, "again", t->again));
			continue;
		}
		good++;
		json_array_append_new(changed, json_pack("{s:O,s:O,s:O}", "entity", json_object_get(step, "entity"), "id",
			json_object_get(step, "id"), "version", json_object_get(result, "version")));
	}
	if (good > 0)
		app_say(app, ROLE_OK, undo_said(app, t->change, t->again, good));
	undo_turned(&app->undo, t->again, json_incref(t->change), t->results);
	app_changed_all(app, changed);
	if (json_array_size(refused) > 0)
		undo_report(app, refused, good);
	json_decref(refused);
	json_decref(changed);
}

static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct turn *t = (struct turn *)(intptr_t)tag;

	(void)state;
	if (error != NULL && json_array_size(t->results) == 0) {
		/* The line was cut, or the server has no time: it is still to be done. */
		if (error->status != NULL && (strcmp(error->status, "later") == 0 || strcmp(error->status, "internal") == 0)) {
			undo_give_back(&app->undo, t->again, json_incref(t->change));
			app_say_error(app, error);
		} else {
			undo_refused(app, t->change, t->again, error);
		}
		end_turn(t);
		return;
	}
	if (error != NULL) {		/* some were done: of the others it is told why not */
		for (; t->asked > 0; t->asked--)
			json_array_append_new(t->results, json_pack("{s:b,s:s}", "ok", 0, "message", error->message ? error->message : ""));
		t->sent = json_array_size(json_object_get(t->change, "steps"));
	} else {
		json_array_extend(t->results, json_object_get(result, "results"));
	}
	if (t->sent < json_array_size(json_object_get(t->change, "steps"))) {
		send(app, t);
		return;
	}
	turned(app, t);
	end_turn(t);
}

static void
send(struct app *app, struct turn *t)
{
	char *key = app_new_key();
	json_t *steps = undo_request(t->change, t->again, t->sent, AT_ONCE), *params = json_pack("{s:O,s:s}", "steps", steps, "key", key);

	t->asked = json_array_size(steps);
	t->sent += t->asked;
	if (t->each)
		json_object_set_new(params, "each", json_true());
	app_call_first(app, NULL, "save", params, answered, (int64_t)(intptr_t)t);
	json_decref(steps);
	free(key);
}

void
undo_send(struct app *app, json_t *change, bool again, bool each)
{
	struct turn *t = xcalloc(1, sizeof *t);

	t->change = change;
	t->results = json_array();
	t->again = again;
	t->each = each || json_array_size(json_object_get(change, "steps")) > AT_ONCE;
	send(app, t);
}

/* --- what is taken back by requests of its own --- */

static void
asked_back(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	json_t *one = (json_t *)(intptr_t)tag;
	const json_t *params = json_object_get(json_object_get(one, "ask"), "params");
	const char *entity = json_string_value(json_object_get(params, "entity"));
	json_int_t kept = json_integer_value(json_object_get(result, "kept"));

	(void)state;
	if (error != NULL)
		app_say_error(app, error);
	else if (kept > 0)
		app_tell(app, ROLE_WARN, N_("Taken back: {n}. Changed by others since, and left as they are: {kept}."), json_pack("{s:O*,s:I}", "n",
			json_object_get(result, "reverted"), "kept", kept));
	else
		app_say(app, ROLE_OK, xstrdup(json_string_value(json_object_get(one, "said"))));
	if (error == NULL && entity != NULL)
		app_changed(app, entity, json_integer_value(json_object_get(result, "id")), (int)json_integer_value(json_object_get(result, "version")));
	if (error == NULL)
		app_changed_all(app, json_object_get(result, "results"));
	json_decref(one);
}

static void
ask_back(struct app *app, const json_t *change)
{
	const json_t *ask;
	size_t i;

	json_array_foreach(json_object_get(change, "asks"), i, ask) {
		json_t *one = json_pack("{s:O,s:O}", "ask", ask, "said", json_object_get(change, "said"));

		app_call_first(app, NULL, json_string_value(json_object_get(ask, "method")), json_deep_copy(json_object_get(ask, "params")), asked_back,
			(int64_t)(intptr_t)one);
	}
}

/* --- the keys --- */

static void
turn(struct app *app, bool again)
{
	json_t *change = undo_take(&app->undo, again);

	if (change == NULL) {
		app_tell(app, ROLE_DIM, again ? N_("Nothing to do again.") : N_("Nothing to undo."), NULL);
	} else if (json_object_get(change, "asks") != NULL) {
		ask_back(app, change);
		json_decref(change);
	} else if (json_object_get(change, "action") != NULL) {
		undo_counter(app, change);
	} else {
		undo_send(app, change, again, json_is_true(json_object_get(change, "each")));
	}
}

void
app_undo(struct app *app)
{
	turn(app, false);
}

void
app_redo(struct app *app)
{
	turn(app, true);
}

void
do_undo(struct app *app)
{
	app_undo(app);
}

void
do_redo(struct app *app)
{
	app_redo(app);
}
