/* screen_history.c: the history of a record as a screen: its pages, and where the cursor is in them. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/history_inside.h"
#include "tui/linear.h"
#include "tui/remote.h"
#include "tui/screen_record.h"

enum { PAGE = 100, AHEAD = 30 };

struct how {
	const struct catalogue_entity *entity;
	int64_t id;
};

const struct history_line *
history_line(const struct history *h)
{
	return h->stand.at < h->count ? &h->lines[h->stand.at] : NULL;
}

const json_t *
history_entry(const struct history *h, size_t line)
{
	return line < h->count ? json_array_get(h->entries, h->lines[line].entry) : NULL;
}

bool
history_is_gone(const struct history *h)
{
	return json_is_string(json_object_get(h->now, "deleted_at"));
}

/* What a reference is called stands beside it. */
static bool
is_label(const char *name)
{
	size_t length = strlen(name);

	return length > 6 && strcmp(name + length - 6, ".label") == 0;
}

static void
add_line(struct history *h, size_t entry, const char *field)
{
	h->lines = xreallocarray(h->lines, h->count + 1, sizeof *h->lines);
	h->lines[h->count++] = (struct history_line){entry, field};
}

/* Fields as the form has them, then what no form shows. */
static void
build_lines(struct history *h)
{
	size_t i;
	const json_t *entry, *pair;
	const char *name;

	h->count = 0;
	json_array_foreach(h->entries, i, entry) {
		json_t *changes = json_object_get(entry, "changes");

		add_line(h, i, NULL);
		for (size_t k = 0; k < h->entity->field_count; k++)
			if (json_object_get(changes, h->entity->fields[k].name) != NULL)
				add_line(h, i, h->entity->fields[k].name);
		json_object_foreach(changes, name, pair)
			if (!is_label(name) && catalogue_field(h->entity, name) == NULL)
				add_line(h, i, name);
	}
	if (h->stand.at >= h->count)
		h->stand.at = h->count > 0 ? h->count - 1 : 0;
}

/* The same change again, wherever it stands now. */
static void
find_again(struct history *h, json_int_t entry, const char *field)
{
	for (size_t i = 0; i < h->count; i++) {
		const char *other = h->lines[i].field;

		if (json_integer_value(json_object_get(history_entry(h, i), "id")) == entry &&
		    (field == NULL ? other == NULL : other != NULL && strcmp(field, other) == 0))
			h->stand.at = i;
	}
}

static void
page_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t before)
{
	struct history *h = state;
	const struct history_line *line = history_line(h);
	json_int_t entry = json_integer_value(json_object_get(history_entry(h, h->stand.at), "id"));
	char *field = line ? xstrdup_or_null(line->field) : NULL;

	h->loading = false;
	if (error != NULL) {
		app_say_error(app, error);
		if (!h->loaded)
			app_close(app, app_screen_of(app, h));
		free(field);
		return;
	}
	h->loaded = true;
	if (before == 0)
		json_array_clear(h->entries);
	json_array_extend(h->entries, json_object_get(result, "changes"));
	h->next = json_integer_value(json_object_get(result, "next"));
	build_lines(h);
	if (entry != 0 && before == 0 && h->stand.at > 0)
		find_again(h, entry, field);
	free(field);
	if (h->again)
		history_reload(h);
}

static void
now_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct history *h = state;

	(void)app;
	(void)tag;
	if (error != NULL)
		return;
	json_decref(h->now);
	h->now = json_deep_copy(json_object_get(result, "row"));
}

static void
ask(struct history *h, json_int_t before)
{
	json_t *params = json_pack("{s:s,s:I,s:i}", "entity", h->entity->name, "id", (json_int_t)h->id, "limit", PAGE);

	h->loading = true;
	if (before > 0)
		json_object_set_new(params, "before", json_integer(before));
	if (h->loaded)
		app_call(h->app, h, "history", params, page_came, before);
	else
		app_call_opening(h->app, h, "history", params, page_came, before);
}

void
history_reload(struct history *h)
{
	h->again = h->loading;
	if (h->loading)
		return;
	ask(h, 0);
	app_call(h->app, h, "show", json_pack("{s:s,s:I}", "entity", h->entity->name, "id", (json_int_t)h->id), now_came, 0);
}

void
history_go(struct history *h, size_t at)
{
	h->stand.at = at < h->count ? at : h->count > 0 ? h->count - 1 : 0;
	if (h->next != 0 && !h->loading && h->stand.at + AHEAD >= h->count)
		ask(h, h->next);
}

/* --- the screen --- */

static void
opened(struct app *app, void *state, void *argument)
{
	struct history *h = state;
	const struct how *how = argument;

	h->app = app;
	h->entity = how->entity;
	h->id = how->id;
	h->entries = json_array();
	history_reload(h);
}

static void
closed(struct app *app, void *state)
{
	struct history *h = state;

	(void)app;
	json_decref(h->entries);
	json_decref(h->now);
	json_decref(h->back);
	json_decref(h->asked);
	json_decref(h->side[0]);
	json_decref(h->side[1]);
	free(h->lines);
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct history *h = state;

	(void)app;
	(void)own;
	if (strcmp(entity, h->entity->name) == 0 && (id == h->id || id == APP_ANY) &&
	    version != (int)json_integer_value(json_object_get(h->now, "version")))
		history_reload(h);
}

/* What is put back depends on what the record is now. */
static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct history *h = state;
	const struct keys_row *row = keys_find(IN_HISTORY, key);

	(void)app;
	return row == NULL || row->run != history_put_back || (!h->loading && h->now != NULL && h->back == NULL);
}

static void
moved(struct app *app, void *state, int by)
{
	struct history *h = state;

	(void)app;
	stand_move(&h->stand, h->count, by);
	history_go(h, h->stand.at);
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct history *h = state;

	if (mouse->act != MOUSE_PRESS)
		return false;
	if (!stand_point(&h->stand, h->count, mouse->y - 1))
		return true;
	history_go(h, h->stand.at);
	if (mouse->twice)
		app_enter(app);
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct history *h = state;
	size_t from = h->stand.top <= h->stand.at && h->stand.at < h->stand.top + AHEAD ? h->stand.top : h->stand.at;

	h->stand.top = from;
	if (h->loaded && h->count == 0)
		linear_say(out, app_text(app, N_("Nothing was changed.")));
	for (size_t i = from; i < h->count && i < from + AHEAD; i++) {
		const json_t *entry = history_entry(h, i);
		const char *who = json_string_value(json_object_get(entry, "person"));
		char *when = history_when(h, entry), *what = history_what(h, entry), *text;

		text = h->lines[i].field ? history_change(h, i) : xasprintf("%s, %s", who ? who : "–", what);
		linear_choice(out, i, h->lines[i].field ? history_label(h, h->lines[i].field) : when, text);
		free(when);
		free(what);
		free(text);
	}
	if (from + AHEAD < h->count || h->next != 0)
		linear_say(out, app_text(app, N_("“+” tells what was changed before.")));
	linear_say(out, app_text(app, N_("A number, then “put-back”, gives the record that value again.")));
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	history_go(state, tag);
}

/* Where the record itself is below, its name stands in the crumb already. */
static char *
title_of(struct app *app, const void *state)
{
	const struct history *h = state;
	struct value_look look = app_look(app);
	char *label, *title;

	if (h->now == NULL || app_state_below(app, h, &screen_record) != NULL)
		return xstrdup(app_text(app, N_("History")));
	label = value_label(&look, h->entity, h->now);
	title = xasprintf("%s %s", app_text(app, N_("History:")), label);
	free(label);
	return title;
}

static char *
value_of(struct app *app, const void *state)
{
	const struct history *h = state;
	const struct history_line *line = history_line(h);

	(void)app;
	return line == NULL ? NULL : line->field ? history_text(h, line->entry, line->field, 0) : history_when(h, history_entry(h, h->stand.at));
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct history *)state)->entity;
}

const struct screen_type screen_history = {
	.name = "history", .context = IN_HISTORY, .state_size = sizeof(struct history), .open = opened, .close = closed, .draw = history_draw,
	.mouse = pointed, .move = moved, .ready = is_ready, .changed = changed, .tell = tell, .choose = chosen, .title = title_of, .value = value_of,
	.entity = entity_of,
};

void
history_show(struct app *app, const struct catalogue_entity *entity, int64_t id)
{
	app_push(app, &screen_history, &(struct how){.entity = entity, .id = id});
}

/* --- keys --- */

static struct history *
here(struct app *app)
{
	return app_state(app, &screen_history);
}

/* To the entry before or after, over the fields of this one. */
void
history_next_entry(struct app *app)
{
	struct history *h = here(app);
	size_t at = h->stand.at + 1;

	while (at < h->count && h->lines[at].field != NULL)
		at++;
	if (at < h->count)
		history_go(h, at);
}

void
history_previous_entry(struct app *app)
{
	struct history *h = here(app);
	size_t at = h->stand.at;

	while (at > 0 && h->lines[--at].field != NULL)
		;
	history_go(h, at);
}

void
history_refresh(struct app *app)
{
	terminal_repaint();
	history_reload(here(app));
}
