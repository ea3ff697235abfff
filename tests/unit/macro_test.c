/* Keys as they are kept: what was pressed comes back key by key, whatever was pressed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ncurses.h>
#include <cmocka.h>

#include "tui/keys.h"
#include "tui/macro.h"
#include "tui/terminal.h"

/* Written, read, and written again: the same. */
static void
becomes(const struct key *keys, size_t count, const char *expected)
{
	struct buf text = BUF_EMPTY, again = BUF_EMPTY;
	struct key *back;
	size_t n;

	for (size_t i = 0; i < count; i++)
		assert_true(macro_add(&text, &keys[i]));
	assert_string_equal(buf_text(&text), expected);
	back = macro_keys(buf_text(&text), &n);
	assert_int_equal(n, count);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(back[i].code, keys[i].code);
		assert_int_equal(back[i].keycode, keys[i].keycode);
		assert_int_equal(back[i].alt, keys[i].alt);
		if (keys[i].paste != NULL)
			assert_string_equal(back[i].paste, keys[i].paste);
		macro_add(&again, &back[i]);
	}
	assert_string_equal(buf_text(&again), expected);
	macro_keys_free(back, n);
	buf_free(&text);
	buf_free(&again);
}
#define BECOMES(expected, ...) becomes((const struct key[]){__VA_ARGS__}, sizeof((const struct key[]){__VA_ARGS__}) / sizeof(struct key), expected)
#define TYPED(c) {.code = (c)}
#define PRESSED(c) {.keycode = true, .code = (c)}

static void
keys_are_names_and_texts(void **state)
{
	(void)state;
	BECOMES("'c' Enter", TYPED('c'), TYPED('\r'));
	BECOMES("'le é' Tab F2", TYPED('l'), TYPED('e'), TYPED(' '), TYPED(0xe9), TYPED('\t'), PRESSED(KEY_F(2)));
	BECOMES("Space Down", TYPED(' '), PRESSED(KEY_DOWN));
	BECOMES("C-s A-u C-z", TYPED('s' & 31), {.alt = true, .code = 'u'}, TYPED('z' & 31));
	BECOMES("S-Tab Esc Del", PRESSED(KEY_BTAB), TYPED(27), PRESSED(KEY_DC));
}

static void
quotes_backslashes_and_pastes_are_themselves(void **state)
{
	(void)state;
	BECOMES("'l\\'e'", TYPED('l'), TYPED('\''), TYPED('e'));
	BECOMES("'\\''", TYPED('\''));
	BECOMES("'a\\\\' 'b'", TYPED('a'), TYPED('\\'), TYPED('b'));
	BECOMES("\"a \\\"b\\\" c\\n d\" Enter", {.keycode = true, .code = TERMINAL_PASTE, .paste = "a \"b\" c\n d"}, TYPED('\r'));
}

static void
what_makes_no_sense_is_none(void **state)
{
	size_t n;
	struct buf text = BUF_EMPTY;
	struct key unknown = {.keycode = true, .code = KEY_SUSPEND}, typed = {.code = 'x'};

	(void)state;
	assert_null(macro_keys("'unended", &n));
	assert_null(macro_keys("Enter Nokey", &n));
	assert_int_equal(n, 0);
	assert_false(macro_add(&text, &unknown));
	/* As many as fit. */
	while (macro_add(&text, &typed))
		continue;
	assert_true(text.length <= MACRO_TEXT_MOST);
	buf_free(&text);
}

static void
names_are_small_and_plain(void **state)
{
	char *name = macro_name("Relance Été n° 3");

	(void)state;
	assert_string_equal(name, "relance-ete-n-3");
	free(name);
	assert_null(macro_name("  …  "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_names_and_texts),
		cmocka_unit_test(quotes_backslashes_and_pastes_are_themselves),
		cmocka_unit_test(what_makes_no_sense_is_none),
		cmocka_unit_test(names_are_small_and_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
