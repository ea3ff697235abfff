/* pool.h: a bounded number of PostgreSQL connections on the worker's loop; a query is one pipeline, one transaction. */
#ifndef SERVER_POOL_H
#define SERVER_POOL_H
#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/caller.h"
#include "shared/status.h"

struct loop;
struct pool;
struct query;

struct pool_options {
	const char *conninfo;
	int size;		/* connections; opened when needed, kept */
	int queue;		/* queries that may wait for one; past it the answer is STATUS_LATER. 0: 512 */
	int wait_ms;		/* how long one may wait before STATUS_LATER. 0: 10 s */
	int away_ms;		/* nobody answers there for so long: STATUS_LATER at once, until somebody does. 0: 3 s */
	bool prepare;		/* false behind PgBouncer in transaction mode */
};

struct pool_counts {
	int open, busy, waiting;
	uint64_t queries, refused, lost, reconnects, prepared;
};

struct pool *pool_new(struct loop *loop, const struct pool_options *options);
/* Ends the connections; every query still there is answered STATUS_LATER first. */
void pool_free(struct pool *pool);
void pool_counts(const struct pool *pool, struct pool_counts *to);

/* One transaction for this person: begin; set local app.tenant, app.person, role; what is added; commit.
   A null caller: no company and no person (sign-in, jobs). It keeps a count on the caller. */
struct query *query_new(struct caller *who, bool writes);
/* Adds a statement; text parameters (null is null). `keep`: prepare it once per connection and role and reuse it.
   Texts are copied. The answer's place in query_result() is the returned number, from 0. */
int query_add(struct query *q, const char *sql, bool keep, int count, const char *const *values);
/* As query_add, for bytes: lengths and formats as libpq takes them (both may be null). */
int query_add_bytes(struct query *q, const char *sql, bool keep, int count, const char *const *values,
    const int *lengths, const int *formats);
/* Takes the query. done is called once, never before query_send returns; afterwards the query is freed. */
void query_send(struct pool *pool, struct query *q, void (*done)(struct query *q, void *arg), void *arg);
/* The asker has gone: done will not be called. A query that already runs is left to end (its commit is not undone). */
void query_cancel(struct query *q);

/* In done: STATUS_OK, or STATUS_LATER (no connection, or lost), else STATUS_INTERNAL with query_error() to be judged. */
enum status query_status(const struct query *q);
/* True when a write's connection was lost between sending and the answer: nobody knows whether it was done. */
bool query_outcome_unknown(const struct query *q);
/* The result of statement n; lives until done returns. Null unless STATUS_OK. */
const PGresult *query_result(const struct query *q, int n);
/* First column of the first row of statement n, null when absent. */
const char *query_value(const struct query *q, int n);
/* What PostgreSQL refused; null when it did not. */
const PGresult *query_error(const struct query *q);
/* The same, which the caller then owns. */
PGresult *query_take_error(struct query *q);
#endif
