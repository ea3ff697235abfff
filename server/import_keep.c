/* import_keep.c: refused rows stay in the database, each as the draft of the record that it should have become. */
#include "server/import_keep.h"

#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/xmalloc.h"

enum {
	CONTENT_MOST = 240,	/* bytes of the line that names a row in a list */
	GIVEN_MOST = 30000,	/* a larger row is for its file */
};

/* What a form is filled with: the value where the cell makes sense, else the text as it stands there. References are told by
   what the file calls them, which people can read. */
static json_t *
drafted(const struct import *i, const struct import_target *t, const char *text, enum cell_kind kind)
{
	struct import_reading how = i->reading;
	struct import_why why;
	json_t *value = NULL;

	how.style = t->style;
	if (import_value(t->field, t->by_label, &how, text, kind, &value, &why) == IMPORT_VALUE && value != NULL)
		return value;
	json_decref(value);
	return json_string(text);
}

/* One more cell, of a content that is not full yet. */
static void
add_content(struct buf *content, const char *text)
{
	char *clean = text_clean_str(text);
	size_t keep = strlen(clean);

	if (keep > CONTENT_MOST - content->length)
		for (keep = CONTENT_MOST - content->length; keep > 0 && ((unsigned char)clean[keep] & 0xc0) == 0x80;)
			keep--;
	buf_str(content, content->length ? " · " : "");
	buf_add(content, clean, keep);
	free(clean);
}

static bool
is_read(const struct import_map *m, size_t column)
{
	for (size_t t = 0; t < m->count; t++)
		for (size_t s = 0; s < m->targets[t].source_count; s++)
			for (size_t c = 0; c < m->targets[t].sources[s].count; c++)
				if (m->targets[t].sources[s].columns[c] == column)
					return true;
	return false;
}

/* The row as people know it: the cells that were read, in the order of the file. */
static void
add_contents(struct buf *content, const struct import *i, const struct table_row *cells)
{
	for (size_t c = 0; c < i->map.width && content->length < CONTENT_MOST; c++) {
		char *text = is_read(&i->map, c) ? import_trim(row_cell(cells, c)) : NULL;

		if (text != NULL && *text != '\0')
			add_content(content, text);
		free(text);
	}
}

/* Null: too large to be kept. */
static json_t *
draft_of(const struct import *i, const struct import_row *row)
{
	json_t *given = json_object();
	struct buf content = BUF_EMPTY;
	size_t bytes = 0;
	json_t *draft = NULL;

	for (size_t t = 0; t < i->map.count && bytes <= GIVEN_MOST; t++) {
		enum cell_kind kind;
		char *text = import_cell(&i->map.targets[t], &row->cells, &kind);

		if (*text != '\0') {
			bytes += strlen(text) + strlen(i->map.targets[t].name) + 8;
			json_object_set_new(given, i->map.targets[t].name, drafted(i, &i->map.targets[t], text, kind));
		}
		free(text);
	}
	add_contents(&content, i, &row->cells);
	if (bytes <= GIVEN_MOST)
		draft = json_pack("{s:I,s:s?,s:s,s:s,s:O}", "line", (json_int_t)row->cells.line, "field", row->field, "reason", row->refusal,
		    "content", buf_text(&content), "given", given);
	json_decref(given);
	buf_free(&content);
	return draft;
}

enum status
import_keep(struct import *i, const struct import_lot *lot)
{
	json_t *rows = json_array(), *answer;
	enum status status = STATUS_OK;
	struct import_report *r = &i->report;
	char *batch, *text;

	for (size_t n = 0; n < lot->count && i->keeps; n++)
		if (lot->rows[n].refusal != NULL)
			json_array_append_new(rows, draft_of(i, &lot->rows[n]));
	if (json_array_size(rows) > 0) {
		batch = xasprintf("%lld", (long long)i->batch);
		text = json_dumps(rows, JSON_COMPACT);
		answer = stream_json(i->s, "select app.import_keep($1, $2)", 2, (const char *[]){batch, text}, &status);
		i->keeps = (size_t)json_integer_value(json_object_get(answer, "kept")) == json_array_size(rows);
		r->counts.kept += json_integer_value(json_object_get(answer, "kept"));
		json_decref(r->kept_in);
		r->kept_in = answer;
		free(text);
		free(batch);
	}
	json_decref(rows);
	return status;
}
