/* One request a line: what is no request gets an error and harms nobody; a peer that asks too much waits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/caller.h"
#include "server/desk.h"
#include "server/loop.h"
#include "server/rpc.h"
#include "server/rpc_line.h"
#include "shared/buf.h"

static void
line(const char *text, int code)
{
	struct rpc_call call;
	bool good = rpc_line_read(text, strlen(text), &call);

	assert_int_equal(call.code, code);
	assert_int_equal(good, code == 0);
	rpc_call_clear(&call);
}

static void
lines_are_read_strictly(void **state)
{
	char deep[200];

	(void)state;
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}", 0);
	line("{\"jsonrpc\":\"2.0\",\"method\":\"whoami\",\"params\":null}", 0);
	line("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"whoami\",\"params\":{}}", 0);
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"who", -32700);
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\u0000\"}", -32700);
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", -32700);
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"whoami\"}", -32600);
	line("{\"id\":1,\"method\":\"whoami\"}", -32600);
	line("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"whoami\"}", -32600);
	line("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600);
	line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\",\"params\":[]}", -32602);
	line("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}]", -32600);
	line("17", -32600);
	memset(deep, '[', 40);
	memset(deep + 40, ']', 40);
	deep[80] = '\0';
	line(deep, -32600);
	memset(deep + 1, '[', 39);
	deep[0] = '"';
	deep[40] = '"';
	deep[41] = '\0';
	line(deep, -32600);	/* brackets in a text are no nesting: it is only not a request */
}

struct rig {
	struct loop *loop;
	struct desk *desk;
	struct caller *who;
	struct rpc_peer *peer;
	struct buf out;
	int resumed;
};

static void
on_write(void *arg, const char *bytes, size_t length)
{
	buf_add(&((struct rig *)arg)->out, bytes, length);
}

static void
on_resume(void *arg)
{
	((struct rig *)arg)->resumed++;
}

static void
set_up(struct rig *rig)
{
	json_t *answer = json_pack("{s:i,s:s,s:s,s:s,s:[{s:i,s:s,s:s,s:s}]}", "person", 42, "name", "Zoé", "email", "zoe@example.com",
	    "language", "en", "companies", "tenant", 7, "slug", "garage", "name", "Garage", "role", "comptoir_staff");
	const struct rpc_io io = {.write = on_write, .resume = on_resume, .arg = rig};

	*rig = (struct rig){.loop = loop_new()};
	rig->who = caller_new(answer, NULL);
	json_decref(answer);
	/* Nothing listens there: what needs the database waits. */
	rig->desk = desk_new(&(struct desk_options){.loop = rig->loop, .connection = "host=/nonexistent dbname=none", .pool_size = 1, .prepare = true});
	rig->peer = rpc_new(rig->desk, rig->who, &io);
}

static void
tear_down(struct rig *rig)
{
	rpc_free(rig->peer);
	desk_free(rig->desk);
	caller_free(rig->who);
	buf_free(&rig->out);
	loop_free(rig->loop);
}

static const char whoami[] = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"whoami\"}\n";
static const char health[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"health\"}\n";

static void
a_request_in_pieces_is_answered(void **state)
{
	struct rig rig;

	(void)state;
	set_up(&rig);
	assert_int_equal(rpc_feed(rig.peer, whoami, 10), 10);
	assert_int_equal(rpc_feed(rig.peer, whoami + 10, sizeof whoami - 11), sizeof whoami - 11);
	assert_int_equal(rig.out.length, 0);	/* never inside the call */
	loop_turn(rig.loop, 0);
	assert_non_null(strstr(buf_text(&rig.out), "\"id\":\"a\",\"result\":{\"person\":{\"id\":42"));
	tear_down(&rig);
}

static void
a_line_too_long_is_skipped_whole(void **state)
{
	char *filler = malloc(300000);
	struct rig rig;

	(void)state;
	set_up(&rig);
	memset(filler, 'x', 300000);
	for (int i = 0; i < 5; i++)
		assert_int_equal(rpc_feed(rig.peer, filler, 300000), 300000);
	assert_int_equal(rpc_feed(rig.peer, "\n", 1), 1);
	rpc_feed(rig.peer, whoami, sizeof whoami - 1);
	loop_turn(rig.loop, 0);
	assert_non_null(strstr(buf_text(&rig.out), "-32600"));
	assert_null(strstr(buf_text(&rig.out), "-32700"));
	assert_non_null(strstr(buf_text(&rig.out), "\"id\":\"a\",\"result\""));
	free(filler);
	tear_down(&rig);
}

static void
a_peer_has_32_requests_in_flight_and_no_more(void **state)
{
	struct buf many = BUF_EMPTY;
	struct rig rig;
	size_t taken;

	(void)state;
	set_up(&rig);
	for (int i = 0; i < 50; i++)
		buf_add(&many, health, sizeof health - 1);
	taken = rpc_feed(rig.peer, many.bytes, many.length);
	assert_int_equal(taken, (RPC_FLIGHT_MAX - 1) * (sizeof health - 1));	/* the greeting is one of them */
	assert_int_equal(rpc_running(rig.peer), RPC_FLIGHT_MAX);
	assert_int_equal(rpc_feed(rig.peer, whoami, sizeof whoami - 1), 0);
	assert_int_equal(rig.resumed, 0);
	buf_free(&many);
	tear_down(&rig);
}

static void
a_peer_that_does_not_read_is_not_listened_to(void **state)
{
	struct rig rig;

	(void)state;
	set_up(&rig);
	rpc_hold(rig.peer, true);
	assert_int_equal(rpc_feed(rig.peer, whoami, sizeof whoami - 1), 0);
	rpc_hold(rig.peer, false);
	assert_int_equal(rig.resumed, 1);
	tear_down(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_strictly),
		cmocka_unit_test(a_request_in_pieces_is_answered),
		cmocka_unit_test(a_line_too_long_is_skipped_whole),
		cmocka_unit_test(a_peer_has_32_requests_in_flight_and_no_more),
		cmocka_unit_test(a_peer_that_does_not_read_is_not_listened_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
