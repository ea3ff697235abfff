/* undo_counter.c: what an action did is taken back by its counter-action only, after a question; or not at all, and why not is said. */
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/catalogue.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/screen_form.h"
#include "tui/undo_parts.h"

enum { COUNTER, BEFORE, LEAVE };

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
	if (row->tag == BEFORE)
		app_undo(app);
	else if (row->tag == COUNTER && counter != NULL && counter->arg_count > 0)
		form_action(app, entity, counter, json_incref(ids));
	else if (row->tag == COUNTER && counter != NULL)
		deeds_do(app, entity, counter, json_incref(ids), NULL);
	json_decref(did);
}

static void
add(struct pick_ask *question, struct app *app, const char *msgid, int64_t tag)
{
	pick_add(&question->rows, &question->count, xstrdup(app_text(app, msgid)), NULL, tag);
}

void
undo_counter(struct app *app, json_t *change)
{
	const json_t *did = json_object_get(change, "action");
	const struct catalogue_entity *entity = entity_of(app, did);
	const struct catalogue_action *action = entity ? catalogue_action(entity, json_string_value(json_object_get(did, "verb"))) : NULL;
	const struct catalogue_action *counter = action ? catalogue_action(entity, action->counter) : NULL;
	struct pick_ask question = {.letters = true, .y = -1, .x = -1, .width = 50, .take = answered};

	question.title = app_fill(app, N_("“{action}” cannot be undone"), json_pack("{s:O}", "action", json_object_get(change, "label")));
	if (counter != NULL && catalogue_may(entity, counter->verb)) {
		question.text = xstrdup(app_text(app, N_("But this goes the other way:")));
		question.explains = true;
		pick_add(&question.rows, &question.count, xstrdup(counter->label), xstrdup(counter->help), COUNTER)->words = json_dumps(did, JSON_COMPACT);
	} else if (action != NULL && action->final != NULL) {
		question.text = xstrdup(action->final);
	} else {
		question.text = xstrdup(app_text(app, N_("What an action does is not taken back by a key. F9 shows what may go the other way.")));
	}
	add(&question, app, N_("Leave it as it is"), LEAVE);
	if (app_undoes(app))
		add(&question, app, N_("Undo the change before it"), BEFORE);
	pick_letters(question.rows, question.count);
	pick_open(app, &question);
	app_bell(app);
	json_decref(change);
}
