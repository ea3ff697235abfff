/* exec.h: one verb as a command line, `list contact --limit 5`: words, formats, exit status. Knows no transport. */
#ifndef SERVER_EXEC_H
#define SERVER_EXEC_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/caller.h"
#include "server/desk.h"

struct exec;

enum { EXEC_JOB_MOST = 2 * 1024 * 1024 };	/* bytes of a stream's job */

struct exec_io {
	void (*out)(void *arg, const char *bytes, size_t length);	/* stdout; takes all */
	void (*err)(void *arg, const char *bytes, size_t length);	/* stderr; takes all */
	/* The last call: nothing is written after it, and the exec is freed after it returns. */
	void (*end)(void *arg, int exit_status);
	/* The verb belongs to a stream child, which takes over stdin, stdout and stderr: its job is
	   {"verb","params","caller","tty","columns"}, and {"stamp","catalogue"} when one is known (JSON text, taken). The exec is freed after this returns; end is not called. */
	void (*stream)(void *arg, char *job);
	void *arg;
};

/* Never calls io before it returns. Keeps a count on the caller. */
struct exec *exec_start(struct desk *desk, struct caller *who, const char *line, bool pty, int columns,
    const struct exec_io *io);
/* Does it want stdin (a create or update whose values come as JSON)? */
bool exec_wants_input(const struct exec *x);
/* Will it be handed to a stream child? Then stdin is left for that. */
bool exec_streams(const struct exec *x);
void exec_input(struct exec *x, const char *bytes, size_t length, bool end);
/* The channel has gone: io is not called any more. Frees it. */
void exec_cancel(struct exec *x);
#endif
