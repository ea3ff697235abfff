/* desk_inside.h: the members of a desk, for the files of the request half alone. */
#ifndef SERVER_DESK_INSIDE_H
#define SERVER_DESK_INSIDE_H
#include "server/desk.h"
#include "server/lru.h"
#include "server/request.h"
#include "server/verb.h"

struct events;
struct presence;

enum { LATENCY_STEPS = 24 };	/* powers of two of a microsecond */

struct metrics {
	uint64_t requests, by_status[8], internal, events_sent, events_received, lines_refused;
	uint64_t latency[LATENCY_STEPS];
	uint64_t microseconds;
};

struct desk {
	struct desk_options options;
	struct loop *loop;
	struct pool *pool;
	struct lru *stamps, *catalogues, *shapes, *rates;
	struct events *events;
	struct presence *presence;
	struct request *requests;	/* not yet answered */
	int running;
	struct metrics metrics;
	int64_t started;		/* seconds since 1970 */
};

int64_t microseconds_now(void);

/* False: this person has used up what a second gives for verbs of this rate. */
bool rate_allows(struct desk *desk, const struct caller *who, enum verb_rate rate);

/* For handlers. Each ends the request, now or (within request_start) at the end of the turn; afterwards it is gone. */
void request_answer(struct request *r);				/* the result is in r->out */
void request_answer_json(struct request *r, json_t *result);	/* taken */
/* msgid is translated (null: what is said of our own mistakes), args (taken, may be null) filled in; field may be null. */
void request_fail(struct request *r, enum status status, const char *msgid, json_t *args, const char *field);
/* As request_fail, for a code of JSON-RPC that is not the status's own. */
void request_fail_code(struct request *r, int code, enum status status, const char *msgid, json_t *args, const char *field);

/* Sends q; next when it went well. What went wrong is judged, explained and answered without it. */
void request_query(struct request *r, struct query *q, void (*next)(struct request *r, struct query *q));
/* As above, for a handler that goes on after a refusal: otherwise() finds it in r->error. */
void request_query_or(struct request *r, struct query *q, void (*next)(struct request *r, struct query *q),
    void (*otherwise)(struct request *r));
/* Judges the error of q (request_error.c). */
void request_judge(struct request *r, struct query *q);
void failure_free(struct failure *f);
/* Runs the handler once more from its beginning. */
void request_again(struct request *r);

/* A parameter as text for SQL, which lives as long as the request: arrays of numbers as {1,2}, objects as JSON. Null when absent. */
const char *request_text(struct request *r, const char *name);
const char *request_string(const struct request *r, const char *name);
int64_t request_integer(const struct request *r, const char *name, int64_t absent);
bool request_flag(const struct request *r, const char *name);
/* Puts the caller's language into an answer: members "message" (filled from "args", which goes) and "why", at any depth. */
void answer_translate(json_t *answer, const char *language);
#endif
