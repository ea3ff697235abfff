/* wire.c: lines that can be cut, servers that can be killed: what stories of lost connections need beside a site. */
#include "tests/screen/wire.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"

static int
to_site(void)
{
	char path[300], text[16] = "";
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	FILE *f;

	snprintf(path, sizeof path, "%s/port", getenv("SITE"));
	f = fopen(path, "r");
	if (f == NULL || fgets(text, sizeof text, f) == NULL)
		_exit(1);
	fclose(f);
	to.sin_port = htons((uint16_t)strtol(text, NULL, 10));
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		_exit(1);
	return fd;
}

static void
carry(int near)
{
	struct pollfd ends[] = {{.fd = near, .events = POLLIN}, {.fd = to_site(), .events = POLLIN}};
	char bytes[16384];

	while (poll(ends, 2, -1) > 0)
		for (int i = 0; i < 2; i++) {
			ssize_t n = ends[i].revents ? read(ends[i].fd, bytes, sizeof bytes) : -2;

			if (n == 0 || n == -1 || (n > 0 && write(ends[1 - i].fd, bytes, (size_t)n) != n))
				_exit(0);
		}
}

void
wire_up(struct wire *w)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)w->port)};
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1, near;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&at, &size);
	w->port = ntohs(at.sin_port);
	w->pid = fork();
	if (w->pid == 0) {
		setpgid(0, 0);
		signal(SIGCHLD, SIG_IGN);
		/* A terminal that a story has open would outlive its unplugging here. */
		for (int other = 3; other < 256; other++)
			if (other != fd)
				close(other);
		/* Whoever reads what this program says must not wait for a wire that a failed story left behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)!freopen("/dev/null", "w", stdout);
		(void)!freopen("/dev/null", "w", stderr);
		while ((near = accept(fd, NULL, NULL)) >= 0) {
			if (fork() == 0)
				carry(near);
			close(near);
		}
		_exit(0);
	}
	setpgid(w->pid, w->pid);
	close(fd);
}

void
wire_cut(const struct wire *w)
{
	kill(-w->pid, SIGKILL);
	waitpid(w->pid, NULL, 0);
}

struct rig *
wire_over(const struct wire *w, const char *person, int columns, int rows)
{
	return wire_over_with(w, person, columns, rows, NULL);
}

struct rig *
wire_over_with(const struct wire *w, const char *person, int columns, int rows, const char *const *environment)
{
	char config[300], known[1200];
	const char *program[] = {rig_comptoir(), "-F", config, person, NULL}, *site = getenv("SITE");
	struct rig *r;

	/* The server's key, under the name that it has at this end of the wire. */
	snprintf(config, sizeof config, "%s/wire_config", site);
	snprintf(known, sizeof known, "sed 's/\\]:[0-9]*/]:%d/' \"%s/known_hosts\" >\"%s/wire_known\" && sed 's/^\\( *\\t*\\)Port .*/\\1Port %d/; "
		"s|UserKnownHostsFile .*|UserKnownHostsFile \"%s/wire_known\"|' \"%s/ssh_config\" >\"%s\"", w->port, site, site, w->port, site,
		site, config);
	assert_int_equal(system(known), 0);		/* NOLINT(cert-env33-c): the tests' own words */
	r = rig_open(&(struct rig_options){.columns = columns, .rows = rows, .program = program, .environment = environment});
	rig_wait(r, "Contacts");
	rig_idle(r);
	return r;
}

void
wire_kill_server(bool whole)
{
	char command[700];

	snprintf(command, sizeof command, "pid=$(cat '%s/comptoird.pid'); kill -9 %s $(ps -o pid= --ppid $pid)", getenv("SITE"), whole ? "$pid" : "");
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
}

void
wire_start_server(void)
{
	char command[700];

	snprintf(command, sizeof command, "scripts/site start '%s' >/dev/null 2>&1 </dev/null", getenv("SITE"));
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
}

int
wire_nothing_unfinished(void **state)
{
	(void)state;
	if (getenv("SITE") != NULL)
		wire_sql("delete from app.draft");
	return 0;
}

void
wire_sql(const char *statement)
{
	char command[1600];

	snprintf(command, sizeof command, "psql -Xq -h \"$(readlink -f %s)/db/socket\" -U postgres -d comptoir -v ON_ERROR_STOP=1 -c \"%s\" >/dev/null",
		getenv("SITE"), statement);
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
}

void
wire_hold(const char *entity, int seconds)
{
	char command[1600];

	snprintf(command, sizeof command, "rm -f \"$SITE/held\"; { echo 'begin; lock table app.%s in exclusive mode; select 1;'; echo 'select pg_sleep(%d); commit;'; } | "
		"psql -XqAt -h \"$(readlink -f \"$SITE\")/db/socket\" -U postgres -d comptoir >\"$SITE/held\" & until [ -s \"$SITE/held\" ]; do sleep 0.1; done", entity, seconds);
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
}

void
wire_admin(const char *words)
{
	char command[1200];

	snprintf(command, sizeof command, "\"$SITE/bin/comptoird\" --config \"$SITE/comptoird.conf\" %s >/dev/null", words);
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
}

struct rig *
wire_hosted(const struct wire *w, const char *person)
{
	char config[300];
	const char *program[] = {"ssh", "-F", config, "-t", "-o", "SetEnv=COMPTOIR_IDLE_MARK=1", person, NULL};
	struct rig *r;

	/* A sitting over the wire writes the configuration for it. */
	rig_close(wire_over(w, person, 80, 24));
	snprintf(config, sizeof config, "%s/wire_config", getenv("SITE"));
	r = rig_open(&(struct rig_options){.program = program});
	rig_wait(r, "Contacts");
	rig_idle(r);
	return r;
}
