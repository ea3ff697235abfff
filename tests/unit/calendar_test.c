/* Days where the company is: the two on which clocks change, weeks as ISO counts them; and spans of time as they are painted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "tui/calendar_layout.h"
#include "tui/calendar_time.h"

static int
in_paris(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Paris", 1);
	tzset();
	return 0;
}

static time_t
utc(const char *iso)
{
	time_t at;

	assert_true(calendar_read(iso, &at));
	return at;
}

static void
the_day_that_springs_forward_has_23_hours(void **state)
{
	const struct date sunday = {2026, 3, 29};
	struct day_slots day;

	(void)state;
	calendar_day(sunday, &day);
	assert_int_equal(day.count, 46);
	assert_int_equal(day.slot[3].minutes, 90);
	assert_int_equal(day.slot[4].minutes, 180);
	assert_int_equal(day.slot[4].at - day.slot[3].at, SLOT_SECONDS);
	/* Half past two is on no clock: the next one there is. */
	assert_int_equal(calendar_slot(&day, 150, false), 4);
	assert_int_equal(calendar_slot(&day, 600, false), 18);
	/* The same hour of the wall a day later, however many hours that are. */
	assert_int_equal(calendar_shift(utc("2026-03-28T09:00:00Z"), 1), utc("2026-03-29T08:00:00Z"));
	assert_int_equal(calendar_shift(utc("2026-03-28T01:30:00Z"), 1), utc("2026-03-29T01:30:00Z"));
}

static void
the_day_that_falls_back_has_25_hours(void **state)
{
	const struct date sunday = {2026, 10, 25};
	struct day_slots day;
	bool again;

	(void)state;
	calendar_day(sunday, &day);
	assert_int_equal(day.count, 50);
	assert_int_equal(day.slot[4].minutes, 120);
	assert_false(day.slot[4].again);
	assert_int_equal(day.slot[6].minutes, 120);
	assert_true(day.slot[6].again);
	assert_int_equal(day.slot[6].at, utc("2026-10-25T01:00:00Z"));
	assert_int_equal(calendar_slot(&day, 150, true), 7);
	assert_int_equal(calendar_minutes(utc("2026-10-25T00:30:00Z"), &again), 150);
	assert_false(again);
	assert_int_equal(calendar_minutes(utc("2026-10-25T01:30:00Z"), &again), 150);
	assert_true(again);
	assert_int_equal(calendar_moment(sunday, 150), utc("2026-10-25T00:30:00Z"));
	assert_int_equal(calendar_midnight(calendar_plus(sunday, 1)) - calendar_midnight(sunday), 25 * 3600);
}

static void
an_ordinary_day_has_48_halves_also_where_no_clock_changes(void **state)
{
	struct day_slots day;

	(void)state;
	calendar_day((struct date){2026, 7, 14}, &day);
	assert_int_equal(day.count, 48);
	calendar_day((struct date){2026, 12, 31}, &day);
	assert_int_equal(day.count, 48);
	setenv("TZ", "Asia/Dubai", 1);
	tzset();
	calendar_day((struct date){2026, 3, 29}, &day);
	assert_int_equal(day.count, 48);
	assert_int_equal(calendar_midnight((struct date){2026, 3, 29}), utc("2026-03-28T20:00:00Z"));
	in_paris(state);
}

/* Vectors of ISO 8601 around the turns of years. */
static void
weeks_are_those_of_iso(void **state)
{
	static const struct { struct date day; int week; } known[] = {
		{{2026, 1, 1}, 1}, {{2025, 12, 29}, 1}, {{2025, 12, 28}, 52}, {{2026, 12, 31}, 53}, {{2027, 1, 3}, 53}, {{2027, 1, 4}, 1},
		{{2026, 3, 29}, 13}, {{2026, 3, 30}, 14}, {{2024, 12, 30}, 1}, {{2021, 1, 3}, 53}, {{2020, 12, 31}, 53}, {{2026, 11, 21}, 47}};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(calendar_week(known[i].day), known[i].week);
	assert_int_equal(date_compare(calendar_monday((struct date){2026, 3, 29}), (struct date){2026, 3, 23}), 0);
}

static void
moments_are_read_and_written_as_the_wire_has_them(void **state)
{
	char text[MOMENT_TEXT];
	time_t at;

	(void)state;
	assert_string_equal(calendar_iso(utc("2026-03-29T07:30:00.000Z"), text), "2026-03-29T07:30:00Z");
	assert_false(calendar_read("soon", &at));
	assert_false(calendar_read(NULL, &at));
}

static void
spans_at_the_same_time_stand_beside_each_other(void **state)
{
	struct calendar_span s[] = {{.from = 0, .to = 10}, {.from = 2, .to = 4}, {.from = 3, .to = 8}, {.from = 4, .to = 6}, {.from = 10, .to = 12}};

	(void)state;
	calendar_pack(s, 5);
	assert_int_equal(s[0].part, 0);
	assert_int_equal(s[1].part, 1);
	assert_int_equal(s[2].part, 2);
	assert_int_equal(s[3].part, 1);		/* where the second one has ended */
	assert_int_equal(s[0].parts, 3);
	assert_int_equal(s[3].parts, 3);
	assert_int_equal(s[4].parts, 1);	/* after the gap, the whole width */
	calendar_pack(s, 0);
}

static void
only_one_lane_at_a_time_clashes(void **state)
{
	struct calendar_span s[] = {{.from = 0, .to = 10, .lane = 1}, {.from = 2, .to = 4, .lane = 2}, {.from = 3, .to = 8, .lane = 1},
		{.from = 8, .to = 9, .lane = SIZE_MAX}, {.from = 8, .to = 9, .lane = SIZE_MAX}, {.from = 10, .to = 11, .lane = 1}};

	(void)state;
	calendar_clashes(s, 6);
	assert_true(s[0].clash && s[2].clash);
	assert_false(s[1].clash || s[3].clash || s[4].clash);
	assert_false(s[5].clash);		/* one ends as the other begins */
}

static void
bars_are_as_long_as_what_they_show_to_an_eighth(void **state)
{
	int first, last;

	(void)state;
	/* Ten cells of an hour each. */
	assert_true(calendar_bar(3600, 2 * 3600 + 900, 0, 36000, 10, &first, &last));
	assert_int_equal(first, 8);
	assert_int_equal(last, 18);
	assert_string_equal(calendar_block(first, last, 0), "");
	assert_string_equal(calendar_block(first, last, 1), "█");
	assert_string_equal(calendar_block(first, last, 2), "▎");
	assert_string_equal(calendar_block(first, last, 3), "");
	assert_true(calendar_bar(1800, 3600, 0, 36000, 10, &first, &last));
	assert_string_equal(calendar_block(first, last, 0), "▐");
	/* What is cut off at both ends fills the row; the shortest is still seen; the rest is not there. */
	assert_true(calendar_bar(-5, 99999, 0, 36000, 10, &first, &last));
	assert_int_equal(last - first, 80);
	assert_true(calendar_bar(35999, 36000, 0, 36000, 10, &first, &last));
	assert_int_equal(last, 80);
	assert_int_equal(last - first, 1);
	assert_false(calendar_bar(36000, 36001, 0, 36000, 10, &first, &last));
	assert_false(calendar_bar(-10, 0, 0, 36000, 10, &first, &last));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_day_that_springs_forward_has_23_hours),
		cmocka_unit_test(the_day_that_falls_back_has_25_hours),
		cmocka_unit_test(an_ordinary_day_has_48_halves_also_where_no_clock_changes),
		cmocka_unit_test(weeks_are_those_of_iso),
		cmocka_unit_test(moments_are_read_and_written_as_the_wire_has_them),
		cmocka_unit_test(spans_at_the_same_time_stand_beside_each_other),
		cmocka_unit_test(only_one_lane_at_a_time_clashes),
		cmocka_unit_test(bars_are_as_long_as_what_they_show_to_an_eighth),
	};
	return cmocka_run_group_tests(tests, in_paris, NULL);
}
