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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reads_their_own_language),
		cmocka_unit_test(names_are_filled_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
