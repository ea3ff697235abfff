/* listen.h: listening sockets. The supervisor opens them, one for each address and worker, and keeps them: connections that wait
   in the queue of a worker that died are served by the next one. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H
#include <stdbool.h>
#include <stddef.h>

struct config_list;

struct listeners {
	int *fds;		/* fds[worker * addresses + address] */
	size_t addresses, workers;
};

/* Could a socket be opened for "127.0.0.1:2222", "[::]:22", "host:22"? */
bool listen_address_known(const char *where);
/* Null with a sentence in *why (owned by the caller). */
struct listeners *listeners_open(const struct config_list *where, size_t workers, char **why);
void listeners_free(struct listeners *listeners);
/* The address and port of a socket as text; the caller owns it. */
char *socket_name(int fd);
/* A descriptor moved out of the range that children get theirs in; closed on exec. */
int fd_high(int fd);
#endif
