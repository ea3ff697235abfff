/* board_cards.c: cards in columns and lanes, a cursor among them, and cards that change their place. No terminal, no server. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/board_inside.h"

size_t
board_side_by_side(int width, size_t columns)
{
	return columns > 0 && (size_t)width / columns >= BOARD_NARROWEST ? columns : 1;
}

size_t
board_cell(const struct board *b, size_t column, size_t lane, size_t *first)
{
	const struct board_column *c;
	size_t from = 0, to;

	*first = 0;
	if (column >= b->column_count)	/* nothing was read yet */
		return 0;
	c = &b->columns[column];
	if (!b->by_lanes)
		return c->count;
	while (from < c->count && c->cards[from].lane < lane)
		from++;
	for (to = from; to < c->count && c->cards[to].lane == lane;)
		to++;
	*first = from;
	return to - from;
}

struct board_card *
board_card_here(const struct board *b)
{
	size_t first, count;

	if (b->here >= b->column_count)
		return NULL;
	count = board_cell(b, b->here, b->lane, &first);
	return b->at < count ? &b->columns[b->here].cards[first + b->at] : NULL;
}

bool
board_find(const struct board *b, int64_t id, struct board_place *place)
{
	for (size_t c = 0; c < b->column_count; c++)
		for (size_t i = 0; i < b->columns[c].count; i++)
			if (b->columns[c].cards[i].id == id) {
				*place = (struct board_place){c, i};
				return true;
			}
	return false;
}

void
board_go_to(struct board *b, struct board_place place)
{
	size_t first;

	b->here = place.column;
	b->lane = b->by_lanes ? b->columns[place.column].cards[place.at].lane : 0;
	board_cell(b, b->here, b->lane, &first);
	b->at = place.at - first;
}

void
board_clamp(struct board *b)
{
	size_t first, count;

	if (b->column_count == 0)
		return;
	if (b->here >= b->column_count)
		b->here = b->column_count - 1;
	if (!b->by_lanes || b->lane_count == 0)
		b->lane = 0;
	else if (b->lane >= b->lane_count)
		b->lane = b->lane_count - 1;
	count = board_cell(b, b->here, b->lane, &first);
	if (b->at >= count)
		b->at = count > 0 ? count - 1 : 0;
}

bool
board_step_column(struct board *b, int step)
{
	if (step < 0 ? b->here == 0 : b->here + 1 >= b->column_count)
		return false;
	b->here = step < 0 ? b->here - 1 : b->here + 1;
	board_clamp(b);
	return true;
}

bool
board_step_card(struct board *b, int step)
{
	size_t first, count = board_cell(b, b->here, b->lane, &first);

	if (step > 0 && b->at + 1 < count) {
		b->at++;
	} else if (step < 0 && b->at > 0) {
		b->at--;
	} else if (step > 0 && b->by_lanes && b->lane + 1 < b->lane_count) {
		b->lane++;
		b->at = 0;
	} else if (step < 0 && b->by_lanes && b->lane > 0) {
		b->lane--;
		count = board_cell(b, b->here, b->lane, &first);
		b->at = count > 0 ? count - 1 : 0;
	} else {
		return false;
	}
	return true;
}

static struct board_card
lift(struct board_column *c, size_t at)
{
	struct board_card card = c->cards[at];

	memmove(c->cards + at, c->cards + at + 1, (--c->count - at) * sizeof *c->cards);
	c->total--;
	return card;
}

static void
put(struct board_column *c, size_t at, struct board_card card)
{
	c->cards = xreallocarray(c->cards, c->count + 1, sizeof *c->cards);
	if (at > c->count)
		at = c->count;
	memmove(c->cards + at + 1, c->cards + at, (c->count++ - at) * sizeof *c->cards);
	c->cards[at] = card;
	c->total++;
}

static void
set_value(json_t *row, const struct catalogue_field *f, json_t *value, const char *label)
{
	json_object_set_new(row, f->name, value);
	if (f->refers != NULL && label != NULL) {
		char *key = xasprintf("%s.label", f->name);

		json_object_set_new(row, key, json_string(label));
		free(key);
	}
}

void
board_carry(struct board *b, struct board_place from, size_t column, size_t lane, size_t at)
{
	struct board_card card = lift(&b->columns[from.column], from.at);
	const char *value = b->columns[column].value;
	size_t first, count;

	set_value(card.row, b->entity->board.field, value ? json_string(value) : json_null(), NULL);
	if (b->by_lanes) {
		card.lane = lane;
		set_value(card.row, b->entity->board.lanes, json_incref(b->lanes[lane].value), b->lanes[lane].label);
	}
	count = board_cell(b, column, lane, &first);
	at = at > count ? count : at;
	put(&b->columns[column], first + at, card);
	b->here = column;
	b->lane = b->by_lanes ? lane : 0;
	b->at = at;
}

void
board_put_back(struct board *b, int64_t id, struct board_place to, const json_t *before)
{
	const struct board_card *under = board_card_here(b);
	bool here = under != NULL && under->id == id;
	struct board_place now;
	struct board_card card;

	if (!board_find(b, id, &now) || to.column >= b->column_count)
		return;
	card = lift(&b->columns[now.column], now.at);
	json_object_update(card.row, (json_t *)(uintptr_t)before);
	for (size_t l = 0; b->by_lanes && l < b->lane_count; l++)
		if (json_equal(b->lanes[l].value, json_object_get(card.row, b->entity->board.lanes->name)))
			card.lane = l;
	put(&b->columns[to.column], to.at, card);
	if (here && board_find(b, id, &now))
		board_go_to(b, now);
	board_clamp(b);
}

int64_t
board_before(const struct board *b, struct board_place place)
{
	const struct board_card *cards = b->columns[place.column].cards;

	/* First of its lane is first of all: what stands above it in the picture is of another lane. */
	if (place.at == 0 || (b->by_lanes && cards[place.at - 1].lane != cards[place.at].lane))
		return 0;
	return cards[place.at - 1].id;
}

size_t
board_lane_of(struct board *b, const struct value_look *look, const json_t *row)
{
	const struct catalogue_field *f = b->entity->board.lanes;
	json_t *value = json_object_get(row, f->name);

	for (size_t l = 0; l < b->lane_count; l++)
		if (json_equal(b->lanes[l].value, value ? value : json_null()))
			return l;
	b->lanes = xreallocarray(b->lanes, b->lane_count + 1, sizeof *b->lanes);
	b->lanes[b->lane_count] = (struct board_lane){.value = value ? json_incref(value) : json_null(), .label = value_text(look, f, row)};
	return b->lane_count++;
}

/* Choices in their order, others by name; what has none comes last. */
static int
lane_rank(const struct catalogue_field *f, const struct board_lane *lane)
{
	const char *value = json_string_value(lane->value);

	if (json_is_null(lane->value))
		return INT32_MAX;
	for (size_t i = 0; value != NULL && i < f->choice_count; i++)
		if (strcmp(f->choices[i].value, value) == 0)
			return (int)i;
	return INT32_MAX - 1;
}

static bool
lane_after(const struct catalogue_field *f, const struct board_lane *a, const struct board_lane *z)
{
	int ra = lane_rank(f, a), rz = lane_rank(f, z);

	return ra != rz ? ra > rz : strcmp(a->label, z->label) > 0;
}

void
board_sort_lanes(struct board *b)
{
	const struct catalogue_field *f = b->entity->board.lanes;
	size_t *to = xcalloc(b->lane_count + 1, sizeof *to);
	struct board_lane *sorted = xcalloc(b->lane_count + 1, sizeof *sorted);

	for (size_t l = 0; l < b->lane_count; l++) {
		for (size_t k = 0; k < b->lane_count; k++)
			to[l] += k != l && (lane_after(f, &b->lanes[l], &b->lanes[k]) ||
				(k < l && !lane_after(f, &b->lanes[k], &b->lanes[l])));
		sorted[to[l]] = b->lanes[l];
	}
	free(b->lanes);
	b->lanes = sorted;
	for (size_t c = 0; c < b->column_count; c++) {
		struct board_column *column = &b->columns[c];

		for (size_t i = 0; i < column->count; i++) {
			struct board_card card = column->cards[i];
			size_t k = i;

			card.lane = to[card.lane];
			for (; k > 0 && column->cards[k - 1].lane > card.lane; k--)
				column->cards[k] = column->cards[k - 1];
			column->cards[k] = card;
		}
	}
	if (b->lane < b->lane_count)
		b->lane = to[b->lane];
	free(to);
}

int
board_lane_y(const struct board *b, size_t lane)
{
	int y = 0;

	for (size_t l = 0; l < lane && l < b->lane_count; l++) {
		size_t most = 1, first;

		for (size_t c = 0; c < b->column_count; c++) {
			size_t count = board_cell(b, c, l, &first);

			most = count > most ? count : most;
		}
		y += 1 + (int)most * b->card_rows;
	}
	return y;
}

void
board_column_empty(struct board_column *c)
{
	for (size_t i = 0; i < c->count; i++)
		json_decref(c->cards[i].row);
	free(c->cards);
	free(c->next);
	c->cards = NULL;
	c->next = NULL;
	c->count = 0;
}
