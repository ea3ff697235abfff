/* codes_test.c: plates and company numbers as people read them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "shared/codes.h"

static void
reads(const char *format, const char *code, const char *wanted)
{
	struct buf shown = BUF_EMPTY;

	code_show(&shown, format, code);
	assert_string_equal(buf_text(&shown), wanted);
	buf_free(&shown);
}

/* A code of another form (a plate of before 2009, one from abroad, half a number) is left as it is, never half grouped. */
static void
codes_are_grouped_where_their_form_is_known(void **state)
{
	(void)state;
	reads("plate", "RA570RT", "RA-570-RT");
	reads("siren", "732829320", "732 829 320");
	reads("siret", "73282932000074", "732 829 320 00074");
	reads("plate", "1234AB75", "1234AB75");
	reads("plate", "RA570R", "RA570R");
	reads("plate", "RA570RTX", "RA570RTX");
	reads("siren", "73282932", "73282932");
	reads("plate", "", "");
	reads("email", "AA123AA", "AA123AA");
	reads(NULL, "AA123AA", "AA123AA");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(codes_are_grouped_where_their_form_is_known)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
