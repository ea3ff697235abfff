/* form_inside.h: the state that the form_*.c files share. */
#ifndef TUI_FORM_INSIDE_H
#define TUI_FORM_INSIDE_H
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/field.h"
#include "tui/loop.h"
#include "tui/popup.h"
#include "tui/screen_form.h"
#include "tui/value.h"

struct grid;
struct remote_error;
struct wizard;
struct grid_row;

struct form_item {
	const struct catalogue_field *f;
	size_t undos;			/* that its field could take back when last looked */
	size_t section, record;		/* record: in a wizard, which of its records it is of */
	struct field *line;
	char *was;			/* the text that the record had */
	char *offered;			/* of a new record: the text that the place has it begin with, as a slot its time; null: none */
	int64_t ref;			/* the record that a reference names; 0: none or not known yet */
	char *ref_text;			/* the text that stands for it: while it stands, ref holds */
	char *error, *warning;		/* owned, null: none */
	bool editable, visible;
	int y, x, cells;		/* where its value was drawn; y -1: not in the picture */
	bool standard;			/* what a new record has of itself: nobody wrote it yet */
	char *settled;			/* what it held when it was last left, as plain text: a percentage is of that; null: nothing */
	bool resolving;			/* left before it was known which record the text names */
	struct grid_row *row;		/* the line that it is a cell of; null: a field of the record itself */
};

/* Proposals for a reference, in a popup under its field. */
struct form_lookup {
	struct popup popup;
	json_t *rows;			/* null: closed */
	char *text;			/* what they were asked for */
	size_t at;
	int generation;
	struct tui_timer timer;
	bool asked;			/* proposals are under way */
};

/* Records that may answer what is typed: form_suggest.c. */
struct form_suggest {
	struct popup popup;
	const struct catalogue_field *field;	/* for which they were asked */
	json_t *rows;				/* null: none */
	int generation;
	bool asked;
	struct tui_timer timer;
};

/* Fields in the order in which something was done to them. */
struct form_turns {
	size_t *items, count;
};

/* What is typed, kept under a name of its own: form_draft.c, vault.c. */
struct form_kept {
	char *name;			/* of the draft; null until something was kept */
	json_t *take;			/* typed in an earlier sitting: to be put in when the record was read */
	json_t *sent;			/* as it was when it was saved last */
	bool on_top, save;		/* on_top: typed since, while that waits; save: what is taken up is saved at once */
	struct tui_timer timer;
};

struct form {
	struct app *app;
	const struct catalogue_entity *entity;
	const struct catalogue_action *action;	/* its arguments are filled in, for ids */
	struct catalogue_action *own;		/* the same where nobody else keeps it; null: somebody does */
	json_t *ids;
	int64_t id;			/* 0: a new record */
	int version;
	json_t *base;			/* the record as it was read; never moves forward unseen */
	json_t *given;			/* values of a new record that no section shows */
	struct wizard *wizard;		/* its sections are steps; null: a form like any other */
	struct grid **grids;		/* its lines, each kind in a grid */
	size_t grid_count;
	struct grid *grid;		/* the one that has the cursor; null: a field has it */
	int waiting;			/* grids that are being read */
	json_t *steps;			/* of the last attempt, where lines are saved with the record */
	struct grid_row **sent;		/* which line each step was; null: the record itself */
	size_t sent_count;
	struct form_draft draft;	/* of which it is to be made; of null: of none */
	json_t *drafted;		/* the values that the draft had */
	int64_t asked;			/* since when it is loading */
	bool loading, saving, save_when_resolved, leave_when_saved, refused;
	char *focus;			/* the field to begin on, until it was read */
	char *focus_text;		/* what shall stand there; owned, may be null */
	const json_t *extra;		/* while it is built: fields that it has beside those of its sections; null: none */
	const char **titles;		/* of sections; borrowed */
	size_t section_count;
	struct form_item *items;
	size_t count, at, top;
	bool paged;			/* came to this field a section at a time: such keys go on so, and turn no month in it */
	struct form_lookup lookup;
	struct form_suggest suggest;
	struct form_kept kept;
	json_t *tags;			/* those that are offered; null: not asked yet */
	char *news;			/* who saved the record meanwhile; null: nobody */
	int news_version;		/* of the record as it is by now */
	struct form_turns typed, taken_back;
	int deed;			/* which of its actions is under way; 0: none */
	char *key, *key_body;		/* the idempotency key of the last attempt and what it was for */
	int field_y, field_x;		/* where the focused field was drawn, in cells of the terminal */
	void *owner;
	form_made *made;
};

/* form_items.c */
void form_build(struct form *form);
void form_fill(struct form *form, const json_t *row, bool original);
void form_free_items(struct form *form);
/* What the item says now; null with a msgid in *why when it makes no sense. The caller owns it. */
json_t *form_value(const struct form *form, const struct form_item *item, const char **why);
bool form_item_changed(const struct form_item *item);
/* What it is for; of what an action asks for, where that says nothing by itself, what the action does. */
const char *form_help(const struct form *form, const struct form_item *item);
bool form_lines_changed(const struct form *form);
bool form_changed(const struct form *form);
/* Whether somebody did something here: what a new record was opened with is no more their doing than what it has of itself. */
bool form_touched(const struct form *form);
void form_see(struct form *form);		/* which fields are shown, after a change */
void form_error(struct form_item *item, char *text);	/* stolen; null: none */
struct form_item *form_item_named(const struct form *form, const char *name);
struct form_item *form_focus(const struct form *form);
bool form_is_reference(const struct form_item *item);
bool form_is_picked(const struct form_item *item);	/* a choice or a yes/no: not typed freely */
/* Of which kind of record the item is a field, and another field of the same record (null: it is not here). */
const struct catalogue_entity *form_item_entity(const struct form *form, const struct form_item *item);
struct form_item *form_item_beside(const struct form *form, const struct form_item *item, const char *name);
void form_item_warn(struct form_item *item, char *text);	/* stolen; null: nothing looks odd */
/* Puts a record into a reference. */
void form_refer(struct form *form, struct form_item *item, int64_t id, const char *label);
/* The record is now what `theirs` says: that is no change of this form; keep: what was typed here stays as one. */
void form_rebase(struct form *form, struct form_item *item, const json_t *theirs, bool keep);
void form_set_text(struct form *form, struct form_item *item, const char *text);

bool form_can_write(const struct catalogue_field *f, bool new_record);
/* An item of a form or of a line, empty. */
struct form_item form_item_new(const struct catalogue_field *f, size_t section, bool editable);
void form_item_free(struct form_item *item);
/* original: the value that the record has, so that what differs later is a change. */
void form_item_fill(const struct form *form, struct form_item *item, const json_t *row, bool original);

/* form_commands.c */
void form_go(struct form *form, size_t at);
void form_step(struct form *form, int step);
bool form_type(struct form *form, const struct key *key);
/* The focused field is left: read, written out, marked when it makes no sense. */
void form_leave_item(struct form *form);

/* form_undo.c */
void form_note_typed(struct form *form);
void form_turns_free(struct form *form);

/* form_draw.c */
void form_draw(struct app *app, void *state, const struct area *area);
void form_draw_section(struct form *form, const struct area *area, size_t section);

void form_typed(struct form *form, struct form_item *item);	/* its text is another one now */
void form_ask_save(struct form *form);		/* the last field was left by Enter */
/* To the first (1) or the last (-1) field that can be written; false when there is none. */
bool form_to_end(struct form *form, int which);

/* form_tell.c */
void form_tell(struct app *app, void *state, struct linear *out);
void form_chosen(struct app *app, void *state, size_t tag);
char *form_prompt(struct app *app, const void *state);
void form_answer(struct app *app, void *state, const char *line);

/* form_save.c */
void form_try_save(struct form *form);
void form_go_on_saving(struct form *form);	/* what was waited for is known now */
size_t form_errors(const struct form *form);
/* What was typed is compared with this from now on; row is a line, or null for the record itself. Then it is saved. */
void form_save_merged(struct form *form, struct grid_row *row, const json_t *theirs);

void form_to_next_error(struct form *form);	/* after the cursor, going round */

/* form_saved.c */
void form_saved(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag);

/* form_news.c */
void form_changed_elsewhere(struct app *app, void *state, const char *entity, int64_t id, int version, bool own);
const char *form_news(const struct form *form);	/* what is to be read above the fields; null: nothing */

/* form_draft.c */
json_t *form_draft_cell(const struct form_item *item);
void form_draft_take_cell(struct form *form, struct form_item *item, const json_t *cell);
void form_draft_soon(struct form *form);	/* something may have been typed */
void form_draft_now(struct form *form);
const char *form_draft_name(struct form *form);
json_t *form_draft_body(const struct form *form);	/* as it is typed; the caller owns it */
bool form_draft_same(const json_t *one, const json_t *other);	/* is the same typed in both? */
void form_draft_sent(struct form *form, json_t *params);	/* saving these takes the draft up: once, whatever is sent again; null: its answer does */
void form_draft_drop(struct form *form);	/* what was typed is thrown away */
void form_draft_take(struct form *form);	/* once all was read: what was typed in an earlier sitting */
void form_draft_free(struct form *form);

/* form_lookup.c */
void form_lookup_typed(struct form *form);
void form_lookup_close(struct form *form);
bool form_lookup_open(const struct form *form);
/* Would this key move in proposals that are not there yet? */
bool form_lookup_awaits(const struct form *form, const struct key *key);
bool form_lookup_take(struct form *form);
bool form_lookup_pointed(struct form *form, int y, int x);
void form_lookup_move(struct form *form, int step);
void form_lookup_draw(struct form *form);
/* Finds out which record the text of an item names. */
void form_resolve(struct form *form, struct form_item *item);

/* conflict.c: theirs is borrowed; row is the line that it is about, or null for the record itself */
void conflict_open(struct app *app, struct form *form, struct grid_row *row, const json_t *theirs);
/* memo.c */
void memo_open(struct app *app, struct form *form, struct form_item *item);
#endif
