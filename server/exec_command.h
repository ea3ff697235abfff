/* exec_command.h: a command line as a verb with its parameters, and where it is to run. Knows no server: a fuzzer calls it. */
#ifndef SERVER_EXEC_COMMAND_H
#define SERVER_EXEC_COMMAND_H
#include <jansson.h>
#include <stdbool.h>

#include "server/exec_format.h"

struct verb;

struct exec_command {
	const struct verb *verb;
	json_t *params;		/* owned */
	enum exec_format format;
	bool stream;		/* it belongs to a stream child */
	bool input;		/* its values come as JSON on stdin */
	char *why;		/* what is wrong, in the person's language; owned */
};

/* False: `why` says what is wrong. Free it with exec_command_clear() either way. */
bool exec_command_read(const char *line, bool pty, const char *language, struct exec_command *to);
void exec_command_clear(struct exec_command *command);
#endif
