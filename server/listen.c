/* listen.c: listening sockets, opened by the supervisor. */
#include "server/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/config.h"
#include "server/log.h"
#include "shared/xmalloc.h"

enum { BACKLOG = 1024, HIGH_FD = 64 };

int
fd_high(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);

	close(fd);
	return high;
}

char *
socket_name(int fd)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	char host[NI_MAXHOST], port[NI_MAXSERV];

	if (getsockname(fd, (struct sockaddr *)&address, &length) ||
	    getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
		return xstrdup("?");
	return xasprintf(strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

/* "127.0.0.1:2222", "[::]:22", "host:22". */
static struct addrinfo *
resolve(const char *where)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	const char *colon = strrchr(where, ':');
	struct addrinfo *found = NULL;
	char *host;

	if (!colon || !colon[1])
		return NULL;
	host = *where == '[' && colon > where + 1 && colon[-1] == ']' ? xstrndup(where + 1, (size_t)(colon - where) - 2) :
	    xstrndup(where, (size_t)(colon - where));
	if (getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found))
		found = NULL;
	free(host);
	return found;
}

bool
listen_address_known(const char *where)
{
	const char *colon = strrchr(where, ':');
	struct addrinfo *found = NULL;

	/* The resolver takes 99999 for a port, and cuts it. */
	if (colon && strspn(colon + 1, "0123456789") == strlen(colon + 1) && strtol(colon + 1, NULL, 10) <= UINT16_MAX)
		found = resolve(where);
	if (found)
		freeaddrinfo(found);
	return found != NULL;
}

static int
open_one(const struct sockaddr *address, socklen_t length, int share)
{
	int one = 1, fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (share)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
	if (address->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
	if (bind(fd, address, length) == 0 && listen(fd, BACKLOG) == 0)
		return fd_high(fd);
	one = errno;
	close(fd);
	errno = one;
	return -1;
}

/* One socket for each worker. Sharing a port would also let a second server join unseen: so it is first taken alone. */
static int
open_address(struct listeners *listeners, size_t address, const struct addrinfo *info)
{
	struct sockaddr_storage name = {.ss_family = AF_UNSPEC};
	socklen_t length = sizeof name;
	int alone = open_one(info->ai_addr, info->ai_addrlen, 0);

	if (alone < 0 || getsockname(alone, (struct sockaddr *)&name, &length))
		return -1;
	close(alone);
	for (size_t worker = 0; worker < listeners->workers; worker++) {
		int fd = open_one((struct sockaddr *)&name, length, 1);
		if (fd < 0)
			return -1;
		listeners->fds[worker * listeners->addresses + address] = fd;
	}
	return 0;
}

/* A machine may have been built without IPv6: [::] beside other addresses is then passed over. */
static bool
family_is_missing(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EAFNOSUPPORT;
}

/* Fewer addresses than there was room for. */
static void
close_ranks(struct listeners *listeners, size_t kept)
{
	for (size_t worker = 0; worker < listeners->workers; worker++)
		for (size_t i = 0; i < kept; i++)
			listeners->fds[worker * kept + i] = listeners->fds[worker * listeners->addresses + i];
	listeners->addresses = kept;
}

struct listeners *
listeners_open(const struct config_list *where, size_t workers, char **why)
{
	struct listeners *listeners = xcalloc(1, sizeof *listeners);
	size_t kept = 0;

	listeners->addresses = where->count;
	listeners->workers = workers;
	listeners->fds = xreallocarray(NULL, where->count * workers, sizeof *listeners->fds);
	for (size_t i = 0; i < where->count * workers; i++)
		listeners->fds[i] = -1;
	for (size_t i = 0; i < where->count && !*why; i++) {
		struct addrinfo *info = resolve(where->items[i]);
		if (!info)
			*why = xasprintf("[server] listen: “%s” is not an address and a port.", where->items[i]);
		else if (where->count > 1 && family_is_missing(info))
			log_warning("address_passed_over", "address=%s", where->items[i]);
		else if (open_address(listeners, kept++, info))
			*why = xasprintf("[server] listen: %s: %s.", where->items[i], strerror(errno));
		if (info)
			freeaddrinfo(info);
	}
	if (!*why && !kept)
		*why = xstrdup("[server] listen: this machine has none of these addresses.");
	if (*why) {
		listeners_free(listeners);
		return NULL;
	}
	close_ranks(listeners, kept);
	return listeners;
}

void
listeners_free(struct listeners *listeners)
{
	if (!listeners)
		return;
	for (size_t i = 0; i < listeners->addresses * listeners->workers; i++)
		if (listeners->fds[i] >= 0)
			close(listeners->fds[i]);
	free(listeners->fds);
	free(listeners);
}
