/* The word that was meant, when one slip of the finger says so; and silence rather than a silly guess. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "shared/nearest.h"

static void
slips_are_counted(void **state)
{
	(void)state;
	assert_int_equal(nearest_slips("list", "list"), 0);
	assert_int_equal(nearest_slips("LIST", "list"), 0);
	assert_int_equal(nearest_slips("lst", "list"), 1);
	assert_int_equal(nearest_slips("lisst", "list"), 1);
	assert_int_equal(nearest_slips("lidt", "list"), 1);
	assert_int_equal(nearest_slips("lsit", "list"), 1);
	assert_int_equal(nearest_slips("", "list"), 4);
	assert_int_equal(nearest_slips("list", ""), 4);
	assert_int_equal(nearest_slips("0123456789012345678901234567890123456789x", "y"), 41);
}

static void
meant(const char *word, const char *expected)
{
	static const char *const words[] = {"list", "show", "create", "update", "undo", "key", "do"};
	struct nearest n = nearest_to(word);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		nearest_try(&n, words[i]);
	if (expected == NULL)
		assert_null(n.best);
	else
		assert_string_equal(n.best, expected);
}

static void
what_is_near_is_offered(void **state)
{
	(void)state;
	meant("lst", "list");
	meant("crate", "create");
	meant("udpate", "update");
	meant("UNDO", "undo");
	meant("kye", "key");
	meant("frobnicate", NULL);
	meant("x", NULL);
	meant("da", NULL);
	meant("", NULL);
	meant("a word far longer than any that is known here, by a lot", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_counted),
		cmocka_unit_test(what_is_near_is_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
