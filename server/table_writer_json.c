/* table_writer_json.c: rows as objects keyed by field name, one a line or as one array; values as on the wire. */
#include <stdlib.h>

#include "server/table_writer.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

struct json_state {
	struct buf *keys;		/* "name": of each column, quoted once */
};

static void
begin(struct table_writer *w)
{
	struct json_state *s = w->state;

	s->keys = xcalloc(w->count, sizeof *s->keys);
	for (size_t i = 0; i < w->count; i++) {
		buf_init(&s->keys[i], 0);
		buf_byte(&s->keys[i], i == 0 ? '{' : ',');
		buf_json_str(&s->keys[i], w->columns[i].name);
		buf_byte(&s->keys[i], ':');
	}
}

static void
object(struct table_writer *w, const struct table_cell *cells)
{
	const struct json_state *s = w->state;

	buf_str(&w->out, w->count == 0 ? "{" : "");
	for (size_t i = 0; i < w->count; i++) {
		buf_add(&w->out, s->keys[i].bytes, s->keys[i].length);
		column_json(&w->out, &w->columns[i], &cells[i]);
	}
	buf_byte(&w->out, '}');
}

static void
row_lines(struct table_writer *w, const struct table_cell *cells)
{
	object(w, cells);
	buf_byte(&w->out, '\n');
}

static void
row_array(struct table_writer *w, const struct table_cell *cells)
{
	buf_str(&w->out, w->rows == 1 ? "[\n" : ",\n");
	object(w, cells);
}

static void
end_lines(struct table_writer *w)
{
	(void)w;
}

static void
end_array(struct table_writer *w)
{
	buf_str(&w->out, w->rows == 0 ? "[]\n" : "\n]\n");
}

static void
free_state(struct table_writer *w)
{
	struct json_state *s = w->state;

	for (size_t i = 0; i < w->count; i++)
		buf_free(&s->keys[i]);
	free(s->keys);
}

const struct table_format table_jsonl = {
	.name = "jsonl", .media_type = "application/x-ndjson", .help = N_("one JSON object a line"), .for_people = false,
	.state_size = sizeof(struct json_state), .begin = begin, .row = row_lines, .end = end_lines, .free = free_state,
};
const struct table_format table_json = {
	.name = "json", .media_type = "application/json", .help = N_("one JSON array of objects"), .for_people = false,
	.state_size = sizeof(struct json_state), .begin = begin, .row = row_array, .end = end_array, .free = free_state,
};
