/* remote_socket.c: a remote over a socket that somebody else opened and signed in. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/xmalloc.h"
#include "tui/remote.h"
#include "tui/remote_wire.h"

struct socket_wire {
	int fd;
};

static ssize_t
result_of(ssize_t n)
{
	if (n > 0)
		return n;
	return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? 0 : -1;
}

static ssize_t
socket_read(void *wire, char *bytes, size_t room)
{
	return result_of(read(((struct socket_wire *)wire)->fd, bytes, room));
}

static ssize_t
socket_write(void *wire, const char *bytes, size_t length)
{
	return result_of(send(((struct socket_wire *)wire)->fd, bytes, length, MSG_NOSIGNAL));
}

static int socket_fd(const void *wire) { return ((const struct socket_wire *)wire)->fd; }
static bool socket_stuck(const void *wire) { (void)wire; return false; }
static const char *socket_why(const void *wire) { (void)wire; return NULL; }

static void
socket_free(void *wire)
{
	close(((struct socket_wire *)wire)->fd);
	free(wire);
}

static const struct wire_type socket_type = {
	.read = socket_read,
	.write = socket_write,
	.fd = socket_fd,
	.stuck = socket_stuck,
	.why = socket_why,
	.free = socket_free,
};

struct remote *
remote_socket(int fd)
{
	struct socket_wire *wire = xmalloc(sizeof *wire);
	int flags = fcntl(fd, F_GETFL);

	wire->fd = fd;
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return remote_new(&socket_type, wire);
}
