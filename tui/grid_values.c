/* grid_values.c: what a grid works out while one types: products, totals, and cells that a reference fills. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/grid.h"
#include "tui/grid_sum.h"
#include "tui/remote.h"

enum { FACTORS = 8, DEPTH = 4 };

/* Decimal text of a value; false for none. */
static bool
plain(const json_t *value, char out[NUMBER_TEXT])
{
	const char *text = json_string_value(value);

	if (json_is_integer(value))
		snprintf(out, NUMBER_TEXT, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(out, NUMBER_TEXT, "%.9g", json_real_value(value));
	else if (text != NULL && strlen(text) < NUMBER_TEXT)
		snprintf(out, NUMBER_TEXT, "%s", text);
	else
		return false;
	return true;
}

static bool
typed_number(const struct grid_row *row, size_t column, char out[NUMBER_TEXT])
{
	const struct form_item *cell = &row->cells[column];
	const char *why;
	json_t *value;
	bool is;

	if (!cell->editable)
		return plain(json_object_get(row->base, cell->f->name), out);
	value = form_value(row->grid->form, cell, &why);
	is = plain(value, out);
	json_decref(value);
	return is;
}

static bool number_of(const struct grid_row *row, const char *name, int depth, char out[NUMBER_TEXT]);

static bool
product_of(const struct grid_row *row, const struct catalogue_field *f, const json_t *names, int depth, char out[NUMBER_TEXT])
{
	char texts[FACTORS][NUMBER_TEXT + 1], name[80];
	const char *factors[FACTORS];
	const json_t *one;
	size_t i;

	json_array_foreach(names, i, one) {
		size_t length;
		bool percent;

		if (i == FACTORS)
			return false;
		snprintf(name, sizeof name, "%s", json_string_value(one) ? json_string_value(one) : "");
		length = strlen(name);
		percent = length > 0 && name[length - 1] == '%';
		if (percent)
			name[length - 1] = '\0';
		if (!number_of(row, name, depth + 1, texts[i]))
			return false;
		if (percent)
			memcpy(texts[i] + strlen(texts[i]), "%", sizeof "%");
		factors[i] = texts[i];
	}
	return sum_product(factors, json_array_size(names), f->type == TYPE_MONEY ? 2 : f->type == TYPE_INTEGER ? 0 : 6, out);
}

static bool
number_of(const struct grid_row *row, const char *name, int depth, char out[NUMBER_TEXT])
{
	const struct grid *g = row->grid;
	const json_t *factors = json_object_get(json_object_get(g->lines, "products"), name);
	const struct catalogue_field *f = catalogue_field(g->entity, name);
	size_t column = grid_column(g, name);

	if (f == NULL || depth > DEPTH || grid_row_role(row) != NULL)
		return false;
	if (factors != NULL && product_of(row, f, factors, depth, out))
		return true;
	if (factors != NULL || column == g->column_count)
		return !grid_row_changed(row) && plain(json_object_get(row->base, name), out);
	return typed_number(row, column, out);
}

bool
grid_number(const struct grid_row *row, const char *name, char out[NUMBER_TEXT])
{
	return number_of(row, name, 0, out);
}

static char *
shown_number(const struct grid *g, const struct catalogue_field *f, const char *number)
{
	struct value_look look = app_look(g->form->app);
	json_t *row = json_pack("{s:s}", f->name, number);
	char *text = value_text(&look, f, row);

	json_decref(row);
	return text;
}

char *
grid_computed(const struct grid_row *row, size_t column)
{
	const struct grid *g = row->grid;
	const struct catalogue_field *f = g->columns[column];
	char number[NUMBER_TEXT];

	if (json_object_get(json_object_get(g->lines, "products"), f->name) == NULL)
		return xstrdup(field_text(row->cells[column].line));
	return grid_number(row, f->name, number) ? shown_number(g, f, number) : xstrdup("");
}

char *
grid_cell_text(const struct form_item *cell)
{
	struct value_look look = app_look(cell->row->grid->form->app);
	char number[NUMBER_TEXT], fixed[NUMBER_TEXT];
	struct buf out = BUF_EMPTY;
	const char *why;
	json_t *value;

	if (!value_is_number(cell->f) || cell->f->type == TYPE_INTEGER || cell->error != NULL)
		return xstrdup(field_text(cell->line));
	value = form_value(cell->row->grid->form, cell, &why);
	if (value != NULL && plain(value, number) && (cell->f->type != TYPE_MONEY || number_round(number, 2, fixed)))
		number_show(&out, cell->f->type == TYPE_MONEY ? fixed : number, look.language);
	else
		buf_str(&out, field_text(cell->line));
	json_decref(value);
	return buf_steal(&out);
}

const struct catalogue_field *
grid_summed(const struct grid *g, size_t i)
{
	return catalogue_field(g->entity, json_string_value(json_array_get(json_object_get(g->lines, "sums"), i)));
}

/* A subtotal is of the lines since the heading or the subtotal before it. */
char *
grid_total(const struct grid *g, const struct catalogue_field *f, size_t before)
{
	struct sum_total total = {.decimals = f->type == TYPE_MONEY ? 2 : f->type == TYPE_INTEGER ? 0 : 3};
	size_t from = 0, to = before < g->count ? before : g->count;
	char number[NUMBER_TEXT];

	for (size_t i = 0; before < g->count && i < to; i++) {
		const char *role = grid_row_role(g->rows[i]);

		if (role != NULL && strcmp(role, "comment") != 0)
			from = i + 1;
	}
	for (size_t i = from; i < to; i++)
		if (grid_number(g->rows[i], f->name, number))
			sum_add(&total, number);
	if (total.too_large)
		return xstrdup("####");
	sum_text(&total, number);
	return shown_number(g, f, number);
}

/* --- filling from a reference --- */

/* Only what nobody wrote is filled: an empty cell, or one that still has what the reference before filled in. */
static void
fill(struct grid_row *row, const struct catalogue_entity *other, const json_t *fills, const json_t *from)
{
	struct grid *g = row->grid;
	struct value_look look = app_look(g->form->app);
	const char *name;
	json_t *source;

	json_object_foreach((json_t *)(uintptr_t)fills, name, source) {
		const struct catalogue_field *f = catalogue_field(other, json_string_value(source));
		size_t column = grid_column(g, name);
		struct form_item *cell = column < g->column_count ? &row->cells[column] : NULL;
		const char *before = json_string_value(json_object_get(row->filled, name));
		char *text;

		if (f == NULL || f->masked || cell == NULL || !cell->editable)
			continue;
		if (!field_is_empty(cell->line) && field_changed(cell->line) && (before == NULL || strcmp(before, field_text(cell->line)) != 0))
			continue;
		text = value_edit(&look, f, json_object_get(from, f->name));
		if (*text != '\0') {
			form_set_text(g->form, cell, text);
			json_object_set_new(row->filled, name, json_string(field_text(cell->line)));
		}
		free(text);
	}
}

static void
shown_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form_item *cell = (struct form_item *)(intptr_t)tag;
	struct grid_row *row = cell->row;
	const json_t *fills = json_object_get(json_object_get(row->grid->lines, "fills"), cell->f->name);
	const json_t *from = json_object_get(result, "row");

	(void)state;
	if (error == NULL && json_integer_value(json_object_get(from, "id")) == cell->ref)
		fill(row, catalogue_entity(app_catalogue(app), cell->f->refers), fills, from);
}

void
grid_referred(struct form_item *cell)
{
	struct form *form = cell->row->grid->form;

	if (cell->ref != 0 && json_object_get(json_object_get(cell->row->grid->lines, "fills"), cell->f->name) != NULL)
		app_call(form->app, form, "show", json_pack("{s:s,s:I}", "entity", cell->f->refers, "id", (json_int_t)cell->ref), shown_came,
			(int64_t)(intptr_t)cell);
}
