/* admin.c: what the administration commands of comptoird share. */
#include "server/admin.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

const char *
admin_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	static char language[32];	/* PostgreSQL's tools get another locale in our environment */

	for (size_t i = 0; language[0] == '\0' && i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL)
			snprintf(language, sizeof language, "%s", value);
	}
	if (language[0] == '\0')
		snprintf(language, sizeof language, "en");
	return language;
}

const char *
admin_reason(int error)
{
	static const struct {
		int error;
		const char *sentence;
	} usual[] = {
		{ENOENT, N_("it is not there")}, {EACCES, N_("this user may not")}, {EPERM, N_("this user may not")},
		{EISDIR, N_("it is a folder")}, {ENOTDIR, N_("a part of its path is no folder")}, {ENOSPC, N_("the disk is full")},
		{EROFS, N_("the disk is read-only")}, {EADDRINUSE, N_("another program listens there")},
	};

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (usual[i].error == error)
			return translate(admin_language(), usual[i].sentence);
	return strerror(error);
}

void
admin_say(FILE *to, const char *msgid, json_t *args)
{
	char *text = translate_fill(admin_language(), msgid, args);

	fprintf(to, "%s\n", text);
	free(text);
	json_decref(args);
}

int
admin_fail(enum status status, const char *msgid, json_t *args)
{
	fputs("comptoird: ", stderr);
	admin_say(stderr, msgid, args);
	return (int)status;
}

static void
usage(const struct admin_word *words, const char *command)
{
	admin_say(stderr, N_("Use one of:"), NULL);
	for (const struct admin_word *w = words; w->word != NULL; w++)
		fprintf(stderr, "  comptoird %s %s %s\n", command, w->word, w->usage);
}

int
admin_words(const struct admin_word *words, struct config *config, int argc, char **argv)
{
	for (const struct admin_word *w = words; argc > 1 && w->word != NULL; w++) {
		if (strcmp(w->word, argv[1]) == 0) {
			int status = w->run(config, argc - 1, argv + 1);
			if (status == STATUS_MISUSE)
				fprintf(stderr, "  comptoird %s %s %s\n", argv[0], w->word, w->usage);
			return status;
		}
	}
	if (argc > 1)
		admin_fail(STATUS_MISUSE, N_("There is no command “{word}”."), json_pack("{s:s}", "word", argv[1]));
	usage(words, argv[0]);
	return STATUS_MISUSE;
}

static const struct admin_option *
option_named(const struct admin_option *options, const char *text, size_t length)
{
	for (const struct admin_option *o = options; o->name != NULL; o++)
		if (strlen(o->name) == length && memcmp(o->name, text, length) == 0)
			return o;
	return NULL;
}

/* Reads the option at argv[*i]; false: said why. */
static bool
option_take(const struct admin_option *options, int *i, int argc, char **argv)
{
	const char *text = argv[*i] + 2;
	const char *equals = strchr(text, '=');
	const struct admin_option *o = option_named(options, text, equals ? (size_t)(equals - text) : strlen(text));

	if (o == NULL || (o->given != NULL && equals != NULL)) {
		admin_fail(STATUS_MISUSE, N_("There is no option {option} here."), json_pack("{s:s}", "option", argv[*i]));
		return false;
	}
	if (o->given != NULL) {
		*o->given = true;
	} else if (equals != NULL) {
		*o->value = equals + 1;
	} else if (*i + 1 < argc) {
		*o->value = argv[++*i];
	} else {
		admin_fail(STATUS_MISUSE, N_("The option {option} needs a value."), json_pack("{s:s}", "option", argv[*i]));
		return false;
	}
	return true;
}

bool
admin_options(const struct admin_option *options, int *argc, char **argv, int least, int most)
{
	int words = 1;
	bool only_words = false;

	for (int i = 1; i < *argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
			if (!option_take(options, &i, *argc, argv))
				return false;
		} else
			argv[words++] = argv[i];
	}
	*argc = words;
	if (words - 1 < least || words - 1 > most) {
		admin_fail(STATUS_MISUSE, words - 1 < least ? N_("Some words are missing.") : N_("There are too many words."), NULL);
		return false;
	}
	return true;
}

static void
quiet(void *arg, const char *message)
{
	(void)arg;
	(void)message;	/* "already exists, skipping": expected whenever the schema is loaded again */
}

/* "user=postgres" of a connection text; the caller owns it, null for none. */
static char *
user_of(const char *connection)
{
	PQconninfoOption *options = PQconninfoParse(connection, NULL);
	char *user = NULL;

	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
		if (strcmp(o->keyword, "user") == 0 && o->val != NULL)
			user = xstrdup(o->val);
	PQconninfoFree(options);
	return user;
}

PGconn *
admin_open(const char *connection, const char *name)
{
	char *user = name != NULL ? xstrdup(name) : user_of(connection);
	const struct passwd *entry = geteuid() == 0 && user != NULL ? getpwnam(user) : NULL;
	bool other = entry != NULL && entry->pw_uid != 0 && seteuid(entry->pw_uid) == 0;
	PGconn *db = PQconnectdb(connection);

	if (other && seteuid(0) != 0)
		abort();
	/* The other user may lack the way to the socket, or root's file of passwords. */
	if (other && PQstatus(db) != CONNECTION_OK) {
		PQfinish(db);
		db = PQconnectdb(connection);
	}
	free(user);
	return db;
}

/* libpq's own words name sockets and hosts, in whichever language: they are for the log. */
static void
note(const struct config *config, const char *setting, const PGconn *db)
{
	if (strcmp(config->log, "stderr") != 0 && log_open(config->log, log_level_of(config->log_level)))
		log_error("database.unreachable", "setting=%s reason=%s", setting, PQerrorMessage(db));
}

const char *
admin_unreachable(const struct config *config, const char *setting, const char *connection, const PGconn *db)
{
	const char *sentence = N_("PostgreSQL is there and lets nobody in under these words: the user and the database must exist, pg_hba.conf must allow "
		"them, and a connection must be free. PostgreSQL’s log says which it is.");

	note(config, setting, db);
	switch (PQping(connection)) {
	case PQPING_NO_RESPONSE:
		sentence = N_("PostgreSQL does not answer there: it is not running, or these words name another place. Start it, or correct the settings.");
		break;
	case PQPING_REJECT:
		sentence = N_("PostgreSQL is starting, stopping or recovering, or all its connections are taken. Try again in a moment.");
		break;
	case PQPING_NO_ATTEMPT:
		sentence = N_("These words are not understood: write them as host=… dbname=… user=…");
		break;
	case PQPING_OK:
		if (PQconnectionNeedsPassword(db))
			sentence = N_("PostgreSQL asks for a password: give it one in ~/.pgpass or in these words.");
		else if (PQconnectionUsedPassword(db))
			sentence = N_("PostgreSQL does not take this password, or does not know this user or database. Correct them.");
		break;
	}
	return translate(admin_language(), sentence);
}

PGconn *
admin_connect(const struct config *config)
{
	PGconn *db = admin_open(config->admin, NULL);

	if (PQstatus(db) != CONNECTION_OK) {
		admin_fail(STATUS_LATER, N_("The database cannot be reached ([database] admin): {reason}"),
			json_pack("{s:s}", "reason", admin_unreachable(config, "admin", config->admin, db)));
		PQfinish(db);
		return NULL;
	}
	PQsetNoticeProcessor(db, quiet, NULL);
	return db;
}

/* The sentence of a constraint is its comment; the caller owns it. Null: it has none, or the transaction is broken. */
static char *
constraint_sentence(PGconn *db, const char *constraint)
{
	const char *values[] = {constraint};
	char *sentence = NULL;
	PGresult *result;

	if (PQtransactionStatus(db) != PQTRANS_IDLE)
		PQclear(PQexec(db, "rollback"));
	result = PQexecParams(db, "select obj_description(oid, 'pg_constraint') from pg_constraint "
		"where conname = $1 and connamespace = 'app'::regnamespace", 1, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		sentence = xstrdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return sentence;
}

static enum status
status_of_state(const char *state)
{
	static const struct {
		const char *prefix;
		enum status status;
	} rows[] = {
		{"UI002", STATUS_CONFLICT}, {"UI003", STATUS_CONFLICT}, {"UI005", STATUS_FORBIDDEN}, {"UI007", STATUS_MISUSE},
		{"42501", STATUS_FORBIDDEN}, {"40", STATUS_LATER}, {"53", STATUS_LATER}, {"57", STATUS_LATER},
		{"55P03", STATUS_LATER}, {"08", STATUS_LATER},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strncmp(state, rows[i].prefix, strlen(rows[i].prefix)) == 0)
			return rows[i].status;
	return STATUS_REFUSED;
}

enum status
admin_refused(PGconn *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	enum status status = state ? status_of_state(state) : STATUS_LATER;
	char *sentence = NULL;

	if (state != NULL && strncmp(state, "UI", 2) == 0)
		admin_fail(status, message, json_loads(detail ? detail : "{}", 0, NULL));
	else if (constraint != NULL && (sentence = constraint_sentence(db, constraint)) != NULL)
		admin_fail(status, sentence, NULL);
	else
		admin_fail(status, N_("The database refused: {reason}"),
			json_pack("{s:s}", "reason", message ? message : PQerrorMessage(db)));
	free(sentence);
	return status;
}

PGresult *
admin_ask(PGconn *db, enum status *status, const char *sql, int count, const char *const *values)
{
	PGresult *result = PQexecParams(db, sql, count, NULL, values, NULL, NULL, 0);

	if (PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK)
		return result;
	*status = admin_refused(db, result);
	PQclear(result);
	return NULL;
}

char *
admin_account(PGconn *db, enum status *status, const char *email)
{
	const char *values[] = {email};
	PGresult *found = admin_ask(db, status, "select app.account_of($1)", 1, values);
	char *id = found && !PQgetisnull(found, 0, 0) ? xstrdup(PQgetvalue(found, 0, 0)) : NULL;

	if (found != NULL && id == NULL)
		*status = (enum status)admin_fail(STATUS_REFUSED, N_("There is nobody with the e-mail address {email}."),
			json_pack("{s:s}", "email", email));
	PQclear(found);
	return id;
}

static void
print_cell(FILE *to, const char *text, int width, bool last)
{
	char *shown = text_clean_line(text, strlen(text));

	fprintf(to, "%s%*s%s", shown, last ? 0 : width - text_cells_str(shown) + 2, "", last ? "\n" : "");
	free(shown);
}

/* Of what print_cell writes. */
static int
cells(const char *text)
{
	char *shown = text_clean_line(text, strlen(text));
	int width = text_cells_str(shown);

	free(shown);
	return width;
}

void
admin_table(const PGresult *result, FILE *to)
{
	int columns = PQnfields(result), rows = PQntuples(result);
	int *widths = xcalloc((size_t)columns, sizeof *widths);

	for (int c = 0; c < columns; c++) {
		widths[c] = cells(PQfname(result, c));
		for (int r = 0; r < rows; r++)
			if (cells(PQgetvalue(result, r, c)) > widths[c])
				widths[c] = cells(PQgetvalue(result, r, c));
	}
	for (int c = 0; c < columns; c++)
		print_cell(to, PQfname(result, c), widths[c], c == columns - 1);
	for (int r = 0; r < rows; r++)
		for (int c = 0; c < columns; c++)
			print_cell(to, PQgetvalue(result, r, c), widths[c], c == columns - 1);
	free(widths);
}

int
admin_list(const struct config *config, int argc, char **argv, admin_named *of, const char *sql)
{
	const struct admin_option options[] = {{.name = NULL}};
	const int words = of != NULL;
	enum status status = STATUS_OK;
	PGresult *found = NULL;
	char *whose = NULL;
	PGconn *db;

	if (!admin_options(options, &argc, argv, words, words))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	if (of == NULL || (whose = of(db, &status, argv[1])) != NULL) {
		const char *values[] = {whose};

		found = admin_ask(db, &status, sql, words, values);
	}
	if (found != NULL)
		admin_table(found, stdout);
	PQclear(found);
	free(whose);
	PQfinish(db);
	return (int)status;
}
