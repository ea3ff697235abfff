/* Passwords of mail servers are kept under a key that only the server has: without it, under another one or for another company they say nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/config.h"
#include "server/seal.h"

static char folder[] = "/tmp/comptoir-seal-XXXXXX";

static char *
path_of(const char *name)
{
	static char path[sizeof folder + 32];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static struct seal *
key_of(const char *name)
{
	struct seal *seal;
	char *why = NULL;
	bool made;

	assert_true(seal_make_if_missing(path_of(name), &made, &why));
	seal = seal_load(path_of(name), &why);
	assert_non_null(seal);
	return seal;
}

static void
a_key_is_made_once_for_its_owner_alone(void **state)
{
	struct stat first, then;
	char *why = NULL;
	bool made;

	(void)state;
	assert_true(seal_make_if_missing(path_of("once"), &made, &why) && made);
	assert_int_equal(stat(path_of("once"), &first), 0);
	assert_int_equal(first.st_mode & 0777, 0600);
	assert_true(seal_make_if_missing(path_of("once"), &made, &why) && !made);
	assert_int_equal(stat(path_of("once"), &then), 0);
	assert_int_equal(first.st_ino, then.st_ino);
	assert_false(seal_make_if_missing(path_of("nowhere/key"), &made, &why));
	assert_non_null(strstr(why, "folder"));
	free(why);
}

static void
what_was_sealed_opens_for_its_company_alone(void **state)
{
	struct seal *key = key_of("a"), *other = key_of("b");
	char *sealed = seal_close(key, 7, "S3cret é", NULL), *again = seal_close(key, 7, "S3cret é", NULL), *text = seal_open(key, 7, sealed);

	(void)state;
	assert_string_equal(text, "S3cret é");
	assert_null(strstr(sealed, "S3cret"));
	assert_string_not_equal(sealed, again);
	assert_null(seal_open(key, 8, sealed));
	assert_null(seal_open(other, 7, sealed));
	assert_null(seal_open(key, 7, "sealed:"));
	assert_null(seal_open(key, 7, "S3cret é"));
	sealed[strlen(sealed) - 3] ^= 1;
	assert_null(seal_open(key, 7, sealed));
	seal_forget(text);
	free(again);
	free(sealed);
	seal_free(other);
	seal_free(key);
}

static void
a_request_that_is_sent_twice_is_the_same(void **state)
{
	struct seal *key = key_of("a");
	char *one = seal_close(key, 7, "word", "do/1"), *same = seal_close(key, 7, "word", "do/1"), *other = seal_close(key, 7, "wore", "do/1"),
	    *later = seal_close(key, 7, "word", "do/2");

	(void)state;
	assert_string_equal(one, same);
	assert_string_not_equal(one, other);
	assert_string_not_equal(one, later);
	free(later);
	free(other);
	free(same);
	free(one);
	seal_free(key);
}

static void
a_file_that_is_no_key_is_said(void **state)
{
	FILE *file = fopen(path_of("bad"), "w");
	char *why = NULL;

	(void)state;
	assert_non_null(file);
	fputs("not a key\n", file);
	fclose(file);
	assert_null(seal_load(path_of("bad"), &why));
	assert_non_null(strstr(why, "cannot be read"));
	free(why);
}

static void
it_lies_beside_the_host_key_unless_said_otherwise(void **state)
{
	static char host[] = "/etc/comptoir/host_key", none[] = "", named[] = "/srv/key";
	struct config config = {.host_key = host, .secret_key = none};
	char *path = seal_path(&config);

	(void)state;
	assert_string_equal(path, "/etc/comptoir/secret_key");
	free(path);
	config.secret_key = named;
	path = seal_path(&config);
	assert_string_equal(path, "/srv/key");
	free(path);
}

static int
clean(void **state)
{
	static const char *const names[] = {"once", "a", "b", "bad"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(path_of(names[i]));
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_made_once_for_its_owner_alone),
		cmocka_unit_test(what_was_sealed_opens_for_its_company_alone),
		cmocka_unit_test(a_request_that_is_sent_twice_is_the_same),
		cmocka_unit_test(a_file_that_is_no_key_is_said),
		cmocka_unit_test(it_lies_beside_the_host_key_unless_said_otherwise),
	};

	if (mkdtemp(folder) == NULL)
		return 1;
	return cmocka_run_group_tests_name("seal", tests, NULL, clean);
}
