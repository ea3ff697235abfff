/* hosted.c: the process that becomes a person's screen: its own terminal, its own user, nothing else, then `comptoir --served`. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/board.h"
#include "server/child.h"
#include "server/config.h"
#include "server/privilege.h"
#include "shared/xmalloc.h"

/* A word without / is the program of that name beside this one, else the one on PATH. */
static char *
program_path(const char *word)
{
	char self[4096], *slash, *path;
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

	if (strchr(word, '/') || length <= 0)
		return xstrdup(word);
	self[length] = '\0';
	slash = strrchr(self, '/');
	path = xasprintf("%.*s/%s", (int)(slash - self), self, word);
	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return xasprintf("/usr/bin/%s", word);
}

/* One screen: little memory, no files to write, no core with a person's data in it. */
static void
limit_self(void)
{
	const struct rlimit none = {0, 0}, files = {32, 32};

	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &none);
	setrlimit(RLIMIT_NOFILE, &files);
}

int
hosted_main(struct config *config, int argc, char **argv)
{
	char *why = NULL, *path = program_path(config->tui);
	char *arguments[] = {(char[]){"comptoir"}, (char[]){"--served"}, NULL};

	(void)argc;
	(void)argv;
	/* The supervisor started us as the leader of a new session: the terminal becomes ours. */
	if (ioctl(STDIN_FILENO, TIOCSCTTY, 0))
		why = xasprintf("This terminal cannot be taken: %s.", strerror(errno));
	else if (fcntl(CHILD_FD_JOB, F_SETFD, 0))
		why = xasprintf("There is no connection to the server: %s.", strerror(errno));
	else if (chdir("/") == 0 && privilege_become(config->tui_user, &why)) {
		limit_self();
		execv(path, arguments);
		why = xasprintf("%s: %s.", path, strerror(errno));
	}
	fprintf(stderr, "comptoird: %s\r\n", why ? why : strerror(errno));
	free(why);
	free(path);
	return 75;
}
