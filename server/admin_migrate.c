/* admin_migrate.c: brings the database to this program's release, in one transaction. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/admin.h"
#include "shared/embedded.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { DIGEST_SIZE = 2 * crypto_hash_sha256_BYTES + 1 };

struct migration {
	PGconn *db;
	enum status status;
	PGresult *recorded;			/* version, file, digest of what the database holds; null on a fresh one */
	int steps, files;
};

static void
digest_of(const struct embedded *file, char digest[DIGEST_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, file->bytes, file->size);
	sodium_bin2hex(digest, DIGEST_SIZE, hash, sizeof hash);
}

/* The recorded row of a file, -1 for none. Steps are recorded under another name than the schema's files. */
static int
row_of(const struct migration *m, const char *folder, const char *name)
{
	char *file = xasprintf("%s%s", folder, name);
	int row = m->recorded ? PQntuples(m->recorded) - 1 : -1;

	while (row >= 0 && strcmp(PQgetvalue(m->recorded, row, 1), file) != 0)
		row--;
	free(file);
	return row;
}

static const char *const step_folder = "migrations/";

static bool
is_current(const struct migration *m)
{
	char digest[DIGEST_SIZE];
	int files = 0;

	if (m->recorded == NULL)
		return false;
	for (const struct embedded *f = sql_data; f->name != NULL; f++, files++) {
		int row = row_of(m, "", f->name);
		digest_of(f, digest);
		if (row < 0 || strcmp(PQgetvalue(m->recorded, row, 2), digest) != 0 ||
		    strcmp(PQgetvalue(m->recorded, row, 0), COMPTOIR_VERSION) != 0)
			return false;
	}
	for (const struct embedded *f = migration_data; f->name != NULL; f++, files++)
		if (row_of(m, step_folder, f->name) < 0)
			return false;
	return files == PQntuples(m->recorded);
}

/* Compares 0.9.1 and 0.10.0 by their numbers. */
static int
compare_versions(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		char *rest_a, *rest_b;
		long x = strtol(a, &rest_a, 10), y = strtol(b, &rest_b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		if (rest_a == a && rest_b == b)
			return strcmp(a, b);
		a = rest_a + (*rest_a == '.');
		b = rest_b + (*rest_b == '.');
	}
	return 0;
}

static bool
is_ours_to_touch(struct migration *m)
{
	for (int row = 0; m->recorded != NULL && row < PQntuples(m->recorded); row++) {
		const char *version = PQgetvalue(m->recorded, row, 0);

		if (compare_versions(version, COMPTOIR_VERSION) > 0) {
			m->status = (enum status)admin_fail(STATUS_REFUSED,
				N_("The database holds release {theirs}, newer than this program's {ours}."),
				json_pack("{s:s,s:s}", "theirs", version, "ours", COMPTOIR_VERSION));
			return false;
		}
	}
	return true;
}

static bool
statement(struct migration *m, const char *sql)
{
	PGresult *result = PQexec(m->db, sql);
	bool fine = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

	if (!fine)
		m->status = admin_refused(m->db, result);
	PQclear(result);
	return fine;
}

/* Where in the file PostgreSQL stopped, as a line: it counts characters, not bytes. */
static int
line_of(const char *text, const char *position)
{
	long left = position ? strtol(position, NULL, 10) - 1 : 0;
	int line = 1;

	for (; *text != '\0' && left > 0; text++) {
		if (*text == '\n')
			line++;
		if (((unsigned char)text[1] & 0xc0) != 0x80)
			left--;
	}
	return line;
}

static bool
load(struct migration *m, const char *folder, const struct embedded *file)
{
	char *text = xstrndup((const char *)file->bytes, file->size);
	PGresult *result = PQexec(m->db, text);
	bool fine = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

	if (!fine) {
		const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
		const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);

		admin_fail(STATUS_REFUSED, N_("{file}.sql stops at line {line}; nothing was changed."),
			json_pack("{s:o,s:i}", "file", json_sprintf("%s%s", folder, file->name), "line", line_of(text, position)));
		if (context != NULL)
			fprintf(stderr, "%s\n", context);
		m->status = admin_refused(m->db, result);
	}
	PQclear(result);
	free(text);
	return fine;
}

static bool
record(struct migration *m, const char *folder, const struct embedded *file)
{
	char digest[DIGEST_SIZE], *name = xasprintf("%s%s", folder, file->name);
	const char *values[] = {COMPTOIR_VERSION, name, digest};
	PGresult *result;

	digest_of(file, digest);
	result = admin_ask(m->db, &m->status, "insert into app.release (version, file, digest) values ($1, $2, $3) "
		"on conflict (file) do update set version = excluded.version, digest = excluded.digest, at = now()", 3, values);
	free(name);
	PQclear(result);
	return result != NULL;
}

static bool
forget_all_files(struct migration *m)
{
	return statement(m, "delete from app.release where file not like 'migrations/%'");
}

/* The steps that an older release lacks come first: they bring tables to the shape that the files then expect. */
static bool
take_steps(struct migration *m)
{
	for (const struct embedded *f = migration_data; m->recorded != NULL && f->name != NULL; f++) {
		if (row_of(m, step_folder, f->name) >= 0)
			continue;
		if (!load(m, step_folder, f))
			return false;
		m->steps++;
	}
	return true;
}

static bool
load_files(struct migration *m)
{
	for (const struct embedded *f = sql_data; f->name != NULL; f++, m->files++)
		if (!load(m, "", f))
			return false;
	return true;
}

static bool
record_all(struct migration *m)
{
	for (const struct embedded *f = sql_data; f->name != NULL; f++)
		if (!record(m, "", f))
			return false;
	for (const struct embedded *f = migration_data; f->name != NULL; f++)
		if (row_of(m, step_folder, f->name) < 0 && !record(m, step_folder, f))
			return false;
	return true;
}

/* Two administrators at once wait for each other; a table that a running request holds is waited for half a minute. */
static bool
open_transaction(struct migration *m)
{
	PGresult *there;

	if (!statement(m, "begin; set local lock_timeout = '30s'; set local client_min_messages = error; set local check_function_bodies = off;"
	    "select pg_advisory_xact_lock(hashtext('comptoird migrate'))"))
		return false;
	there = admin_ask(m->db, &m->status, "select to_regclass('app.release') is not null", 0, NULL);
	if (there == NULL)
		return false;
	if (strcmp(PQgetvalue(there, 0, 0), "t") == 0)
		m->recorded = admin_ask(m->db, &m->status, "select version, file, digest from app.release", 0, NULL);
	PQclear(there);
	return m->status == STATUS_OK;
}

static void
migrate(struct migration *m, bool check, bool again)
{
	if (!open_transaction(m) || !is_ours_to_touch(m))
		return;
	if (is_current(m) && !again) {
		admin_say(stdout, N_("The database holds release {version}."), json_pack("{s:s}", "version", COMPTOIR_VERSION));
		return;
	}
	if (check) {
		m->status = (enum status)admin_fail(STATUS_REFUSED, N_("The database does not hold release {version}: run comptoird migrate."),
			json_pack("{s:s}", "version", COMPTOIR_VERSION));
		return;
	}
	if (!take_steps(m) || !load_files(m) || !forget_all_files(m) || !record_all(m) || !statement(m, "commit"))
		return;
	admin_say(stdout, N_("Took {steps} migration steps and loaded {files} files: the database now holds release {version}."),
		json_pack("{s:i,s:i,s:s}", "steps", m->steps, "files", m->files, "version", COMPTOIR_VERSION));
}

int
admin_migrate(struct config *config, int argc, char **argv)
{
	struct migration m = {.db = NULL, .status = STATUS_OK, .recorded = NULL, .steps = 0, .files = 0};
	bool check = false, again = false;
	const struct admin_option options[] = {
		{.name = "check", .given = &check}, {.name = "again", .given = &again}, {.name = NULL},
	};

	if (!admin_options(options, &argc, argv, 0, 0))
		return STATUS_MISUSE;
	if ((m.db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	migrate(&m, check, again);
	PQclear(m.recorded);
	PQfinish(m.db);		/* an open transaction is undone */
	return (int)m.status;
}
