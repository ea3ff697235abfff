/* site.c: people before screens, and behind verbs. */
#include "tests/screen/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <cmocka.h>

#include "shared/xmalloc.h"

static const char *
config(void)
{
	static char path[512];
	const char *site = getenv("SITE");

	if (site == NULL) {
		print_message("skipped: no SITE (tests/screen/run makes one)\n");
		skip();
	}
	snprintf(path, sizeof path, "%s/ssh_config", site);
	return path;
}

void
site_forget(const char *person, const char *names)
{
	char *command = xasprintf("psql -XqAt -h \"$(readlink -f %s)/db/socket\" -U postgres -d comptoir -c \"delete from app.preference p using app.account a "
		"where a.id = p.account_id and a.email like '%s@%%' and p.name like '%s'\"", getenv("SITE"), person, names);

	if (system(command) != 0)		/* NOLINT(cert-env33-c): the tests' own words */
		fail_msg("failed: %s", command);
	free(command);
}

struct rig *
site_open(const char *person, int columns, int rows)
{
	return site_open_with(person, columns, rows, NULL, NULL);
}

struct rig *
site_open_with(const char *person, int columns, int rows, const char *term, const char *const *environment)
{
	const char *program[] = {rig_comptoir(), "-F", config(), person, NULL};
	struct rig *r;

	config();		/* there is a site */
	site_forget(person, "list.%");
	r = rig_open(&(struct rig_options){.columns = columns, .rows = rows, .program = program, .term = term,
		.environment = environment});

	rig_wait(r, "Contacts");
	rig_idle(r);
	return r;
}

struct rig *
site_open_again(const char *person)
{
	const char *program[] = {rig_comptoir(), "-F", config(), person, NULL};
	struct rig *r = rig_open(&(struct rig_options){.columns = 80, .rows = 24, .program = program});

	rig_wait(r, "F1 ");
	rig_idle(r);
	return r;
}

struct rig *
site_open_on(const char *term, const char *person, const char *const *environment)
{
	const char *program[] = {rig_comptoir(), "-F", config(), person, NULL};
	struct rig *r = rig_open(&(struct rig_options){.term = term, .environment = environment, .program = program});

	rig_wait(r, "Contacts");
	rig_idle(r);
	return r;
}

struct rig *
site_open_option(const char *option, const char *person)
{
	const char *program[] = {rig_comptoir(), option, "-F", config(), person, NULL};
	struct rig *r = rig_open(&(struct rig_options){.program = program});

	rig_wait(r, "Contacts");
	rig_idle(r);
	return r;
}

struct rig *
site_open_lines(const char *option, const char *person)
{
	const char *program[] = {rig_comptoir(), option, "-F", config(), person, NULL};
	struct rig *r = rig_open(&(struct rig_options){.rows = 60, .program = program});

	rig_idle(r);
	return r;
}

struct rig *
site_hosted_on(const char *term, const char *person, const char *const *options)
{
	const char *program[12] = {"ssh", "-F", config(), "-t"};
	size_t n = 4;

	while (options != NULL && *options != NULL && n < 10)
		program[n++] = *options++;
	program[n] = person;
	struct rig *r = rig_open(&(struct rig_options){.rows = 60, .term = term, .program = program});

	rig_wait(r, "Contacts");
	return r;
}

struct rig *
site_open_with_line(const char *person, const char *line)
{
	const char *program[] = {rig_comptoir(), "-F", config(), person, line, NULL};

	return rig_open(&(struct rig_options){.program = program});
}

struct rig *
site_hosted_with_line(const char *person, const char *line)
{
	const char *program[] = {"ssh", "-F", config(), "-t", person, line, NULL};

	return rig_open(&(struct rig_options){.program = program});
}

struct rig *
site_hosted(const char *person, int columns, int rows)
{
	const char *program[] = {"ssh", "-F", config(), "-t", person, NULL};
	struct rig *r = rig_open(&(struct rig_options){.columns = columns, .rows = rows, .program = program});

	rig_wait(r, "Contacts");
	return r;
}

const char *
site_verb(const char *person, const char *words)
{
	static char answer[1 << 20];
	char *command = xasprintf("ssh -F %s %s \"%s\" </dev/null", config(), person, words);
	FILE *f = popen(command, "r");		/* NOLINT(cert-env33-c): the tests' own words */
	size_t length = f ? fread(answer, 1, sizeof answer - 1, f) : 0;

	answer[length] = '\0';
	if (f == NULL || pclose(f) != 0)
		fail_msg("failed: %s\n%s", command, answer);
	free(command);
	return answer;
}

const char *
site_import(const char *person, const char *entity, const char *file)
{
	static char said[65536];
	char *command = xasprintf("ssh -F %s %s import %s 2>&1 <tests/data/import/%s", config(), person, entity, file);
	FILE *f = popen(command, "r");		/* NOLINT(cert-env33-c): the tests' own words */
	size_t length = f ? fread(said, 1, sizeof said - 1, f) : 0;
	int ended = f ? pclose(f) : -1;

	said[length] = '\0';
	if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 1)
		fail_msg("failed: %s\n%s", command, said);
	free(command);
	return said;
}

const char *
site_today(void)
{
	static char said[32];
	time_t now;

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	now = time(NULL);
	strftime(said, sizeof said, "%d/%m/%Y", localtime(&now));
	return said;
}

void
site_list(struct rig *r, const char *entity)
{
	char *line = xasprintf(":\033[200~%s\033[201~\r", entity);

	rig_send_bytes(r, line, strlen(line));		/* at once, as somebody who knows the way */
	rig_idle(r);
	free(line);
}

void
site_tab(struct rig *r, const char *name)
{
	char cursor[128];

	snprintf(cursor, sizeof cursor, "> %s", name);
	rig_keys(r, "Tab");
	for (int i = 0; i < 40 && !rig_sees(r, cursor); i++)
		rig_keys(r, "Down");
	rig_check(r, rig_sees(r, cursor));
	rig_keys(r, "Enter");
}

const char *
site_form_row(struct rig *r, int row)
{
	const char *line = rig_row(r, row), *bar = strstr(line, "│");

	return bar ? bar : line;
}

void
site_home(struct rig *r)
{
	for (int i = 0; i < 6; i++)
		rig_keys(r, "Esc");
}
