/* jobs.c: the work that the server does by itself. A job is taken by a lease that is committed at once; its work and the note that
   it was done are one transaction, so a worker that dies with it costs time and never a second doing. */
#include "server/jobs.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/log.h"
#include "server/loop.h"
#include "server/pool.h"
#include "shared/xmalloc.h"

/* A lease outlives the work by some margin: whoever is stopped by the timeout still has it to give back. */
#define LEASE_SECONDS "600"
#define WORK_TIMEOUT "540s"

struct jobs {
	struct loop *loop;
	struct pool *pool;
	struct loop_timer *timer;
	char *name;
	int64_t every;
	bool stopped;
	struct query *query;		/* under way, at most one: jobs leave the connections to people */
	char *id, *token, *job;		/* the job in hand */
};

static void look(void *arg);

static void
forget(struct jobs *j)
{
	free(j->id);
	free(j->token);
	free(j->job);
	j->id = j->token = j->job = NULL;
}

static void
look_again(struct jobs *j, int64_t ms)
{
	forget(j);
	if (!j->stopped)
		loop_timer_set(j->timer, ms);
}

static void
send_query(struct jobs *j, struct query *q, void (*done)(struct query *q, void *arg))
{
	j->query = q;
	query_send(j->pool, q, done, j);
}

static void
given_back(struct query *q, void *arg)
{
	struct jobs *j = arg;

	(void)q;	/* unsaid, the lease ends by itself */
	j->query = NULL;
	look_again(j, 0);
}

static void
give_back(struct jobs *j, const char *state)
{
	char result[40];
	const char *values[] = {j->id, j->token, result};
	struct query *q = query_new(NULL, true);

	snprintf(result, sizeof result, "{\"error\": \"%.5s\"}", state);
	query_add(q, "select app.job_done($1, $2, false, $3)", true, 3, values);
	send_query(j, q, given_back);
}

static void
worked(struct query *q, void *arg)
{
	struct jobs *j = arg;
	const PGresult *wrong = query_error(q);
	const char *state = wrong ? PQresultErrorField(wrong, PG_DIAG_SQLSTATE) : NULL;

	j->query = NULL;
	if (query_status(q) == STATUS_OK) {
		log_info("job", "name=%s job=%s outcome=%s", j->job, j->id, query_value(q, 1) ? "done" : "lease_lost");
		look_again(j, 0);
	} else {
		log_warning("job", "name=%s job=%s outcome=failed state=%s", j->job, j->id, state ? state : "08000");
		give_back(j, state ? state : "08000");
	}
}

static void
work(struct jobs *j)
{
	const char *values[] = {j->id, j->token};
	struct query *q = query_new(NULL, true);

	query_add(q, "select set_config('statement_timeout', '" WORK_TIMEOUT "', true)", true, 0, NULL);
	query_add(q, "select app.job_work($1, $2)", true, 2, values);
	send_query(j, q, worked);
}

static void
claimed(struct query *q, void *arg)
{
	struct jobs *j = arg;
	const PGresult *rows = query_result(q, 0);

	j->query = NULL;
	if (rows == NULL || PQntuples(rows) == 0) {
		look_again(j, j->every);
		return;
	}
	j->id = xstrdup(PQgetvalue(rows, 0, 0));
	j->job = xstrdup(PQgetvalue(rows, 0, 1));
	j->token = xstrdup(PQgetvalue(rows, 0, 2));
	work(j);
}

static void
look(void *arg)
{
	struct jobs *j = arg;
	const char *values[] = {j->name};
	struct query *q;

	if (j->stopped || j->query != NULL)
		return;
	q = query_new(NULL, true);
	query_add(q, "select id, name, token from app.job_claim($1, " LEASE_SECONDS ")", true, 1, values);
	send_query(j, q, claimed);
}

struct jobs *
jobs_new(struct loop *loop, struct pool *pool, const char *name, int64_t every)
{
	struct jobs *j = xcalloc(1, sizeof *j);

	j->loop = loop;
	j->pool = pool;
	j->name = xstrdup(name);
	j->every = every;
	j->timer = loop_timer_add(loop, every, look, j);
	return j;
}

void
jobs_stop(struct jobs *j)
{
	j->stopped = true;
	loop_timer_set(j->timer, -1);
}

void
jobs_free(struct jobs *j)
{
	if (j == NULL)
		return;
	if (j->query != NULL)
		query_cancel(j->query);
	loop_timer_drop(j->timer);
	forget(j);
	free(j->name);
	free(j);
}
