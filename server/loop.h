/* loop.h: one epoll loop a process: file descriptors, timers, and work put off to the end of the turn. */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

struct loop;
struct loop_fd;
struct loop_timer;

struct loop *loop_new(void);
void loop_free(struct loop *loop);
/* Turns until loop_stop(). One turn: wait, fd callbacks, timers, deferred work. */
void loop_run(struct loop *loop);
/* One turn that waits at most `ms` (-1: until something happens). For tests and for clean ends. */
void loop_turn(struct loop *loop, int ms);
void loop_stop(struct loop *loop);

/* Monotonic milliseconds, read once a turn. */
int64_t loop_now(const struct loop *loop);
/* Called at the start of each turn, and at least every second: the proof that the process is alive. */
void loop_on_turn(struct loop *loop, void (*turn)(void *arg), void *arg);

/* Watches fd, which stays the caller's. events: EPOLLIN, EPOLLOUT…; errors and hang-ups always come. */
struct loop_fd *loop_fd_add(struct loop *loop, int fd, uint32_t events, void (*ready)(void *arg, uint32_t events), void *arg);
void loop_fd_change(struct loop_fd *watch, uint32_t events);
/* Ends the watch, before the caller closes fd; may be called inside any callback. Null is fine. */
void loop_fd_drop(struct loop_fd *watch);

/* Fires once after `ms`, then waits to be set again or dropped. */
struct loop_timer *loop_timer_add(struct loop *loop, int64_t ms, void (*fire)(void *arg), void *arg);
void loop_timer_set(struct loop_timer *timer, int64_t ms);	/* (re)starts it; negative: stops it */
void loop_timer_drop(struct loop_timer *timer);			/* may be called inside its own callback; null is fine */

/* Runs call(arg) at the end of this turn, in order; what it defers itself runs in the next turn. */
void loop_defer(struct loop *loop, void (*call)(void *arg), void *arg);
/* Forgets what was deferred for arg: its owner goes away. */
void loop_defer_forget(struct loop *loop, const void *arg);
#endif
