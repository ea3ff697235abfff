/* rpc.h: JSON-RPC 2.0, one message a line, for one signed-in peer. Knows no transport. */
#ifndef SERVER_RPC_H
#define SERVER_RPC_H
#include <stdbool.h>
#include <stddef.h>

#include "server/caller.h"
#include "server/desk.h"

struct rpc_peer;

struct rpc_io {
	/* Takes all the bytes (whole lines). Called from the loop, never from inside rpc_feed's caller's frees. */
	void (*write)(void *arg, const char *bytes, size_t length);
	/* The peer takes bytes again after rpc_feed took fewer than offered: offer the rest. */
	void (*resume)(void *arg);
	void *arg;
};

enum { RPC_LINE_MAX = 1024 * 1024, RPC_DEPTH_MAX = 32, RPC_FLIGHT_MAX = 32 };

/* Greets at once (the hello goes through io.write as soon as the catalogue is known). Keeps a count on the caller. */
struct rpc_peer *rpc_new(struct desk *desk, struct caller *who, const struct rpc_io *io);
/* The channel has gone: nothing is written any more, what runs is left to end. */
void rpc_free(struct rpc_peer *peer);
/* Takes 0..length bytes. Fewer than offered: the peer has enough to do; stop reading until io.resume. */
size_t rpc_feed(struct rpc_peer *peer, const char *bytes, size_t length);
/* The other side does not read (much output waits): take no more requests, drop hints, until told false. */
void rpc_hold(struct rpc_peer *peer, bool hold);
/* Requests not yet answered. After end of input the channel may close when it is 0. */
int rpc_running(const struct rpc_peer *peer);
#endif
