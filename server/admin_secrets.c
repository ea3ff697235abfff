/* admin_secrets.c: of the passwords that are kept sealed: how many there are, and how many the key at hand opens. */
#include "server/admin.h"

#include <stdlib.h>

#include "server/seal.h"
#include "shared/translate.h"

bool
admin_secrets(const struct config *config, PGconn *db, struct admin_secrets *found)
{
	enum status status;
	PGresult *rows = admin_ask(db, &status, "select * from app.sealed()", 0, NULL);
	char *why = NULL;
	struct seal *seal;

	*found = (struct admin_secrets){.file = seal_path(config), .count = rows ? PQntuples(rows) : 0, .lost = 0};
	seal = seal_load(found->file, &why);
	found->key = seal != NULL;
	for (int i = 0; i < found->count && seal != NULL; i++) {
		char *text = seal_open(seal, strtoll(PQgetvalue(rows, i, 0), NULL, 10), PQgetvalue(rows, i, 1));

		found->lost += text == NULL;
		seal_forget(text);
	}
	seal_free(seal);
	free(why);
	PQclear(rows);
	return rows != NULL;
}

void
admin_secrets_say(const struct config *config, PGconn *db)
{
	struct admin_secrets found;

	if (admin_secrets(config, db, &found) && found.count > 0)
		admin_say(stdout, found.lost > 0 ? N_("{lost} of {count} passwords of mail servers do not open with {file}: bring back the key that they were set under, or enter them again.")
			: N_("The {count} passwords of mail servers open only with {file}, which is not in the backup: keep a copy of it elsewhere."),
		    json_pack("{s:i,s:i,s:s}", "lost", found.lost, "count", found.count, "file", found.file));
	free(found.file);
}
