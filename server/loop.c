/* loop.c: one epoll loop a process: file descriptors, timers, and work put off to the end of the turn. */
#include "server/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "shared/xmalloc.h"

enum { EVENTS_A_TURN = 128, LONGEST_WAIT = 1000 };

struct loop_fd {
	struct loop *loop;
	int fd;
	uint32_t events;
	void (*ready)(void *arg, uint32_t events);	/* null: dropped, freed when the turn ends */
	void *arg;
	struct loop_fd *next_dropped;
};

struct loop_timer {
	struct loop *loop;
	int64_t due;
	size_t place;					/* in the heap, from 1; 0: not waiting */
	void (*fire)(void *arg);
	void *arg;
};

struct deferred {
	void (*call)(void *arg);
	void *arg;
};

struct deferred_list {
	struct deferred *items;
	size_t count, room;
};

struct loop {
	int epoll;
	bool stopped;
	int64_t now;
	void (*turn)(void *arg);
	void *turn_arg;
	struct loop_fd *dropped;
	struct loop_timer **heap;			/* [1…count], the next one due first */
	size_t heap_count, heap_room;
	struct deferred_list later, current;
};

static int64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct loop *
loop_new(void)
{
	struct loop *loop = xcalloc(1, sizeof *loop);

	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0)
		abort();
	loop->now = clock_now();
	return loop;
}

static void
free_dropped(struct loop *loop)
{
	while (loop->dropped) {
		struct loop_fd *watch = loop->dropped;
		loop->dropped = watch->next_dropped;
		free(watch);
	}
}

void
loop_free(struct loop *loop)
{
	if (!loop)
		return;
	free_dropped(loop);
	close(loop->epoll);
	free(loop->heap);
	free(loop->later.items);
	free(loop->current.items);
	free(loop);
}

int64_t
loop_now(const struct loop *loop)
{
	return loop->now;
}

void
loop_on_turn(struct loop *loop, void (*turn)(void *arg), void *arg)
{
	loop->turn = turn;
	loop->turn_arg = arg;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

/* File descriptors. */

struct loop_fd *
loop_fd_add(struct loop *loop, int fd, uint32_t events, void (*ready)(void *arg, uint32_t events), void *arg)
{
	struct loop_fd *watch = xcalloc(1, sizeof *watch);
	struct epoll_event event = {.events = events, .data = {.ptr = watch}};

	*watch = (struct loop_fd){.loop = loop, .fd = fd, .events = events, .ready = ready, .arg = arg};
	/* It fails only for a descriptor that is closed or cannot be waited for: a mistake of ours. */
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event))
		abort();
	return watch;
}

void
loop_fd_change(struct loop_fd *watch, uint32_t events)
{
	struct epoll_event event = {.events = events, .data = {.ptr = watch}};

	if (watch->events == events)
		return;
	watch->events = events;
	if (epoll_ctl(watch->loop->epoll, EPOLL_CTL_MOD, watch->fd, &event))
		abort();
}

void
loop_fd_drop(struct loop_fd *watch)
{
	if (!watch)
		return;
	epoll_ctl(watch->loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
	/* This turn's list of events may still point to it. */
	watch->ready = NULL;
	watch->next_dropped = watch->loop->dropped;
	watch->loop->dropped = watch;
}

/* Timers: a binary heap. */

static void
heap_put(struct loop *loop, size_t place, struct loop_timer *timer)
{
	loop->heap[place] = timer;
	timer->place = place;
}

static void
heap_up(struct loop *loop, struct loop_timer *timer)
{
	size_t place = timer->place;

	while (place > 1 && loop->heap[place / 2]->due > timer->due) {
		heap_put(loop, place, loop->heap[place / 2]);
		place /= 2;
	}
	heap_put(loop, place, timer);
}

static void
heap_down(struct loop *loop, struct loop_timer *timer)
{
	size_t place = timer->place;

	for (;;) {
		size_t child = place * 2;
		if (child > loop->heap_count)
			break;
		if (child < loop->heap_count && loop->heap[child + 1]->due < loop->heap[child]->due)
			child++;
		if (loop->heap[child]->due >= timer->due)
			break;
		heap_put(loop, place, loop->heap[child]);
		place = child;
	}
	heap_put(loop, place, timer);
}

static void
heap_take(struct loop *loop, struct loop_timer *timer)
{
	struct loop_timer *last;

	if (!timer->place)
		return;
	last = loop->heap[loop->heap_count--];
	if (last != timer) {
		heap_put(loop, timer->place, last);
		heap_up(loop, last);
		heap_down(loop, last);
	}
	timer->place = 0;
}

void
loop_timer_set(struct loop_timer *timer, int64_t ms)
{
	struct loop *loop = timer->loop;

	heap_take(loop, timer);
	if (ms < 0)
		return;
	/* Not loop->now: a long turn must not make the wait shorter. */
	timer->due = clock_now() + ms;
	if (loop->heap_count + 2 > loop->heap_room) {
		loop->heap_room = loop->heap_room ? loop->heap_room * 2 : 64;
		loop->heap = xreallocarray(loop->heap, loop->heap_room, sizeof *loop->heap);
	}
	heap_put(loop, ++loop->heap_count, timer);
	heap_up(loop, timer);
}

struct loop_timer *
loop_timer_add(struct loop *loop, int64_t ms, void (*fire)(void *arg), void *arg)
{
	struct loop_timer *timer = xcalloc(1, sizeof *timer);

	*timer = (struct loop_timer){.loop = loop, .fire = fire, .arg = arg};
	loop_timer_set(timer, ms);
	return timer;
}

void
loop_timer_drop(struct loop_timer *timer)
{
	if (!timer)
		return;
	heap_take(timer->loop, timer);
	free(timer);
}

static void
run_timers(struct loop *loop)
{
	/* Timers that a callback sets to 0 ms wait for the next turn: `now` was read before. */
	while (loop->heap_count && loop->heap[1]->due <= loop->now) {
		struct loop_timer *timer = loop->heap[1];
		heap_take(loop, timer);
		timer->fire(timer->arg);
	}
}

/* Deferred work. */

void
loop_defer(struct loop *loop, void (*call)(void *arg), void *arg)
{
	struct deferred_list *list = &loop->later;

	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->items = xreallocarray(list->items, list->room, sizeof *list->items);
	}
	list->items[list->count++] = (struct deferred){.call = call, .arg = arg};
}

static void
forget_in(struct deferred_list *list, const void *arg)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].arg == arg)
			list->items[i].call = NULL;
}

void
loop_defer_forget(struct loop *loop, const void *arg)
{
	forget_in(&loop->later, arg);
	forget_in(&loop->current, arg);
}

static void
run_deferred(struct loop *loop)
{
	struct deferred_list list = loop->later;

	loop->later = loop->current;
	loop->later.count = 0;
	loop->current = list;
	for (size_t i = 0; i < loop->current.count; i++)
		if (loop->current.items[i].call)
			loop->current.items[i].call(loop->current.items[i].arg);
	loop->current.count = 0;
}

/* A turn. */

static int
wait_for(const struct loop *loop, int ms)
{
	int64_t wait = ms < 0 || ms > LONGEST_WAIT ? LONGEST_WAIT : ms;

	if (loop->later.count)
		return 0;
	if (loop->heap_count && loop->heap[1]->due - clock_now() < wait)
		wait = loop->heap[1]->due - clock_now();
	return wait < 0 ? 0 : (int)wait;
}

void
loop_turn(struct loop *loop, int ms)
{
	struct epoll_event events[EVENTS_A_TURN];
	int count = epoll_wait(loop->epoll, events, EVENTS_A_TURN, wait_for(loop, ms));

	if (count < 0 && errno != EINTR)
		abort();
	loop->now = clock_now();
	if (loop->turn)
		loop->turn(loop->turn_arg);
	for (int i = 0; i < count; i++) {
		struct loop_fd *watch = events[i].data.ptr;
		if (watch->ready)
			watch->ready(watch->arg, events[i].events);
	}
	run_timers(loop);
	run_deferred(loop);
	free_dropped(loop);
}

void
loop_run(struct loop *loop)
{
	loop->stopped = false;
	while (!loop->stopped)
		loop_turn(loop, -1);
}
