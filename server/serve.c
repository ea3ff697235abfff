/* serve.c: the supervisor: opens the ports, keeps the workers alive, ends all in order. */
#include "server/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/admin.h"
#include "server/board.h"
#include "server/config.h"
#include "server/family.h"
#include "server/hostkey.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/privilege.h"
#include "server/seal.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* A worker that dies at once is started again after a growing pause. */
enum { SHORT_LIFE = 2000, FIRST_PAUSE = 100, LONGEST_PAUSE = 5000, WATCH_EVERY = 500, LAST_CALL = 2000 };

struct supervised {
	struct supervisor *of;
	int number;			/* 1…N */
	pid_t pid;			/* 0: not running */
	int socket;			/* to it */
	struct loop_fd *watch;
	struct board *board;
	int board_fd;
	uint64_t beat;			/* last seen */
	int64_t beat_at, started_at, pause;
	struct loop_timer *restart;
};

struct supervisor {
	struct config *config;
	struct loop *loop;
	struct family *family;
	struct listeners *listeners;
	struct supervised *workers;
	size_t count;
	int signals;
	struct loop_fd *signal_watch;
	struct loop_timer *watchdog, *deadline;
	bool ending;
};

static void start_worker(void *arg);

/* A worker's memory to share, from which it is known to be alive. */
static bool
board_open(struct supervised *worker)
{
	worker->board_fd = memfd_create("comptoird-board", MFD_CLOEXEC);
	if (worker->board_fd < 0 || ftruncate(worker->board_fd, (off_t)sizeof *worker->board))
		return false;
	worker->board_fd = fd_high(worker->board_fd);
	worker->board = mmap(NULL, sizeof *worker->board, PROT_READ | PROT_WRITE, MAP_SHARED, worker->board_fd, 0);
	return worker->board != MAP_FAILED;
}

static void
close_socket(struct supervised *worker)
{
	if (worker->socket < 0)
		return;
	loop_fd_drop(worker->watch);
	worker->watch = NULL;
	family_orphan(worker->of->family, worker->socket);
	close(worker->socket);
	worker->socket = -1;
}

static void
on_worker_message(void *arg, uint32_t events)
{
	struct supervised *worker = arg;

	(void)events;
	if (!family_listen(worker->of->family, worker->socket))
		close_socket(worker);
}

static pid_t
spawn_worker(struct supervised *worker, int its_end)
{
	struct supervisor *s = worker->of;
	size_t addresses = s->listeners->addresses, count = WORKER_FD_LISTENERS + addresses;
	int *fds = xreallocarray(NULL, count, sizeof *fds);
	pid_t pid;

	for (int i = 0; i < 3; i++)
		fds[i] = i;
	fds[WORKER_FD_SUPERVISOR] = its_end;
	fds[WORKER_FD_BOARD] = worker->board_fd;
	for (size_t i = 0; i < addresses; i++)
		fds[(size_t)WORKER_FD_LISTENERS + i] = s->listeners->fds[(size_t)(worker->number - 1) * addresses + i];
	pid = family_spawn_self(s->family, "worker", worker->number, fds, count, NULL);
	free(fds);
	return pid;
}

static void
start_worker(void *arg)
{
	struct supervised *worker = arg;
	struct supervisor *s = worker->of;
	int ends[2];

	if (s->ending || worker->pid)
		return;
	close_socket(worker);
	worker->started_at = worker->beat_at = loop_now(s->loop);
	atomic_store(&worker->board->beat, 0);
	worker->beat = 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0) {
		int its_end = fd_high(ends[1]);
		worker->socket = fd_high(ends[0]);
		worker->pid = spawn_worker(worker, its_end);
		close(its_end);
	}
	if (!worker->pid) {
		log_error("worker_not_started", "worker=%d error=\"%s\"", worker->number, strerror(errno));
		close_socket(worker);
		loop_timer_set(worker->restart, LONGEST_PAUSE);
		return;
	}
	worker->watch = loop_fd_add(s->loop, worker->socket, EPOLLIN, on_worker_message, worker);
	log_info("worker_started", "worker=%d pid=%ld", worker->number, (long)worker->pid);
}

static bool
any_worker(const struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->workers[i].pid)
			return true;
	return false;
}

static void
worker_ended(struct supervised *worker, int status)
{
	struct supervisor *s = worker->of;
	int64_t life = loop_now(s->loop) - worker->started_at;

	worker->pid = 0;
	close_socket(worker);
	if (s->ending) {
		/* One that had not begun yet ends by the signal itself. */
		if (status && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM))
			log_error("worker_ended_badly", "worker=%d status=%d", worker->number, status);
		if (!any_worker(s))
			loop_stop(s->loop);
		return;
	}
	/* The person whose session was being served when it died, so that a client that kills workers is found. */
	log_error("worker_ended", "worker=%d %s=%d person=%lld session=%lld life_ms=%lld", worker->number,
	    WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
	    (long long)atomic_load(&worker->board->person), (long long)atomic_load(&worker->board->session), (long long)life);
	worker->pause = life > SHORT_LIFE ? 0 : worker->pause ? worker->pause * 2 : FIRST_PAUSE;
	if (worker->pause > LONGEST_PAUSE)
		worker->pause = LONGEST_PAUSE;
	loop_timer_set(worker->restart, worker->pause);
}

static void
reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (family_ended(s->family, pid, status))
			continue;
		for (size_t i = 0; i < s->count; i++)
			if (s->workers[i].pid == pid)
				worker_ended(&s->workers[i], status);
	}
}

static void
signal_workers(const struct supervisor *s, int number)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->workers[i].pid)
			kill(s->workers[i].pid, number);
}

static void
on_deadline(void *arg)
{
	struct supervisor *s = arg;

	log_warning("stop_forced", "reason=\"workers did not end in time\"");
	signal_workers(s, SIGKILL);
}

static void
begin_end(struct supervisor *s)
{
	if (s->ending)
		return;
	s->ending = true;
	log_info("stop", "drain_ms=%lld", (long long)s->config->drain);
	signal_workers(s, SIGTERM);
	listeners_free(s->listeners);
	s->listeners = NULL;
	s->deadline = loop_timer_add(s->loop, s->config->drain + LAST_CALL, on_deadline, s);
	if (!any_worker(s))
		loop_stop(s->loop);
}

/* What can change while sessions run: where and how much is logged, and the limits, which workers read for themselves. */
static void
reload(struct supervisor *s)
{
	char *why = NULL;
	struct config *fresh = config_read(s->config->path, &why);

	if (!fresh) {
		log_error("settings_refused", "reason=\"%s\"", why);
		free(why);
		return;
	}
	config_adopt(s->config, fresh);
	config_free(fresh);
	log_set_level(log_level_of(s->config->log_level));
	log_reopen();
	log_info("settings_read", "workers=%zu", s->count);
	signal_workers(s, SIGHUP);
}

static void
on_signal(void *arg, uint32_t events)
{
	struct supervisor *s = arg;
	struct signalfd_siginfo info;

	(void)events;
	while (read(s->signals, &info, sizeof info) == (ssize_t)sizeof info)
		switch (info.ssi_signo) {
		case SIGCHLD:
			reap(s);
			break;
		case SIGHUP:
			reload(s);
			break;
		default:
			begin_end(s);
		}
}

/* A worker whose loop does not turn is ended: libssh 0.10 can be made to loop for ever by a signed-in client. */
static void
on_watchdog(void *arg)
{
	struct supervisor *s = arg;

	loop_timer_set(s->watchdog, WATCH_EVERY);
	for (size_t i = 0; i < s->count; i++) {
		struct supervised *worker = &s->workers[i];
		uint64_t beat = atomic_load(&worker->board->beat);

		if (!worker->pid || beat != worker->beat) {
			worker->beat = beat;
			worker->beat_at = loop_now(s->loop);
		} else if (loop_now(s->loop) - worker->beat_at > s->config->watchdog) {
			log_error("worker_stuck", "worker=%d pid=%ld person=%lld session=%lld", worker->number, (long)worker->pid,
			    (long long)atomic_load(&worker->board->person), (long long)atomic_load(&worker->board->session));
			kill(worker->pid, SIGKILL);
			worker->beat_at = loop_now(s->loop);
		}
	}
}

static bool
workers_open(struct supervisor *s)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	s->count = s->config->workers ? (size_t)s->config->workers : processors > 0 ? (size_t)processors : 1;
	s->workers = xcalloc(s->count, sizeof *s->workers);
	for (size_t i = 0; i < s->count; i++) {
		struct supervised *worker = &s->workers[i];
		*worker = (struct supervised){.of = s, .number = (int)i + 1, .socket = -1};
		worker->restart = loop_timer_add(s->loop, -1, start_worker, worker);
		if (!board_open(worker))
			return false;
	}
	return true;
}

static void
workers_close(struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++) {
		close_socket(&s->workers[i]);
		loop_timer_drop(s->workers[i].restart);
		munmap(s->workers[i].board, sizeof *s->workers[i].board);
		close(s->workers[i].board_fd);
	}
	free(s->workers);
}

/* A file that is no key is told now, not at the first mail. */
static bool
secret_key_ready(const struct config *config, char **why)
{
	char *path = seal_path(config);
	bool made;
	struct seal *seal = seal_make_if_missing(path, &made, why) ? seal_load(path, why) : NULL;
	bool ready = seal != NULL;

	if (ready && made)
		admin_say(stdout, N_("A key was made that the passwords of mail accounts are kept under: {file}\nKeep a copy of it, apart from the backups of the database."), json_pack("{s:s}", "file", path));
	seal_free(seal);
	free(path);
	return ready;
}

static bool
host_key_ready(const struct config *config, char **why)
{
	bool made;
	ssh_key key;
	char *fingerprint;

	if (!secret_key_ready(config, why) || !hostkey_make_if_missing(config->host_key, &made, why) || !(key = hostkey_load(config->host_key, why)))
		return false;
	fingerprint = key_fingerprint(key);
	if (made)
		admin_say(stdout, N_("A host key was made: {file}\nIts fingerprint, to be compared at the first sign-in: {fingerprint}"),
			json_pack("{s:s,s:s}", "file", config->host_key, "fingerprint", fingerprint));
	fflush(stdout);
	log_info("host_key", "fingerprint=%s", fingerprint);
	free(fingerprint);
	ssh_key_free(key);
	return true;
}

static int
signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return fd_high(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

static void
run(struct supervisor *s)
{
	s->signals = signals_open();
	s->signal_watch = loop_fd_add(s->loop, s->signals, EPOLLIN, on_signal, s);
	s->watchdog = loop_timer_add(s->loop, WATCH_EVERY, on_watchdog, s);
	for (size_t i = 0; i < s->listeners->addresses; i++) {
		char *name = socket_name(s->listeners->fds[i]);
		log_info("listening", "address=%s workers=%zu", name, s->count);
		free(name);
	}
	for (size_t i = 0; i < s->count; i++)
		start_worker(&s->workers[i]);
	loop_run(s->loop);
	family_end_all(s->family, SIGKILL);
	log_info("stopped", "workers=%zu", s->count);
	loop_timer_drop(s->deadline);
	loop_timer_drop(s->watchdog);
	loop_fd_drop(s->signal_watch);
	close(s->signals);
}

int
serve_main(struct config *config, int argc, char **argv)
{
	struct supervisor s = {.config = config, .loop = NULL};
	char *why = NULL;

	(void)argc;
	(void)argv;
	log_as("supervisor");
	if (!log_open(config->log, log_level_of(config->log_level)))
		why = xasprintf("%s: %s.", config->log, strerror(errno));
	privilege_raise_files();
	signal(SIGPIPE, SIG_IGN);
	s.loop = loop_new();
	s.family = family_new(config->path);
	if (!why && host_key_ready(config, &why) && workers_open(&s) &&
	    (s.listeners = listeners_open(&config->listen, s.count, &why)))
		run(&s);
	if (why)
		fprintf(stderr, "comptoird: %s\n", why);
	workers_close(&s);
	listeners_free(s.listeners);
	family_free(s.family);
	loop_free(s.loop);
	free(why);
	return s.ending ? 0 : 1;
}
