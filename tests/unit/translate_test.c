/* A French colleague reads French, an English one English, and an unknown language falls back to English. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "shared/translate.h"

static void
each_reads_their_own_language(void **state)
{
	(void)state;
	assert_string_equal(translate("fr_FR.UTF-8", "You may not do this."), "Vous n’avez pas le droit de faire cela.");
	assert_string_equal(translate("en", "You may not do this."), "You may not do this.");
	assert_string_equal(translate("frisian", "You may not do this."), "You may not do this.");
}

static void
names_are_filled_in(void **state)
{
	json_t *args = json_pack("{s:s,s:i}", "tag", "EQ-00042", "n", 3);
	char *text = translate_fill("en", "{tag} was taken {n} times by {nobody}.", args);

	(void)state;
	assert_string_equal(text, "EQ-00042 was taken 3 times by {nobody}.");
	free(text);
	json_decref(args);
}

static void
reads(const char *language, const char *msgid, const char *args, const char *expected)
{
	json_t *values = json_loads(args, 0, NULL);
	char *text = translate_fill(language, msgid, values);

	assert_non_null(values);
	assert_string_equal(text, expected);
	free(text);
	json_decref(values);
}

/* The warning about an inspection once told a French garage "2026-11-20". */
static void
dates_and_numbers_are_written_as_one_reads_them(void **state)
{
	(void)state;
	reads("fr", "The inspection was due on {date}.", "{\"date\":\"2026-11-20\"}", "Le contrôle technique était à passer avant le 20/11/2026.");
	reads("en", "The inspection was due on {date}.", "{\"date\":\"2026-11-20\"}", "The inspection was due on 2026-11-20.");
	/* Whoever had a lift was once told to read "2026-11-21T08:00:00+00:00". */
	reads("fr", "{from} – {until}", "{\"from\":\"2026-11-21 09:00\",\"until\":\"11:00\"}", "21/11/2026 09:00 – 11:00");
	reads("fr", "The odometer goes back: {km} km were read on {date}. Give a reason.", "{\"km\":123456,\"date\":\"2025-01-02\"}",
	    "Le compteur recule\u00a0: 123\u202f456 km ont été relevés le 02/01/2025. Donnez un motif.");
	reads("fr", "{read} · {rate}", "{\"read\":1000000,\"rate\":-1234.5}", "1\u202f000\u202f000 · -1\u202f234,5");
	reads("en", "{read} · {rate}", "{\"read\":1000000,\"rate\":0.25}", "1,000,000 · 0.25");
	reads(NULL, "{read} on {day}", "{\"read\":1000,\"day\":\"2025-01-02\"}", "1,000 on 2025-01-02");
	reads("fr", "{huge}", "{\"huge\":1e300}", "1e300");
	/* The French word Type is the English one for Genre. */
	reads("fr", "{label}", "{\"label\":\"Type\"}", "Genre");
	reads("fr", "{label}", "{\"=label\":\"Type\"}", "Type");
}

/* A number that is typed again, and what a person wrote, stay as they are. */
static void
names_and_quotations_stay(void **state)
{
	(void)state;
	reads("fr", "{line} {id} {batch} {year}", "{\"line\":12345,\"id\":1234567,\"batch\":1001,\"year\":2026}", "12345 1234567 1001 2026");
	reads("fr", "“{value}” \"{value}\" « {value} » «\u00a0{value}\u00a0»", "{\"value\":\"2026-11-20\"}",
	    "“2026-11-20” \"2026-11-20\" « 2026-11-20 » «\u00a02026-11-20\u00a0»");
	reads("fr", "{a} {b} {c}", "{\"a\":\"2026-13-01\",\"b\":\"2026-11-20 10:000\",\"c\":\"20261-1-20\"}", "2026-13-01 2026-11-20 10:000 20261-1-20");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reads_their_own_language),
		cmocka_unit_test(names_are_filled_in),
		cmocka_unit_test(dates_and_numbers_are_written_as_one_reads_them),
		cmocka_unit_test(names_and_quotations_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
