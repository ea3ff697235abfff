/* board.h: memory that a worker shares with its supervisor: proof of life, and whom it is serving just now. */
#ifndef SERVER_BOARD_H
#define SERVER_BOARD_H
#include <stdatomic.h>
#include <stdint.h>

struct board {
	_Atomic uint64_t beat;		/* grows with each turn of the worker's loop */
	_Atomic int64_t person;		/* whose session the worker is busy with; 0: none */
	_Atomic int64_t session;
};

/* The descriptors that a worker inherits. */
enum { WORKER_FD_SUPERVISOR = 3, WORKER_FD_BOARD = 4, WORKER_FD_LISTENERS = 5 };
/* The descriptor on which a child finds its job, and the hosted screen its JSON-RPC socket. */
enum { CHILD_FD_JOB = 3 };
#endif
