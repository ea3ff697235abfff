/* forward.h: a verb that runs on the server with this program's standard streams. */
#ifndef TUI_FORWARD_H
#define TUI_FORWARD_H
#include <stdbool.h>

#include "tui/ssh_client.h"

struct forward_options {
	struct ssh_client_options ssh;
	bool no_input;		/* standard input stays untouched: for loops in scripts */
};

/* The exit code: the verb's own; STATUS_LATER and STATUS_FORBIDDEN (with a sentence) when it could not be run. */
int forward_run(const struct forward_options *options, int count, char *const words[]);

/* The words as one command line that the server takes apart into the same words. The caller owns it. */
char *forward_quote(int count, char *const words[]);
#endif
