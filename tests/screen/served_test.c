/* The client as the server starts it: on a terminal, already signed in, with the protocol on its fd 3. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/rig.h"

static const char *const server[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", NULL};

static void
it_comes_to_rest_moves_cheaply_and_ends(void **state)
{
	struct rig *r = rig_open(&(struct rig_options){.server = server});

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	rig_check(r, rig_on_alternate_screen(r));
	rig_keys(r, "Enter");
	for (int i = 0; i < 3; i++) {
		rig_keys(r, "Down");
		rig_check(r, rig_bytes(r) <= 120);
	}
	/* Type-ahead is drawn once. */
	rig_keys(r, "Down Down Down Down Down Down Down Down Down Down Up Up Up Up Up Up Up Up");
	rig_check(r, rig_bytes(r) <= 300);
	rig_close(r);
}

static void
it_survives_every_size(void **state)
{
	static const int sizes[][2] = {{5, 2}, {200, 60}, {40, 10}, {1, 1}, {80, 24}};
	struct rig *r = rig_open(&(struct rig_options){.server = server});
	char before[8192];

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	rig_keys(r, "Enter");
	/* Once large, the list knows more rows and what its columns need. */
	rig_resize(r, 200, 60);
	rig_resize(r, 80, 24);
	rig_keys(r, "PgDn Home");
	strncpy(before, rig_screen(r), sizeof before - 1);
	before[sizeof before - 1] = '\0';
	for (size_t i = 0; i < 50; i++)
		rig_resize(r, sizes[i % 5][0], sizes[i % 5][1]);
	assert_string_equal(rig_screen(r), before);
	rig_close(r);
}

static void
a_hang_up_ends_it(void **state)
{
	struct rig *r = rig_open(&(struct rig_options){.server = server});

	(void)state;
	rig_idle(r);
	rig_signal(r, SIGHUP);
	assert_in_range(rig_exit(r), 0, 127);
	rig_close(r);
}

/* The signal goes to whoever leads the session; everybody else must see for himself that there is no terminal any more. */
static void
a_terminal_that_is_gone_ends_it(void **state)
{
	const char *const program[] = {"/bin/sh", "-c", "trap '' HUP; setsid --wait \"$0\" --served", rig_comptoir(), NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = server, .program = program});

	(void)state;
	rig_idle(r);
	rig_unplug(r);
	assert_in_range(rig_exit(r), 0, 127);
	rig_close(r);
}

/* A company calls itself an escape sequence, and its owner turns the writing round. */
static void
names_cannot_steer_the_terminal(void **state)
{
	static const char *const hostile[] = {"/usr/bin/python3", "-c",
	    "import json, sys\n"
	    "name = 'A\\x1b]0;owned\\x07\\u202eB\\x9b31m'\n"
	    "print(json.dumps({'jsonrpc': '2.0', 'method': 'hello', 'params': {'protocol': '1.0', 'server': name, 'catalogue': 'x',\n"
	    " 'person': {'id': 1, 'name': name, 'email': name, 'language': 'fr'},\n"
	    " 'company': {'id': 1, 'slug': 's', 'name': name, 'time_zone': 'Europe/Paris', 'currency': 'EUR'}, 'companies': []}}),"
	    " flush=True)\n"
	    "try:\n"
	    " for line in sys.stdin:\n"
	    "  print(json.dumps({'jsonrpc': '2.0', 'id': json.loads(line)['id'], 'error': {'code': 1, 'message': name}}), flush=True)\n"
	    "except OSError:\n"
	    " pass\n",
	    NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = hostile});
	const char *log;
	size_t length;

	(void)state;
	rig_wait(r, "A^[]0;owned^G");
	log = rig_log(r, &length);
	assert_null(memmem(log, length, "\033]0;", 4));
	assert_null(memmem(log, length, "\xE2\x80\xAE", 3));
	assert_null(memmem(log, length, "\xC2\x9B", 2));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_to_rest_moves_cheaply_and_ends),
		cmocka_unit_test(it_survives_every_size),
		cmocka_unit_test(a_hang_up_ends_it),
		cmocka_unit_test(a_terminal_that_is_gone_ends_it),
		cmocka_unit_test(names_cannot_steer_the_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
