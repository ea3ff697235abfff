/* admin_tenant.c: companies: made with their roles and first rows, and listed. */
#include <stddef.h>

#include "server/admin.h"
#include "shared/translate.h"

static int
create(struct config *config, int argc, char **argv)
{
	const char *kind = "garage", *owner = NULL, *owner_name = NULL, *language = "fr";
	bool demo = false;
	const struct admin_option options[] = {
		{.name = "kind", .value = &kind}, {.name = "owner", .value = &owner},
		{.name = "owner-name", .value = &owner_name}, {.name = "language", .value = &language}, {.name = "demo", .given = &demo}, {.name = NULL},
	};
	enum status status = STATUS_OK;
	PGresult *made;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 2, 2))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	const char *values[] = {argv[1], argv[2], kind, owner, owner_name, language, demo ? "true" : "false"};
	made = admin_ask(db, &status, "select app.create_tenant($1, $2, $3, $4, $5, $6, $7)", 7, values);
	if (made != NULL)
		admin_say(stdout, N_("Made company {number}, {slug}."),
			json_pack("{s:s,s:s}", "number", PQgetvalue(made, 0, 0), "slug", argv[1]));
	PQclear(made);
	PQfinish(db);
	return (int)status;
}

static int
list(struct config *config, int argc, char **argv)
{
	return admin_list(config, argc, argv, NULL, "select id, slug, name, kind, status, people, created_at::date as created from app.tenants()");
}

static int
set_status(struct config *config, int argc, char **argv, const char *new_status, const char *done)
{
	const struct admin_option options[] = {{.name = NULL}};
	enum status status = STATUS_OK;
	PGresult *found;
	PGconn *db;

	if (!admin_options(options, &argc, argv, 1, 1))
		return STATUS_MISUSE;
	if ((db = admin_connect(config)) == NULL)
		return STATUS_LATER;
	const char *values[] = {argv[1], new_status};
	found = admin_ask(db, &status, "select app.set_tenant_status($1, $2)", 2, values);
	if (found != NULL)
		admin_say(stdout, done, json_pack("{s:s}", "slug", argv[1]));
	PQclear(found);
	PQfinish(db);
	return (int)status;
}

static int
close_one(struct config *config, int argc, char **argv)
{
	return set_status(config, argc, argv, "suspended", N_("Nobody can sign in to {slug} any more; its records stay."));
}

static int
open_one(struct config *config, int argc, char **argv)
{
	return set_status(config, argc, argv, "active", N_("{slug} is open again."));
}

int
admin_tenant(struct config *config, int argc, char **argv)
{
	static const struct admin_word words[] = {
		{"create", "SLUG NAME [--kind garage|events|fleet|letting] [--owner EMAIL [--owner-name NAME]] [--language fr|en] [--demo]", create},
		{"list", "", list},
		{"close", "SLUG", close_one},
		{"open", "SLUG", open_one},
		{NULL, NULL, NULL},
	};
	return admin_words(words, config, argc, argv);
}
