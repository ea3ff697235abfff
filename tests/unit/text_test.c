/* Names arrive in every script and with every dirt; a screen must show them in cells that terminals agree on, and
   no byte of them may steer the terminal. The Unicode consortium's files are tried where they are at hand
   (COMPTOIR_DATA, or data beside the checkout). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <locale.h>
#include <unictype.h>
#include <unistr.h>
#include <wchar.h>

#include "shared/buf.h"
#include "shared/text.h"

static FILE *
data_file(const char *name)
{
	const char *places[] = {getenv("COMPTOIR_DATA"), "../shared/data", "../../shared/data"};
	char path[512];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		FILE *f;
		if (places[i] == NULL)
			continue;
		snprintf(path, sizeof path, "%s/08-unicode/%s", places[i], name);
		if ((f = fopen(path, "r")) != NULL)
			return f;
	}
	print_message("skipped: no %s (set COMPTOIR_DATA to the folder that holds 08-unicode)\n", name);
	return NULL;
}

static void
shows(const char *text, const char *expected)
{
	char *clean = text_clean_str(text);

	assert_string_equal(clean, expected);
	free(clean);
}

static void
nothing_that_steers_a_terminal_gets_through(void **state)
{
	(void)state;
	shows("Garage de l’Étoile", "Garage de l’Étoile");
	shows("\033[31mred\033]0;title\a", "^[[31mred^[]0;title^G");
	shows("a\tb\r\nc\nd", "a b↵c↵d");
	shows("\x7f", "^?");
	shows("\xC2\x9B" "2J", "<U+009B>2J");
	shows("total \xE2\x80\xAE" "001", "total <U+202E>001");
	shows("\xE2\x81\xA6x\xE2\x81\xA9\xE2\x80\x8F\xD8\x9C", "<U+2066>x<U+2069><U+200F><U+061C>");
	shows("\xEF\xBB\xBFname", "<U+FEFF>name");
	shows("\xE2\x80\xA8", "↵");
	shows("\xFF\xC3(", "\xEF\xBF\xBD\xEF\xBF\xBD(");
	shows("\xED\xA0\x80", "\xEF\xBF\xBD");
	shows("\xEE\x80\x80\xEF\xBF\xBF", "□□");
	shows(NULL, "");
}

/* What cannot be seen is shown by its name: two names that look alike are not, and what is there can be taken away. Widths are
   those of plain letters. */
static void
what_is_invisible_is_named(void **state)
{
	(void)state;
	shows("Ma\xE2\x80\x8Brie", "Ma<U+200B>rie");
	shows("D\xC2\xADpan", "D<U+00AD>pan");
	shows("a\xE2\x81\xA0" "b", "a<U+2060>b");
	shows("\xEF\xB8\x8F", "<U+FE0F>");
	shows("\xCD\x8F", "<U+034F>");
	shows("\xF3\xA0\x84\x80", "<U+E0100>");
	shows("\xF3\xA0\x80\x81", "<U+E0001>");
	shows("\xF3\xA0\x81\xA1", "<U+E0061>");
	shows("a\xF3\xA0\x81\xA1\xF3\xA0\x81\xA2", "a…");
	shows("\xE3\x85\xA4\xEF\xBE\xA0", "<U+3164><U+FFA0>");
	shows("\xE2\x80\x8D", "<U+200D>");
	shows("x\xEF\xB8\x8F", "x");
	for (uint32_t code = 0xA0; code < 0x110000; code++) {
		char text[8] = "", shown[TEXT_SHOWN_MAX];
		int n = u8_uctomb((uint8_t *)text, code, sizeof text), cells = 0;

		if (n <= 0)
			continue;
		text_shown(text, (size_t)n, shown, &cells);
		if (cells < 1 || (strcmp(shown, text) == 0 && text_char_cells(code) < 1))
			fail_msg("U+%04X takes %d cells as %s", code, cells, shown);
	}
}

/* The cells of a table are one line each: there a line end is a blank. */
static void
a_line_of_a_table_has_no_line_ends(void **state)
{
	static const char *const texts[][2] = {{"a\r\nb\nc\rd\te", "a b c d e"}, {"\xE2\x80\xA8x\xE2\x80\xA9", " x "},
		{"\033[2J", "^[[2J"}, {"↵", "↵"}, {"été", "été"}, {"e\u0301", "é"}};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *line = text_clean_line(texts[i][0], strlen(texts[i][0]));

		assert_string_equal(line, texts[i][1]);
		free(line);
	}
}

static void
clusters_that_terminals_draw_differently_are_reduced(void **state)
{
	(void)state;
	shows("👨‍👩‍👧‍👦 Martin", "👨… Martin");
	shows("✏️", "✏");
	shows("1️⃣", "1…");
	shows("👍🏽", "👍…");
	shows("🇫🇷🇧🇪", "FRBE");
	shows("e\u0301te\u0301", "été");
	shows("\u0301", " \u0301");
	shows("Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357", "Z\u0353\u0354\u0355\u0356");
	assert_int_equal(text_cells_str("👨‍👩‍👧‍👦"), 3);
	assert_int_equal(text_cells_str("東京"), 4);
	assert_int_equal(text_cells_str("1 250,00 €"), 10);
	assert_int_equal(text_cells_str("نص"), 2);
}

static void
a_person_counts_clusters(void **state)
{
	const char *text = "e\u0301👨‍👩‍👧🇫🇷\r\nx";
	size_t n = strlen(text), at = 0, back = n, ends[16], count = 0;

	(void)state;
	assert_int_equal(text_clusters(text, n), 5);
	while (at < n)
		ends[count++] = at = text_next(text, n, at);
	while (back > 0) {
		size_t before = text_previous(text, n, back);
		assert_int_equal(ends[--count], back);
		back = before;
	}
	assert_int_equal(text_next(text, n, n), n);
	assert_int_equal(text_previous(text, n, 0), 0);
}

static void
is_fit(const char *text, int cells, enum text_cut cut, const char *expected)
{
	char *fitting = text_fit(text, cells, cut);

	assert_string_equal(fitting, expected);
	assert_true(text_cells_str(fitting) <= cells);
	free(fitting);
}

static void
long_text_is_cut_where_asked(void **state)
{
	char *padded;

	(void)state;
	is_fit("Garage", 6, TEXT_CUT_END, "Garage");
	is_fit("Garage", 5, TEXT_CUT_END, "Gara…");
	is_fit("Garage de l’Étoile", 9, TEXT_CUT_MIDDLE, "Gara…oile");
	is_fit("東京都", 5, TEXT_CUT_END, "東京…");
	is_fit("東京都", 4, TEXT_CUT_END, "東…");
	is_fit("東京都", 1, TEXT_CUT_MIDDLE, "…");
	is_fit("x", 0, TEXT_CUT_END, "");
	is_fit("été \033[1m", 6, TEXT_CUT_END, "été ^…");
	padded = text_pad("東京都", 4, TEXT_CUT_END, TEXT_RIGHT);
	assert_string_equal(padded, " 東…");
	free(padded);
	padded = text_pad("ab", 5, TEXT_CUT_END, TEXT_CENTRE);
	assert_string_equal(padded, " ab  ");
	free(padded);
}

static void
matching_ignores_case_and_accents(void **state)
{
	char *folded = text_fold("Œuvre ÉLÈVE ﬁn Straße l’Å");

	(void)state;
	assert_string_equal(folded, "oeuvre eleve fin strasse l'a");
	free(folded);
}

/* What ncurses believes of a drawn text must be what we believe, or the whole row shifts. */
static void
libc_sees_the_same_widths(void **state)
{
	int wrong = 0;

	(void)state;
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		skip();
	for (uint32_t code = 0x20; code < 0x110000; code++) {
		int cells = text_char_cells(code);
		if (cells >= 0 && wcwidth((wchar_t)code) != cells && wrong++ < 10)
			print_message("U+%04X: %d cells, libc says %d\n", code, cells, wcwidth((wchar_t)code));
	}
	setlocale(LC_CTYPE, "C");
	assert_int_equal(wrong, 0);
}

/* "÷ 0020 × 0308 ÷" */
static void
unicode_grapheme_breaks(void **state)
{
	FILE *f = data_file("GraphemeBreakTest.txt");
	char line[512];
	int tried = 0;

	(void)state;
	if (f == NULL)
		skip();
	while (fgets(line, sizeof line, f) != NULL) {
		char text[128];
		size_t length = 0, breaks[32], count = 0, at = 0, seen = 0;

		line[strcspn(line, "#\n")] = '\0';
		for (char *word = strtok(line, " \t"); word != NULL; word = strtok(NULL, " \t")) {
			if (strcmp(word, "÷") == 0)
				breaks[count++] = length;
			else if (strcmp(word, "×") != 0) {
				ucs4_t code = (ucs4_t)strtoul(word, NULL, 16);
				length += (size_t)u8_uctomb((uint8_t *)text + length, code, (int)(sizeof text - length));
			}
		}
		if (count == 0)
			continue;
		while (at < length) {
			size_t next = text_next(text, length, at);
			assert_int_equal(next, breaks[++seen]);
			assert_int_equal(text_previous(text, length, next), at);
			at = next;
		}
		tried++;
	}
	fclose(f);
	assert_true(tried > 500);
}

static void
unicode_wide_characters(void **state)
{
	FILE *f = data_file("EastAsianWidth.txt");
	char line[512];
	int wide = 0;

	(void)state;
	if (f == NULL)
		skip();
	while (fgets(line, sizeof line, f) != NULL) {
		unsigned first, last;
		char kind[4];

		if (sscanf(line, "%x..%x;%3[A-Za-z]", &first, &last, kind) != 3) {
			if (sscanf(line, "%x;%3[A-Za-z]", &first, kind) != 2)
				continue;
			last = first;
		}
		for (unsigned code = first; code <= last; code++) {
			int cells = text_char_cells(code);
			if (cells < 0)
				continue;
			if (strcmp(kind, "W") == 0 || strcmp(kind, "F") == 0)
				wide += cells == 2;
			else if (cells == 2)
				fail_msg("U+%04X is %s and 2 cells", code, kind);
		}
	}
	fclose(f);
	assert_true(wide > 80000);
}

static void
unicode_emoji_sequences_are_one_cluster(void **state)
{
	FILE *f = data_file("emoji-zwj-sequences.txt");
	char line[1024];
	int tried = 0;

	(void)state;
	if (f == NULL)
		skip();
	while (fgets(line, sizeof line, f) != NULL) {
		char text[128], shown[TEXT_SHOWN_MAX];
		size_t length = 0;
		int cells;

		line[strcspn(line, ";#\n")] = '\0';
		for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " "))
			length += (size_t)u8_uctomb((uint8_t *)text + length, (ucs4_t)strtoul(word, NULL, 16),
			    (int)(sizeof text - length));
		if (length == 0)
			continue;
		assert_int_equal(text_shown(text, length, shown, &cells), length);
		assert_true(cells == 2 || cells == 3);
		assert_non_null(strstr(shown, "…"));
		tried++;
	}
	fclose(f);
	assert_true(tried > 1000);
}

/* Clean text has no control in it, keeps its width when cleaned again, and libc agrees with that width. */
static void
check_clean(const char *text, size_t length)
{
	char *clean = text_clean(text, length), *again = text_clean_str(clean);
	size_t n = strlen(clean);
	int sum = 0;
	ucs4_t code;

	assert_true(memchr(clean, '\0', n) == NULL && u8_check((const uint8_t *)clean, n) == NULL);
	assert_string_equal(clean, again);
	for (size_t at = 0; at < n;) {
		at += (size_t)u8_mbtouc(&code, (const uint8_t *)clean + at, n - at);
		assert_false(uc_is_general_category_withtable(code,
		    UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn));
		sum += text_char_cells(code);
	}
	assert_int_equal(sum, text_cells_str(clean));
	for (int cells = 0; cells < 9; cells++)
		for (int cut = TEXT_CUT_END; cut <= TEXT_CUT_MIDDLE; cut++) {
			char *fitting = text_fit(clean, cells, (enum text_cut)cut);
			assert_true(text_cells_str(fitting) <= cells);
			free(fitting);
		}
	free(clean);
	free(again);
}

static void
naughty_strings_are_tamed(void **state)
{
	FILE *f = data_file("blns.json");
	json_t *all = f ? json_loadf(f, JSON_ALLOW_NUL, NULL) : NULL, *one;
	size_t i;

	(void)state;
	if (f == NULL)
		skip();
	assert_non_null(all);
	json_array_foreach(all, i, one)
		check_clean(json_string_value(one), json_string_length(one));
	json_decref(all);
	fclose(f);
}

static void
whole_files_are_tamed(void **state)
{
	const char *names[] = {"UTF-8-demo.txt", "utf8_sequence_0-0xfff_assigned_printable.txt"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		FILE *f = data_file(names[i]);
		char line[4096];

		if (f == NULL)
			skip();
		while (fgets(line, sizeof line, f) != NULL)
			check_clean(line, strlen(line));
		fclose(f);
	}
}

static void
random_bytes_are_tamed(void **state)
{
	uint32_t seed = 2026;
	char bytes[48];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 24);
		}
		check_clean(bytes, sizeof bytes);
		for (size_t at = 0; at < sizeof bytes;) {
			size_t next = text_next(bytes, sizeof bytes, at);
			assert_true(next > at);
			assert_int_equal(text_previous(bytes, sizeof bytes, next), at);
			at = next;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_steers_a_terminal_gets_through),
		cmocka_unit_test(what_is_invisible_is_named),
		cmocka_unit_test(a_line_of_a_table_has_no_line_ends),
		cmocka_unit_test(clusters_that_terminals_draw_differently_are_reduced),
		cmocka_unit_test(a_person_counts_clusters),
		cmocka_unit_test(long_text_is_cut_where_asked),
		cmocka_unit_test(matching_ignores_case_and_accents),
		cmocka_unit_test(libc_sees_the_same_widths),
		cmocka_unit_test(unicode_grapheme_breaks),
		cmocka_unit_test(unicode_wide_characters),
		cmocka_unit_test(unicode_emoji_sequences_are_one_cluster),
		cmocka_unit_test(naughty_strings_are_tamed),
		cmocka_unit_test(whole_files_are_tamed),
		cmocka_unit_test(random_bytes_are_tamed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
