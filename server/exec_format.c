/* exec_format.c: an answer as text for people (table) or programs (json, jsonl, csv). */
#include "server/exec_format.h"

#include <stdlib.h>
#include <string.h>

#include "server/exec_board.h"
#include "server/exec_table.h"
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

/* A value as one cell, in the form of the wire; a list as its elements parted by semicolons. The caller owns it. */
static char *
cell(const json_t *value)
{
	struct buf text = BUF_EMPTY;
	const json_t *each;
	char *one;
	size_t i;

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	if (json_is_string(value))
		return xstrdup(json_string_value(value));
	if (!json_is_array(value))
		return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	json_array_foreach(value, i, each) {
		one = cell(each);
		buf_str(&text, i > 0 ? ";" : "");
		buf_str(&text, one);
		free(one);
	}
	return buf_steal(&text);
}

void
exec_only(json_t *answer, const json_t *asked)
{
	json_t *rows = (json_t *)(uintptr_t)exec_rows(answer), *each, *name, *value;
	size_t i, k;

	if (exec_is_board(answer)) {
		json_array_foreach(rows, i, each)
			exec_only(each, asked);
		return;
	}
	json_array_foreach(rows, i, each) {
		json_t *row = json_object();

		json_array_foreach(asked, k, name) {
			char *label = xasprintf("%s.label", json_string_value(name));

			if ((value = json_object_get(each, json_string_value(name))) != NULL)
				json_object_set(row, json_string_value(name), value);
			if ((value = json_object_get(each, label)) != NULL)
				json_object_set(row, label, value);
			free(label);
		}
		json_array_set_new(rows, i, row);
	}
}

/* person_id beside person: people read the name alone. */
static bool
is_told_by_name(const json_t *row, const char *name, size_t length)
{
	return length > 3 && strcmp(name + length - 3, "_id") == 0 && json_is_string(json_object_getn(row, name, length - 3));
}

/* The names of all the rows' members, in the order met. */
json_t *
exec_columns(const json_t *rows, const struct exec_look *look)
{
	/* jsonb keeps no order: what tells a row from others stands first. Lists come in the order asked for, else with id first. */
	static const char *const first[] = {"at", "name", "entity", "id", "label"};
	const bool people = look->format == FORMAT_TABLE, is_list = look->asked != NULL || json_object_get(json_array_get(rows, 0), "version") != NULL;
	json_t *columns = json_object(), *each, *value;
	const char *name;
	size_t i, length;

	for (i = 0; i < sizeof first / sizeof *first && !is_list; i++)
		if (json_object_get(json_array_get(rows, 0), first[i]) != NULL)
			json_object_set_new(columns, first[i], json_true());
	json_array_foreach(rows, i, each) {
		json_object_foreach(each, name, value) {
			length = strlen(name);
			/* A reference is shown by its label, in the reference's own place. */
			if (people && ((length > 6 && strcmp(name + length - 6, ".label") == 0) || (strcmp(name, "version") == 0 && look->asked == NULL)))
				continue;
			if (people && !is_list && is_told_by_name(each, name, length))
				continue;
			if (json_object_get(columns, name) == NULL)
				json_object_set_new(columns, name, json_true());
		}
	}
	/* A sentence stands last: it may be as long as it likes. */
	if (people && json_object_del(columns, "message") == 0)
		json_object_set_new(columns, "message", json_true());
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

	rows = rows ? json_incref(rows) : json_pack("[O]", row ? row : answer);
	columns = exec_columns(rows, look);
	json_object_foreach(columns, name, dummy) {
		buf_str(out, before);
		csv_cell(name, out);
		before = ",";
	}
	buf_str(out, "\r\n");
	json_array_foreach(rows, i, each) {
		before = "";
		json_object_foreach(columns, name, dummy) {
			char *text = cell(json_object_get(each, name));

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

void
exec_format(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	static void (*const formats[])(const json_t *, const struct exec_look *, struct buf *) = {
		[FORMAT_TABLE] = exec_table, [FORMAT_JSON] = format_json, [FORMAT_JSONL] = format_jsonl, [FORMAT_CSV] = format_csv,
	};

	formats[look->format == FORMAT_NONE ? FORMAT_TABLE : look->format](answer, look, out);
}
