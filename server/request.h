/* request.h: one call of one verb by one person, whichever door it came through. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/caller.h"
#include "server/desk.h"
#include "server/log.h"
#include "shared/buf.h"
#include "shared/status.h"

struct catalogue;
struct failure;
struct list_shape;
struct presence_peer;
struct query;
struct verb;

/* How a request failed. `code` is the JSON-RPC code of the wire, `status` the exit status. */
struct request_error {
	int code;
	char *message;		/* translated; owned */
	json_t *data;		/* status, field, errors, current, ref; owned */
};

struct request {
	struct desk *desk;
	struct caller *who;
	const struct verb *verb;
	struct presence_peer *peer;	/* the connection, which may hold records open; null: none */
	json_t *params;			/* checked against the verb's arguments; owned */
	char ref[LOG_REQUEST_SIZE];	/* the request's name in the log */
	enum status status;
	struct buf out;			/* JSON text of the result when status is STATUS_OK */
	struct request_error error;
	enum status exit;		/* = status, or what the result itself says: some rows were refused */
	size_t page_most;		/* set by the asker after request_start: bytes past which a page of a list ends; 0: none */
	bool wants_catalogue;		/* set by the asker after request_start: have it by the time of done */
	struct catalogue *catalogue;	/* of the caller, when something needed it */

	/* The request's own. */
	void (*done)(struct request *, void *arg);
	void *arg;
	bool starting, cancelled, answered, retried;
	struct query *query;		/* what it waits for */
	void (*next)(struct request *, struct query *);
	void (*otherwise)(struct request *);
	void (*then)(struct request *);	/* after a catalogue or a shape */
	void (*stamped)(struct request *);	/* after the stamp that these are kept under */
	json_t *current;		/* the row that a conflict is about */
	struct failure *failure;	/* what PostgreSQL refused, while it is being explained */
	struct list_shape *shape;
	void *state;			/* the handler's */
	void (*state_free)(void *state);
	json_t *texts;			/* parameters in their form for SQL */
	char *key;			/* of the shape that is being asked for */
	size_t key_length;
	int64_t started;		/* microseconds */
	struct request *before, *after;	/* among the desk's */
};

/* Runs a verb. params (an object or null) is taken. done is called exactly once, never before this returns, and the request is
   freed after it; the result is read in done. A null return never happens: what is wrong is answered through done. */
struct request *request_start(struct desk *desk, struct caller *who, const char *verb, json_t *params,
    void (*done)(struct request *, void *arg), void *arg);
/* The same for a connection that may hold records open (presence.h); it outlives the request, or cancels it. */
struct request *request_start_by(struct desk *desk, struct caller *who, struct presence_peer *peer, const char *verb, json_t *params,
    void (*done)(struct request *, void *arg), void *arg);
/* The channel has gone: done will not be called. What was already sent to PostgreSQL is left to end. */
void request_cancel(struct request *r);

/* The object of the wire's "error" member. The caller owns it. */
json_t *request_error_json(const struct request *r);
#endif
