/* widget.h: what a kind of value is to people: how it reads, how it is written, and which keys are its own. One const struct a kind,
   one file each; widget.c says of which kind a field is. Whatever a kind leaves null is as for any text. */
#ifndef TUI_WIDGET_H
#define TUI_WIDGET_H
#include "tui/terminal.h"
#include "tui/value.h"

struct form;
struct form_item;

enum widget_step { STEP_UP, STEP_DOWN, STEP_PAGE_UP, STEP_PAGE_DOWN };

struct widget {
	const char *name;
	bool number;			/* stands at the right of its column and is never cut */
	bool picked;			/* chosen, not typed freely */
	bool whole_row;			/* its editor is as wide as there is room */
	int list_cells, form_cells;	/* 0: as its text needs */
	const char *hint;		/* beside its editor; a msgid, may be null */

	/* The value, which is never null here. Texts are the caller's. */
	char *(*text)(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value);
	char *(*edit)(const struct value_look *look, const struct catalogue_field *f, const json_t *value);
	/* What was typed, without spaces around it; null with a msgid in *why. */
	json_t *(*read)(const struct value_look *look, const struct catalogue_field *f, const char *text, const char **why);
	char *(*echo)(const struct value_look *look, const struct catalogue_field *f, const char *text);
	/* What is understood and still looks odd: a msgid, or null. It never keeps anybody from saving. */
	const char *(*doubt)(const struct catalogue_field *f, const char *text);
	/* The typed text as it is written; where there is none, `edit` of what was read. */
	char *(*tidy)(const struct catalogue_field *f, const char *text);
	char *(*link)(const char *text);

	/* In a form. */
	bool (*key)(struct form *form, struct form_item *item, const struct key *key);	/* before the editor of the line; true: its own */
	bool (*step)(struct form *form, struct form_item *item, enum widget_step step);	/* true: it moved within its values */
	void (*values)(struct form *form, struct form_item *item);			/* F4 */
	void (*left)(struct form *form, struct form_item *item);			/* changed, and left */
};
/* Never null. */
const struct widget *widget_of(const struct catalogue_field *f);

extern const struct widget widget_text, widget_code, widget_phone, widget_email, widget_url, widget_memo, widget_number, widget_money,
	widget_date, widget_moment, widget_choice, widget_truth, widget_tags, widget_reference, widget_postcode;

/* Tags that the last word of the text may mean (rows of "word" and "about"; the caller owns them), and taking one of them. */
json_t *widget_tags_offered(struct form *form, const struct form_item *item, size_t most);
void widget_tags_take(struct form *form, struct form_item *item, const json_t *row);

/* The plain decimal text of a number or of a decimal string; null when it is neither. The caller owns it. */
char *widget_plain_number(const json_t *value);
/* With the marks of a language, and a unit (may be null) after it. */
char *widget_number_shown(const struct value_look *look, const char *plain, const char *unit);
/* As typed over: a decimal comma in French. */
char *widget_number_edited(const struct value_look *look, const char *plain);
/* Any value, where a record has one that its kind does not know. */
char *widget_any_text(const json_t *value);
#endif
