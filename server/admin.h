/* admin.h: what the administration commands of comptoird share: words, the administrator's connection, sentences. */
#ifndef SERVER_ADMIN_H
#define SERVER_ADMIN_H
#include <jansson.h>
#include <libpq-fe.h>
#include <stdio.h>

#include "server/config.h"
#include "shared/status.h"

/* The commands: argv[0] is the command's own word ("tenant"). The answer is the process's exit code (an enum status). */
int admin_migrate(struct config *config, int argc, char **argv);
int admin_tenant(struct config *config, int argc, char **argv);
int admin_user(struct config *config, int argc, char **argv);
int admin_key(struct config *config, int argc, char **argv);
int admin_job(struct config *config, int argc, char **argv);
int admin_backup(struct config *config, int argc, char **argv);
int admin_check(struct config *config, int argc, char **argv);

/* A command's second word. A null word ends the table. */
struct admin_word {
	const char *word;
	const char *usage;			/* what follows the word */
	int (*run)(struct config *config, int argc, char **argv);	/* argv[0] is this word */
};
/* Runs argv[1]'s row; without one, says what there is. */
int admin_words(const struct admin_word *words, struct config *config, int argc, char **argv);

/* Options with a value that a command knows: --name VALUE or --name=VALUE. A null name ends the table. */
struct admin_option {
	const char *name;
	const char **value;			/* set when given; borrowed from argv */
	bool *given;				/* instead, for an option without a value */
};
/* Takes the options out of argv, leaves the words, and wants at least `least` and at most `most` of them behind argv[0].
   False: said why. */
bool admin_options(const struct admin_option *options, int *argc, char **argv, int least, int most);

/* The language of whoever runs the command: LC_ALL, LC_MESSAGES or LANG as they were at first. Static. */
const char *admin_language(void);
/* Why the system refused, from errno; the usual reasons in the language of whoever runs the command. Static. */
const char *admin_reason(int error);
/* Connects as libpq's words say. When root asks and PostgreSQL may want to know the system's user, it is asked as `name`, or as the
   user that the words name, where this system has such a user. Never null. */
PGconn *admin_open(const char *connection, const char *name);
/* Why nobody got in, and what to do: a sentence, translated. What libpq says itself goes to the log, where that is a file. Static. */
const char *admin_unreachable(const struct config *config, const char *setting, const char *connection, const PGconn *db);
/* A translated sentence and a line end. args is stolen, may be null. */
void admin_say(FILE *to, const char *msgid, json_t *args);
/* The same on stderr after the program's name; answers status. */
int admin_fail(enum status status, const char *msgid, json_t *args);

/* The administrator's connection; null: said why. The caller ends it with PQfinish. */
PGconn *admin_connect(const struct config *config);
/* One statement with text parameters (null is null). Null: said why, and *status tells how it ended. */
PGresult *admin_ask(PGconn *db, enum status *status, const char *sql, int count, const char *const *values);
/* What PostgreSQL refused, as a sentence on stderr: our own refusals and constraints have one, anything else is told as it is. */
enum status admin_refused(PGconn *db, const PGresult *result);
/* The account of an e-mail address, as PostgreSQL's digits; the caller owns it. Null: said why. */
char *admin_account(PGconn *db, enum status *status, const char *email);
/* Rows of a result with a head line, in columns: the names are the result's. */
void admin_table(const PGresult *result, FILE *to);
/* The number of what the command line names, as text for a statement; null, with *status and a sentence said: there is none. The caller
   owns it. */
typedef char *admin_named(PGconn *db, enum status *status, const char *name);
/* A command without options that shows what a statement answers: about one thing that its only word names (its $1), or about all (of is null). */
int admin_list(const struct config *config, int argc, char **argv, admin_named *of, const char *sql);
#endif
