/* An amount typed with a comma, a point, spaces or an apostrophe is the amount that was meant, to the last cent. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/numbers.h"

static const char *
read_number(const char *text, char decimal)
{
	static struct number n;

	return number_read(text, decimal, &n) ? n.text : "no";
}

struct row {
	const char *text, *number;
};

static void
check(const struct row *rows, size_t count, char decimal)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = read_number(rows[i].text, decimal);
		if (strcmp(got, rows[i].number) != 0)
			fail_msg("“%s” was read as %s, not %s", rows[i].text, got, rows[i].number);
	}
}
#define CHECK(rows, decimal) check(rows, sizeof(rows) / sizeof *(rows), decimal)

static void
french_and_english(void **state)
{
	static const struct row rows[] = {
		{"1 234,56 €", "1234.56"}, {"1 234,56 €", "1234.56"}, {"1.234,56", "1234.56"}, {"1,234.56", "1234.56"},
		{"1'234.56", "1234.56"}, {"1’234,56", "1234.56"}, {"12,5", "12.5"}, {"12.5", "12.5"}, {"12.50", "12.50"},
		{"1.234.567", "1234567"}, {"1,234,567", "1234567"}, {"1 234 567", "1234567"}, {"1.234", "1.234"}, {"1,234", "1.234"},
		{"-12,50", "-12.50"}, {"−12,50", "-12.50"}, {"- 5", "-5"}, {"+5", "5"}, {"(12,50)", "-12.50"}, {"12,50-", "-12.50"},
		{"20 %", "20"}, {"-10%", "-10"}, {"€ 5", "5"}, {"5 EUR", "5"}, {"EUR 1 000", "1000"}, {"$1,234.50", "1234.50"},
		{"0", "0"}, {"-0", "0"}, {"007", "7"}, {"0,50", "0.50"}, {",5", "0.5"}, {"5,", "5"}, {"-0,00", "0.00"},
		{"\xc2\xa0" "12\xc2\xa0" "000,00\xc2\xa0€", "12000.00"}, {"0.123", "0.123"}, {"1234.567", "1234.567"},
	};
	static const struct row refused[] = {
		{"", "no"}, {" ", "no"}, {"€", "no"}, {"-", "no"}, {",", "no"}, {".", "no"}, {"06 12 34 56 78", "no"},
		{"1,23,456", "no"}, {"1.2.3", "no"}, {"12 34", "no"}, {"1e5", "no"}, {"4,83E+13", "no"}, {"0x10", "no"}, {"12a", "no"},
		{"1,5,5", "no"}, {"1 234.5 6", "no"}, {"--5", "no"}, {"1..5", "no"}, {"5€€", "no"}, {"nan", "no"}, {"inf", "no"},
		{"123456789012345678901234567890123456789", "no"}, {"1.234,5.6", "no"}, {"١٢", "no"}, {"\xff", "no"},
	};

	(void)state;
	CHECK(rows, '\0');
	CHECK(refused, '\0');
}

static void
a_file_that_says_its_decimal_mark(void **state)
{
	static const struct row french[] = {{"1.234", "1234"}, {"1,234", "1.234"}, {"12.5", "12.5"}, {"0.125", "0.125"}};
	static const struct row english[] = {{"1,234", "1234"}, {"1.234", "1.234"}, {"12,5", "12.5"}};
	struct number n;

	(void)state;
	CHECK(french, ',');
	CHECK(english, '.');
	assert_true(number_read("1.234", '\0', &n));
	assert_true(n.unsure);
	assert_true(number_read("1.234", ',', &n));
	assert_false(n.unsure);
	assert_true(number_read("20 %", '\0', &n));
	assert_true(n.percent);
}

static void
arithmetic(void **state)
{
	static const struct row rows[] = {
		{"=3*12,5", "37.5"}, {"= 3 * 12.5", "37.5"}, {"=1+2*3", "7"}, {"=(1+2)*3", "9"}, {"=10/3", "3.333333333"},
		{"=2/3", "0.666666667"}, {"=0,1+0,2", "0.3"}, {"=120/1,2", "100"}, {"=100*20%", "20"}, {"=-5+2", "-3"}, {"=3x4", "12"},
		{"=3×4", "12"}, {"=1 250,00-400", "850"}, {"=5-5", "0"}, {"=1-(2-(3-4))", "-2"}, {"=7", "7"},
		{"=1/0", "no"}, {"=", "no"}, {"=1+", "no"}, {"=(1", "no"}, {"=1)", "no"}, {"=a", "no"}, {"=1 2", "no"},
		{"=99999999999999999999*99999999999999999999", "no"}, {"=((((((((((((((((((1))))))))))))))))))", "no"},
	};

	(void)state;
	CHECK(rows, '\0');
}

static void
rounding(void **state)
{
	static const struct {
		const char *text;
		int decimals;
		const char *to;
	} rows[] = {
		{"2.5", 0, "3"}, {"2.4999", 0, "2"}, {"-2.5", 0, "-3"}, {"2.5", 2, "2.50"}, {"9.995", 2, "10.00"}, {"999.999", 2, "1000.00"},
		{"0.004", 2, "0.00"}, {"-0.004", 2, "0.00"}, {"-0.005", 2, "-0.01"}, {"12", 2, "12.00"}, {"x", 2, "no"}, {"", 2, "no"},
		{"1.2.3", 2, "no"},
	};
	char out[NUMBER_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(number_round(rows[i].text, rows[i].decimals, out) ? out : "no", rows[i].to);
}

static void
written_for_people(void **state)
{
	struct buf b = BUF_EMPTY;

	(void)state;
	number_show(&b, "-1234567.50", "fr");
	assert_string_equal(buf_text(&b), "-1\xe2\x80\xaf" "234\xe2\x80\xaf" "567,50");
	buf_clear(&b);
	number_show(&b, "1234.5", "en");
	assert_string_equal(buf_text(&b), "1,234.5");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(french_and_english), cmocka_unit_test(a_file_that_says_its_decimal_mark),
		cmocka_unit_test(arithmetic), cmocka_unit_test(rounding), cmocka_unit_test(written_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
