/* hashing_test.c: passwords are checked beside the loop; a full queue says no; a cancelled job is silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "server/hashing.h"
#include "server/loop.h"
#include "server/password.h"

struct answer {
	int calls;
	bool fits;
};

static void
note(void *arg, bool fits)
{
	struct answer *answer = arg;

	answer->calls++;
	answer->fits = fits;
}

static struct loop *loop;
static struct hashing *hashing;

static int
begin(void **state)
{
	(void)state;
	loop = loop_new();
	hashing = hashing_new(loop, 2, 4);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	hashing_free(hashing);
	loop_free(loop);
	return 0;
}

static void
wait_for(const struct answer *answer, int calls)
{
	for (int i = 0; i < 200 && answer->calls < calls; i++)
		loop_turn(loop, 100);
	assert_int_equal(answer->calls, calls);
}

static void
the_right_password_fits(void **state)
{
	struct answer answer = {0, false};
	char *secret = password_hash("Bonjour, 42 garages !");

	(void)state;
	assert_non_null(hashing_check(hashing, secret, "Bonjour, 42 garages !", note, &answer));
	assert_int_equal(answer.calls, 0);
	wait_for(&answer, 1);
	assert_true(answer.fits);
	assert_non_null(hashing_check(hashing, secret, "Bonjour, 43 garages !", note, &answer));
	wait_for(&answer, 2);
	assert_false(answer.fits);
	free(secret);
}

/* An unknown person's password never fits, nor does one too long to be meant seriously, nor a broken secret. */
static void
nobody_fits(void **state)
{
	struct answer answer = {0, true};
	char long_password[HASHING_PASSWORD_MAX + 2];

	(void)state;
	memset(long_password, 'x', sizeof long_password - 1);
	long_password[sizeof long_password - 1] = '\0';
	assert_non_null(hashing_check(hashing, NULL, "anything", note, &answer));
	assert_non_null(hashing_check(hashing, "$argon2id$broken", "anything", note, &answer));
	assert_non_null(hashing_check(hashing, NULL, long_password, note, &answer));
	wait_for(&answer, 3);
	assert_false(answer.fits);
}

/* Two threads and four places: the seventh is refused, and there is room again afterwards. */
static void
a_full_queue_says_no(void **state)
{
	struct answer answer = {0, false};

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_non_null(hashing_check(hashing, NULL, "x", note, &answer));
	assert_null(hashing_check(hashing, NULL, "x", note, &answer));
	wait_for(&answer, 6);
	assert_non_null(hashing_check(hashing, NULL, "x", note, &answer));
	wait_for(&answer, 7);
}

static void
a_cancelled_job_is_silent(void **state)
{
	struct answer cancelled = {0, false}, other = {0, false};
	struct hashing_job *job = hashing_check(hashing, NULL, "x", note, &cancelled);

	(void)state;
	hashing_cancel(job);
	for (int i = 0; i < 3; i++)
		assert_non_null(hashing_check(hashing, NULL, "x", note, &other));
	wait_for(&other, 3);
	assert_int_equal(cancelled.calls, 0);
}

/* The end does not wait for the queue, and frees it. */
static void
the_end_leaves_nothing(void **state)
{
	struct answer answer = {0, false};

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_non_null(hashing_check(hashing, NULL, "x", note, &answer));
	/* hashing_free comes with the end of the story. */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_right_password_fits, begin, end),
		cmocka_unit_test_setup_teardown(nobody_fits, begin, end),
		cmocka_unit_test_setup_teardown(a_full_queue_says_no, begin, end),
		cmocka_unit_test_setup_teardown(a_cancelled_job_is_silent, begin, end),
		cmocka_unit_test_setup_teardown(the_end_leaves_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
