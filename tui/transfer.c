/* transfer.c: asks for a path and lets a child of this program put or get the file. */
#include "tui/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/path_words.h"
#include "tui/pick.h"

enum { LOOK_MS = 100, WORDS_MOST = 64, SAID_MOST = 4096 };

struct transfer {
	struct app *app;
	struct tui_timer timer;
	pid_t child;
	int said;			/* what it says on stderr */
	bool put;
	char *entity, *name, *path;	/* owned */
	int64_t id;
};

bool
transfer_possible(const struct app *app)
{
	return !app->options.served && app->options.command_count > 0;
}

static void
free_transfer(struct transfer *t)
{
	close(t->said);
	free(t->entity);
	free(t->name);
	free(t->path);
	free(t);
}

/* The last line that the child said: why it failed. The caller owns it. */
static char *
last_said(const struct transfer *t)
{
	char text[SAID_MOST + 1];
	ssize_t n = pread(t->said, text, SAID_MOST, 0);
	char *line;

	text[n > 0 ? n : 0] = '\0';
	while (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	line = strrchr(text, '\n');
	return xstrdup(line ? line + 1 : text);
}

static void
tell_end(struct transfer *t, bool good)
{
	json_t *args;
	char *why;

	if (good) {
		app_tell(t->app, ROLE_OK, t->put ? N_("File added: {name}") : N_("File kept: {path}"), json_pack("{s:s,s:s}", "name", t->name,
			"path", t->path));
		if (t->put)
			app_changed(t->app, t->entity, t->id, 0);
		return;
	}
	if (!t->put)
		unlink(t->path);
	why = last_said(t);
	args = json_pack("{s:s,s:s}", "name", t->name, "why", why);
	app_tell(t->app, ROLE_ERROR, N_("{name} did not get through: {why}"), args ? args : json_pack("{s:s,s:s}", "name", t->name, "why", "?"));
	free(why);
}

static void
look_after(void *arg)
{
	struct transfer *t = arg;
	int ended;
	pid_t child = waitpid(t->child, &ended, WNOHANG);

	if (child == 0) {
		app_after(t->app, &t->timer, LOOK_MS);
		return;
	}
	tell_end(t, child == t->child && WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
	free_transfer(t);
}

/* This program again, on the same server, with a verb and without questions. */
static bool
spawn(struct transfer *t, int in, int out)
{
	const struct app_options *o = &t->app->options;
	const char *words[WORDS_MOST];
	char id[32];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	int n = 0, failed;

	if (o->command_count + 8 > WORDS_MOST)
		return false;
	snprintf(id, sizeof id, "%lld", (long long)t->id);
	words[n++] = o->command[0];
	words[n++] = "--batch";
	for (int i = 1; i < o->command_count; i++)
		words[n++] = o->command[i];
	words[n++] = t->put ? "put" : "get";
	words[n++] = t->entity;
	words[n++] = id;
	words[n++] = t->name;
	words[n] = NULL;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, t->said, STDERR_FILENO);
	posix_spawnattr_init(&how);
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(&t->child, "/proc/self/exe", &files, &how, (char *const *)(uintptr_t)words, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return failed == 0;
}

static void
start(struct app *app, bool put, const json_t *about, const char *typed)
{
	struct transfer *t = xcalloc(1, sizeof *t);
	struct stat file;
	int mine, nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	t->app = app;
	t->put = put;
	t->entity = xstrdup(json_string_value(json_object_get(about, "entity")));
	t->id = json_integer_value(json_object_get(about, "id"));
	t->path = path_clean(typed, getenv("HOME"));
	t->name = xstrdup(put ? path_name(t->path) : json_string_value(json_object_get(about, "name")));
	t->said = memfd_create("said", MFD_CLOEXEC);
	t->timer.run = look_after;
	t->timer.arg = t;
	/* Nothing of the person's is written over. */
	mine = put ? open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : open(t->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (mine < 0) {
		app_tell(app, ROLE_ERROR, put ? errno == ENOENT ? N_("There is no file {path}.") : N_("The file {path} cannot be read.")
			: errno == EEXIST ? N_("{path} is there already: say another name.") : N_("{path} cannot be written."),
			json_pack("{s:s}", "path", t->path));
		free_transfer(t);
	} else if (put && (fstat(mine, &file) != 0 || !S_ISREG(file.st_mode))) {
		app_tell(app, ROLE_ERROR, N_("{path} is not a file."), json_pack("{s:s}", "path", t->path));
		free_transfer(t);
	} else if (t->said < 0 || nothing < 0 || !spawn(t, put ? mine : nothing, put ? nothing : mine)) {
		app_tell(app, ROLE_ERROR, N_("No program can be started here now."), NULL);
		free_transfer(t);
	} else {
		app_tell(app, ROLE_DIM, N_("{name} is under way…"), json_pack("{s:s}", "name", t->name));
		app_after(app, &t->timer, LOOK_MS);
	}
	if (mine >= 0)
		close(mine);
	if (nothing >= 0)
		close(nothing);
}

/* The popup carries what it asks about in the words of its row: JSON, seen by nobody. */
static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL);

	(void)owner;
	if (*typed == '\0')
		app_tell(app, ROLE_DIM, N_("No path was given."), NULL);
	else if (json_is_object(about))
		start(app, row->tag != 0, about, typed);
	json_decref(about);
}

static void
ask_path(struct app *app, bool put, json_t *about, const char *title, const char *label, const char *typed)
{
	struct pick_ask ask = {.y = -1, .x = -1, .width = 60, .take = taken};
	struct pick_row *row = pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, label)), NULL, put);

	row->words = json_dumps(about, JSON_COMPACT);
	row->always = true;
	ask.title = xstrdup(app_text(app, title));
	ask.typed = xstrdup_or_null(typed);
	pick_open(app, &ask);
	json_decref(about);
}

void
transfer_ask_put(struct app *app, const char *entity, int64_t id)
{
	ask_path(app, true, json_pack("{s:s,s:I}", "entity", entity, "id", (json_int_t)id), N_("Path of the file: type, paste or drop it"),
		N_("Add this file"), NULL);
}

void
transfer_ask_get(struct app *app, const char *entity, int64_t id, const char *name)
{
	ask_path(app, false, json_pack("{s:s,s:I,s:s}", "entity", entity, "id", (json_int_t)id, "name", name), N_("Where to keep it"),
		N_("Fetch it to this path"), path_name(name));
}
