/* ssh_client.c: from a name on the command line to an SSH session. */
#include "tui/ssh_client.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/ssh_client_parts.h"

enum { CONNECT_MS = 15000, HANDSHAKE_SECONDS = 20 };

enum status
ssh_client_fail(struct ssh_client *c, enum status status, const char *msgid, json_t *args)
{
	if (*c->why == NULL)
		*c->why = translate_fill(c->options->language, msgid, args);
	json_decref(args);
	return status;
}

char *
ssh_client_reason(const struct ssh_client *c)
{
	return text_clean_str(ssh_get_error(c->session));
}

bool
ssh_target_parse(const char *text, struct ssh_target *target)
{
	const char *at, *host, *end, *colon;
	char *rest;
	long port;

	*target = (struct ssh_target){.person = NULL, .host = NULL, .port = 0};
	if (strncmp(text, "ssh://", 6) == 0)
		text += 6;
	at = strrchr(text, '@');
	host = at ? at + 1 : text;
	if (*host == '[') {
		end = strchr(++host, ']');
		if (end == NULL)
			return false;
		colon = end[1] == ':' ? end + 1 : NULL;
		if (colon == NULL && end[1] != '\0' && strcmp(end + 1, "/") != 0)
			return false;
	} else {
		end = host + strcspn(host, ":/");
		/* Two colons and no brackets: an IPv6 address without a port. */
		colon = *end == ':' ? end : NULL;
		if (colon != NULL && strchr(colon + 1, ':') != NULL) {
			end = host + strlen(host);
			colon = NULL;
		}
	}
	if (colon != NULL) {
		port = strtol(colon + 1, &rest, 10);
		if (rest == colon + 1 || (*rest != '\0' && strcmp(rest, "/") != 0) || port < 1 || port > 65535)
			return false;
		target->port = (int)port;
	}
	/* A name that looks like an option could end up on a command line of ProxyCommand. */
	if (end == host || *host == '-' || (at != NULL && at == text))
		return false;
	target->host = xstrndup(host, (size_t)(end - host));
	target->person = at ? xstrndup(text, (size_t)(at - text)) : NULL;
	return true;
}

void
ssh_target_free(struct ssh_target *target)
{
	free(target->person);
	free(target->host);
	*target = (struct ssh_target){.person = NULL, .host = NULL, .port = 0};
}

/* What the command line says goes over what the configuration says. */
static enum status
configure(struct ssh_client *c)
{
	const struct ssh_client_options *o = c->options;
	struct ssh_target target;
	bool no = false;
	int port, quiet = SSH_LOG_NOLOG;
	enum status status = STATUS_OK;

	if (!ssh_target_parse(o->target, &target))
		return ssh_client_fail(c, STATUS_MISUSE, N_("“{target}” is not PERSON@HOST or PERSON@HOST:PORT."),
		    json_pack("{s:s}", "target", o->target));
	ssh_options_set(c->session, SSH_OPTIONS_HOST, target.host);
	ssh_options_set(c->session, SSH_OPTIONS_PROCESS_CONFIG, &no);
	if (o->config != NULL && access(o->config, R_OK) != 0)
		status = ssh_client_fail(c, STATUS_MISUSE, N_("The configuration {file} cannot be read: {reason}."),
		    json_pack("{s:s,s:s}", "file", o->config, "reason", strerror(errno)));
	else if (ssh_options_parse_config(c->session, o->config) != 0)
		status = ssh_client_fail(c, STATUS_MISUSE, N_("The SSH configuration cannot be read."), NULL);
	/* LogLevel of the configuration is for ssh: libssh would tell of its inner life in English. */
	ssh_options_set(c->session, SSH_OPTIONS_LOG_VERBOSITY, &quiet);
	port = o->port ? o->port : target.port;
	if (port != 0)
		ssh_options_set(c->session, SSH_OPTIONS_PORT, &port);
	if (o->person != NULL || target.person != NULL)
		ssh_options_set(c->session, SSH_OPTIONS_USER, o->person ? o->person : target.person);
	ssh_target_free(&target);
	return status;
}

/* The configuration's words as libssh understood them. The caller owns the text. */
static char *
option(ssh_session session, enum ssh_options_e which)
{
	char *value = NULL, *copy;

	if (ssh_options_get(session, which, &value) != SSH_OK || value == NULL)
		return NULL;
	copy = xstrdup(value);
	ssh_string_free_char(value);
	return copy;
}

/* 0 or an errno; *fd is the connected socket. */
static int
connect_one(const struct addrinfo *address, int *fd)
{
	struct pollfd p;
	int error = 0, one = 1, idle = 10, interval = 5, count = 4, unheard = 30000;
	socklen_t size = sizeof error;

	p.fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
	if (p.fd < 0)
		return errno;
	p.events = POLLOUT;
	if (connect(p.fd, address->ai_addr, address->ai_addrlen) != 0) {
		if (errno != EINPROGRESS)
			error = errno;
		else if (poll(&p, 1, CONNECT_MS) <= 0)
			error = ETIMEDOUT;
		else if (getsockopt(p.fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
			error = errno;
	}
	if (error != 0) {
		close(p.fd);
		return error;
	}
	setsockopt(p.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	/* A line that was cut in silence is known as such in half a minute. */
	setsockopt(p.fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	setsockopt(p.fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(p.fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
	setsockopt(p.fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
	setsockopt(p.fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard, sizeof unheard);
	fcntl(p.fd, F_SETFL, fcntl(p.fd, F_GETFL) & ~O_NONBLOCK);
	*fd = p.fd;
	return 0;
}

static const char *
unreachable_sentence(int error)
{
	switch (error) {
	case ECONNREFUSED: return N_("{host} is there, but nothing answers on port {port}: is the server running?");
	case ETIMEDOUT: return N_("{host} does not answer on port {port}: check the network, a firewall or the port.");
	case ENETUNREACH: case EHOSTUNREACH: return N_("No way leads to {host} from here: check the network.");
	default: return N_("{host} cannot be reached on port {port}: {reason}.");
	}
}

/* The socket is ours rather than libssh's: only so is the reason of a failure known. */
static enum status
reach(struct ssh_client *c)
{
	struct addrinfo want = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *all = NULL;
	char service[8];
	int error, fd = -1;

	snprintf(service, sizeof service, "%u", c->port);
	error = getaddrinfo(c->host, service, &want, &all);
	if (error == EAI_NONAME || error == EAI_NODATA || error == EAI_FAIL)
		return ssh_client_fail(c, STATUS_LATER, N_("There is no machine named {host}."),
		    json_pack("{s:s}", "host", c->host));
	if (error != 0)
		return ssh_client_fail(c, STATUS_LATER, N_("The address of {host} cannot be found now: {reason}."),
		    json_pack("{s:s,s:s}", "host", c->host, "reason", gai_strerror(error)));
	error = EADDRNOTAVAIL;
	for (const struct addrinfo *a = all; a != NULL && error != 0; a = a->ai_next)
		error = connect_one(a, &fd);
	freeaddrinfo(all);
	if (error != 0)
		return ssh_client_fail(c, STATUS_LATER, unreachable_sentence(error), json_pack("{s:s,s:i,s:s}",
		    "host", c->host, "port", (int)c->port, "reason", strerror(error)));
	ssh_options_set(c->session, SSH_OPTIONS_FD, &fd);
	return STATUS_OK;
}

static enum status
shake_hands(struct ssh_client *c)
{
	long seconds = HANDSHAKE_SECONDS;
	char *reason;
	enum status status;

	ssh_options_set(c->session, SSH_OPTIONS_TIMEOUT, &seconds);
	if (ssh_connect(c->session) == SSH_OK)
		return STATUS_OK;
	reason = ssh_client_reason(c);
	status = ssh_client_fail(c, STATUS_LATER, N_("{host} answers on port {port}, but no SSH session came about: {reason}."),
	    json_pack("{s:s,s:i,s:s}", "host", c->host, "port", (int)c->port, "reason", reason));
	free(reason);
	return status;
}

enum status
ssh_client_open(const struct ssh_client_options *options, struct ssh_client **client, char **why)
{
	struct ssh_client *c = xcalloc(1, sizeof *c);
	char *proxy = NULL;
	enum status status;

	*client = NULL;
	*why = NULL;
	c->options = options;
	c->why = why;
	c->session = ssh_new();
	if (c->session == NULL)
		abort();	/* out of memory */
	status = configure(c);
	if (status == STATUS_OK) {
		c->host = option(c->session, SSH_OPTIONS_HOST);
		ssh_options_get_port(c->session, &c->port);
		proxy = option(c->session, SSH_OPTIONS_PROXYCOMMAND);
		if (proxy == NULL)
			status = reach(c);
	}
	if (status == STATUS_OK)
		status = shake_hands(c);
	if (status == STATUS_OK)
		status = ssh_client_check_host(c);
	if (status == STATUS_OK) {
		c->person = option(c->session, SSH_OPTIONS_USER);
		status = ssh_client_sign_in(c);
	}
	free(proxy);
	if (status == STATUS_OK)
		*client = c;
	else
		ssh_client_free(c);
	return status;
}

void
ssh_client_free(struct ssh_client *client)
{
	if (client == NULL)
		return;
	ssh_disconnect(client->session);
	ssh_free(client->session);
	free(client->host);
	free(client->person);
	free(client);
}

ssh_session ssh_client_session(const struct ssh_client *client) { return client->session; }

void
ssh_client_unblock(struct ssh_client *client)
{
	int fd = (int)ssh_get_fd(client->session);

	/* libssh's own switch leaves the socket as it is, and a full one would stop the whole program. */
	ssh_set_blocking(client->session, 0);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}
