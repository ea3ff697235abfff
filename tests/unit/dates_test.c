/* A date written any way that a French or English hand writes it is the day that was meant, at month ends and leap days too. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/dates.h"

/* A Friday. */
static const struct date today = {2026, 11, 20};

static const char *
read_on(const char *text, struct date on, enum date_bias bias)
{
	static char out[DATE_TEXT];
	struct date_reading how = {.today = on, .bias = bias, .month_first = false};
	struct date d;

	return date_read(text, &how, &d) ? date_iso(d, out) : "no";
}

struct row {
	const char *text, *iso;
};

static void
check_rows(const struct row *rows, size_t count, enum date_bias bias)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = read_on(rows[i].text, today, bias);
		if (strcmp(got, rows[i].iso) != 0)
			fail_msg("“%s” was read as %s, not %s", rows[i].text, got, rows[i].iso);
	}
}
#define CHECK(rows, bias) check_rows(rows, sizeof(rows) / sizeof *(rows), bias)

static void
every_writing_is_read(void **state)
{
	static const struct row rows[] = {
		{"t", "2026-11-20"}, {"auj", "2026-11-20"}, {"Aujourd’hui", "2026-11-20"}, {"today", "2026-11-20"},
		{"demain", "2026-11-21"}, {"hier", "2026-11-19"}, {"+7", "2026-11-27"}, {"-3", "2026-11-17"},
		{"+2s", "2026-12-04"}, {"+2w", "2026-12-04"}, {"+2 sem.", "2026-12-04"}, {"+1m", "2026-12-20"},
		{"+1y", "2027-11-20"}, {"-1a", "2025-11-20"}, {"15", "2026-11-15"}, {"15/3", "2026-03-15"},
		{"15/3/27", "2027-03-15"}, {"15.3.27", "2027-03-15"}, {"15-03-2027", "2027-03-15"}, {"1503", "2026-03-15"},
		{"150327", "2027-03-15"}, {"15032027", "2027-03-15"}, {"lun", "2026-11-23"}, {"mar", "2026-11-24"},
		{"dimanche", "2026-11-22"}, {"ven", "2026-11-27"}, {"Mon", "2026-11-23"}, {"fri", "2026-11-27"},
		{"fm", "2026-11-30"}, {"dm", "2026-11-01"}, {"2026-11-20", "2026-11-20"}, {"20/11/2026", "2026-11-20"},
		{"20.11.2026", "2026-11-20"}, {" 20/11/2026 ", "2026-11-20"}, {"20 novembre 2026", "2026-11-20"},
		{"1er mars", "2026-03-01"}, {"2 févr. 2024", "2024-02-02"}, {"3 août 2026", "2026-08-03"},
		{"Nov 20, 2026", "2026-11-20"}, {"4 JUIL. 26", "2026-07-04"}, {"4 juin", "2026-06-04"},
		{"1/1/85", "1985-01-01"}, {"1/1/45", "2045-01-01"}, {"1/1/46", "1946-01-01"},
	};

	(void)state;
	CHECK(rows, DATE_PLAIN);
}

static void
what_is_no_date_is_refused(void **state)
{
	static const struct row rows[] = {
		{"", "no"}, {" ", "no"}, {"31/2", "no"}, {"29/2/2025", "no"}, {"0", "no"}, {"32", "no"}, {"15/13", "no"},
		{"+", "no"}, {"+99999", "no"}, {"+9000y", "no"}, {"2026-13-01", "no"}, {"15/3/2", "no"}, {"15/3-27", "no"},
		{"15/3/", "no"}, {"4 jui", "no"}, {"garage", "no"}, {"12345", "no"}, {"99999999999999999999", "no"},
		{"0000-01-01", "no"}, {"1/1/0000", "no"}, {"\xff\xfe", "no"}, {"20 novembre 2026 14", "no"}, {"+33612345678", "no"},
	};

	(void)state;
	CHECK(rows, DATE_PLAIN);
}

static void
incomplete_dates_lean(void **state)
{
	static const struct row ahead[] = {
		{"15", "2026-12-15"}, {"20", "2026-11-20"}, {"31", "2026-12-31"}, {"15/3", "2027-03-15"}, {"15/12", "2026-12-15"},
		{"lun", "2026-11-23"}, {"29/2", "2028-02-29"}, {"15/3/26", "2026-03-15"},
	};
	static const struct row behind[] = {
		{"15", "2026-11-15"}, {"21", "2026-10-21"}, {"31", "2026-10-31"}, {"15/3", "2026-03-15"}, {"15/12", "2025-12-15"},
		{"lun", "2026-11-16"}, {"ven", "2026-11-13"}, {"sam", "2026-11-14"}, {"29/2", "2024-02-29"},
	};

	(void)state;
	CHECK(ahead, DATE_FORWARD);
	CHECK(behind, DATE_BACKWARD);
}

static void
month_ends_and_leap_days(void **state)
{
	(void)state;
	assert_string_equal(read_on("+1m", (struct date){2026, 1, 31}, DATE_PLAIN), "2026-02-28");
	assert_string_equal(read_on("+1m", (struct date){2028, 1, 31}, DATE_PLAIN), "2028-02-29");
	assert_string_equal(read_on("+1y", (struct date){2028, 2, 29}, DATE_PLAIN), "2029-02-28");
	assert_string_equal(read_on("-1m", (struct date){2026, 3, 31}, DATE_PLAIN), "2026-02-28");
	assert_string_equal(read_on("+1", (struct date){2026, 12, 31}, DATE_PLAIN), "2027-01-01");
	assert_string_equal(read_on("fm", (struct date){2028, 2, 3}, DATE_PLAIN), "2028-02-29");
	assert_string_equal(read_on("fm", (struct date){2100, 2, 3}, DATE_PLAIN), "2100-02-28");
	/* Both French clock changes of 2026: a day is a day. */
	assert_string_equal(read_on("+1", (struct date){2026, 3, 28}, DATE_PLAIN), "2026-03-29");
	assert_string_equal(read_on("+1", (struct date){2026, 10, 24}, DATE_PLAIN), "2026-10-25");
}

static void
every_day_comes_back(void **state)
{
	struct date before = {1, 1, 1};

	(void)state;
	assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
	for (int32_t n = date_to_days(before) + 1; n <= date_to_days((struct date){9999, 12, 31}); n++) {
		struct date d = date_from_days(n);
		if (!date_valid(d) || date_to_days(d) != n || date_compare(before, d) >= 0 ||
		    date_weekday(d) != (date_weekday(before) + 1) % 7)
			fail_msg("day %d became %d-%d-%d", (int)n, d.year, d.month, d.day);
		before = d;
	}
}

static void
spans(void **state)
{
	static const struct {
		const char *text, *from, *to;
	} rows[] = {
		{"2026", "2026-01-01", "2026-12-31"}, {"2026-02", "2026-02-01", "2026-02-28"}, {"2/2028", "2028-02-01", "2028-02-29"},
		{"t", "2026-11-20", "2026-11-20"}, {"20/11/2026", "2026-11-20", "2026-11-20"}, {"1503", "2026-03-15", "2026-03-15"},
	};
	struct date_reading how = {.today = today, .bias = DATE_PLAIN, .month_first = false};
	struct date from, to;
	char out[DATE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(date_read_span(rows[i].text, &how, &from, &to));
		assert_string_equal(date_iso(from, out), rows[i].from);
		assert_string_equal(date_iso(to, out), rows[i].to);
	}
	assert_false(date_read_span("2026-13", &how, &from, &to));
}

static void
times_of_day(void **state)
{
	static const struct {
		const char *text;
		int seconds;
	} rows[] = {
		{"9", 32400}, {"930", 34200}, {"0930", 34200}, {"14h15", 51300}, {"14:15", 51300}, {"9h", 32400}, {"9.30", 34200},
		{"14:15:30", 51330}, {"23:59:59.999", 86399}, {"midi", 43200}, {"+45", 36000 + 2700}, {"0", 0},
		{"24", -1}, {"9:60", -1}, {"", -1}, {"9:", -1}, {"12345", -1}, {"+9999", -1}, {"x", -1}, {"14h5", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int seconds = -1;
		if (!time_read(rows[i].text, 36000, &seconds))
			seconds = -1;
		if (seconds != rows[i].seconds)
			fail_msg("“%s” was read as %d", rows[i].text, seconds);
	}
}

static void
moments(void **state)
{
	static const struct {
		const char *text, *date;
		int seconds, offset;
		bool zoned;
	} rows[] = {
		{"2026-11-20T14:30:00Z", "2026-11-20", 52200, 0, true}, {"2026-11-20 14:30:00.123456+01", "2026-11-20", 52200, 3600, true},
		{"2026-11-20T14:30:00-03:30", "2026-11-20", 52200, -12600, true}, {"20/11/2026 14h30", "2026-11-20", 52200, 0, false},
		{"20/11/2026 à 9:05", "2026-11-20", 32700, 0, false}, {"demain 9", "2026-11-21", 32400, 0, false},
		{"20/11/2026", "2026-11-20", 0, 0, false},
	};
	struct date_reading how = {.today = today, .bias = DATE_PLAIN, .month_first = false};
	struct moment m;
	char out[DATE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!moment_read(rows[i].text, &how, &m))
			fail_msg("“%s” was not read", rows[i].text);
		assert_string_equal(date_iso(m.date, out), rows[i].date);
		assert_int_equal(m.seconds, rows[i].seconds);
		assert_int_equal(m.offset, rows[i].offset);
		assert_int_equal(m.zoned, rows[i].zoned);
	}
	assert_false(moment_read("2026-11-20T25:00:00Z", &how, &m));
	assert_false(moment_read("garage 9", &how, &m));
}

static void
american_files(void **state)
{
	struct date_reading how = {.today = today, .bias = DATE_PLAIN, .month_first = true};
	struct date d;
	char out[DATE_TEXT];

	(void)state;
	assert_true(date_read("11/20/2026", &how, &d));
	assert_string_equal(date_iso(d, out), "2026-11-20");
	assert_false(date_read("20/11/2026", &how, &d));
}

static void
said_back(void **state)
{
	char *text = date_say((struct date){2026, 11, 27}, today, "fr");
	char out[DATE_TEXT];

	(void)state;
	assert_string_equal(text, "ven. 27 novembre 2026, dans 7 j");
	free(text);
	text = date_say((struct date){2026, 11, 19}, today, "en");
	assert_string_equal(text, "Thu 19 November 2026, yesterday");
	free(text);
	text = date_say((struct date){2014, 9, 21}, today, "en");
	assert_string_equal(text, "Sun 21 September 2014");
	free(text);
	assert_string_equal(date_show(today, "fr", out), "20/11/2026");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_writing_is_read), cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(incomplete_dates_lean), cmocka_unit_test(month_ends_and_leap_days),
		cmocka_unit_test(every_day_comes_back), cmocka_unit_test(spans), cmocka_unit_test(times_of_day),
		cmocka_unit_test(moments), cmocka_unit_test(american_files), cmocka_unit_test(said_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
