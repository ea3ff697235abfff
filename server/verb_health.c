/* verb_health.c: is everything well: health, metrics. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/desk_inside.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

#define MAIL "mail"	/* not an entity: what the server counts */

static void
healthy(struct request *r, struct query *q)
{
	json_t *queue = json_loads(query_value(q, 1) ? query_value(q, 1) : "{}", 0, NULL);

	request_answer_json(r, json_pack("{s:s,s:s,s:f,s:I,s:O?}", "status", "ok", "server", COMPTOIR_VERSION,
	    "database_ms", (double)(microseconds_now() - r->started) / 1000.0,
	    "up_seconds", (json_int_t)(time(NULL) - r->desk->started),
	    "mail_late_seconds", json_object_get(queue, "late_seconds")));
	json_decref(queue);
}

void
verb_health(struct request *r)
{
	struct query *q = query_new(NULL, false);

	query_add(q, "select 1", false, 0, NULL);
	query_add(q, "select app.mail_queue()", true, 0, NULL);
	request_query(r, q, healthy);
}

/* The time below which a share of the requests was answered: the upper end of its step. */
static json_int_t
percentile(const struct metrics *m, double share)
{
	uint64_t seen = 0;

	for (int i = 0; i < LATENCY_STEPS; i++) {
		seen += m->latency[i];
		if ((double)seen >= share * (double)m->requests)
			return (json_int_t)1 << (i + 1);
	}
	return 0;
}

/* The outbox of all companies: what waits, for how long, and how late the server is with it. */
static void
add_queue(json_t *to, const char *value)
{
	json_t *queue = value ? json_loads(value, 0, NULL) : NULL;

	if (queue != NULL)
		json_object_set_new(to, MAIL, queue);
}

static void
metrics_answer(struct request *r, struct query *q)
{
	static const char *const outcomes[] = {"ok", "refused", "misuse", "forbidden", "conflict", "internal", "later"};
	const struct desk *desk = r->desk;
	const struct metrics *m = &desk->metrics;
	struct pool_counts pool;
	const char *may = query_value(q, 0);
	json_t *answer, *by = json_object();

	if (may == NULL || *may != 't') {
		json_decref(by);
		request_fail(r, STATUS_FORBIDDEN, N_("You may not do this."), NULL, NULL);
		return;
	}
	pool_counts(desk->pool, &pool);
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		json_object_set_new(by, outcomes[i], json_integer((json_int_t)m->by_status[i]));
	answer = json_pack("{s:I,s:o,s:i,s:{s:I,s:I,s:I},s:{s:i,s:i,s:i,s:I,s:I,s:I,s:I},s:{s:I,s:I},s:{s:I,s:I}}",
	    "requests", (json_int_t)m->requests, "outcomes", by, "running", desk->running,
	    "latency_us", "p50", percentile(m, 0.5), "p99", percentile(m, 0.99),
	    "mean", (json_int_t)(m->requests ? m->microseconds / m->requests : 0),
	    "pool", "open", pool.open, "busy", pool.busy, "waiting", pool.waiting, "queries", (json_int_t)pool.queries,
	    "refused", (json_int_t)pool.refused, "lost", (json_int_t)pool.lost, "prepared", (json_int_t)pool.prepared,
	    "events", "sent", (json_int_t)m->events_sent, "received", (json_int_t)m->events_received,
	    "kept", "catalogues", (json_int_t)lru_count(desk->catalogues), "shapes", (json_int_t)lru_count(desk->shapes));
	if (desk->options.hooks.counters != NULL)
		desk->options.hooks.counters(desk->options.hooks.arg, answer);
	add_queue(answer, query_value(q, 1));
	request_answer_json(r, answer);
}

void
verb_metrics(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select app.may_watch()", true, 0, NULL);
	query_add(q, "select app.mail_watched()", true, 0, NULL);
	request_query(r, q, metrics_answer);
}
