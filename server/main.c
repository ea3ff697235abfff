/* main.c: comptoird, the server and its administration. */
#include <errno.h>
#include <libssh/libssh.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "server/admin.h"
#include "server/board.h"
#include "server/child.h"
#include "server/config.h"
#include "server/chore.h"
#include "server/privilege.h"
#include "server/serve.h"
#include "server/stream.h"
#include "server/worker.h"
#include "shared/status.h"
#include "shared/translate.h"

/* A child that runs one verb whose data flows: its job is on a descriptor. */
static int
child_main(struct config *config, int argc, char **argv)
{
	const struct stream_settings settings = {.connection = config->connection, .file_bytes = config->file_mb * 1024 * 1024,
		.away = config->away};
	char *why = NULL;

	(void)argc;
	(void)argv;
	if (privilege_become(config->user, &why))
		return stream_main(&settings, CHILD_FD_JOB);
	fprintf(stderr, "comptoird: %s\n", why);
	free(why);
	return STATUS_LATER;
}

/* The middle of man/comptoird.conf.5, for whoever changes the table of settings. */
static int
manual_main(struct config *config, int argc, char **argv)
{
	(void)config;
	(void)argc;
	(void)argv;
	config_manual(stdout);
	return STATUS_OK;
}

/* Those without help are started by the server itself, or are for developers. */
static const struct command {
	const char *name, *help;
	int (*run)(struct config *config, int argc, char **argv);	/* argv[0] is the command's name */
} commands[] = {
	{"serve", N_("run the server"), serve_main},
	{"migrate", N_("create the database's schema, or bring it up to this release"), admin_migrate},
	{"tenant", N_("create, list or close companies"), admin_tenant},
	{"user", N_("create people and give them a company, a role, a password"), admin_user},
	{"key", N_("add, list or remove a person's public keys"), admin_key},
	{"job", N_("list the work that the server does by itself, or have some of it done now"), admin_job},
	{"check", N_("check the settings, the host key and the database, and show the settings in force"), admin_check},
	{"backup", N_("write a backup of the database"), admin_backup},
	{"worker", NULL, worker_main},
	{"child", NULL, child_main},
	{"hosted", NULL, hosted_main},
	{"chore", NULL, chore_main},
	{"manual", NULL, manual_main},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int
usage(FILE *to, const char *language)
{
	fprintf(to, "%s\n", translate(language, N_("usage: comptoird [--config FILE] COMMAND [WORD…]")));
	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i].help)
			fprintf(to, "  %-8s %s\n", commands[i].name, translate(language, commands[i].help));
	fprintf(to, "%s\n", translate(language, N_("Without --config, /etc/comptoir/comptoird.conf is read. See comptoird(8).")));
	return to == stdout ? STATUS_OK : STATUS_MISUSE;
}

/* Takes --config FILE (or --config=FILE) out of the words, wherever it stands. False: its value is missing. */
static bool
take_config(int *argc, char **argv, const char **path)
{
	int kept = 0;

	for (int i = 0; i < *argc; i++)
		if (strncmp(argv[i], "--config=", 9) == 0)
			*path = argv[i] + 9;
		else if (strcmp(argv[i], "--config") != 0)
			argv[kept++] = argv[i];
		else if (++i < *argc)
			*path = argv[i];
		else
			return false;
	*argc = kept;
	return true;
}

static int
run(const struct command *command, const char *path, int argc, char **argv)
{
	char *why = NULL;
	struct config *config;
	int status;

	if (access(path, R_OK) != 0)
		return admin_fail(STATUS_MISUSE, N_("The settings {file} cannot be read: {reason}. Another file is named by --config FILE."),
			json_pack("{s:s,s:s}", "file", path, "reason", admin_reason(errno)));
	config = config_read(path, &why);
	if (!config) {
		fputs(why, stderr);
		free(why);
		return STATUS_MISUSE;
	}
	status = command->run(config, argc, argv);
	config_free(config);
	return status;
}

int
main(int argc, char **argv)
{
	const char *path = "/etc/comptoir/comptoird.conf", *language = admin_language(), *word;

	/* Processes started through /proc/self/exe would be called exe. */
	prctl(PR_SET_NAME, "comptoird");
	/* Never the person's own locale: a decimal comma must not reach JSON or SQL. */
	setlocale(LC_ALL, "C.UTF-8");
	if (!take_config(&argc, argv, &path))
		return usage(stderr, language);
	word = argc > 1 ? argv[1] : "";
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
		return usage(stdout, language);
	if (strcmp(word, "--version") == 0) {
		puts("comptoird " COMPTOIR_VERSION);
		return STATUS_OK;
	}
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, word) == 0)
			return run(&commands[i], path, argc - 1, argv + 1);
	return usage(stderr, language);
}
