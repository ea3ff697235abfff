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

struct verb;
struct query;

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
	json_t *params;			/* checked against the verb's arguments; owned */
	char ref[LOG_REQUEST_SIZE];	/* the request's name in the log */
	enum status status;
	struct buf out;			/* JSON text of the result when status is STATUS_OK */
	struct request_error error;
	int exit;			/* exit status when the result itself says that some rows were refused; else = status */

	/* The request's own. */
	void (*done)(struct request *, void *arg);
	void *arg;
	struct query *query;		/* what it waits for */
	void *state;			/* the handler's */
	void (*state_free)(void *state);
	uint64_t started;		/* microseconds */
	bool cancelled, answered, retried;
	struct request *before, *after;	/* all of the desk's, for the clean stop */
};

/* Runs a verb. params (an object or null) is taken. done is called exactly once, never before this returns, and the request is
   freed after it; the result is read in done. A null return never happens: what is wrong is answered through done. */
struct request *request_start(struct desk *desk, struct caller *who, const char *verb, json_t *params,
    void (*done)(struct request *, void *arg), void *arg);
/* The channel has gone: done will not be called. What was already sent to PostgreSQL is left to end. */
void request_cancel(struct request *r);

/* The object of the wire's "error" member. The caller owns it. */
json_t *request_error_json(const struct request *r);
#endif
