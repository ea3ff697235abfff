/* board_commands.c: moving among the cards of a board, and moving the cards. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/screen_form.h"
#include "tui/screen_record.h"

static struct board *
here(struct app *app)
{
	return app_state(app, &screen_board);
}

static struct board_place
place_here(const struct board *b)
{
	size_t first;

	board_cell(b, b->here, b->lane, &first);
	return (struct board_place){b->here, first + b->at};
}

/* The picked-up card goes along with the cursor. */
static void
step(struct app *app, int column, int card)
{
	struct board *b = here(app);
	struct board_place from = place_here(b);
	struct board_card *held = b->held ? board_card_here(b) : NULL;
	size_t lane = b->lane, at = b->at, first;
	bool went;

	if (held != NULL && card > 0 && b->at + 1 == board_cell(b, b->here, b->lane, &first) && !(b->by_lanes && b->lane + 1 < b->lane_count))
		return;
	went = column != 0 ? board_step_column(b, column) : board_step_card(b, card);
	if (went && held != NULL) {
		bool other_lane = b->lane != lane;

		board_carry(b, from, b->here, b->lane, column != 0 ? at : other_lane && card > 0 ? 0 : other_lane ? b->at + 1 : b->at);
	}
	board_load_more(b);
}

void
board_up(struct app *app)
{
	step(app, 0, -1);
}

void
board_down(struct app *app)
{
	step(app, 0, 1);
}

void
board_left(struct app *app)
{
	step(app, -1, 0);
}

void
board_right(struct app *app)
{
	step(app, 1, 0);
}

static int
page(const struct board *b)
{
	return b->card_rows > 0 && b->height / b->card_rows > 1 ? b->height / b->card_rows - 1 : 1;
}

void
board_page_up(struct app *app)
{
	for (int i = page(here(app)); i > 0; i--)
		step(app, 0, -1);
}

void
board_page_down(struct app *app)
{
	for (int i = page(here(app)); i > 0; i--)
		step(app, 0, 1);
}

void
board_first(struct app *app)
{
	while (here(app)->at > 0 || here(app)->lane > 0)
		step(app, 0, -1);
}

void
board_last(struct app *app)
{
	struct board *b = here(app);
	size_t at, lane;

	do {
		at = b->at;
		lane = b->lane;
		step(app, 0, 1);
	} while (b->at != at || b->lane != lane);
}

/* One move: carried and told at once. */
static void
move_by(struct app *app, int column, int card)
{
	struct board *b = here(app);
	struct board_card *moving = board_card_here(b);
	struct board_place from = place_here(b);
	size_t at = b->at, first;
	int64_t id;
	json_t *before;

	if (moving == NULL || b->held) {
		step(app, column, card);
		return;
	}
	if (!board_may_move(b))
		return;
	if (card != 0 && b->entity->board.order == NULL) {
		app_tell(app, ROLE_DIM, N_("These cards have no order by hand."), NULL);
		app_bell(app);
		return;
	}
	if (column < 0 ? b->here == 0 : column > 0 ? b->here + 1 >= b->column_count
	    : card < 0 ? at == 0 : at + 1 >= board_cell(b, b->here, b->lane, &first))
		return;
	id = moving->id;
	before = board_values(b, moving->row);
	board_carry(b, from, column < 0 ? b->here - 1 : column > 0 ? b->here + 1 : b->here, b->lane, card < 0 ? at - 1 : card > 0 ? at + 1 : at);
	board_moved(b, id, from, before);
}

void
board_card_left(struct app *app)
{
	move_by(app, -1, 0);
}

void
board_card_right(struct app *app)
{
	move_by(app, 1, 0);
}

void
board_card_up(struct app *app)
{
	move_by(app, 0, -1);
}

void
board_card_down(struct app *app)
{
	move_by(app, 0, 1);
}

void
board_hold(struct app *app)
{
	struct board *b = here(app);
	const struct board_card *card = board_card_here(b);

	if (b->held) {
		board_let_go(b, true);
	} else if (card != NULL && board_may_move(b)) {
		b->held = true;
		b->held_from = place_here(b);
		b->held_row = json_deep_copy(card->row);
		app_tell(app, ROLE_MARK, N_("Picked up: arrows carry it, Space puts it down, Esc takes it back."), NULL);
	}
}

void
board_open(struct app *app)
{
	struct board *b = here(app);
	const struct board_card *card = board_card_here(b);

	if (b->held)
		board_let_go(b, true);
	else if (card != NULL)
		record_show(app, b->entity, card->id, NULL);
	else
		app_bell(app);
}

void
board_edit(struct app *app)
{
	struct board *b = here(app);
	const struct board_card *card = board_card_here(b);

	if (card != NULL)
		form_edit(app, b->entity, card->id, NULL);
}

/* The new one begins in the column and the lane of the cursor. */
void
board_create(struct app *app)
{
	struct board *b = here(app);
	const struct catalogue_board *spec = &b->entity->board;
	json_t *values = json_object();

	if (b->column_count > 0 && b->columns[b->here].value != NULL && spec->field->creatable)
		json_object_set_new(values, spec->field->name, json_string(b->columns[b->here].value));
	if (b->by_lanes && b->lane < b->lane_count && !json_is_null(b->lanes[b->lane].value)) {
		char *key = xasprintf("%s.label", spec->lanes->name);

		json_object_set(values, spec->lanes->name, b->lanes[b->lane].value);
		json_object_set_new(values, key, json_string(b->lanes[b->lane].label));
		free(key);
	}
	form_create(app, b->entity, values);
}

void
board_delete(struct app *app)
{
	struct board *b = here(app);
	const struct board_card *card = board_card_here(b);
	struct value_look look = app_look(app);
	char *label;

	if (card == NULL)
		return;
	label = value_label(&look, b->entity, card->row);
	deeds_delete(app, b->entity, json_pack("[I]", (json_int_t)card->id), label);
	free(label);
}

void
board_actions(struct app *app)
{
	struct board *b = here(app);
	const struct board_card *card = board_card_here(b);

	if (card != NULL)
		deeds_menu_of(app, b, b->entity, card->id);
}

void
board_lanes(struct app *app)
{
	struct board *b = here(app);

	if (b->entity->board.lanes == NULL) {
		app_tell(app, ROLE_DIM, N_("This board has no lanes."), NULL);
		return;
	}
	if (b->held || b->moves != NULL)
		return;
	b->by_lanes = !b->by_lanes;
	b->lane = b->at = 0;
	b->scroll = 0;
	for (size_t c = 0; c < b->column_count; c++)
		board_column_empty(&b->columns[c]);
	board_reload(b);
}

void
board_refresh(struct app *app)
{
	terminal_repaint();
	touched_clear(&here(app)->touched);
	board_reload(here(app));
}
