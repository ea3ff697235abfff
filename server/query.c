/* query.c: one transaction as a pipeline: what is put into it and what comes out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/pool_inside.h"
#include "shared/buf.h"
#include "shared/xmalloc.h"

struct query *
query_new(struct caller *who, bool writes)
{
	struct query *q = xcalloc(1, sizeof *q);

	q->who = who ? caller_ref(who) : NULL;
	q->writes = writes;
	q->status = STATUS_INTERNAL;
	return q;
}

void
query_reset(struct query *q)
{
	for (int i = 0; i < q->count; i++) {
		PQclear(q->statements[i].result);
		q->statements[i].result = NULL;
	}
	PQclear(q->error);
	q->error = NULL;
	q->status = STATUS_INTERNAL;
}

void
query_free(struct query *q)
{
	if (q == NULL)
		return;
	query_reset(q);
	for (int i = 0; i < q->count; i++) {
		free(q->statements[i].sql);
		free(q->statements[i].values);
		free(q->statements[i].lengths);
		free(q->statements[i].formats);
	}
	caller_unref(q->who);
	free(q);
}

static int *
copy_ints(const int *from, int count)
{
	int *to;

	if (from == NULL || count == 0)
		return NULL;
	to = xreallocarray(NULL, (size_t)count, sizeof *to);
	memcpy(to, from, (size_t)count * sizeof *to);
	return to;
}

int
query_add_bytes(struct query *q, const char *sql, bool keep, int count, const char *const *values, const int *lengths,
    const int *formats)
{
	struct statement *s = &q->statements[q->count];
	size_t room = 0, size[32];
	char *at;

	if (q->count == QUERY_STATEMENTS || count > 32)
		abort();	/* the caller's mistake, whatever comes from outside */
	for (int i = 0; i < count; i++) {
		bool bytes = formats != NULL && formats[i] == 1;
		size[i] = values[i] == NULL ? 0 : bytes ? (size_t)lengths[i] : strlen(values[i]) + 1;
		room += size[i];
	}
	s->sql = xstrdup(sql);
	s->keep = keep;
	s->count = count;
	s->values = count ? xmalloc((size_t)count * sizeof *s->values + room) : NULL;
	at = count ? (char *)(s->values + count) : NULL;
	for (int i = 0; i < count; i++) {
		s->values[i] = values[i] ? at : NULL;
		if (size[i] > 0)
			memcpy(at, values[i], size[i]);
		at += size[i];
	}
	s->lengths = copy_ints(lengths, count);
	s->formats = copy_ints(formats, count);
	return q->count++;
}

int
query_add(struct query *q, const char *sql, bool keep, int count, const char *const *values)
{
	return query_add_bytes(q, sql, keep, count, values, NULL, NULL);
}

enum status
query_status(const struct query *q)
{
	return q->status;
}

bool
query_outcome_unknown(const struct query *q)
{
	return q->unknown;
}

const PGresult *
query_result(const struct query *q, int n)
{
	return q->status == STATUS_OK && n < q->count ? q->statements[n].result : NULL;
}

const char *
query_value(const struct query *q, int n)
{
	const PGresult *r = query_result(q, n);

	return r != NULL && PQntuples(r) > 0 && PQnfields(r) > 0 && !PQgetisnull(r, 0, 0) ? PQgetvalue(r, 0, 0) : NULL;
}

const PGresult *
query_error(const struct query *q)
{
	return q->error;
}

PGresult *
query_take_error(struct query *q)
{
	PGresult *mine = q->error;

	q->error = NULL;
	return mine;
}

/* Prepared statements. The server forgets the oldest past PREPARED_MAX; the names dropped are closed with the next query. */
enum { PREPARED_MAX = 256 };

struct prepared {
	struct lru *names;
	unsigned last;
	char close[CLOSE_MAX][20];
	int closes;
};

struct prepared_name {
	struct prepared *owner;
	char name[20];			/* empty: the server does not know it */
};

static void
name_left(void *value)
{
	struct prepared_name *n = value;

	if (n->name[0] != '\0' && n->owner->closes < CLOSE_MAX)
		memcpy(n->owner->close[n->owner->closes++], n->name, sizeof n->name);
	free(n);
}

struct prepared *
prepared_new(void)
{
	struct prepared *p = xcalloc(1, sizeof *p);

	p->names = lru_new(PREPARED_MAX, name_left);
	return p;
}

void
prepared_free(struct prepared *p)
{
	if (p == NULL)
		return;
	lru_free(p->names);
	free(p);
}

void
prepared_failed(struct prepared *p, const struct step *step)
{
	struct prepared_name *n = lru_get(p->names, step->key, step->key_length);

	if (n == NULL)
		return;
	n->name[0] = '\0';
	lru_remove(p->names, step->key, step->key_length);
}

void
prepared_forget(struct prepared *p)
{
	lru_clear(p->names);
	p->closes = 0;		/* some of them may not exist; the few that do stay until the connection ends */
}

static struct step *
add_step(struct step *steps, int *count, int kind, int statement)
{
	struct step *s = &steps[(*count)++];

	*s = (struct step){.kind = (unsigned)kind, .statement = statement, .key = NULL, .key_length = 0};
	return s;
}

/* The name under which sql is prepared here for this role, preparing it when needed. A plan under row security depends on the
   role: one name for two roles would be planned again at each change. */
static const char *
prepare(struct prepared *p, PGconn *pg, const char *role, const char *sql, struct step *steps, int *count)
{
	struct buf key = BUF_EMPTY;
	struct prepared_name *n;

	buf_str(&key, role ? role : "");
	buf_byte(&key, '\n');
	buf_str(&key, sql);
	n = lru_get(p->names, key.bytes, key.length);
	if (n == NULL) {
		struct step *step = add_step(steps, count, STEP_PREPARE, -1);

		n = xcalloc(1, sizeof *n);
		n->owner = p;
		snprintf(n->name, sizeof n->name, "c%u", ++p->last);
		lru_put(p->names, key.bytes, key.length, n);
		step->key_length = key.length;
		step->key = buf_steal(&key);
		return PQsendPrepare(pg, n->name, sql, 0, NULL) ? n->name : NULL;
	}
	buf_free(&key);
	return n->name;
}

static bool
control(PGconn *pg, struct prepared *p, const char *role, const char *sql, struct step *steps, int *count)
{
	const char *name = p ? prepare(p, pg, role, sql, steps, count) : NULL;

	if (p != NULL && name == NULL)
		return false;
	add_step(steps, count, STEP_CONTROL, -1);
	return p ? PQsendQueryPrepared(pg, name, 0, NULL, NULL, NULL, 0) : PQsendQueryParams(pg, sql, 0, NULL, NULL, NULL, NULL, 0);
}

static bool
close_dropped(PGconn *pg, struct prepared *p, struct step *steps, int *count)
{
	char sql[40];

	while (p->closes > 0) {
		snprintf(sql, sizeof sql, "deallocate %s", p->close[--p->closes]);
		if (!control(pg, NULL, NULL, sql, steps, count))
			return false;
	}
	return true;
}

static bool
enter(struct query *q, PGconn *pg, struct prepared *p, struct step *steps, int *count)
{
	char sql[128];

	/* Numbers that we format ourselves: set_config() would not reach the nodes of a distributed database. */
	if (!control(pg, p, NULL, "begin", steps, count))
		return false;
	snprintf(sql, sizeof sql, "set local app.tenant = '%" PRId32 "'", q->who->tenant);
	if (!control(pg, NULL, NULL, sql, steps, count))
		return false;
	snprintf(sql, sizeof sql, "set local app.person = '%" PRId64 "'", q->who->person);
	if (!control(pg, NULL, NULL, sql, steps, count))
		return false;
	if (!caller_role_is_safe(q->who->role))
		return false;
	snprintf(sql, sizeof sql, "set local role %s", q->who->role);
	return control(pg, p, NULL, sql, steps, count);
}

static bool
call(struct query *q, int i, PGconn *pg, struct prepared *p, struct step *steps, int *count)
{
	struct statement *s = &q->statements[i];
	const char *const *values = (const char *const *)s->values, *name;

	if (p == NULL || !s->keep) {
		add_step(steps, count, STEP_CALL, i);
		return PQsendQueryParams(pg, s->sql, s->count, NULL, values, s->lengths, s->formats, 0);
	}
	name = prepare(p, pg, q->who ? q->who->role : NULL, s->sql, steps, count);
	add_step(steps, count, STEP_CALL, i);
	return name != NULL && PQsendQueryPrepared(pg, name, s->count, values, s->lengths, s->formats, 0);
}

bool
query_write(struct query *q, PGconn *pg, struct prepared *p, struct step *steps, int *step_count)
{
	*step_count = 0;
	if (q->who != NULL && !enter(q, pg, p, steps, step_count))
		return false;
	for (int i = 0; i < q->count; i++)
		if (!call(q, i, pg, p, steps, step_count))
			return false;
	if (q->who != NULL && !control(pg, p, NULL, "commit", steps, step_count))
		return false;
	if (p != NULL && !close_dropped(pg, p, steps, step_count))
		return false;
	return PQpipelineSync(pg);
}
