/* load.c: puts load on the server, or on PostgreSQL by bare libpq, from one process and one thread.
     load pq CONNINFO FILE CONNECTIONS SECONDS          the transaction of FILE, again and again on each connection
     load ssh PORT USER KEY CONNECTIONS SECONDS LINE    one request under way on each connection
     load open PORT USER KEY CONNECTIONS SECONDS LINE RATE   requests at random moments, whether or not those before are answered
     load idle PORT USER KEY CONNECTIONS                signed in, one channel, one answer; then waits for the end of its input
   FILE is JSON: [{"sql":…, "prepare":true|false, "values":[…]}…]. Prints JSON: requests per second, CPU µs of its own a request,
   and of the waiting times, from the moment a request was due, the median and the 99th percentile in ms. */
#include <errno.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <libssh/libssh.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "shared/xmalloc.h"

enum { VALUES_MAX = 32, EVENTS = 64, UNDER_WAY = 256, WARM_UP_MS = 500 };

struct figures {
	double *waits;
	size_t count, room;
};

struct line {				/* one connection to the server */
	ssh_session ssh;
	ssh_channel channel;
	double due[UNDER_WAY];		/* of the requests under way, in their order: the server answers in order per id, we do not mind */
	unsigned first, last;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
own_cpu(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "load: %s: %s\n", what, why);
	exit(1);
}

static void
add_wait(struct figures *figures, double wait)
{
	if (figures->count == figures->room) {
		figures->room = figures->room ? figures->room * 2 : 65536;
		figures->waits = xreallocarray(figures->waits, figures->room, sizeof *figures->waits);
	}
	figures->waits[figures->count++] = wait;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print(struct figures *figures, double seconds, double cpu)
{
	size_t n = figures->count;

	if (!n)
		die("nothing", "no request was answered");
	qsort(figures->waits, n, sizeof *figures->waits, by_size);
	printf("{\"requests\": %zu, \"rate\": %.1f, \"cpu\": %.2f, \"median\": %.3f, \"p99\": %.3f}\n", n, (double)n / seconds, cpu * 1e6 / (double)n,
	    figures->waits[n / 2] * 1e3, figures->waits[n * 99 / 100] * 1e3);
	free(figures->waits);
}

/* Bare libpq. */

static bool
send_one(PGconn *pg, const json_t *statement, size_t number, bool first)
{
	const char *values[VALUES_MAX], *sql = json_string_value(json_object_get(statement, "sql"));
	json_t *given = json_object_get(statement, "values");
	int count = (int)json_array_size(given);
	char name[16];

	for (int i = 0; i < count && i < VALUES_MAX; i++)
		values[i] = json_string_value(json_array_get(given, (size_t)i));
	if (!json_is_true(json_object_get(statement, "prepare")))
		return PQsendQueryParams(pg, sql, count, NULL, values, NULL, NULL, 0);
	snprintf(name, sizeof name, "s%zu", number);
	return (!first || PQsendPrepare(pg, name, sql, 0, NULL)) && PQsendQueryPrepared(pg, name, count, values, NULL, NULL, 0);
}

static void
send_transaction(PGconn *pg, const json_t *transaction, bool first)
{
	size_t i;
	json_t *statement;

	json_array_foreach(transaction, i, statement)
		if (!send_one(pg, statement, i, first))
			die("send", PQerrorMessage(pg));
	if (!PQpipelineSync(pg) || PQflush(pg) < 0)
		die("send", PQerrorMessage(pg));
}

/* True when the whole transaction is answered; its rows are looked at once, as any reader must. */
static bool
answered(PGconn *pg)
{
	static volatile size_t seen;

	if (!PQconsumeInput(pg))
		die("read", PQerrorMessage(pg));
	while (!PQisBusy(pg)) {
		PGresult *result = PQgetResult(pg);
		ExecStatusType status = result ? PQresultStatus(result) : PGRES_COMMAND_OK;	/* null: the next statement's turn */

		if (status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED)
			die("answer", PQresultErrorMessage(result));
		for (int r = 0; status == PGRES_TUPLES_OK && r < PQntuples(result); r++)
			for (int f = 0; f < PQnfields(result); f++)
				seen += (size_t)PQgetlength(result, r, f);
		PQclear(result);
		if (status == PGRES_PIPELINE_SYNC)
			return seen < SIZE_MAX;	/* true, and the rows were really looked at */
	}
	return false;
}

static int
pq_main(char **a)
{
	json_t *transaction = json_load_file(a[1], 0, NULL);
	size_t count = strtoul(a[2], NULL, 10);
	PGconn **pg = xcalloc(count, sizeof *pg);
	double *since = xcalloc(count, sizeof *since), seconds = strtod(a[3], NULL), begin = 0, cpu = 0, end;
	struct pollfd *fds = xcalloc(count, sizeof *fds);
	struct figures figures = {.waits = NULL};

	for (size_t i = 0; i < count; i++) {
		pg[i] = PQconnectdb(a[0]);
		if (PQstatus(pg[i]) != CONNECTION_OK || !PQenterPipelineMode(pg[i]) || PQsetnonblocking(pg[i], 1))
			die("connect", PQerrorMessage(pg[i]));
		fds[i] = (struct pollfd){.fd = PQsocket(pg[i]), .events = POLLIN};
		since[i] = now();
		send_transaction(pg[i], transaction, true);
	}
	end = now() + WARM_UP_MS / 1e3;
	for (bool warm = false; !warm || now() < end;) {
		if (!warm && now() > end) {
			warm = true;
			begin = now();
			cpu = own_cpu();
			end = begin + seconds;
		}
		if (poll(fds, count, 100) < 0)
			die("poll", strerror(errno));
		for (size_t i = 0; i < count; i++)
			if (fds[i].revents && answered(pg[i])) {
				if (warm)
					add_wait(&figures, now() - since[i]);
				since[i] = now();
				send_transaction(pg[i], transaction, false);
			}
	}
	print(&figures, now() - begin, own_cpu() - cpu);
	for (size_t i = 0; i < count; i++)
		PQfinish(pg[i]);
	free(pg);
	free(since);
	free(fds);
	json_decref(transaction);
	return 0;
}

/* The server, through SSH. */

static void
line_open(struct line *line, const char *port, const char *user, const char *key_path)
{
	unsigned number = (unsigned)strtoul(port, NULL, 10);
	const bool no = false;
	ssh_key key = NULL;

	line->ssh = ssh_new();
	ssh_options_set(line->ssh, SSH_OPTIONS_PROCESS_CONFIG, &no);
	ssh_options_set(line->ssh, SSH_OPTIONS_HOST, "127.0.0.1");
	ssh_options_set(line->ssh, SSH_OPTIONS_PORT, &number);
	ssh_options_set(line->ssh, SSH_OPTIONS_USER, user);
	ssh_options_set(line->ssh, SSH_OPTIONS_CIPHERS_C_S, "aes256-gcm@openssh.com");
	ssh_options_set(line->ssh, SSH_OPTIONS_CIPHERS_S_C, "aes256-gcm@openssh.com");
	if (ssh_pki_import_privkey_file(key_path, NULL, NULL, NULL, &key) != SSH_OK || ssh_connect(line->ssh) != SSH_OK ||
	    ssh_userauth_publickey(line->ssh, NULL, key) != SSH_AUTH_SUCCESS)
		die("sign-in", ssh_get_error(line->ssh));
	ssh_key_free(key);
	line->channel = ssh_channel_new(line->ssh);
	if (ssh_channel_open_session(line->channel) != SSH_OK || ssh_channel_request_subsystem(line->channel, "comptoir") != SSH_OK)
		die("channel", ssh_get_error(line->ssh));
}

/* Answers that have come: their number. */
static unsigned
line_read(struct line *line)
{
	static char piece[65536];
	unsigned count = 0;
	int n;

	while ((n = ssh_channel_read_nonblocking(line->channel, piece, sizeof piece, 0)) > 0)
		for (const char *at = piece, *end = piece + n; (at = memchr(at, '\n', (size_t)(end - at))); at++)
			count++;
	if (n == SSH_ERROR || ssh_channel_is_eof(line->channel))
		die("read", ssh_get_error(line->ssh));
	return count;
}

static void
line_wait_for_one(struct line *line)
{
	struct pollfd fd = {.fd = ssh_get_fd(line->ssh), .events = POLLIN};

	while (!line_read(line))
		if (poll(&fd, 1, 10000) <= 0)
			die("hello", "no answer");
}

static void
line_ask(struct line *line, const char *request, double due)
{
	int length = (int)strlen(request);

	if (line->last - line->first >= UNDER_WAY)
		die("request", "too many are under way: the server cannot follow");
	line->due[line->last++ % UNDER_WAY] = due;
	if (ssh_channel_write(line->channel, request, (uint32_t)length) != length)
		die("write", ssh_get_error(line->ssh));
}

static struct line *
lines_open(char **a, size_t count)
{
	struct line *lines = xcalloc(count, sizeof *lines);

	for (size_t i = 0; i < count; i++) {
		line_open(&lines[i], a[0], a[1], a[2]);
		line_wait_for_one(&lines[i]);		/* the greeting */
	}
	return lines;
}

static void
lines_close(struct line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		ssh_disconnect(lines[i].ssh);
		ssh_free(lines[i].ssh);
	}
	free(lines);
}

/* The moments between random arrivals. */
static double
gap(double rate)
{
	return -log(drand48() + 1e-12) / rate;
}

/* To the nanosecond: arrivals come closer than epoll_wait's milliseconds, and a load that spins between them would take the
   processor whose waits it measures. */
static int
wait_until(int watch, struct epoll_event *events, double moment)
{
	double left = moment - now();
	struct timespec most = {.tv_sec = 0, .tv_nsec = 0};

	if (left > 0) {
		most.tv_sec = (time_t)left;
		most.tv_nsec = (long)((left - (double)most.tv_sec) * 1e9);
	}
	return epoll_pwait2(watch, events, EVENTS, &most, NULL);
}

static int
ssh_main(char **a, double rate)
{
	size_t count = strtoul(a[3], NULL, 10);
	struct line *lines = lines_open(a, count);
	double seconds = strtod(a[4], NULL), begin, cpu = own_cpu(), next;
	char *request = xasprintf("%s\n", a[5]);
	int watch = epoll_create1(0);
	struct figures figures = {.waits = NULL};
	struct epoll_event events[EVENTS];
	bool warm = false;

	for (size_t i = 0; i < count; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = &lines[i]}};
		epoll_ctl(watch, EPOLL_CTL_ADD, ssh_get_fd(lines[i].ssh), &event);
		ssh_set_blocking(lines[i].ssh, 0);
		if (rate <= 0)
			line_ask(&lines[i], request, now());
	}
	begin = now();
	next = begin + (rate > 0 ? gap(rate) : 1e9);
	for (size_t turn = 0; now() < begin + seconds;) {
		int n = wait_until(watch, events, rate <= 0 ? now() + 0.1 : next);

		if (!warm && now() > begin + WARM_UP_MS / 1e3) {
			warm = true;
			begin = now();
			cpu = own_cpu();
			printf("warm\n");
			fflush(stdout);
		}
		for (int i = 0; i < n; i++) {
			struct line *line = events[i].data.ptr;
			for (unsigned came = line_read(line); came > 0 && line->first != line->last; came--) {
				double due = line->due[line->first++ % UNDER_WAY];
				if (warm && due >= begin)
					add_wait(&figures, now() - due);
				if (rate <= 0)
					line_ask(line, request, now());
			}
		}
		for (; next <= now(); next += gap(rate))
			line_ask(&lines[turn++ % count], request, next);
	}
	print(&figures, now() - begin, own_cpu() - cpu);
	lines_close(lines, count);
	free(request);
	close(watch);
	return 0;
}

static int
idle_main(char **a)
{
	static const char request[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}\n";
	size_t count = strtoul(a[3], NULL, 10);
	struct line *lines = lines_open(a, count);

	for (size_t i = 0; i < count; i++) {
		line_ask(&lines[i], request, 0);
		line_wait_for_one(&lines[i]);
	}
	printf("idle\n");
	fflush(stdout);
	getchar();
	lines_close(lines, count);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "pq") == 0)
		return pq_main(argv + 2);
	if (argc == 8 && strcmp(argv[1], "ssh") == 0)
		return ssh_main(argv + 2, 0);
	if (argc == 9 && strcmp(argv[1], "open") == 0)
		return ssh_main(argv + 2, strtod(argv[8], NULL));
	if (argc == 6 && strcmp(argv[1], "idle") == 0)
		return idle_main(argv + 2);
	fprintf(stderr, "load: see the head of tests/bench/load.c\n");
	return 2;
}
