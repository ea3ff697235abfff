/* session.h: one SSH connection: key exchange, sign-in, then its channels. */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdbool.h>
#include <stdint.h>

struct caller;
struct session;
struct visitor;
struct worker;

/* Takes fd. Null when libssh refuses it; then gate_left is the caller's to do. */
struct session *session_new(struct worker *worker, ssh_bind bind, int fd, const char *address, struct visitor *visitor);
/* At once: never inside a callback of this session. */
void session_free(struct session *session);
/* At the end of the turn. reason: a word for the log, static. */
void session_end(struct session *session, const char *reason);
/* Ends as soon as nothing runs. */
void session_drain(struct session *session);
/* Something happened elsewhere (a query answered, a child wrote): its turn comes at the end of the loop's. */
void session_touch(struct session *session);

/* For auth.c: who it is. Takes the caller and the command that the key forces (may be null); fingerprint: of the key, null for a password. */
void session_signed_in(struct session *session, struct caller *who, char *forced, const char *fingerprint);

struct worker *session_worker(const struct session *session);
ssh_session session_ssh(const struct session *session);
struct caller *session_caller(const struct session *session);	/* null until signed in */
const char *session_forced(const struct session *session);	/* null: free */
int64_t session_id(const struct session *session);
const char *session_address(const struct session *session);
/* True while libssh writes for one of our channels. */
bool session_writing(const struct session *session);
void session_set_writing(struct session *session, bool writing);
#endif
