/* chore.c: the worker asks whether a chore is due and has a child run it; what is done twice is seen to by the chore's own leases. */
#include "server/chore.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/board.h"
#include "server/child.h"
#include "server/config.h"
#include "server/desk.h"
#include "server/inbox_fetch.h"
#include "server/kin.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/mail_sender.h"
#include "server/pool.h"
#include "server/privilege.h"
#include "server/seal.h"
#include "server/worker.h"
#include "shared/buf.h"
#include "shared/status.h"
#include "shared/xmalloc.h"

const struct chore chores[] = {
	{"outbox", "select app.mail_due()", mail_sender_prepare, mail_sender_run},
	{"inbox", "select app.fetch_due()", NULL, inbox_fetch_run},
	{NULL, NULL, NULL, NULL},
};
enum { CHORES = sizeof chores / sizeof *chores - 1 };

struct running {
	struct chores *of;
	struct child *child;		/* null: none */
};

struct chores {
	struct worker *worker;
	struct loop_timer *timer;
	int64_t every;
	bool stopped;
	struct query *query;
	struct running running[CHORES];
};

static void
forget_child(void *arg)
{
	struct running *running = arg;

	child_free(running->child);
	running->child = NULL;
}

static void
ended(void *arg, int status)
{
	struct running *running = arg;

	log_line(status ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, "chore", "name=%s status=%d", chores[running - running->of->running].name, status);
	loop_defer(running->of->worker->loop, forget_child, running);
}

static void
begin(struct chores *e, size_t i)
{
	const char *why = NULL;
	char job[64];

	snprintf(job, sizeof job, "{\"chore\":\"%s\"}", chores[i].name);
	e->running[i].child = child_spawn(e->worker, CHILD_CHORE, job, NULL, ended, &e->running[i], &why);
	if (e->running[i].child != NULL)
		child_close_in(e->running[i].child);
	else
		log_warning("chore_not_started", "name=%s", chores[i].name);
}

static void
asked(struct query *q, void *arg)
{
	struct chores *e = arg;

	e->query = NULL;
	for (int i = 0; i < (int)CHORES && !e->stopped; i++) {
		const char *due = query_value(q, i);

		if (due != NULL && *due == 't' && e->running[i].child == NULL)
			begin(e, (size_t)i);
	}
	if (!e->stopped)
		loop_timer_set(e->timer, e->every);
}

static void
ask(void *arg)
{
	struct chores *e = arg;

	if (e->stopped || e->query != NULL)
		return;
	e->query = query_new(NULL, false);
	for (size_t i = 0; i < CHORES; i++)
		query_add(e->query, chores[i].due, true, 0, NULL);
	query_send(desk_pool(e->worker->desk), e->query, asked, e);
}

struct chores *
chores_new(struct worker *worker, int64_t every)
{
	struct chores *e = xcalloc(1, sizeof *e);

	e->worker = worker;
	e->every = every;
	for (size_t i = 0; i < CHORES; i++)
		e->running[i].of = e;
	e->timer = loop_timer_add(worker->loop, every, ask, e);
	return e;
}

void
chores_stop(struct chores *e)
{
	e->stopped = true;
	loop_timer_set(e->timer, -1);
}

void
chores_free(struct chores *e)
{
	if (e == NULL)
		return;
	if (e->query != NULL)
		query_cancel(e->query);
	for (size_t i = 0; i < CHORES; i++) {
		loop_defer_forget(e->worker->loop, &e->running[i]);
		child_free(e->running[i].child);
	}
	loop_timer_drop(e->timer);
	free(e);
}

/* In the child. */

static const struct chore *
read_job(int fd)
{
	char text[256];
	ssize_t n = read(fd, text, sizeof text);
	json_t *job = n > 0 ? json_loadb(text, (size_t)n, 0, NULL) : NULL;
	const char *name = json_string_value(json_object_get(job, "chore"));
	const struct chore *found = NULL;

	for (const struct chore *e = chores; name != NULL && e->name != NULL; e++)
		if (strcmp(e->name, name) == 0)
			found = e;
	json_decref(job);
	close(fd);
	return found;
}

int
chore_main(struct config *config, int argc, char **argv)
{
	const struct chore *e = read_job(CHILD_FD_JOB);
	struct seal *seal = NULL;
	char *why = NULL, *path;
	int status = STATUS_LATER;

	(void)argc;
	(void)argv;
	if (e == NULL) {
		fputs("comptoird: this command is for the server's own use.\n", stderr);
		return STATUS_MISUSE;
	}
	log_as(e->name);
	if (!log_open(config->log, log_level_of(config->log_level)))
		return STATUS_LATER;
	if (e->prepare != NULL)
		e->prepare(config);
	path = seal_path(config);
	if ((seal = seal_load(path, &why)) != NULL && privilege_become(config->user, &why))
		status = e->run(config, seal);
	else
		log_error("chore_start", "reason=\"%s\"", why);
	seal_free(seal);
	free(path);
	free(why);
	return status;
}
