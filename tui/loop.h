/* loop.h: wait, handle, draw. Handlers change state; only the loop draws, once, when no input is pending. */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H
#include <stdbool.h>
#include <stdint.h>

/* Belongs to whoever needs it; zeroed is unset. */
struct tui_timer {
	void (*run)(void *arg);
	void *arg;
	int64_t due;
	bool set;
	bool background;	/* the clock and the like: nobody waits for it */
	struct tui_timer *next;
};

struct tui_loop_calls {
	void (*input)(void *arg);			/* the terminal has keys: take them all */
	int (*lines_fd)(void *arg);			/* lines come instead, from here; their end is no hang-up. -1: ended. May be null */
	int (*remote_fd)(void *arg);			/* -1 when there is none any more */
	bool (*remote_wants_write)(void *arg);
	void (*remote)(void *arg);			/* something came from the server, or may go there */
	void (*draw)(void *arg);
	void *arg;
};

struct tui_loop;
struct tui_loop *tui_loop_new(const struct tui_loop_calls *calls);
/* Others from now on. */
void tui_loop_call(struct tui_loop *loop, const struct tui_loop_calls *calls);
void tui_loop_free(struct tui_loop *loop);
/* Until tui_loop_stop(), or a hang-up of the terminal (then false). */
bool tui_loop_run(struct tui_loop *loop);
void tui_loop_stop(struct tui_loop *loop);
/* The picture is no longer what the state says. */
void tui_loop_dirty(struct tui_loop *loop);
/* Sets it anew if it was set. */
void tui_loop_timer_set(struct tui_loop *loop, struct tui_timer *timer, int milliseconds);
void tui_loop_timer_cancel(struct tui_loop *loop, struct tui_timer *timer);
/* Is there a timer that somebody waits for? */
bool tui_loop_busy(const struct tui_loop *loop);
int64_t tui_loop_now(void);
#endif
