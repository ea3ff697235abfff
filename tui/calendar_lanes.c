/* calendar_lanes.c: a lane for each of those for whom something takes place, bars in eighths of a cell along the hours of a day, or the
   days of four weeks. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"

enum { LANE_ROWS = 2, NAMES = 16, NAMES_WIDE = 24, MORNING_HOUR = 7, EVENING_HOUR = 20 };

/* The hours that a day needs: those of work, and what lies before and after. */
static void
frame_of(const struct calendar *c, time_t *low, time_t *high)
{
	struct date first;
	int days;
	time_t midnight, end;

	calendar_range(c, &first, &days);
	midnight = calendar_midnight(first);
	end = calendar_midnight(calendar_plus(first, days));
	*low = c->whole ? midnight : calendar_moment(first, MORNING_HOUR * 60);
	*high = c->whole ? end : calendar_moment(first, EVENING_HOUR * 60);
	for (size_t i = 0; i < c->count && !c->whole; i++) {
		const struct calendar_event *e = &c->events[i];

		if (e->now.from >= end || e->now.to <= midnight)
			continue;
		while (*low > midnight && e->now.from < *low)
			*low -= 3600;
		while (*high < end && e->now.to > *high)
			*high += 3600;
	}
	while (*low > midnight && calendar_at(c) < *low)
		*low -= 3600;
	while (*high < end && calendar_at(c) + SLOT_SECONDS > *high)
		*high += 3600;
}

static int
cell_of(const struct calendar_picture *p, time_t at)
{
	return p->x + (int)((double)(at - p->low) * p->cells / (double)(p->high - p->low));
}

static void
draw_axis(const struct calendar *c, const struct area *area)
{
	const struct calendar_picture *p = &c->picture;
	int last = -1;

	paint_fill(area, 0, 0, area->width, ROLE_COLUMNS);
	if (c->whole) {
		for (int i = 0; i < p->days; i++) {
			struct date day = calendar_plus(p->first, i);
			char *name = date_weekday(day) == 0 ? calendar_day_name(c, day, false) : xstrdup("");

			paint_text(area, 0, cell_of(p, calendar_midnight(day)), 8, ROLE_COLUMNS, name);
			free(name);
		}
		return;
	}
	for (time_t at = p->low; at < p->high; at += 3600) {
		bool again;
		int x = cell_of(p, at), minutes = calendar_minutes(at, &again);
		char *text = xasprintf("%d%s", minutes / 60, again ? "'" : "h");

		if (x > last && x + (int)strlen(text) <= area->width)
			last = x + paint_text(area, 0, x, area->width - x, ROLE_COLUMNS, text);
		free(text);
	}
}

static void
draw_bar(const struct calendar *c, const struct area *area, int y, const struct calendar_event *e, bool here)
{
	const struct calendar_picture *p = &c->picture;
	enum theme_role role = e->clash || c->refused == e->id ? ROLE_ERROR : here ? ROLE_MARK : ROLE_HEADING;
	int first, last, from, cells;
	char *label;

	if (!calendar_bar(e->now.from, e->now.to > e->now.from ? e->now.to : e->now.from + 1, p->low, p->high, p->cells, &first, &last))
		return;
	for (int i = first / 8; i * 8 < last; i++)
		paint_text(area, y, p->x + i, 1, role, e->clash ? "!" : calendar_block(first, last, i));
	from = p->x + first / 8;
	cells = last / 8 - first / 8;
	label = calendar_shown(c, e);
	/* Below its bar, and as far as the next one leaves room. */
	for (size_t i = 0; i < c->count; i++)
		if (&c->events[i] != e && c->events[i].now.lane == e->now.lane && c->events[i].now.from >= e->now.from && &c->events[i] > e) {
			int next = cell_of(p, c->events[i].now.from);

			cells = next - from - 1 > cells ? next - from - 1 : cells;
			break;
		} else if (i + 1 == c->count) {
			cells = area->width - from;
		}
	paint_text(area, y + 1, from, cells > 0 ? cells : 1, here ? ROLE_SELECT : ROLE_DIM, label);
	if (c->moving == e->id)
		paint_text(area, y, from > p->x ? from - 1 : from, 1, ROLE_MARK, "◆");
	if (here)
		paint_cursor(area, y, from);
	free(label);
}

static void
draw_lane(const struct calendar *c, const struct area *area, int y, size_t lane)
{
	const struct calendar_picture *p = &c->picture;
	const struct calendar_event *here = lane == c->lane ? calendar_here(c, NULL) : NULL;
	int clashes = 0;

	paint_text(area, y, 0, 1, ROLE_TEXT, lane == c->lane ? ">" : "");
	paint_text(area, y, 1, p->x - 3, lane == c->lane ? ROLE_TITLE : ROLE_TEXT, c->lanes[lane].label);
	for (size_t i = 0; i < c->count; i++) {
		if (c->events[i].now.lane != c->lanes[lane].id)
			continue;
		clashes += c->events[i].clash;
		draw_bar(c, area, y, &c->events[i], &c->events[i] == here);
	}
	if (clashes > 0)
		paint_text(area, y, p->x - 2, 1, ROLE_ERROR, "!");
	if (lane == c->lane && here == NULL) {
		time_t at = calendar_at(c);
		int x = cell_of(p, at), end = cell_of(p, c->whole ? calendar_midnight(calendar_plus(c->day, 1)) : at + SLOT_SECONDS);

		paint_fill(area, y, x, end > x ? end - x : 1, ROLE_SELECT);
		paint_cursor(area, y, x);
	}
}

void
calendar_draw_lanes(struct calendar *c, const struct area *area)
{
	int names = area->width >= WITH_WEEK ? NAMES_WIDE : NAMES, shown = (area->height - 1) / LANE_ROWS;
	struct date first;
	int days;
	time_t low, high;

	calendar_range(c, &first, &days);
	frame_of(c, &low, &high);
	if (c->scroll < 0 || c->scroll > (int)c->lane)
		c->scroll = (int)c->lane < shown ? 0 : (int)c->lane;
	if ((int)c->lane >= c->scroll + shown)
		c->scroll = (int)c->lane - shown + 1;
	c->picture = (struct calendar_picture){.first = first, .days = days, .x = names, .cells = area->width - names, .y = 1, .rows = area->height - 1, .low = low, .high = high};
	draw_axis(c, area);
	for (int i = 0; i < shown && (size_t)c->scroll + (size_t)i < c->lane_count; i++)
		draw_lane(c, area, 1 + i * LANE_ROWS, (size_t)c->scroll + (size_t)i);
}
