/* stream_database.c: one synchronous connection, used as one person in one company. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/caller.h"
#include "server/database_error.h"
#include "server/stream.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static void
no_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

enum { ATTEMPT_MS = 100 };

/* A restart of PostgreSQL is waited for, as the pool of a worker does. */
bool
stream_connect(struct stream *s, enum status *status)
{
	s->db = PQconnectdb(s->settings->connection);
	for (int64_t left = s->settings->away; left > 0 && PQstatus(s->db) != CONNECTION_OK; left -= ATTEMPT_MS) {
		poll(NULL, 0, ATTEMPT_MS);
		PQreset(s->db);
	}
	if (PQstatus(s->db) != CONNECTION_OK) {
		*status = stream_say(s, STATUS_LATER, N_("The database does not answer. Please try again."), NULL);
		return false;
	}
	PQsetNoticeReceiver(s->db, no_notice, NULL);
	return true;
}

enum status
stream_failed(struct stream *s, const PGresult *result)
{
	struct database_error e;
	enum status status;
	json_t *args;
	char *text, *clean;

	if (result == NULL || PQstatus(s->db) == CONNECTION_BAD)
		return stream_say(s, STATUS_LATER, N_("The database does not answer. Please try again."), NULL);
	database_error_read(result, &e);
	if (e.constraint != NULL && s->catalogue == NULL && PQtransactionStatus(s->db) == PQTRANS_INERROR) {
		/* The broken rule's sentence is in the catalogue; this transaction can only be rolled back. */
		stream_rollback(s);
		if (stream_begin(s, "read only", &status)) {
			if (stream_catalogue(s, &status))
				database_error_explain(&e, s->catalogue);
			stream_rollback(s);
		}
	}
	database_error_explain(&e, s->catalogue);
	args = e.args ? json_deep_copy(e.args) : json_object();
	json_object_set_new(args, "ref", json_string(e.state));
	status = e.status;
	text = translate_fill(s->language, e.message, args);
	clean = text_clean_str(text);
	stream_progress_end(s);
	if (e.field != NULL && strstr(clean, e.field) == NULL)
		fprintf(stderr, "%s: %s\n", e.field, clean);
	else
		fprintf(stderr, "%s\n", clean);
	free(clean);
	free(text);
	json_decref(args);
	database_error_clear(&e);
	return status;
}

/* A command without parameters and rows. */
static bool
command(struct stream *s, const char *sql, enum status *status)
{
	PGresult *result = PQexec(s->db, sql);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!ok)
		*status = stream_failed(s, result);
	PQclear(result);
	return ok;
}

bool
stream_begin(struct stream *s, const char *mode, enum status *status)
{
	/* Numbers that we format and a role name that was checked: nothing of a person's is in this text. Whoever reads a list
	   in a pager may stop for a cup of coffee: only then is the transaction idle. */
	char *sql = xasprintf("begin %s; set local statement_timeout = '10min'; set local idle_in_transaction_session_timeout = '15min'; "
	    "set local app.tenant = '%d'; set local app.person = '%lld'; set local role %s", mode, (int)s->tenant, (long long)s->person, s->role);
	bool ok = command(s, sql, status);

	free(sql);
	if (!ok)
		stream_rollback(s);
	return ok;
}

bool
stream_commit(struct stream *s, enum status *status)
{
	return command(s, "commit", status);
}

void
stream_rollback(struct stream *s)
{
	if (PQtransactionStatus(s->db) != PQTRANS_IDLE)
		PQclear(PQexec(s->db, "rollback"));
}

PGresult *
stream_query(struct stream *s, const char *sql, int count, const char *const values[], enum status *status)
{
	PGresult *result = PQexecParams(s->db, sql, count, NULL, values, NULL, NULL, 0);
	ExecStatusType got = PQresultStatus(result);

	if (got == PGRES_TUPLES_OK || got == PGRES_COMMAND_OK)
		return result;
	*status = stream_failed(s, result);
	PQclear(result);
	return NULL;
}

json_t *
stream_json(struct stream *s, const char *sql, int count, const char *const values[], enum status *status)
{
	PGresult *result = stream_query(s, sql, count, values, status);
	json_t *made = NULL;

	if (result == NULL)
		return NULL;
	*status = STATUS_OK;
	if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		made = json_loads(PQgetvalue(result, 0, 0), JSON_DECODE_ANY, NULL);
	PQclear(result);
	return made;
}
