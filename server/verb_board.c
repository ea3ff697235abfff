/* verb_board.c: the columns of a board in one answer: each with its count, its first cards and where they go on. */
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/list_shape.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LIMIT_PRESET = 50, LIMIT_MOST = 1000, COUNT_CAP = 1000 };

struct board_ask {
	json_t *query;		/* what app.board and app.board_counts take */
	int limit;
};

static void
ask_free(void *state)
{
	struct board_ask *b = state;

	json_decref(b->query);
	free(b);
}

/* The rows of one column from *row on, which goes to the first of the next one. */
static void
write_column(struct request *r, const PGresult *rows, int *row, const char *place)
{
	const struct board_ask *b = r->state;
	const struct columns *c = r->shape->columns;
	size_t before = r->out.length, most = r->page_most / 8;
	int written = 0, last = -1;
	bool more = false;

	buf_str(&r->out, "\"rows\":[");
	for (; *row < PQntuples(rows) && strcmp(PQgetvalue(rows, *row, c->place), place) == 0; (*row)++) {
		more = more || written == b->limit || (written > 0 && most > 0 && r->out.length - before > most);
		if (more)
			continue;
		if (written++ > 0)
			buf_byte(&r->out, ',');
		row_write(&r->out, c, rows, last = *row, r->who->language);
	}
	buf_str(&r->out, "],\"next\":");
	if (more)
		cursor_write(&r->out, c, rows, last);
	else
		buf_str(&r->out, "null");
}

static void
board_answer(struct request *r, struct query *q)
{
	const PGresult *rows = query_result(q, 0);
	const char *text = query_value(q, 1);
	json_t *counts = text ? json_loads(text, 0, NULL) : NULL;
	const json_t *each;
	size_t i;
	int row = 0;

	buf_str(&r->out, "{\"columns\":[");
	json_array_foreach(counts, i, each) {
		const char *place = json_string_value(json_array_get(each, 0));
		json_int_t n = json_integer_value(json_array_get(each, 1));

		buf_str(&r->out, i > 0 ? ",{\"value\":" : "{\"value\":");
		if (*place != '\0')
			buf_json_str(&r->out, place);
		else
			buf_str(&r->out, "null");
		buf_printf(&r->out, ",\"count\":%lld,\"capped\":%s,", n > COUNT_CAP ? (long long)COUNT_CAP : (long long)n, n > COUNT_CAP ? "true" : "false");
		if (json_is_string(json_array_get(each, 2))) {
			buf_str(&r->out, "\"sum\":");
			buf_json_str(&r->out, json_string_value(json_array_get(each, 2)));
			buf_byte(&r->out, ',');
		}
		write_column(r, rows, &row, place);
		buf_byte(&r->out, '}');
	}
	buf_str(&r->out, "]}");
	json_decref(counts);
	request_answer(r);
}

static void
board_ask(struct request *r)
{
	struct board_ask *b = r->state;
	struct query *q = query_new(r->who, false);
	char *text = json_dumps(b->query, JSON_COMPACT), *most = xasprintf("%d", COUNT_CAP + 1);
	const char *row_values[] = {text}, *count_values[] = {request_string(r, "entity"), text, most};

	query_add(q, r->shape->sql, true, 1, row_values);
	query_add(q, "select app.board_counts($1, $2, $3)", true, 3, count_values);
	free(text);
	free(most);
	request_query(r, q, board_answer);
}

void
verb_board(struct request *r)
{
	static const char *const kept[] = {"by", "lanes", "sort", "columns"};
	int64_t limit = request_integer(r, "limit", LIMIT_PRESET);
	const char *after = request_string(r, "after"), *column = request_string(r, "column");
	struct board_ask *b;
	json_t *shape, *columns = json_object_get(r->params, "columns");
	char *cursor = NULL;

	if (limit < 1 || limit > LIMIT_MOST) {
		request_fail(r, STATUS_MISUSE, N_("A page has 1 to {most} rows."), json_pack("{s:i}", "most", LIMIT_MOST), "limit");
		return;
	}
	if (after != NULL && (column == NULL || (cursor = cursor_read(after)) == NULL)) {
		request_fail(r, STATUS_MISUSE, column ? N_("This cursor is not one of ours.") : N_("A cursor goes on in one column: name it."), NULL,
		    column ? "after" : "column");
		return;
	}
	b = xcalloc(1, sizeof *b);
	r->state = b;
	r->state_free = ask_free;
	b->limit = (int)limit;
	if ((b->query = list_query(r)) == NULL) {
		free(cursor);
		return;
	}
	shape = json_pack("{s:s}", "by", "board");
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		json_t *value = json_object_get(r->params, kept[i]);

		if (value == NULL || json_is_null(value))
			continue;
		if (i < 3)
			json_object_set(b->query, kept[i], value);
		if (i > 0)
			json_object_set(shape, kept[i], value);
	}
	if (json_array_size(columns) == 1 && strcmp(json_string_value(json_array_get(columns, 0)), "*") == 0)
		json_object_set_new(shape, "columns", json_string("*"));
	if (column != NULL)
		json_object_set_new(b->query, "column", json_string(column));
	if (cursor != NULL)
		json_object_set_new(b->query, "after", json_loads(cursor, 0, NULL));
	free(cursor);
	json_object_set_new(b->query, "limit", json_integer(limit + 1));
	list_shape_want(r, request_string(r, "entity"), shape, board_ask);
}
