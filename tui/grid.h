/* grid.h: the lines of a record, written in place inside its form: one grid for each kind of lines that its entity has. A cell is an
   item of the form like any field, so lookups, choices, reading and marking are the form's own. */
#ifndef TUI_GRID_H
#define TUI_GRID_H
#include "shared/numbers.h"
#include "tui/form_inside.h"

enum { GRID_ROWS = 500, GRID_UNDO = 50 };

struct grid_row {
	struct grid *grid;
	int64_t id;			/* 0: a new one */
	int version;
	json_t *base;			/* as it was read; null: a new one */
	struct form_item *cells;
	const char *kind, *kind_was;	/* of lines that may be text; borrowed */
	json_t *filled;			/* column → the text that a reference filled in */
};

/* How the grid was before something was done to it. */
struct grid_cell_was {
	struct form_item *cell;
	char *text, *ref_text;
	int64_t ref;
};
struct grid_step {
	struct grid_row **rows;
	const char **kinds;
	size_t count, at, column;
	struct grid_cell_was *cells;
	size_t cell_count;
};

struct grid {
	struct form *form;
	size_t number;			/* among the form's grids */
	size_t step, record;		/* in a wizard: where it is written, and of which of its records */
	const struct catalogue_entity *entity;
	const json_t *lines;
	const struct catalogue_field *by, *order, *kind;
	const struct catalogue_field **columns;
	size_t column_count;
	struct grid_row **rows;		/* in order, without those that were deleted here */
	size_t count;
	struct grid_row **all;		/* every line that there ever was; owned */
	size_t all_count;
	size_t at, column, top, left;
	bool editing;			/* a character was typed into the cell since the cursor came */
	bool too_many;			/* the record has more lines than the grid shows */
	struct grid_step undo[GRID_UNDO], redo[GRID_UNDO];
	size_t undo_count, redo_count;
};

/* grid.c */
void grid_build(struct form *form);
struct grid *grid_add(struct form *form, const struct catalogue_entity *entity);
void grid_free(struct form *form);
void grid_load(struct form *form);
void grid_stop(struct grid *g);		/* no answer comes any more */
struct form_item *grid_cell(const struct grid *g);
struct grid_row *grid_row_new(struct grid *g);
struct grid_row *grid_row_of(struct grid *g, const json_t *json);	/* one that was read; not shown before grid_put() */
void grid_row_base(struct grid_row *row, const json_t *json);		/* the record is this: what was typed into the line goes */
/* Puts a line among those shown, at a place. */
void grid_put(struct grid *g, size_t at, struct grid_row *row);
bool grid_row_changed(const struct grid_row *row);
bool grid_shows(const struct grid *g, const struct grid_row *row);	/* it was not removed */
bool grid_row_blank(const struct grid_row *row);	/* a new one into which nothing was written */
bool grid_changed(const struct grid *g);
bool grid_may_add(const struct grid *g);
/* "section", "comment", "subtotal", or null for a line like any other. */
const char *grid_row_role(const struct grid_row *row);
bool grid_can_stop(const struct grid *g, size_t row, size_t column);
size_t grid_column(const struct grid *g, const char *name);	/* column_count when it is none */
void grid_forget_record(struct grid_row *row);			/* its record is gone: it will be made anew */

void grid_not_drawn(struct grid *g);	/* where its cells were drawn is forgotten */
/* The cell that was drawn there gets the cursor. False: none was. again: it had the cursor already. */
bool grid_pointed(struct form *form, int y, int x, bool *again);

/* grid_move.c */
/* The cursor comes into the grid from before (1) or from behind (-1). False: there is nowhere to stop. */
bool grid_enter(struct form *form, size_t number, int step);
void grid_go(struct grid *g, size_t row, size_t column);
void grid_step(struct form *form, int step, bool by_enter);
/* The cursor leaves the form's grid, if it is in one; a line into which nothing was written goes. */
void grid_leave(struct form *form);

/* grid_undo.c */
void grid_note(struct grid *g);					/* before lines are added, removed, moved */
void grid_note_cell(struct grid *g, struct form_item *cell);	/* then before each cell that changes with it */
void grid_undo_free(struct grid *g);

/* grid_values.c */
/* What a line says in a column as plain decimal text: what is typed, or the product that it declares. False: nothing yet. */
bool grid_number(const struct grid_row *row, const char *name, char out[NUMBER_TEXT]);
/* How a cell that nobody types looks: the product, or what the record has. The caller owns it. */
char *grid_computed(const struct grid_row *row, size_t column);
/* How a cell reads while the cursor is elsewhere: 1 009,90. The caller owns it. */
char *grid_cell_text(const struct form_item *cell);
/* The total of a summed column, of all lines or (to SIZE_MAX excluded) of those before a subtotal. The caller owns it. */
char *grid_total(const struct grid *g, const struct catalogue_field *f, size_t before);
const struct catalogue_field *grid_summed(const struct grid *g, size_t i);	/* null after the last */
/* A reference in a cell names a record now: the columns that it fills are asked for. */
void grid_referred(struct form_item *cell);

/* grid_save.c */
/* Reads every cell; what makes no sense or is missing is marked. True when a text still has to be resolved. */
bool grid_check(struct grid *g);
size_t grid_errors(const struct grid *g);
bool grid_to_error(struct form *form);			/* the cursor to the first wrong cell; false: there is none */
void grid_forget_errors(struct grid *g);
/* Adds what has to be saved to the steps of a transaction; parent is the record's id, or an object that names the step that makes it. */
void grid_steps(struct grid *g, json_t *steps, const json_t *parent);
/* The steps that were saved, as undo.h has them; results are the answer's. A new array. */
json_t *grid_did(const struct form *form, const json_t *results);

/* grid_draw.c */
int grid_least_rows(const struct grid *g);
int grid_all_rows(const struct grid *g);
void grid_draw(struct grid *g, const struct area *area);
#endif
