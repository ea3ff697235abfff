/* calendar_push.c: what takes place under the cursor goes on, goes away or lasts, by one key and at once. */
#include "shared/translate.h"
#include "tui/calendar_inside.h"
#include "tui/commands.h"

static struct calendar *
here(struct app *app)
{
	return app_state(app, &screen_calendar);
}

/* Half an hour, or a quarter; or a day, more or less; never less than one. */
static void
stretch(struct app *app, int seconds)
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
	to = c->whole ? calendar_shift(e->now.to, seconds < 0 ? -1 : 1) : e->now.to + seconds;
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
	stretch(app, SLOT_SECONDS);
}

void
calendar_shorter(struct app *app)
{
	stretch(app, -SLOT_SECONDS);
}

void
calendar_longer_bit(struct app *app)
{
	stretch(app, SLOT_SECONDS / 2);
}

void
calendar_shorter_bit(struct app *app)
{
	stretch(app, -SLOT_SECONDS / 2);
}

/* By a quarter of an hour, a day or a lane: told at once, or carried on. */
static void
shift(struct app *app, int quarters, int days, int lanes)
{
	struct calendar *c = here(app);
	struct calendar_event *e = calendar_here(c, NULL);
	size_t lane = lanes < 0 && c->lane > 0 ? c->lane - 1 : lanes > 0 && c->lane + 1 < c->lane_count ? c->lane + 1 : c->lane;
	int64_t id;
	time_t length;

	if (e == NULL) {
		app_tell(app, ROLE_DIM, N_("Nothing takes place here."), NULL);
		app_bell(app);
		return;
	}
	if (!calendar_may_move(c) || (lanes != 0 && (c->view != VIEW_LANES || !c->entity->calendar.lanes->updatable || lane == c->lane))) {
		app_bell(app);
		return;
	}
	id = e->id;
	length = e->now.to - e->now.from;
	e->now.from = calendar_shift(e->now.from, days) + (c->whole ? 0 : (time_t)quarters * SLOT_SECONDS / 2);
	e->now.to = c->whole ? calendar_shift(e->now.to, days) : e->now.from + length;
	if (lanes != 0)
		e->now.lane = c->lanes[lane].id;
	calendar_sort(c);
	calendar_go_to(c, calendar_event(c, id));
	if (c->moving == 0)
		calendar_save(c);
}

/* Along the picture's clock, or across its days or lanes. */
static bool
clock_is_down(const struct calendar *c)
{
	return !c->whole && (c->view == VIEW_WEEK || c->view == VIEW_DAY || c->view == VIEW_AGENDA);
}

static void
push(struct app *app, int across_by, int down_by)
{
	struct calendar *c = here(app);

	if (clock_is_down(c))
		shift(app, down_by, across_by, 0);
	else if (c->view == VIEW_LANES)
		shift(app, c->whole ? 0 : across_by, c->whole ? across_by : 0, down_by);
	else
		shift(app, 0, across_by + 7 * down_by, 0);
}

void
calendar_push_up(struct app *app)
{
	push(app, 0, -1);
}

void
calendar_push_down(struct app *app)
{
	push(app, 0, 1);
}

void
calendar_push_left(struct app *app)
{
	push(app, -1, 0);
}

void
calendar_push_right(struct app *app)
{
	push(app, 1, 0);
}
