/* kin.c: messages between a worker and its supervisor. */
#include "server/kin.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
kin_send(int socket, const struct kin_message *message, const int *fds, size_t count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * KIN_FDS)];
		struct cmsghdr align;
	} control;
	struct iovec part = {.iov_base = (void *)(uintptr_t)message, .iov_len = sizeof *message};
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};

	if (count) {
		struct cmsghdr *rights;
		memset(&control, 0, sizeof control);
		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		rights = CMSG_FIRSTHDR(&header);
		if (rights == NULL)
			return -1;
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
		memcpy(CMSG_DATA(rights), fds, sizeof(int) * count);
	}
	return sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof *message ? 0 : -1;
}

int
kin_receive(int socket, struct kin_message *message, int fds[KIN_FDS], size_t *count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * KIN_FDS)];
		struct cmsghdr align;
	} control;
	struct iovec part = {.iov_base = message, .iov_len = sizeof *message};
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
	const struct cmsghdr *rights;
	ssize_t n = recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	*count = 0;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	rights = CMSG_FIRSTHDR(&header);
	if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS) {
		*count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(rights), *count * sizeof(int));
	}
	if (n == (ssize_t)sizeof *message && !(header.msg_flags & MSG_CTRUNC)) {
		message->text[KIN_TEXT - 1] = '\0';
		return 1;
	}
	for (size_t i = 0; i < *count; i++)
		close(fds[i]);
	*count = 0;
	return -1;
}
