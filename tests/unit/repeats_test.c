/* repeats_test.c: how something repeats, as people read it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "shared/repeats.h"

static void
reads(const char *language, const char *rule, const char *wanted)
{
	struct buf shown = BUF_EMPTY;

	repeats_show(&shown, language, rule);
	assert_string_equal(buf_text(&shown), wanted);
	buf_free(&shown);
}

static void
a_rule_is_one_sentence(void **state)
{
	(void)state;
	reads("en", "FREQ=DAILY", "Every day");
	reads("en", "FREQ=WEEKLY;COUNT=5", "Every week, 5 times");
	reads("en", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday");
	reads("en", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SA;UNTIL=20271231", "Every 2 weeks on Tuesday, Thursday and Saturday, until 2027-12-31");
	reads("fr", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20271231", "Toutes les 2 semaines, le mardi et jeudi, jusqu’au 31/12/2027");
	reads("fr", "FREQ=WEEKLY;BYDAY=MO", "Toutes les semaines, le lundi");
	reads("fr", "FREQ=MONTHLY;COUNT=1", "Tous les mois, une seule fois");
	reads("fr", "FREQ=YEARLY", "Tous les ans");
}

/* What happens at the end of a month is told, not left to be found out in February. */
static void
a_month_tells_its_end(void **state)
{
	(void)state;
	reads("en", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "Every month, on day 31, or on the last day of a shorter month");
	reads("fr", "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1;COUNT=3", "Tous les mois, le 29, ou le dernier jour d’un mois plus court, 3 fois");
	reads("fr", "FREQ=MONTHLY;BYMONTHDAY=-1", "Tous les mois, le dernier jour du mois");
	reads("fr", "FREQ=MONTHLY;BYMONTHDAY=15", "Tous les mois, le 15");
	reads("fr", "FREQ=MONTHLY;BYDAY=-1FR", "Tous les mois, le dernier vendredi");
	reads("fr", "FREQ=MONTHLY;BYDAY=2TU", "Tous les mois, le deuxième mardi");
	reads("fr", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Tous les mois, le dernier jour ouvré");
	reads("fr", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "Tous les ans, le 29 février, ou le 28 les autres années");
}

/* A calendar may say more than any sentence here: then it says it itself, whole. */
static void
what_no_sentence_tells_stands_as_it_is(void **state)
{
	static const char *const rules[] = {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1",
		"FREQ=DAILY;BYMONTH=1", "FREQ=MONTHLY;BYDAY=5FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", "FREQ=SOMETIMES", "FREQ", "COUNT=3", "FREQ=WEEKLY;BYDAY=M", "FREQ=WEEKLY;BYDAY=MO,", "FREQ=MONTHLY;BYMONTHDAY=-2",
		"FREQ=MONTHLY;BYDAY=1", "FREQ=WEEKLY;;=;BYDAY="};

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct buf wanted = BUF_EMPTY;

		buf_printf(&wanted, "By a calendar's rule: %s", rules[i]);
		reads("en", rules[i], buf_text(&wanted));
		buf_free(&wanted);
	}
	reads("en", "", "");
}

static void
days_are_named(void **state)
{
	struct buf out = BUF_EMPTY;

	(void)state;
	weekdays_show(&out, "fr", "MO,TH");
	assert_string_equal(buf_text(&out), "Lundi, Jeudi");
	buf_clear(&out);
	weekdays_show(&out, "en", "SU");
	assert_string_equal(buf_text(&out), "Sunday");
	buf_clear(&out);
	weekdays_show(&out, "en", "someday");
	assert_string_equal(buf_text(&out), "someday");
	buf_clear(&out);
	assert_false(repeats_written(&out, "plate", "en", "AB123CD"));
	assert_false(repeats_written(&out, NULL, "en", "MO"));
	assert_true(repeats_written(&out, "repetition", "en", "FREQ=DAILY"));
	assert_string_equal(buf_text(&out), "Every day");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_rule_is_one_sentence), cmocka_unit_test(a_month_tells_its_end),
		cmocka_unit_test(what_no_sentence_tells_stands_as_it_is), cmocka_unit_test(days_are_named)};

	return cmocka_run_group_tests_name("repeats", tests, NULL, NULL);
}
