/* ssh_client.h: an SSH session to a server that is known, with a person who is signed in. */
#ifndef TUI_SSH_CLIENT_H
#define TUI_SSH_CLIENT_H
#include <libssh/libssh.h>
#include <stdbool.h>

#include "shared/status.h"

struct ssh_client_options {
	const char *target;		/* [PERSON@]HOST[:PORT]; HOST may be an alias of the configuration */
	const char *person;		/* or null: from target, then the configuration */
	const char *identity;		/* a key file, or null: the agent and the usual files */
	const char *config;		/* instead of ~/.ssh/config, or null */
	const char *language;
	int port;			/* 0: from target, then the configuration */
	bool quiet;			/* never ask anything: scripts */
};

struct ssh_client;

/* Connects, checks the host key, signs in; asks on the terminal where it must. Else a sentence in *why (owned by the
   caller) and MISUSE, LATER when not reached, FORBIDDEN when the key is not trusted or the sign-in refused. */
MUST_CHECK enum status ssh_client_open(const struct ssh_client_options *options, struct ssh_client **client, char **why);
/* Disconnects and frees; accepts null. */
void ssh_client_free(struct ssh_client *client);

/* Blocking until ssh_client_unblock(). */
ssh_session ssh_client_session(const struct ssh_client *client);
/* Who the server proved to be: letters and digits made of its host key. The caller owns it. */
char *ssh_client_server_id(const struct ssh_client *client);
/* From now on nothing on this session waits. */
void ssh_client_unblock(struct ssh_client *client);

/* PERSON@HOST:PORT taken apart at the last @ (a person is an e-mail); absent parts are null and 0. */
struct ssh_target {
	char *person, *host;		/* owned */
	int port;
};
MUST_CHECK bool ssh_target_parse(const char *text, struct ssh_target *target);
void ssh_target_free(struct ssh_target *target);
#endif
