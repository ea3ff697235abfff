/* works.c: work that the server does for this person: begun, asked how far it is, stopped, its end told. Nothing here belongs to a screen: it goes
   on whatever is looked at. */
#include "tui/works.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/base64.h"
#include "tui/catalogue.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/remote.h"
#include "tui/screen_work.h"

/* Asked four times a second while somebody looks, else once; so is a slow line. */
enum { LOOKED_MS = 250, UNSEEN_MS = 1000, PIECE = 512 * 1024, UNDO_MOST = 500 };

struct works {
	struct app *app;
	struct work *first;
	struct tui_timer timer;
};

static void ask_soon(struct works *w);
static void ask(struct works *w, struct work *work);

struct works *
works_new(struct app *app)
{
	struct works *w = xcalloc(1, sizeof *w);

	w->app = app;
	return w;
}

void
works_free(struct works *w)
{
	if (w == NULL)
		return;
	while (w->first != NULL) {
		struct work *work = w->first;

		w->first = work->next;
		json_decref(work->shown);
		free(work->bytes);
		free(work->path);
		free(work->saved);
		free(work);
	}
	free(w);
}

const char *
work_text(const struct work *work, const char *name)
{
	return json_string_value(json_object_get(work->shown, name));
}

json_int_t
work_number(const struct work *work, const char *name)
{
	return json_integer_value(json_object_get(work->shown, name));
}

bool
work_runs(const struct work *work)
{
	const char *state = work_text(work, "state");

	return state != NULL && (strcmp(state, "running") == 0 || strcmp(state, "waiting") == 0);
}

int
works_running(const struct works *w)
{
	int n = 0;

	for (const struct work *work = w ? w->first : NULL; work != NULL; work = work->next)
		n += work_runs(work);
	return n;
}

static struct work *
add(struct app *app, const json_t *shown)
{
	struct works *w = app_works(app);
	struct work *work = xcalloc(1, sizeof *work);

	work->id = json_integer_value(json_object_get(shown, "id"));
	work->shown = json_deep_copy(shown);
	work->next = w->first;
	w->first = work;
	return work;
}

struct work *
works_follow(struct app *app, const json_t *shown)
{
	int64_t id = json_integer_value(json_object_get(shown, "id"));

	for (struct work *work = app_works(app)->first; work != NULL; work = work->next)
		if (work->id == id)
			return work;
	{
		struct work *work = add(app, shown);

		work->ended = !work_runs(work);
		ask_soon(app_works(app));
		return work;
	}
}

/* --- its end --- */

static void
offer_undo(struct app *app, const struct work *work)
{
	const char *what = work_text(work, "what"), *entity = work_text(work, "entity"), *verb = work_text(work, "verb");
	bool back = what != NULL && (strcmp(what, "set") == 0 || strcmp(what, "delete") == 0 || strcmp(what, "restore") == 0);
	json_int_t batch = work_number(work, "batch");

	if (verb != NULL && strcmp(verb, "import") == 0 && batch != 0 && work_number(work, "good") > 0) {
		app_undo_is(app, "undo", json_pack("{s:I,s:s*}", "batch", batch, "entity", work_text(work, "entity")), app_text(app, N_("What the import brought is gone again.")));
		return;
	}
	if (verb == NULL || strcmp(verb, "bulk") != 0 || !back || batch == 0 || work_number(work, "good") == 0 || entity == NULL)
		return;
	if (work_number(work, "good") <= UNDO_MOST) {
		app_undo_is(app, "undo", json_pack("{s:I,s:s}", "batch", batch, "entity", entity), app_text(app, N_("All of it is as it was before.")));
	} else {
		char *key = app_new_key();

		app_undo_is(app, "work", json_pack("{s:s,s:s,s:{s:s,s:s,s:I},s:s}", "what", "start", "verb", "bulk", "params", "entity", entity, "what", "undo",
			"batch", batch, "key", key), app_text(app, N_("It is being taken back: see long work (:jobs).")));
		free(key);
	}
}

static void
tell_end(struct app *app, struct work *work)
{
	const char *state = work_text(work, "state"), *said = work_text(work, "said");
	char *title = work_title(app, work->shown), *outcome = work_outcome(app, work->shown);
	bool good = state != NULL && strcmp(state, "done") == 0 && work_number(work, "bad") == 0;

	if (state != NULL && strcmp(state, "failed") == 0 && said != NULL && *said != '\0')
		app_say(app, ROLE_ERROR, xasprintf("%s%s%.*s", title, app_text(app, N_(": ")), (int)strcspn(said, "\n"), said));
	else
		app_say(app, good ? ROLE_OK : ROLE_WARN, linear_pair(app, title, outcome));
	offer_undo(app, work);
	if (work_text(work, "entity") != NULL && work_number(work, "good") > 0 && strcmp(work_text(work, "verb"), "export") != 0 &&
	    strcmp(work_text(work, "verb"), "report") != 0 && strcmp(work_text(work, "verb"), "print") != 0)
		app_changed(app, work_text(work, "entity"), APP_ANY, 0);
	app_work_done(app, work_number(work, "ms"));
	free(title);
	free(outcome);
}

static void
has_ended(struct app *app, struct work *work)
{
	if (work->ended)
		return;
	work->ended = true;
	free(work->bytes);
	work->bytes = NULL;
	tell_end(app, work);
	if (work->path != NULL && strcmp(work_text(work, "state"), "done") == 0) {
		char *path = work->path;

		work->path = NULL;
		works_fetch(app, work, path);
	}
}

/* --- how far --- */

static void
shown_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct work *work = (struct work *)(intptr_t)tag;

	(void)state;
	work->asked = false;
	if (work->id < 0)
		return;
	if (error == NULL) {
		json_decref(work->shown);
		work->shown = json_deep_copy(result);
		if (!work_runs(work))
			has_ended(app, work);
	}
	screen_work_heard(app, work);
	if (error == NULL || strcmp(error->status, "later") == 0)
		ask_soon(app_works(app));
}

static void
ask(struct works *w, struct work *work)
{
	work->asked = true;
	app_call(w->app, NULL, "work", json_pack("{s:s,s:I}", "what", "show", "id", (json_int_t)work->id), shown_came, (int64_t)(intptr_t)work);
}

static void
time_is_up(void *arg)
{
	struct works *w = arg;

	for (struct work *work = w->first; work != NULL; work = work->next)
		if (work->id != 0 && work_runs(work) && !work->asked && work->bytes == NULL)
			ask(w, work);
}

static void
ask_soon(struct works *w)
{
	int wait = screen_work_is_looked_at(w->app) && !terminal_slow() ? LOOKED_MS : UNSEEN_MS;

	if (works_running(w) == 0)
		return;
	w->timer.run = time_is_up;
	w->timer.arg = w;
	w->timer.background = true;
	app_after(w->app, &w->timer, wait);
}

/* --- its beginning --- */

static void
failed(struct app *app, struct work *work, const struct remote_error *error)
{
	json_object_set_new(work->shown, "state", json_string("failed"));
	json_object_set_new(work->shown, "said", json_string(error->message ? error->message : ""));
	work->ended = true;
	free(work->bytes);
	work->bytes = NULL;
	app_say_error(app, error);
	screen_work_heard(app, work);
}

static void
runs_now(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct work *work = (struct work *)(intptr_t)tag;

	(void)state;
	(void)result;
	if (error != NULL)
		failed(app, work, error);
	else
		ask(app_works(app), work);
}

static void
send_piece(struct app *app, struct work *work);

static void
piece_sent(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct work *work = (struct work *)(intptr_t)tag;

	(void)state;
	(void)result;
	if (error != NULL) {
		failed(app, work, error);
		return;
	}
	if (work->bytes != NULL)
		send_piece(app, work);
	screen_work_heard(app, work);
}

/* The file in pieces, each answered before the next: other requests go between. */
static void
send_piece(struct app *app, struct work *work)
{
	size_t left = work->length - work->sent, length = left < PIECE ? left : PIECE;
	char *text;

	if (left == 0) {
		free(work->bytes);
		work->bytes = NULL;
		app_call(app, NULL, "work", json_pack("{s:s,s:I}", "what", "run", "id", (json_int_t)work->id), runs_now, (int64_t)(intptr_t)work);
		return;
	}
	text = base64_text(work->bytes + work->sent, length);
	app_call(app, NULL, "work", json_pack("{s:s,s:I,s:i,s:s}", "what", "put", "id", (json_int_t)work->id, "n", work->piece++, "data", text), piece_sent,
		(int64_t)(intptr_t)work);
	work->sent += length;
	free(text);
}

static void
begun(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct work *work = (struct work *)(intptr_t)tag;

	(void)state;
	if (error != NULL) {
		failed(app, work, error);
		return;
	}
	work->id = json_integer_value(json_object_get(result, "id"));
	json_object_set_new(work->shown, "id", json_integer(work->id));
	if (work->bytes != NULL)
		send_piece(app, work);
	else
		ask(app_works(app), work);
}

void
works_begin(struct app *app, const char *verb, json_t *params, json_int_t total, char *bytes, size_t length, char *path)
{
	json_t *shown = json_pack("{s:s,s:O*,s:O*,s:O*,s:s,s:I,s:b}", "verb", verb, "entity", json_object_get(params, "entity"), "name", json_object_get(params, "name"), "what",
		json_object_get(params, "what"), "state", bytes ? "waiting" : "running", "ms", (json_int_t)0, "own", 1), *call;
	struct work *work = add(app, shown);
	char *key = app_new_key();

	work->here = true;
	work->bytes = bytes;
	work->length = length;
	work->path = path;
	call = json_pack("{s:s,s:s,s:o,s:b,s:s}", "what", "start", "verb", verb, "params", params, "waits", bytes != NULL, "key", key);
	if (total >= 0) {
		json_object_set_new(call, "total", json_integer(total));
		json_object_set_new(work->shown, "total", json_integer(total));
	}
	app_call(app, NULL, "work", call, begun, (int64_t)(intptr_t)work);
	json_decref(shown);
	free(key);
	screen_work_show(app, work);
}

static void
list_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const json_t *one;
	size_t i;

	(void)state;
	(void)tag;
	json_array_foreach(error ? NULL : json_object_get(result, "works"), i, one)
		if (json_is_true(json_object_get(one, "own")) && strcmp(json_string_value(json_object_get(one, "state")), "running") == 0)
			works_follow(app, one);
}

void
works_resume(struct app *app)
{
	app_call(app, NULL, "work", json_pack("{s:s}", "what", "list"), list_came, 0);
}

void
works_elsewhere(struct app *app)
{
	for (struct work *work = app_works(app)->first; work != NULL; work = work->next) {
		json_object_set_new(work->shown, "state", json_string("elsewhere"));
		work->id = -1;
		work->ended = true;
	}
}

void
works_cancel(struct app *app, struct work *work)
{
	if (!work_runs(work) || work->id == 0) {
		app_tell(app, ROLE_DIM, N_("It does not run any more."), NULL);
		return;
	}
	free(work->bytes);
	work->bytes = NULL;
	app_tell(app, ROLE_WARN, N_("It stops after the record in hand; what is done stays done."), NULL);
	work->asked = true;
	app_call(app, NULL, "work", json_pack("{s:s,s:I}", "what", "stop", "id", (json_int_t)work->id), shown_came, (int64_t)(intptr_t)work);
}

/* --- the file that came of it --- */

struct fetching {
	struct work *work;
	FILE *to;
	char *path;
	int piece;
	size_t length;
};

static void fetch_next(struct app *app, struct fetching *f);

/* A file that is there already stays: `list (2).xlsx`. */
static FILE *
open_new(char **path)
{
	const char *point = strrchr(*path, '.'), *slash = strrchr(*path, '/');
	int stem = point != NULL && (slash == NULL || point > slash + 1) ? (int)(point - *path) : (int)strlen(*path);
	FILE *to = fopen(*path, "wxe");

	for (int n = 2; to == NULL && errno == EEXIST && n < 1000; n++) {
		char *other = xasprintf("%.*s (%d)%s", stem, *path, n, *path + stem);

		to = fopen(other, "wxe");
		if (to != NULL || errno != EEXIST) {
			free(*path);
			*path = other;
		} else {
			free(other);
		}
	}
	return to;
}

static void
fetching_end(struct app *app, struct fetching *f, bool good)
{
	if (fclose(f->to) != 0)
		good = false;
	if (good) {
		free(f->work->saved);
		f->work->saved = xstrdup(f->path);
		app_tell(app, ROLE_OK, N_("Saved: {path}"), json_pack("{s:s}", "path", f->path));
	} else {
		remove(f->path);
	}
	free(f->path);
	free(f);
}

static void
piece_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct fetching *f = (struct fetching *)(intptr_t)tag;
	const char *data = json_string_value(json_object_get(result, "data"));
	struct buf bytes = BUF_EMPTY;
	bool good;

	(void)state;
	if (error != NULL) {
		app_say_error(app, error);
		fetching_end(app, f, false);
		return;
	}
	if (data == NULL) {
		fetching_end(app, f, true);
		return;
	}
	good = base64_bytes(data, &bytes) && fwrite(bytes.bytes, 1, bytes.length, f->to) == bytes.length;
	buf_free(&bytes);
	if (good) {
		fetch_next(app, f);
		return;
	}
	app_tell(app, ROLE_ERROR, N_("{path} could not be written: is there room?"), json_pack("{s:s}", "path", f->path));
	fetching_end(app, f, false);
}

static void
fetch_next(struct app *app, struct fetching *f)
{
	app_call(app, NULL, "work", json_pack("{s:s,s:I,s:i}", "what", "get", "id", (json_int_t)f->work->id, "n", f->piece++), piece_came, (int64_t)(intptr_t)f);
}

void
works_fetch(struct app *app, struct work *work, char *path)
{
	struct fetching *f;
	FILE *to = open_new(&path);

	if (to == NULL) {
		app_tell(app, ROLE_ERROR, N_("{path} cannot be written: {why}"), json_pack("{s:s,s:s}", "path", path, "why", strerror(errno)));
		free(path);
		return;
	}
	f = xcalloc(1, sizeof *f);
	*f = (struct fetching){.work = work, .to = to, .path = path};
	fetch_next(app, f);
}
