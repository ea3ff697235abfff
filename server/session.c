/* session.c: one SSH connection: key exchange, sign-in, then its channels. Each has its own ssh_event: one for all is unsafe
   (a peer's end of file marks innocent sessions as failed). */
#include "server/session.h"

#include <inttypes.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "server/auth.h"
#include "server/board.h"
#include "server/caller.h"
#include "server/channel.h"
#include "server/config.h"
#include "server/gate.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/roster.h"
#include "server/worker.h"
#include "shared/xmalloc.h"

/* Output that libssh holds for a client that does not read while it goes on sending: then it is not read either. */
enum { UNSENT_MAX = 1024 * 1024, PACKET_OVERHEAD = 64 };

enum session_state { KEY_EXCHANGE, SIGN_IN, UP };

struct open_channel {
	struct channel *channel;
	struct open_channel *next;
};

struct session {
	struct worker *worker;
	struct visitor *visitor;
	ssh_session ssh;
	ssh_event event;
	int fd;
	struct loop_fd *watch;
	enum session_state state;
	struct loop_timer *grace;
	struct auth *auth;
	struct caller *who;
	struct roster_entry *entry;
	char *forced;
	int64_t id, since;
	char address[64];
	struct ssh_server_callbacks_struct callbacks;
	struct ssh_counter_struct socket_count, packet_count;
	struct open_channel *channels;
	const char *end_reason;
	bool touched, writing, draining;
};

static void
free_at_end_of_turn(void *arg)
{
	session_free(arg);
}

void
session_end(struct session *session, const char *reason)
{
	if (session->end_reason)
		return;
	session->end_reason = reason;
	loop_fd_drop(session->watch);
	session->watch = NULL;
	loop_defer(session->worker->loop, free_at_end_of_turn, session);
}

/* Sign-in. */

/* Those that the client has closed are reaped at the end of the turn: they do not count. */
static size_t
channels_open(const struct session *session)
{
	size_t count = 0;

	for (const struct open_channel *open = session->channels; open; open = open->next)
		count += !channel_closed(open->channel);
	return count;
}

static ssh_channel
on_channel_open(ssh_session ssh, void *arg)
{
	struct session *session = arg;
	struct open_channel *open;
	struct channel *channel;

	(void)ssh;
	if (channels_open(session) >= (size_t)session->worker->config->channels || session->end_reason || session->draining ||
	    !(channel = channel_make(session)))
		return NULL;
	open = xcalloc(1, sizeof *open);
	*open = (struct open_channel){.channel = channel, .next = session->channels};
	session->channels = open;
	return channel_ssh(channel);
}

void
session_signed_in(struct session *session, struct caller *who, char *forced, const char *fingerprint)
{
	session->who = who;
	session->entry = roster_write(session->worker->roster, who, fingerprint);
	session->forced = forced;
	session->state = UP;
	loop_timer_drop(session->grace);
	session->grace = NULL;
	gate_signed_in(session->visitor);
	/* Only now: with callbacks set, libssh answers sign-in messages itself instead of keeping them for us. */
	session->callbacks.userdata = session;
	session->callbacks.channel_open_request_session_function = on_channel_open;
	ssh_callbacks_init(&session->callbacks);
	ssh_set_server_callbacks(session->ssh, &session->callbacks);
}

static void
on_grace(void *arg)
{
	struct session *session = arg;

	session_end(session, "grace");
}

static void
exchange_keys(struct session *session)
{
	int rc = ssh_handle_key_exchange(session->ssh);

	if (rc == SSH_ERROR)
		session_end(session, "key_exchange");
	else if (rc == SSH_OK) {
		session->state = SIGN_IN;
		session->auth = auth_new(session);
	}
}

static void
sign_in(struct session *session)
{
	while (session->state == SIGN_IN && !session->end_reason && !auth_waiting(session->auth)) {
		ssh_message message = ssh_message_get(session->ssh);
		if (!message)
			return;
		auth_message(session->auth, message);
	}
}

/* The channels' turn. */

static void
reap_channels(struct session *session)
{
	for (struct open_channel **at = &session->channels; *at;) {
		struct open_channel *open = *at;
		if (!channel_closed(open->channel)) {
			at = &open->next;
			continue;
		}
		*at = open->next;
		channel_drop(open->channel);
		free(open);
	}
}

static bool
busy(const struct session *session)
{
	for (const struct open_channel *open = session->channels; open; open = open->next)
		if (channel_busy(open->channel))
			return true;
	return false;
}

/* The first channel that may write takes libssh's buffer: next turn another one is first. */
static void
rotate(struct session *session)
{
	struct open_channel *first = session->channels, **last = &session->channels;

	if (!first || !first->next)
		return;
	session->channels = first->next;
	while (*last)
		last = &(*last)->next;
	first->next = NULL;
	*last = first;
}

static void
serve_channels(struct session *session)
{
	for (const struct open_channel *open = session->channels; open; open = open->next)
		channel_pump(open->channel);
	rotate(session);
	reap_channels(session);
	if (session->draining && !busy(session) && !(ssh_get_status(session->ssh) & SSH_WRITE_PENDING))
		session_end(session, "drained");
}

/* Bytes that libssh made and the socket did not take yet; the counters start anew whenever all is gone. */
static bool
too_much_unsent(struct session *session)
{
	uint64_t made = session->packet_count.out_bytes + PACKET_OVERHEAD * session->packet_count.out_packets;

	if (!(ssh_get_status(session->ssh) & SSH_WRITE_PENDING)) {
		session->socket_count = session->packet_count = (struct ssh_counter_struct){.in_bytes = 0};
		return false;
	}
	return made > session->socket_count.out_bytes + UNSENT_MAX;
}

static void
watch_again(struct session *session)
{
	bool wait = session->state == SIGN_IN && auth_waiting(session->auth);
	uint32_t events = wait || too_much_unsent(session) ? 0 : EPOLLIN;

	if (ssh_get_status(session->ssh) & SSH_WRITE_PENDING)
		events |= EPOLLOUT;
	loop_fd_change(session->watch, events);
}

/* A client may hold its next packet back until this one is acknowledged, which TCP puts off for 40 ms unless an answer carries
   it: a handshake took 51 ms instead of 12. So when nothing was sent, or the handshake still goes on, it is told to hurry. */
static void
acknowledge(const struct session *session)
{
	const int one = 1;

	if (session->state != UP || !session->socket_count.out_bytes)
		setsockopt(session->fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
}

static void
after(struct session *session)
{
	if (session->state == KEY_EXCHANGE && !session->end_reason)
		exchange_keys(session);
	if (session->state == SIGN_IN && !session->end_reason)
		sign_in(session);
	if (session->state == UP && !session->end_reason)
		serve_channels(session);
	if (session->end_reason)
		return;
	if (ssh_get_status(session->ssh) & (SSH_CLOSED | SSH_CLOSED_ERROR) || !ssh_is_connected(session->ssh))
		session_end(session, "closed");
	else {
		acknowledge(session);
		watch_again(session);
	}
}

static void
board_set(const struct session *session)
{
	struct board *board = session->worker->board;

	atomic_store_explicit(&board->person, session->who ? session->who->person : 0, memory_order_relaxed);
	atomic_store_explicit(&board->session, session->id, memory_order_relaxed);
}

static void
on_ready(void *arg, uint32_t events)
{
	struct session *session = arg;
	bool wait = session->state == SIGN_IN && auth_waiting(session->auth);

	board_set(session);
	if (events & (EPOLLERR | EPOLLHUP) && (wait || !(events & EPOLLIN)))
		session_end(session, "closed");
	else if (!wait && ssh_event_dopoll(session->event, 0) == SSH_ERROR)
		session_end(session, "closed");
	else
		after(session);
}

static void
turn(void *arg)
{
	struct session *session = arg;

	session->touched = false;
	if (session->end_reason)
		return;
	board_set(session);
	after(session);
}

void
session_touch(struct session *session)
{
	if (session->touched || session->end_reason)
		return;
	session->touched = true;
	loop_defer(session->worker->loop, turn, session);
}

void
session_drain(struct session *session)
{
	session->draining = true;
	if (session->state != UP)
		session_end(session, "drained");
	else
		session_touch(session);
}

/* Life. */

struct session *
session_new(struct worker *worker, ssh_bind bind, int fd, const char *address, struct visitor *visitor)
{
	struct session *session = xcalloc(1, sizeof *session);

	*session = (struct session){.worker = worker, .visitor = visitor, .fd = fd, .state = KEY_EXCHANGE, .since = time(NULL)};
	/* Unique on this machine, and exact in JSON: 48 bits by chance. */
	randombytes_buf(&session->id, sizeof session->id);
	session->id &= ((int64_t)1 << 48) - 1;
	snprintf(session->address, sizeof session->address, "%s", address);
	session->ssh = ssh_new();
	session->event = ssh_event_new();
	if (!session->ssh || !session->event || ssh_bind_accept_fd(bind, session->ssh, fd) != SSH_OK) {
		log_error("session_not_made", "error=\"%s\"", ssh_get_error(bind));
		ssh_event_free(session->event);
		ssh_free(session->ssh);
		free(session);
		return NULL;
	}
	ssh_set_blocking(session->ssh, 0);
	ssh_set_counters(session->ssh, &session->socket_count, &session->packet_count);
	session->grace = loop_timer_add(worker->loop, worker->config->grace, on_grace, session);
	session->watch = loop_fd_add(worker->loop, fd, EPOLLIN, on_ready, session);
	log_debug("connection", "session=%" PRId64, session->id);
	board_set(session);
	exchange_keys(session);
	ssh_event_add_session(session->event, session->ssh);
	after(session);
	return session;
}

void
session_free(struct session *session)
{
	log_info("session_end", "session=%" PRId64 " person=%" PRId64 " reason=%s seconds=%" PRId64, session->id,
	    session->who ? session->who->person : 0, session->end_reason ? session->end_reason : "stop", (int64_t)time(NULL) - session->since);
	session->end_reason = "freed";
	loop_defer_forget(session->worker->loop, session);
	loop_timer_drop(session->grace);
	loop_fd_drop(session->watch);
	auth_free(session->auth);
	roster_strike(session->entry);
	while (session->channels) {
		struct open_channel *open = session->channels;
		session->channels = open->next;
		channel_drop(open->channel);
		free(open);
	}
	ssh_event_remove_session(session->event, session->ssh);
	ssh_event_free(session->event);
	ssh_disconnect(session->ssh);
	ssh_free(session->ssh);
	free(session->forced);
	caller_free(session->who);
	gate_left(session->visitor);
	free(session);
}

struct worker *
session_worker(const struct session *session)
{
	return session->worker;
}

ssh_session
session_ssh(const struct session *session)
{
	return session->ssh;
}

struct caller *
session_caller(const struct session *session)
{
	return session->who;
}

const char *
session_forced(const struct session *session)
{
	return session->forced;
}

int64_t
session_id(const struct session *session)
{
	return session->id;
}

const char *
session_address(const struct session *session)
{
	return session->address;
}

bool
session_writing(const struct session *session)
{
	return session->writing;
}

void
session_set_writing(struct session *session, bool writing)
{
	session->writing = writing;
}
