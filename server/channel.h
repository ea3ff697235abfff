/* channel.h: one SSH channel: bytes in and out with back-pressure, and the request that says which door it is. */
#ifndef SERVER_CHANNEL_H
#define SERVER_CHANNEL_H
#include <libssh/libssh.h>
#include <stdbool.h>
#include <stddef.h>

struct channel;
struct session;

/* What serves a channel once its request has come: one table a door. */
struct door {
	const char *name;						/* for the log */
	size_t (*feed)(void *arg, const char *bytes, size_t length);	/* takes 0…length bytes; then channel_resume() */
	void (*end_of_input)(void *arg);				/* once all input is taken; told again to a door that replaces this one */
	void (*hold)(void *arg, bool full);				/* the client does not read: make no more (may be null) */
	void (*resize)(void *arg, int columns, int rows);		/* may be null */
	void (*signal)(void *arg, int number);				/* may be null; Control-C too, where `resize` is null */
	bool (*busy)(void *arg);					/* would something be lost if it ended now? */
	void (*free)(void *arg);
};

/* Not _new and _free: libssh still declares those names. */
struct channel *channel_make(struct session *session);
void channel_drop(struct channel *channel);
ssh_channel channel_ssh(const struct channel *channel);
struct session *channel_session(const struct channel *channel);
bool channel_closed(const struct channel *channel);
bool channel_busy(const struct channel *channel);
/* Moves what can be moved, both ways; never called inside a libssh callback. */
void channel_pump(struct channel *channel);

/* For doors. A door already there is replaced, its free() called. */
void channel_serve(struct channel *channel, const struct door *door, void *arg);
void channel_out(struct channel *channel, const char *bytes, size_t length);
void channel_err(struct channel *channel, const char *bytes, size_t length);
void channel_err_text(struct channel *channel, const char *msgid);	/* a sentence in the caller's language, and a line end */
void channel_resume(struct channel *channel);
/* After what was written: the exit status, then the end. */
void channel_finish(struct channel *channel, int status);
bool channel_has_terminal(const struct channel *channel);
int channel_columns(const struct channel *channel);
int channel_rows(const struct channel *channel);
/* NAME=value lines; borrowed. */
const char *channel_environment(struct channel *channel);

/* The doors. False: refused. */
bool door_rpc_open(struct channel *channel);
bool door_exec_open(struct channel *channel, const char *line);
bool door_screen_open(struct channel *channel);
struct worker;
void door_screen_end_all(struct worker *worker);	/* those whose line has dropped: no time is left */
#endif
