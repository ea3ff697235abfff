/* ask.c: a question on the terminal before there is a screen. */
#include "tui/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "shared/xmalloc.h"

enum { ANSWER_MAX = 4096, CTRL_C = 3, CTRL_D = 4, CTRL_H = 8, CTRL_U = 21, RUB_OUT = 127 };

static int
open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool
ask_possible(void)
{
	int fd = open_terminal();

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
put(int fd, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		ssize_t n = write(fd, text, length);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			length -= (size_t)n;
		}
	}
}

void
ask_tell(const char *text)
{
	int fd = open_terminal();

	put(fd >= 0 ? fd : STDERR_FILENO, text);
	put(fd >= 0 ? fd : STDERR_FILENO, "\n");
	if (fd >= 0)
		close(fd);
}

void
ask_wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void
rub_out(int fd, char *answer, size_t *length, bool echo)
{
	/* One character, which may be several bytes. */
	while (*length > 0 && ((unsigned char)answer[--*length] & 0xC0) == 0x80)
		continue;
	if (echo)
		put(fd, "\b \b");
}

/* Reads until Enter; false when the person gave up. */
static bool
read_answer(int fd, char *answer, bool echo)
{
	size_t length = 0;
	char byte[2] = "";

	for (;;) {
		ssize_t n = read(fd, byte, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || byte[0] == CTRL_C || (byte[0] == CTRL_D && length == 0))
			return false;
		if (byte[0] == '\r' || byte[0] == '\n')
			break;
		if (byte[0] == RUB_OUT || byte[0] == CTRL_H) {
			if (length > 0)
				rub_out(fd, answer, &length, echo);
		} else if (byte[0] == CTRL_U) {
			while (length > 0)
				rub_out(fd, answer, &length, echo);
		} else if ((unsigned char)byte[0] >= 0x20 && length < ANSWER_MAX - 1) {
			answer[length++] = byte[0];
			if (echo)
				put(fd, byte);
		}
	}
	answer[length] = '\0';
	return true;
}

/* The terminal gives keys one by one and no signals, so that no interruption can leave it without echo. */
char *
ask_line(const char *question, bool echo)
{
	struct termios before, during;
	char *answer;
	int fd = open_terminal();
	bool given;

	if (fd < 0)
		return NULL;
	if (tcgetattr(fd, &before) != 0) {
		close(fd);
		return NULL;
	}
	during = before;
	during.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG | IEXTEN);
	during.c_cc[VMIN] = 1;
	during.c_cc[VTIME] = 0;
	answer = xcalloc(1, ANSWER_MAX);
	tcsetattr(fd, TCSADRAIN, &during);
	put(fd, question);
	given = read_answer(fd, answer, echo);
	put(fd, "\r\n");
	tcsetattr(fd, TCSADRAIN, &before);
	close(fd);
	if (!given) {
		explicit_bzero(answer, ANSWER_MAX);
		free(answer);
		return NULL;
	}
	return answer;
}
