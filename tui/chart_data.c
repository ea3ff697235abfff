/* chart_data.c: an answer of figures → rows, labels, series. */
#include "tui/chart_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static size_t
column_named(const struct chart_data *c, const char *name)
{
	size_t i = 0;

	while (i < c->field_count && (name == NULL || strcmp(c->fields[i].name, name) != 0))
		i++;
	return i;
}

static bool
all_months(const struct chart_data *c)
{
	const json_t *row;
	size_t i;

	json_array_foreach(c->rows, i, row) {
		const char *day = json_string_value(json_array_get(row, c->label));

		if (day == NULL || strlen(day) != 10 || strcmp(day + 8, "01") != 0)
			return false;
	}
	return json_array_size(c->rows) > 0 && c->fields[c->label].type == TYPE_DATE;
}

/* Amounts that the reader may not see come empty in every row: a bar of nothing would say that there are none. */
static bool
is_withheld(const struct chart_data *c, size_t column)
{
	const json_t *row;
	size_t i;

	json_array_foreach(c->rows, i, row)
		if (!json_is_null(json_array_get(row, column)))
			return false;
	return c->fields[column].type == TYPE_MONEY && json_array_size(c->rows) > 0;
}

/* What no declaration says: the first column names the rows, the first number is drawn. */
static void
choose_columns(struct chart_data *c, const json_t *chart)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(chart, "values"), i, name) {
		size_t column = column_named(c, json_string_value(name));

		if (column < c->field_count && c->value_count < BLOCKS_PARTS && !is_withheld(c, column))
			c->values[c->value_count++] = column;
	}
	c->label = column_named(c, json_string_value(json_object_get(chart, "label")));
	if (c->label == c->field_count)
		c->label = 0;
	for (i = 0; i < c->field_count && c->value_count == 0; i++)
		if (value_is_number(&c->fields[i]) && !is_withheld(c, i))
			c->values[c->value_count++] = i;
}

bool
chart_read(struct chart_data *c, json_t *answer)
{
	const json_t *chart = json_object_get(answer, "chart");
	const char *kind = text_of(chart, "kind");

	*c = (struct chart_data){.answer = json_incref(answer), .rows = json_object_get(answer, "rows")};
	c->title = text_of(answer, "title");
	c->help = text_of(answer, "help");
	c->fields = catalogue_read_fields(json_object_get(answer, "fields"), &c->field_count);
	c->kind = strcmp(kind, "line") == 0 ? CHART_LINE : strcmp(kind, "stacked") == 0 ? CHART_STACKED : CHART_BARS;
	c->first_is_now = strcmp(text_of(chart, "now"), "first") == 0;
	c->now_of = json_is_array(json_object_get(chart, "now")) ? json_object_get(chart, "now") : NULL;
	choose_columns(c, chart);
	if (c->field_count == 0 || c->value_count == 0)
		return false;
	c->months = all_months(c);
	return true;
}

void
chart_free(struct chart_data *c)
{
	catalogue_free_fields(c->fields, c->field_count);
	json_decref(c->answer);
	*c = (struct chart_data){0};
}

size_t
chart_rows(const struct chart_data *c)
{
	return json_array_size(c->rows);
}

double
chart_value(const struct chart_data *c, size_t row, size_t series)
{
	const json_t *value = json_array_get(json_array_get(c->rows, row), c->values[series]);

	return json_is_string(value) ? strtod(json_string_value(value), NULL) : json_number_value(value);
}

double
chart_total(const struct chart_data *c, size_t row)
{
	double total = 0;

	for (size_t s = 0; s < c->value_count; s++)
		total += chart_value(c, row, s);
	return total;
}

static double
told(const struct chart_data *c, size_t row)
{
	return c->kind == CHART_STACKED ? chart_total(c, row) : chart_value(c, row, 0);
}

double
chart_now(const struct chart_data *c)
{
	size_t rows = chart_rows(c), i;
	const json_t *one;
	double sum = 0;

	if (c->now_of == NULL)
		return rows > 0 ? told(c, c->first_is_now ? 0 : rows - 1) : 0;
	for (size_t r = 0; r < rows; r++)
		json_array_foreach(c->now_of, i, one)
			if (json_equal(one, json_array_get(json_array_get(c->rows, r), c->label)))
				sum += told(c, r);
	return sum;
}

char *
chart_cell(const struct chart_data *c, const struct value_look *look, size_t row, size_t column)
{
	const struct catalogue_field *f = &c->fields[column];
	json_t *value = json_array_get(json_array_get(c->rows, row), column), *object = json_object();
	char *text;

	json_object_set(object, f->name, value ? value : json_null());
	text = value_text(look, f, object);
	json_decref(object);
	return text;
}

char *
chart_label(const struct chart_data *c, const struct value_look *look, size_t row)
{
	const char *day = json_string_value(json_array_get(json_array_get(c->rows, row), c->label));
	char *text;

	if (c->months && day != NULL)
		return xasprintf("%.2s/%.4s", day + 5, day);
	text = chart_cell(c, look, row, c->label);
	if (*text != '\0')
		return text;
	free(text);
	return xstrdup(translate(look->language, N_("(none)")));
}

char *
chart_number(const struct chart_data *c, const struct value_look *look, double value)
{
	const struct catalogue_field *f = &c->fields[c->values[0]];
	char plain[64];
	json_t *object;
	char *text;

	snprintf(plain, sizeof plain, f->type == TYPE_INTEGER ? "%.0f" : "%.2f", value);
	object = json_pack("{s:s}", f->name, plain);
	text = value_text(look, f, object);
	json_decref(object);
	return text;
}
