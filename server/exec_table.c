/* exec_table.c: an answer as people read it: rows as a table, one record as label and value. */
#include "server/exec_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/catalogue.h"
#include "server/exec_board.h"
#include "server/table_writer.h"
#include "server/verb.h"
#include "server/zone.h"
#include "shared/change_word.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* "2026-11-20T21:00:00.123Z", however exact, and what PostgreSQL makes of a moment in JSON: 2026-11-20T21:00:00.12+00:00. */
static bool
moment_of(const char *text, time_t *when)
{
	struct tm utc = {0};
	int end = 0;

	/* NOLINTNEXTLINE(cert-err34-c): so few digits always fit */
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &end) != 6 ||
	    end != 19)
		return false;
	text += end;
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	if (strcmp(text, "Z") != 0 && strcmp(text, "+00:00") != 0)
		return false;
	utc.tm_year -= 1900;
	utc.tm_mon -= 1;
	*when = timegm(&utc);
	return true;
}

static enum column_type
type_of(const json_t *field, const json_t *value)
{
	time_t when;

	if (field != NULL)
		return column_type_of(json_string_value(json_object_get(field, "type")));
	if (json_is_boolean(value))
		return COLUMN_BOOLEAN;
	if (json_is_number(value))
		return COLUMN_INTEGER;
	return json_is_string(value) && moment_of(json_string_value(value), &when) ? COLUMN_TIMESTAMP : COLUMN_TEXT;
}

static const json_t *
field_of(const struct exec_look *look, const char *name)
{
	return look->entity ? catalogue_field(look->entity, name) : NULL;
}

static const char *
field_label(const struct exec_look *look, const char *name)
{
	return json_string_value(json_object_get(field_of(look, name), "label"));
}

/* A member of the answer: what its verb calls it; of a record: what the entity does. */
static const char *
label_of(const struct exec_look *look, const char *name)
{
	const char *label = verb_label(look->verb, name, look->language);

	label = label ? label : field_label(look, name);
	return label ? label : name;
}

/* A word within a value: of what was changed in a record the field's name goes first. */
static const char *
word_of(const struct exec_look *look, const char *name)
{
	const char *label = field_label(look, name);

	return label ? label : label_of(look, name);
}

static void add_words(struct buf *text, const json_t *value, const struct exec_look *look);
static void add_shown(struct buf *text, const char *name, const json_t *value, const json_t *label, const struct exec_look *look);

static void
add_or_none(struct buf *text, const json_t *value, const struct exec_look *look)
{
	if (value == NULL || json_is_null(value))
		buf_str(text, "–");
	else
		add_words(text, value, look);
}

/* {"id":1,"label":"Zoé"} is that record, {"message":…} that sentence, {"name":["a","b"]} what name was and is. */
static void
add_object(struct buf *text, const json_t *object, const struct exec_look *look)
{
	const json_t *id = json_object_get(object, "id"), *label = json_object_get(object, "label");
	const char *name, *before = "";
	json_t *value;

	if (json_is_integer(id) && json_is_string(label)) {
		buf_printf(text, "%lld %s", (long long)json_integer_value(id), json_string_value(label));
		return;
	}
	if (json_is_string(json_object_get(object, "message"))) {
		buf_str(text, json_string_value(json_object_get(object, "message")));
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)object, name, value) {
		char *label_name = xasprintf("%s.label", name);
		const json_t *labels = json_object_get(object, label_name);
		const size_t length = strlen(name);

		free(label_name);
		if (length > 6 && strcmp(name + length - 6, ".label") == 0)
			continue;
		buf_printf(text, "%s%s%s", before, word_of(look, name), translate(look->language, N_(": ")));
		if (json_array_size(value) == 2 && !json_is_object(json_array_get(value, 0))) {
			add_shown(text, name, json_array_get(value, 0), json_array_get(labels, 0), look);
			buf_str(text, " → ");
			add_shown(text, name, json_array_get(value, 1), json_array_get(labels, 1), look);
		} else {
			add_or_none(text, value, look);
		}
		before = ", ";
	}
}

static void
add_words(struct buf *text, const json_t *value, const struct exec_look *look)
{
	const json_t *each;
	char *dumped;
	size_t i;

	if (json_is_string(value)) {
		buf_str(text, json_string_value(value));
	} else if (json_is_object(value)) {
		add_object(text, value, look);
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, each) {
			buf_str(text, i > 0 ? ", " : "");
			add_words(text, each, look);
		}
	} else if (value != NULL && !json_is_null(value)) {
		dumped = json_is_real(value) ? xasprintf("%.6g", json_real_value(value)) : json_dumps(value, JSON_ENCODE_ANY);
		buf_str(text, dumped);
		free(dumped);
	}
}

static void
add_local(struct buf *text, const char *iso)
{
	char shown[32];
	struct tm t;
	time_t when;

	if (!moment_of(iso, &when)) {
		buf_str(text, iso);
		return;
	}
	localtime_r(&when, &t);
	strftime(shown, sizeof shown, "%Y-%m-%d %H:%M:%S", &t);
	buf_str(text, shown);
}

/* A value in the form that a table's writer takes: the database's own. False: there is none. */
static bool
write_cell(struct buf *text, enum column_type type, const json_t *value, const struct exec_look *look)
{
	char *dumped;

	if (value == NULL || json_is_null(value))
		return false;
	if (type == COLUMN_MONEY && json_is_string(value)) {
		for (const char *c = json_string_value(value); *c != '\0'; c++)
			if (*c != '.')
				buf_byte(text, *c);
	} else if (type == COLUMN_TIMESTAMP && json_is_string(value)) {
		add_local(text, json_string_value(value));
	} else if (type == COLUMN_BOOLEAN) {
		buf_byte(text, json_is_true(value) ? 't' : 'f');
	} else if (type == COLUMN_TAGS) {
		dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		buf_str(text, dumped);
		free(dumped);
	} else {
		add_words(text, value, look);
	}
	return text->length > 0;
}

/* What a record is called is written as its own list writes it: a plate with its dashes. Null: as it is. */
static const char *
label_format(const struct exec_look *look, const json_t *field)
{
	const json_t *refers = json_object_get(field, "refers"), *other = look->catalogue && refers ? catalogue_entity(look->catalogue, json_string_value(refers)) : NULL;
	const json_t *label = json_object_get(other, "label");

	return json_is_string(label) ? json_string_value(json_object_get(catalogue_field(other, json_string_value(label)), "format")) : NULL;
}

/* One column of a table, or one line of a record; of what it holds the caller owns the title. A labelled one shows what a
   reference is called: no number to be cut or aligned. */
static struct table_column
column_of(const struct exec_look *look, const char *name, const json_t *value, bool labelled)
{
	const json_t *field = field_of(look, name);
	const char *label = label_of(look, name);
	time_t when;

	/* The same member may be a record that was made, or a sentence that was said. */
	if (field == NULL && json_is_string(value) && !moment_of(json_string_value(value), &when)) {
		char *said = xasprintf("%s.said", name);

		label = verb_label(look->verb, said, look->language) ? verb_label(look->verb, said, look->language) : label;
		free(said);
	}
	return (struct table_column){.name = (char *)(uintptr_t)name, .title = text_clean_line(label, strlen(label)),
		.type = labelled ? COLUMN_TEXT : type_of(field, value),
		.format = (char *)(uintptr_t)(labelled ? label_format(look, field) : json_string_value(json_object_get(field, "format"))),
		.choices = labelled ? NULL : json_object_get(field, "choices")};
}

/* What a field was or is: the name of what it refers to, a choice by its name, a date as dates are written. */
static void
add_shown(struct buf *text, const char *name, const json_t *value, const json_t *label, const struct exec_look *look)
{
	struct table_column column = column_of(look, name, json_is_string(label) ? label : value, json_is_string(label));
	struct buf cell = BUF_EMPTY;

	if (json_is_string(label))
		column_shown(text, &column, &(struct table_cell){.text = json_string_value(label), .length = json_string_length(label)}, look->language, look->currency);
	else if (json_object_get(field_of(look, name), "refers") != NULL || !write_cell(&cell, column.type, value, look))
		add_or_none(text, value, look);
	else
		column_shown(text, &column, &(struct table_cell){.text = buf_text(&cell), .length = cell.length}, look->language, look->currency);
	buf_free(&cell);
	free(column.title);
}

/* What a row says in a column: a reference's label, the name of a field where rows are called alike by it. */
static const json_t *
value_in(const json_t *row, const char *name, bool *labelled)
{
	char *label_name = xasprintf("%s.label", name);
	const json_t *label = json_object_get(row, label_name);

	free(label_name);
	*labelled = label != NULL;
	return json_is_string(label) ? label : json_object_get(row, name);
}

/* A word that stands for something: the field by which rows are alike, what was done to a record, a kind of record. Null: as it is. */
static const char *
meant(const struct exec_look *look, const char *column, const json_t *row, const json_t *value)
{
	const char *word = json_string_value(value);

	if (word == NULL)
		return NULL;
	if (strcmp(column, "why") == 0)
		return word_of(look, word);
	if ((strcmp(column, "verb") == 0 || strcmp(column, "action") == 0) && json_object_get(row, "changes") != NULL)
		return translate(look->language, change_word(word));
	if (strcmp(column, "entity") == 0 && look->catalogue != NULL && verb_label(look->verb, column, look->language) != NULL)
		return json_string_value(json_object_get(catalogue_entity(look->catalogue, word), "one"));
	return NULL;
}

static bool
add_to(void *to, const void *bytes, size_t length)
{
	buf_add(to, bytes, length);
	return true;
}

static void
write_rows(struct table_writer *w, const struct table_column *columns, size_t count, const json_t *rows, const struct exec_look *look)
{
	struct table_cell *cells = xcalloc(count, sizeof *cells);
	struct buf *texts = xcalloc(count, sizeof *texts);
	const json_t *each;
	bool labelled;
	size_t i;

	json_array_foreach(rows, i, each) {
		for (size_t n = 0; n < count; n++) {
			const json_t *value = value_in(each, columns[n].name, &labelled);
			const char *word = meant(look, columns[n].name, each, value);

			buf_clear(&texts[n]);
			if (word != NULL)
				buf_str(&texts[n], word);
			else
				write_cell(&texts[n], columns[n].type, value, look);
			cells[n] = (struct table_cell){.text = texts[n].length > 0 ? buf_text(&texts[n]) : NULL, .length = texts[n].length};
		}
		table_writer_row(w, cells);
	}
	for (size_t n = 0; n < count; n++)
		buf_free(&texts[n]);
	free(texts);
	free(cells);
}

/* The first value of a column that says what type it has. */
static struct table_column
column_in(const struct exec_look *look, const char *name, const json_t *rows)
{
	const json_t *each, *found = NULL;
	bool labelled = false, one;
	size_t i;

	json_array_foreach(rows, i, each) {
		const json_t *value = value_in(each, name, &one);

		labelled = labelled || one;
		if (found == NULL && value != NULL && !json_is_null(value))
			found = value;
	}
	return column_of(look, name, found, labelled);
}

/* What an action gave back: nothing, from any of the records, is no column. */
static bool
says_nothing(const json_t *rows, const char *name)
{
	const json_t *each;
	size_t i;

	json_array_foreach(rows, i, each) {
		const json_t *value = json_object_get(each, name);

		if (json_object_get(each, "ok") == NULL || !(value == NULL || json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0)))
			return false;
	}
	return true;
}

void
exec_shown(struct buf *text, const char *name, const json_t *value, const struct exec_look *look)
{
	add_shown(text, name, value, NULL, look);
}

void
exec_table_rows(const json_t *rows, const struct exec_look *look, const char *without, struct buf *out)
{
	json_t *names = exec_columns(rows, look), *each, *dummy;
	struct table_options options = {.language = look->language, .currency = look->currency, .width = look->columns, .write = add_to, .to = out};
	struct table_column *columns = xcalloc(json_object_size(names) + 1, sizeof *columns);
	size_t count = 0, i;
	const char *name;

	json_array_foreach(rows, i, each)
		if (json_is_string(each)) {
			column_safe(out, json_string_value(each), json_string_length(each));
			buf_byte(out, '\n');
		}
	json_object_foreach(names, name, dummy)
		if (strcmp(name, "error") != 0 && (without == NULL || strcmp(name, without) != 0) && !says_nothing(rows, name))	/* errors are said as sentences, beside the table */
			columns[count++] = column_in(look, name, rows);
	if (count > 0) {
		struct table_writer *w = table_writer_new(&table_table, columns, count, &options);

		write_rows(w, columns, count, rows, look);
		(void)!table_writer_end(w);	/* memory is never full */
		table_writer_free(w);
	}
	while (count > 0)
		free(columns[--count].title);
	free(columns);
	json_decref(names);
}

/* Labels and values of an object, members of members under dotted names. */
static void
gather(const json_t *object, const char *prefix, const struct exec_look *look, json_t *into)
{
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)(uintptr_t)object, name, member) {
		char *dotted = xasprintf("%s%s%s", prefix, *prefix ? "." : "", name);
		size_t length = strlen(name);
		struct buf text = BUF_EMPTY, shown = BUF_EMPTY;
		struct table_column column;
		const char *word;
		bool labelled;
		const json_t *value = value_in(object, name, &labelled);

		column = column_of(look, dotted, value, labelled);
		if (json_is_object(member) && catalogue_field(look->entity, name) == NULL) {
			gather(member, dotted, look, into);
		} else if ((length <= 6 || strcmp(name + length - 6, ".label") != 0) && !json_is_object(json_array_get(member, 0)) &&
		    (((word = meant(look, dotted, object, value)) != NULL && (buf_str(&text, word), true)) || write_cell(&text, column.type, value, look))) {
			struct table_cell cell = {.text = buf_text(&text), .length = text.length};

			column_shown(&shown, &column, &cell, look->language, look->currency);
			if (shown.length > 0)
				json_array_append_new(into, json_pack("[s,s]", column.title, buf_text(&shown)));
		}
		buf_free(&text);
		buf_free(&shown);
		free(column.title);
		free(dotted);
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

		buf_printf(out, "%s  %s\n", label, json_string_value(json_array_get(each, 1)));
		free(label);
	}
	json_decref(pairs);
}

void
exec_table(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	const json_t *rows = exec_rows(answer), *row = json_object_get(answer, "row"), *text = json_object_get(answer, "text");
	const json_t *count = json_object_get(answer, "count"), *capped = json_object_get(answer, "capped");

	zone_enter(look->zone);
	if (json_is_string(text) && json_object_size(answer) == 1)
		buf_str(out, json_string_value(text));
	else if (exec_is_board(answer))
		exec_board(answer, look, out);
	else if (json_is_integer(count) && json_is_boolean(capped))
		buf_printf(out, "%lld%s\n", (long long)json_integer_value(count), json_is_true(capped) ? "+" : "");
	else if (rows != NULL)
		exec_table_rows(rows, look, NULL, out);
	else
		format_object(row ? row : answer, look, out);
	zone_leave();
}
