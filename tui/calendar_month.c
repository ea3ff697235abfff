/* calendar_month.c: a month as six weeks of days, and the agenda: what takes place, line by line. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "shared/translate.h"
#include "tui/calendar_inside.h"

enum { WEEKS = 6, WEEK_CELLS = 4 };

static bool
on_day(const struct calendar_event *e, time_t low, time_t high)
{
	return e->now.from < high && (e->now.to > low || e->now.from >= low);
}

static char *
line_of(const struct calendar *c, const struct calendar_event *e, time_t low, bool clock)
{
	char *label = calendar_shown(c, e), *from = calendar_clock(e->now.from), *text;

	text = xasprintf("%s%s%s%s", c->moving == e->id ? "◆" : e->clash || c->refused == e->id ? "!" : "", clock && !c->whole && e->now.from >= low ? from : "",
		clock && !c->whole && e->now.from >= low ? " " : "", label);
	free(label);
	free(from);
	return text;
}

static void
draw_month_day(const struct calendar *c, const struct area *area, struct date day, const struct value_look *look,
	const struct calendar_event *here)
{
	time_t low = calendar_midnight(day), high = calendar_midnight(calendar_plus(day, 1));
	bool cursor = date_compare(day, c->day) == 0;
	char *number = xasprintf("%2d%s", day.day, date_compare(day, look->today) == 0 ? " •" : "");
	int y = 1, left = 0;

	paint_text(area, 0, 0, area->width - 1, cursor ? ROLE_SELECT : day.month == c->day.month ? ROLE_TITLE : ROLE_DIM, number);
	if (cursor)
		paint_cursor(area, 0, 0);
	for (size_t i = 0; i < c->count; i++) {
		const struct calendar_event *e = &c->events[i];
		char *text;

		if (!on_day(e, low, high))
			continue;
		if (y >= area->height) {
			left++;
			continue;
		}
		text = line_of(c, e, low, area->width >= 16);
		paint_text(area, y++, 0, area->width - 1, cursor && e == here ? ROLE_SELECT : e->clash ? ROLE_WARN : ROLE_TEXT, text);
		free(text);
	}
	if (left > 0) {
		char *more = xasprintf("+%d", left);

		paint_text(area, 0, area->width - 1 - (int)strlen(more), area->width, ROLE_DIM, more);
		free(more);
	}
	free(number);
}

void
calendar_draw_month(struct calendar *c, const struct area *area)
{
	struct value_look look = app_look(c->app);
	const struct calendar_event *here = calendar_here(c, NULL);
	struct date first;
	int days, width = area->width - WEEK_CELLS, rows = area->height - 1;

	calendar_range(c, &first, &days);
	c->picture = (struct calendar_picture){.first = first, .days = days, .x = WEEK_CELLS, .cells = width, .y = 1, .rows = rows};
	paint_fill(area, 0, 0, area->width, ROLE_COLUMNS);
	for (int i = 0; i < 7; i++) {
		char *name = calendar_day_name(c, calendar_plus(first, i), false);

		name[strcspn(name, " ")] = '\0';
		paint_text(area, 0, WEEK_CELLS + i * width / 7, width / 7, ROLE_COLUMNS, name);
		free(name);
	}
	for (int w = 0; w < WEEKS; w++) {
		int y = 1 + w * rows / WEEKS, height = 1 + (w + 1) * rows / WEEKS - y;
		char *week = xasprintf("%d", calendar_week(calendar_plus(first, 7 * w)));

		paint_text(area, y, 0, WEEK_CELLS - 1, ROLE_DIM, week);
		free(week);
		for (int i = 0; i < 7; i++) {
			int x = WEEK_CELLS + i * width / 7;
			const struct area day = paint_part(area, y, x, height, WEEK_CELLS + (i + 1) * width / 7 - x);

			draw_month_day(c, &day, calendar_plus(first, 7 * w + i), &look, here);
		}
	}
}

/* One line of the agenda: where it stands, and whether it is drawn at all. */
struct agenda {
	struct calendar *c;
	const struct area *area;
	int y, here;			/* of the whole list; of the cursor */
	bool draws;
};

static void
agenda_line(struct agenda *a, int indent, enum theme_role role, const char *text)
{
	int y = a->y++ - a->c->scroll;

	if (a->draws && y >= 0 && y < a->area->height)
		paint_text(a->area, y, indent, a->area->width - indent, role, text);
}

static void
agenda_event(struct agenda *a, const struct calendar_event *e, bool here)
{
	struct calendar *c = a->c;
	int y = a->y - c->scroll;
	char *label = calendar_shown(c, e), *details = calendar_details(c, e), *from = calendar_clock(e->now.from), *to = calendar_clock(e->now.to);
	char *hours = c->whole ? xstrdup("") : e->now.to > e->now.from ? xasprintf("%s–%s", from, to) : xstrdup(from);

	if (here)
		a->here = a->y;
	if (a->draws && y >= 0 && y < a->area->height) {
		int x = 2;

		paint_text(a->area, y, 0, 1, ROLE_TEXT, here ? ">" : "");
		paint_text(a->area, y, 1, 1, e->clash || c->refused == e->id ? ROLE_ERROR : ROLE_MARK, c->moving == e->id ? "◆" : e->clash || c->refused == e->id ? "!" : "");
		if (*hours != '\0')
			x += paint_text(a->area, y, x, 15, ROLE_DIM, hours) + 2;
		x = *hours != '\0' && x < 15 ? 15 : x;
		x += paint_text(a->area, y, x, a->area->width - x, here ? ROLE_SELECT : ROLE_TEXT, label) + 2;
		paint_text(a->area, y, x, a->area->width - x, ROLE_DIM, details);
		if (here)
			paint_cursor(a->area, y, 0);
	}
	a->y++;
	free(label);
	free(details);
	free(from);
	free(to);
	free(hours);
}

static void
agenda_walk(struct agenda *a)
{
	struct calendar *c = a->c;
	struct date first;
	int days;
	size_t among;
	const struct calendar_event *here = calendar_here(c, &among);

	a->y = 0;
	calendar_range(c, &first, &days);
	for (int i = 0; i < days; i++) {
		struct date day = calendar_plus(first, i);
		time_t low = calendar_midnight(day), high = calendar_midnight(calendar_plus(day, 1));
		bool cursor = date_compare(day, c->day) == 0, any = false;
		char *name;

		for (size_t k = 0; k < c->count && !any; k++)
			any = on_day(&c->events[k], low, high);
		if (!any && !cursor)
			continue;
		name = calendar_day_name(c, day, true);
		if (cursor && !any)
			a->here = a->y;
		agenda_line(a, 0, cursor ? ROLE_HEADING : ROLE_TITLE, name);
		if (!any)
			agenda_line(a, 2, ROLE_DIM, app_text(c->app, N_("Nothing. Enter or c creates something.")));
		free(name);
		for (size_t k = 0; k < c->count; k++)
			if (on_day(&c->events[k], low, high))
				agenda_event(a, &c->events[k], cursor && &c->events[k] == here);
	}
}

void
calendar_draw_agenda(struct calendar *c, const struct area *area)
{
	struct agenda a = {.c = c, .area = area};

	agenda_walk(&a);
	if (c->scroll < 0 || a.here - 1 < c->scroll)
		c->scroll = a.here > 0 ? a.here - 1 : 0;
	if (a.here + 1 >= c->scroll + area->height)
		c->scroll = a.here - area->height + 2;
	if (c->scroll + area->height > a.y)
		c->scroll = a.y > area->height ? a.y - area->height : 0;
	a.draws = true;
	agenda_walk(&a);
	c->picture = (struct calendar_picture){.days = 0};
}
