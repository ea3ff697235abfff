/* child.h: short-lived processes of a session (streams, the hosted screen). The supervisor spawns them; the worker owns their pipes. */
#ifndef SERVER_CHILD_H
#define SERVER_CHILD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct worker;
struct kin;
struct child;

enum child_kind { CHILD_STREAM, CHILD_TUI };

struct child_terminal {
	int columns, rows;
	const char *environment;	/* NAME=value lines; only harmless names get here */
};

/* A child's ends, non-blocking, owned by the child until child_take(). */
struct child_ends {
	int in, out, err;		/* CHILD_STREAM: pipes to its stdin, from its stdout and stderr; CHILD_TUI: in = out = the pty, err = -1 */
	int socket;			/* CHILD_TUI: the JSON-RPC socket; else -1 */
};

/* The worker's side of the family: talks with the supervisor over `socket`. */
struct kin *kin_new(struct worker *worker, int socket);
void kin_free(struct kin *kin);
size_t kin_count(const struct kin *kin);

/* Starts a child. job: JSON text it reads on fd 3 (CHILD_STREAM; null for CHILD_TUI). terminal: null without one.
   exited(arg, status) comes once, with the exit code (128 + signal when killed, 75 when it could not start); never inside this call.
   Null with `why` set (a msgid, static): too many children, no descriptors. */
struct child *child_spawn(struct worker *worker, enum child_kind kind, const char *job, const struct child_terminal *terminal,
	void (*exited)(void *arg, int status), void *arg, const char **why);
const struct child_ends *child_ends(const struct child *child);
void child_close_in(struct child *child);
void child_resize(struct child *child, int columns, int rows);
void child_signal(struct child *child, int signal_number);
/* Takes a screen's terminal away and leaves it its socket, for a moment; exited() comes still. False: it has ended already. */
bool child_hang_up(struct child *child);
/* Closes what is open, ends the process if it still runs, forgets the callback. Null is fine. */
void child_free(struct child *child);

struct config;
/* The process `comptoird hosted`: becomes the screen's own user on its own terminal, then runs the screen. */
int hosted_main(struct config *config, int argc, char **argv);
#endif
