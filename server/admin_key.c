/* admin_key.c: the public keys by which a person signs in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/admin.h"
#include "server/public_key.h"
#include "shared/dates.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* The first line that is neither empty nor a comment, of the file or of stdin. Null: said why. */
static char *
key_line(const char *path, enum status *status)
{
	FILE *file = path == NULL || strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	if (file == NULL) {
		*status = (enum status)admin_fail(STATUS_REFUSED, N_("{file} cannot be read: {reason}."),
			json_pack("{s:s,s:s}", "file", path, "reason", admin_reason(errno)));
		return NULL;
	}
	while (!found && getline(&line, &room, file) >= 0)
		found = strchr("#\r\n", line[strspn(line, " \t")]) == NULL;
	if (file != stdin)
		fclose(file);
	if (!found) {
		*status = (enum status)admin_fail(STATUS_REFUSED, N_("No public key was given."), NULL);
		free(line);
		return NULL;
	}
	return line;
}

static bool
is_date(const char *text)
{
	for (size_t i = 0; i < 10; i++)
		if ((i == 4 || i == 7) ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
	return text[10] == '\0' && date_valid((struct date){.year = (int)strtol(text, NULL, 10), .month = (int)strtol(text + 5, NULL, 10),
	    .day = (int)strtol(text + 8, NULL, 10)});
}

/* The options as JSON text; the caller owns it. */
static char *
options_text(const char *from, const char *command, const char *expires)
{
	json_t *options = json_object();
	char *text;

	if (from != NULL)
		json_object_set_new(options, "from", json_string(from));
	if (command != NULL)
		json_object_set_new(options, "command", json_string(command));
	if (expires != NULL)
		json_object_set_new(options, "expires", json_string(expires));
	text = json_dumps(options, JSON_COMPACT);
	json_decref(options);
	return text;
}

static enum status
store(PGconn *db, const char *account, const struct public_key *key, const char *label, const char *options)
{
	enum status status = STATUS_OK;
	const char *values[] = {account, key->blob, key->type, key->fingerprint, label ? label : key->comment, options};
	PGresult *made = admin_ask(db, &status, "select app.add_key($1::bigint, $2, $3, $4, $5, $6::jsonb)", 6, values);

	if (made != NULL)
		admin_say(stdout, N_("Added key {number}, {fingerprint}."),
			json_pack("{s:s,s:s}", "number", PQgetvalue(made, 0, 0), "fingerprint", key->fingerprint));
	PQclear(made);
	return status;
}

static int
add(struct config *config, int argc, char **argv)
{
	const char *from = NULL, *command = NULL, *expires = NULL, *label = NULL, *fault;
	const struct admin_option known[] = {
		{.name = "from", .value = &from}, {.name = "command", .value = &command},
		{.name = "expires", .value = &expires}, {.name = "label", .value = &label}, {.name = NULL},
	};
	enum status status = STATUS_OK;
	struct public_key key;
	char *line, *account, *options;
	PGconn *db;

	if (!admin_options(known, &argc, argv, 1, 2))
		return STATUS_MISUSE;
	if (expires != NULL && !is_date(expires))
		return admin_fail(STATUS_MISUSE, N_("A key expires on a date like 2027-01-31."), NULL);
	if ((line = key_line(argc > 2 ? argv[2] : NULL, &status)) == NULL)
		return (int)status;
	fault = public_key_read(line, &key);
	free(line);
	if (fault != NULL)
		return admin_fail(STATUS_REFUSED, fault, NULL);
	options = options_text(from, command, expires);
	if ((db = admin_connect(config)) == NULL)
		status = STATUS_LATER;
	else if ((account = admin_account(db, &status, argv[1])) != NULL) {
		status = store(db, account, &key, label, options);
		free(account);
	}
	PQfinish(db);
	free(options);
	public_key_free(&key);
	return (int)status;
}

static int
list(struct config *config, int argc, char **argv)
{
	return admin_list(config, argc, argv, admin_account, "select id, key_type, fingerprint, label, nullif(options, '{}') as options, "
		"used_at::timestamp(0) as used from app.keys($1::bigint)");
}

static int
take_away(struct config *config, int argc, char **argv)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status = STATUS_OK;
	PGresult *gone;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if (argv[1][strspn(argv[1], "0123456789")] != '\0')
		return admin_fail(STATUS_MISUSE, N_("A key is named by its number: comptoird key list EMAIL shows it."), NULL);
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	const char *values[] = {argv[1]};
	gone = admin_ask(db, &status, "select app.remove_key($1::bigint)", 1, values);
	if (gone != NULL && strcmp(PQgetvalue(gone, 0, 0), "t") == 0)
		admin_say(stdout, N_("Key {number} lets nobody in any more."), json_pack("{s:s}", "number", argv[1]));
	else if (gone != NULL)
		status = (enum status)admin_fail(STATUS_REFUSED, N_("There is no key {number}."), json_pack("{s:s}", "number", argv[1]));
	PQclear(gone);
	PQfinish(db);
	return (int)status;
}

int
admin_key(struct config *config, int argc, char **argv)
{
	static const struct admin_word words[] = {
		{"add", "EMAIL [FILE.pub] [--label TEXT] [--from ADDRESSES] [--command VERB] [--expires DATE]", add},
		{"list", "EMAIL", list},
		{"remove", "NUMBER", take_away},
		{NULL, NULL, NULL},
	};
	return admin_words(words, config, argc, argv);
}
