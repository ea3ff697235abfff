/* undo_counter.c: what an action did is taken back by its counter-action only, after a question; or not at all, and why not is said. */
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/catalogue.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/screen_form.h"
#include "tui/undo_parts.h"

static const struct catalogue_entity *
entity_of(struct app *app, const json_t *did)
{
	return catalogue_entity(app_catalogue(app), json_string_value(json_object_get(did, "entity")));
}

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *did = json_loads(row->words ? row->words : "", 0, NULL), *ids = json_object_get(did, "ids");
	const struct catalogue_entity *entity = entity_of(app, did);
	const struct catalogue_action *action = entity ? catalogue_action(entity, json_string_value(json_object_get(did, "verb"))) : NULL;
	const struct catalogue_action *counter = action ? catalogue_action(entity, action->counter) : NULL;

	(void)owner;
	(void)typed;
	if (row->tag == 0 && counter != NULL && counter->arg_count > 0)
		form_action(app, entity, counter, json_incref(ids));
	else if (row->tag == 0 && counter != NULL)
		deeds_do(app, entity, counter, json_incref(ids), NULL);
	json_decref(did);
}

static void
ask(struct app *app, const json_t *did, const struct catalogue_action *action, const struct catalogue_action *counter)
{
	struct pick_ask question = {.letters = true, .y = -1, .x = -1, .take = answered, .explains = true};

	question.title = app_fill(app, N_("Take back “{action}”?"), json_pack("{s:s}", "action", action->label));
	question.text = xstrdup(app_text(app, N_("It has no undo, but an action that goes the other way:")));
	pick_add(&question.rows, &question.count, xstrdup(counter->label), xstrdup(counter->help), 0)->words = json_dumps(did, JSON_COMPACT);
	pick_add(&question.rows, &question.count, xstrdup(app_text(app, N_("Leave it as it is"))), NULL, 1);
	pick_letters(question.rows, question.count);
	pick_open(app, &question);
}

void
undo_counter(struct app *app, json_t *change)
{
	const json_t *did = json_object_get(change, "action");
	const struct catalogue_entity *entity = entity_of(app, did);
	const struct catalogue_action *action = entity ? catalogue_action(entity, json_string_value(json_object_get(did, "verb"))) : NULL;
	const struct catalogue_action *counter = action ? catalogue_action(entity, action->counter) : NULL;

	if (counter != NULL && catalogue_may(entity, counter->verb)) {
		ask(app, did, action, counter);
	} else {
		app_tell(app, ROLE_WARN, action != NULL && action->final != NULL
			? N_("“{action}” cannot be taken back. {why} (u: the change before)")
			: N_("“{action}” cannot be taken back. (u: the change before)"),
			json_pack("{s:O,s:s}", "action", json_object_get(change, "label"), "why", action && action->final ? action->final : ""));
		app_bell(app);
	}
	json_decref(change);
}
