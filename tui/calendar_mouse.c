/* calendar_mouse.c: a press moves the cursor, a drag takes an event along, or stretches it by its last half hour; the release puts it
   down. */
#include <stdlib.h>
#include <string.h>

#include "tui/calendar_inside.h"

enum { WEEKS = 6, LANE_ROWS = 2, SNAP = 1800 };

/* The moment, and the lane, at a place of the picture. False: none is there. */
static bool
at_mouse(const struct calendar *c, const struct mouse *m, time_t *at, size_t *lane)
{
	const struct calendar_picture *p = &c->picture;
	int x = m->x - p->x, y = m->y - p->y, day;

	if (p->days == 0 || x < 0 || x >= p->cells || y < 0 || y >= p->rows)
		return false;
	*lane = c->lane;
	if (c->view == VIEW_MONTH) {
		*at = calendar_moment(calendar_plus(p->first, y * WEEKS / p->rows * 7 + x * 7 / p->cells), c->whole ? 0 : c->minutes);
		return true;
	}
	if (c->view == VIEW_LANES) {
		*lane = (size_t)c->scroll + (size_t)y / LANE_ROWS;
		*at = p->low + (time_t)((double)x * (double)(p->high - p->low) / p->cells);
		*at = c->whole ? calendar_midnight(calendar_date(*at)) : *at - *at % SNAP;
		return *lane < c->lane_count;
	}
	day = x * p->days / p->cells;
	if (c->whole) {
		*at = calendar_midnight(calendar_plus(p->first, day));
	} else {
		struct day_slots slots;

		calendar_day(calendar_plus(p->first, day), &slots);
		*at = slots.slot[calendar_slot(&slots, p->minutes[y], p->again[y])].at;
	}
	return true;
}

static void
press(struct calendar *c, const struct mouse *m, time_t at, size_t lane)
{
	struct calendar_event *e;
	size_t among;

	if (c->moving != 0)
		calendar_drop(c, true);
	c->lane = lane;
	calendar_go(c, at);
	e = calendar_here(c, &among);
	/* Those at the same time stand beside each other. */
	if (among > 1 && (c->view == VIEW_WEEK || c->view == VIEW_DAY)) {
		int width = c->picture.cells / c->picture.days;

		c->pick = (size_t)((m->x - c->picture.x) % width) * among / (size_t)width;
		e = calendar_here(c, NULL);
	}
	c->grabbed = 0;
	if (m->twice) {
		app_command(c->app, "open");
	} else if (e != NULL && c->saving != e->id) {
		c->grabbed = e->id;
		c->grabbed_at = at;
		c->moving_from = e->now;
		c->dragged = false;
		c->at_end = !c->whole && c->view != VIEW_MONTH && c->view != VIEW_AGENDA && c->entity->calendar.end != NULL &&
			e->now.to - e->now.from > SLOT_SECONDS && at + SLOT_SECONDS >= e->now.to && at < e->now.to;
	}
}

/* So many days and so much of the clock on the wall as the mouse went. */
static void
drag(struct calendar *c, time_t at, size_t lane)
{
	struct calendar_event *e = calendar_event(c, c->grabbed);
	bool again;
	int days, minutes;
	int64_t id = c->grabbed;

	if (e == NULL || (at == c->grabbed_at && !c->dragged && lane == c->lane))
		return;
	if (!c->dragged && !calendar_may_move(c)) {
		c->grabbed = 0;
		return;
	}
	c->dragged = true;
	if (c->at_end) {
		if (at + SLOT_SECONDS > e->now.from)
			e->now.to = at + SLOT_SECONDS;
		calendar_sort(c);
		return;
	}
	days = date_to_days(calendar_date(at)) - date_to_days(calendar_date(c->grabbed_at));
	minutes = calendar_minutes(at, &again) - calendar_minutes(c->grabbed_at, &again);
	e->now.from = calendar_shift(c->moving_from.from, days) + (c->whole ? 0 : minutes * 60);
	e->now.to = c->whole ? calendar_shift(c->moving_from.to, days) : e->now.from + (c->moving_from.to - c->moving_from.from);
	if (c->view == VIEW_LANES && c->entity->calendar.lanes->updatable)
		e->now.lane = c->lanes[lane].id;
	calendar_sort(c);
	calendar_go_to(c, calendar_event(c, id));
}

bool
calendar_pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct calendar *c = state;
	time_t at;
	size_t lane;
	bool there = at_mouse(c, mouse, &at, &lane);

	(void)app;
	if (mouse->act == MOUSE_RELEASE) {
		c->grabbed = 0;
		calendar_save(c);
		if (c->saving == 0 && c->reread)
			calendar_reload(c);
		return true;
	}
	if (!there || mouse->act == MOUSE_WHEEL_UP || mouse->act == MOUSE_WHEEL_DOWN)
		return false;
	if (mouse->act == MOUSE_PRESS)
		press(c, mouse, at, lane);
	else if (c->grabbed != 0)
		drag(c, at, lane);
	return true;
}
