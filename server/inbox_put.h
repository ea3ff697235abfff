/* inbox_put.h: a mail that was taken apart, into the database: its facts are a parameter, its files follow in pieces. */
#ifndef SERVER_INBOX_PUT_H
#define SERVER_INBOX_PUT_H
#include <libpq-fe.h>

#include "server/inbox.h"

/* The facts as JSON text, with name, type, size and fingerprint of each file. The caller owns it. */
char *inbox_put_facts(const struct inbox_mail *mail);
/* The bytes of the files that the answer asks for ("documents"). Null: done; else what went wrong, which the caller clears. */
PGresult *inbox_put_files(PGconn *db, const struct inbox_mail *mail, const json_t *answer) MUST_CHECK;
#endif
