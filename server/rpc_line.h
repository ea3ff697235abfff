/* rpc_line.h: one line of JSON-RPC, taken apart strictly. Knows no server: a fuzzer calls it. */
#ifndef SERVER_RPC_LINE_H
#define SERVER_RPC_LINE_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct rpc_call {
	json_t *id;		/* text, number or null; NULL for a notification; owned */
	char *method;		/* owned */
	json_t *params;		/* an object; owned; NULL when there are none */
	int code;		/* 0, or the JSON-RPC code of what is wrong… */
	const char *wrong;	/* …and its msgid */
};

/* Always fills `to`; false when it is no request (code and wrong say why). Free it with rpc_call_clear(). */
bool rpc_line_read(const char *line, size_t length, struct rpc_call *to);
void rpc_call_clear(struct rpc_call *call);
#endif
