/* pool_inside.h: what pool.c (connections) and query.c (what to send) know of each other. For them alone. */
#ifndef SERVER_POOL_INSIDE_H
#define SERVER_POOL_INSIDE_H
#include "server/lru.h"
#include "server/pool.h"

enum { QUERY_STATEMENTS = 8 };

struct statement {
	char *sql;
	char **values;			/* one block: pointers, then the texts */
	int *lengths, *formats;
	int count;
	bool keep;
	PGresult *result;
};

struct query {
	struct pool *pool;		/* null until sent */
	struct query *next;		/* in the line */
	struct caller *who;
	bool writes, unknown, again;
	enum status status;
	int count;
	struct statement statements[QUERY_STATEMENTS];
	PGresult *error;
	int64_t since;			/* ms */
	void (*done)(struct query *q, void *arg);
	void *arg;
};

void query_free(struct query *q);
/* Forgets the results, to be sent once more. */
void query_reset(struct query *q);

/* What a pipeline will answer, in order. */
struct step {
	enum { STEP_CONTROL, STEP_PREPARE, STEP_CALL } kind;
	int statement;
	char *key;			/* STEP_PREPARE: what was prepared; owned */
	size_t key_length;
};
enum { CLOSE_MAX = 8, STEPS_MAX = 8 + 2 * QUERY_STATEMENTS + CLOSE_MAX };

/* Statements that one connection has prepared: key → name. */
struct prepared;
struct prepared *prepared_new(void);
void prepared_free(struct prepared *p);

/* Sends the whole query into a connection in pipeline mode, with its sync; fills steps. False: the connection is lost. */
bool query_write(struct query *q, PGconn *pg, struct prepared *p, struct step *steps, int *step_count)
    __attribute__((warn_unused_result));
/* A STEP_PREPARE did not succeed: its name means nothing to the server. */
void prepared_failed(struct prepared *p, const struct step *step);
/* The server lost them all, or their plans: they are prepared anew when asked for. */
void prepared_forget(struct prepared *p);
#endif
