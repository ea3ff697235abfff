/* A company names its mail servers: whatever the name, the address that is connected to is none of the server's own network. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include "server/mail_reach.h"

static bool
is_private(const char *text)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return mail_reach_is_private((const struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return mail_reach_is_private((const struct sockaddr *)&six);
}

static void
what_is_beside_us_is_left_alone(void **state)
{
	static const char *const own[] = {"127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
		"192.0.0.8", "198.18.0.1", "198.19.255.255", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1",
		"::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "2002:7f00:1::", "2002:a00:1::1"};

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (!is_private(own[i]))
			fail_msg("%s would be connected to", own[i]);
}

static void
the_world_outside_is_reached(void **state)
{
	static const char *const outside[] = {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.167.1.1", "192.0.1.1", "100.128.0.1", "198.20.0.1", "223.255.255.1", "2001:4860:4860::8888",
		"2a01:cb00::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1"};

	(void)state;
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		if (is_private(outside[i]))
			fail_msg("%s would be left alone", outside[i]);
}

static void
no_other_kind_of_address_is(void **state)
{
	const struct sockaddr local = {.sa_family = AF_UNIX};

	(void)state;
	assert_true(mail_reach_is_private(&local));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_beside_us_is_left_alone),
		cmocka_unit_test(the_world_outside_is_reached),
		cmocka_unit_test(no_other_kind_of_address_is),
	};

	return cmocka_run_group_tests_name("mail_reach", tests, NULL, NULL);
}
