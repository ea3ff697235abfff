/* worker.c: a worker process: its loop, its database connections, its sessions. */
#include "server/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <libssh/libssh.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "server/board.h"
#include "server/caller.h"
#include "server/channel.h"
#include "server/child.h"
#include "server/config.h"
#include "server/desk.h"
#include "server/gate.h"
#include "server/hashing.h"
#include "server/hostkey.h"
#include "server/jobs.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/privilege.h"
#include "server/roster.h"
#include "server/session.h"
#include "shared/xmalloc.h"

enum { DRAIN_CHECK = 50, JOBS_EVERY = 2000 };

struct process {
	struct worker worker;
	struct config *config;
	int signals;
	struct loop_fd *signal_watch;
	struct loop_timer *drain;
	int64_t drain_until;
	struct jobs *jobs;
};

/* Hooks of the desk. */

struct session_search {
	int32_t tenant;
	int64_t person, id;
	struct session *found;
};

static void
compare_session(void *arg, struct session *session)
{
	struct session_search *search = arg;
	const struct caller *who = session_caller(session);

	if (who && who->tenant == search->tenant && who->person == search->person && session_id(session) == search->id)
		search->found = session;
}

static bool
on_end_session(void *arg, int32_t tenant, int64_t person, int64_t id)
{
	const struct worker *worker = arg;
	struct session_search search = {.tenant = tenant, .person = person, .id = id};

	gate_each(worker->gate, compare_session, &search);
	if (search.found)
		session_end(search.found, "by_request");
	return search.found != NULL;
}

/* The same wish, read in the database. */
static void
on_end_wanted(void *arg, const struct caller *who)
{
	on_end_session(arg, who->tenant, who->person, who->session);
}

static void
on_counters(void *arg, json_t *to)
{
	const struct worker *worker = arg;

	json_object_set_new(to, "sessions", json_integer((json_int_t)gate_sessions(worker->gate)));
	json_object_set_new(to, "starting", json_integer((json_int_t)gate_starting(worker->gate)));
	json_object_set_new(to, "children", json_integer((json_int_t)kin_count(worker->kin)));
}

/* Signals. */

static void
check_drained(void *arg)
{
	struct process *process = arg;
	struct worker *worker = &process->worker;

	if ((gate_sessions(worker->gate) || worker->lingering || desk_running(worker->desk) || !roster_settled(worker->roster)) && loop_now(worker->loop) < process->drain_until)
		loop_timer_set(process->drain, DRAIN_CHECK);
	else {
		log_info("drained", "sessions=%zu requests=%d", gate_sessions(worker->gate), desk_running(worker->desk));
		loop_stop(worker->loop);
	}
}

static void
begin_drain(struct process *process)
{
	if (process->worker.draining)
		return;
	process->worker.draining = true;
	process->drain_until = loop_now(process->worker.loop) + process->config->drain;
	process->drain = loop_timer_add(process->worker.loop, 0, check_drained, process);
	jobs_stop(process->jobs);
	gate_drain(process->worker.gate);
}

static void
reload(struct process *process)
{
	char *why = NULL;
	struct config *fresh = config_read(process->config->path, &why);

	if (fresh) {
		config_adopt(process->config, fresh);
		log_set_level(log_level_of(process->config->log_level));
		log_reopen();
	} else
		log_warning("settings_refused", "reason=\"%s\"", why);
	config_free(fresh);
	free(why);
}

static void
on_signal(void *arg, uint32_t events)
{
	struct process *process = arg;
	struct signalfd_siginfo info;

	(void)events;
	while (read(process->signals, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo == SIGHUP)
			reload(process);
		else
			begin_drain(process);
}

static int
signals_open(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
on_turn(void *arg)
{
	struct worker *worker = arg;

	atomic_fetch_add_explicit(&worker->board->beat, 1, memory_order_relaxed);
	atomic_store_explicit(&worker->board->person, 0, memory_order_relaxed);
}

/* The parent is the same for all workers of a server, and for those that come after one that died. */
static void
place_of(const struct worker *worker, char place[96])
{
	char host[65] = "";

	gethostname(host, sizeof host - 1);
	snprintf(place, 96, "%s-%d-%d", host, (int)getppid(), worker->number);
}

static struct desk *
open_desk(struct worker *worker)
{
	const struct config *config = worker->config;
	char place[96];
	const struct desk_options options = {.loop = worker->loop, .connection = config->connection,
		.direct = *config->direct ? config->direct : config->connection, .pool_size = (int)config->pool,
		.away_ms = (int)config->away, .prepare = config->prepare, .place = place,
		.log = strcmp(config->log, "stderr") == 0 ? NULL : config->log,
		.hooks = {.end_session = on_end_session, .counters = on_counters, .arg = worker}};

	place_of(worker, place);
	return desk_new(&options);
}

static struct roster *
open_roster(struct worker *worker)
{
	char place[96];

	place_of(worker, place);
	return roster_new(worker->loop, desk_pool(worker->desk), place, on_end_wanted, worker);
}

static struct jobs *
open_jobs(struct worker *worker)
{
	char host[65] = "", name[96];

	gethostname(host, sizeof host - 1);
	snprintf(name, sizeof name, "%s-%d-%d", host, (int)getpid(), worker->number);
	return jobs_new(worker->loop, desk_pool(worker->desk), name, JOBS_EVERY);
}

static void
run(struct process *process, ssh_key host_key, const int *listeners, size_t count)
{
	struct worker *worker = &process->worker;

	process->signals = signals_open();
	worker->loop = loop_new();
	process->signal_watch = loop_fd_add(worker->loop, process->signals, EPOLLIN, on_signal, process);
	loop_on_turn(worker->loop, on_turn, worker);
	worker->hashing = hashing_new(worker->loop, (int)process->config->hashing_threads, (int)process->config->hashing_queue);
	worker->kin = kin_new(worker, WORKER_FD_SUPERVISOR);
	worker->desk = open_desk(worker);
	worker->roster = open_roster(worker);
	process->jobs = open_jobs(worker);
	worker->gate = gate_new(worker, host_key, listeners, count);
	if (worker->gate)
		loop_run(worker->loop);
	/* Sessions before what they use: a session's end cancels its requests, queries and children. */
	gate_free(worker->gate);
	door_screen_end_all(worker);
	jobs_free(process->jobs);
	roster_free(worker->roster);
	desk_free(worker->desk);
	kin_free(worker->kin);
	hashing_free(worker->hashing);
	loop_timer_drop(process->drain);
	loop_fd_drop(process->signal_watch);
	close(process->signals);
	loop_free(worker->loop);
}

/* Everything that needs root, then no root any more. */
static ssh_key
prepare(struct config *config, char **why)
{
	ssh_key key = NULL;

	if (!log_open(config->log, log_level_of(config->log_level)))
		*why = xasprintf("%s: %s.", config->log, strerror(errno));
	else
		key = hostkey_load(config->host_key, why);
	privilege_raise_files();
	if (key && !privilege_become(config->user, why)) {
		ssh_key_free(key);
		key = NULL;
	}
	privilege_limit_memory(config->worker_memory_mb);
	return key;
}

int
worker_main(struct config *config, int argc, char **argv)
{
	struct process process = {.config = config, .worker = {.config = config}};
	int listeners[64];
	size_t count = config->listen.count < 64 ? config->listen.count : 64;
	char *why = NULL, name[24];
	ssh_key host_key;

	process.worker.number = argc > 2 && strcmp(argv[1], "--number") == 0 ? (int)strtol(argv[2], NULL, 10) : 0;
	snprintf(name, sizeof name, "worker=%d", process.worker.number);
	log_as(name);
	process.worker.board = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_FD_BOARD, 0);
	if (process.worker.board == MAP_FAILED) {
		fprintf(stderr, "comptoird: this command is for the server's own use.\n");
		return 2;
	}
	for (size_t i = 0; i < count; i++)
		listeners[i] = WORKER_FD_LISTENERS + (int)i;
	host_key = prepare(config, &why);
	if (host_key)
		run(&process, host_key, listeners, count);
	else
		log_error("worker_start", "reason=\"%s\"", why);
	free(why);
	munmap(process.worker.board, sizeof(struct board));
	return host_key ? 0 : 1;
}
