/* calendar_days.c: one day, three or a week, half hour by half hour. Days of 23 and 25 hours have the rows that they have. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"

enum { GUTTER = 6, LONG_ROWS = 3, MORNING = 7 * 60 };

/* A row of the picture: an hour of the wall; those that come twice have a row each. */
struct half {
	int minutes;
	bool again;
};
struct days {
	struct calendar *c;
	const struct area *area;	/* of the half hours */
	const struct calendar_event *here;
	struct day_slots day[CALENDAR_DAYS_MOST];
	struct half half[2 * DAY_SLOTS_MOST];
	int count, rows, x[CALENDAR_DAYS_MOST + 1];
};

/* The hours of a plain day, and those that some day shown has a second time, after the first. */
static void
lay_rows(struct days *d)
{
	for (int m = 0; m < 24 * 60; m += 30) {
		d->half[d->rows++] = (struct half){m, false};
		for (int i = 0; i < d->count && (m + 30) % 60 == 0; i++) {
			const struct day_slots *day = &d->day[i];
			int first = calendar_slot(day, m - 30, true);

			if (!day->slot[first].again || day->slot[first].minutes != m - 30)
				continue;
			d->half[d->rows++] = (struct half){m - 30, true};
			d->half[d->rows++] = (struct half){m, true};
			break;
		}
	}
}

static int
row_of(const struct days *d, int minutes, bool again)
{
	for (int r = 0; r < d->rows; r++)
		if (d->half[r].minutes == minutes - minutes % 30 && d->half[r].again == again)
			return r;
	return 0;
}

static bool
has(const struct day_slots *day, struct half half)
{
	const struct day_slot *slot = &day->slot[calendar_slot(day, half.minutes, half.again)];

	return slot->minutes == half.minutes && slot->again == half.again;
}

static bool
is_long(const struct calendar *c, const struct calendar_event *e)
{
	return c->whole || e->now.to - e->now.from >= DAY_SECONDS;
}

static void
draw_gutter(const struct days *d)
{
	struct calendar *c = d->c;

	for (int y = 0; y < d->area->height && c->scroll + y < d->rows; y++) {
		const struct half *h = &d->half[c->scroll + y];
		char *text = h->minutes % 60 == 0 ? xasprintf("%02d:00%s", h->minutes / 60, h->again ? "'" : "") : xstrdup("");

		paint_text(d->area, y, 0, GUTTER, ROLE_DIM, text);
		free(text);
	}
	for (int i = 0; i < d->count; i++)
		for (int y = 0; y < d->area->height; y++) {
			paint_text(d->area, y, d->x[i] - 1, 1, ROLE_DIM, "│");
			/* An hour that this day does not have. */
			for (int x = d->x[i]; c->scroll + y < d->rows && !has(&d->day[i], d->half[c->scroll + y]) && x < d->x[i + 1] - 1; x++)
				paint_text(d->area, y, x, 1, ROLE_DIM, "·");
		}
}

/* Its rows on one day; false: none are seen. */
static bool
rows_of(const struct days *d, int day, const struct calendar_event *e, int *top, int *bottom)
{
	time_t low = d->day[day].slot[0].at, high = low, to = e->now.to > e->now.from ? e->now.to : e->now.from + 1;
	bool again;
	int minutes;

	high = d->day[day].slot[d->day[day].count - 1].at + SLOT_SECONDS;
	if (e->now.from >= high || to <= low)
		return false;
	minutes = calendar_minutes(e->now.from > low ? e->now.from : low, &again);
	*top = row_of(d, minutes, again) - d->c->scroll;
	minutes = calendar_minutes(to < high ? to - 1 : high - 1, &again);
	*bottom = row_of(d, minutes, again) - d->c->scroll;
	return *bottom >= 0 && *top < d->area->height;
}

static void
draw_event(const struct days *d, int day, const struct calendar_event *e, int part, int parts)
{
	const struct calendar *c = d->c;
	int width = d->x[day + 1] - d->x[day] - 1, x = d->x[day] + part * width / parts, top, bottom;
	int cells = d->x[day] + (part + 1) * width / parts - x;
	bool here = d->here == e, moving = c->moving == e->id || c->grabbed == e->id;
	enum theme_role role = c->refused == e->id ? ROLE_ERROR : e->clash ? ROLE_WARN : ROLE_TEXT;
	char *label, *clock, *details, *text;

	if (!rows_of(d, day, e, &top, &bottom) || cells <= 0)
		return;
	label = calendar_shown(c, e);
	clock = calendar_clock(e->now.from);
	details = calendar_details(c, e);
	text = xasprintf("%s%s%s%s", moving ? "◆" : c->refused == e->id || e->clash ? "!" : "", cells >= 16 && e->now.from >= d->day[day].slot[0].at ? clock : "",
		cells >= 16 ? " " : "", label);
	for (int y = top < 0 ? 0 : top; y <= bottom && y < d->area->height; y++) {
		paint_cell(d->area, y, x, cells, ROLE_TEXT, TEXT_LEFT, "");
		paint_text(d->area, y, x, 1, here ? ROLE_MARK : role == ROLE_TEXT ? ROLE_HEADING : role, here ? "█" : "▌");
		if (y == (top < 0 ? 0 : top)) {
			paint_text(d->area, y, x + 1, cells - 1, here ? ROLE_SELECT : role, text);
			if (here)
				paint_cursor(d->area, y, x);
		} else if (y == top + 1 && *details != '\0') {
			paint_text(d->area, y, x + 1, cells - 1, ROLE_DIM, details);
		}
	}
	free(label);
	free(clock);
	free(details);
	free(text);
}

/* The events of one day beside each other, as wide as they leave each other room. */
static void
draw_day(const struct days *d, int day)
{
	const struct calendar *c = d->c;
	time_t low = d->day[day].slot[0].at, high = d->day[day].slot[d->day[day].count - 1].at + SLOT_SECONDS;
	struct calendar_span *spans = xcalloc(c->count + 1, sizeof *spans);
	size_t *which = xcalloc(c->count + 1, sizeof *which), n = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct calendar_event *e = &c->events[i];
		time_t to = e->now.to > e->now.from + SLOT_SECONDS ? e->now.to : e->now.from + SLOT_SECONDS;

		if (is_long(c, e) || e->now.from >= high || to <= low)
			continue;
		/* In whole rows: two in one half hour do not cover each other. */
		spans[n] = (struct calendar_span){.from = e->now.from - e->now.from % SLOT_SECONDS, .to = to + (SLOT_SECONDS - to % SLOT_SECONDS) % SLOT_SECONDS};
		which[n++] = i;
	}
	calendar_pack(spans, n);
	for (size_t i = 0; i < n; i++)
		draw_event(d, day, &c->events[which[i]], spans[i].part, spans[i].parts);
	free(spans);
	free(which);
}

/* What lasts a day and more stands above the hours, or has the whole column where there are none. */
static int
draw_long(const struct days *d, const struct area *area, int y, int most)
{
	const struct calendar *c = d->c;
	int rows = 0;

	for (int i = 0; i < d->count; i++) {
		time_t low = d->day[i].slot[0].at, high = d->day[i].slot[d->day[i].count - 1].at + SLOT_SECONDS;
		int at = 0, left = 0;

		for (size_t k = 0; k < c->count; k++) {
			const struct calendar_event *e = &c->events[k];
			bool here = e == d->here && date_compare(c->day, calendar_date(low)) == 0;
			char *label;

			if (!is_long(c, e) || e->now.from >= high || e->now.to <= low)
				continue;
			if (at >= most) {
				left++;
				continue;
			}
			label = calendar_shown(c, e);
			paint_text(area, y + at, d->x[i], 1, here ? ROLE_MARK : e->clash ? ROLE_WARN : ROLE_HEADING, c->moving == e->id ? "◆" : e->clash ? "!" : here ? "█" : "▌");
			paint_text(area, y + at, d->x[i] + 1, d->x[i + 1] - d->x[i] - 2, here ? ROLE_SELECT : ROLE_TEXT, label);
			if (here)
				paint_cursor(area, y + at, d->x[i]);
			at++;
			free(label);
		}
		if (left > 0) {
			char *more = xasprintf("+%d", left);

			paint_text(area, y + most - 1, d->x[i + 1] - 5, 4, ROLE_DIM, more);
			free(more);
		}
		rows = at > rows ? at : rows;
	}
	return rows;
}

static void
draw_header(const struct days *d, const struct area *area)
{
	const struct calendar *c = d->c;
	struct value_look look = app_look(c->app);
	char *week = app_fill(c->app, N_("W{n}"), json_pack("{s:i}", "n", calendar_week(c->picture.first)));

	paint_fill(area, 0, 0, area->width, ROLE_COLUMNS);
	if (c->view == VIEW_WEEK && d->count == CALENDAR_DAYS_MOST)
		paint_text(area, 0, 0, GUTTER - 1, ROLE_COLUMNS, week);
	for (int i = 0; i < d->count; i++) {
		struct date day = calendar_date(d->day[i].slot[0].at);
		char *name = calendar_day_name(c, day, d->x[i + 1] - d->x[i] >= 18), *text;

		text = xasprintf("%s%s", name, date_compare(day, look.today) == 0 ? " •" : "");
		paint_text(area, 0, d->x[i], d->x[i + 1] - d->x[i] - 1, date_compare(day, c->day) == 0 ? ROLE_SELECT : ROLE_COLUMNS, text);
		free(name);
		free(text);
	}
	free(week);
}

/* The slot under the cursor, where nothing takes place. */
static void
draw_cursor(const struct days *d)
{
	const struct calendar *c = d->c;
	int day = date_to_days(c->day) - date_to_days(c->picture.first), y;
	struct day_slots slots;
	const struct day_slot *slot;

	if (day < 0 || day >= d->count)
		return;
	calendar_day(c->day, &slots);
	slot = &slots.slot[calendar_slot(&slots, c->minutes, c->again)];
	y = row_of(d, slot->minutes, slot->again) - c->scroll;
	if (y < 0 || y >= d->area->height)
		return;
	if (d->here == NULL)
		paint_fill(d->area, y, d->x[day], d->x[day + 1] - d->x[day] - 1, ROLE_SELECT);
	paint_cursor(d->area, y, d->x[day]);
}

void
calendar_draw_days(struct calendar *c, const struct area *area)
{
	struct days d = {.c = c, .here = calendar_here(c, NULL)};
	struct date first;
	struct area below;
	int top = 1, here;
	bool again = false;

	calendar_range(c, &first, &d.count);
	if (d.count < 1 || d.count > CALENDAR_DAYS_MOST)
		return;
	for (int i = 0; i < d.count; i++)
		calendar_day(calendar_plus(first, i), &d.day[i]);
	for (int i = 0; i <= d.count; i++)
		d.x[i] = GUTTER + i * (area->width - GUTTER) / d.count + (i < d.count);
	lay_rows(&d);
	c->picture = (struct calendar_picture){.first = first, .days = d.count, .x = GUTTER, .cells = area->width - GUTTER};
	draw_header(&d, area);
	top += draw_long(&d, area, top, c->whole ? area->height - 1 : LONG_ROWS);
	below = paint_part(area, top, 0, area->height - top, area->width);
	d.area = &below;
	if (c->whole) {
		if (d.here == NULL)
			paint_cursor(area, 1, d.x[date_to_days(c->day) - date_to_days(first) < d.count ? date_to_days(c->day) - date_to_days(first) : 0]);
		return;
	}
	{
		struct day_slots slots;
		const struct day_slot *slot;

		calendar_day(c->day, &slots);
		slot = &slots.slot[calendar_slot(&slots, c->minutes, c->again)];
		again = slot->again;
		here = row_of(&d, slot->minutes, again);
	}
	if (c->scroll < 0)
		c->scroll = row_of(&d, MORNING, false);
	if (here < c->scroll)
		c->scroll = here;
	if (here >= c->scroll + below.height)
		c->scroll = here - below.height + 1;
	if (c->scroll + below.height > d.rows)
		c->scroll = d.rows > below.height ? d.rows - below.height : 0;
	c->picture.y = top;
	c->picture.rows = below.height;
	for (int y = 0; y < below.height && c->scroll + y < d.rows && y < CALENDAR_ROWS_MOST; y++) {
		c->picture.minutes[y] = (short)d.half[c->scroll + y].minutes;
		c->picture.again[y] = d.half[c->scroll + y].again;
	}
	draw_gutter(&d);
	for (int i = 0; i < d.count; i++)
		draw_day(&d, i);
	draw_cursor(&d);
}
