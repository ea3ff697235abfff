/* hostkey.h: the server's own key, made at the first run. */
#ifndef SERVER_HOSTKEY_H
#define SERVER_HOSTKEY_H
#include <libssh/libssh.h>
#include <stdbool.h>

/* Makes an ed25519 key when the file is missing. False with a sentence in *why (owned by the caller). */
bool hostkey_make_if_missing(const char *path, bool *made, char **why);
/* Null with a sentence when it cannot be read. The caller frees the key with ssh_key_free. */
ssh_key hostkey_load(const char *path, char **why);
/* SHA256:… as ssh shows it; the caller owns it. */
char *key_fingerprint(const ssh_key key);
#endif
