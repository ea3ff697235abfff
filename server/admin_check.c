/* admin_check.c: would the server work, and is it safe to start? One line a question. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/admin.h"
#include "server/listen.h"
#include "server/seal.h"
#include "shared/embedded.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

struct checking {
	const struct config *config;
	int faults;
};

static void
answer(struct checking *c, bool fine, const char *msgid, json_t *args)
{
	const char *word = fine ? N_("ok") : N_("FAULT");

	c->faults += !fine;
	printf("%-6s ", translate(admin_language(), word));
	admin_say(stdout, msgid, args);
}

static void
check_addresses(struct checking *c)
{
	for (size_t i = 0; i < c->config->listen.count; i++) {
		const char *where = c->config->listen.items[i];
		bool known = listen_address_known(where);
		answer(c, known, known ? N_("Address {where}: can be listened on.") :
			N_("Address {where}: is none; write it as 127.0.0.1:2222 or [::1]:2222."), json_pack("{s:s}", "where", where));
	}
}

/* A file that the server makes itself, for its own eyes; label: what it is, a msgid. */
static void
check_key_file(struct checking *c, const char *label, const char *path)
{
	struct stat s;

	if (stat(path, &s) != 0) {
		if (errno == ENOENT)
			answer(c, true, N_("{label} {file}: will be made at the first start."), json_pack("{s:s,s:s}", "label", label, "file", path));
		else
			answer(c, false, N_("{label} {file}: {reason}."), json_pack("{s:s,s:s,s:s}", "label", label, "file", path, "reason", admin_reason(errno)));
	} else if (s.st_mode & (S_IRWXG | S_IRWXO))
		answer(c, false, N_("{label} {file}: others than its owner may read it (chmod 600)."), json_pack("{s:s,s:s}", "label", label, "file", path));
	else if (s.st_uid != 0 && s.st_uid != geteuid())
		answer(c, false, N_("{label} {file}: belongs neither to root nor to you."), json_pack("{s:s,s:s}", "label", label, "file", path));
	else
		answer(c, true, N_("{label} {file}: only its owner reads it."), json_pack("{s:s,s:s}", "label", label, "file", path));
}

/* Only a server that root starts becomes somebody else. */
static void
check_users(struct checking *c)
{
	const char *const names[] = {c->config->user, c->config->tui_user};

	for (size_t i = 0; geteuid() == 0 && i < sizeof names / sizeof *names; i++) {
		const struct passwd *user = getpwnam(names[i]);
		if (user == NULL)
			answer(c, false, N_("User {name}: there is none; adduser --system {name} makes it."), json_pack("{s:s}", "name", names[i]));
		else
			answer(c, user->pw_uid != 0, user->pw_uid ? N_("User {name}: is there.") : N_("User {name}: may not be root."),
				json_pack("{s:s}", "name", names[i]));
	}
}

static void
check_tui(struct checking *c)
{
	if (strchr(c->config->tui, '/') == NULL)
		return;		/* looked for beside comptoird */
	if (access(c->config->tui, X_OK) == 0)
		answer(c, true, N_("Program {file}: can be run."), json_pack("{s:s}", "file", c->config->tui));
	else
		answer(c, false, N_("Program {file}: {reason}."), json_pack("{s:s,s:s}", "file", c->config->tui, "reason", admin_reason(errno)));
}

/* The only cell of a query, true when it is PostgreSQL's t; an error is a fault that it tells itself. */
static void
check_query(struct checking *c, PGconn *db, const char *sql, const char *fine, const char *fault)
{
	PGresult *result = PQexec(db, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
		answer(c, false, N_("The database refused: {reason}"), json_pack("{s:s}", "reason", PQresultErrorMessage(result)));
	else if (strcmp(PQgetvalue(result, 0, 0), "t") == 0)
		answer(c, true, fine, json_pack("{s:s}", "version", COMPTOIR_VERSION));
	else
		answer(c, false, fault, json_pack("{s:s}", "version", COMPTOIR_VERSION));
	PQclear(result);
}

static PGconn *
reach(struct checking *c, const char *name, const char *connection, const char *user)
{
	PGconn *db = admin_open(connection, user);

	if (PQstatus(db) == CONNECTION_OK) {
		answer(c, PQserverVersion(db) >= 150000, PQserverVersion(db) >= 150000 ?
			N_("[database] {name}: reached, PostgreSQL {version}.") : N_("[database] {name}: PostgreSQL {version} is too old, 15 is needed."),
			json_pack("{s:s,s:s}", "name", name, "version", PQparameterStatus(db, "server_version")));
		return db;
	}
	answer(c, false, N_("[database] {name}: {reason}"),
		json_pack("{s:s,s:s}", "name", name, "reason", admin_unreachable(c->config, name, connection, db)));
	PQfinish(db);
	return NULL;
}

static void
check_connection(struct checking *c)
{
	PGconn *db = reach(c, "connection", c->config->connection, c->config->user);
	PGresult *result;
	bool there;

	if (db == NULL)
		return;
	check_query(c, db, "select not (rolsuper or rolbypassrls or rolcreaterole) from pg_roles where rolname = session_user",
		N_("Its role cannot pass by row security."), N_("Its role may pass by row security: use comptoir_app."));
	check_query(c, db, "select not exists (select from pg_class where relowner = (select oid from pg_roles where rolname = session_user))",
		N_("Its role owns nothing."), N_("Its role owns tables: use comptoir_app."));
	result = PQexec(db, "select to_regclass('app.release') is not null");
	there = PQresultStatus(result) == PGRES_TUPLES_OK && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
	PQclear(result);
	PQclear(PQexec(db, "begin; set local role comptoir_staff"));
	check_query(c, db, !there ? "select false" : "select coalesce(bool_and(version = '" COMPTOIR_VERSION "'), false) from app.release where file not like 'migrations/%'",
		N_("The schema is of this release, {version}."), N_("The schema is not of release {version}: run comptoird migrate."));
	PQfinish(db);
}

static void
check_secrets(struct checking *c, PGconn *db)
{
	struct admin_secrets found;

	if (admin_secrets(c->config, db, &found) && found.count > 0 && found.key)
		answer(c, found.lost == 0, found.lost == 0 ? N_("The {count} passwords of mail servers open with {file}.")
			: N_("{lost} of {count} passwords of mail servers do not open with {file}: bring back the key that they were set under, or enter them again."),
		    json_pack("{s:i,s:i,s:s}", "lost", found.lost, "count", found.count, "file", found.file));
	free(found.file);
}

static void
check_admin(struct checking *c)
{
	PGconn *db = reach(c, "admin", c->config->admin, NULL);

	if (db == NULL)
		return;
	check_query(c, db, "select not exists (select from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' "
		"where t.relnamespace = to_regnamespace('app') and t.relkind = 'r' and not (t.relrowsecurity and t.relforcerowsecurity))",
		N_("Every table of a company has its row security forced."), N_("A table of a company lacks forced row security."));
	check_secrets(c, db);
	PQfinish(db);
}

int
admin_check(struct config *config, int argc, char **argv)
{
	struct checking c = {.config = config, .faults = 0};
	const struct admin_option options[] = {{.name = NULL}};
	char *secret_key;

	if (!admin_options(options, &argc, argv, 0, 0))
		return STATUS_MISUSE;
	config_print(config, stdout);
	putchar('\n');
	answer(&c, true, config->path ? N_("Settings {file}: read.") : N_("No settings file: every setting is as preset."),
		json_pack("{s:s?}", "file", config->path));
	check_addresses(&c);
	check_key_file(&c, N_("Host key"), config->host_key);
	secret_key = seal_path(config);
	check_key_file(&c, N_("Key of the passwords"), secret_key);
	free(secret_key);
	check_users(&c);
	check_tui(&c);
	check_connection(&c);
	check_admin(&c);
	return c.faults ? STATUS_REFUSED : STATUS_OK;
}
