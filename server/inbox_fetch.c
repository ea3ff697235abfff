/* inbox_fetch.c: takes boxes by committed leases and brings what lies in them into the database, each mail in a transaction of its own. The
   world outside is never talked to inside one. */
#include "server/inbox_fetch.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/config.h"
#include "server/inbox_put.h"
#include "server/log.h"
#include "server/seal.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { TRIES = 3, AT_ONCE = 100 };	/* a box with more than so many waits its turn again */

struct fetch {
	const struct config *config;
	const struct seal *seal;
	PGconn *db;
	char tenant[16], box[24];
	const char *token;
	int taken;
	bool lost;			/* the box is no longer ours, or the database has gone */
};

static volatile sig_atomic_t ending;

static void
on_end(int number)
{
	(void)number;
	ending = 1;
}

const struct config *
inbox_fetch_config(const struct fetch *f)
{
	return f->config;
}

bool
inbox_fetch_enough(const struct fetch *f)
{
	return ending || f->lost || f->taken >= AT_ONCE;
}

/* The only value of a statement; null when it is null or failed, which is logged by its state alone. The caller owns it. */
static char *
value(struct fetch *f, const char *sql, int count, const char *const values[])
{
	PGresult *result = PQexecParams(f->db, sql, count, NULL, values, NULL, NULL, 0);
	char *text = NULL;

	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		log_error("inbox_database", "state=%s", state ? state : "08000");
	} else if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		text = xstrdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return text;
}

int64_t
inbox_fetch_begin(struct fetch *f, int64_t validity, int64_t next)
{
	char its[24], number[24];
	const char *values[] = {f->tenant, f->box, f->token, its, number};
	char *last;
	int64_t answer;

	snprintf(its, sizeof its, "%lld", (long long)validity);
	snprintf(number, sizeof number, "%lld", (long long)next);
	last = value(f, "select app.fetch_begin($1, $2, $3, $4, $5)", 5, values);
	answer = last ? strtoll(last, NULL, 10) : -1;
	f->lost = f->lost || last == NULL;
	free(last);
	return answer;
}

bool
inbox_fetch_try(struct fetch *f, const char *mark, bool *stop)
{
	const char *values[] = {f->tenant, f->box, f->token, mark};
	char *tries = value(f, "select app.fetch_try($1, $2, $3, $4)", 4, values);
	bool ok = tries != NULL && strtol(tries, NULL, 10) <= TRIES;

	f->lost = f->lost || tries == NULL;
	*stop = f->lost;
	if (!ok && !f->lost)
		log_error("inbox_mail_given_up", "tenant=%s box=%s mail=%s", f->tenant, f->box, mark);
	free(tries);
	return ok;
}

static enum fetched
take(struct fetch *f, int64_t uid, struct inbox_mail *mail)
{
	char number[24], *facts;
	const char *values[] = {f->tenant, f->box, f->token, number, NULL};
	PGresult *result;
	enum fetched done = FETCHED_LATER;

	snprintf(number, sizeof number, "%lld", (long long)uid);
	values[4] = facts = inbox_put_facts(mail);
	PQclear(PQexec(f->db, "begin"));
	result = PQexecParams(f->db, "select app.fetch_take($1, $2, $3, $4, $5)", 5, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0 && !PQgetisnull(result, 0, 0)) {
		json_t *answer = json_loads(PQgetvalue(result, 0, 0), 0, NULL);
		PGresult *wrong = inbox_put_files(f->db, mail, answer);
		PGresult *end = PQexec(f->db, wrong == NULL ? "commit" : "rollback");

		if (wrong == NULL && PQresultStatus(end) == PGRES_COMMAND_OK) {
			done = FETCHED_TAKEN;
			log_info("inbox_mail", "tenant=%s box=%s outcome=%s record=%lld", f->tenant, f->box, json_string_value(json_object_get(answer, "outcome")),
			    (long long)json_integer_value(json_object_get(answer, "id")));
		}
		PQclear(end);
		PQclear(wrong);
		json_decref(answer);
	} else {
		const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		log_error("inbox_mail_not_taken", "tenant=%s box=%s state=%s", f->tenant, f->box, state ? state : "lost");
		PQclear(PQexec(f->db, "rollback"));
	}
	PQclear(result);
	free(facts);
	f->taken++;
	return done;
}

enum fetched
inbox_fetch_take(struct fetch *f, int64_t uid, const char *bytes, size_t length)
{
	struct inbox_mail mail;
	enum fetched done;

	inbox_read(bytes, length, &mail);
	done = take(f, uid, &mail);
	inbox_mail_free(&mail);
	return done;
}

enum fetched
inbox_fetch_note(struct fetch *f, int64_t uid, json_t *facts)
{
	struct inbox_mail mail = {.facts = facts, .files = NULL, .count = 0};
	enum fetched done = take(f, uid, &mail);

	inbox_mail_free(&mail);
	return done;
}

/* The password of a box, readable from now on. False: it was set under another key. */
static bool
open_secret(struct fetch *f, json_t *box)
{
	const char *sealed = json_string_value(json_object_get(box, "secret"));
	char *secret = sealed ? seal_open(f->seal, json_integer_value(json_object_get(box, "tenant")), sealed) : NULL;

	if (sealed == NULL)
		return true;
	if (secret == NULL)
		return false;
	json_object_set_new(box, "secret", json_string(secret));
	seal_forget(secret);
	return true;
}

/* Why, for whoever reads it in their language. The caller owns it. */
static char *
as_sentence(const char *why)
{
	json_t *said = why ? json_pack("{s:s}", "sentence", why) : NULL;
	char *text = said ? json_dumps(said, JSON_COMPACT) : NULL;

	json_decref(said);
	return text;
}

static void
look_into(struct fetch *f, json_t *box)
{
	static const struct { const char *kind; inbox_reader *read; } kinds[] = {{"imap", inbox_imap}, {"folder", inbox_folder}};
	const char *kind = json_string_value(json_object_get(box, "kind"));
	const char *values[5] = {f->tenant, f->box, f->token, "f", NULL};
	char *why = NULL, *said;

	snprintf(f->tenant, sizeof f->tenant, "%lld", (long long)json_integer_value(json_object_get(box, "tenant")));
	snprintf(f->box, sizeof f->box, "%lld", (long long)json_integer_value(json_object_get(box, "box")));
	values[2] = f->token = json_string_value(json_object_get(box, "token"));
	f->taken = 0;
	f->lost = false;
	if (!open_secret(f, box))
		why = xstrdup(N_("The password can no longer be read, for the server's key is another one: enter it again."));
	for (size_t i = 0; why == NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (kind != NULL && strcmp(kinds[i].kind, kind) == 0 && !kinds[i].read(f, box, &why))
			log_warning("inbox_trouble", "tenant=%s box=%s why=\"%s\"", f->tenant, f->box, why ? why : "");
	values[3] = f->taken >= AT_ONCE ? "t" : "f";
	values[4] = said = as_sentence(why);
	free(value(f, "select app.fetch_end($1, $2, $3, $4, $5)", 5, values));
	free(said);
	free(why);
}

int
inbox_fetch_run(const struct config *config, const struct seal *seal)
{
	struct fetch f = {.config = config, .seal = seal};
	struct sigaction act = {.sa_handler = on_end};
	char *text;

	sigaction(SIGTERM, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0)
		return STATUS_INTERNAL;
	f.db = PQconnectdb(config->connection);
	if (PQstatus(f.db) != CONNECTION_OK) {
		PQfinish(f.db);
		return STATUS_LATER;
	}
	while (!ending && (text = value(&f, "select app.fetch_claim()", 0, NULL)) != NULL) {
		json_t *box = json_loads(text, 0, NULL);

		free(text);
		if (box == NULL)
			break;
		look_into(&f, box);
		json_decref(box);
	}
	PQfinish(f.db);
	return STATUS_OK;
}
