/* loop_test.c: the loop calls what is due, in order, and nothing that was dropped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "server/loop.h"

struct story {
	struct loop *loop;
	struct loop_fd *watch, *other;
	struct loop_timer *timer, *victim;
	char said[64];
	int count, pipe[2];
};

static void
say(struct story *s, char letter)
{
	s->said[s->count++] = letter;
	s->said[s->count] = '\0';
}

static void
say_a(void *arg)
{
	say(arg, 'a');
}

static void
say_b(void *arg)
{
	say(arg, 'b');
}

static void
say_c(void *arg)
{
	say(arg, 'c');
}

static int
begin(void **state)
{
	static struct story s;

	s = (struct story){.loop = loop_new()};
	*state = &s;
	return pipe(s.pipe);
}

static int
end(void **state)
{
	struct story *s = *state;

	loop_turn(s->loop, 0);
	loop_free(s->loop);
	close(s->pipe[0]);
	close(s->pipe[1]);
	return 0;
}

/* Timers fire by their time, not by the order in which they were set. */
static void
timers_fire_in_order(void **state)
{
	struct story *s = *state;
	struct loop_timer *timers[] = {loop_timer_add(s->loop, 30, say_c, s), loop_timer_add(s->loop, 1, say_a, s),
		loop_timer_add(s->loop, 15, say_b, s)};

	while (s->count < 3)
		loop_turn(s->loop, -1);
	assert_string_equal(s->said, "abc");
	for (int i = 0; i < 3; i++)
		loop_timer_drop(timers[i]);
}

/* A stopped timer is silent; set again it fires once more. */
static void
a_timer_can_be_set_again(void **state)
{
	struct story *s = *state;
	struct loop_timer *timer = loop_timer_add(s->loop, 0, say_a, s);

	loop_timer_set(timer, -1);
	for (int i = 0; i < 5; i++)
		loop_turn(s->loop, 1);
	assert_string_equal(s->said, "");
	for (int i = 0; i < 2; i++) {
		loop_timer_set(timer, 1);
		while (s->count == i)
			loop_turn(s->loop, -1);
	}
	assert_string_equal(s->said, "aa");
	loop_timer_drop(timer);
}

/* A thousand timers, half of them dropped: the others all fire, never one before its time. */
static int64_t last_due;
static int fired;

static void
check_due(void *arg)
{
	assert_true((intptr_t)arg >= last_due);
	last_due = (intptr_t)arg;
	fired++;
}

static void
many_timers_keep_their_order(void **state)
{
	struct story *s = *state;
	static struct loop_timer *timers[1000];
	int64_t deadline = loop_now(s->loop) + 2000;

	last_due = fired = 0;
	for (intptr_t i = 0; i < 1000; i++)
		timers[i] = loop_timer_add(s->loop, (i * 7919) % 40, check_due, (void *)((i * 7919) % 40));
	for (int i = 0; i < 1000; i += 2) {
		loop_timer_drop(timers[i]);
		timers[i] = NULL;
	}
	/* All are due in one go: the turn runs them by their time. */
	usleep(60000);
	while (fired < 500 && loop_now(s->loop) < deadline)
		loop_turn(s->loop, 10);
	assert_int_equal(fired, 500);
	for (int i = 0; i < 1000; i++)
		loop_timer_drop(timers[i]);
}

static void
drop_myself(void *arg)
{
	struct story *s = arg;

	say(s, 'x');
	loop_timer_drop(s->timer);
	loop_timer_drop(s->victim);
	s->timer = s->victim = NULL;
}

/* A timer may drop itself and another that is due in the same turn. */
static void
a_timer_may_drop_timers(void **state)
{
	struct story *s = *state;

	s->timer = loop_timer_add(s->loop, 0, drop_myself, s);
	s->victim = loop_timer_add(s->loop, 2, say_a, s);
	usleep(5000);
	loop_turn(s->loop, 0);
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "x");
}

static void
again(void *arg)
{
	struct story *s = arg;

	say(s, 'n');
	if (s->count < 3)
		loop_defer(s->loop, again, s);
}

/* Deferred work runs in order; what it defers itself comes in the next turn. */
static void
deferred_work_waits_for_the_end_of_the_turn(void **state)
{
	struct story *s = *state;

	loop_defer(s->loop, say_a, s);
	loop_defer(s->loop, again, s);
	assert_string_equal(s->said, "");
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "an");
	loop_turn(s->loop, -1);
	assert_string_equal(s->said, "ann");
}

/* Whoever goes away forgets what was deferred for it, even within the same turn. */
static void
forget_me(void *arg)
{
	struct story *s = arg;

	say(s, 'f');
	loop_defer_forget(s->loop, s);
}

static void
deferred_work_can_be_forgotten(void **state)
{
	struct story *s = *state;

	loop_defer(s->loop, forget_me, s);
	loop_defer(s->loop, say_a, s);
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "f");
}

static void
read_and_drop_other(void *arg, uint32_t events)
{
	struct story *s = arg;

	say(s, events & EPOLLIN ? 'r' : '?');
	loop_fd_drop(s->watch);
	loop_fd_drop(s->other);
	s->watch = s->other = NULL;
}

/* Two descriptors are ready in one turn: the callback of the first drops both, and the second is not called. */
static void
a_dropped_descriptor_is_silent(void **state)
{
	struct story *s = *state;
	int second = dup(s->pipe[0]);

	s->watch = loop_fd_add(s->loop, s->pipe[0], EPOLLIN, read_and_drop_other, s);
	s->other = loop_fd_add(s->loop, second, EPOLLIN, read_and_drop_other, s);
	assert_int_equal(write(s->pipe[1], "x", 1), 1);
	loop_turn(s->loop, -1);
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "r");
	close(second);
}

static void
note_ready(void *arg, uint32_t events)
{
	struct story *s = arg;

	say(s, events & EPOLLOUT ? 'w' : 'r');
	loop_fd_change(s->watch, 0);
}

/* Only what is asked for is told. */
static void
the_events_asked_for_can_change(void **state)
{
	struct story *s = *state;

	s->watch = loop_fd_add(s->loop, s->pipe[1], 0, note_ready, s);
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "");
	loop_fd_change(s->watch, EPOLLOUT);
	loop_turn(s->loop, -1);
	loop_turn(s->loop, 0);
	assert_string_equal(s->said, "w");
	loop_fd_drop(s->watch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(timers_fire_in_order, begin, end),
		cmocka_unit_test_setup_teardown(a_timer_can_be_set_again, begin, end),
		cmocka_unit_test_setup_teardown(many_timers_keep_their_order, begin, end),
		cmocka_unit_test_setup_teardown(a_timer_may_drop_timers, begin, end),
		cmocka_unit_test_setup_teardown(deferred_work_waits_for_the_end_of_the_turn, begin, end),
		cmocka_unit_test_setup_teardown(deferred_work_can_be_forgotten, begin, end),
		cmocka_unit_test_setup_teardown(a_dropped_descriptor_is_silent, begin, end),
		cmocka_unit_test_setup_teardown(the_events_asked_for_can_change, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
