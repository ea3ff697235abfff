/* What a tile of the dashboard tells of a report: its last row, its first, or some rows together. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tui/chart_data.h"

static double
now_of(const char *now)
{
	json_t *answer = json_loads("{\"title\": \"Pipeline\", \"fields\": [{\"name\": \"stage\", \"type\": \"text\", \"label\": \"Stage\"}, {\"name\": \"amount\", \"type\": \"money\", \"label\": \"Amount\"}],"
	    "\"rows\": [[\"new\", \"10.00\"], [\"won\", \"5.00\"], [\"lost\", \"1.00\"]], \"chart\": {\"kind\": \"bars\", \"label\": \"stage\", \"values\": [\"amount\"]}}", 0, NULL);
	struct chart_data c;
	double told;

	if (now != NULL)
		json_object_set_new(json_object_get(answer, "chart"), "now", json_loads(now, JSON_DECODE_ANY, NULL));
	assert_true(chart_read(&c, answer));
	told = chart_now(&c);
	chart_free(&c);
	json_decref(answer);
	return told;
}

static void
a_tile_tells_what_its_report_is_about_now(void **state)
{
	(void)state;
	assert_int_equal(now_of(NULL), 1);
	assert_int_equal(now_of("\"first\""), 10);
	assert_int_equal(now_of("[\"new\", \"won\"]"), 15);
	assert_int_equal(now_of("[]"), 0);
}

/* Whoever may not see amounts is shown how many there are, not bars of nothing. */
static void
what_is_withheld_is_not_drawn(void **state)
{
	json_t *answer = json_loads("{\"title\": \"Pipeline\", \"fields\": [{\"name\": \"stage\", \"type\": \"text\", \"label\": \"Stage\"}, {\"name\": \"deals\", \"type\": \"integer\", \"label\": \"Deals\"},"
	    "{\"name\": \"amount\", \"type\": \"money\", \"label\": \"Amount\"}], \"rows\": [[\"new\", 3, null], [\"won\", 4, null]], \"chart\": {\"kind\": \"bars\", \"label\": \"stage\", \"values\": [\"amount\"]}}", 0, NULL);
	struct chart_data c;

	(void)state;
	assert_true(chart_read(&c, answer));
	assert_int_equal(c.value_count, 1);
	assert_int_equal(chart_value(&c, 1, 0), 4);
	chart_free(&c);
	json_decref(answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_tile_tells_what_its_report_is_about_now), cmocka_unit_test(what_is_withheld_is_not_drawn)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
