/* The key table is all that people are told about keys: each row can be reached, is said in both languages, and fits where it
   is shown on the smallest usual screen. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "tui/keys.h"

enum { HELP_CELLS = 57, LANGUAGES = 2 };
static const char *const languages[LANGUAGES] = {"en", "fr"};

static void
no_key_means_two_things_on_one_screen(void **state)
{
	(void)state;
	for (size_t c = 0; c < keys_screens_count; c++)
		for (size_t i = 0; i < keys_count; i++) {
			size_t at = 0, length;
			const char *twin;

			if (!(keys_rows[i].contexts & (int)keys_screens[c].context))
				continue;
			while ((twin = keys_twin(&keys_rows[i], &at, &length)) != NULL) {
				int code = keys_code(twin, length);

				assert_int_not_equal(code, -1);
				for (size_t k = i + 1; k < keys_count; k++) {
					size_t other_at = 0, other_length;
					const char *other;

					while ((keys_rows[k].contexts & (int)keys_screens[c].context) &&
					    (other = keys_twin(&keys_rows[k], &other_at, &other_length)) != NULL)
						if (keys_code(other, other_length) == code)
							fail_msg("%.*s is %s and %s", (int)length, twin, keys_rows[i].label,
							    keys_rows[k].label);
				}
			}
		}
}

static void
every_command_has_a_key_or_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys_count; i++)
		assert_true(keys_rows[i].keys != NULL || keys_rows[i].name != NULL);
}

/* Dead keys and those behind AltGr are no keys on a French keyboard. */
static void
every_key_can_be_typed_on_a_french_keyboard(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys_count; i++) {
		size_t at = 0, length;
		const char *twin;

		while ((twin = keys_twin(&keys_rows[i], &at, &length)) != NULL)
			if (length == 1)
				assert_null(strchr("[]{}\\|~#@^0123456789", *twin));
	}
}

/* What the bar must show stands whole in one row of 80 cells, in each language. */
static void
no_label_of_the_bar_is_cut(void **state)
{
	(void)state;
	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t c = 0; c < keys_screens_count; c++) {
			struct keys_bar bar[KEYS_BAR_MAX];
			size_t count = keys_bar(languages[l], keys_screens[c].context, NULL, 80, 1, bar), needed = 0, shown = 0;

			for (size_t i = 0; i < keys_count; i++)
				needed += (keys_rows[i].contexts & (int)keys_screens[c].context) && (keys_rows[i].bar & BAR_LEVEL) == 1 && keys_rows[i].keys;
			for (size_t i = 0; i < count; i++) {
				shown += (bar[i].row->bar & BAR_LEVEL) == 1;
				assert_true(bar[i].x + text_cells_str(bar[i].key) + 1 + text_cells_str(bar[i].label) <= 80);
			}
			if (shown != needed)
				fail_msg("%s, screen %zu: %zu of %zu keys fit", languages[l], c, shown, needed);
			keys_bar_free(bar, count);
		}
}

static void
every_sentence_of_the_help_fits_its_row(void **state)
{
	(void)state;
	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t i = 0; i < keys_count; i++) {
			const char *help = translate(languages[l], keys_rows[i].help);

			if (text_cells_str(help) > HELP_CELLS)
				fail_msg("%d cells: %s", text_cells_str(help), help);
			if (l == 1 && strcmp(help, keys_rows[i].help) == 0)
				fail_msg("not translated: %s", help);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_key_means_two_things_on_one_screen),
		cmocka_unit_test(every_command_has_a_key_or_a_name),
		cmocka_unit_test(every_key_can_be_typed_on_a_french_keyboard),
		cmocka_unit_test(no_label_of_the_bar_is_cut),
		cmocka_unit_test(every_sentence_of_the_help_fits_its_row),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
