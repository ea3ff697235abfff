/* record_view.h: a record to be read: its sections without what is empty, what needs attention, what belongs to it. */
#ifndef TUI_RECORD_VIEW_H
#define TUI_RECORD_VIEW_H
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/catalogue.h"
#include "tui/paint.h"

struct app;
struct markdown;

enum record_line_kind { LINE_HEADING, LINE_FIELD, LINE_WARNING, LINE_RELATED, LINE_NOTE };
struct record_line {
	enum record_line_kind kind;
	const struct catalogue_field *field;		/* LINE_FIELD */
	const struct catalogue_related *related;	/* LINE_RELATED */
	const char *label;				/* borrowed */
	char *text;					/* owned */
	char *owned;					/* the label, where it is the line's own */
	int64_t id;					/* LINE_RELATED: of one of them; 0: of all */
	char *source;					/* of a text that is shown laid out; owned, null: it is none */
	struct markdown *laid;				/* the same for that width */
	int laid_width;
	char *link;					/* where it leads; owned, null: nowhere */
	enum theme_role role;
	int column, row;				/* where it was painted last */
};
/* The lines of a shown record (the answer of `show`). counts (by entity.field) may be null: then nothing related is
   listed. Free with record_lines_free. */
struct record_line *record_lines(struct app *app, const struct catalogue_entity *entity, const json_t *shown,
	const json_t *counts, size_t *count);
void record_lines_free(struct record_line *lines, size_t count);
/* Paints lines from *top on, which moves so that `at` (SIZE_MAX: none has the cursor) is visible; in two columns where
   there is room for them. */
void record_lines_draw(const struct area *area, struct record_line *lines, size_t count, size_t at, size_t *top);
/* Of what the card tells the newest of: the rows that came (may be null), and one of them: what it is called by, which is its first column,
   and the others in one line. Both are the caller's. */
const json_t *record_latest_rows(const json_t *counts, const struct catalogue_related *related);
char *record_latest_text(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related, const json_t *row, char **first);
/* Rows that the preview of a record wants. */
int record_view_rows(struct app *app, int width, const struct catalogue_entity *entity, const json_t *shown);
/* Both in one: the preview beside a list. */
void record_view_draw(struct app *app, const struct area *area, const struct catalogue_entity *entity,
	const json_t *shown, size_t at, size_t *top);
#endif
