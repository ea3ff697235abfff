/* auth.h: who is this? Keys and passwords against the database; every refusal looks and lasts the same. */
#ifndef SERVER_AUTH_H
#define SERVER_AUTH_H
#include <libssh/libssh.h>
#include <stdbool.h>

struct auth;
struct session;

struct auth *auth_new(struct session *session);
void auth_free(struct auth *auth);
/* Takes the message. It may be answered later: until then auth_waiting() is true and no other message may be given. */
void auth_message(struct auth *auth, ssh_message message);
bool auth_waiting(const struct auth *auth);
#endif
