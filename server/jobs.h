/* jobs.h: the work that the server does by itself: rows of app.job, each taken by whichever worker comes first. */
#ifndef SERVER_JOBS_H
#define SERVER_JOBS_H
#include <stdint.h>

struct desk;
struct jobs;

/* name: who says to have taken a job ("host-worker"); copied. every: milliseconds between two looks when nothing was due. */
struct jobs *jobs_new(struct desk *desk, const char *name, int64_t every);
/* No new job is taken; the one under way ends, or its lease does. */
void jobs_stop(struct jobs *jobs);
/* Before the desk goes. */
void jobs_free(struct jobs *jobs);
#endif
