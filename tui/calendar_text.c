/* calendar_text.c: days, hours and events in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"

enum { DETAILS = 3 };

char *
calendar_day_name(const struct calendar *c, struct date day, bool month)
{
	const char *name = date_weekday_name(date_weekday(day), app_language(c->app));

	return month ? xasprintf("%s %d %s", name, day.day, date_month_name(day.month, app_language(c->app))) : xasprintf("%s %d", name, day.day);
}

char *
calendar_month_name(const struct calendar *c, struct date day)
{
	return xasprintf("%s %d", date_month_name(day.month, app_language(c->app)), day.year);
}

/* An hour that comes twice says which one it is. */
char *
calendar_clock(time_t at)
{
	bool again, later;
	int minutes = calendar_minutes(at, &again);
	struct tm local;

	calendar_minutes(at + 3600, &later);
	localtime_r(&at, &local);
	if (again || later)
		return xasprintf("%02d:%02d%+ld", minutes / 60, minutes % 60, local.tm_gmtoff / 3600);
	return xasprintf("%02d:%02d", minutes / 60, minutes % 60);
}

char *
calendar_label(const struct calendar *c, const struct calendar_event *e)
{
	struct value_look look = app_look(c->app);

	return value_label(&look, c->entity, e->row);
}

char *
calendar_shown(const struct calendar *c, const struct calendar_event *e)
{
	char *label = calendar_label(c, e), *marked;

	if (!touched_has(&c->touched, e->id))
		return label;
	marked = xasprintf("±%s", label);
	free(label);
	return marked;
}

char *
calendar_details(const struct calendar *c, const struct calendar_event *e)
{
	const struct catalogue_entity *entity = c->entity;
	struct value_look look = app_look(c->app);
	char *label = calendar_label(c, e);
	struct buf out = BUF_EMPTY;
	int said = 0;

	for (size_t i = 0; i < entity->list_count && said < DETAILS; i++) {
		const struct catalogue_field *f = entity->list[i];
		char *text;

		if (f == entity->calendar.start || f == entity->calendar.end || strcmp(f->name, entity->label) == 0)
			continue;
		/* Carried to another lane, its row still says the one before. */
		if (f == entity->calendar.lanes && e->now.lane != e->saved.lane)
			continue;
		text = value_text(&look, f, e->row);
		if (*text != '\0' && strcmp(text, label) != 0) {	/* what it is called after has been said */
			buf_printf(&out, "%s%s", out.length > 0 ? " · " : "", text);
			said++;
		}
		free(text);
	}
	free(label);
	return buf_steal(&out);
}

char *
calendar_span(const struct calendar *c, const struct calendar_event *e)
{
	struct date first = calendar_date(e->now.from), last = calendar_date(e->now.to - (c->whole ? 1 : 0));
	char *from = calendar_clock(e->now.from), *to = calendar_clock(e->now.to);
	char *day = calendar_day_name(c, first, true), *other = calendar_day_name(c, last, true), *text;
	bool one_day = date_compare(first, last) == 0;

	if (c->whole)
		text = one_day ? xstrdup(day) : xasprintf("%s – %s", day, other);
	else if (e->now.to == e->now.from)
		text = xasprintf("%s %s", day, from);
	else
		text = one_day ? xasprintf("%s %s–%s", day, from, to) : xasprintf("%s %s – %s %s", day, from, other, to);
	free(from);
	free(to);
	free(day);
	free(other);
	return text;
}

char *
calendar_said_of(const struct calendar *c, const struct calendar_event *e)
{
	struct buf out = BUF_EMPTY;
	char *part;

	if (e->clash)
		buf_printf(&out, "! %s · ", app_text(c->app, N_("at the same time as another one")));
	part = calendar_span(c, e);
	buf_printf(&out, "%s · ", part);
	free(part);
	part = calendar_label(c, e);
	buf_str(&out, part);
	free(part);
	part = calendar_details(c, e);
	if (*part != '\0')
		buf_printf(&out, " · %s", part);
	free(part);
	return buf_steal(&out);
}

char *
calendar_said(const struct calendar *c)
{
	size_t among;
	const struct calendar_event *e = calendar_here(c, &among);
	struct buf out = BUF_EMPTY;
	char *part;

	if (e == NULL) {
		char *clock = calendar_clock(calendar_at(c));

		part = calendar_day_name(c, c->day, true);
		buf_str(&out, part);
		if (!c->whole && c->view != VIEW_MONTH && c->view != VIEW_AGENDA)
			buf_printf(&out, " %s", clock);
		if (c->view == VIEW_LANES && c->lane < c->lane_count)
			buf_printf(&out, " · %s", c->lanes[c->lane].label);
		free(clock);
		free(part);
		return buf_steal(&out);
	}
	part = calendar_said_of(c, e);
	buf_str(&out, part);
	free(part);
	if (among > 1)
		buf_printf(&out, " (%zu/%zu)", c->pick % among + 1, among);
	return buf_steal(&out);
}
