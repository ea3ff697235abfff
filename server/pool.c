/* pool.c: a bounded number of PostgreSQL connections, each in pipeline mode, driven by the worker's loop. */
#include "server/pool.h"

#include <stdlib.h>
#include <string.h>

#include "server/log.h"
#include "server/loop.h"
#include "server/pool_inside.h"
#include "shared/xmalloc.h"

enum { BACK_OFF_FIRST = 100, BACK_OFF_MOST = 1000, SWEEP = 250 };

struct connection {
	struct pool *pool;
	PGconn *pg;
	struct loop_fd *watch;
	uint32_t events;
	enum { CLOSED, CONNECTING, IDLE, BUSY, CLEANING } state;	/* CLEANING: rolling back what failed */
	struct query *query;
	struct prepared *prepared;
	struct step steps[STEPS_MAX];
	int step, step_count;
};

struct pool {
	struct loop *loop;
	char *conninfo;
	struct pool_options options;
	struct connection *connections;
	struct query *first, **last;		/* the line of those that wait */
	struct query *refused;			/* the line was full: answered at the end of the turn */
	struct loop_timer *sweep;		/* expires who waited too long; opens connections after a back-off */
	bool sweeping;
	int64_t back_off, not_before;		/* ms; the next attempt to connect */
	int64_t away_since;			/* ms; no connection is left and none can be made; 0: not so */
	bool coming;				/* PostgreSQL says itself that it is about to be ready */
	struct pool_counts counts;
};

static void pump(struct pool *pool);
static void sweep(void *arg);
static void connection_ready(void *arg, uint32_t events);

static void
quiet(void *arg, const PGresult *notice)
{
	(void)arg;
	(void)notice;		/* notices may quote values */
}

/* The end of a query's life: tells the asker, then frees. */
static void
answer(struct query *q)
{
	if (q->done != NULL)
		q->done(q, q->arg);
	query_free(q);
}

static void
fail_later(struct query *q)
{
	query_reset(q);
	q->status = STATUS_LATER;
	answer(q);
}

static void
put_first(struct pool *pool, struct query *q)
{
	q->next = pool->first;
	if (pool->first == NULL)
		pool->last = &q->next;
	pool->first = q;
	pool->counts.waiting++;
}

static struct query *
take_first(struct pool *pool)
{
	struct query *q = pool->first;

	if (q != NULL) {
		pool->first = q->next;
		if (pool->first == NULL)
			pool->last = &pool->first;
		pool->counts.waiting--;
	}
	return q;
}

static void
connection_close(struct connection *c)
{
	if (c->state == CLOSED)
		return;
	if (c->state != CONNECTING)
		c->pool->counts.open--;
	if (c->state == BUSY || c->state == CLEANING)
		c->pool->counts.busy--;
	loop_fd_drop(c->watch);
	c->watch = NULL;
	PQfinish(c->pg);
	c->pg = NULL;
	prepared_free(c->prepared);
	c->prepared = NULL;
	for (int i = c->step; i < c->step_count; i++)
		free(c->steps[i].key);
	c->step = c->step_count;
	c->state = CLOSED;
}

/* 57P03, cannot_connect_now: it starts, stops or recovers. (libpq has the code of a refused connection in its text only.) */
static bool
says_coming(const PGconn *pg)
{
	return pg != NULL && strstr(PQerrorMessage(pg), "57P03") != NULL;
}

/* An attempt to connect failed: the next one is later, and without any connection the database is away from now on. */
static void
missed(struct pool *pool, const PGconn *pg)
{
	const char *said = pg ? PQerrorMessage(pg) : "";	/* it names the server and the role, never a password */

	pool->coming = says_coming(pg);
	if (pool->away_since == 0 && pool->counts.open == 0)
		pool->away_since = loop_now(pool->loop);
	if (pool->back_off < BACK_OFF_MOST) {
		pool->back_off = pool->back_off == 0 ? BACK_OFF_FIRST : pool->back_off * 2;
		if (pool->back_off > BACK_OFF_MOST)
			pool->back_off = BACK_OFF_MOST;
		log_warning("database.unreachable", "retry_ms=%lld coming=%d open=%d reason=\"%.*s\"", (long long)pool->back_off, pool->coming, pool->counts.open,
		    (int)strcspn(said, "\n"), said);
	}
	pool->not_before = loop_now(pool->loop) + pool->back_off;
}

/* Someone has taken the call and not answered yet: on a machine with too much to do that takes seconds, and is no sign of a database that is away. */
static bool
is_answering(const struct pool *pool)
{
	for (int i = 0; i < pool->options.size; i++)
		if (pool->connections[i].state == CONNECTING)
			return true;
	return false;
}

/* Long enough that it is no restart: who asks now is told so at once, and who waits is not kept waiting. */
static bool
is_away(const struct pool *pool)
{
	return pool->away_since != 0 && pool->counts.open == 0 &&
	    loop_now(pool->loop) - pool->away_since >= (pool->coming || is_answering(pool) ? pool->options.wait_ms : pool->options.away_ms);
}

/* The connection broke. A read is sent again, once; of a write nobody knows whether it was committed. */
static void
connection_lost(struct connection *c)
{
	struct pool *pool = c->pool;
	struct query *q = c->query;

	if (c->state == CONNECTING) {
		missed(pool, c->pg);
	} else {
		pool->counts.lost++;
		log_warning("database.lost", "busy=%d", q != NULL);
	}
	connection_close(c);
	c->query = NULL;
	if (q != NULL && !q->writes && !q->again) {
		query_reset(q);
		q->again = true;
		put_first(pool, q);
	} else if (q != NULL) {
		q->unknown = q->writes;
		fail_later(q);
	}
	pump(pool);
}

static void
watch(struct connection *c, uint32_t events)
{
	if (c->watch == NULL)
		c->watch = loop_fd_add(c->pool->loop, PQsocket(c->pg), events, connection_ready, c);
	else if (c->events != events)
		loop_fd_change(c->watch, events);
	c->events = events;
}

static bool
flush(struct connection *c)
{
	int left = PQflush(c->pg);

	if (left >= 0)
		watch(c, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
	return left >= 0;
}

static void
start_query(struct connection *c, struct query *q)
{
	c->query = q;
	c->state = BUSY;
	c->pool->counts.busy++;
	c->pool->counts.queries++;
	c->step = c->step_count = 0;
	if (!query_write(q, c->pg, c->prepared, c->steps, &c->step_count) || !flush(c))
		connection_lost(c);
}

static void
become_idle(struct connection *c)
{
	c->pool->counts.busy--;
	c->state = IDLE;
}

static void
clean(struct connection *c)
{
	c->state = CLEANING;
	c->steps[0] = (struct step){.kind = STEP_CONTROL, .statement = -1, .key = NULL, .key_length = 0};
	c->step = 0;
	c->step_count = 1;
	if (!PQsendQueryParams(c->pg, "rollback", 0, NULL, NULL, NULL, NULL, 0) || !PQpipelineSync(c->pg) || !flush(c))
		connection_lost(c);
}

/* 26000: somebody deallocated it. 0A000 from a prepared one: its result type changed under it. Both happen before any effect. */
static bool
plan_is_stale(const struct query *q)
{
	const char *state = q->error ? PQresultErrorField(q->error, PG_DIAG_SQLSTATE) : NULL;
	const char *source = q->error ? PQresultErrorField(q->error, PG_DIAG_SOURCE_FUNCTION) : NULL;

	return state != NULL && (strcmp(state, "26000") == 0 ||
	    (strcmp(state, "0A000") == 0 && source != NULL && strcmp(source, "RevalidateCachedQuery") == 0));
}

static void
finish_query(struct connection *c)
{
	struct query *q = c->query;
	PGTransactionStatusType at = PQtransactionStatus(c->pg);

	c->query = NULL;
	if (at != PQTRANS_IDLE)
		clean(c);
	else
		become_idle(c);
	if (q == NULL)
		return;
	if (plan_is_stale(q) && !q->again && c->prepared != NULL) {
		prepared_forget(c->prepared);
		query_reset(q);
		q->again = true;
		put_first(c->pool, q);
		return;
	}
	q->status = q->error == NULL ? STATUS_OK : STATUS_INTERNAL;
	answer(q);
}

static void
take_result(struct connection *c, PGresult *r)
{
	struct step *s = &c->steps[c->step < c->step_count ? c->step : 0];
	ExecStatusType status = PQresultStatus(r);
	bool failed = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;

	if (s->kind == STEP_PREPARE && failed && c->prepared != NULL)
		prepared_failed(c->prepared, s);
	if (s->kind == STEP_PREPARE && !failed)
		c->pool->counts.prepared++;
	if (c->query != NULL && status == PGRES_FATAL_ERROR && c->query->error == NULL) {
		c->query->error = r;
		return;
	}
	if (c->query != NULL && s->kind == STEP_CALL && !failed) {
		PQclear(c->query->statements[s->statement].result);
		c->query->statements[s->statement].result = r;
		return;
	}
	PQclear(r);
}

static void
read_results(struct connection *c)
{
	while ((c->state == BUSY || c->state == CLEANING) && !PQisBusy(c->pg)) {
		PGresult *r = PQgetResult(c->pg);

		if (r == NULL && c->step < c->step_count) {
			free(c->steps[c->step++].key);
		} else if (r == NULL) {
			return;		/* not yet: the sync itself is still to come */
		} else if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			finish_query(c);
		} else {
			take_result(c, r);
		}
	}
}

static void
connected(struct connection *c)
{
	struct pool *pool = c->pool;

	if (PQsetnonblocking(c->pg, 1) != 0 || !PQenterPipelineMode(c->pg)) {
		connection_lost(c);
		return;
	}
	PQsetErrorVerbosity(c->pg, PQERRORS_DEFAULT);
	PQsetNoticeReceiver(c->pg, quiet, NULL);
	c->prepared = pool->options.prepare ? prepared_new() : NULL;
	c->state = IDLE;
	pool->counts.open++;
	if (pool->back_off != 0)
		pool->counts.reconnects++;
	if (pool->away_since != 0)
		log_info("database.back", "after_ms=%lld", (long long)(loop_now(pool->loop) - pool->away_since));
	pool->back_off = 0;
	pool->away_since = 0;
	watch(c, EPOLLIN);
}

static void
go_on_connecting(struct connection *c)
{
	PostgresPollingStatusType next;

	/* libpq may close its socket and open another with the same number: the watch never outlives a poll. */
	loop_fd_drop(c->watch);
	c->watch = NULL;
	next = PQconnectPoll(c->pg);
	if (next == PGRES_POLLING_OK)
		connected(c);
	else if (next == PGRES_POLLING_FAILED)
		connection_lost(c);
	else
		watch(c, next == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT);
}

static void
connection_ready(void *arg, uint32_t events)
{
	struct connection *c = arg;
	struct pool *pool = c->pool;

	if (c->state == CONNECTING) {
		go_on_connecting(c);
	} else if (((events & EPOLLOUT) && !flush(c)) || !PQconsumeInput(c->pg)) {
		read_results(c);	/* what came before the end is still worth reading */
		if (c->state != CLOSED)
			connection_lost(c);
	} else {
		read_results(c);
		if (c->state != CLOSED && PQstatus(c->pg) == CONNECTION_BAD)
			connection_lost(c);
	}
	pump(pool);
}

static void
connection_open(struct connection *c)
{
	/* PQconnectStart resolves names: a host name in the settings blocks for as long as the resolver does. */
	c->pg = PQconnectStart(c->pool->conninfo);
	c->state = CONNECTING;
	if (c->pg == NULL || PQstatus(c->pg) == CONNECTION_BAD) {
		connection_lost(c);
	} else {
		PQsetErrorVerbosity(c->pg, PQERRORS_SQLSTATE);
		watch(c, EPOLLOUT);
	}
}

static void
sweep_soon(struct pool *pool)
{
	if (pool->sweeping || (pool->first == NULL && pool->away_since == 0))
		return;
	pool->sweeping = true;
	if (pool->sweep == NULL)
		pool->sweep = loop_timer_add(pool->loop, SWEEP, sweep, pool);
	else
		loop_timer_set(pool->sweep, SWEEP);
}

/* Who waits now; what those ask anew when they hear it waits its turn. */
static void
refuse_all(struct pool *pool)
{
	for (int n = pool->counts.waiting; n > 0 && pool->first != NULL; n--) {
		pool->counts.refused++;
		fail_later(take_first(pool));
	}
}

/* Hands waiting queries to idle connections, and opens as many as are worth opening: one while the database is away, though
   nobody asks, so that it is known when it is back. */
static void
pump(struct pool *pool)
{
	int connecting = 0, wanted;

	if (is_away(pool))
		refuse_all(pool);
	for (int i = 0; i < pool->options.size && pool->first != NULL; i++)
		if (pool->connections[i].state == IDLE)
			start_query(&pool->connections[i], take_first(pool));
	for (int i = 0; i < pool->options.size; i++)
		connecting += pool->connections[i].state == CONNECTING;
	wanted = pool->counts.waiting == 0 && pool->away_since != 0 ? 1 : pool->counts.waiting;
	for (int i = 0; i < pool->options.size && wanted > connecting; i++) {
		if (pool->connections[i].state != CLOSED || loop_now(pool->loop) < pool->not_before)
			continue;
		connecting++;
		connection_open(&pool->connections[i]);
	}
	sweep_soon(pool);
}

static void
sweep(void *arg)
{
	struct pool *pool = arg;
	int64_t oldest = loop_now(pool->loop) - pool->options.wait_ms;

	pool->sweeping = false;
	while (pool->first != NULL && pool->first->since < oldest) {
		pool->counts.refused++;
		fail_later(take_first(pool));
	}
	pump(pool);
}

static void
pump_deferred(void *arg)
{
	struct pool *pool = arg;
	struct query *q;

	while ((q = pool->refused) != NULL) {
		pool->refused = q->next;
		fail_later(q);
	}
	pump(pool);
}

void
query_send(struct pool *pool, struct query *q, void (*done)(struct query *q, void *arg), void *arg)
{
	q->pool = pool;
	q->done = done;
	q->arg = arg;
	q->since = loop_now(pool->loop);
	if (pool->counts.waiting >= pool->options.queue) {
		pool->counts.refused++;
		q->next = pool->refused;
		pool->refused = q;
	} else {
		*pool->last = q;
		pool->last = &q->next;
		pool->counts.waiting++;
	}
	/* At the end of the turn: a connection that fails answers at once, and nobody is answered inside his own call. */
	loop_defer(pool->loop, pump_deferred, pool);
}

void
query_cancel(struct query *q)
{
	q->done = NULL;
}

struct pool *
pool_new(struct loop *loop, const struct pool_options *options)
{
	struct pool *pool = xcalloc(1, sizeof *pool);

	/* As start-up parameters, so that a pooler in between keeps them too: what comes back is ISO and UTC whatever the machine. */
	setenv("PGTZ", "UTC", 1);
	setenv("PGDATESTYLE", "ISO, YMD", 1);
	setenv("PGCLIENTENCODING", "UTF8", 1);
	pool->loop = loop;
	pool->options = *options;
	pool->options.size = options->size > 0 ? options->size : 8;
	pool->options.queue = options->queue > 0 ? options->queue : 512;
	pool->options.wait_ms = options->wait_ms > 0 ? options->wait_ms : 10000;
	pool->options.away_ms = options->away_ms > 0 ? options->away_ms : 3000;
	pool->conninfo = xstrdup(options->conninfo);
	pool->last = &pool->first;
	pool->connections = xcalloc((size_t)pool->options.size, sizeof *pool->connections);
	for (int i = 0; i < pool->options.size; i++)
		pool->connections[i].pool = pool;
	return pool;
}

void
pool_free(struct pool *pool)
{
	struct query *q;

	if (pool == NULL)
		return;
	loop_defer_forget(pool->loop, pool);
	for (int i = 0; i < pool->options.size; i++) {
		struct connection *c = &pool->connections[i];
		struct query *running = c->query;

		c->query = NULL;
		connection_close(c);
		if (running != NULL) {
			running->unknown = running->writes;
			fail_later(running);
		}
	}
	while ((q = take_first(pool)) != NULL)
		fail_later(q);
	while ((q = pool->refused) != NULL) {
		pool->refused = q->next;
		fail_later(q);
	}
	loop_defer_forget(pool->loop, pool);	/* what those answers asked anew */
	loop_timer_drop(pool->sweep);
	free(pool->connections);
	free(pool->conninfo);
	free(pool);
}

void
pool_counts(const struct pool *pool, struct pool_counts *to)
{
	*to = pool->counts;
}
