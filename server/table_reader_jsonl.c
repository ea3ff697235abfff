/* table_reader_jsonl.c: JSON objects, one a line or in one array. The text is cut into objects without reading them, so a
   broken one costs itself only and a file of any size flows through. */
#include <stdlib.h>
#include <string.h>

#include "server/table_format.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { DEPTH_MAX = 32 };

struct jsonl {
	bool array;		/* one array holds the objects */
};

static const char *
first_sign(const char *bytes, const char *end)
{
	while (bytes < end && strchr(" \t\r\n", *bytes) != NULL && *bytes != '\0')
		bytes++;
	return bytes;
}

static bool
jsonl_sniff(const char *bytes, size_t length)
{
	const char *end = bytes + length, *p = first_sign(bytes, end);

	if (p < end && *p == '[')
		p = first_sign(p + 1, end);
	if (p == end || *p != '{')
		return false;
	p = first_sign(p + 1, end);
	return p < end && (*p == '"' || *p == '}');
}

static bool
jsonl_open(struct table_reader *r)
{
	struct jsonl *j = xcalloc(1, sizeof *j);

	r->state = j;
	return true;
}

/* The next byte without taking it; -1 at the end. */
static int
peek(struct table_reader *r)
{
	if (r->at == r->text.length && !table_fill(r, 0))
		return -1;
	return (unsigned char)r->text.bytes[r->at];
}

static void
skip_between(struct table_reader *r, struct jsonl *j)
{
	int c;

	while ((c = peek(r)) >= 0) {
		if (c == '\n')
			r->line++;
		else if (c == '[' && !j->array)
			j->array = true;
		else if (c != ' ' && c != '\t' && c != '\r' && !(j->array && (c == ',' || c == ']')))
			return;
		r->at++;
	}
}

static void
skip_line(struct table_reader *r)
{
	int c;

	while ((c = peek(r)) >= 0 && c != '\n')
		r->at++;
}

/* Takes one object's text. False when it does not end where it should (what was taken is up to there). */
static bool
take_object(struct table_reader *r, struct buf *text)
{
	int depth = 0, c;
	bool quoted = false, escaped = false;

	while ((c = peek(r)) >= 0) {
		if (quoted && c == '\n')
			return false;	/* JSON has no line end inside a text: the rest of the line is not ours */
		if (text->length > TABLE_CELL_MAX)
			return false;
		r->line += c == '\n';
		r->at++;
		buf_byte(text, (char)c);
		if (escaped)
			escaped = false;
		else if (quoted && c == '\\')
			escaped = true;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && --depth == 0)
			return true;
		if (depth > DEPTH_MAX)
			return false;
	}
	return false;
}

static void set_value(struct table_reader *r, struct table_row *row, const char *name, const json_t *value, int depth);

static void
set_object(struct table_reader *r, struct table_row *row, const char *prefix, const json_t *object, int depth)
{
	const char *key;
	const json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value) {
		char *name = *prefix ? xasprintf("%s.%s", prefix, key) : xstrdup(key);
		set_value(r, row, name, value, depth);
		free(name);
	}
}

static void
set_value(struct table_reader *r, struct table_row *row, const char *name, const json_t *value, int depth)
{
	size_t at;
	char *text;

	/* {"address":{"city":…}} becomes a column address.city; deeper than that stays JSON. */
	if (json_is_object(value) && depth == 0) {
		set_object(r, row, name, value, 1);
		return;
	}
	at = table_column(r, name);
	if (at >= TABLE_COLUMNS_MAX) {
		row_trouble(row, N_("This row has more than {most} cells."), json_pack("{s:i}", "most", (int)TABLE_COLUMNS_MAX));
		return;
	}
	switch (json_typeof(value)) {
	case JSON_NULL:
		row_set(row, at, CELL_EMPTY, "", 0);
		break;
	case JSON_TRUE:
		row_set(row, at, CELL_BOOLEAN, "true", 4);
		break;
	case JSON_FALSE:
		row_set(row, at, CELL_BOOLEAN, "false", 5);
		break;
	case JSON_STRING:
		row_set(row, at, CELL_TEXT, json_string_value(value), json_string_length(value));
		if (memchr(json_string_value(value), '\0', json_string_length(value)) != NULL)
			row_trouble(row, N_("This row holds a null byte: that is no text."), NULL);
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
		row_set(row, at, CELL_NUMBER, text, strlen(text));
		free(text);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		text = json_dumps(value, JSON_COMPACT);
		row_set(row, at, CELL_LIST, text, strlen(text));
		free(text);
		break;
	}
}

static enum table_step
jsonl_next(struct table_reader *r, struct table_row *row)
{
	struct jsonl *j = r->state;
	struct buf text = BUF_EMPTY;
	json_error_t error;
	json_t *object;
	bool ended;

	skip_between(r, j);
	if (peek(r) < 0)
		return r->why ? TABLE_BROKEN : TABLE_END;
	row->line = r->line;
	if (peek(r) != '{') {
		skip_line(r);
		row_trouble(row, N_("This line is not a JSON object."), NULL);
		return TABLE_ROW;
	}
	ended = take_object(r, &text);
	object = ended ? json_loadb(text.bytes, text.length, JSON_ALLOW_NUL, &error) : NULL;
	if (r->why != NULL) {
		buf_free(&text);
		return TABLE_BROKEN;
	}
	if (!ended && peek(r) >= 0)
		skip_line(r);
	if (object == NULL && !ended)
		row_trouble(row, text.length > TABLE_CELL_MAX ? N_("This JSON object is too large.")
			: N_("This JSON object is cut short or too deep."), NULL);
	else if (object == NULL)
		row_trouble(row, N_("This JSON object cannot be read: {reason}."), json_pack("{s:s}", "reason", error.text));
	else
		set_object(r, row, "", object, 0);
	json_decref(object);
	buf_free(&text);
	return TABLE_ROW;
}

static void
jsonl_close(struct table_reader *r)
{
	free(r->state);
}

const struct table_format read_jsonl = {
	.name = "jsonl",
	.also = " json ndjson ",
	.named = true,
	.sniff = jsonl_sniff,
	.open = jsonl_open,
	.next = jsonl_next,
	.close = jsonl_close,
};
