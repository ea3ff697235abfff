/* jobs.c: the work that the server does by itself. A job is taken by a lease that is committed at once; its work and the note that
   it was done are one transaction, so a worker that dies with it costs time and never a second doing. */
#include "server/jobs_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/log.h"
#include "server/loop.h"
#include "shared/xmalloc.h"

/* A lease outlives the work by some margin: whoever is stopped by the timeout still has it to give back. */
#define LEASE_SECONDS "600"
#define WORK_TIMEOUT "540s"

/* Those whose work is more than SQL: what is to be done comes from the database, what was done goes back there. */
static const struct jobs_kind kinds[] = {
	{.name = "run_rules", .run = rules_run},
	{.name = "tell_people", .run = notices_tell},
	{.name = "daily_digest", .run = notices_digest},
};

static void look(void *arg);

static void
forget(struct jobs *j)
{
	free(j->id);
	free(j->token);
	free(j->job);
	j->id = j->token = j->job = NULL;
	json_decref(j->pack);
	json_decref(j->counted);
	json_decref(j->failed);
	caller_unref(j->who);
	j->pack = j->counted = j->failed = NULL;
	j->who = NULL;
}

static void
look_again(struct jobs *j, int64_t ms)
{
	forget(j);
	if (!j->stopped)
		loop_timer_set(j->timer, ms);
}

void
jobs_send(struct jobs *j, struct query *q, void (*done)(struct query *q, void *arg))
{
	j->query = q;
	query_send(desk_pool(j->desk), q, done, j);
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
	jobs_send(j, q, given_back);
}

static void
log_failed(const struct jobs *j, const json_t *failed)
{
	const char *tenant;
	json_t *state;

	json_object_foreach((json_t *)failed, tenant, state)
		log_warning("job", "name=%s job=%s tenant=%s outcome=failed state=%s", j->job, j->id, tenant, json_string_value(state));
}

static void
worked(struct query *q, void *arg)
{
	struct jobs *j = arg;
	const char *value = query_status(q) == STATUS_OK ? query_value(q, 1) : NULL;
	json_t *result = value ? json_loads(value, 0, NULL) : NULL;

	j->query = NULL;
	log_failed(j, json_object_get(result, "failed"));
	json_decref(result);
	if (query_status(q) == STATUS_OK) {
		log_info("job", "name=%s job=%s outcome=%s", j->job, j->id, query_value(q, 1) ? "done" : "lease_lost");
		look_again(j, 0);
	} else {
		jobs_failed(j, q);
	}
}

static const struct jobs_kind *
kind_of(const struct jobs *j)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, j->job) == 0)
			return &kinds[i];
	return NULL;
}

void
jobs_failed(struct jobs *j, const struct query *q)
{
	const PGresult *wrong = q ? query_error(q) : NULL;
	const char *state = wrong ? PQresultErrorField(wrong, PG_DIAG_SQLSTATE) : NULL;

	log_warning("job", "name=%s job=%s outcome=failed state=%s", j->job, j->id, state ? state : "08000");
	give_back(j, state ? state : "08000");
}

void
jobs_ended(struct jobs *j, json_t *result)
{
	char *text;
	const char *values[] = {j->id, j->token, NULL};
	struct query *q = query_new(NULL, true);

	if (json_object_size(j->failed) > 0)
		json_object_set(result, "failed", j->failed);
	log_failed(j, j->failed);
	values[2] = text = json_dumps(result, JSON_COMPACT);
	query_add(q, "select app.job_done($1, $2, true, $3)", true, 3, values);
	log_info("job", "name=%s job=%s outcome=done", j->job, j->id);
	jobs_send(j, q, given_back);
	free(text);
	json_decref(result);
}

static void
packed(struct query *q, void *arg)
{
	struct jobs *j = arg;
	const char *value = query_value(q, 1);
	const struct jobs_kind *kind = kind_of(j);
	json_t *pack = query_status(q) == STATUS_OK && value != NULL ? json_loads(value, 0, NULL) : NULL;

	j->query = NULL;
	if (query_status(q) != STATUS_OK)
		jobs_failed(j, q);
	else if (kind == NULL || pack == NULL)
		look_again(j, 0);	/* the lease had gone to somebody else */
	else {
		json_t *failed = json_object_get(pack, "failed");
		j->failed = failed ? json_incref(failed) : json_object();
		kind->run(j, pack);
	}
	json_decref(pack);
}

static void
work(struct jobs *j)
{
	const char *values[] = {j->id, j->token};
	struct query *q = query_new(NULL, true);

	query_add(q, "select set_config('statement_timeout', '" WORK_TIMEOUT "', true)", true, 0, NULL);
	query_add(q, kind_of(j) ? "select app.job_pack($1, $2)" : "select app.job_work($1, $2)", true, 2, values);
	jobs_send(j, q, kind_of(j) ? packed : worked);
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
	jobs_send(j, q, claimed);
}

struct jobs *
jobs_new(struct desk *desk, const char *name, int64_t every)
{
	struct jobs *j = xcalloc(1, sizeof *j);

	j->desk = desk;
	j->name = xstrdup(name);
	j->every = every;
	j->timer = loop_timer_add(desk->loop, every, look, j);
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
