/* What a line grid works out by itself: sums in cents, columns in the room there is, cells out of a spreadsheet's clipboard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tui/grid_layout.h"
#include "tui/grid_sum.h"
#include "tui/grid_tsv.h"

static void
a_price_times_a_quantity_is_exact_to_the_cent(void **state)
{
	static const struct { const char *factors[3]; size_t count; const char *is; } cases[] = {
		{{"3", "0.10"}, 2, "0.30"}, {{"1.5", "89.00"}, 2, "133.50"}, {{"0.333", "0.01"}, 2, "0.00"}, {{"2.5", "0.99"}, 2, "2.48"},
		{{"-2", "12.35"}, 2, "-24.70"}, {{"89.00", "20%"}, 2, "17.80"}, {{"1", "33.35", "5.5%"}, 3, "1.83"},
		{{"1000000", "99999999.99"}, 2, "99999999990000.00"}, {{"7"}, 1, "7.00"},
	};
	char out[NUMBER_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(sum_product(cases[i].factors, cases[i].count, 2, out));
		assert_string_equal(out, cases[i].is);
	}
	assert_false(sum_product((const char *const[]){"3", "soon"}, 2, 2, out));
	assert_false(sum_product(NULL, 0, 2, out));
}

/* A thousand times ten cents is a hundred, which floating point does not say. */
static void
totals_are_counted_in_cents(void **state)
{
	struct sum_total total = {.decimals = 2}, debt = {.decimals = 2}, pieces = {0}, endless = {.decimals = 2};
	char out[NUMBER_TEXT];

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(sum_add(&total, "0.10"));
	sum_text(&total, out);
	assert_string_equal(out, "100.00");
	assert_false(sum_add(&total, "much"));
	sum_add(&debt, "-0.05");
	sum_text(&debt, out);
	assert_string_equal(out, "-0.05");
	sum_add(&pieces, "12");
	sum_add(&pieces, "-20");
	sum_text(&pieces, out);
	assert_string_equal(out, "-8");
	for (int i = 0; i < 20; i++)
		sum_add(&endless, "9999999999999999.99");
	assert_true(endless.too_large);
}

static void
a_clipboard_becomes_cells(void **state)
{
	struct tsv t;

	(void)state;
	assert_false(tsv_is("Plaquettes avant"));
	assert_false(tsv_is("Plaquettes avant\n"));
	assert_true(tsv_is("a\tb"));
	assert_true(tsv_is("a\nb"));
	tsv_read("VID\tVidange\t1,00\r\nPLAQ\t\"Avant, \"\"Clio\"\"\nIV\"\t42,50\r\n\t\t\n", &t);
	assert_int_equal(t.count, 3);
	assert_int_equal(t.rows[0].count, 3);
	assert_string_equal(t.rows[0].cells[2], "1,00");
	assert_string_equal(t.rows[1].cells[1], "Avant, \"Clio\" IV");
	assert_string_equal(t.rows[1].cells[2], "42,50");
	assert_int_equal(t.rows[2].count, 3);
	tsv_free(&t);
	/* A quote that nothing closes is a quote: 12" is a size. */
	tsv_read("\"12 pouces\tx", &t);
	assert_int_equal(t.rows[0].count, 2);
	assert_string_equal(t.rows[0].cells[0], "\"12 pouces");
	tsv_free(&t);
}

static void
what_is_too_much_is_said(void **state)
{
	char many[2 * TSV_ROWS + 40];
	struct tsv t;

	(void)state;
	memset(many, '\n', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	tsv_read(many, &t);
	assert_int_equal(t.count, TSV_ROWS);
	assert_true(t.cut);
	tsv_free(&t);
	tsv_read("", &t);
	assert_int_equal(t.count, 0);
	tsv_free(&t);
}

static void
columns_share_the_room_and_the_cursor_s_is_always_there(void **state)
{
	static const struct grid_want wants[] = {{8, 12}, {10, 60}, {6, 6}, {10, 10}, {10, 10}};
	int cells[GRID_COLUMNS];
	size_t left = 0;

	(void)state;
	assert_int_equal(grid_layout(wants, 5, 80, 0, &left, cells), 5);
	assert_int_equal(cells[0], 12);
	assert_int_equal(cells[0] + cells[1] + cells[2] + cells[3] + cells[4] + 4 * GRID_GAP, 80);
	assert_int_equal(cells[2], 6);
	/* Narrow: some columns, and the last one when the cursor is there. */
	assert_int_equal(grid_layout(wants, 5, 30, 0, &left, cells), 3);
	assert_int_equal(left, 0);
	assert_int_equal(grid_layout(wants, 5, 30, 4, &left, cells), 3);
	assert_int_equal(left, 2);
	/* Wide again: from the first column on. */
	assert_int_equal(grid_layout(wants, 5, 80, 4, &left, cells), 5);
	assert_int_equal(left, 0);
	assert_int_equal(grid_layout(wants, 5, 4, 1, &left, cells), 1);
	assert_int_equal(cells[0], 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_price_times_a_quantity_is_exact_to_the_cent),
		cmocka_unit_test(totals_are_counted_in_cents),
		cmocka_unit_test(a_clipboard_becomes_cells),
		cmocka_unit_test(what_is_too_much_is_said),
		cmocka_unit_test(columns_share_the_room_and_the_cursor_s_is_always_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
