/* Who has a record open, in words: short where it is narrow, seldom another text, never oneself. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/text.h"
#include "tui/presence_words.h"

static json_t *
who(int count, ...)
{
	json_t *list = json_array();
	va_list args;

	va_start(args, count);
	for (int i = 0; i < count; i++) {
		const char *name = va_arg(args, const char *), *doing = va_arg(args, const char *);
		int seconds = va_arg(args, int);

		json_array_append_new(list, json_pack("{s:s,s:i,s:s,s:i}", "person", name, "person_id", i + 2, "doing", doing, "seconds", seconds));
	}
	va_end(args);
	return list;
}

static void
says(json_t *list, const char *language, int cells, int most, const char *wanted)
{
	struct presence_words w = {.language = language, .who = list, .own = 1};
	bool edits;
	char *text = presence_words_row(&w, cells, most, &edits);

	if (wanted == NULL)
		assert_null(text);
	else
		assert_string_equal(text, wanted);
	free(text);
	json_decref(list);
}

static void
row_0_says_who_reads_and_who_edits(void **state)
{
	(void)state;
	says(who(1, "Paul Martin", "reads", 500), "en", 40, 40, "Paul Martin is reading");
	says(who(1, "Paul Martin", "edits", 125), "en", 40, 40, "Paul Martin is editing (2 min)");
	says(who(2, "Paul Martin", "reads", 0, "Anna Roux", "reads", 0), "en", 40, 40, "Paul Martin, Anna Roux are reading");
	says(who(2, "Paul Martin", "edits", 0, "Anna Roux", "reads", 0), "en", 20, 40, "Paul is editing, Anna is reading");
	says(who(0), "en", 40, 40, NULL);
	says(NULL, "en", 40, 40, NULL);
}

/* Names get shorter, then fewer; who edits stays when nothing else does; it never takes more than it may. */
static void
what_is_narrow_says_less(void **state)
{
	static const int widths[] = {60, 40, 30, 20, 12, 5, 1};

	(void)state;
	says(who(3, "Paul Martin", "reads", 0, "Anna Roux", "reads", 0, "Zoé Petit", "reads", 0), "en", 20, 30, "Paul, Anna, Zoé are reading");
	says(who(3, "Paul Martin", "reads", 0, "Anna Roux", "reads", 0, "Zoé Petit", "reads", 0), "en", 10, 20, "Paul +2 are reading");
	says(who(3, "Paul Martin", "edits", 0, "Anna Roux", "reads", 0, "Zoé Petit", "reads", 0), "en", 10, 20, "Paul is editing");
	says(who(1, "Paul Martin", "edits", 0), "en", 0, 0, NULL);
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		json_t *list = who(4, "Paul Martin", "edits", 700, "Anna Roux", "edits", 0, "Bartholomeus Longuementnommé", "reads", 0, "李明", "reads", 0);
		struct presence_words w = {.language = "fr", .who = list};
		bool edits;
		char *text = presence_words_row(&w, widths[i], widths[i], &edits);

		assert_true(edits && text != NULL && text_cells_str(text) <= widths[i]);
		free(text);
		json_decref(list);
	}
}

/* A screen at rest is painted when a step is passed, not each minute. */
static void
minutes_grow_in_steps(void **state)
{
	static const struct { int seconds; const char *text; } steps[] = {{0, ""}, {59, ""}, {119, ""}, {125, "2 min"}, {299, "2 min"}, {301, "5 min"},
		{899, "10 min"}, {3599, "45 min"}, {3600, "1 h"}, {7300, "2 h"}};

	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		char *text = presence_words_since("en", steps[i].seconds);

		assert_string_equal(text, steps[i].text);
		free(text);
	}
}

static void
ones_own_other_window_is_not_told(void **state)
{
	json_t *list = who(2, "Marie Duval", "edits", 0, "Paul Martin", "reads", 0);
	struct presence_words w = {.language = "en", .who = list, .own = 2};
	bool edits;
	char *text = presence_words_row(&w, 40, 40, &edits);

	(void)state;
	assert_false(edits);
	assert_string_equal(text, "Paul Martin is reading");
	free(text);
	json_decref(list);
}

/* A name that would move the cursor is only a name. */
static void
hostile_names_reach_no_terminal(void **state)
{
	json_t *list = who(1, "Eve\033[2J\nX", "edits", 130);
	struct presence_words w = {.language = "en", .who = list};
	bool edits;
	char *row = presence_words_row(&w, 40, 40, &edits), *lines = presence_words_lines(&w, true);

	(void)state;
	assert_null(strchr(row, '\033'));
	assert_null(strchr(row, '\n'));
	assert_null(strchr(lines, '\033'));
	assert_non_null(strstr(lines, "has been editing this record for 2 min."));
	free(row);
	free(lines);
	json_decref(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_0_says_who_reads_and_who_edits),
		cmocka_unit_test(what_is_narrow_says_less),
		cmocka_unit_test(minutes_grow_in_steps),
		cmocka_unit_test(ones_own_other_window_is_not_told),
		cmocka_unit_test(hostile_names_reach_no_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
