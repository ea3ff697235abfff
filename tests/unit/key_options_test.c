/* key_options_test.c: from where, until when and for what a key may be used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/key_options.h"

static const time_t noon_2026_11_20 = 1795176000;

static bool
allows(const char *options, const char *address)
{
	json_t *o = json_loads(options, JSON_DECODE_ANY, NULL);
	bool yes = key_options_allow(o, address, noon_2026_11_20);

	json_decref(o);
	return yes;
}

static void
addresses_networks_and_patterns(void **state)
{
	(void)state;
	assert_true(address_in("127.0.0.1", "127.0.0.1"));
	assert_true(address_in("10.0.0.0/8,192.168.1.*", "10.200.3.4"));
	assert_true(address_in("10.0.0.0/8, 192.168.1.*", "192.168.1.77"));
	assert_false(address_in("10.0.0.0/8,192.168.1.*", "192.168.2.77"));
	assert_true(address_in("10.0.0.0/9", "10.127.255.255"));
	assert_false(address_in("10.0.0.0/9", "10.128.0.0"));
	assert_true(address_in("0.0.0.0/0", "8.8.8.8"));
	assert_true(address_in("2001:db8::/32", "2001:db8:1::9"));
	assert_false(address_in("2001:db8::/32", "2001:db9::1"));
	assert_false(address_in("10.0.0.0/8", "2001:db8::1"));
	assert_false(address_in("10.*,!10.1.*", "10.1.2.3"));
	assert_true(address_in("10.*,!10.1.*", "10.2.2.3"));
}

/* What cannot be understood forbids. */
static void
nonsense_forbids(void **state)
{
	const char *const lists[] = {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "x/8", "/", "!"};

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		assert_false(address_in(lists[i], "10.0.0.1"));
	assert_false(allows("{\"from\":\"\"}", "10.0.0.1"));
	assert_false(allows("{\"from\":7}", "10.0.0.1"));
	assert_false(allows("{\"expires\":7}", "10.0.0.1"));
	assert_false(allows("{\"expires\":\"soon\"}", "10.0.0.1"));
	assert_false(allows("{\"command\":[]}", "10.0.0.1"));
	assert_false(allows("[]", "10.0.0.1"));
}

static void
options_that_are_met_allow(void **state)
{
	(void)state;
	assert_true(key_options_allow(NULL, "10.0.0.1", noon_2026_11_20));
	assert_true(allows("{}", "10.0.0.1"));
	assert_true(allows("null", "10.0.0.1"));
	assert_true(allows("{\"from\":\"10.*\",\"expires\":\"2026-11-20\",\"command\":\"whoami\"}", "10.0.0.1"));
	assert_true(allows("{\"from\":[\"192.168.*\",\"10.0.0.0/24\"]}", "10.0.0.1"));
	assert_false(allows("{\"from\":\"10.*\",\"expires\":\"2026-11-19\"}", "10.0.0.1"));
	assert_true(allows("{\"expires\":\"2026-11-20T12:00:01Z\"}", "10.0.0.1"));
	assert_false(allows("{\"expires\":\"2026-11-20T12:00:00Z\"}", "10.0.0.1"));
}

static void
a_command_may_be_forced(void **state)
{
	json_t *options = json_pack("{s:s}", "command", "export contact --format csv");

	(void)state;
	assert_string_equal(key_options_command(options), "export contact --format csv");
	assert_null(key_options_command(NULL));
	json_decref(options);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_networks_and_patterns),
		cmocka_unit_test(nonsense_forbids),
		cmocka_unit_test(options_that_are_met_allow),
		cmocka_unit_test(a_command_may_be_forced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
