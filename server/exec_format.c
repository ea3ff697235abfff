/* exec_format.c: an answer as text for people (table) or programs (json, jsonl, csv). */
#include "server/exec_format.h"

#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static const char *const names[] = {
	[FORMAT_TABLE] = "table", [FORMAT_JSON] = "json", [FORMAT_JSONL] = "jsonl", [FORMAT_CSV] = "csv",
};

enum exec_format
exec_format_of(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return (enum exec_format)i;
	return FORMAT_NONE;
}

const json_t *
exec_rows(const json_t *answer)
{
	const char *name;
	json_t *member;

	if (json_is_array(answer))
		return answer;
	/* An answer about one record has lists beside it (warnings): it is no list itself. */
	if (json_object_get(answer, "id") != NULL || json_object_get(answer, "row") != NULL || json_object_get(answer, "person") != NULL)
		return NULL;
	json_object_foreach((json_t *)(uintptr_t)answer, name, member)
		if (json_is_array(member))
			return member;
	return NULL;
}

static void
dump_line(const json_t *value, struct buf *out)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	buf_str(out, text ? text : "null");
	buf_byte(out, '\n');
	free(text);
}

static void
format_json(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	const json_t *rows = look->whole ? NULL : exec_rows(answer);

	dump_line(rows ? rows : answer, out);
}

static void
format_jsonl(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	const json_t *rows = exec_rows(answer), *each;
	size_t i;

	(void)look;
	if (rows == NULL)
		dump_line(answer, out);
	json_array_foreach(rows, i, each)
		dump_line(each, out);
}

static const char *
choice_label(const json_t *field, const char *value)
{
	const json_t *each;
	size_t i;

	json_array_foreach(json_object_get(field, "choices"), i, each) {
		const char *name = json_string_value(json_array_get(each, 0));
		if (name != NULL && strcmp(name, value) == 0 && json_is_string(json_array_get(each, 1)))
			return json_string_value(json_array_get(each, 1));
	}
	return value;
}

/* A value as one cell; with a look, in the person's words. The caller owns it. */
static char *
cell(const json_t *value, const json_t *field, const struct exec_look *look)
{
	struct buf text = BUF_EMPTY;
	const json_t *each;
	char *dumped;
	size_t i;

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	if (json_is_string(value))
		return xstrdup(look ? choice_label(field, json_string_value(value)) : json_string_value(value));
	if (json_is_boolean(value) && look != NULL)
		return xstrdup(translate(look->language, json_is_true(value) ? N_("yes") : N_("no")));
	json_array_foreach(value, i, each) {
		dumped = cell(each, field, look);
		if (i > 0)
			buf_str(&text, look ? ", " : ";");
		buf_str(&text, dumped);
		free(dumped);
	}
	if (json_is_array(value))
		return buf_steal(&text);
	dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	text.bytes = NULL;
	return dumped;
}

/* The names of all the rows' members, in the order met. */
static json_t *
columns_of(const json_t *rows, bool people)
{
	/* jsonb keeps no order: what tells a row from others stands first. Lists come in the order asked for, with id first. */
	static const char *const first[] = {"at", "name", "entity", "id", "label"};
	json_t *columns = json_object(), *each, *value;
	const char *name;
	size_t i, length;

	for (i = 0; i < sizeof first / sizeof *first && json_object_get(json_array_get(rows, 0), "version") == NULL; i++)
		if (json_object_get(json_array_get(rows, 0), first[i]) != NULL)
			json_object_set_new(columns, first[i], json_true());
	json_array_foreach(rows, i, each) {
		json_object_foreach(each, name, value) {
			length = strlen(name);
			/* A reference is shown by its label, in the reference's own place. */
			if (people && ((length > 6 && strcmp(name + length - 6, ".label") == 0) || strcmp(name, "version") == 0))
				continue;
			if (json_object_get(columns, name) == NULL)
				json_object_set_new(columns, name, json_true());
		}
	}
	return columns;
}

static void
csv_cell(const char *text, struct buf *out)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		buf_str(out, text);
		return;
	}
	buf_byte(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_byte(out, '"');
		buf_byte(out, *text);
	}
	buf_byte(out, '"');
}

static void
format_csv(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	json_t *rows = (json_t *)(uintptr_t)exec_rows(answer), *columns, *each, *dummy;
	const json_t *row = json_object_get(answer, "row");
	const char *name, *before = "";
	size_t i;

	(void)look;
	rows = rows ? json_incref(rows) : json_pack("[O]", row ? row : answer);
	columns = columns_of(rows, false);
	json_object_foreach(columns, name, dummy) {
		buf_str(out, before);
		csv_cell(name, out);
		before = ",";
	}
	buf_str(out, "\r\n");
	json_array_foreach(rows, i, each) {
		before = "";
		json_object_foreach(columns, name, dummy) {
			char *text = cell(json_object_get(each, name), NULL, NULL);

			buf_str(out, before);
			csv_cell(text, out);
			before = ",";
			free(text);
		}
		buf_str(out, "\r\n");
	}
	json_decref(columns);
	json_decref(rows);
}

/* A table: cells of one column under another. */
struct table {
	size_t columns, rows;
	char **cells;		/* row by row, the head first */
	int *widths;
	bool *numbers;
};

static const char *
label_of(const json_t *field, const char *name)
{
	const char *label = json_string_value(json_object_get(field, "label"));

	return label ? label : name;
}

static bool
is_number(const json_t *field, const json_t *value)
{
	const char *type = json_string_value(json_object_get(field, "type"));

	if (type == NULL || json_object_get(field, "refers") != NULL)
		return json_is_number(value);
	return strcmp(type, "integer") == 0 || strcmp(type, "money") == 0 || strcmp(type, "decimal") == 0;
}

static void
set_cell(struct table *t, size_t row, size_t column, char *text)
{
	int cells = text_cells_str(text);

	t->cells[row * t->columns + column] = text;
	if (cells > t->widths[column])
		t->widths[column] = cells;
}

static void
table_fill(struct table *t, const json_t *rows, const json_t *columns, const struct exec_look *look)
{
	const char *name;
	json_t *each, *dummy;
	size_t column = 0, i;

	json_object_foreach((json_t *)(uintptr_t)columns, name, dummy) {
		const json_t *field = look->entity ? catalogue_field(look->entity, name) : NULL;
		char *label_name = xasprintf("%s.label", name);

		set_cell(t, 0, column, xstrdup(label_of(field, name)));
		json_array_foreach(rows, i, each) {
			const json_t *value = json_object_get(each, name), *label = json_object_get(each, label_name);

			t->numbers[column] = t->numbers[column] || is_number(field, value);
			if (label != NULL)
				t->numbers[column] = false;
			set_cell(t, i + 1, column, json_is_string(label) ? xstrdup(json_string_value(label)) : cell(value, field, look));
		}
		free(label_name);
		column++;
	}
}

/* Takes from the widest until all fits. A cell never gets narrower than 4. */
static void
table_squeeze(struct table *t, int room)
{
	int total = 0;

	for (size_t i = 0; i < t->columns; i++)
		total += t->widths[i] + (i > 0 ? 2 : 0);
	while (total > room) {
		size_t widest = 0;

		for (size_t i = 1; i < t->columns; i++)
			if (t->widths[i] > t->widths[widest])
				widest = i;
		if (t->widths[widest] <= 4)
			return;
		t->widths[widest]--;
		total--;
	}
}

static void
table_write(const struct table *t, struct buf *out)
{
	for (size_t row = 0; row < t->rows; row++) {
		for (size_t column = 0; column < t->columns; column++) {
			char *text = text_pad(t->cells[row * t->columns + column], t->widths[column], TEXT_CUT_END,
			    t->numbers[column] ? TEXT_RIGHT : TEXT_LEFT);

			buf_str(out, column > 0 ? "  " : "");
			buf_str(out, text);
			free(text);
		}
		while (out->length > 0 && out->bytes[out->length - 1] == ' ')
			out->length--;
		buf_byte(out, '\n');
	}
}

static void
format_rows(const json_t *rows, const struct exec_look *look, struct buf *out)
{
	json_t *columns = columns_of(rows, true), *each;
	struct table t = {.columns = json_object_size(columns), .rows = json_array_size(rows) + 1};
	size_t i;

	json_array_foreach(rows, i, each)
		if (json_is_string(each)) {
			char *clean = text_clean_str(json_string_value(each));
			buf_str(out, clean);
			buf_byte(out, '\n');
			free(clean);
		}
	if (t.columns > 0) {
		t.cells = xcalloc(t.columns * t.rows, sizeof *t.cells);
		t.widths = xcalloc(t.columns, sizeof *t.widths);
		t.numbers = xcalloc(t.columns, sizeof *t.numbers);
		table_fill(&t, rows, columns, look);
		if (look->columns > 0)
			table_squeeze(&t, look->columns);
		table_write(&t, out);
		for (i = 0; i < t.columns * t.rows; i++)
			free(t.cells[i]);
		free(t.cells);
		free(t.widths);
		free(t.numbers);
	}
	json_decref(columns);
}

/* An object as label and value, members of members under dotted names. */
static void
gather(const json_t *object, const char *prefix, const struct exec_look *look, json_t *into)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, name, value) {
		char *dotted = xasprintf("%s%s%s", prefix, *prefix ? "." : "", name), *label = xasprintf("%s.label", name);
		const json_t *field = look->entity ? catalogue_field(look->entity, name) : NULL, *shown = json_object_get(object, label);
		size_t length = strlen(name);

		if (json_is_object(value))
			gather(value, dotted, look, into);
		else if ((length <= 6 || strcmp(name + length - 6, ".label") != 0) && !(json_is_array(value) && json_array_size(value) == 0) &&
		    !json_is_object(json_array_get(value, 0))) {
			char *text = json_is_string(shown) ? xstrdup(json_string_value(shown)) : cell(value, field, look);
			json_array_append_new(into, json_pack("[s,s]", *prefix ? dotted : label_of(field, name), text));
			free(text);
		}
		free(dotted);
		free(label);
	}
}

static void
format_object(const json_t *object, const struct exec_look *look, struct buf *out)
{
	json_t *pairs = json_array(), *each;
	int width = 0;
	size_t i;

	gather(object, "", look, pairs);
	json_array_foreach(pairs, i, each) {
		int cells = text_cells_str(json_string_value(json_array_get(each, 0)));
		width = cells > width ? cells : width;
	}
	json_array_foreach(pairs, i, each) {
		char *label = text_pad(json_string_value(json_array_get(each, 0)), width, TEXT_CUT_END, TEXT_LEFT);
		char *value = text_clean_str(json_string_value(json_array_get(each, 1)));

		if (*value != '\0')
			buf_printf(out, "%s  %s\n", label, value);
		free(label);
		free(value);
	}
	json_decref(pairs);
}

static void
format_table(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	const json_t *rows = exec_rows(answer), *row = json_object_get(answer, "row"), *text = json_object_get(answer, "text");

	if (json_is_string(text) && json_object_size(answer) == 1)
		buf_str(out, json_string_value(text));
	else if (rows != NULL)
		format_rows(rows, look, out);
	else
		format_object(row ? row : answer, look, out);
}

void
exec_format(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	static void (*const formats[])(const json_t *, const struct exec_look *, struct buf *) = {
		[FORMAT_TABLE] = format_table, [FORMAT_JSON] = format_json, [FORMAT_JSONL] = format_jsonl, [FORMAT_CSV] = format_csv,
	};

	formats[look->format == FORMAT_NONE ? FORMAT_TABLE : look->format](answer, look, out);
}
