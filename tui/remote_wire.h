/* remote_wire.h: what carries the bytes of a remote: a socket, or a channel of an SSH session. */
#ifndef TUI_REMOTE_WIRE_H
#define TUI_REMOTE_WIRE_H
#include <stdbool.h>
#include <sys/types.h>

/* Nothing here waits. Counts of bytes: 0 is "not now", below 0 the wire is broken or at its end. */
struct wire_type {
	ssize_t (*read)(void *wire, char *bytes, size_t room);
	ssize_t (*write)(void *wire, const char *bytes, size_t length);
	int (*fd)(const void *wire);
	/* Bytes that were taken by write() still wait to leave. */
	bool (*stuck)(const void *wire);
	/* Why it ended, a msgid, or null when there is nothing special to say. */
	const char *(*why)(const void *wire);
	void (*free)(void *wire);
};

struct remote;
/* Takes the wire. */
struct remote *remote_new(const struct wire_type *type, void *wire);
/* Takes the text. */
void remote_set_server(struct remote *r, char *server);
#endif
