/* remote.h: the server as the screens see it: requests with answers, events, nothing that waits. */
#ifndef TUI_REMOTE_H
#define TUI_REMOTE_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/status.h"

struct ssh_client_options;
struct remote;

/* Why a request was not done. Everything is borrowed for the time of the callback; strings but status and
   message may be null. A connection that ends answers every open request with status "later". */
struct remote_error {
	int code;
	const char *status;		/* refused misuse forbidden conflict internal later */
	const char *message;		/* a sentence in the person's language */
	const char *field;
	const char *ref;
	const json_t *data;
};

/* JSON-RPC over a socket that is already signed in; takes fd. */
struct remote *remote_socket(int fd);
/* Connects, signs in (questions on the terminal) and opens the subsystem; else says why (*why is the caller's). */
MUST_CHECK enum status remote_ssh(const struct ssh_client_options *options, struct remote **remote, char **why);
void remote_free(struct remote *r);

/* Who the server proved to be, in letters and digits; null where it has not. */
const char *remote_server(const struct remote *r);

/* For poll(): always POLLIN, POLLOUT too when remote_wants_write(). */
int remote_fd(const struct remote *r);
bool remote_wants_write(const struct remote *r);
/* Reads, writes and calls back as far as it goes without waiting; call it when poll() says so and after calls. */
void remote_turn(struct remote *r);
bool remote_alive(const struct remote *r);
/* Why it is not alive any more: a sentence in English for translate(); static. Null while alive. */
const char *remote_why(const struct remote *r);

/* Sends a request; params (object or null) is stolen. done comes from remote_turn(), never from here, exactly once
   unless cancelled: result or error is null. Returns the request's number. */
int64_t remote_call(struct remote *r, const char *method, json_t *params,
	void (*done)(void *arg, const json_t *result, const struct remote_error *error), void *arg);
/* The answer is dropped when it comes. Whatever the server did stays done. */
void remote_cancel(struct remote *r, int64_t number);

/* This request may be sent twice: it only reads, or it has a key of its own. Where the connection is renewed it waits for that. */
void remote_again(struct remote *r, int64_t number);
/* The same, but it goes out only by remote_send(): the person is asked first. */
void remote_asks(struct remote *r, int64_t number);
/* Does it wait for a connection? sent: it had gone out over one that was lost, and may have been done. */
bool remote_waits(const struct remote *r, int64_t number, bool *sent);
void remote_send(struct remote *r, int64_t number);
/* Nobody wants it sent any more: it is answered by an error with this msgid, status "dropped". */
void remote_drop(struct remote *r, int64_t number, const char *why);
/* From now on the end of the connection is not the end of requests that may be sent again. */
void remote_renews(struct remote *r);
/* Goes on with the connection of another remote, which is freed. Nothing is sent but by remote_first() until remote_resend(). */
void remote_renew(struct remote *r, struct remote *other);
int64_t remote_first(struct remote *r, const char *method, json_t *params,
	void (*done)(void *arg, const json_t *result, const struct remote_error *error), void *arg);
void remote_resend(struct remote *r);

/* What the server says of itself: hello and changed; one listener. params is borrowed. */
void remote_on_event(struct remote *r, void (*event)(void *arg, const char *method, const json_t *params), void *arg);
/* The last hello; null before it came. */
const json_t *remote_hello(const struct remote *r);
#endif
