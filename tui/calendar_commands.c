/* calendar_commands.c: moving in a calendar, and moving what is in it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/screen_form.h"
#include "tui/screen_record.h"

enum { NEW_MINUTES = 60 };

static struct calendar *
here(struct app *app)
{
	return app_state(app, &screen_calendar);
}

/* The event that is carried goes along. */
static void
carry(struct calendar *c, int slots, int days, int lanes)
{
	struct calendar_event *e = calendar_event(c, c->moving);
	time_t length;
	int64_t id = c->moving;

	if (e == NULL)
		return;
	length = e->now.to - e->now.from;
	e->now.from = calendar_shift(e->now.from, days) + (c->whole ? 0 : (time_t)slots * SLOT_SECONDS);
	e->now.to = c->whole ? calendar_shift(e->now.to, days) : e->now.from + length;
	if (lanes != 0 && c->view == VIEW_LANES && c->lane < c->lane_count && c->entity->calendar.lanes->updatable) {
		size_t lane = lanes < 0 && c->lane > 0 ? c->lane - 1 : lanes > 0 && c->lane + 1 < c->lane_count ? c->lane + 1 : c->lane;

		e->now.lane = c->lanes[lane].id;
	}
	calendar_sort(c);
	calendar_go_to(c, calendar_event(c, id));
}

static void
step_pick(struct calendar *c, int step)
{
	size_t among;

	calendar_here(c, &among);
	if (among > 0)
		c->pick = (c->pick % among + among + (size_t)step) % among;
}

static void
across(struct calendar *c, int step)
{
	bool by_slot = c->view == VIEW_LANES && !c->whole;

	if (c->moving != 0)
		carry(c, by_slot ? step : 0, by_slot ? 0 : step, 0);
	else if (by_slot)
		calendar_step_slot(c, step);
	else
		calendar_step_day(c, step);
}

static void
down(struct calendar *c, int step)
{
	bool by_slot = !c->whole && (c->view == VIEW_WEEK || c->view == VIEW_DAY);

	if (c->moving != 0) {
		carry(c, by_slot || c->view == VIEW_AGENDA ? step : 0, c->view == VIEW_MONTH ? 7 * step : 0, step);
	} else if (c->view == VIEW_LANES) {
		if (step < 0 ? c->lane > 0 : c->lane + 1 < c->lane_count)
			c->lane = step < 0 ? c->lane - 1 : c->lane + 1;
		c->pick = 0;
	} else if (c->view == VIEW_AGENDA) {
		calendar_step_event(c, step);
	} else if (c->view == VIEW_MONTH) {
		calendar_step_day(c, 7 * step);
	} else if (by_slot) {
		calendar_step_slot(c, step);
	} else {
		step_pick(c, step);
	}
}

void
calendar_up(struct app *app)
{
	down(here(app), -1);
}

void
calendar_down(struct app *app)
{
	down(here(app), 1);
}

void
calendar_left(struct app *app)
{
	across(here(app), -1);
}

void
calendar_right(struct app *app)
{
	across(here(app), 1);
}

static void
turn_page(struct calendar *c, int step)
{
	int days = c->view == VIEW_WEEK ? (c->width >= WITH_WEEK ? 7 : 3) : c->view == VIEW_AGENDA ? 7 : c->view == VIEW_LANES && c->whole ? 28 : 1;

	if (c->moving != 0) {
		carry(c, 0, c->view == VIEW_MONTH ? 28 * step : days * step, 0);
	} else if (c->view == VIEW_MONTH) {
		c->day = date_add_months(c->day, step);
		c->pick = 0;
	} else {
		c->first = calendar_plus(c->first, days * step);
		calendar_step_day(c, days * step);
	}
}

void
calendar_page_up(struct app *app)
{
	turn_page(here(app), -1);
}

void
calendar_page_down(struct app *app)
{
	turn_page(here(app), 1);
}

void
calendar_first(struct app *app)
{
	struct calendar *c = here(app);

	if (c->moving == 0)
		calendar_step_day(c, c->view == VIEW_MONTH ? 1 - c->day.day : c->view == VIEW_WEEK ? -date_weekday(c->day) : 0);
	if (c->moving == 0 && c->view != VIEW_MONTH)
		c->minutes = CALENDAR_OPENS;
}

void
calendar_last(struct app *app)
{
	struct calendar *c = here(app);

	if (c->moving == 0)
		calendar_step_day(c, c->view == VIEW_MONTH ? date_days_in_month(c->day.year, c->day.month) - c->day.day
			: c->view == VIEW_WEEK ? 6 - date_weekday(c->day) : 0);
	if (c->moving == 0 && c->view != VIEW_MONTH)
		c->minutes = CALENDAR_CLOSES;
}

void
calendar_today(struct app *app)
{
	struct calendar *c = here(app);

	if (c->moving != 0)
		return;
	c->day = app_look(app).today;
	c->pick = 0;
	c->first = c->day;
}

void
calendar_pick_next(struct app *app)
{
	step_pick(here(app), 1);
}

void
calendar_pick_previous(struct app *app)
{
	step_pick(here(app), -1);
}

/* The slot under the cursor stands in the form already. */
void
calendar_create(struct app *app)
{
	struct calendar *c = here(app);
	const struct catalogue_field *f = c->entity->calendar.lanes;
	struct calendar_when when = {.from = calendar_at(c)};
	json_t *values;

	if (c->moving != 0)
		return;
	when.to = c->whole ? calendar_midnight(calendar_plus(c->day, 1)) : when.from + NEW_MINUTES * 60;
	if (c->view == VIEW_LANES && c->lane < c->lane_count)
		when.lane = c->lanes[c->lane].id;
	values = calendar_values(c, when);
	if (when.lane != 0 && f != NULL) {
		char *key = xasprintf("%s.label", f->name);

		json_object_set_new(values, key, json_string(c->lanes[c->lane].label));
		free(key);
	} else if (f != NULL) {
		json_object_del(values, f->name);
	}
	form_create(app, c->entity, values);
}

void
calendar_open(struct app *app)
{
	struct calendar *c = here(app);
	size_t among;
	const struct calendar_event *e = calendar_here(c, &among);

	if (c->moving != 0) {
		calendar_drop(c, true);
	} else if (e == NULL) {
		calendar_create(app);
	} else if (c->view == VIEW_MONTH && among > 1) {
		c->view = VIEW_DAY;
		c->scroll = -1;
		calendar_go_to(c, e);
	} else {
		record_show(app, c->entity, e->id, NULL);
	}
}

void
calendar_edit(struct app *app)
{
	const struct calendar_event *e = calendar_here(here(app), NULL);

	if (e != NULL)
		form_edit(app, here(app)->entity, e->id, NULL);
}

void
calendar_delete(struct app *app)
{
	const struct calendar_event *e = calendar_here(here(app), NULL);
	char *label = e ? calendar_label(here(app), e) : NULL;

	if (e != NULL)
		deeds_delete(app, here(app)->entity, json_pack("[I]", (json_int_t)e->id), label);
	free(label);
}

void
calendar_actions(struct app *app)
{
	const struct calendar_event *e = calendar_here(here(app), NULL);

	if (e != NULL)
		deeds_menu_of(app, here(app), here(app)->entity, e->id);
}

void
calendar_hold(struct app *app)
{
	struct calendar *c = here(app);
	const struct calendar_event *e = calendar_here(c, NULL);

	if (c->moving != 0) {
		calendar_drop(c, true);
	} else if (e == NULL) {
		app_tell(app, ROLE_DIM, N_("Nothing takes place here."), NULL);
		app_bell(app);
	} else if (calendar_may_move(c)) {
		c->moving = e->id;
		c->moving_from = e->now;
		calendar_go_to(c, e);
		app_tell(app, ROLE_MARK, N_("Moving: arrows carry it, Enter puts it down, Esc takes it back."), NULL);
	}
}

/* Half an hour, or a day, more or less; never less than one. */
static void
stretch(struct app *app, int step)
{
	struct calendar *c = here(app);
	struct calendar_event *e = calendar_here(c, NULL);
	time_t to;

	if (e == NULL || !calendar_may_move(c))
		return;
	if (c->entity->calendar.end == NULL) {
		app_tell(app, ROLE_DIM, N_("What is in this calendar has no duration."), NULL);
		app_bell(app);
		return;
	}
	to = c->whole ? calendar_shift(e->now.to, step) : e->now.to + (time_t)step * SLOT_SECONDS;
	if (to <= e->now.from) {
		app_bell(app);
		return;
	}
	e->now.to = to;
	calendar_sort(c);
	if (c->moving == 0)
		calendar_save(c);
}

void
calendar_longer(struct app *app)
{
	stretch(app, 1);
}

void
calendar_shorter(struct app *app)
{
	stretch(app, -1);
}

static void
show(struct calendar *c, enum calendar_view view)
{
	if (c->moving != 0)
		return;
	if (view == VIEW_LANES && c->entity->calendar.lanes == NULL) {
		app_tell(c->app, ROLE_DIM, N_("This calendar has no lanes."), NULL);
		app_bell(c->app);
		return;
	}
	c->view = view;
	c->first = c->day;
	c->scroll = -1;
	c->pick = 0;
}

void
calendar_view_week(struct app *app)
{
	show(here(app), VIEW_WEEK);
}

void
calendar_view_day(struct app *app)
{
	show(here(app), VIEW_DAY);
}

void
calendar_view_month(struct app *app)
{
	show(here(app), VIEW_MONTH);
}

void
calendar_view_agenda(struct app *app)
{
	show(here(app), VIEW_AGENDA);
}

void
calendar_view_lanes(struct app *app)
{
	show(here(app), VIEW_LANES);
}

static void
view_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)app;
	(void)typed;
	show(owner, (enum calendar_view)row->tag);
}

void
calendar_views(struct app *app)
{
	static const char *const names[VIEW_COUNT] = {[VIEW_WEEK] = N_("Week"), [VIEW_DAY] = N_("Day"), [VIEW_MONTH] = N_("Month"),
		[VIEW_AGENDA] = N_("Agenda"), [VIEW_LANES] = N_("Lanes")};
	struct calendar *c = here(app);
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .owner = c, .take = view_taken, .chosen = (size_t)c->view};

	if (c->moving != 0)
		return;
	for (int v = 0; v < VIEW_COUNT; v++)
		if (v != VIEW_LANES || c->entity->calendar.lanes != NULL)
			pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, names[v])), NULL, v);
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(app_text(app, N_("View")));
	pick_open(app, &ask);
}

static void
free_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct calendar *c = owner;

	(void)app;
	(void)typed;
	calendar_seek(c, (int)row->tag);
}

void
calendar_free(struct app *app)
{
	static const int minutes[] = {30, 60, 90, 120, 180, 240, 480};
	struct calendar *c = here(app);
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .owner = c, .take = free_taken, .chosen = 1};

	if (c->whole) {
		app_tell(app, ROLE_DIM, N_("This calendar has whole days only."), NULL);
		return;
	}
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
		pick_add(&ask.rows, &ask.count, minutes[i] % 60 == 0 ? xasprintf("%d h", minutes[i] / 60) : xasprintf("%d min", minutes[i]), NULL, minutes[i]);
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(app_text(app, N_("Free for")));
	pick_open(app, &ask);
}

void
calendar_refresh(struct app *app)
{
	terminal_repaint();
	touched_clear(&here(app)->touched);
	calendar_reload(here(app));
}
