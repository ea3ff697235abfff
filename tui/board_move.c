/* board_move.c: a card goes to another place at once, and back again when the server refuses. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"
#include "tui/deeds.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/undo.h"

json_t *
board_values(const struct board *b, const json_t *row)
{
	const struct catalogue_board *spec = &b->entity->board;
	const struct catalogue_field *fields[] = {spec->field, b->by_lanes ? spec->lanes : NULL};
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		json_t *value = fields[i] ? json_object_get(row, fields[i]->name) : NULL;

		if (fields[i] != NULL)
			json_object_set_new(values, fields[i]->name, value ? json_incref(value) : json_null());
	}
	return values;
}

const struct catalogue_action *
board_action_to(const struct board *b, size_t column)
{
	const char *value = b->columns[column].value;
	const char *verb = value ? json_string_value(json_object_get(b->entity->board.moves, value)) : NULL;

	for (size_t i = 0; verb != NULL && i < b->entity->action_count; i++)
		if (strcmp(b->entity->actions[i].verb, verb) == 0)
			return &b->entity->actions[i];
	return NULL;
}

bool
board_may_move(struct board *b)
{
	const char *label = b->entity->board.field->label;

	if (!catalogue_may(b->entity, "update"))
		app_tell(b->app, ROLE_WARN, N_("You may not move these cards."), NULL);
	else if (!b->entity->board.field->updatable && b->entity->board.moves == NULL)
		app_tell(b->app, ROLE_WARN, N_("Only actions change {label}: F9 shows them."), json_pack("{s:s}", "label", label));
	else
		return true;
	app_bell(b->app);
	return false;
}

static void
move_free(struct board_move *m)
{
	json_decref(m->before);
	json_decref(m->values);
	free(m);
}

void
board_moves_forget(struct board *b)
{
	while (b->moves != NULL) {
		struct board_move *m = b->moves;

		b->moves = m->next;
		move_free(m);
	}
}

static void send(struct board *b);

/* The card, and what was done with it meanwhile, goes back to where it came from. */
static void
roll_back(struct board *b, const struct board_move *m)
{
	struct board_move **at = &b->moves->next;

	while (*at != NULL) {
		struct board_move *later = *at;

		if (later->id == m->id) {
			*at = later->next;
			move_free(later);
		} else {
			at = &later->next;
		}
	}
	if (b->held) {
		const struct board_card *card = board_card_here(b);

		if (card != NULL && card->id == m->id)
			board_let_go(b, false);
	}
	board_put_back(b, m->id, m->from, m->before);
	b->refused = m->id;
	b->reread = true;
}

/* More than the column should hold is said, not forbidden. */
static void
say_moved(struct board *b, const struct board_move *m)
{
	const char *to = json_string_value(json_object_get(m->values, b->entity->board.field->name));
	const struct board_column *c = NULL;
	struct value_look look = app_look(b->app);
	struct board_place place;
	char *label;

	for (size_t i = 0; to != NULL && i < b->column_count; i++)
		if (b->columns[i].value != NULL && strcmp(b->columns[i].value, to) == 0)
			c = &b->columns[i];
	if (c == NULL || !board_find(b, m->id, &place))
		return;
	label = value_label(&look, b->entity, b->columns[place.column].cards[place.at].row);
	if (c->limit > 0 && c->total > c->limit && !json_equal(json_object_get(m->before, b->entity->board.field->name), json_object_get(m->values, b->entity->board.field->name)))
		app_tell(b->app, ROLE_WARN, N_("{label} → {column}, which has {n} cards for {limit} (u: undo)"),
			json_pack("{s:s,s:s,s:I,s:I}", "label", label, "column", c->label, "n", c->total, "limit", c->limit));
	else
		app_tell(b->app, ROLE_OK, N_("{label} → {column} (u: undo)"), json_pack("{s:s,s:s}", "label", label, "column", c->label));
	free(label);
}

/* Where cards have an order by hand the server says which place the card has now. */
static void
remember(const struct board *b, const struct board_move *m, int version, const json_t *result)
{
	json_t *after = json_copy(m->values), *place = json_object_get(result, "values");
	struct value_look look = app_look(b->app);
	struct board_place at;
	char *label = board_find(b, m->id, &at) ? value_label(&look, b->entity, b->columns[at.column].cards[at.at].row) : xstrdup("");

	json_object_update(after, place);
	app_did_one(b->app, label, undo_step(b->entity->name, m->id, "update", version - 1, version, json_copy(m->before), after));
	free(label);
}

static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct board *b = state;
	struct board_move *m = b->moves;
	struct board_place place;

	(void)tag;
	if (m == NULL)
		return;
	if (error != NULL) {
		app_say_error(app, error);
		app_bell(app);
		roll_back(b, m);
		b->moves = m->next;
	} else {
		int version = (int)json_integer_value(json_object_get(result, "version"));

		if (board_find(b, m->id, &place))
			b->columns[place.column].cards[place.at].version = version;
		say_moved(b, m);
		remember(b, m, version, result);
		b->moves = m->next;
		app_changed(app, b->entity->name, m->id, version);
	}
	move_free(m);
	if (b->moves != NULL)
		send(b);
	else if (b->reread)
		board_reload(b);
}

static void
send(struct board *b)
{
	const struct board_move *m = b->moves;
	struct board_place place;
	char *key = app_new_key();
	json_t *params = json_pack("{s:s,s:I,s:O,s:s}", "entity", b->entity->name, "id", (json_int_t)m->id, "values", m->values, "key", key);

	if (board_find(b, m->id, &place))
		json_object_set_new(params, "version", json_integer(b->columns[place.column].cards[place.at].version));
	if (b->entity->board.order != NULL)
		json_object_set_new(params, "after", json_integer(m->after));
	app_call(b->app, b, b->entity->board.order ? "move" : "update", params, answered, 0);
	free(key);
}

/* Where only actions move cards, the action to this column is done, or asks first. */
static void
act(struct board *b, int64_t id, struct board_place from, const json_t *before)
{
	const struct catalogue_action *action = board_action_to(b, b->here);
	json_t *ids = json_pack("[I]", (json_int_t)id);

	board_put_back(b, id, from, before);
	if (action == NULL) {
		app_tell(b->app, ROLE_WARN, N_("No action brings a card into this column."), NULL);
		app_bell(b->app);
		json_decref(ids);
	} else if (action->arg_count > 0) {
		form_action(b->app, b->entity, action, ids);
	} else {
		deeds_do(b->app, b->entity, action, ids, NULL);
	}
}

void
board_moved(struct board *b, int64_t id, struct board_place from, json_t *before)
{
	struct board_move *m, **last = &b->moves;
	struct board_place now;
	json_t *values;

	b->refused = 0;
	if (!board_find(b, id, &now)) {
		json_decref(before);
		return;
	}
	if (from.column != now.column && !b->entity->board.field->updatable) {
		act(b, id, from, before);
		json_decref(before);
		return;
	}
	values = board_values(b, b->columns[now.column].cards[now.at].row);
	if (json_equal(values, before) && (b->entity->board.order == NULL || from.at == now.at)) {
		json_decref(values);
		json_decref(before);
		return;
	}
	if (json_equal(values, before))
		json_object_clear(values);		/* only its place */
	if (b->entity->board.order != NULL)
		json_object_set(before, b->entity->board.order->name,
			json_object_get(b->columns[now.column].cards[now.at].row, b->entity->board.order->name));
	m = xcalloc(1, sizeof *m);
	*m = (struct board_move){.id = id, .from = from, .before = before, .values = values, .after = board_before(b, now)};
	while (*last != NULL)
		last = &(*last)->next;
	*last = m;
	if (b->moves == m)
		send(b);
}

void
board_let_go(struct board *b, bool drop)
{
	const struct board_card *card = board_card_here(b);
	json_t *before = b->held_row ? board_values(b, b->held_row) : NULL;

	b->held = false;
	if (card == NULL || before == NULL)
		drop = false;
	else if (drop)
		board_moved(b, card->id, b->held_from, before);
	else
		board_put_back(b, card->id, b->held_from, before);
	if (!drop)
		json_decref(before);
	json_decref(b->held_row);
	b->held_row = NULL;
	if (b->reread && b->moves == NULL)
		board_reload(b);
}
