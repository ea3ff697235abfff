/* gate.h: where connections come in: listening sockets, the limits on those that have not signed in, the list of all sessions. */
#ifndef SERVER_GATE_H
#define SERVER_GATE_H
#include <libssh/libssh.h>
#include <stdbool.h>
#include <stddef.h>

struct worker;
struct gate;
struct session;
struct visitor;

/* Takes the key; the listening sockets are inherited and stay open elsewhere too. */
struct gate *gate_new(struct worker *worker, ssh_key host_key, const int *listeners, size_t count);
void gate_free(struct gate *gate);
/* No new connections; sessions end as they fall idle. */
void gate_drain(struct gate *gate);
size_t gate_sessions(const struct gate *gate);
size_t gate_starting(const struct gate *gate);
/* Calls each(arg, session) for every session; each may not end sessions. */
void gate_each(const struct gate *gate, void (*each)(void *arg, struct session *session), void *arg);

/* For a session: it has signed in; it has gone. */
void gate_signed_in(struct visitor *visitor);
void gate_left(struct visitor *visitor);
#endif
