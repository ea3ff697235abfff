/* database_error.c: what PostgreSQL refused, as a status, a sentence and a field. */
#include "server/database_error.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "shared/translate.h"

/* The longest prefix wins, so the exact ones stand before their class. A null sentence: the message is ours (a msgid). */
static const struct {
	const char *state;
	enum status status;
	const char *message;
} judgements[] = {
	{"UI001", STATUS_REFUSED, NULL},
	{"UI002", STATUS_CONFLICT, N_("Someone else changed this meanwhile.")},
	{"UI003", STATUS_CONFLICT, N_("This key was already used for something else.")},
	{"UI004", STATUS_LATER, N_("Your rights have just changed. Please try again.")},
	{"UI005", STATUS_FORBIDDEN, NULL},
	{"UI006", STATUS_REFUSED, NULL},
	{"UI007", STATUS_MISUSE, NULL},
	{"UI008", STATUS_REFUSED, NULL},
	{"23502", STATUS_REFUSED, N_("This must be filled in.")},
	{"23503", STATUS_REFUSED, N_("What this refers to is not there, or is still needed elsewhere.")},
	{"23505", STATUS_REFUSED, N_("This is already used by another record.")},
	{"23514", STATUS_REFUSED, N_("This value is not allowed here.")},
	{"23P01", STATUS_REFUSED, N_("This overlaps with another record.")},
	{"23", STATUS_REFUSED, N_("This value is not allowed here.")},
	{"22001", STATUS_REFUSED, N_("This text is too long.")},
	{"22003", STATUS_REFUSED, N_("This number is too large.")},
	{"22007", STATUS_REFUSED, N_("This date cannot be read.")},
	{"22008", STATUS_REFUSED, N_("There is no such date.")},
	{"22", STATUS_REFUSED, N_("A value cannot be read.")},
	{"42501", STATUS_FORBIDDEN, N_("You may not do this.")},
	{"40", STATUS_LATER, N_("Others were changing the same records. Please try again.")},
	{"55P03", STATUS_LATER, N_("Others were changing the same records. Please try again.")},
	{"57014", STATUS_LATER, N_("This took too long and was stopped. Please narrow it down.")},
	{"57P", STATUS_LATER, N_("The database is restarting. Please try again.")},
	{"53", STATUS_LATER, N_("The server is busy. Please try again in a moment.")},
	{"08", STATUS_LATER, N_("The database is restarting. Please try again.")},
};
static const struct {
	enum status status;
	const char *message;
} plain[] = {
	{STATUS_REFUSED, N_("This was refused.")},
	{STATUS_FORBIDDEN, N_("You may not do this.")},
	{STATUS_MISUSE, N_("This request makes no sense here.")},
};

static const char *
plain_sentence(enum status status)
{
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (plain[i].status == status)
			return plain[i].message;
	return plain[0].message;
}

static bool
is_one_of(const char *state, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(state, *list) == 0)
			return true;
	return false;
}

void
database_error_judge(const char *state, const char *message, const char *detail, struct database_error *to)
{
	static const char *const shape_states[] = {"42703", "42P01", "42883", "26000", "0A000", NULL};
	const char *field;

	*to = (struct database_error){.status = STATUS_INTERNAL, .message = N_("Something went wrong on our side. Please give us this number: {ref}")};
	snprintf(to->state, sizeof to->state, "%s", state ? state : "");
	for (size_t i = 0; i < sizeof judgements / sizeof *judgements; i++) {
		if (strncmp(to->state, judgements[i].state, strlen(judgements[i].state)) != 0)
			continue;
		to->status = judgements[i].status;
		to->message = judgements[i].message;
		break;
	}
	if (strncmp(to->state, "UI", 2) == 0 && detail != NULL && *detail == '{') {
		/* A number too large for 64 bits is still good enough to be shown. */
		to->args = json_loads(detail, 0, NULL);
		if (to->args == NULL)
			to->args = json_loads(detail, JSON_DECODE_INT_AS_REAL, NULL);
		if (!json_is_object(to->args)) {
			json_decref(to->args);
			to->args = NULL;
		}
	}
	if (to->message == NULL)
		to->message = message != NULL && *message != '\0' ? message : plain_sentence(to->status);
	field = json_string_value(json_object_get(to->args, "field"));
	to->field = field;
	to->stale_role = strcmp(to->state, "UI004") == 0;
	to->stale_shape = is_one_of(to->state, shape_states);
}

void
database_error_read(const PGresult *result, struct database_error *to)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	database_error_judge(state, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
	    PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL), to);
	if (strncmp(to->state, "23", 2) != 0)
		return;
	to->constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	to->table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
	to->field = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
}

static const json_t *
message_of(const json_t *entity, const char *constraint)
{
	return json_object_get(json_object_get(entity, "messages"), constraint);
}

void
database_error_explain(struct database_error *e, const json_t *catalogue)
{
	const json_t *entities = json_object_get(catalogue, "entities"), *found, *text;
	const char *name;
	json_t *entity;

	if (e->constraint == NULL || entities == NULL)
		return;
	found = e->table ? message_of(json_object_get(entities, e->table), e->constraint) : NULL;
	if (found == NULL)
		json_object_foreach((json_t *)(uintptr_t)entities, name, entity)
			if ((found = message_of(entity, e->constraint)) != NULL)
				break;
	if (found == NULL)
		return;
	text = json_is_string(found) ? found : json_object_get(found, "text");
	if (json_string_length(text) > 0)
		e->message = json_string_value(text);
	if (json_is_string(json_object_get(found, "field")))
		e->field = json_string_value(json_object_get(found, "field"));
}

void
database_error_clear(struct database_error *e)
{
	json_decref(e->args);
	e->args = NULL;
}
