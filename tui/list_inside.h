/* list_inside.h: the state that the list_*.c files share. */
#ifndef TUI_LIST_INSIDE_H
#define TUI_LIST_INSIDE_H
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/field.h"
#include "tui/loop.h"
#include "tui/screen_list.h"
#include "tui/touched.h"
#include "tui/value.h"

enum list_typing { LIST_MOVES, LIST_SEARCHES, LIST_FILTERS };

enum { LIST_COLUMNS = 32, LIST_TEXT_MOST = 40, LIST_CELLS_LEAST = 3, LIST_CELLS_MOST = 120 };

/* What is shown, from the left. */
struct list_columns {
	const struct catalogue_field *field[LIST_COLUMNS];
	int cells[LIST_COLUMNS];
	bool cut[LIST_COLUMNS];			/* may be shown in part */
	size_t count;
};

/* What the loaded rows have in a column: how many texts of each width, and whether it says anything. */
struct list_seen {
	size_t rows, filled, cells[LIST_TEXT_MOST + 1];
	int widest;
	char *first;				/* owned */
	bool varied;
};

struct list {
	struct app *app;
	struct list_tabs tabs;			/* of null: it shows no part of a record */
	const struct catalogue_entity *entity;
	char *fixed, *why;			/* owned, may be null */
	char *sort;				/* "-x,y" as on the wire */
	const struct catalogue_field *columns[LIST_COLUMNS];	/* asked for, in this order; as many are shown as fit */
	size_t column_count;
	bool chosen, other_columns;		/* by somebody, not the usual ones; they changed since the rows came */
	const struct catalogue_field *column;	/* that has the cursor of the header; null: none */
	const struct catalogue_field *dragged;	/* whose edge the mouse holds; null: none */
	int dragged_from;			/* where it begins */
	json_t *kept;				/* as the person left the list: "columns", "widths", "sort"; may be null */
	bool viewed;				/* a saved view says columns and order */
	struct tui_timer keeping;
	bool trash;

	/* what was loaded: a piece of the whole, from its beginning or (backward) from its end */
	json_t *rows;
	char *next;				/* where the piece goes on; null: all of it is here */
	bool backward, loading, refreshing, loaded;
	bool settles;				/* read again after a change made here: what keys act on may be another record */
	bool first_wanted;			/* Home was pressed while another order was under way */
	int generation;				/* answers to older questions are dropped */
	bool counted, capped;
	json_int_t total;

	size_t at, top;				/* of rows */
	int height;				/* rows that the last picture had room for */
	int header_y, width;			/* where it had its header, and how wide its rows were */
	int64_t *marks;				/* ids: selected */
	size_t mark_count;
	struct touched touched, stale;		/* changed by others since they were looked at; and what stands in their rows is old */
	int64_t mark_from;			/* where a range begins */
	struct list_seen seen[LIST_COLUMNS];
	json_t *measured;			/* the rows that `seen` knows, and how many of them */
	size_t measured_count, measured_top;

	enum list_typing typing;
	struct field *search, *filter;
	char *search_was, *filter_was;		/* what Esc brings back; owned */
	struct tui_timer debounce, preview_timer;
	struct tui_timer live_timer, count_timer, related_timer;	/* what others changed is read again */
	int64_t reread_at, counted_at;		/* because of others, last; 0: never */

	int64_t preview_id, preview_asked, opened;
	json_t *preview;
	json_t *related;			/* answers, one a kind that belongs to the record of the preview */
	int64_t related_id, related_question;	/* whose they are; the question whose answers count */
	int related_open;			/* answers that are still to come */
	json_t *views;				/* saved ones, while one is chosen */

	void *owner;				/* of a list from which one is taken */
	list_taken *taken;
};

/* list_rows.c */
void list_reload(struct list *l);		/* another question: from the top */
void list_reload_end(struct list *l);		/* from the end */
void list_reread(struct list *l);		/* the same question again; the cursor stays on its record */
void list_count(struct list *l);
void list_load_more(struct list *l);		/* if the cursor is near an edge of what is loaded */
const json_t *list_row(const struct list *l);	/* under the cursor, or null */
int64_t list_id(const struct list *l);		/* 0: none */
size_t list_loaded(const struct list *l);
void list_go(struct list *l, size_t at);

/* list_columns.c */
void list_columns_measure(struct list *l);	/* rows that came since */
void list_columns_place(const struct list *l, int width, struct list_columns *out);
void list_columns_forget(struct list *l);
void list_columns_see(struct list *l, const json_t *row);	/* it stands in the place of another */

/* list_choose.c */
void list_choose_usual(struct list *l);
void list_choose(struct list *l, const json_t *names);	/* none: the usual ones */
void list_choose_fewer(struct list *l);		/* without fields that a company added; where there are none, the usual ones in the usual order */
json_t *list_chosen(const struct list *l);	/* their names, none when they are the usual ones; owned by the caller */

/* list_kept.c */
void list_kept_read(struct list *l);		/* columns and order as they were left, or the usual ones */
int list_kept_width(const struct list *l, const struct catalogue_field *f);	/* 0: nobody said one */
void list_keep_width(struct list *l, const struct catalogue_field *f, int cells);
void list_keep_soon(struct list *l);		/* columns or order are others now */
void list_keep_now(struct list *l);
void list_keep_nothing(struct list *l);		/* as declared */

/* list_width.c */
void list_set_width(struct list *l, const struct catalogue_field *f, int cells);

/* list_sort.c */
bool list_sorted_by(const struct list *l, const struct catalogue_field *f);

/* list_draw.c */
enum { LIST_GAP = 2, LIST_MARKER = 2 };	/* cells between columns; left of the first */
void list_draw(struct app *app, void *state, const struct area *area);

void list_sort_by(struct list *l, const struct catalogue_field *f);

/* What stands at the bottom: which lines of how many; null: nothing is there. The caller owns it. */
char *list_status(const struct list *l, int rows);

/* list_empty.c */
enum { LIST_LINES = 5 };
struct list_lines {
	char *line[LIST_LINES];			/* owned */
	size_t count;
};
struct list_lines list_empty(const struct list *l);	/* why it is empty, and what to do */
void list_lines_free(struct list_lines *lines);

/* list_tell.c */
void list_tell(struct app *app, void *state, struct linear *out);
void list_point(struct app *app, void *state, size_t tag);

/* list_mouse.c */
bool list_pointed(struct app *app, void *state, const struct mouse *mouse);

/* list_search.c */
bool list_type(struct list *l, const struct key *key);
void list_stop_typing(struct list *l, bool keep);
char *list_filter_text(const struct list *l);	/* fixed and typed, in names of fields; owned by the caller, may be null */

/* list_marks.c */
bool list_is_marked(const struct list *l, int64_t id);
void list_unmark_all(struct list *l);


/* list_live.c */
void list_hear(struct list *l, int64_t id, int version);	/* somebody else changed it */
void list_hear_related(struct list *l, const char *entity);	/* ... or one of what may hang on it */
void list_live_end(struct list *l);

/* list_tabs.c */
void list_tabs_draw(const struct list *l, const struct area *area);
void list_tabs_free(struct list *l);
bool list_tabs_create(struct list *l);		/* false: the list stands alone */

/* list_preview.c */
void list_preview_soon(struct list *l);

/* list_related.c */
bool list_related_fits(void);			/* the terminal is wide enough */
void list_related_ask(struct list *l);
void list_related_draw(const struct list *l, const struct area *area);
#endif
