/* kin.h: what a worker and the supervisor say to each other about children, one datagram a message, descriptors beside it. */
#ifndef SERVER_KIN_H
#define SERVER_KIN_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum kin_word {
	KIN_SPAWN,	/* worker: kind, id, text = environment lines, fds = stdin, stdout, stderr, fd 3 */
	KIN_SIGNAL,	/* worker: id, value = signal */
	KIN_EXITED,	/* supervisor: id, value = exit code, 128 + signal when killed */
};

enum { KIN_FDS = 4, KIN_TEXT = 2048 };

struct kin_message {
	uint32_t word;
	uint32_t kind;		/* enum child_kind */
	uint64_t id;		/* the worker's number for the child */
	int32_t value;
	char text[KIN_TEXT];	/* null-terminated */
};

/* 0, or -1 when it cannot be sent now. fds stay the caller's; count may be 0. */
int kin_send(int socket, const struct kin_message *message, const int *fds, size_t count);
/* 1: a message, with *count descriptors that the caller owns; 0: none now; -1: the other side has gone. */
int kin_receive(int socket, struct kin_message *message, int fds[KIN_FDS], size_t *count);
#endif
