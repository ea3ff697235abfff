/* Figures as characters: what is drawn is what the number says, in block characters and in ASCII. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/text.h"
#include "tui/blocks.h"

static void
a_bar_is_as_long_as_its_share(void **state)
{
	static const struct { double value; const char *utf8, *ascii; } cases[] = {
		{8, "████", "####"}, {4, "██", "##"}, {5, "██▌", "###"}, {0.01, "▏", "#"}, {0, "", ""}, {-3, "", ""}, {99, "████", "####"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *bar = blocks_bar(cases[i].value, 8, 4, true), *plain = blocks_bar(cases[i].value, 8, 4, false);

		assert_string_equal(bar, cases[i].utf8);
		assert_string_equal(plain, cases[i].ascii);
		free(bar);
		free(plain);
	}
}

static void
a_sparkline_goes_from_its_least_to_its_most(void **state)
{
	static const double values[] = {0, 1, 2, 3, 4, 5, 6, 7}, flat[] = {5, 5}, below[] = {-7, 0};
	char *spark = blocks_spark(values, 8, 20, true), *last = blocks_spark(values, 8, 3, true), *plain = blocks_spark(values, 8, 20, false);
	char *same = blocks_spark(flat, 2, 9, true), *debt = blocks_spark(below, 2, 9, true), *none = blocks_spark(NULL, 0, 9, true);

	(void)state;
	assert_string_equal(spark, "▁▂▃▄▅▆▇█");
	assert_string_equal(last, "▆▇█");
	assert_string_equal(plain, "_.-=+*%#");
	assert_string_equal(same, "██");
	assert_string_equal(debt, "▁█");
	assert_string_equal(none, "");
	free(spark);
	free(last);
	free(plain);
	free(same);
	free(debt);
	free(none);
}

/* Rounding each part by itself would make bars of one sum differ in length. */
static void
the_parts_of_a_bar_make_its_whole(void **state)
{
	static const double thirds[] = {1, 1, 1}, gap[] = {0, 4};
	int parts[3];

	(void)state;
	blocks_stack(thirds, 3, 3, 10, parts);
	assert_int_equal(parts[0] + parts[1] + parts[2], 10);
	blocks_stack(gap, 2, 8, 10, parts);
	assert_int_equal(parts[0], 0);
	assert_int_equal(parts[1], 5);
	blocks_stack(thirds, 3, 0, 10, parts);
	assert_int_equal(parts[0] + parts[1] + parts[2], 0);
	for (size_t i = 1; i < BLOCKS_PARTS; i++)
		assert_string_not_equal(blocks_filling(i, false), blocks_filling(i - 1, false));
}

static void
a_line_rises_from_corner_to_corner(void **state)
{
	static const double up[] = {0, 10}, one[] = {3};
	char *rows[2];

	(void)state;
	blocks_line(up, 2, 0, 10, 4, 2, rows);
	assert_string_equal(rows[0], "  ⡠⠊");
	assert_string_equal(rows[1], "⡠⠊  ");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(text_cells_str(rows[i]), 4);
		free(rows[i]);
	}
	blocks_line(one, 1, 0, 0, 3, 1, rows);
	assert_string_equal(rows[0], "⣀⣀⣀");
	free(rows[0]);
	blocks_line(NULL, 0, 0, 0, 2, 1, rows);
	assert_string_equal(rows[0], "  ");
	free(rows[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_is_as_long_as_its_share),
		cmocka_unit_test(a_sparkline_goes_from_its_least_to_its_most),
		cmocka_unit_test(the_parts_of_a_bar_make_its_whole),
		cmocka_unit_test(a_line_rises_from_corner_to_corner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
