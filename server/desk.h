/* desk.h: what the requests of one worker share: pool, catalogue, shapes, live events, counters. */
#ifndef SERVER_DESK_H
#define SERVER_DESK_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/caller.h"
#include "server/pool.h"

struct loop;
struct desk;

/* What the rest of the worker does for the desk. Each may be null. */
struct desk_hooks {
	/* Ends this session of this person in this company; false when it is not served here. */
	bool (*end_session)(void *arg, int32_t tenant, int64_t person, int64_t session);
	/* Extra counters of the transport (connections, channels, children) to be put into `to` for the verb metrics. */
	void (*counters)(void *arg, json_t *to);
	void *arg;
};

struct desk_options {
	struct loop *loop;
	const char *connection;		/* conninfo of the pool */
	const char *direct;		/* conninfo for LISTEN and NOTIFY, never through a pooler; null: no live events */
	int pool_size, away_ms;
	bool prepare;
	const char *place;		/* the name of this worker among all; null where nobody else is told of anything */
	const char *log;		/* file that the verb logs reads; null: there is none to read */
	struct desk_hooks hooks;
};

struct desk *desk_new(const struct desk_options *options);
void desk_free(struct desk *desk);
struct pool *desk_pool(struct desk *desk);
/* For a clean stop: number of requests not yet answered. */
int desk_running(const struct desk *desk);
#endif
