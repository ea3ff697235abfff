/* admin_user.c: people of a company, their roles and passwords. */
#include <stdlib.h>
#include <sodium.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "server/admin.h"
#include "server/password.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* The company of a slug, as PostgreSQL's digits; the caller owns it. Null: said why. */
static char *
tenant_of(PGconn *db, enum status *status, const char *slug)
{
	const char *values[] = {slug};
	PGresult *found = admin_ask(db, status, "select id from app.tenants() where slug = $1", 1, values);
	char *id = found && PQntuples(found) > 0 ? xstrdup(PQgetvalue(found, 0, 0)) : NULL;

	if (found != NULL && id == NULL)
		*status = (enum status)admin_fail(STATUS_REFUSED, N_("There is no company “{slug}”."), json_pack("{s:s}", "slug", slug));
	PQclear(found);
	return id;
}

/* The new account's number; null: said why. */
static char *
person_made(PGconn *db, enum status *status, char **argv, const char *role, const char *language)
{
	char *tenant = tenant_of(db, status, argv[1]), *account = NULL;
	const char *values[] = {tenant, argv[2], argv[3], role, language};
	PGresult *made = tenant ? admin_ask(db, status, "select app.create_person($1::integer, $2, $3, $4, $5)", 5, values) : NULL;

	if (made != NULL)
		account = xstrdup(PQgetvalue(made, 0, 0));
	PQclear(made);
	free(tenant);
	return account;
}

static enum status
set_password(PGconn *db, const char *account, const char *password)
{
	enum status status = STATUS_OK;
	char *hash = password_hash(password);
	const char *values[] = {account, hash};

	PQclear(admin_ask(db, &status, "select app.set_secret($1::bigint, $2)", 2, values));
	free(hash);
	return status;
}

static int
add(struct config *config, int argc, char **argv)
{
	const char *role = "office", *language = NULL;
	const struct admin_option options[] = {
		{.name = "role", .value = &role}, {.name = "language", .value = &language}, {.name = NULL},
	};
	enum status status = STATUS_OK;
	char *account;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 3, 3))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	account = person_made(db, &status, argv, role, language);
	if (account != NULL)
		admin_say(stdout, N_("{email} is {role} of {slug}, as number {number}. A key or a password lets them in."),
			json_pack("{s:s,s:s,s:s,s:s}", "email", argv[2], "role", role, "slug", argv[1], "number", account));
	free(account);
	PQfinish(db);
	return (int)status;
}

/* The same with a password made here, told once. One who could sign in already keeps what they had. */
static int
invite(struct config *config, int argc, char **argv)
{
	const char *role = "office", *language = NULL;
	const struct admin_option options[] = {
		{.name = "role", .value = &role}, {.name = "language", .value = &language}, {.name = NULL},
	};
	enum status status = STATUS_OK;
	char *account = NULL, *password;
	PGresult *earlier;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 3, 3))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	const char *values[] = {argv[2]};
	earlier = admin_ask(db, &status, "select app.account_of($1)", 1, values);
	if (earlier != NULL)
		account = person_made(db, &status, argv, role, language);
	if (account != NULL && !PQgetisnull(earlier, 0, 0))
		admin_say(stdout, N_("{email} had an account already and signs in as before."), json_pack("{s:s}", "email", argv[2]));
	else if (account != NULL) {
		password = password_random();
		if ((status = set_password(db, account, password)) == STATUS_OK)
			admin_say(stdout, N_("Tell {email} this password, once and safely: {password}"),
				json_pack("{s:s,s:s}", "email", argv[2], "password", password));
		sodium_memzero(password, strlen(password));
		free(password);
	}
	PQclear(earlier);
	free(account);
	PQfinish(db);
	return (int)status;
}

static int
list(struct config *config, int argc, char **argv)
{
	return admin_list(config, argc, argv, tenant_of, "select id, email, name, roles, language, signed_in_at::timestamp(0) as signed_in, "
		"case when disabled then 'disabled' end as state from app.people($1::integer)");
}

static int
role(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status = STATUS_OK;
	char *tenant, *account = NULL;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 3, 3))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	if ((tenant = tenant_of(db, &status, argv[1])) != NULL && (account = admin_account(db, &status, argv[2])) != NULL) {
		const char *values[] = {tenant, account, argv[3]};
		PQclear(admin_ask(db, &status, "select app.set_role($1::integer, $2::bigint, $3)", 3, values));
		if (status == STATUS_OK)
			admin_say(stdout, N_("{email} is now {role} of {slug}."),
				json_pack("{s:s,s:s,s:s}", "email", argv[2], "role", argv[3], "slug", argv[1]));
	}
	free(tenant);
	free(account);
	PQfinish(db);
	return (int)status;
}

/* A line from stdin, not shown while it is typed. The caller owns it; null at the end of input. */
static char *
read_secret(const char *prompt)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);	/* before the question: who answers at once is neither shown nor unheard */
		fprintf(stderr, "%s ", translate(admin_language(), prompt));
	}
	length = getline(&line, &room, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	if (length < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* Asked twice on a terminal; a pipe gives it once. Null: said why. */
static char *
new_password(const char *email, enum status *status)
{
	char *first = read_secret(N_("New password:"));
	const char *fault = first ? password_fault(first, email) : N_("No password was given.");

	if (fault == NULL && isatty(STDIN_FILENO)) {
		char *second = read_secret(N_("Once more:"));
		if (second == NULL || strcmp(first, second) != 0)
			fault = N_("The two passwords differ.");
		if (second != NULL)
			sodium_memzero(second, strlen(second));
		free(second);
	}
	if (fault != NULL) {
		*status = (enum status)admin_fail(STATUS_REFUSED, fault, NULL);
		free(first);
		return NULL;
	}
	return first;
}

static int
password(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status = STATUS_OK;
	char *account, *chosen = NULL;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	account = admin_account(db, &status, argv[1]);
	if (account != NULL && (chosen = new_password(argv[1], &status)) != NULL &&
	    (status = set_password(db, account, chosen)) == STATUS_OK)
		admin_say(stdout, N_("The password of {email} is changed."), json_pack("{s:s}", "email", argv[1]));
	if (chosen != NULL)
		sodium_memzero(chosen, strlen(chosen));
	free(chosen);
	free(account);
	PQfinish(db);
	return (int)status;
}

int
admin_user(struct config *config, int argc, char **argv)
{
	static const struct admin_word words[] = {
		{"add", "COMPANY EMAIL NAME [--role ROLE] [--language fr|en]", add},
		{"invite", "COMPANY EMAIL NAME [--role ROLE] [--language fr|en]", invite},
		{"list", "COMPANY", list},
		{"role", "COMPANY EMAIL ROLE", role},
		{"password", "EMAIL", password},
		{NULL, NULL, NULL},
	};
	return admin_words(words, config, argc, argv);
}
