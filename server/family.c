/* family.c: how the supervisor spawns processes, and the children that workers ask for. */
#include "server/family.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/child.h"
#include "server/kin.h"
#include "server/listen.h"
#include "server/log.h"
#include "shared/xmalloc.h"

extern char **environ;

struct relative {
	pid_t pid;
	int socket;			/* of the worker that asked */
	uint64_t id;			/* the worker's number for it */
	struct relative *next;
};

struct family {
	char *config_path;
	struct relative *children;
};

struct family *
family_new(const char *config_path)
{
	struct family *family = xcalloc(1, sizeof *family);

	if (config_path) {
		char *whole = realpath(config_path, NULL);
		family->config_path = xstrdup(whole ? whole : config_path);
		free(whole);
	}
	return family;
}

void
family_free(struct family *family)
{
	if (!family)
		return;
	while (family->children) {
		struct relative *child = family->children;
		family->children = child->next;
		free(child);
	}
	free(family->config_path);
	free(family);
}

/* The lines as a vector that points into `text`, which is cut up. */
static char **
environment_lines(char *text)
{
	char **lines = NULL;
	size_t count = 0;

	for (char *rest = text, *line; (line = strsep(&rest, "\n"));)
		if (*line) {
			lines = xreallocarray(lines, count + 2, sizeof *lines);
			lines[count++] = line;
		}
	lines = xreallocarray(lines, count + 1, sizeof *lines);
	lines[count] = NULL;
	return lines;
}

pid_t
family_spawn_self(const struct family *family, const char *subcommand, int number, const int *fds, size_t count, const char *environment)
{
	char number_text[16], *text = xstrdup_or_null(environment), **lines = text ? environment_lines(text) : environ;
	char name[] = "comptoird", number_option[] = "--number", config_option[] = "--config";
	char *arguments[] = {name, xstrdup(subcommand), number_option, number_text, NULL, NULL, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	pid_t pid = 0;

	snprintf(number_text, sizeof number_text, "%d", number);
	if (family->config_path) {
		arguments[4] = config_option;
		arguments[5] = family->config_path;
	}
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	/* Every source is above every target (fd_high), so no copy overwrites one still to come. */
	for (size_t i = 0; i < count; i++)
		if (fds[i] != (int)i && posix_spawn_file_actions_adddup2(&actions, fds[i], (int)i))
			abort();
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	if (posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, arguments, lines))
		pid = 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (text)
		free(lines);
	free(text);
	free(arguments[1]);
	return pid;
}

static void
tell_exit(int socket, uint64_t id, int value)
{
	struct kin_message message = {.word = KIN_EXITED, .id = id, .value = value};

	if (kin_send(socket, &message, NULL, 0))
		log_warning("child_exit_untold", "child=%llu", (unsigned long long)id);
}

/* What comptoird is called with to be such a child. */
static const char *const commands[] = {[CHILD_STREAM] = "child", [CHILD_TUI] = "hosted", [CHILD_CHORE] = "chore"};

static void
spawn_child(struct family *family, int socket, const struct kin_message *message, const int *fds, size_t count)
{
	struct relative *child;
	int high[KIN_FDS];
	pid_t pid = 0;

	if (count == KIN_FDS && message->kind < sizeof commands / sizeof *commands) {
		for (size_t i = 0; i < KIN_FDS; i++)
			high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 64);
		pid = family_spawn_self(family, commands[message->kind], (int)(message->id & 0xffff), high, KIN_FDS,
		    message->text);
		for (size_t i = 0; i < KIN_FDS; i++)
			close(high[i]);
	}
	if (!pid) {
		log_error("child_not_started", "child=%llu", (unsigned long long)message->id);
		tell_exit(socket, message->id, 75);
		return;
	}
	child = xcalloc(1, sizeof *child);
	*child = (struct relative){.pid = pid, .socket = socket, .id = message->id, .next = family->children};
	family->children = child;
	log_debug("child_started", "child=%llu pid=%ld kind=%s", (unsigned long long)message->id, (long)pid,
	    commands[message->kind]);
}

static void
signal_child(const struct family *family, int socket, uint64_t id, int number)
{
	for (const struct relative *child = family->children; child; child = child->next)
		if (child->socket == socket && child->id == id)
			/* It leads a group of its own: what it started gets the signal too. */
			if (kill(-child->pid, number))
				kill(child->pid, number);
}

bool
family_listen(struct family *family, int socket)
{
	struct kin_message message;
	int fds[KIN_FDS], got;
	size_t count;

	while ((got = kin_receive(socket, &message, fds, &count)) > 0) {
		if (message.word == KIN_SPAWN)
			spawn_child(family, socket, &message, fds, count);
		else if (message.word == KIN_SIGNAL)
			signal_child(family, socket, message.id, message.value);
		for (size_t i = 0; i < count; i++)
			close(fds[i]);
	}
	return got == 0;
}

bool
family_ended(struct family *family, pid_t pid, int status)
{
	for (struct relative **at = &family->children; *at; at = &(*at)->next) {
		struct relative *child = *at;
		if (child->pid != pid)
			continue;
		*at = child->next;
		if (child->socket >= 0)
			tell_exit(child->socket, child->id, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
		free(child);
		return true;
	}
	return false;
}

void
family_orphan(struct family *family, int socket)
{
	for (struct relative *child = family->children; child; child = child->next)
		if (child->socket == socket) {
			child->socket = -1;
			/* Nobody reads its output any more; its transaction is rolled back with its connection. */
			kill(-child->pid, SIGKILL);
			kill(child->pid, SIGKILL);
		}
}

size_t
family_end_all(struct family *family, int signal_number)
{
	size_t count = 0;

	for (struct relative *child = family->children; child; child = child->next, count++) {
		kill(-child->pid, signal_number);
		kill(child->pid, signal_number);
	}
	return count;
}
