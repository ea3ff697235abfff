/* admin_backup.c: the whole database in one file and back, through PostgreSQL's own tools. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/admin.h"
#include "shared/embedded.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

extern char **environ;

/* libpq's words as the environment variables that its tools read: a password in arguments could be seen by everyone. */
static bool
export_connection(const char *connection)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(connection, &why);

	if (options == NULL) {
		admin_fail(STATUS_MISUSE, N_("[database] admin cannot be read: {reason}"), json_pack("{s:s}", "reason", why ? why : ""));
		PQfreemem(why);
		return false;
	}
	for (PQconninfoOption *o = options; o->keyword != NULL; o++)
		if (o->val != NULL && o->envvar != NULL)
			setenv(o->envvar, o->val, 1);
	PQconninfoFree(options);
	return true;
}

/* Runs a tool and waits. Its words go to stderr; `quiet` throws its stdout away. */
static enum status
run(const char *const *words, bool quiet)
{
	posix_spawn_file_actions_t files;
	sigset_t none;
	posix_spawnattr_t how;
	int rc, ended = 0;
	pid_t pid;

	admin_language();
	setenv("LC_ALL", "C.UTF-8", 1);	/* the person's locale need not be installed: Perl around the tool would complain at length */
	sigemptyset(&none);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	if (quiet)
		posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(&pid, words[0], &files, &how, (char *const *)(uintptr_t)words, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	if (rc != 0)
		return (enum status)admin_fail(STATUS_LATER, N_("{tool} cannot be started: {reason}. It comes with the package postgresql-client."),
			json_pack("{s:s,s:s}", "tool", words[0], "reason", admin_reason(rc)));
	while (waitpid(pid, &ended, 0) < 0 && errno == EINTR)
		continue;
	if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0)
		return STATUS_OK;
	return (enum status)admin_fail(STATUS_REFUSED, N_("{tool} did not succeed."), json_pack("{s:s}", "tool", words[0]));
}

static enum status
cannot(const char *path)
{
	return (enum status)admin_fail(STATUS_REFUSED, N_("{file}: {reason}."),
		json_pack("{s:s,s:s}", "file", path, "reason", admin_reason(errno)));
}

/* On the disk for good, then under its name: a backup that has its name is whole. */
static enum status
keep(const char *part, const char *path)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return fine && rename(part, path) == 0 ? STATUS_OK : cannot(path);
}

/* Reads every byte of the file as a restoration would, and writes nothing. */
static enum status
verify_file(const char *path)
{
	const char *const words[] = {"pg_restore", "--file=/dev/null", path, NULL};

	return run(words, true);
}

/* They are in the file as well, and worth nothing without their key. */
static void
say_secrets(const struct config *config)
{
	PGconn *db = admin_connect(config);

	if (db != NULL)
		admin_secrets_say(config, db);
	PQfinish(db);
}

static int
backup(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	char *part, *file_option;
	enum status status;
	struct stat made;

	if (!admin_options(options, &argc, argv, 1, 1) || !export_connection(config->admin))
		return STATUS_MISUSE;
	part = xasprintf("%s.part", argv[1]);
	file_option = xasprintf("--file=%s", part);
	const char *const words[] = {"pg_dump", "--format=custom", "--no-password", file_option, NULL};
	umask(077);		/* the whole company lies in it */
	status = run(words, false);
	if (status == STATUS_OK)
		status = verify_file(part);
	if (status == STATUS_OK)
		status = keep(part, argv[1]);
	if (status == STATUS_OK && stat(argv[1], &made) == 0) {
		admin_say(stdout, N_("Wrote and read again {file}, {bytes} bytes. To bring it back: comptoird backup restore {file}"),
			json_pack("{s:s,s:I}", "file", argv[1], "bytes", (json_int_t)made.st_size));
		say_secrets(config);
	} else
		unlink(part);
	free(file_option);
	free(part);
	return (int)status;
}

static int
verify(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status;

	(void)config;
	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if (access(argv[1], R_OK) != 0)
		return (int)cannot(argv[1]);
	status = verify_file(argv[1]);
	if (status == STATUS_OK)
		admin_say(stdout, N_("{file} is whole."), json_pack("{s:s}", "file", argv[1]));
	return (int)status;
}

/* Roles belong to the cluster, not to a database: a dump lacks them, the schema's first file makes them. What else that file
   makes is taken back, for the dump brings its own: also that functions are nobody's to call, which would stop the indexes that use one. */
static enum status
make_roles(PGconn *db)
{
	enum status status = STATUS_OK;
	PGresult *there = admin_ask(db, &status, "select exists (select from pg_namespace where nspname in ('app', 'ui'))", 0, NULL);
	char *file = xstrndup((const char *)sql_data[0].bytes, sql_data[0].size), *text;
	PGresult *result;

	if (there != NULL && strcmp(PQgetvalue(there, 0, 0), "t") == 0)
		status = (enum status)admin_fail(STATUS_REFUSED, N_("This database is not empty: restore into a new one (createdb)."), NULL);
	PQclear(there);
	text = xasprintf("begin; set local client_min_messages = error; %s; drop schema app, ui cascade; "
		"alter default privileges grant execute on functions to public; commit", file);
	if (status == STATUS_OK) {
		result = PQexec(db, text);
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			status = admin_refused(db, result);
		PQclear(result);
	}
	free(text);
	free(file);
	return status;
}

static int
restore(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if (access(argv[1], R_OK) != 0)
		return (int)cannot(argv[1]);
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	status = make_roles(db);
	if (status == STATUS_OK) {
		char *name = xasprintf("--dbname=%s", PQdb(db));
		const char *const words[] = {"pg_restore", "--no-password", "--single-transaction", "--exit-on-error",
			"--clean", "--if-exists", name, argv[1], NULL};
		status = export_connection(config->admin) ? run(words, false) : STATUS_MISUSE;
		free(name);
	}
	PQfinish(db);
	if (status == STATUS_OK) {
		admin_say(stdout, N_("Restored {file}. Now run comptoird migrate, in case this program is newer."),
			json_pack("{s:s}", "file", argv[1]));
		say_secrets(config);
	}
	return (int)status;
}

int
admin_backup(struct config *config, int argc, char **argv)
{
	static const struct admin_word words[] = {
		{"make", "FILE", backup},
		{"verify", "FILE", verify},
		{"restore", "FILE", restore},
		{NULL, NULL, NULL},
	};
	return admin_words(words, config, argc, argv);
}
