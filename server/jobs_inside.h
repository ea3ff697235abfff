/* jobs_inside.h: for the files that do the work of jobs: one job at a time, one query at a time. */
#ifndef SERVER_JOBS_INSIDE_H
#define SERVER_JOBS_INSIDE_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/jobs.h"
#include "server/pool.h"

struct loop_timer;

struct jobs {
	struct desk *desk;
	struct loop_timer *timer;
	char *name;
	int64_t every;
	bool stopped;
	struct query *query;		/* under way, at most one: jobs leave the connections to people */
	char *id, *token, *job;		/* the job in hand */
	json_t *pack, *counted;		/* of a kind that goes through a list: the list, and what came of it, by company */
	json_t *failed;			/* the companies whose part went wrong: {"7": "23514"}; the others go on */
	size_t at;
	struct caller *who;		/* in whose name */
};

/* A job whose work is done here. `pack` is what app.job_NAME() said is to be done; run() keeps what it needs of it, and calls
   jobs_ended() or jobs_failed() once, at the end. */
struct jobs_kind {
	const char *name;
	void (*run)(struct jobs *j, json_t *pack);
};

/* done sets j->query to null first. */
void jobs_send(struct jobs *j, struct query *q, void (*done)(struct query *q, void *arg));
void jobs_ended(struct jobs *j, json_t *result);	/* taken */
/* q: what failed, or null. It is tried again later. */
void jobs_failed(struct jobs *j, const struct query *q);

void rules_run(struct jobs *j, json_t *pack);
void notices_tell(struct jobs *j, json_t *pack);
void notices_digest(struct jobs *j, json_t *pack);
#endif
