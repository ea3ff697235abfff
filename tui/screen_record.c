/* screen_record.c: a record as a screen: what it reads and what it hears. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/address.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/pick.h"
#include "tui/record_inside.h"
#include "tui/remote.h"
#include "tui/saved_by.h"

enum { SOON_MS = 150 };

struct how {
	const struct catalogue_entity *entity;
	int64_t id;
};

const json_t *
record_row(const struct record *r)
{
	return json_object_get(r->shown, "row");
}

const struct record_line *
record_line(const struct record *r)
{
	return r->at < r->count ? &r->lines[r->at] : NULL;
}

bool
record_can_stop(const struct record *r, size_t at)
{
	return at < r->count && (r->lines[at].kind == LINE_FIELD || r->lines[at].kind == LINE_RELATED);
}

void
record_lines_again(struct record *r)
{
	record_lines_free(r->lines, r->count);
	r->lines = record_lines(r->app, r->entity, r->shown, r->counts, &r->count);
	if (r->at >= r->count)
		r->at = r->count > 0 ? r->count - 1 : 0;
	while (r->at + 1 < r->count && !record_can_stop(r, r->at))
		r->at++;
	while (r->at > 0 && !record_can_stop(r, r->at))
		r->at--;
}

static void count_soon(struct record *r);

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct record *r = state;
	const struct catalogue_related *related = &r->entity->related[tag];
	char *key, *n;

	/* Too much at once (a record after the other, each with all that belongs to it): a little later. */
	if (error != NULL) {
		if (strcmp(error->status, "later") == 0)
			count_soon(r);
		return;
	}
	key = xasprintf("%s.%s", related->entity, related->field);
	n = value_count(app_language(app), json_integer_value(json_object_get(result, "count")),
		json_is_true(json_object_get(result, "capped")));
	json_object_set_new(r->counts, key, json_string(n));
	free(key);
	free(n);
	record_lines_again(r);
}

static void
count_related(struct record *r)
{
	for (size_t i = 0; i < r->entity->related_count; i++) {
		const struct catalogue_related *related = &r->entity->related[i];
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(r->app), related->entity);
		char *filter;

		if (other == NULL || !catalogue_may(other, "read"))
			continue;
		filter = deeds_related_filter(r->app, r->entity, related, r->id);
		app_call(r->app, r, "count", json_pack("{s:s,s:s}", "entity", related->entity, "filter", filter), counted,
			(int64_t)i);
		record_latest_ask(r, i, filter);
		free(filter);
	}
}

static void
count_again(void *arg)
{
	count_related(arg);
}

/* A file that comes in is a thousand changes: counted once they have come. */
static void
count_soon(struct record *r)
{
	r->soon.run = count_again;
	r->soon.arg = r;
	if (!r->soon.set)
		app_after(r->app, &r->soon, SOON_MS);
}

static bool
has_related(const struct record *r, const char *entity)
{
	for (size_t i = 0; i < r->entity->related_count; i++)
		if (strcmp(r->entity->related[i].entity, entity) == 0)
			return true;
	return false;
}

/* The record that is shown, or none yet. */
static int64_t
shown_id(const struct record *r)
{
	return json_integer_value(json_object_get(record_row(r), "id"));
}

static bool
stopped(struct app *app, void *state)
{
	struct record *r = state;

	(void)app;
	r->id = r->shown != NULL ? shown_id(r) : r->id;
	return r->shown != NULL;
}

/* What is done with a record waits until it is the one that is shown; going to the next one does not. */
static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct record *r = state;
	const struct keys_row *row = keys_find(IN_RECORD, key);

	(void)app;
	return shown_id(r) == r->id || row == NULL || row->contexts != IN_RECORD || row->run == record_next || row->run == record_previous;
}

static void
shown_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct record *r = state;

	if (tag != r->id)
		return;
	if (error != NULL) {
		app_drop_held(app);
		if (!stopped(app, r))
			app_close(app, app_screen_of(app, r));
		app_say_error(app, error);
		return;
	}
	json_decref(r->shown);
	r->shown = json_deep_copy(result);
	if (r->by_others) {
		free(r->news);
		r->news = saved_by(app, r->entity, record_row(r), N_("± {name} saved this record ({when})."),
			N_("± You saved this record elsewhere ({when})."));
	}
	r->by_others = false;
	record_lines_again(r);
	app_visited(app, r->entity->name, r->id);
}

void
record_read(struct record *r)
{
	r->asked = tui_loop_now();
	app_call(r->app, r, "show", json_pack("{s:s,s:I}", "entity", r->entity->name, "id", (json_int_t)r->id), shown_came,
		r->id);
	count_related(r);
}

void
record_no_news(struct record *r)
{
	free(r->news);
	r->news = NULL;
	r->by_others = false;
}

void
record_turn_to(struct record *r, int64_t id)
{
	app_forget(r->app, r);
	r->id = id;
	record_no_news(r);
	json_object_clear(r->counts);
	record_read(r);
}

static void
duplicate_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct record *r = owner;

	(void)typed;
	record_show(app, r->entity, row->tag, NULL);
}

/* Nobody has to answer: Esc goes on, Enter looks at the other record. */
static void
show_duplicates(struct record *r, const json_t *duplicates)
{
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .owner = r, .take = duplicate_taken};
	size_t i;
	const json_t *one;

	json_array_foreach(duplicates, i, one) {
		const char *label = json_string_value(json_object_get(one, "label"));
		const char *why = json_string_value(json_object_get(one, "why"));

		pick_add(&ask.rows, &ask.count, xstrdup(label ? label : "?"), xstrdup(why ? why : ""),
			json_integer_value(json_object_get(one, "id")));
	}
	if (ask.count == 0)
		return;
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(app_text(r->app, N_("Perhaps the same")));
	ask.text = xstrdup(app_text(r->app, N_("Saved. These records look alike: Enter opens one, Esc goes on.")));
	pick_open(r->app, &ask);
	app_unasked(r->app);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct record *r = state;
	const struct how *how = argument;

	r->app = app;
	r->entity = how->entity;
	r->id = how->id;
	r->counts = json_object();
	record_read(r);
}

static void
closed(struct app *app, void *state)
{
	struct record *r = state;

	app_not_after(app, &r->soon);
	record_no_news(r);
	record_lines_free(r->lines, r->count);
	json_decref(r->shown);
	json_decref(r->counts);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct record *r = state;
	const struct area inside = paint_part(area, 1, 0, area->height - 1, area->width);

	r->height = inside.height;
	if (r->news != NULL)
		paint_text(area, 0, 0, area->width, ROLE_WARN, r->news);
	if (r->shown == NULL)
		paint_text(&inside, 0, 2, inside.width, ROLE_DIM, "…");
	record_lines_draw(&inside, r->lines, r->count, r->at, &r->top);
	(void)app;
}

/* A line: the cursor goes there; twice: it opens. */
static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct record *r = state;
	bool two = false;
	size_t hit = r->count;

	if (mouse->act != MOUSE_PRESS)
		return false;
	for (size_t i = r->top; i < r->count; i++)
		two = two || r->lines[i].column > 0;
	for (size_t i = r->top; i < r->count; i++)
		if (r->lines[i].row >= 0 && r->lines[i].row <= mouse->y - 1 && record_can_stop(r, i) &&
		    (!two || r->lines[i].column == (mouse->x >= terminal_width() / 2)) &&
		    (hit == r->count || r->lines[i].row > r->lines[hit].row))
			hit = i;
	if (hit < r->count) {
		r->at = hit;
		if (mouse->twice)
			app_enter(app);
	}
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct record *r = state;

	(void)app;
	if (r->news != NULL)
		linear_say(out, r->news);
	for (size_t i = 0; i < r->count; i++) {
		const struct record_line *line = &r->lines[i];

		if (record_can_stop(r, i))
			linear_choice(out, i, *line->label != '\0' ? line->label : NULL, line->text);
		else
			linear_say(out, line->text ? line->text : line->label);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct record *)state)->at = tag;
}

/* The line's value; on a related list, the record's name. */
static char *
value_of(struct app *app, const void *state)
{
	const struct record *r = state;
	const struct record_line *line = record_line(r);
	struct value_look look = app_look(app);

	if (r->shown == NULL)
		return NULL;
	/* Whoever copies a street wants to find the house. */
	if (line != NULL && line->kind == LINE_FIELD && address_has(r->entity, line->field))
		return address_text(r->entity, record_row(r));
	return line != NULL && line->kind == LINE_FIELD ? xstrdup_or_null(line->field->masked ? NULL : line->text)
		: value_label(&look, r->entity, record_row(r));
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct record *r = state;

	if (strcmp(entity, r->entity->name) == 0 && (id == r->id || id == APP_ANY) &&
	    version != (int)json_integer_value(json_object_get(record_row(r), "version"))) {
		if (own)
			record_no_news(r);
		r->by_others = !own && shown_id(r) == r->id;
		record_read(r);
	} else if (app_top(app) == app_screen_of(app, r) && has_related(r, entity))
		count_soon(r);
}

static void
came_back(struct app *app, void *state)
{
	(void)app;
	count_related(state);
}

static int64_t
coming(struct app *app, const void *state)
{
	const struct record *r = state;

	return app_waits_for(app, r) ? r->asked : 0;
}

static char *
title_of(struct app *app, const void *state)
{
	const struct record *r = state;
	struct value_look look = app_look(app);

	return r->shown ? value_label(&look, r->entity, record_row(r)) : xstrdup("…");
}

static char *
about(struct app *app, const void *state)
{
	const struct record *r = state;
	const struct record_line *line = record_line(r);

	(void)app;
	return line && line->field && *line->field->help ? xasprintf("%s : %s", line->field->label, line->field->help)
		: xstrdup_or_null(r->entity->help);
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct record *)state)->entity;
}

static int64_t
held(const void *state, bool *edits)
{
	(void)edits;
	return ((const struct record *)state)->id;
}

const struct screen_type screen_record = {
	.name = "record", .context = IN_RECORD, .state_size = sizeof(struct record), .open = opened, .close = closed,
	.draw = draw, .coming = coming, .mouse = pointed, .tell = tell, .choose = chosen, .value = value_of, .ready = is_ready,
	.stopped = stopped, .changed = changed, .back = came_back, .title = title_of, .about = about, .entity = entity_of,
	.holds = held,
};

void
record_show(struct app *app, const struct catalogue_entity *entity, int64_t id, json_t *notices)
{
	struct record *r = app_push(app, &screen_record, &(struct how){.entity = entity, .id = id});

	show_duplicates(r, json_object_get(notices, "duplicates"));
	json_decref(notices);
}

void
record_close(struct app *app, const struct catalogue_entity *entity, int64_t id)
{
	const struct record *r = app_state(app, &screen_record);

	if (r != NULL && r->entity == entity && r->id == id)
		app_back(app);
}
