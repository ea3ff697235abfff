/* app_away.c: the terminal is another program's for a while: the shell (`:suspend`) or the person's own editor. Only on one's
   own machine: a served screen has neither. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"

enum { TEXT_MOST = 1024 * 1024 };

void
do_suspend(struct app *app)
{
	if (app->options.served) {
		app_tell(app, ROLE_DIM, N_("This screen is served: there is no shell behind it. Another window has one."), NULL);
		return;
	}
	terminal_leave();
	raise(SIGTSTP);
	terminal_return();
	app_dirty(app);
}

/* Signals as a program expects them; a shell splits the words of EDITOR. */
static bool
run_editor(const char *editor, const char *path)
{
	sigset_t none;
	char *command;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		signal(SIGPIPE, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		command = xasprintf("exec %s \"$1\"", editor);
		execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		continue;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static char *
read_back(const char *path)
{
	struct buf text;
	char block[8192];
	size_t n;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return NULL;
	buf_init(&text, TEXT_MOST);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buf_add(&text, block, n);
	fclose(file);
	/* Editors end the last line; the field had no such end. */
	while (text.length > 0 && text.bytes[text.length - 1] == '\n')
		text.length--;
	return buf_steal(&text);
}

char *
app_edit_outside(struct app *app, const char *text)
{
	const char *editor = getenv("VISUAL"), *folder = getenv("XDG_RUNTIME_DIR");
	char *path, *edited = NULL;
	bool written;
	int fd;

	if (app->options.served) {
		app_tell(app, ROLE_DIM, N_("This screen is served: the editor here is the one there is."), NULL);
		return NULL;
	}
	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	path = xasprintf("%s/comptoir.XXXXXX", folder != NULL && *folder != '\0' ? folder : "/tmp");
	fd = mkostemp(path, 0);		/* only this person may read it */
	written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	if (written) {
		terminal_leave();
		edited = run_editor(editor, path) ? read_back(path) : NULL;
		terminal_return();
	}
	if (edited == NULL)
		app_tell(app, ROLE_WARN, N_("The editor ({name}) did not end well: the text is as it was."), json_pack("{s:s}", "name", editor));
	if (fd >= 0)
		unlink(path);
	free(path);
	app_dirty(app);
	return edited;
}
