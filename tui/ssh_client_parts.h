/* ssh_client_parts.h: the inside of an SSH session, shared by connecting, the host key and the sign-in. */
#ifndef TUI_SSH_CLIENT_PARTS_H
#define TUI_SSH_CLIENT_PARTS_H
#include <jansson.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "tui/ssh_client.h"

struct ssh_client {
	ssh_session session;
	struct ssh_callbacks_struct callbacks;
	const struct ssh_client_options *options;	/* only while opening */
	char *host, *person;
	unsigned int port;
	char **why;
	bool gave_up;			/* the person answered a question with C-c */
};

/* The sentence becomes *why; args (may be null) is stolen. Returns the status, for `return ssh_client_fail(…)`. */
enum status ssh_client_fail(struct ssh_client *c, enum status status, const char *msgid, json_t *args);
/* libssh's own words, safe to show. The caller owns them. */
char *ssh_client_reason(const struct ssh_client *c);
MUST_CHECK enum status ssh_client_check_host(struct ssh_client *c);
MUST_CHECK enum status ssh_client_sign_in(struct ssh_client *c);
#endif
