/* What people type into a field of each kind is what they meant, in French and in English; what they leave is written as it is read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "tui/big.h"
#include "tui/lookup_rank.h"
#include "tui/path_words.h"
#include "tui/value.h"
#include "tui/widget.h"

/* A Friday, at noon. */
static struct value_look look = {.language = "fr", .currency = "EUR", .today = {2026, 11, 20}, .now = 12 * 3600};

struct row {
	const char *typed, *value;	/* null: refused */
};

static void
reads_as(const struct catalogue_field *f, const struct row *rows, size_t count)
{
	static const char *const languages[] = {"fr", "en"};

	for (size_t i = 0; i < count * 2; i++) {
		const struct row *row = &rows[i / 2];
		const char *why = NULL;
		json_t *value;
		char *got;

		look.language = languages[i % 2];
		value = value_read(&look, f, row->typed, &why);
		got = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
		if ((got == NULL) != (row->value == NULL) || (got != NULL && strcmp(got, row->value) != 0))
			fail_msg("“%s” was read as %s, not %s", row->typed, got ? got : "nothing", row->value ? row->value : "nothing");
		assert_true(got != NULL || why != NULL);
		free(got);
		json_decref(value);
	}
	look.language = "fr";
}
#define READS(field, ...) reads_as(&(field), (const struct row[]){__VA_ARGS__}, sizeof((const struct row[]){__VA_ARGS__}) / sizeof(struct row))

static struct catalogue_field money = {.name = "price", .format = "", .type = TYPE_MONEY};
static struct catalogue_field quantity = {.name = "quantity", .format = "", .type = TYPE_DECIMAL};
static struct catalogue_field whole = {.name = "year", .format = "", .type = TYPE_INTEGER};
static struct catalogue_field day = {.name = "day", .format = "", .type = TYPE_DATE};
static struct catalogue_field due = {.name = "due", .format = "", .type = TYPE_DATE, .bias = DATE_FORWARD};
static struct catalogue_field invoiced = {.name = "invoiced", .format = "", .type = TYPE_DATE, .bias = DATE_BACKWARD};
static struct catalogue_field moment = {.name = "at", .format = "", .type = TYPE_TIMESTAMP};
static struct catalogue_field truth = {.name = "main", .format = "", .type = TYPE_BOOLEAN};
static struct catalogue_field tags = {.name = "tags", .format = "", .type = TYPE_TAGS};
static struct catalogue_field phone = {.name = "phone", .format = "phone", .type = TYPE_TEXT};
static struct catalogue_field plate = {.name = "plate", .format = "plate", .type = TYPE_TEXT};
static struct catalogue_field email = {.name = "email", .format = "email", .type = TYPE_TEXT};
static struct catalogue_field text = {.name = "name", .format = "", .type = TYPE_TEXT, .max = 5};

static void
an_amount_is_written_any_way(void **state)
{
	(void)state;
	READS(money, {"1250", "\"1250.00\""}, {"12,5", "\"12.50\""}, {"12.5", "\"12.50\""}, {"1 250,50", "\"1250.50\""},
		{"1\u202f250,50", "\"1250.50\""}, {"1\u00a0250.50", "\"1250.50\""}, {"1'250,50", "\"1250.50\""}, {"=3*12,5", "\"37.50\""},
		{"=10/3", "\"3.33\""}, {"-4", "\"-4.00\""}, {"12,345", "\"12.35\""}, {"douze", NULL}, {"12,5 euros et", NULL}, {"", "null"});
	READS(quantity, {"1,5", "\"1.5\""}, {"=2*3", "\"6\""}, {"10%", NULL});
	READS(whole, {"2026", "2026"}, {"2,5", NULL}, {"=2000+26", "2026"});
}

static void
ten_per_cent_less_is_of_what_it_was(void **state)
{
	(void)state;
	READS(money, {"-10%", NULL}, {"37,50-10%", "\"33.75\""}, {"100 + 5 %", "\"105.00\""}, {"=100-10%", "\"90.00\""});
	look.had = "80.00";
	READS(money, {"-10%", "\"72.00\""}, {"-12,5 %", "\"70.00\""}, {"20%", "\"96.00\""});
	look.had = NULL;
}

static void
a_price_with_tax_is_written_without_it(void **state)
{
	(void)state;
	READS(money, {"ttc 120", "\"100.00\""}, {"TTC 99,90", "\"83.25\""}, {"ttc=60*2", "\"100.00\""}, {"incl 120", "\"100.00\""}, {"ttc", NULL});
	look.tax = "5.5";
	READS(money, {"ttc 105,5", "\"100.00\""});
	look.tax = NULL;
}

/* More decimals than money has are rounded, and said; a sum may have any. */
static void
rounding_is_said(void **state)
{
	(void)state;
	assert_non_null(value_doubt(&money, "12,345"));
	assert_null(value_doubt(&money, "12,340"));
	assert_null(value_doubt(&money, "=10/3"));
	assert_null(value_doubt(&money, "12,3"));
}

static void
every_short_form_of_a_day_is_read(void **state)
{
	(void)state;
	READS(day, {"t", "\"2026-11-20\""}, {"auj", "\"2026-11-20\""}, {"today", "\"2026-11-20\""}, {"+7", "\"2026-11-27\""},
		{"-3", "\"2026-11-17\""}, {"+2s", "\"2026-12-04\""}, {"+2w", "\"2026-12-04\""}, {"+1m", "\"2026-12-20\""}, {"15", "\"2026-11-15\""},
		{"15/3", "\"2026-03-15\""}, {"1503", "\"2026-03-15\""}, {"150327", "\"2027-03-15\""}, {"lun", "\"2026-11-23\""},
		{"mon", "\"2026-11-23\""}, {"fm", "\"2026-11-30\""}, {"31/2", NULL}, {"29/2/27", NULL}, {"bientôt", NULL});
}

/* On the 20th, a due date of the 15th is next month's, an invoice's this month's. */
static void
incomplete_days_lean_as_declared(void **state)
{
	(void)state;
	READS(due, {"15", "\"2026-12-15\""}, {"15/3", "\"2027-03-15\""}, {"lun", "\"2026-11-23\""});
	READS(invoiced, {"25", "\"2026-10-25\""}, {"15/12", "\"2025-12-15\""}, {"lun", "\"2026-11-16\""});
}

static void
a_time_alone_is_of_today_or_of_the_day_that_stood_there(void **state)
{
	(void)state;
	READS(moment, {"9", "\"2026-11-20T08:00:00Z\""}, {"930", "\"2026-11-20T08:30:00Z\""}, {"14h15", "\"2026-11-20T13:15:00Z\""},
		{"midi", "\"2026-11-20T11:00:00Z\""}, {"+45", "\"2026-11-20T11:45:00Z\""}, {"15/3 9h", "\"2026-03-15T08:00:00Z\""},
		{"lun +45", "\"2026-11-23T11:45:00Z\""}, {"t midi", "\"2026-11-20T11:00:00Z\""}, {"20/11/2026 14:30", "\"2026-11-20T13:30:00Z\""},
		{"2026-11-20 14:30", "\"2026-11-20T13:30:00Z\""}, {"lun", "\"2026-11-22T23:00:00Z\""}, {"-1", "\"2026-11-18T23:00:00Z\""}, {"25h", NULL});
	look.had = "2026-12-01T10:00:00Z";
	READS(moment, {"930", "\"2026-12-01T08:30:00Z\""}, {"+45", "\"2026-11-20T11:45:00Z\""});
	look.had = NULL;
}

static void
other_kinds_read_what_is_meant(void **state)
{
	(void)state;
	READS(truth, {"oui", "true"}, {"Non", "false"}, {"y", "true"}, {"0", "false"}, {"peut-être", NULL});
	READS(tags, {"vip, à relancer;vip ,VIP", "[\"vip\",\"à relancer\"]"}, {"", "[]"}, {" , ", "[]"});
	READS(text, {" abc ", "\"abc\""}, {"abcdef", NULL}, {"éàüœç", "\"éàüœç\""});
}

static void
tidied(const struct catalogue_field *f, const char *typed, const char *expected)
{
	const char *why;
	json_t *value = value_read(&look, f, typed, &why);
	char *got = value_tidy(&look, f, typed, value);

	assert_string_equal(got ? got : typed, expected);
	free(got);
	json_decref(value);
}

static void
what_is_left_is_written_as_it_is_read(void **state)
{
	(void)state;
	tidied(&day, "15/3", "15/03/2026");
	tidied(&money, "1 250.5", "1250,50");
	tidied(&moment, "14h15", "20/11/2026 14:15");
	tidied(&plate, "ab 123 cd", "AB-123-CD");
	tidied(&plate, "w-123-ab", "W123AB");
	tidied(&phone, "0612345678", "06\u00a012\u00a034\u00a056\u00a078");
	tidied(&phone, "+33 6.12.34.56.78", "06\u00a012\u00a034\u00a056\u00a078");
	tidied(&phone, "+44 20 7946 0018", "+442079460018");
	tidied(&phone, "poste 12", "poste 12");
	tidied(&text, "abc", "abc");
	assert_null(value_doubt(&phone, "06 12 34 56 78"));
	assert_non_null(value_doubt(&phone, "0612"));
	assert_null(value_doubt(&email, "a.b@c.fr"));
	assert_non_null(value_doubt(&email, "a.b.c.fr"));
	assert_non_null(value_doubt(&email, "a@b@c.fr"));
}

/* The whole before its beginning, the name before what stands beside it, letters in their order last. */
static void
the_best_proposal_comes_first(void **state)
{
	static const struct { const char *text, *typed; bool beside; } best_first[] = {
		{"Durand", "durand", false}, {"DURAND", "dur and", true}, {"Durand Paul", "durand", false}, {"06\u00a012\u00a034\u00a056\u00a078", "0612", true},
		{"Paul Durand", "dur", false}, {"rue Durand", "dur", true}, {"Verdure", "dur", false}, {"Dupond Renaud", "drd", false},
	};
	int last = 100;

	(void)state;
	for (size_t i = 0; i < sizeof best_first / sizeof *best_first; i++) {
		int score = lookup_score(best_first[i].text, best_first[i].typed, best_first[i].beside);

		if (score <= 0 || score >= last)
			fail_msg("“%s” for “%s” is %d, after %d", best_first[i].text, best_first[i].typed, score, last);
		last = score;
	}
	assert_int_equal(lookup_score("AB-123-CD", "ab123cd", false), lookup_score("Durand", "durand", false));
	assert_int_equal(lookup_score("Martin", "xyz", false), 0);
}

static void
a_number_is_shown_large(void **state)
{
	char *big = big_text("06\u00a01"), *word = big_text("poste 12");

	(void)state;
	assert_string_equal(big, "█▀█ █▀▀   ▄█  \n█ █ █▀█    █  \n▀▀▀ ▀▀▀   ▀▀▀ ");
	assert_string_equal(word, "poste 12");
	free(big);
	free(word);
}

/* As a file manager drops it, as a shell quotes it, as a browser writes it. */
static void
a_dropped_path_is_a_path(void **state)
{
	static const struct { const char *typed, *path; } rows[] = {
		{"/a/b.pdf", "/a/b.pdf"}, {" '/a/b c.pdf' ", "/a/b c.pdf"}, {"\"/a/b c.pdf\"", "/a/b c.pdf"}, {"/a/b\\ c.pdf", "/a/b c.pdf"},
		{"file:///a/b%20c.pdf", "/a/b c.pdf"}, {"'file:///a/%C3%A9t%C3%A9.pdf'", "/a/été.pdf"}, {"file://localhost/a/b", "/a/b"},
		{"~/x.pdf", "/home/me/x.pdf"}, {"x.pdf\n", "x.pdf"}, {"", ""}, {"file:///a/%00b", "/a/%00b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *path = path_clean(rows[i].typed, "/home/me");

		assert_string_equal(path, rows[i].path);
		free(path);
	}
	assert_string_equal(path_name("/a/b c.pdf"), "b c.pdf");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_amount_is_written_any_way),
		cmocka_unit_test(ten_per_cent_less_is_of_what_it_was),
		cmocka_unit_test(a_price_with_tax_is_written_without_it),
		cmocka_unit_test(rounding_is_said),
		cmocka_unit_test(every_short_form_of_a_day_is_read),
		cmocka_unit_test(incomplete_days_lean_as_declared),
		cmocka_unit_test(a_time_alone_is_of_today_or_of_the_day_that_stood_there),
		cmocka_unit_test(other_kinds_read_what_is_meant),
		cmocka_unit_test(what_is_left_is_written_as_it_is_read),
		cmocka_unit_test(the_best_proposal_comes_first),
		cmocka_unit_test(a_number_is_shown_large),
		cmocka_unit_test(a_dropped_path_is_a_path),
	};

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
