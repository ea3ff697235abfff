/* The journal of what is typed offline: what stands in its file after any end of the program, and what it does not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "tui/journal.h"

static char home[64];

static int
a_home(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/comptoir-journal.XXXXXX");
	return mkdtemp(home) == NULL || setenv("XDG_STATE_HOME", home, 1) != 0;
}

static int
no_home(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", home);
	return system(command) != 0;	/* NOLINT(cert-env33-c): the test's own words */
}

/* Another program writes, and ends without a word. */
static void
dies_writing(const char *name, const char *text, const char *half_a_line)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct journal *j = journal_new("abc-1-2");
		json_t *entry = json_pack("{s:s}", "body", text);
		char command[300];

		if (journal_write(j, name, entry) != NULL)
			_exit(1);
		snprintf(command, sizeof command, "printf '%s' >>'%s'/comptoir/abc-1-2/*", half_a_line, home);
		_exit(*half_a_line != '\0' && system(command) != 0);	/* NOLINT(cert-env33-c): the test's own words */
	}
	assert_int_equal(waitpid(pid, &(int){0}, 0), pid);
}

static const char *
left(json_t *all, const char *name)
{
	return json_string_value(json_object_get(json_object_get(all, name), "body"));
}

static void
the_half_of_a_line_costs_itself_alone(void **state)
{
	struct journal *j = journal_new("abc-1-2");
	const char *why = NULL;
	json_t *all;

	(void)state;
	dies_writing("form:a", "whole", "{\"name\":\"form:b\",\"ent");
	dies_writing("form:c", "other", "");
	all = journal_left(j, &why);
	assert_null(why);
	assert_int_equal(json_object_size(all), 2);
	assert_string_equal(left(all, "form:a"), "whole");
	assert_string_equal(left(all, "form:c"), "other");
	json_decref(all);
	journal_forget(j);
	assert_null(journal_left(j, &why));
	journal_free(j);
}

/* Another server's, another company's or another person's is not looked at. */
static void
each_has_its_own(void **state)
{
	struct journal *j = journal_new("abc-1-3");
	const char *why = NULL;

	(void)state;
	dies_writing("form:a", "whole", "");
	assert_null(journal_left(j, &why));
	journal_free(j);
}

/* A link put there may lead to what is somebody else's. */
static void
a_link_is_not_followed(void **state)
{
	struct journal *j = journal_new("abc-1-2");
	const char *why = NULL;
	char path[200];

	(void)state;
	dies_writing("form:a", "whole", "");
	snprintf(path, sizeof path, "%s/comptoir/abc-1-2/ffffffffffffffff.jsonl", home);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	json_decref(journal_left(j, &why));
	assert_non_null(why);
	journal_forget(j);
	journal_free(j);
	assert_int_equal(access("/etc/passwd", F_OK), 0);
	assert_int_equal(unlink(path), 0);
}

/* Written anew a thousand times the file stays small, and is gone with its last entry. */
static void
it_does_not_grow(void **state)
{
	struct journal *j = journal_new("abc-1-2");
	char *text = calloc(1, 20001), command[200];

	(void)state;
	for (int i = 0; i < 500; i++) {
		json_t *entry;

		memset(text, 'a' + i % 26, 20000);
		entry = json_pack("{s:s}", "body", text);
		assert_null(journal_write(j, "form:a", entry));
		json_decref(entry);
	}
	snprintf(command, sizeof command, "test $(cat '%s'/comptoir/abc-1-2/* | wc -c) -lt 5000000", home);
	assert_int_equal(system(command), 0);	/* NOLINT(cert-env33-c): the test's own words */
	assert_null(journal_write(j, "form:a", NULL));
	snprintf(command, sizeof command, "test -z \"$(ls '%s/comptoir/abc-1-2')\"", home);
	assert_int_equal(system(command), 0);	/* NOLINT(cert-env33-c): the test's own words */
	journal_free(j);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_half_of_a_line_costs_itself_alone, a_home, no_home),
		cmocka_unit_test_setup_teardown(each_has_its_own, a_home, no_home),
		cmocka_unit_test_setup_teardown(a_link_is_not_followed, a_home, no_home),
		cmocka_unit_test_setup_teardown(it_does_not_grow, a_home, no_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
