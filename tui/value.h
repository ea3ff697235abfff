/* value.h: a value as a person reads and writes it, by its type, format and the person's language. */
#ifndef TUI_VALUE_H
#define TUI_VALUE_H
#include <jansson.h>
#include <stdbool.h>

#include "shared/dates.h"
#include "tui/catalogue.h"

struct value_look {
	const char *language;
	const char *currency;		/* of rows that do not say theirs: "EUR" */
	struct date today;
	int now;			/* seconds since midnight */
	/* While one field is read: what it held before it was typed over, as plain text (1250.00, an ISO moment), and the tax in per cent
	   that stands beside. Null: none. */
	const char *had, *tax;
};
#define VALUE_USUAL_TAX "20"		/* per cent, where no field beside an amount says another */

/* How a row's field reads: 20/11/2026, 1 250,00 €, Oui, a choice's or a reference's label. "" for none.
   The caller owns it. */
char *value_text(const struct value_look *look, const struct catalogue_field *f, const json_t *row);
/* How it stands in an editor, to be typed over: 1250,00 without its sign. The caller owns it. */
char *value_edit(const struct value_look *look, const struct catalogue_field *f, const json_t *value);
/* Reads what was typed. Null with a msgid in *why when it makes no sense; empty text is JSON null. The caller owns it. */
json_t *value_read(const struct value_look *look, const struct catalogue_field *f, const char *text, const char **why);
/* The typed text in words, where that says more than the text ("ven. 27 novembre 2026, dans 7 j"), else null.
   The caller owns it. */
char *value_echo(const struct value_look *look, const struct catalogue_field *f, const char *text);
/* What is understood and still looks odd: a msgid, or null. */
const char *value_doubt(const struct catalogue_field *f, const char *text);
/* The typed text, of which value was read, as it is written; null: it stays as typed. The caller owns it. */
char *value_tidy(const struct value_look *look, const struct catalogue_field *f, const char *text, const json_t *value);
/* Where the value leads (mailto: tel: https:), for terminals that open links; null: nowhere. The caller owns it. */
char *value_link(const struct catalogue_field *f, const json_t *row);
/* Numbers stand at the right of their column and are never cut. */
bool value_is_number(const struct catalogue_field *f);
/* Cells that any value of this type takes in a list; 0: as long as its text. */
int value_cells(const struct catalogue_field *f);
/* The name of a record: its label field. The caller owns it. */
char *value_label(const struct value_look *look, const struct catalogue_entity *e, const json_t *row);
/* A count that may have been capped: 312, 10 000+. The caller owns it. */
char *value_count(const char *language, json_int_t count, bool capped);
#endif
