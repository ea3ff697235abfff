/* loop.c: one poll() over the terminal, the server and the timers. */
#include "tui/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "shared/xmalloc.h"
#include "tui/terminal.h"

enum { DRAW_AT_LATEST = 50 };	/* ms after the first change, however busy the server's line is */

struct tui_loop {
	struct tui_loop_calls calls;
	struct tui_timer *timers;	/* by due time */
	bool stopped, dirty;
	int64_t dirty_since;
};

int64_t
tui_loop_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct tui_loop *
tui_loop_new(const struct tui_loop_calls *calls)
{
	struct tui_loop *loop = xcalloc(1, sizeof *loop);

	loop->calls = *calls;
	return loop;
}

void
tui_loop_call(struct tui_loop *loop, const struct tui_loop_calls *calls)
{
	loop->calls = *calls;
}

void
tui_loop_free(struct tui_loop *loop)
{
	free(loop);
}

void
tui_loop_stop(struct tui_loop *loop)
{
	loop->stopped = true;
}

void
tui_loop_dirty(struct tui_loop *loop)
{
	if (!loop->dirty)
		loop->dirty_since = tui_loop_now();
	loop->dirty = true;
}

void
tui_loop_timer_cancel(struct tui_loop *loop, struct tui_timer *timer)
{
	if (!timer->set)
		return;
	for (struct tui_timer **at = &loop->timers; *at != NULL; at = &(*at)->next)
		if (*at == timer) {
			*at = timer->next;
			break;
		}
	timer->set = false;
}

void
tui_loop_timer_set(struct tui_loop *loop, struct tui_timer *timer, int milliseconds)
{
	struct tui_timer **at = &loop->timers;

	tui_loop_timer_cancel(loop, timer);
	timer->due = tui_loop_now() + milliseconds;
	timer->set = true;
	for (at = &loop->timers; *at != NULL && (*at)->due <= timer->due; at = &(*at)->next)
		;
	timer->next = *at;
	*at = timer;
}

bool
tui_loop_busy(const struct tui_loop *loop)
{
	for (const struct tui_timer *t = loop->timers; t != NULL; t = t->next)
		if (!t->background)
			return true;
	return false;
}

static void
run_timers(struct tui_loop *loop)
{
	int64_t now = tui_loop_now();

	while (loop->timers != NULL && loop->timers->due <= now) {
		struct tui_timer *timer = loop->timers;
		bool background = timer->background;

		loop->timers = timer->next;
		timer->set = false;
		timer->run(timer->arg);
		/* What waited for it may have come to rest: the frame says so, in no bytes when nothing changed. */
		if (!background)
			tui_loop_dirty(loop);
	}
}

/* 0 while a frame is due: anything that already came goes first. */
static int
wait_of(const struct tui_loop *loop)
{
	int64_t wait;

	if (loop->dirty)
		return 0;
	if (loop->timers == NULL)
		return -1;
	wait = loop->timers->due - tui_loop_now();
	return wait < 0 ? 0 : (int)wait;
}

static int
wait_for(const struct tui_loop *loop, struct pollfd fds[2])
{
	int ms = wait_of(loop);
	struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	const struct tui_loop_calls *c = &loop->calls;

	fds[0] = (struct pollfd){.fd = c->lines_fd ? c->lines_fd(c->arg) : STDIN_FILENO, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = c->remote_fd(c->arg), .events = POLLIN};
	if (fds[1].fd >= 0 && c->remote_wants_write(c->arg))
		fds[1].events |= POLLOUT;
	return ppoll(fds, 2, ms < 0 ? NULL : &wait, terminal_wait_mask());
}

bool
tui_loop_run(struct tui_loop *loop)
{
	const struct tui_loop_calls *c = &loop->calls;

	while (!loop->stopped && !terminal_hung_up) {
		struct pollfd fds[2];
		int ready = wait_for(loop, fds);

		if (ready < 0 && errno != EINTR)
			return false;
		if (ready < 0) {
			/* The window changed, or a test asks whether we rest. */
			c->input(c->arg);
			continue;
		}
		/* A terminal that is gone is readable for ever, and its signal goes to the leader of the session alone. */
		if (ready > 0 && c->lines_fd == NULL && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
			return false;
		if (ready > 0 && fds[0].revents)
			c->input(c->arg);
		if (ready > 0 && fds[1].revents)
			c->remote(c->arg);
		run_timers(loop);
		if (loop->dirty && !loop->stopped &&
		    (ready == 0 || tui_loop_now() - loop->dirty_since > DRAW_AT_LATEST)) {
			loop->dirty = false;
			c->draw(c->arg);
		}
	}
	return loop->stopped;
}
