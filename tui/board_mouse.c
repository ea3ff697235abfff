/* board_mouse.c: a press on a card moves the cursor, a drag carries the card from place to place, the release puts it down. */
#include <stdlib.h>
#include <string.h>

#include "tui/board_inside.h"

enum { HEADER = 1 };

/* The column, the lane and the card of its cell at a place of the picture. False: none is there. */
static bool
at_mouse(const struct board *b, const struct mouse *m, size_t *column, size_t *lane, size_t *at)
{
	int y = m->y - HEADER;

	*column = b->column_count;
	/* A name in the strip is its column. */
	for (size_t i = 0; m->y == 0 && i < b->column_count; i++)
		if (m->x >= b->columns[i].strip_x && m->x < b->columns[i].strip_x + b->columns[i].strip_cells) {
			*column = i;
			*lane = *at = 0;
			return true;
		}
	for (size_t i = 0; i < b->column_count; i++)
		if (b->columns[i].cells > 0 && m->x >= b->columns[i].x && m->x < b->columns[i].x + b->columns[i].cells)
			*column = i;
	if (*column == b->column_count)
		return false;
	*lane = 0;
	if (!b->by_lanes) {
		*at = b->columns[*column].top + (y > 0 ? (size_t)(y / b->card_rows) : 0);
		return true;
	}
	for (size_t l = 0; l < b->lane_count; l++)
		if (b->lanes[l].y <= y)
			*lane = l;
	y -= b->lane_count > 0 ? b->lanes[*lane].y + 1 : 0;
	*at = y > 0 ? (size_t)(y / b->card_rows) : 0;
	return b->lane_count > 0;
}

static void
press(struct board *b, const struct mouse *m, size_t column, size_t lane, size_t at)
{
	size_t first;

	if (b->held)
		board_let_go(b, true);
	b->here = column;
	b->lane = lane;
	b->at = at;
	b->pressed = m->y >= HEADER && at < board_cell(b, column, lane, &first);
	board_clamp(b);
	board_load_more(b);
	if (m->twice && b->pressed)
		app_command(b->app, "open");
}

/* The card is at home wherever it is: only its column is shown as the one under the mouse. */
static void
drag(struct board *b, size_t column, size_t lane, size_t at)
{
	const struct board_card *card = board_card_here(b);
	struct board_place from;

	if (card == NULL || !board_find(b, card->id, &from))
		return;
	if (!b->held) {
		if (column == b->here && lane == b->lane && at == b->at)
			return;
		if (!board_may_move(b)) {
			b->pressed = false;
			return;
		}
		b->held = true;
		b->held_from = from;
		b->held_row = json_deep_copy(card->row);
	}
	board_carry(b, from, column, lane, at);
}

bool
board_pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct board *b = state;
	size_t column, lane, at;
	bool there = at_mouse(b, mouse, &column, &lane, &at);

	(void)app;
	if (mouse->act == MOUSE_RELEASE) {
		if (b->pressed && b->held)
			board_let_go(b, true);
		b->pressed = false;
		return true;
	}
	if (!there || mouse->act == MOUSE_WHEEL_UP || mouse->act == MOUSE_WHEEL_DOWN)
		return false;
	if (mouse->act == MOUSE_PRESS)
		press(b, mouse, column, lane, at);
	else if (b->pressed)
		drag(b, column, lane, at);
	return true;
}
