/* calendar_cursor.c: where the cursor is among days, half hours, lanes and events. No terminal, no server. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"

enum { AGENDA_DAYS = 28 };

void
calendar_range(const struct calendar *c, struct date *first, int *days)
{
	switch (c->view) {
	case VIEW_WEEK:
		*days = c->width >= WITH_WEEK ? 7 : 3;
		*first = *days == 7 ? calendar_monday(c->day) : c->first;
		break;
	case VIEW_MONTH:
		*first = calendar_monday((struct date){c->day.year, c->day.month, 1});
		*days = 42;
		break;
	case VIEW_AGENDA:
		*first = c->first;
		*days = AGENDA_DAYS;
		break;
	case VIEW_LANES:
		*first = c->whole ? calendar_monday(c->day) : c->day;
		*days = c->whole ? AGENDA_DAYS : 1;
		break;
	default:
		*first = c->day;
		*days = 1;
		break;
	}
}

time_t
calendar_at(const struct calendar *c)
{
	struct day_slots day;

	if (c->whole)
		return calendar_midnight(c->day);
	calendar_day(c->day, &day);
	return day.slot[calendar_slot(&day, c->minutes, c->again)].at;
}

void
calendar_go(struct calendar *c, time_t at)
{
	int minutes = calendar_minutes(at, &c->again);

	c->day = calendar_date(at);
	if (!c->whole)
		c->minutes = minutes - minutes % 30;
	c->pick = 0;
}

struct calendar_event *
calendar_event(const struct calendar *c, int64_t id)
{
	for (size_t i = 0; i < c->count; i++)
		if (id != 0 && c->events[i].id == id)
			return &c->events[i];
	return NULL;
}

/* Does it take place at the cursor? In a month, on its day; in lanes, in its lane. */
static bool
is_here(const struct calendar *c, const struct calendar_event *e, time_t from, time_t to)
{
	if (c->view == VIEW_LANES && c->lane < c->lane_count && e->now.lane != c->lanes[c->lane].id)
		return false;
	return e->now.from < to && (e->now.to > from || e->now.from >= from);
}

struct calendar_event *
calendar_here(const struct calendar *c, size_t *among)
{
	bool by_day = c->whole || c->view == VIEW_MONTH || c->view == VIEW_AGENDA;
	time_t from = by_day ? calendar_midnight(c->day) : calendar_at(c);
	time_t to = by_day ? calendar_midnight(calendar_plus(c->day, 1)) : from + SLOT_SECONDS;
	struct calendar_event *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += is_here(c, &c->events[i], from, to);
	if (among != NULL)
		*among = n;
	for (size_t i = 0, k = 0; i < c->count && n > 0; i++)
		if (is_here(c, &c->events[i], from, to) && k++ == c->pick % n)
			found = &c->events[i];
	return found;
}

static void
keep_in_first(struct calendar *c)
{
	int shown = c->view == VIEW_AGENDA ? AGENDA_DAYS : 3, off = date_to_days(c->day) - date_to_days(c->first);

	if (off < 0)
		c->first = c->day;
	else if (off >= shown)
		c->first = c->view == VIEW_AGENDA ? c->day : calendar_plus(c->day, 1 - shown);
}

void
calendar_step_day(struct calendar *c, int step)
{
	c->day = calendar_plus(c->day, step);
	if (c->day.year < 1 || c->day.year > 9998)
		c->day = calendar_plus(c->day, -step);
	c->pick = 0;
	keep_in_first(c);
}

void
calendar_step_slot(struct calendar *c, int step)
{
	calendar_go(c, calendar_at(c) + (time_t)step * SLOT_SECONDS);
	keep_in_first(c);
}

void
calendar_go_to(struct calendar *c, const struct calendar_event *e)
{
	size_t among;
	int64_t id = e->id;

	calendar_go(c, e->now.from);
	for (size_t l = 0; l < c->lane_count; l++)
		if (c->lanes[l].id == e->now.lane)
			c->lane = l;
	calendar_here(c, &among);
	for (size_t i = 0; i < among; i++) {
		const struct calendar_event *here;

		c->pick = i;
		here = calendar_here(c, NULL);
		if (here != NULL && here->id == id)
			break;
	}
	keep_in_first(c);
}

void
calendar_step_event(struct calendar *c, int step)
{
	const struct calendar_event *here = calendar_here(c, NULL);
	time_t day = calendar_midnight(c->day), last = calendar_midnight(calendar_plus(c->first, AGENDA_DAYS));
	size_t at;

	if (here != NULL)
		at = (size_t)(here - c->events) + (size_t)step;
	else
		for (at = step > 0 ? 0 : c->count - 1; at < c->count; at += (size_t)step)
			if (step > 0 ? c->events[at].now.from >= day : c->events[at].now.from < day)
				break;
	/* Beyond what is listed there is another day. */
	if (at < c->count && c->events[at].now.from < last && c->events[at].now.from >= calendar_midnight(c->first))
		calendar_go_to(c, &c->events[at]);
	else
		calendar_step_day(c, step);
}

static int
by_beginning(const void *a, const void *z)
{
	const struct calendar_event *x = a, *y = z;

	if (x->now.from != y->now.from)
		return x->now.from < y->now.from ? -1 : 1;
	if (x->now.to != y->now.to)
		return x->now.to > y->now.to ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

void
calendar_sort(struct calendar *c)
{
	struct calendar_span *spans = xcalloc(c->count + 1, sizeof *spans);

	if (c->count > 0)
		qsort(c->events, c->count, sizeof *c->events, by_beginning);
	for (size_t i = 0; i < c->count; i++) {
		const struct calendar_when *w = &c->events[i].now;

		spans[i] = (struct calendar_span){.from = w->from, .to = w->to, .lane = w->lane ? (size_t)w->lane : SIZE_MAX};
	}
	calendar_clashes(spans, c->count);
	for (size_t i = 0; i < c->count; i++)
		c->events[i].clash = spans[i].clash;
	free(spans);
}

bool
calendar_when_equal(struct calendar_when a, struct calendar_when z)
{
	return a.from == z.from && a.to == z.to && a.lane == z.lane;
}
