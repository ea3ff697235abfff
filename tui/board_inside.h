/* board_inside.h: the state that the board_*.c files share. */
#ifndef TUI_BOARD_INSIDE_H
#define TUI_BOARD_INSIDE_H
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/loop.h"
#include "tui/screen_board.h"
#include "tui/touched.h"
#include "tui/value.h"

struct board_card {
	int64_t id;
	int version;
	size_t lane;
	json_t *row;			/* owned */
};
struct board_column {
	const char *value, *label;	/* value: null for the cards that have none */
	struct board_card *cards;
	size_t count;			/* loaded: by lane, then in their order */
	json_int_t total;
	bool capped, loading;
	char *next;			/* where the column goes on; null: all of it is here */
	json_int_t limit;		/* how many it should hold at most; 0: not said */
	size_t top;			/* the first card shown, without lanes */
	int x, cells;			/* where it was painted; cells 0: it was not */
	int strip_x, strip_cells;	/* and its name in the strip; 0: it was not */
};
struct board_lane {
	json_t *value;			/* owned; JSON null: the cards that have none */
	char *label;
	int y;				/* where its heading was painted */
};
/* A card at its place. */
struct board_place {
	size_t column, at;		/* at: among the cards of the column */
};
/* A move that the server has not answered yet. One is under way at a time: each knows the version that the one before made. */
struct board_move {
	int64_t id;
	struct board_place from;
	json_t *before;			/* the fields that it changes, as they were */
	json_t *values;			/* as they are to be */
	int64_t after;			/* the card before it, where there is an order by hand */
	struct board_move *next;
};

struct board {
	struct app *app;
	const struct catalogue_entity *entity;
	char *filter, *search;		/* owned, may be null */
	struct board_column *columns;
	size_t column_count;
	struct board_lane *lanes;
	size_t lane_count;
	bool by_lanes, loaded, loading, reread;
	int generation;

	size_t here, lane, at;		/* the cursor: column, lane, card among those of the cell */
	int scroll, height;		/* with lanes, rows above the window; rows of the last picture */
	int card_rows;			/* that a card takes */

	bool held;			/* the card under the cursor is picked up */
	struct board_place held_from;
	json_t *held_row;		/* as it was */
	struct board_move *moves;	/* the first is under way */
	bool pressed;			/* the mouse's button is down on a card */
	int64_t refused;		/* the card that went back */
	int64_t own;			/* changed here: the server will tell of it as of any other */
	struct touched touched;		/* changed by others since they were looked at */
	struct tui_timer soon;		/* several changes at once are read once */
};

/* board_cards.c: no terminal and no server in there */
enum { BOARD_NARROWEST = 18 };
/* How many columns stand side by side: all, or one below a strip of names. */
size_t board_side_by_side(int width, size_t columns);
/* The cards of a lane in a column: how many, and the first among those of the column. */
size_t board_cell(const struct board *b, size_t column, size_t lane, size_t *first);
/* The card under the cursor, or null. */
struct board_card *board_card_here(const struct board *b);
bool board_find(const struct board *b, int64_t id, struct board_place *place);
/* The cursor goes to a card. */
void board_go_to(struct board *b, struct board_place place);
/* Steps of the cursor; false at the edge. Up and down go through the lanes. */
bool board_step_column(struct board *b, int step);
bool board_step_card(struct board *b, int step);
void board_clamp(struct board *b);
/* Takes a card to a place of a column and a lane, its row saying so; the cursor goes with it. at: among the cards of that cell. */
void board_carry(struct board *b, struct board_place from, size_t column, size_t lane, size_t at);
/* A card at its place again, with the values that it had; a cursor on it goes along. */
void board_put_back(struct board *b, int64_t id, struct board_place to, const json_t *before);
/* The card that stands before this place, 0: none. */
int64_t board_before(const struct board *b, struct board_place place);
/* Lane of a row, made if it is new. */
size_t board_lane_of(struct board *b, const struct value_look *look, const json_t *row);
/* The lanes in their order, and the cards by them. */
void board_sort_lanes(struct board *b);
/* Rows that the lanes take down to this one, its heading excluded. */
int board_lane_y(const struct board *b, size_t lane);
void board_column_empty(struct board_column *c);

/* board_rows.c */
void board_reload(struct board *b);
void board_load_more(struct board *b);

/* board_move.c */
/* The card was carried from there to where it is now: the server is told. before: its fields as they were (stolen). */
void board_moved(struct board *b, int64_t id, struct board_place from, json_t *before);
/* The fields that a move may change, as a row has them; the caller owns them. */
json_t *board_values(const struct board *b, const json_t *row);
/* False, with a sentence, when cards cannot be moved at all. */
bool board_may_move(struct board *b);
/* The action that brings a card into that column, or null. */
const struct catalogue_action *board_action_to(const struct board *b, size_t column);
void board_moves_forget(struct board *b);
void board_let_go(struct board *b, bool drop);

/* board_mouse.c */
bool board_pointed(struct app *app, void *state, const struct mouse *mouse);

/* board_draw.c */
void board_draw(struct app *app, void *state, const struct area *area);
/* 12, 3/5, and 6/5! when it holds more than it should; what a card says below its name. The caller owns them. */
char *board_count_of(const struct board *b, const struct board_column *c);
char *board_details_of(const struct board *b, const struct value_look *look, const json_t *row);
/* board_tell.c */
void board_tell(struct app *app, void *state, struct linear *out);
void board_point(struct app *app, void *state, size_t tag);
#endif
