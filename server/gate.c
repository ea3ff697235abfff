/* gate.c: where connections come in, and the limits on those that have not signed in. */
#include "server/gate.h"

#include <arpa/inet.h>
#include <libssh/server.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/config.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/xmalloc.h"

enum { ACCEPT_AT_ONCE = 32, TRIM_EVERY = 512 };

struct visitor {
	struct gate *gate;
	struct session *session;
	uint8_t network[16];		/* the address, for IPv6 its first 64 bits */
	bool starting;
	struct visitor *before, *after;
};

struct gate {
	struct worker *worker;
	ssh_bind bind;
	int *listeners;
	struct loop_fd **watches;
	size_t listener_count;
	struct visitor *visitors;
	size_t count, starting, left_since_trim;
};

static void
set_network(struct visitor *visitor, const struct sockaddr_storage *address)
{
	if (address->ss_family == AF_INET6)
		memcpy(visitor->network, &((const struct sockaddr_in6 *)address)->sin6_addr, 8);
	else if (address->ss_family == AF_INET)
		memcpy(visitor->network, &((const struct sockaddr_in *)address)->sin_addr, 4);
}

/* Those that have not signed in are mostly at the head of the list: the walk ends with the last of them. */
static size_t
starting_from(const struct gate *gate, const struct visitor *like)
{
	size_t count = 0, seen = 0;

	for (const struct visitor *v = gate->visitors; v && seen < gate->starting; v = v->after)
		if (v->starting) {
			seen++;
			count += memcmp(v->network, like->network, sizeof v->network) == 0;
		}
	return count;
}

static const char *
refusal(const struct gate *gate, const struct visitor *visitor)
{
	const struct config *config = gate->worker->config;

	if (gate->worker->draining)
		return "draining";
	if (gate->count >= (size_t)config->sessions)
		return "sessions";
	if (gate->starting >= (size_t)config->starting)
		return "starting";
	if (starting_from(gate, visitor) >= (size_t)config->per_address)
		return "per_address";
	return NULL;
}

static void
address_text(const struct sockaddr_storage *address, char text[64])
{
	const void *ip = address->ss_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr :
	    (const void *)&((const struct sockaddr_in *)address)->sin_addr;

	if (!inet_ntop(address->ss_family, ip, text, 64))
		text[0] = '\0';
}

/* Small answers leave at once; a peer that is gone without a word is noticed after two minutes: nobody is shown at a record longer. */
static void
tune(int fd)
{
	const int one = 1, idle = 60, between = 15, patience = 120000, send_room = 256 * 1024;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_room, sizeof send_room);
}

static void
take(struct gate *gate, int fd, const struct sockaddr_storage *address)
{
	struct visitor *visitor = xcalloc(1, sizeof *visitor);
	char text[64];
	const char *no;

	visitor->gate = gate;
	set_network(visitor, address);
	no = refusal(gate, visitor);
	if (no) {
		log_warning("connection_refused", "limit=%s sessions=%zu starting=%zu", no, gate->count, gate->starting);
		close(fd);
		free(visitor);
		return;
	}
	tune(fd);
	visitor->starting = true;
	visitor->after = gate->visitors;
	if (visitor->after)
		visitor->after->before = visitor;
	gate->visitors = visitor;
	gate->count++;
	gate->starting++;
	address_text(address, text);
	visitor->session = session_new(gate->worker, gate->bind, fd, text, visitor);
	if (!visitor->session)
		gate_left(visitor);
}

static void
on_connection(void *arg, uint32_t events)
{
	struct gate *gate = arg;

	(void)events;
	/* Which of the few listeners it was is found by asking each: they do not block. */
	for (size_t i = 0; i < gate->listener_count; i++)
		for (int n = 0; n < ACCEPT_AT_ONCE; n++) {
			struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
			socklen_t length = sizeof address;
			int fd = accept4(gate->listeners[i], (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
			if (fd < 0)
				break;
			take(gate, fd, &address);
		}
}

/* Modern algorithms only, the fastest first (measured); no configuration of the machine's own ssh is read. */
static bool
set_options(ssh_bind bind, ssh_key host_key)
{
	const bool process = false;
	static const char ciphers[] = "aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes128-ctr";
	static const char macs[] = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";

	return ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &process) == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BANNER, "Comptoir") == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org") == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_CIPHERS_C_S, ciphers) == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_CIPHERS_S_C, ciphers) == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HMAC_C_S, macs) == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HMAC_S_C, macs) == SSH_OK &&
	    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, host_key) == SSH_OK;
}

struct gate *
gate_new(struct worker *worker, ssh_key host_key, const int *listeners, size_t count)
{
	struct gate *gate = xcalloc(1, sizeof *gate);

	gate->worker = worker;
	gate->bind = ssh_bind_new();
	if (!gate->bind || !set_options(gate->bind, host_key)) {
		log_error("ssh_options", "error=\"%s\"", gate->bind ? ssh_get_error(gate->bind) : "memory");
		ssh_bind_free(gate->bind);
		free(gate);
		return NULL;
	}
	gate->listener_count = count;
	gate->listeners = xreallocarray(NULL, count, sizeof *gate->listeners);
	gate->watches = xcalloc(count, sizeof(struct loop_fd *));
	for (size_t i = 0; i < count; i++) {
		gate->listeners[i] = listeners[i];
		gate->watches[i] = loop_fd_add(worker->loop, listeners[i], EPOLLIN, on_connection, gate);
	}
	return gate;
}

static void
stop_listening(struct gate *gate)
{
	for (size_t i = 0; i < gate->listener_count; i++) {
		loop_fd_drop(gate->watches[i]);
		close(gate->listeners[i]);
	}
	gate->listener_count = 0;
}

void
gate_free(struct gate *gate)
{
	if (!gate)
		return;
	stop_listening(gate);
	while (gate->visitors)
		session_free(gate->visitors->session);	/* which calls gate_left */
	ssh_bind_free(gate->bind);
	free(gate->listeners);
	free(gate->watches);
	free(gate);
}

static void
drain_one(void *arg, struct session *session)
{
	(void)arg;
	session_drain(session);
}

void
gate_drain(struct gate *gate)
{
	stop_listening(gate);
	gate_each(gate, drain_one, NULL);
}

size_t
gate_sessions(const struct gate *gate)
{
	return gate->count;
}

size_t
gate_starting(const struct gate *gate)
{
	return gate->starting;
}

void
gate_each(const struct gate *gate, void (*each)(void *arg, struct session *session), void *arg)
{
	for (const struct visitor *v = gate->visitors; v; v = v->after)
		if (v->session)
			each(arg, v->session);
}

void
gate_signed_in(struct visitor *visitor)
{
	if (!visitor->starting)
		return;
	visitor->starting = false;
	visitor->gate->starting--;
}

void
gate_left(struct visitor *visitor)
{
	struct gate *gate = visitor->gate;

	gate_signed_in(visitor);
	if (visitor->before)
		visitor->before->after = visitor->after;
	else
		gate->visitors = visitor->after;
	if (visitor->after)
		visitor->after->before = visitor->before;
	gate->count--;
	free(visitor);
	/* The allocator keeps what thousands of closed sessions used (72 MB after 2,000) until it is asked. */
	if (++gate->left_since_trim >= TRIM_EVERY) {
		gate->left_since_trim = 0;
		malloc_trim(0);
	}
}
