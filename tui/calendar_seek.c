/* calendar_seek.c: the next time at which nothing takes place for so long, within working hours; days that are not here are read. */
#include <stdlib.h>

#include "shared/translate.h"
#include "tui/calendar_inside.h"

enum { PERIODS_MOST = 12 };

/* Is nothing there, in the lane of the cursor or at all? */
static bool
is_free(const struct calendar *c, time_t from, time_t to)
{
	int64_t lane = c->view == VIEW_LANES && c->lane < c->lane_count ? c->lanes[c->lane].id : -1;

	for (size_t i = 0; i < c->count; i++)
		if (c->events[i].now.from < to && c->events[i].now.to > from && (lane == -1 || c->events[i].now.lane == lane))
			return false;
	return true;
}

static bool
find(struct calendar *c)
{
	time_t end = calendar_midnight(calendar_plus(c->loaded_from, c->loaded_days)), length = (time_t)c->seek * 60;

	for (time_t at = calendar_at(c); at + length <= end; at += SLOT_SECONDS) {
		bool again;
		int minutes = calendar_minutes(at, &again);

		if (date_weekday(calendar_date(at)) >= 5 || minutes < CALENDAR_OPENS || minutes + c->seek > CALENDAR_CLOSES || !is_free(c, at, at + length))
			continue;
		calendar_go(c, at);
		calendar_step_slot(c, 0);
		return true;
	}
	return false;
}

void
calendar_seek_on(struct calendar *c)
{
	if (c->seek == 0)
		return;
	if (find(c)) {
		c->seek = 0;
	} else if (c->seek_left-- > 0) {
		c->minutes = 0;
		c->again = false;
		calendar_step_day(c, date_to_days(c->loaded_from) + c->loaded_days - date_to_days(c->day));
		calendar_load(c);
	} else {
		c->seek = 0;
		app_tell(c->app, ROLE_WARN, N_("Nothing so long is free in the weeks to come."), NULL);
		app_bell(c->app);
	}
}

void
calendar_seek(struct calendar *c, int minutes)
{
	c->seek = minutes;
	c->seek_left = PERIODS_MOST;
	calendar_step_slot(c, 1);
	calendar_load(c);
	if (!c->loading)
		calendar_seek_on(c);
}
