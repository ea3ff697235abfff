/* chore.h: what the server does with the world outside by itself: it asks the database whether there is something to do, and a child does it. */
#ifndef SERVER_CHORE_H
#define SERVER_CHORE_H
#include <stdint.h>

struct config;
struct worker;
struct chores;
struct seal;

struct chore {
	const char *name;
	const char *due;			/* SQL whose only value is true when there is something to do; it costs next to nothing */
	void (*prepare)(const struct config *config);	/* in the child, before it gives root away; null: nothing */
	int (*run)(const struct config *config, const struct seal *seal);	/* the child's whole life; its exit code */
};
extern const struct chore chores[];		/* ended by a null name */

/* Asks each `every` milliseconds; at most one child a chore and worker. */
struct chores *chores_new(struct worker *worker, int64_t every);
/* No more are begun; those under way are told to end with the worker. */
void chores_stop(struct chores *chores);
/* Before the pool and the kin go. */
void chores_free(struct chores *chores);
/* The process `comptoird chore`: its name is on the job's descriptor. */
int chore_main(struct config *config, int argc, char **argv);
#endif
