/* screen_calendar.c: a calendar as a screen: how it opens, what it hears, how it is left. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/calendar_inside.h"
#include "tui/plane.h"

enum { SOON_MS = 60, NINE = 9 * 60 };

struct how {
	const struct catalogue_entity *entity;
	const char *filter, *search;
};

static void
reload_now(void *arg)
{
	calendar_reload(arg);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct calendar *c = state;
	const struct how *how = argument;

	c->app = app;
	c->entity = how->entity;
	c->filter = xstrdup_or_null(how->filter);
	c->search = xstrdup_or_null(how->search);
	c->whole = c->entity->calendar.start->type == TYPE_DATE;
	/* Where what is free is sought lane by lane, that is what one looks at first. */
	c->view = c->whole ? VIEW_MONTH : json_is_true(json_object_get(c->entity->calendar.free, "lanes")) ? VIEW_LANES : VIEW_WEEK;
	c->day = c->first = app_look(app).today;
	c->minutes = NINE;
	c->scroll = -1;
	c->soon = (struct tui_timer){.run = reload_now, .arg = c};
}

static void
closed(struct app *app, void *state)
{
	struct calendar *c = state;

	app_not_after(app, &c->soon);
	touched_clear(&c->touched);
	calendar_forget_events(c);
	for (size_t i = 0; i < c->lane_count; i++)
		free(c->lanes[i].label);
	free(c->lanes);
	free(c->filter);
	free(c->search);
}

/* Esc takes back what is carried, and only then leaves. */
static bool
leave(struct app *app, void *state)
{
	struct calendar *c = state;

	(void)app;
	if (c->moving == 0)
		return true;
	calendar_drop(c, false);
	return false;
}

/* What was under way may have been done or not: the server knows. */
static bool
stopped(struct app *app, void *state)
{
	struct calendar *c = state;

	(void)app;
	if (!c->loaded)
		return false;
	c->moving = c->saving = c->grabbed = 0;
	calendar_reload(c);
	return true;
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct calendar *c = state;
	const struct calendar_event *e = calendar_event(c, id);

	if (strcmp(entity, c->entity->name) != 0 || (!own && e != NULL && version > 0 && e->version >= version))
		return;
	if (own)
		touched_drop(&c->touched, id);
	else if (e != NULL)
		touched_add(&c->touched, id);
	if (c->moving != 0 || c->saving != 0 || c->grabbed != 0)
		c->reread = true;
	else if (!c->soon.set)
		app_after(app, &c->soon, SOON_MS);
}

static void
visited(void *state, const char *entity, int64_t id)
{
	struct calendar *c = state;

	if (strcmp(entity, c->entity->name) == 0)
		touched_drop(&c->touched, id);
}

static char *
title_of(struct app *app, const void *state)
{
	const struct calendar *c = state;
	char *month = calendar_month_name(c, c->day), *text;

	text = xasprintf("%s%s%s · %s %d", plane_is_named(app, state) ? "" : c->entity->title, plane_is_named(app, state) ? "" : " · ", month,
		app_text(app, N_("week")), calendar_week(c->day));
	free(month);
	return text;
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup_or_null(((const struct calendar *)state)->entity->help);
}

static char *
value_of(struct app *app, const void *state)
{
	const struct calendar_event *e = calendar_here(state, NULL);

	(void)app;
	return e ? calendar_label(state, e) : NULL;
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct calendar *)state)->entity;
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct calendar *c = state;
	static void (*const draws[VIEW_COUNT])(struct calendar *c, const struct area *area) = {
		[VIEW_WEEK] = calendar_draw_days, [VIEW_DAY] = calendar_draw_days, [VIEW_MONTH] = calendar_draw_month,
		[VIEW_AGENDA] = calendar_draw_agenda, [VIEW_LANES] = calendar_draw_lanes,
	};
	const struct area picture = paint_part(area, 0, 0, area->height - 1, area->width);
	char *said;

	(void)app;
	c->width = area->width;
	calendar_load(c);
	draws[c->view](c, &picture);
	said = calendar_said(c);
	paint_text(area, area->height - 1, 0, area->width, ROLE_DIM, c->loaded ? said : "…");
	free(said);
}

/* What is being moved is not taken back before it has arrived. */
static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct keys_row *row = keys_find(app_context(app), key);

	return row == NULL || (row->run != do_undo && row->run != do_redo) || ((const struct calendar *)state)->saving == 0;
}

const struct screen_type screen_calendar = {
	.name = "calendar", .context = IN_CALENDAR, .state_size = sizeof(struct calendar), .open = opened, .ready = is_ready, .close = closed,
	.draw = draw, .mouse = calendar_pointed, .tell = calendar_tell, .choose = calendar_point, .stopped = stopped,
	.leave = leave, .changed = changed, .visited = visited, .title = title_of, .about = about, .value = value_of, .entity = entity_of,
};

void
calendar_show(struct app *app, const struct catalogue_entity *entity, const char *filter, const char *search)
{
	if (entity->calendar.start == NULL) {
		app_tell(app, ROLE_DIM, N_("{title} have no calendar."), json_pack("{s:s}", "title", entity->title));
		app_bell(app);
		return;
	}
	app_push(app, &screen_calendar, &(struct how){.entity = entity, .filter = filter, .search = search});
}
