/* The server answers out of order, late, wrongly or not at all: each request is answered once, and nothing waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "tui/forward.h"
#include "tui/remote.h"
#include "tui/ssh_client.h"

struct seen {
	int answers, errors, events;
	char last[256];
};

struct stage {
	struct remote *remote;
	int server;
	struct seen seen;
};

static int
set_up(void **state)
{
	struct stage *s = calloc(1, sizeof *s);
	int ends[2];

	assert_non_null(s);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	s->remote = remote_socket(ends[0]);
	s->server = ends[1];
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct stage *s = *state;

	remote_free(s->remote);
	if (s->server >= 0)
		close(s->server);
	free(s);
	return 0;
}

static void
on_answer(void *arg, const json_t *result, const struct remote_error *error)
{
	struct seen *seen = arg;
	char *text = json_dumps(result, JSON_ENCODE_ANY | JSON_COMPACT);

	seen->answers++;
	seen->errors += error != NULL;
	assert_true((result == NULL) != (error == NULL));
	if (error != NULL)
		snprintf(seen->last, sizeof seen->last, "%d %s %s %s %s", error->code, error->status, error->message,
		    error->field ? error->field : "-", error->ref ? error->ref : "-");
	else
		snprintf(seen->last, sizeof seen->last, "%s", text);
	free(text);
}

static void
on_event(void *arg, const char *method, const json_t *params)
{
	struct seen *seen = arg;

	(void)params;
	seen->events++;
	snprintf(seen->last, sizeof seen->last, "%s", method);
}

static void
server_says(struct stage *s, const char *text)
{
	assert_int_equal(write(s->server, text, strlen(text)), strlen(text));
	remote_turn(s->remote);
}

static void
server_reads(struct stage *s, const char *expected)
{
	char bytes[1024];
	ssize_t n;

	remote_turn(s->remote);
	n = read(s->server, bytes, sizeof bytes - 1);
	assert_true(n >= 0);
	bytes[n] = '\0';
	assert_string_equal(bytes, expected);
}

static void
answers_find_their_request_in_any_order(void **state)
{
	struct stage *s = *state;
	struct seen other = {.answers = 0};

	remote_call(s->remote, "list", json_pack("{s:s}", "entity", "contact"), on_answer, &s->seen);
	remote_call(s->remote, "whoami", NULL, on_answer, &other);
	assert_int_equal(s->seen.answers, 0);
	server_reads(s, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"list\",\"params\":{\"entity\":\"contact\"}}\n"
	    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"whoami\",\"params\":{}}\n");
	server_says(s, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"who\":");
	assert_int_equal(other.answers, 0);
	server_says(s, "\"é\"}}\n\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}\r\n");
	assert_string_equal(other.last, "{\"who\":\"é\"}");
	assert_string_equal(s->seen.last, "null");
	server_says(s, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":1}\n{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":1}\n");
	assert_int_equal(other.answers, 1);
	assert_true(remote_alive(s->remote));
}

static void
errors_are_read_whole(void **state)
{
	struct stage *s = *state;

	remote_call(s->remote, "update", json_object(), on_answer, &s->seen);
	server_says(s, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"Non.\",\"data\":"
	    "{\"status\":\"refused\",\"field\":\"siren\",\"ref\":\"r1\"}}}\n");
	assert_string_equal(s->seen.last, "1 refused Non. siren r1");
	remote_call(s->remote, "update", json_object(), on_answer, &s->seen);
	server_says(s, "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32603}}\n");
	assert_string_equal(s->seen.last, "-32603 internal The server refused without a reason. - -");
}

static void
hello_and_events_reach_the_listener(void **state)
{
	struct stage *s = *state;

	remote_on_event(s->remote, on_event, &s->seen);
	server_says(s, "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":\"1.0\",\"person\":{\"language\":\"fr\"}}}\n"
	    "{\"jsonrpc\":\"2.0\",\"method\":\"changed\",\"params\":{\"entity\":\"contact\",\"ids\":[[1,2]]}}\n");
	assert_int_equal(s->seen.events, 2);
	assert_string_equal(s->seen.last, "changed");
	assert_non_null(remote_hello(s->remote));
	server_says(s, "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":\"2.0\"}}\n");
	assert_false(remote_alive(s->remote));
}

static void
forgotten_requests_stay_silent(void **state)
{
	struct stage *s = *state;
	int64_t number = remote_call(s->remote, "a", NULL, on_answer, &s->seen);

	remote_cancel(s->remote, number);
	remote_call(s->remote, "b", NULL, on_answer, &s->seen);
	server_says(s, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}\n{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"b\"}\n");
	assert_int_equal(s->seen.answers, 1);
	assert_string_equal(s->seen.last, "\"b\"");
}

static void
a_lost_connection_answers_everything_once(void **state)
{
	struct stage *s = *state;

	server_says(s, "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":\"1.0\",\"person\":{\"language\":\"fr\"}}}\n");
	for (int i = 0; i < 40; i++)
		remote_call(s->remote, "list", NULL, on_answer, &s->seen);
	close(s->server);
	s->server = -1;
	remote_turn(s->remote);
	remote_turn(s->remote);
	assert_false(remote_alive(s->remote));
	assert_int_equal(s->seen.answers, 40);
	assert_int_equal(s->seen.errors, 40);
	assert_string_equal(s->seen.last, "75 later La connexion au serveur est perdue. - -");
	assert_false(remote_wants_write(s->remote));
	/* Asking a dead connection is answered too, by the next turn. */
	remote_call(s->remote, "list", NULL, on_answer, &s->seen);
	assert_int_equal(s->seen.answers, 40);
	remote_turn(s->remote);
	assert_int_equal(s->seen.answers, 41);
}

static void
nonsense_ends_the_connection(void **state)
{
	struct stage *s = *state;

	server_says(s, "Last login: Mon\n");
	assert_false(remote_alive(s->remote));
	assert_string_equal(remote_why(s->remote), "What answers there is not a Comptoir server.");
}

static void
an_endless_line_ends_the_connection(void **state)
{
	struct stage *s = *state;
	char *chunk = malloc(65536);

	assert_non_null(chunk);
	memset(chunk, 'x', 65536);
	for (int i = 0; i < 200 && remote_alive(s->remote); i++) {
		if (write(s->server, chunk, 65536) < 0)
			break;
		remote_turn(s->remote);
	}
	free(chunk);
	assert_false(remote_alive(s->remote));
	assert_string_equal(remote_why(s->remote), "The server sent a line that is too long.");
}

static void
a_slow_server_does_not_hold_us_up(void **state)
{
	struct stage *s = *state;
	char *text = malloc(1000001);
	size_t got = 0;

	assert_non_null(text);
	memset(text, 'y', 1000000);
	text[1000000] = '\0';
	for (int i = 0; i < 3; i++)
		remote_call(s->remote, "create", json_pack("{s:s}", "notes", text), on_answer, &s->seen);
	remote_turn(s->remote);
	assert_true(remote_wants_write(s->remote));
	for (; remote_wants_write(s->remote); remote_turn(s->remote)) {
		ssize_t n = read(s->server, text, 1000000);
		assert_true(n > 0);
		got += (size_t)n;
	}
	assert_true(got > 2000000);
	free(text);
	assert_true(remote_alive(s->remote));
}

static void
quoted_words_survive_the_server(void **state)
{
	char *words[] = {(char[]){"create"}, (char[]){"last_name=d'Or"}, (char[]){""}, (char[]){"a \"b\" $c `d` \\"},
	    (char[]){"x\ny"}, (char[]){"é"}};
	char *line = forward_quote(6, words);

	(void)state;
	assert_string_equal(line, "create 'last_name=d'\\''Or' '' 'a \"b\" $c `d` \\' 'x\ny' 'é'");
	free(line);
}

static void
is_target(const char *text, const char *person, const char *host, int port)
{
	struct ssh_target t;

	assert_true(ssh_target_parse(text, &t));
	if (person != NULL)
		assert_string_equal(t.person, person);
	else
		assert_null(t.person);
	assert_string_equal(t.host, host);
	assert_int_equal(t.port, port);
	ssh_target_free(&t);
}

static void
targets_are_taken_apart_at_the_last_at(void **state)
{
	static const char *const wrong[] = {"", "@host", "marie@", "host:", "host:0", "host:70000", "host:22x", "-oProxy", "a@-x",
	    "[::1", "[::1]x"};
	struct ssh_target t;

	(void)state;
	is_target("demo", NULL, "demo", 0);
	is_target("marie@etoile.fr@garage:2222", "marie@etoile.fr", "garage", 2222);
	is_target("marie@etoile.fr/garage@10.0.0.1", "marie@etoile.fr/garage", "10.0.0.1", 0);
	is_target("ssh://marie@garage:22/", "marie", "garage", 22);
	is_target("m@[::1]:2222", "m", "::1", 2222);
	is_target("m@fe80::1", "m", "fe80::1", 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(ssh_target_parse(wrong[i], &t));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_find_their_request_in_any_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(errors_are_read_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hello_and_events_reach_the_listener, set_up, tear_down),
		cmocka_unit_test_setup_teardown(forgotten_requests_stay_silent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lost_connection_answers_everything_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nonsense_ends_the_connection, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_endless_line_ends_the_connection, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_slow_server_does_not_hold_us_up, set_up, tear_down),
		cmocka_unit_test(quoted_words_survive_the_server),
		cmocka_unit_test(targets_are_taken_apart_at_the_last_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
