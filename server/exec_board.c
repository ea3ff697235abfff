/* exec_board.c: the columns of a board one below the other, for a terminal without pictures, a pipe or a mail. */
#include "server/exec_board.h"

#include <stdlib.h>

#include "server/exec_table.h"
#include "server/table_column.h"
#include "shared/translate.h"

bool
exec_is_board(const json_t *answer)
{
	const json_t *columns = json_object_get(answer, "columns");

	return json_is_array(columns) && json_is_array(json_object_get(json_array_get(columns, 0), "rows")) &&
	    json_object_get(json_array_get(columns, 0), "value") != NULL;
}

/* To do (7 of 5): 22 500,00 € */
static void
put_heading(const json_t *column, const char *by, const struct exec_look *look, struct buf *out)
{
	const json_t *board = json_object_get(look->entity, "board"), *sum = json_object_get(column, "sum"), *value = json_object_get(column, "value");
	const char *choice = json_string_value(value), *sums = json_string_value(json_object_get(board, "sum"));
	const json_t *most = choice ? json_object_get(json_object_get(board, "limits"), choice) : NULL;
	struct buf text = BUF_EMPTY, sum_text = BUF_EMPTY;

	exec_shown(&text, by, value, look);
	column_safe(out, buf_text(&text), text.length);
	buf_printf(out, " (%lld%s", (long long)json_integer_value(json_object_get(column, "count")), json_is_true(json_object_get(column, "capped")) ? "+" : "");
	if (json_is_integer(most)) {
		json_t *args = json_pack("{s:O}", "limit", most);
		char *limit = translate_fill(look->language, N_("limit {limit}"), args);

		buf_printf(out, ", %s", limit);
		free(limit);
		json_decref(args);
	}
	buf_byte(out, ')');
	if (sums != NULL && json_is_string(sum)) {
		exec_shown(&sum_text, sums, sum, look);
		buf_printf(out, " — %s", buf_text(&sum_text));
	}
	buf_byte(out, '\n');
	buf_free(&text);
	buf_free(&sum_text);
}

static void
put_more(const json_t *column, const struct exec_look *look, struct buf *out)
{
	const json_t *next = json_object_get(column, "next"), *value = json_object_get(column, "value");
	json_t *args;
	char *more;

	if (!json_is_string(next) || !json_is_string(value))
		return;
	args = json_pack("{s:O,s:O}", "column", value, "cursor", next);
	more = translate_fill(look->language, N_("There are more: --column {column} --after {cursor}"), args);
	buf_printf(out, "%s\n", more);
	free(more);
	json_decref(args);
}

void
exec_board(const json_t *answer, const struct exec_look *look, struct buf *out)
{
	const json_t *columns = json_object_get(answer, "columns"), *column;
	const char *by = look->by ? look->by : json_string_value(json_object_get(json_object_get(look->entity, "board"), "field"));
	size_t i;

	json_array_foreach(columns, i, column) {
		const json_t *rows = json_object_get(column, "rows");

		buf_str(out, i > 0 ? "\n" : "");
		put_heading(column, by ? by : "", look, out);
		if (json_array_size(rows) > 0)
			exec_table_rows(rows, look, by, out);
		put_more(column, look, out);
	}
}
