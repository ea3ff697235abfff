/* A person types, corrects, pastes and takes back; no character is lost and the cursor stays in sight. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "tui/field.h"

static struct field *
typed(size_t max, const char *text)
{
	struct field *f = field_new(max);

	for (size_t at = 0, n = strlen(text), next; at < n; at = next) {
		next = text_next(text, n, at);
		field_type(f, text + at, next - at);
	}
	return f;
}

static void
holds(const struct field *f, const char *text, size_t cursor)
{
	assert_string_equal(field_text(f), text);
	assert_int_equal(field_cursor(f), cursor);
}

/* The drawn row with | before the cell of the cursor. */
static void
looks(struct field *f, int width, const char *expected)
{
	struct field_view v;
	struct buf row = BUF_EMPTY, marked = BUF_EMPTY;
	int cells = 0;

	field_look(f, width, &v);
	if (v.more_left)
		buf_byte(&row, '<');
	for (int i = 0; i < 3; i++)
		buf_str(&row, v.span[i].text ? v.span[i].text : "");
	cells = text_cells(row.bytes ? row.bytes : "", row.length);
	assert_int_equal(cells, v.cells);
	assert_true(cells <= width && v.cursor >= 0 && v.cursor < width);
	if (v.more_right) {
		for (; cells < width - 1; cells++)
			buf_byte(&row, ' ');
		buf_byte(&row, '>');
	}
	for (; cells < v.cursor + 1; cells++)
		buf_byte(&row, ' ');
	cells = 0;
	for (size_t at = 0, next; at < row.length; at = next) {
		next = text_next(row.bytes, row.length, at);
		if (cells == v.cursor)
			buf_byte(&marked, '|');
		buf_add(&marked, row.bytes + at, next - at);
		cells += text_cells(row.bytes + at, next - at);
	}
	assert_string_equal(buf_text(&marked), expected);
	buf_free(&row);
	buf_free(&marked);
	field_view_free(&v);
}

static void
editing_moves_by_what_people_call_a_character(void **state)
{
	struct field *f = typed(0, "e\u0301té 👨‍👩‍👧x");

	(void)state;
	holds(f, "été 👨‍👩‍👧x", strlen("été 👨‍👩‍👧x"));
	field_do(f, FIELD_LEFT);
	assert_int_equal(field_do(f, FIELD_BACKSPACE), FIELD_CHANGED);
	holds(f, "été x", 6);
	field_do(f, FIELD_HOME);
	assert_int_equal(field_do(f, FIELD_BACKSPACE), FIELD_DONE);
	assert_int_equal(field_do(f, FIELD_DELETE), FIELD_CHANGED);
	holds(f, "té x", 0);
	field_free(f);
}

static void
an_accent_typed_alone_joins_its_letter(void **state)
{
	struct field *f = typed(0, "ae");

	(void)state;
	field_type(f, "\u0301", 2);
	holds(f, "aé", 3);
	assert_int_equal(field_length(f), 2);
	field_do(f, FIELD_BACKSPACE);
	holds(f, "a", 1);
	field_free(f);
}

static void
the_first_key_on_a_prefilled_field_replaces_it(void **state)
{
	struct field *f = field_new(0);

	(void)state;
	field_set(f, "75001");
	assert_true(field_untouched(f));
	field_type(f, "1", 1);
	holds(f, "1", 1);
	assert_true(field_changed(f));
	field_do(f, FIELD_UNDO);
	holds(f, "75001", 5);
	assert_false(field_changed(f));

	field_set(f, "75001");
	field_do(f, FIELD_END);
	field_type(f, "x", 1);
	holds(f, "75001x", 6);

	field_set(f, "75001");
	field_do(f, FIELD_BACKSPACE);
	holds(f, "7500", 4);

	field_set(f, "5");
	field_type(f, "5", 1);
	assert_false(field_untouched(f));
	field_type(f, "0", 1);
	holds(f, "50", 2);
	field_free(f);
}

static void
selections_are_replaced_and_cut(void **state)
{
	struct field *f = typed(0, "Garage de Paris");
	char *chosen;

	(void)state;
	assert_null(field_selection(f));
	field_do(f, FIELD_SELECT_WORD_LEFT);
	chosen = field_selection(f);
	assert_string_equal(chosen, "Paris");
	free(chosen);
	field_type(f, "L", 1);
	holds(f, "Garage de L", 11);
	field_do(f, FIELD_SELECT_ALL);
	field_do(f, FIELD_LEFT);
	holds(f, "Garage de L", 0);
	field_do(f, FIELD_SELECT_RIGHT);
	field_do(f, FIELD_SELECT_RIGHT);
	field_do(f, FIELD_DELETE);
	holds(f, "rage de L", 0);
	field_do(f, FIELD_SELECT_END);
	field_do(f, FIELD_BACKSPACE);
	holds(f, "", 0);
	field_free(f);
}

static void
readline_keys_and_words(void **state)
{
	struct field *f = typed(0, "l’Étoile, rue 12");

	(void)state;
	assert_int_equal(field_key(f, false, 'W' & 31), FIELD_CHANGED);
	assert_string_equal(field_text(f), "l’Étoile, rue ");
	field_do(f, FIELD_WORD_LEFT);
	assert_int_equal(field_key(f, false, 'K' & 31), FIELD_CHANGED);
	assert_string_equal(field_text(f), "l’Étoile, ");
	field_do(f, FIELD_WORD_LEFT);
	assert_int_equal(field_cursor(f), 4);
	assert_int_equal(field_key(f, false, 'U' & 31), FIELD_CHANGED);
	holds(f, "Étoile, ", 0);
	field_do(f, FIELD_WORD_RIGHT);
	assert_int_equal(field_cursor(f), 7);
	assert_int_equal(field_key(f, false, 'E' & 31), FIELD_DONE);
	assert_int_equal(field_key(f, false, 0xE9), FIELD_CHANGED);
	holds(f, "Étoile, é", 11);
	assert_int_equal(field_key(f, false, 27), FIELD_UNKNOWN);
	assert_int_equal(field_key(f, false, 'S' & 31), FIELD_UNKNOWN);
	field_free(f);
}

static void
undo_goes_word_by_word_and_comes_back(void **state)
{
	struct field *f = typed(0, "one two");

	(void)state;
	field_do(f, FIELD_UNDO);
	assert_string_equal(field_text(f), "one ");
	field_do(f, FIELD_UNDO);
	assert_string_equal(field_text(f), "");
	assert_int_equal(field_do(f, FIELD_UNDO), FIELD_DONE);
	field_do(f, FIELD_REDO);
	field_do(f, FIELD_REDO);
	assert_string_equal(field_text(f), "one two");
	assert_int_equal(field_do(f, FIELD_REDO), FIELD_DONE);
	field_do(f, FIELD_UNDO);
	field_type(f, "x", 1);
	assert_int_equal(field_do(f, FIELD_REDO), FIELD_DONE);
	assert_string_equal(field_text(f), "one x");
	field_replace(f, "chosen");
	assert_string_equal(field_text(f), "chosen");
	field_do(f, FIELD_UNDO);
	assert_string_equal(field_text(f), "one x");
	field_free(f);

	f = field_new(0);
	for (int i = 0; i < 1000; i++) {
		field_paste(f, "ab", 2);
		field_do(f, FIELD_BACKSPACE);
	}
	for (int i = 0; i < 1000; i++)
		field_do(f, FIELD_UNDO);
	for (int i = 0; i < 1000; i++)
		field_do(f, FIELD_REDO);
	assert_int_equal(field_length(f), 1000);
	field_free(f);
}

static void
a_paste_is_one_step_on_one_line(void **state)
{
	struct field *f = typed(0, "x");

	(void)state;
	field_paste(f, "a\tb\r\nc\033[1m\xFF\n", 12);
	holds(f, "xa b c[1m", 9);
	field_do(f, FIELD_UNDO);
	holds(f, "x", 1);
	field_free(f);

	f = typed(4, "xy");
	assert_int_equal(field_paste(f, "abcd", 4), FIELD_FULL);
	assert_string_equal(field_text(f), "xyab");
	assert_int_equal(field_type(f, "z", 1), FIELD_FULL);
	field_do(f, FIELD_SELECT_LEFT);
	assert_int_equal(field_paste(f, "éè", 4), FIELD_FULL);
	assert_string_equal(field_text(f), "xyaé");
	field_free(f);
}

static void
the_maximum_counts_characters(void **state)
{
	struct field *f = typed(5, "éàü");

	(void)state;
	assert_false(field_nearly_full(f));
	field_type(f, "ô", 2);
	assert_true(field_nearly_full(f));
	assert_int_equal(field_type(f, "x", 1), FIELD_CHANGED);
	assert_int_equal(field_type(f, "y", 1), FIELD_FULL);
	/* A value that was longer before the limit came may be shortened. */
	field_set(f, "longer than five");
	field_do(f, FIELD_END);
	assert_int_equal(field_do(f, FIELD_BACKSPACE), FIELD_CHANGED);
	assert_int_equal(field_length(f), 15);
	field_free(f);
}

static void
the_cursor_stays_in_sight(void **state)
{
	struct field *f = typed(0, "abc");

	(void)state;
	looks(f, 10, "abc| ");
	field_do(f, FIELD_HOME);
	looks(f, 10, "|abc");
	field_set(f, "abcdefghijklmnop");
	looks(f, 10, "<lmnop| ");
	field_do(f, FIELD_LEFT);
	looks(f, 10, "<lmno|p");
	field_do(f, FIELD_HOME);
	looks(f, 10, "|abcdefghi>");
	for (int i = 0; i < 9; i++)
		field_do(f, FIELD_RIGHT);
	looks(f, 10, "<efghi|jkl>");
	field_set(f, "東京都新宿区");
	looks(f, 7, "<宿区| ");
	field_do(f, FIELD_HOME);
	looks(f, 7, "|東京都>");
	field_set(f, "a\x1b" "b");
	field_do(f, FIELD_HOME);
	field_do(f, FIELD_RIGHT);
	looks(f, 10, "a|^[b");
	field_free(f);
}

static void
every_width_works_at_every_cursor(void **state)
{
	struct field *f = field_new(0);

	(void)state;
	field_set(f, "Ga👨‍👩‍👧 東京 e\u0301é \x01 نص fin");
	for (int width = 0; width < 30; width++) {
		struct field_view v;
		field_do(f, FIELD_HOME);
		for (size_t i = 0; i <= field_length(f); i++) {
			field_look(f, width, &v);
			if (width > 0)
				assert_true(v.cursor >= 0 && v.cursor < width && v.cells <= width);
			field_view_free(&v);
			field_do(f, FIELD_SELECT_RIGHT);
		}
	}
	field_free(f);
}

/* A password is seen as points, and nothing of it can be taken away. */
static void
a_secret_is_drawn_as_points(void **state)
{
	struct field *f = typed(0, "S3cret é");
	struct field_view v;

	(void)state;
	field_conceal(f);
	looks(f, 20, "••••••••| ");
	looks(f, 5, "••••| ");
	field_do(f, FIELD_HOME);
	looks(f, 20, "|••••••••");
	field_do(f, FIELD_SELECT_ALL);
	assert_null(field_selection(f));
	field_look(f, 20, &v);
	assert_null(strstr(v.span[0].text, "S3"));
	field_view_free(&v);
	assert_string_equal(field_text(f), "S3cret é");
	field_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(editing_moves_by_what_people_call_a_character),
		cmocka_unit_test(an_accent_typed_alone_joins_its_letter),
		cmocka_unit_test(the_first_key_on_a_prefilled_field_replaces_it),
		cmocka_unit_test(selections_are_replaced_and_cut),
		cmocka_unit_test(readline_keys_and_words),
		cmocka_unit_test(undo_goes_word_by_word_and_comes_back),
		cmocka_unit_test(a_paste_is_one_step_on_one_line),
		cmocka_unit_test(the_maximum_counts_characters),
		cmocka_unit_test(the_cursor_stays_in_sight),
		cmocka_unit_test(a_secret_is_drawn_as_points),
		cmocka_unit_test(every_width_works_at_every_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
