/* import_value.h: what stands in a cell, as the value that a field takes. */
#ifndef SERVER_IMPORT_VALUE_H
#define SERVER_IMPORT_VALUE_H
#include <jansson.h>
#include <stdbool.h>

#include "server/table_reader.h"
#include "shared/dates.h"

/* How a column's values are written, found from its first rows. */
struct import_style {
	char decimal;		/* ',' or '.'; 0: not known */
	bool month_first;	/* 11/20/2026 */
};

struct import_reading {
	const char *language;
	struct date today;
	struct import_style style;
};

enum import_outcome {
	IMPORT_VALUE,		/* *value is the field's value; null for an empty cell */
	IMPORT_REFERENCE,	/* *value is the text that a record is called by: the database must find it */
	IMPORT_WRONG,		/* *why says so */
};

struct import_why {
	const char *msgid;	/* in it {label} and {value} */
	const char *kind;	/* msgid: "a date", for {kind_label} */
	const char *warning;	/* msgid when the value was taken and yet changed; else null */
};

/* `field` is the catalogue's. by_label: a reference is always by what it is called. */
enum import_outcome import_value(const json_t *field, bool by_label, const struct import_reading *how, const char *text,
    enum cell_kind kind, json_t **value, struct import_why *why);
/* Learns from one more value of the column. */
void import_style_learn(struct import_style *style, const json_t *field, const char *text, enum cell_kind kind);
/* Text without the blanks around it, no-break ones included. The caller owns it. */
char *import_trim(const char *text);
#endif
