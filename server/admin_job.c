/* admin_job.c: what the server does by itself, for all companies at once: seen and started by who runs the server, and nobody else. */
#include <stddef.h>

#include "server/admin.h"
#include "shared/translate.h"

static int
list(struct config *config, int argc, char **argv)
{
	return admin_list(config, argc, argv, NULL, "select * from app.platform_jobs()");
}

static int
run(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status = STATUS_OK;
	PGresult *done;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	const char *values[] = {argv[1]};
	done = admin_ask(db, &status, "select app.platform_job_run($1)", 1, values);
	if (done != NULL)
		admin_say(stdout, N_("{name} is done as soon as a worker of the server looks."), json_pack("{s:s}", "name", argv[1]));
	PQclear(done);
	PQfinish(db);
	return (int)status;
}

int
admin_job(struct config *config, int argc, char **argv)
{
	static const struct admin_word words[] = {{"list", "", list}, {"run", "NAME", run}, {NULL, NULL, NULL}};

	return admin_words(words, config, argc, argv);
}
