/* worker.h: a worker process: its loop, its database connections, its sessions. Everything it serves hangs here. */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H
#include <stdbool.h>
#include <stdint.h>

struct config;
struct loop;
struct hashing;
struct gate;
struct kin;
struct board;
struct desk;
struct roster;
struct screen_door;

struct worker {
	const struct config *config;
	struct loop *loop;
	struct desk *desk;		/* what the verbs of this worker share: database connections, catalogues, events */
	struct roster *roster;		/* our sessions, as the database knows them */
	struct hashing *hashing;	/* threads for argon2id */
	struct gate *gate;		/* listening sockets and the sessions that came through them */
	struct kin *kin;		/* children, through the supervisor */
	struct board *board;		/* memory shared with the supervisor: heartbeat, whom we serve */
	struct screen_door *lingering;	/* screens whose line dropped and that have not said yet what was typed */
	int number;			/* 1…N */
	bool draining;			/* no new work: sessions end as they fall idle */
};

/* The process `comptoird worker`: runs until told to end. argv: --config FILE --number N. */
int worker_main(struct config *config, int argc, char **argv);
#endif
