/* keys.conf: what one wrote is what works; what makes no sense is told with its line, and changes nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tui/commands.h"
#include "tui/keys.h"
#include "tui/terminal.h"

static const struct keys_row *
row_of(enum keys_context context, const char *name)
{
	struct key key;

	assert_true(keys_as_typed(name, strlen(name), &key));
	return keys_find(context, &key);
}

static void
a_line_gives_a_command_its_keys(void **state)
{
	char *told = keys_own("en", "# mine\nlist.delete = x F10\n\n  record.next=  F8 N\n");

	(void)state;
	assert_null(told);
	assert_ptr_equal(row_of(IN_LIST, "x")->run, list_delete);
	assert_ptr_equal(row_of(IN_LIST, "F10")->run, list_delete);
	assert_null(row_of(IN_LIST, "Del"));
	assert_ptr_equal(row_of(IN_RECORD, "Del")->run, record_delete);
	assert_ptr_equal(row_of(IN_RECORD, "N")->run, record_next);
	assert_null(row_of(IN_RECORD, "n"));
	keys_own_forget();
	assert_ptr_equal(row_of(IN_LIST, "Del")->run, list_delete);
}

/* Both do not work: the one that was asked for does, the other keeps its other keys and its name. */
static void
a_key_that_was_taken_changes_hands(void **state)
{
	char *told = keys_own("en", "list.delete = e\n*.help = F9\n");

	(void)state;
	assert_null(told);
	assert_ptr_equal(row_of(IN_LIST, "e")->run, list_delete);
	assert_ptr_equal(keys_named(IN_LIST, "edit")->run, list_edit);
	assert_ptr_equal(row_of(IN_FORM, "F9")->run, do_help);
	assert_ptr_equal(row_of(IN_LIST, "a")->run, list_actions);
	keys_own_forget();
}

static void
what_has_no_name_goes_by_its_label(void **state)
{
	char *told = keys_own("en", "list.page-down = PgDn C-f\nletters = no\n");

	(void)state;
	assert_null(told);
	assert_ptr_equal(row_of(IN_LIST, "C-f")->run, list_page_down);
	assert_null(row_of(IN_LIST, "j"));
	assert_ptr_equal(row_of(IN_LIST, "Down")->run, list_down);
	assert_ptr_equal(row_of(IN_LIST, "e")->run, list_edit);
	keys_own_forget();
}

static void
what_makes_no_sense_is_told_with_its_line(void **state)
{
	static const struct { const char *text, *part; } wrong[] = {
		{"list.edit = e\nlist.fly = x", "line 2"}, {"list.fly = x", "list.fly"}, {"lisst.edit = x", "lisst"},
		{"list.edit = Nokey", "Nokey"}, {"list.edit x", "screen.command"}, {"form.save = s", "typed as text"},
		{"list.edit = x\nlist.delete = y x", "line 2"}, {"edit = x", "edit"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *told = keys_own("en", wrong[i].text);

		assert_non_null(told);
		if (strstr(told, wrong[i].part) == NULL)
			fail_msg("%s: %s", wrong[i].text, told);
		free(told);
		/* The rest of the table stands. */
		assert_ptr_equal(row_of(IN_LIST, "Enter")->run, list_open);
		keys_own_forget();
	}
}

/* Whatever the file says, no key means two things. */
static void
no_key_is_left_with_two_meanings(void **state)
{
	char *told = keys_own("en", "*.help = F2\n*.back = F5 Esc\nlist.search = Enter\nlist.mark = / F6 F7\n");

	(void)state;
	free(told);
	for (size_t i = 0; i < keys_count; i++) {
		size_t at = 0, length;
		const char *twin;

		while ((twin = keys_twin(&keys_rows[i], &at, &length)) != NULL)
			for (size_t k = i + 1; k < keys_count; k++) {
				size_t other_at = 0, other_length;
				const char *other;

				while ((keys_rows[k].contexts & keys_rows[i].contexts) &&
				    (other = keys_twin(&keys_rows[k], &other_at, &other_length)) != NULL)
					assert_int_not_equal(keys_code(twin, length), keys_code(other, other_length));
			}
	}
	keys_own_forget();
}

/* A kind of screen that has no name could not be written of. */
static void
every_screen_has_a_name(void **state)
{
	int named = 0;

	(void)state;
	for (size_t i = 0; i < keys_screens_count; i++)
		named |= (int)keys_screens[i].context;
	for (size_t i = 0; i < keys_table_count; i++)
		if (keys_table[i].contexts != IN_ALL)
			assert_int_equal(keys_table[i].contexts & ~named, 0);
}

/* Two commands of one screen that are called alike could not be told apart in the file. */
static void
names_are_different_on_each_screen(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys_table_count; i++)
		for (size_t k = i + 1; k < keys_table_count; k++) {
			char *a = keys_row_name(&keys_table[i]), *b = keys_row_name(&keys_table[k]);

			if ((keys_table[i].contexts & keys_table[k].contexts) && strcmp(a, b) == 0)
				fail_msg("%s twice: %s and %s", a, keys_table[i].help, keys_table[k].help);
			free(a);
			free(b);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_gives_a_command_its_keys),
		cmocka_unit_test(a_key_that_was_taken_changes_hands),
		cmocka_unit_test(what_has_no_name_goes_by_its_label),
		cmocka_unit_test(what_makes_no_sense_is_told_with_its_line),
		cmocka_unit_test(no_key_is_left_with_two_meanings),
		cmocka_unit_test(every_screen_has_a_name),
		cmocka_unit_test(names_are_different_on_each_screen),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
