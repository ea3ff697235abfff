/* screen_work.c: one long work: a bar while it runs, then what became of each record, or the file that came of it. Leaving it stops nothing. */
#include "tui/screen_work.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/blocks.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/remote.h"
#include "tui/screen_list.h"
#include "tui/screen_record.h"
#include "tui/transfer.h"

enum { ROWS_MOST = 1000, BAR_MOST = 50 };

struct looking {
	struct app *app;
	struct work *work;
	json_t *rows;			/* null: not there yet */
	bool asked;
	size_t at, top;
	int height;
};

static bool
is(const struct looking *k, const char *verb)
{
	const char *own = work_text(k->work, "verb");

	return own != NULL && strcmp(own, verb) == 0;
}

static void
rows_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct looking *k = state;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_decref(k->rows);
	k->rows = json_deep_copy(json_object_get(result, "rows"));
	k->at = k->top = 0;
}

static void
ask_rows(struct looking *k)
{
	if (k->asked || k->work->id == 0 || work_runs(k->work) || !is(k, "bulk") || !json_is_true(json_object_get(k->work->shown, "own")))
		return;
	k->asked = true;
	app_call(k->app, k, "work", json_pack("{s:s,s:I,s:i}", "what", "rows", "id", (json_int_t)k->work->id, "limit", ROWS_MOST), rows_came, 0);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct looking *k = state;

	k->app = app;
	k->work = argument;
	ask_rows(k);
}

static void
closed(struct app *app, void *state)
{
	struct looking *k = state;

	json_decref(k->rows);
	if (work_runs(k->work))
		app_tell(app, ROLE_DIM, N_("It goes on without you: :jobs shows it."), NULL);
}

void
screen_work_show(struct app *app, struct work *work)
{
	app_push(app, &screen_work, work);
}

void
screen_work_heard(struct app *app, struct work *work)
{
	struct looking *k = app_state(app, &screen_work);

	if (k != NULL && k->work == work)
		ask_rows(k);
	app_dirty(app);
}

bool
screen_work_is_looked_at(struct app *app)
{
	return app_state(app, &screen_work) != NULL;
}

/* --- the picture --- */

static int
draw_bar(const struct looking *k, const struct area *area, int y)
{
	json_int_t total = work_number(k->work, "total"), done = work_number(k->work, "done");
	int cells = area->width - 4 < BAR_MOST ? area->width - 4 : BAR_MOST;
	char *progress;

	if (k->work->bytes != NULL) {
		progress = app_fill(k->app, N_("The file is being sent: {n} %"), json_pack("{s:I}", "n", (json_int_t)(k->work->length > 0
			? k->work->sent * 100 / k->work->length : 100)));
		total = (json_int_t)k->work->length;
		done = (json_int_t)k->work->sent;
	} else {
		progress = work_progress(k->app, k->work->shown);
	}
	if (total > 0) {
		char *bar = blocks_bar((double)done, (double)total, cells, terminal_utf8());

		for (int x = 0; x < cells; x++)
			paint_text(area, y, 2 + x, 1, ROLE_DIM, terminal_utf8() ? "·" : ".");
		paint_text(area, y, 2, cells, ROLE_TEXT, bar);
		free(bar);
		y++;
	}
	paint_text(area, y, 2, area->width - 4, ROLE_TEXT, progress);
	free(progress);
	return y + 1;
}

static char *
row_text(const struct looking *k, size_t i)
{
	const json_t *row = json_array_get(k->rows, i);
	const char *label = json_string_value(json_object_get(row, "label")), *message = json_string_value(json_object_get(row, "message"));

	return json_is_true(json_object_get(row, "ok")) ? xasprintf("%s", label ? label : "")
		: xasprintf("%s: %s", label ? label : "", message ? message : "");
}

static void
draw_rows(struct looking *k, const struct area *area, int y)
{
	size_t count = json_array_size(k->rows);

	k->height = area->height - y > 0 ? area->height - y : 1;
	if (k->at < k->top)
		k->top = k->at;
	if (k->at >= k->top + (size_t)k->height)
		k->top = k->at - (size_t)k->height + 1;
	for (int i = 0; i < k->height && k->top + (size_t)i < count; i++) {
		size_t n = k->top + (size_t)i;
		bool ok = json_is_true(json_object_get(json_array_get(k->rows, n), "ok"));
		char *text = row_text(k, n);

		paint_text(area, y + i, 0, 1, ROLE_TEXT, n == k->at ? ">" : " ");
		paint_text(area, y + i, 2, 2, ok ? ROLE_OK : ROLE_ERROR, ok ? terminal_utf8() ? "✓" : "+" : "!");
		paint_text(area, y + i, 4, area->width - 4, ok ? ROLE_TEXT : ROLE_WARN, text);
		if (n == k->at)
			paint_cursor(area, y + i, 0);
		free(text);
	}
}

/* The beginning of the n-th line from the end, counted from 1; null: there are not so many. */
static const char *
line_from_end(const char *said, size_t n)
{
	const char *at = said + strlen(said);

	while (at > said && at[-1] == '\n')
		at--;
	while (n > 0 && at > said) {
		at--;
		while (at > said && at[-1] != '\n')
			at--;
		n--;
	}
	return n == 0 ? at : NULL;
}

static int
paint_said(const struct area *area, int y, const char *line)
{
	char *one = xstrndup(line ? line : "", strcspn(line ? line : "", "\n"));
	int rows = paint_paragraph(area, y, 2, area->height - y > 0 ? area->height - y : 0, area->width - 4, ROLE_TEXT, one);

	free(one);
	return rows;
}

/* What the server said on the way: the end of it, which counts; Up goes back. */
static void
draw_said(struct looking *k, const struct area *area, int y)
{
	const char *said = work_text(k->work, "said"), *line;
	const struct area nowhere = paint_part(area, 0, 0, 0, area->width);
	size_t from = k->at + 1;
	int room = area->height - y, rows = 0;

	if (said == NULL)
		return;
	while (k->at > 0 && line_from_end(said, k->at + 1) == NULL)
		k->at--;
	for (from = k->at; (line = line_from_end(said, from + 1)) != NULL; from++) {
		int more = paint_said(&nowhere, 0, line);

		if (rows + more > room)
			break;
		rows += more;
	}
	k->height = room > 1 ? room - 1 : 1;
	for (; from > k->at; from--)
		y += paint_said(area, y, line_from_end(said, from));
}

/* What Enter would do here, in words; null: nothing. */
static char *
what_next(const struct looking *k)
{
	struct app *app = k->app;

	if (k->work->saved != NULL)
		return app_fill(app, N_("Saved: {path}"), json_pack("{s:s}", "path", k->work->saved));
	if (work_runs(k->work))
		return xstrdup(app_text(app, N_("C-c stops it; Esc leaves it at work.")));
	if (work_number(k->work, "size") > 0 && (is(k, "export") || is(k, "report")))
		return xstrdup(app_text(app, N_("Enter saves the file on your machine.")));
	if (is(k, "import") && work_number(k->work, "bad") > 0)
		return xstrdup(app_text(app, N_("Enter shows the refused rows, to be corrected.")));
	return NULL;
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct looking *k = state;
	char *title = work_title(app, k->work->shown), *outcome, *next = what_next(k);
	int y = 1;

	paint_heading(area, y, 0, area->width, title);
	y += 2;
	if (work_runs(k->work)) {
		y = draw_bar(k, area, y);
		outcome = work_number(k->work, "bad") > 0 ? app_fill(app, N_("{good} done, {bad} refused"), json_pack("{s:I,s:I}", "good",
			work_number(k->work, "good"), "bad", work_number(k->work, "bad"))) : xstrdup("");
		paint_cursor(area, y, 0);
	} else {
		outcome = work_outcome(app, k->work->shown);
	}
	paint_text(area, y++, 2, area->width - 4, work_number(k->work, "bad") > 0 ? ROLE_WARN : ROLE_TEXT, outcome);
	if (next != NULL)
		paint_text(area, y++, 2, area->width - 4, ROLE_DIM, next);
	y++;
	if (json_array_size(k->rows) > 0)
		draw_rows(k, area, y);
	else if (!work_runs(k->work) && work_text(k->work, "said") != NULL)
		draw_said(k, area, y);
	free(title);
	free(outcome);
	free(next);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct looking *k = state;
	char *title = work_title(app, k->work->shown), *text = work_runs(k->work) ? work_progress(app, k->work->shown) : work_outcome(app, k->work->shown), *next = what_next(k);

	linear_value(out, title, text);
	if (next != NULL)
		linear_say(out, next);
	for (size_t i = 0; i < json_array_size(k->rows); i++) {
		char *row = row_text(k, i);

		linear_choice(out, i, json_is_true(json_object_get(json_array_get(k->rows, i), "ok")) ? app_text(app, N_("done")) : app_text(app, N_("refused")), row);
		free(row);
	}
	if (k->rows == NULL && work_text(k->work, "said") != NULL)
		linear_say(out, work_text(k->work, "said"));
	free(title);
	free(text);
	free(next);
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct looking *)state)->at = tag;
}

static bool
cancel(struct app *app, void *state)
{
	struct looking *k = state;

	if (!work_runs(k->work))
		return false;
	works_cancel(app, k->work);
	return true;
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Long work")));
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct looking *k = state;
	size_t row = k->top + (size_t)(mouse->y - 6 > 0 ? mouse->y - 6 : 0);

	if (mouse->act != MOUSE_PRESS || row >= json_array_size(k->rows))
		return false;
	k->at = row;
	if (mouse->twice)
		app_enter(app);
	return true;
}

static char *
value_of(struct app *app, const void *state)
{
	const struct looking *k = state;

	(void)app;
	return k->work->saved ? xstrdup(k->work->saved) : json_array_size(k->rows) > 0 ? row_text(k, k->at) : NULL;
}

const struct screen_type screen_work = {
	.name = "work", .context = IN_WORKS, .state_size = sizeof(struct looking), .open = opened, .close = closed, .draw = draw, .mouse = pointed,
	.cancel = cancel, .tell = tell, .choose = chosen, .title = title_of, .value = value_of,
};

/* --- commands --- */

static void
show_refused(struct app *app, const struct looking *k)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &count);
	char *filter = xasprintf("batch:%lld", (long long)work_number(k->work, "batch"));

	for (size_t i = 0; i < count; i++)
		if (all[i].draft.action != NULL && catalogue_may(&all[i], "read")) {
			list_show(app, &all[i], catalogue_field(&all[i], "batch") ? filter : NULL, NULL);
			break;
		}
	free(filter);
}

void
screen_work_open(struct app *app)
{
	struct looking *k = app_state(app, &screen_work);
	const struct catalogue_entity *entity = work_entity(app, k->work->shown);
	const json_t *row = json_array_get(k->rows, k->at);

	if (row != NULL && entity != NULL)
		record_show(app, entity, json_integer_value(json_object_get(row, "id")), NULL);
	else if (!work_runs(k->work) && work_number(k->work, "size") > 0 && (is(k, "export") || is(k, "report")))
		transfer_save(app, k->work);
	else if (is(k, "import") && work_number(k->work, "bad") > 0)
		show_refused(app, k);
	else
		app_bell(app);
}

static json_t *
failed_ids(const struct looking *k)
{
	json_t *ids = json_array();
	const json_t *row;
	size_t i;

	json_array_foreach(k->rows, i, row)
		if (!json_is_true(json_object_get(row, "ok")))
			json_array_append(ids, json_object_get(row, "id"));
	return ids;
}

void
screen_work_mark_failed(struct app *app)
{
	struct looking *k = app_state(app, &screen_work);
	const struct catalogue_entity *entity = work_entity(app, k->work->shown);
	json_t *ids = failed_ids(k);

	if (json_array_size(ids) == 0 || entity == NULL)
		app_tell(app, ROLE_DIM, N_("Nothing was refused."), NULL);
	else
		list_mark_these(app, k, entity, ids);
	json_decref(ids);
}

static void
go(struct looking *k, int by)
{
	bool said = json_array_size(k->rows) == 0 && work_text(k->work, "said") != NULL;	/* counted from its end */
	int to = (int)k->at + (said ? -by : by), last = (int)json_array_size(k->rows) - 1;

	if (said)
		last = 100000;
	k->at = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
}

/* The same keys in both screens. */
void
screen_work_move(struct app *app, int by)
{
	struct looking *k = app_state(app, &screen_work);

	go(k, by == WORK_PAGE ? k->height : by == -WORK_PAGE ? -k->height : by);
}
