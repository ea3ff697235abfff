/* database_error.h: what PostgreSQL refused, as a status, a sentence and a field. SQL never reaches a person. */
#ifndef SERVER_DATABASE_ERROR_H
#define SERVER_DATABASE_ERROR_H
#include <jansson.h>
#include <libpq-fe.h>
#include <stdbool.h>

#include "shared/status.h"

struct database_error {
	enum status status;
	char state[6];			/* SQLSTATE */
	const char *message;		/* msgid; borrowed from the result, the catalogue or static */
	json_t *args;			/* for the sentence; owned, may be null */
	const char *field;		/* borrowed; may be null */
	const char *constraint, *table;	/* a broken constraint: its sentence is in the catalogue */
	bool stale_role;		/* the person's rights changed: sign in again */
	bool stale_shape;		/* a column or table is not what a prepared text thinks */
};

/* Reads the fields of a failed result, or of values by hand in tests. */
void database_error_read(const PGresult *result, struct database_error *to);
void database_error_judge(const char *state, const char *message, const char *detail, struct database_error *to);
/* Puts the constraint's sentence and field in place, from a catalogue (may be null). */
void database_error_explain(struct database_error *e, const json_t *catalogue);
void database_error_clear(struct database_error *e);
#endif
