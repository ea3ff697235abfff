/* board_rows.c: a board's cards from the server: all columns in one answer, the next pages of one as the cursor comes near. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"
#include "tui/remote.h"

enum { PAGE = 50, LANES_PAGE = 200, LOADED_MOST = 1000 };

/* What a card says, and what moving it changes. */
static json_t *
names_of(const struct board *b)
{
	const struct catalogue_entity *e = b->entity;
	json_t *names = catalogue_names(e, e->list, e->list_count);

	catalogue_add_name(names, e->board.field);
	catalogue_add_name(names, e->board.lanes);
	catalogue_add_name(names, e->board.order);
	return names;
}

static json_t *
question(const struct board *b, int limit)
{
	json_t *params = json_pack("{s:s,s:o,s:i}", "entity", b->entity->name, "columns", names_of(b), "limit", limit);

	if (b->filter != NULL)
		json_object_set_new(params, "filter", json_string(b->filter));
	if (b->search != NULL)
		json_object_set_new(params, "search", json_string(b->search));
	if (b->by_lanes)
		json_object_set_new(params, "lanes", json_string(b->entity->board.lanes->name));
	return params;
}

static void
add_cards(struct board *b, struct board_column *c, const json_t *json)
{
	struct value_look look = app_look(b->app);
	const json_t *rows = json_object_get(json, "rows");
	size_t i;
	json_t *row;

	c->cards = xreallocarray(c->cards, c->count + json_array_size(rows) + 1, sizeof *c->cards);
	json_array_foreach(rows, i, row)
		c->cards[c->count++] = (struct board_card){.id = json_integer_value(json_object_get(row, "id")),
			.version = (int)json_integer_value(json_object_get(row, "version")),
			.lane = b->by_lanes ? board_lane_of(b, &look, row) : 0, .row = json_incref(row)};
	free(c->next);
	c->next = xstrdup_or_null(json_string_value(json_object_get(json, "next")));
	c->total = json_integer_value(json_object_get(json, "count"));
	c->capped = json_is_true(json_object_get(json, "capped"));
}

/* A new set of columns; what was scrolled stays so. */
static void
read_columns(struct board *b, const json_t *list)
{
	const struct catalogue_field *f = b->entity->board.field;
	struct board_column *old = b->columns;
	size_t old_count = b->column_count, i;
	const json_t *json;

	b->columns = xcalloc(json_array_size(list) + 1, sizeof *b->columns);
	b->column_count = 0;
	json_array_foreach(list, i, json) {
		struct board_column *c = &b->columns[b->column_count];
		const char *value = json_string_value(json_object_get(json, "value")), *label = catalogue_choice(f, value);

		if (value == NULL && json_integer_value(json_object_get(json, "count")) == 0)
			continue;
		*c = (struct board_column){.label = label ? label : app_text(b->app, N_("Without"))};
		for (size_t k = 0; value != NULL && k < f->choice_count; k++)
			if (strcmp(f->choices[k].value, value) == 0)
				c->value = f->choices[k].value;
		if (value != NULL)
			c->limit = json_integer_value(json_object_get(b->entity->board.limits, value));
		if (i < old_count)
			c->top = old[i].top;
		add_cards(b, c, json);
		b->column_count++;
	}
	for (i = 0; i < old_count; i++)
		board_column_empty(&old[i]);
	free(old);
	if (b->by_lanes)
		board_sort_lanes(b);
}

static void
board_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct board *b = state;
	const struct board_card *card = board_card_here(b);
	int64_t id = card ? card->id : 0;
	struct board_place place;

	if (tag != b->generation)
		return;
	b->loading = false;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	/* What is being carried is not put back under the hand that carries it. */
	if (b->moves != NULL || b->held) {
		b->reread = true;
		return;
	}
	b->loaded = true;
	read_columns(b, json_object_get(result, "columns"));
	if (id != 0 && board_find(b, id, &place))
		board_go_to(b, place);
	board_clamp(b);
	board_load_more(b);
}

void
board_reload(struct board *b)
{
	size_t limit = b->by_lanes ? LANES_PAGE : PAGE;

	for (size_t c = 0; c < b->column_count; c++)
		limit = b->columns[c].count > limit ? b->columns[c].count : limit;
	b->reread = false;
	b->generation++;
	b->loading = true;
	app_call(b->app, b, "board", question(b, limit > LOADED_MOST ? LOADED_MOST : (int)limit), board_came, b->generation);
}

static void
page_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct board *b = state;
	const json_t *json = json_array_get(json_object_get(result, "columns"), 0);
	size_t column = (size_t)(tag / INT32_MAX);

	if (tag % INT32_MAX != b->generation || column >= b->column_count)
		return;
	b->columns[column].loading = false;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	/* A card that was carried away meanwhile may come a second time: the next reading puts that right. */
	if (b->moves != NULL || b->held) {
		b->reread = true;
		return;
	}
	add_cards(b, &b->columns[column], json);
	if (b->by_lanes)
		board_sort_lanes(b);
	board_load_more(b);
}

void
board_load_more(struct board *b)
{
	int shown = b->card_rows > 0 ? b->height / b->card_rows : 10;

	for (size_t i = 0; i < b->column_count; i++) {
		struct board_column *c = &b->columns[i];
		json_t *params;

		if (c->loading || b->loading || c->next == NULL || c->count >= LOADED_MOST)
			continue;
		if (!b->by_lanes && c->count > c->top + 2 * (size_t)(shown > 0 ? shown : 1) && (i != b->here || c->count > b->at + (size_t)shown))
			continue;
		params = question(b, b->by_lanes ? LANES_PAGE : PAGE);
		json_object_set_new(params, "column", json_string(c->value ? c->value : ""));
		json_object_set_new(params, "after", json_string(c->next));
		c->loading = true;
		app_call(b->app, b, "board", params, page_came, (int64_t)i * INT32_MAX + b->generation);
	}
}
