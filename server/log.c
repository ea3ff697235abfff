/* log.c: what happened, one line an event: time level event key=value… */
#include "server/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shared/xmalloc.h"

/* The only global of the server: a log line must be possible from anywhere. */
static struct {
	int fd;
	enum log_level level;
	char *path;
	const char *process;
	uint64_t requests;
} out = {.fd = STDERR_FILENO, .level = LOG_LEVEL_INFO, .path = NULL, .process = "comptoird", .requests = 0};

static const char *const level_names[] = {"error", "warning", "info", "debug"};

enum log_level
log_level_of(const char *word)
{
	for (int i = 0; i <= LOG_LEVEL_DEBUG; i++)
		if (strcmp(level_names[i], word) == 0)
			return (enum log_level)i;
	return LOG_LEVEL_INFO;
}

static bool
open_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

	if (fd < 0)
		return false;
	if (out.fd != STDERR_FILENO)
		close(out.fd);
	out.fd = fd;
	return true;
}

bool
log_open(const char *where, enum log_level level)
{
	out.level = level;
	if (strcmp(where, "stderr") == 0)
		return true;
	if (!open_file(where))
		return false;
	free(out.path);
	out.path = xstrdup(where);
	return true;
}

bool
log_reopen(void)
{
	return !out.path || open_file(out.path);
}

void
log_set_level(enum log_level level)
{
	out.level = level;
}

bool
log_wants(enum log_level level)
{
	return level <= out.level;
}

void
log_as(const char *process)
{
	out.process = process;
}

void
log_line(enum log_level level, const char *event, const char *fields, ...)
{
	char line[1024];
	struct timespec now;
	struct tm tm;
	size_t length, start;
	va_list args;
	int n;

	if (!log_wants(level))
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	length = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line + length, sizeof line - length, ".%03ldZ %s %s %s ", now.tv_nsec / 1000000, out.process, level_names[level], event);
	length += (size_t)(n > 0 ? n : 0);
	if (length > sizeof line / 2)
		length = sizeof line / 2;
	start = length;
	va_start(args, fields);
	n = vsnprintf(line + length, sizeof line - length - 1, fields, args);
	va_end(args);
	if (n > 0)
		length += (size_t)n < sizeof line - length - 1 ? (size_t)n : sizeof line - length - 2;
	for (size_t i = start; i < length; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = '?';
	line[length++] = '\n';
	/* One write: lines of several processes do not mix. A full disk must not stop the service. */
	if (write(out.fd, line, length) < 0)
		return;
}

void
log_request_id(char id[LOG_REQUEST_SIZE])
{
	snprintf(id, LOG_REQUEST_SIZE, "%lx-%llx", (unsigned long)getpid(), (unsigned long long)++out.requests);
}
