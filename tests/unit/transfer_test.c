/* Paths as people type, paste and drop them; files as text and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "tui/base64.h"
#include "tui/path_words.h"

static void
is(const char *typed, const char *path)
{
	char *got = path_clean(typed, "/home/marie");

	assert_string_equal(got, path);
	free(got);
}

static void
paths_are_cleaned(void **state)
{
	(void)state;
	is("/tmp/a.csv", "/tmp/a.csv");
	is("  /tmp/a b.csv \n", "/tmp/a b.csv");
	is("'/tmp/it is here.csv' ", "/tmp/it is here.csv");
	is("\"/tmp/it is here.csv\"", "/tmp/it is here.csv");
	is("/tmp/it\\ is\\ here\\ \\(2\\).csv", "/tmp/it is here (2).csv");
	is("file:///tmp/%C3%A9t%C3%A9%20100%25.csv", "/tmp/été 100%.csv");
	is("file://desk/tmp/a.csv", "/tmp/a.csv");
	is("'file:///tmp/a%20b.csv'", "/tmp/a b.csv");
	is("~/a.csv", "/home/marie/a.csv");
	is("~", "/home/marie");
	is("~paul/a.csv", "~paul/a.csv");
	is("", "");
	is("file://", "");
	is("'", "'");
	is("file:///a%2", "/a%2");
}

static void
bytes_come_back_as_they_went(void **state)
{
	char bytes[256];
	const char *wrong[] = {"A", "AB=C", "A*=="};

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	for (size_t length = 0; length < 256; length++) {
		struct buf back = BUF_EMPTY;
		char *text = base64_text(bytes, length);

		assert_true(base64_bytes(text, &back));
		assert_int_equal(back.length, length);
		assert_memory_equal(buf_text(&back), bytes, length);
		free(text);
		buf_free(&back);
	}
	for (size_t i = 0; i < 3; i++) {
		struct buf back = BUF_EMPTY;

		assert_false(base64_bytes(wrong[i], &back));
		buf_free(&back);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_cleaned),
		cmocka_unit_test(bytes_come_back_as_they_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
