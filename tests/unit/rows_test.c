/* Rows become JSON text by the type of their column, whatever PostgreSQL's own text form is; a cursor travels unharmed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <libpq-fe.h>

#include "server/list_shape.h"
#include "server/rows.h"

static void
writes(enum column_type type, const char *from, const char *expected)
{
	struct buf out = BUF_EMPTY;

	value_write(&out, type, from, strlen(from), "fr");
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
}

static void
each_type_has_its_form(void **state)
{
	(void)state;
	writes(COLUMN_MONEY, "1250", "\"12.50\"");
	writes(COLUMN_MONEY, "5", "\"0.05\"");
	writes(COLUMN_MONEY, "-5", "\"-0.05\"");
	writes(COLUMN_MONEY, "-12345678901234567", "\"-123456789012345.67\"");
	writes(COLUMN_MONEY, "0", "\"0.00\"");
	writes(COLUMN_MONEY, "10", "\"0.10\"");
	writes(COLUMN_TIMESTAMP, "2026-11-20 21:00:00.123456+00", "\"2026-11-20T21:00:00.123Z\"");
	writes(COLUMN_TIMESTAMP, "2026-11-20 21:00:00+00", "\"2026-11-20T21:00:00.000Z\"");
	writes(COLUMN_TIMESTAMP, "2026-11-20 21:00:00.5+00", "\"2026-11-20T21:00:00.500Z\"");
	writes(COLUMN_TIMESTAMP, "infinity", "\"infinity\"");
	writes(COLUMN_DATE, "2026-11-20", "\"2026-11-20\"");
	writes(COLUMN_SENTENCE, "{\"sentence\": \"A mail says something.\"}", "\"Un e-mail dit quelque chose.\"");
	writes(COLUMN_BOOLEAN, "t", "true");
	writes(COLUMN_BOOLEAN, "f", "false");
	writes(COLUMN_INTEGER, "-42", "-42");
	writes(COLUMN_DECIMAL, "0.3333", "\"0.3333\"");
	writes(COLUMN_TEXT, "é\"\n\x01", "\"é\\\"\\n\\u0001\"");
	writes(COLUMN_TAGS, "[\"a\", \"b\"]", "[\"a\", \"b\"]");
}

static const char shape_text[] = "{\"sql\":\"select …\",\"columns\":[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"name\",\"type\":\"text\"},"
    "{\"name\":\"_cursor\",\"type\":\"json\"}]}";

static PGresult *
two_rows(void)
{
	static char names[3][8] = {"id", "name", "_cursor"};
	PGresAttDesc columns[3] = {{.name = names[0]}, {.name = names[1]}, {.name = names[2]}};
	static char cells[2][3][16] = {{"1", "Zoé", "[\"Zoé\", 1]"}, {"2", "", "[null, 2]"}};
	PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	assert_true(PQsetResultAttrs(rows, 3, columns));
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			assert_true(PQsetvalue(rows, i, j, cells[i][j], i == 1 && j == 1 ? -1 : (int)strlen(cells[i][j])));
	return rows;
}

static void
rows_are_objects_without_the_cursor(void **state)
{
	struct list_shape *shape = list_shape_new(shape_text);
	PGresult *rows = two_rows();
	struct buf out = BUF_EMPTY;

	(void)state;
	assert_non_null(shape);
	assert_int_equal(rows_write(&out, shape->columns, rows, 2, 0, "en"), 2);
	assert_string_equal(buf_text(&out), "[{\"id\":1,\"name\":\"Zoé\"},{\"id\":2,\"name\":null}]");
	buf_clear(&out);
	assert_int_equal(rows_write(&out, shape->columns, rows, 2, 10, "en"), 1);
	assert_string_equal(buf_text(&out), "[{\"id\":1,\"name\":\"Zoé\"}]");
	buf_clear(&out);
	assert_int_equal(rows_write(&out, shape->columns, rows, 0, 0, "en"), 0);
	assert_string_equal(buf_text(&out), "[]");
	buf_free(&out);
	PQclear(rows);
	list_shape_unref(shape);
}

static void
a_cursor_comes_back_as_it_was(void **state)
{
	struct list_shape *shape = list_shape_new(shape_text);
	PGresult *rows = two_rows();
	struct buf out = BUF_EMPTY;
	char *text, *wire;

	(void)state;
	cursor_write(&out, shape->columns, rows, 0);
	wire = strndup(out.bytes + 1, out.length - 2);
	text = cursor_read(wire);
	assert_string_equal(text, "[\"Zoé\",1]");
	free(text);
	free(wire);
	buf_free(&out);
	PQclear(rows);
	list_shape_unref(shape);
}

static void
a_cursor_of_others_is_refused(void **state)
{
	static const char *const others[] = {"", "xx", "!!!", "bnVsbA", "MTI", "WzEsMl", "=", NULL};

	(void)state;
	for (const char *const *o = others; *o != NULL; o++)
		assert_null(cursor_read(*o));
}

static void
what_is_no_shape_is_none(void **state)
{
	(void)state;
	assert_null(list_shape_new(NULL));
	assert_null(list_shape_new("{}"));
	assert_null(list_shape_new("{\"sql\":\"x\",\"columns\":[]}"));
	assert_null(list_shape_new("nonsense"));
}

static void
sorts(const char *filter, const char *expected)
{
	json_t *ast = json_loads(filter, 0, NULL), *query = json_pack("{s:O?}", "filter", ast), *sort;
	json_t *entity = json_loads("{\"fields\":[{\"name\":\"km\",\"sortable\":true},{\"name\":\"day\",\"sortable\":true},{\"name\":\"x\"}],"
	    "\"calendar\":{\"start\":\"day\"}}", 0, NULL);

	sort = list_sort_of(query, entity);
	if (expected == NULL)
		assert_null(sort);
	else
		assert_string_equal(json_string_value(json_array_get(sort, 0)), expected);
	json_decref(sort);
	/* What takes place on some days is read from the first on, whatever else is asked. */
	json_object_set_new(query, "during", json_string("2026-03-29"));
	sort = list_sort_of(query, entity);
	assert_string_equal(json_string_value(json_array_get(sort, 0)), "day");
	json_decref(sort);
	json_decref(entity);
	json_decref(query);
	json_decref(ast);
}

/* Who asks for mileage over 100,000 looks at the mileage; two ranges, or one among alternatives, say nothing about the order. */
static void
a_filters_only_range_gives_the_order(void **state)
{
	(void)state;
	sorts("{\"field\":\"km\",\"op\":\">\",\"value\":\"5\"}", "km");
	sorts("{\"and\":[{\"field\":\"x\",\"op\":\"~\",\"value\":\"5\"},{\"field\":\"day\",\"op\":\"range\",\"value\":[\"a\",null]}]}", "day");
	sorts("{\"and\":[{\"field\":\"km\",\"op\":\"<\",\"value\":\"5\"},{\"field\":\"day\",\"op\":\">=\",\"value\":\"a\"}]}", NULL);
	sorts("{\"or\":[{\"field\":\"km\",\"op\":\"<\",\"value\":\"5\"}]}", NULL);
	sorts("{\"not\":{\"field\":\"km\",\"op\":\"<\",\"value\":\"5\"}}", NULL);
	sorts("{\"field\":\"x\",\"op\":\">\",\"value\":\"5\"}", NULL);
	sorts("{\"word\":\"dup\"}", NULL);
	sorts("null", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_has_its_form),
		cmocka_unit_test(rows_are_objects_without_the_cursor),
		cmocka_unit_test(a_cursor_comes_back_as_it_was),
		cmocka_unit_test(a_cursor_of_others_is_refused),
		cmocka_unit_test(what_is_no_shape_is_none),
		cmocka_unit_test(a_filters_only_range_gives_the_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
