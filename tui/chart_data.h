/* chart_data.h: figures that can be drawn or shown as a table: a report's rows, or the counts of a list's groups. */
#ifndef TUI_CHART_DATA_H
#define TUI_CHART_DATA_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "tui/blocks.h"
#include "tui/catalogue.h"
#include "tui/value.h"

enum chart_kind { CHART_BARS, CHART_STACKED, CHART_LINE };
struct chart_data {
	json_t *answer;			/* owned; what is below points into it */
	const char *title, *help;
	struct catalogue_field *fields;
	size_t field_count, label, values[BLOCKS_PARTS], value_count;
	enum chart_kind kind;
	const json_t *rows;
	bool months;			/* all labels are the first day of a month */
	bool first_is_now;		/* a tile tells the first row, not the last */
	const json_t *now_of;		/* or all rows together that have one of these labels; null: no */
};
/* Reads {"title", "help", "fields", "rows", "chart"}; keeps a reference to answer. False: there is nothing to draw; it can be freed. */
bool chart_read(struct chart_data *c, json_t *answer);
void chart_free(struct chart_data *c);
size_t chart_rows(const struct chart_data *c);
double chart_value(const struct chart_data *c, size_t row, size_t series);
double chart_total(const struct chart_data *c, size_t row);	/* of all series */
/* What a tile tells: of one row, or of some together. */
double chart_now(const struct chart_data *c);
/* As people read them. The caller owns them. */
char *chart_label(const struct chart_data *c, const struct value_look *look, size_t row);
char *chart_number(const struct chart_data *c, const struct value_look *look, double value);
char *chart_cell(const struct chart_data *c, const struct value_look *look, size_t row, size_t column);
#endif
