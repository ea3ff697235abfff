/* What was asked for lately stays; what was not goes first. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/lru.h"

static int dropped;

static void
drop(void *value)
{
	(void)value;
	dropped++;
}

static void
the_oldest_is_forgotten(void **state)
{
	struct lru *lru = lru_new(3, drop);
	char values[4];

	(void)state;
	dropped = 0;
	lru_put(lru, "a", 1, &values[0]);
	lru_put(lru, "b", 1, &values[1]);
	lru_put(lru, "c", 1, &values[2]);
	assert_ptr_equal(lru_get(lru, "a", 1), &values[0]);
	lru_put(lru, "d", 1, &values[3]);
	assert_null(lru_get(lru, "b", 1));
	assert_non_null(lru_get(lru, "a", 1));
	assert_int_equal(lru_count(lru), 3);
	assert_int_equal(dropped, 1);
	lru_put(lru, "a", 1, &values[1]);
	assert_int_equal(dropped, 2);
	lru_remove(lru, "nobody", 6);
	lru_free(lru);
	assert_int_equal(dropped, 5);
}

static void
many_come_and_go(void **state)
{
	struct lru *lru = lru_new(100, drop);

	(void)state;
	dropped = 0;
	for (uint32_t i = 0; i < 10000; i++)
		lru_put(lru, (const char *)&i, sizeof i, &dropped);
	assert_int_equal(lru_count(lru), 100);
	for (uint32_t i = 9900; i < 10000; i++)
		assert_non_null(lru_get(lru, (const char *)&i, sizeof i));
	lru_free(lru);
	assert_int_equal(dropped, 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_is_forgotten),
		cmocka_unit_test(many_come_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
