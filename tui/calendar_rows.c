/* calendar_rows.c: what takes place on the days that are shown, from the server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"
#include "tui/remote.h"

enum { PAGE = 1000, LANES_PAGE = 200 };

static json_t *
names_of(const struct calendar *c)
{
	const struct catalogue_entity *e = c->entity;
	json_t *names = catalogue_names(e, e->list, e->list_count);

	catalogue_add_name(names, e->calendar.start);
	catalogue_add_name(names, e->calendar.end);
	catalogue_add_name(names, e->calendar.lanes);
	return names;
}

/* A day, or a moment. */
static bool
read_time(const struct calendar *c, const json_t *row, const struct catalogue_field *f, time_t *at)
{
	const char *text = f ? json_string_value(json_object_get(row, f->name)) : NULL;
	struct date d;

	if (!c->whole)
		return calendar_read(text, at);
	if (text == NULL || sscanf(text, "%d-%d-%d", &d.year, &d.month, &d.day) != 3 || !date_valid(d))
		return false;
	*at = calendar_midnight(d);
	return true;
}

/* What has no end lasts a day, or half an hour in the picture. */
static struct calendar_when
when_of(const struct calendar *c, const json_t *row)
{
	struct calendar_when when = {0};

	read_time(c, row, c->entity->calendar.start, &when.from);
	if (!read_time(c, row, c->entity->calendar.end, &when.to) || when.to < when.from)
		when.to = when.from;
	if (c->whole)
		when.to = calendar_midnight(calendar_plus(calendar_date(when.to), 1));
	else if (when.to == when.from && c->entity->calendar.end == NULL)
		when.to += SLOT_SECONDS;
	if (c->entity->calendar.lanes != NULL)
		when.lane = json_integer_value(json_object_get(row, c->entity->calendar.lanes->name));
	return when;
}

static json_t *
time_json(const struct calendar *c, time_t at)
{
	char moment[MOMENT_TEXT], day[DATE_TEXT];

	return json_string(c->whole ? date_iso(calendar_date(at), day) : calendar_iso(at, moment));
}

json_t *
calendar_values(const struct calendar *c, struct calendar_when when)
{
	const struct catalogue_calendar *spec = &c->entity->calendar;
	json_t *values = json_object();

	json_object_set_new(values, spec->start->name, time_json(c, when.from));
	if (spec->end != NULL)
		json_object_set_new(values, spec->end->name, time_json(c, c->whole ? calendar_shift(when.to, -1) : when.to));
	if (spec->lanes != NULL)
		json_object_set_new(values, spec->lanes->name, when.lane ? json_integer(when.lane) : json_null());
	return values;
}

static void
add_lane(struct calendar *c, int64_t id, const char *label)
{
	for (size_t i = 0; i < c->lane_count; i++)
		if (c->lanes[i].id == id)
			return;
	c->lanes = xreallocarray(c->lanes, c->lane_count + 1, sizeof *c->lanes);
	c->lanes[c->lane_count++] = (struct calendar_lane){id, xstrdup(label)};
}

static int
by_label(const void *a, const void *z)
{
	const struct calendar_lane *x = a, *y = z;

	/* Nobody's comes last. */
	if ((x->id == 0) != (y->id == 0))
		return x->id == 0 ? 1 : -1;
	return strcmp(x->label, y->label);
}

/* The cursor stays in its lane. */
static void
sort_lanes(struct calendar *c)
{
	int64_t id = c->lane < c->lane_count ? c->lanes[c->lane].id : -1;

	if (c->lane_count == 0 || id == -1)
		return;
	qsort(c->lanes, c->lane_count, sizeof *c->lanes, by_label);
	for (c->lane = 0; c->loaded && c->lane + 1 < c->lane_count && c->lanes[c->lane].id != id;)
		c->lane++;
}

static void
add_event(struct calendar *c, json_t *row)
{
	const struct catalogue_field *f = c->entity->calendar.lanes;
	struct calendar_event *e;

	c->events = xreallocarray(c->events, c->count + 1, sizeof *c->events);
	e = &c->events[c->count++];
	*e = (struct calendar_event){.id = json_integer_value(json_object_get(row, "id")),
		.version = (int)json_integer_value(json_object_get(row, "version")), .row = json_incref(row)};
	e->now = e->saved = when_of(c, row);
	if (f != NULL) {
		struct value_look look = app_look(c->app);
		char *label = e->now.lane ? value_text(&look, f, row) : xstrdup(app_text(c->app, N_("Without")));

		add_lane(c, e->now.lane, label);
		free(label);
	}
}

void
calendar_forget_events(struct calendar *c)
{
	for (size_t i = 0; i < c->count; i++)
		json_decref(c->events[i].row);
	free(c->events);
	c->events = NULL;
	c->count = 0;
}

static void ask(struct calendar *c, const char *after);

static void
rows_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct calendar *c = state;
	const struct calendar_event *here = calendar_here(c, NULL);
	const char *next = json_string_value(json_object_get(result, "next"));
	int64_t id = here ? here->id : 0;
	bool first = c->more == false;
	size_t i;
	json_t *row;

	if (tag != c->generation)
		return;
	c->loading = false;
	if (error != NULL) {
		c->seek = 0;
		app_say_error(app, error);
		return;
	}
	if (c->moving != 0 || c->saving != 0 || c->grabbed != 0) {
		c->reread = true;
		return;
	}
	if (first)
		calendar_forget_events(c);
	json_array_foreach(json_object_get(result, "rows"), i, row)
		add_event(c, row);
	calendar_sort(c);
	sort_lanes(c);
	c->loaded = true;
	c->more = next != NULL;
	/* The cursor stays where it is; of several events there, on its own. */
	if (id != 0) {
		size_t among = 0;

		calendar_here(c, &among);
		for (c->pick = 0; c->pick < among; c->pick++)
			if (calendar_here(c, NULL)->id == id)
				break;
		if (c->pick == among)
			c->pick = 0;
	}
	if (next != NULL)
		ask(c, next);
	else
		calendar_seek_on(c);
}

static void
ask(struct calendar *c, const char *after)
{
	char from[DATE_TEXT], to[DATE_TEXT], days[2 * DATE_TEXT + 4];
	json_t *params;

	date_iso(c->loaded_from, from);
	date_iso(calendar_plus(c->loaded_from, c->loaded_days - 1), to);
	snprintf(days, sizeof days, "%s..%s", from, to);
	params = json_pack("{s:s,s:o,s:s,s:i}", "entity", c->entity->name, "columns", names_of(c), "during", days, "limit", PAGE);
	if (c->filter != NULL)
		json_object_set_new(params, "filter", json_string(c->filter));
	if (c->search != NULL)
		json_object_set_new(params, "search", json_string(c->search));
	if (after != NULL)
		json_object_set_new(params, "after", json_string(after));
	c->loading = true;
	app_call(c->app, c, "list", params, rows_came, c->generation);
}

/* Those who have nothing on these days have lanes too: one sees that they are free. */
static void
lanes_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct calendar *c = state;
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), c->entity->calendar.lanes->refers);
	struct value_look look = app_look(app);
	size_t i;
	const json_t *row;

	(void)tag;
	if (error != NULL || other == NULL)
		return;
	json_array_foreach(json_object_get(result, "rows"), i, row) {
		char *label = value_label(&look, other, row);

		add_lane(c, json_integer_value(json_object_get(row, "id")), label);
		free(label);
	}
	sort_lanes(c);
}

void
calendar_reload(struct calendar *c)
{
	const struct catalogue_field *f = c->entity->calendar.lanes;
	const struct catalogue_entity *other = f && f->refers ? catalogue_entity(app_catalogue(c->app), f->refers) : NULL;

	calendar_range(c, &c->loaded_from, &c->loaded_days);
	c->generation++;
	c->more = c->reread = false;
	if (!c->loaded && other != NULL && catalogue_may(other, "read"))
		app_call(c->app, c, "list", json_pack("{s:s,s:[s],s:i}", "entity", other->name, "columns", other->label, "limit", LANES_PAGE),
			lanes_came, 0);
	ask(c, NULL);
}

void
calendar_load(struct calendar *c)
{
	struct date first;
	int days;

	calendar_range(c, &first, &days);
	if (c->loaded_days == 0 || date_compare(first, c->loaded_from) < 0 ||
	    date_to_days(first) + days > date_to_days(c->loaded_from) + c->loaded_days)
		calendar_reload(c);
}
