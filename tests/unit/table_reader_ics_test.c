/* Events of calendars become rows with named cells: when, in which zone, how they repeat and where not. */
#include "tests/unit/table_helper.h"

#include <time.h>

static void
assert_events(const char *events, const char *expected)
{
	char text[8192], *rows;

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	snprintf(text, sizeof text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%sEND:VCALENDAR\r\n", events);
	rows = named_rows(fd_of(text, strlen(text)));
	assert_string_equal(rows, expected);
	free(rows);
}

static void
assert_refused(const char *text, const char *sentence)
{
	int fd = fd_of(text, strlen(text));
	char *why = NULL;

	assert_null(table_open(fd, &(struct table_options){.format = "ics", .language = "en"}, &why));
	assert_string_equal(why, sentence);
	free(why);
	close(fd);
}

static void
an_event_with_folds_and_escapes(void **state)
{
	(void)state;
	assert_events("BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260329T080000Z\r\nDTEND:20260329T090000Z\r\nSUMMARY:Réunion\\, lon\r\n gue\r\nLOCATION:Salle\\; 2\r\n"
	    "DESCRIPTION:un\\ndeux\r\nCATEGORIES:a,b\r\nBEGIN:VALARM\r\nDESCRIPTION:no\r\nEND:VALARM\r\nEND:VEVENT\r\n",
	    "summary=Réunion, longue|location=Salle; 2|description=un\ndeux|categories=[\"a\",\"b\"]|dtstart=2026-03-29T08:00:00Z|dtend=2026-03-29T09:00:00Z|uid=a|\n");
}

static void
nights_on_which_clocks_change(void **state)
{
	(void)state;
	assert_events("BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Paris:20260329T013000\r\nDURATION:PT1H\r\nSUMMARY:hour\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nUID:b\r\nDTSTART;TZID=Europe/Paris:20261024T120000\r\nDURATION:P1D\r\nSUMMARY:day\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nUID:c\r\nDTSTART;VALUE=DATE:20261025\r\nSUMMARY:all day\r\nEND:VEVENT\r\n",
	    "summary=hour|dtstart=2026-03-29T00:30:00Z|dtend=2026-03-29T01:30:00Z|uid=a|\n"
	    "summary=day|dtstart=2026-10-24T10:00:00Z|dtend=2026-10-25T11:00:00Z|uid=b|\n"
	    "summary=all day|dtstart=2026-10-25|dtend=2026-10-26|uid=c|\n");
}

static void
a_series_with_exceptions(void **state)
{
	(void)state;
	/* The first date is taken out by name, the third by a cancellation; the second is another one. */
	assert_events("BEGIN:VEVENT\r\nUID:s\r\nDTSTART;TZID=America/New_York:20260301T090000\r\nDURATION:PT1H\r\nSUMMARY:Series\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
	    "EXDATE;TZID=America/New_York:20260301T090000\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID:20260315T130000Z\r\nSTATUS:CANCELLED\r\nDTSTART:20260315T130000Z\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID;TZID=America/New_York:20260308T090000\r\nDTSTART:20260308T150000Z\r\nSUMMARY:Later\r\nEND:VEVENT\r\n",
	    "summary=Series|rrule=FREQ=WEEKLY;COUNT=3|exdate=20260301T140000Z,20260315T130000Z|tzid=America/New_York|dtstart=2026-03-08T13:00:00Z|dtend=2026-03-08T14:00:00Z|"
	    "uid=s/20260308T130000Z|\nsummary=Later|dtstart=2026-03-08T15:00:00Z|uid=s/20260308T130000Z|\n");
}

static void
what_cannot_be_read_is_told(void **state)
{
	char *many = malloc(200000);
	size_t n;

	(void)state;
	assert_refused("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n", "This calendar holds no event.");
	assert_events("BEGIN:VEVENT\r\nUID:a\r\nDTSTART:tomorrow\r\nSUMMARY:x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:no end of it\r\n",
	    "! The beginning of this event (DTSTART) is no time.|summary=x|uid=a|\nsummary=no end of it|uid=b|\n");
	n = (size_t)sprintf(many, "BEGIN:VCALENDAR\n");
	for (int i = 0; i < 1000; i++)
		n += (size_t)sprintf(many + n, "BEGIN:VEVENT\nUID:%d\nDTSTART:20260101T080000Z\nRRULE:FREQ=DAILY\nSUMMARY:x\nEND:VEVENT\n", i);
	sprintf(many + n, "END:VCALENDAR\n");
	assert_refused(many, "What repeats in this calendar has more than 100,000 dates in three years: send it in smaller parts.");
	free(many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_with_folds_and_escapes),
		cmocka_unit_test(nights_on_which_clocks_change),
		cmocka_unit_test(a_series_with_exceptions),
		cmocka_unit_test(what_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
