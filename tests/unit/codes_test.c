/* Plates and company numbers are read with their separators; what has another shape stays as it is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "shared/codes.h"

static void
shown(const char *format, const char *code, const char *expected)
{
	struct buf out = BUF_EMPTY;

	assert_true(code_show(&out, format, code) == (expected != NULL));
	assert_string_equal(buf_text(&out), expected ? expected : "");
	buf_free(&out);
}

static void
codes_stand_in_groups(void **state)
{
	(void)state;
	shown("plate", "AB123CD", "AB-123-CD");
	shown("siren", "732829320", "732 829 320");
	shown("siret", "73282932000074", "732 829 320 00074");
}

static void
other_shapes_are_left_alone(void **state)
{
	(void)state;
	shown("plate", "1234AB75", NULL);
	shown("plate", "AB123CDE", NULL);
	shown("plate", "AB123C", NULL);
	shown("plate", "", NULL);
	shown("siren", "73282932A", NULL);
	shown("email", "AB123CD", NULL);
	shown("", "AB123CD", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_stand_in_groups),
		cmocka_unit_test(other_shapes_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
