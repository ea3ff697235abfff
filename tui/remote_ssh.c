/* remote_ssh.c: a remote over the subsystem `comptoir` of an SSH session. */
#include <libssh/libssh.h>
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/remote.h"
#include "tui/remote_wire.h"
#include "tui/ssh_client.h"

struct ssh_wire {
	struct ssh_client *client;
	ssh_session session;	/* the client's */
	ssh_channel channel;
};

static ssize_t
ssh_wire_read(void *arg, char *bytes, size_t room)
{
	struct ssh_wire *wire = arg;
	char words[512];
	int n = ssh_channel_read_nonblocking(wire->channel, bytes, (uint32_t)room, 0);

	if (n > 0)
		return n;
	/* Nobody reads what the subsystem says on stderr; left there, it would fill the window. Looking there takes in whatever
	   the socket has: what came for us meanwhile would wait in libssh's memory, where no poll wakes anybody. */
	while (ssh_channel_read_nonblocking(wire->channel, words, sizeof words, 1) > 0)
		continue;
	n = ssh_channel_read_nonblocking(wire->channel, bytes, (uint32_t)room, 0);
	if (n > 0)
		return n;
	if (n == SSH_AGAIN || n == 0)
		return ssh_channel_is_eof(wire->channel) || ssh_channel_is_closed(wire->channel) ||
		    !ssh_is_connected(wire->session) ? -1 : 0;
	return -1;
}

/* No more than the peer's window: libssh would keep the rest and may not say so. */
static ssize_t
ssh_wire_write(void *arg, const char *bytes, size_t length)
{
	struct ssh_wire *wire = arg;
	uint32_t window = ssh_channel_window_size(wire->channel);
	int n;

	if (!ssh_channel_is_open(wire->channel))
		return -1;
	if (window == 0 || (ssh_get_status(wire->session) & SSH_WRITE_PENDING))
		return ssh_blocking_flush(wire->session, 0) == SSH_ERROR ? -1 : 0;
	n = ssh_channel_write(wire->channel, bytes, length < window ? (uint32_t)length : window);
	return n == SSH_AGAIN ? 0 : n;
}

static int ssh_wire_fd(const void *wire) { return (int)ssh_get_fd(((const struct ssh_wire *)wire)->session); }

static bool
ssh_wire_stuck(const void *wire)
{
	return ssh_get_status(((const struct ssh_wire *)wire)->session) & SSH_WRITE_PENDING;
}

static const char *
ssh_wire_why(const void *arg)
{
	const struct ssh_wire *wire = arg;

	return ssh_is_connected(wire->session) ? N_("The server ended the session.") : NULL;
}

static void
ssh_wire_free(void *arg)
{
	struct ssh_wire *wire = arg;

	ssh_channel_free(wire->channel);
	ssh_client_free(wire->client);
	free(wire);
}

static const struct wire_type ssh_type = {
	.read = ssh_wire_read,
	.write = ssh_wire_write,
	.fd = ssh_wire_fd,
	.stuck = ssh_wire_stuck,
	.why = ssh_wire_why,
	.free = ssh_wire_free,
};

enum status
remote_ssh(const struct ssh_client_options *options, struct remote **remote, char **why)
{
	struct ssh_client *client;
	struct ssh_wire *wire;
	ssh_channel channel;
	enum status status = ssh_client_open(options, &client, why);

	if (status != STATUS_OK)
		return status;
	channel = ssh_channel_new(ssh_client_session(client));
	if (channel == NULL || ssh_channel_open_session(channel) != SSH_OK ||
	    ssh_channel_request_subsystem(channel, "comptoir") != SSH_OK) {
		*why = translate_fill(options->language,
		    N_("Signed in, but what answers there is not a Comptoir server."), NULL);
		ssh_channel_free(channel);
		ssh_client_free(client);
		return STATUS_LATER;
	}
	ssh_client_unblock(client);
	wire = xmalloc(sizeof *wire);
	wire->client = client;
	wire->session = ssh_client_session(client);
	wire->channel = channel;
	*remote = remote_new(&ssh_type, wire);
	remote_set_server(*remote, ssh_client_server_id(client));
	return STATUS_OK;
}
