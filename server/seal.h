/* seal.h: what nobody may read in the database or in its backups, above all the passwords that the server itself signs in with elsewhere: it is
   sealed under a key that stands in a file of the server. */
#ifndef SERVER_SEAL_H
#define SERVER_SEAL_H
#include <stdbool.h>
#include <stdint.h>

struct config;
struct seal;

/* The key's file: the setting, or secret_key beside the host key. The caller owns it. */
char *seal_path(const struct config *config);
/* Makes a key when the file is missing. False with a sentence in *why (owned by the caller). */
bool seal_make_if_missing(const char *path, bool *made, char **why);
/* Null with a sentence when it cannot be read. */
struct seal *seal_load(const char *path, char **why);
void seal_free(struct seal *seal);

/* The text for the database, of this company alone (app.secret). once: what makes a request the same when it is sent again, so that its text is the
   same, too; null: nothing does. The caller owns it. */
char *seal_close(const struct seal *seal, int64_t tenant, const char *text, const char *once);
/* Null: it was sealed under another key or for another company, or was changed. The caller owns it and ends it with seal_forget. */
char *seal_open(const struct seal *seal, int64_t tenant, const char *sealed);
/* Wipes and frees; null is fine. */
void seal_forget(char *text);
#endif
