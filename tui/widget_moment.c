/* widget_moment.c: a day and a time. The wire speaks UTC; the process's time zone is the company's. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/calendar_time.h"
#include "tui/form_inside.h"
#include "tui/screen_month.h"
#include "tui/widget.h"

static char *
shown(const struct value_look *look, struct date day, int seconds)
{
	char text[DATE_TEXT];

	return xasprintf("%s %02d:%02d", date_show(day, look->language, text), seconds / 3600, seconds / 60 % 60);
}

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	bool again;
	time_t at;

	(void)f;
	(void)row;
	if (!json_is_string(value) || !calendar_read(json_string_value(value), &at))
		return widget_any_text(value);
	return shown(look, calendar_date(at), calendar_minutes(at, &again) * 60);
}

/* A time alone (9, 930, 14h15, midi, +45) is one of the day that the field had, else of today; +45 is minutes from now. What has a
   word of a day in it, or more figures than a clock, is a day. */
static bool
time_alone(const struct value_look *look, const char *typed, struct moment *m)
{
	time_t had;
	int seconds;

	if (strpbrk(typed, "/-,") != NULL || !time_read(typed, look->now, &seconds))
		return false;
	*m = (struct moment){.date = look->today, .seconds = seconds, .timed = true};
	if (*typed != '+' && look->had != NULL && calendar_read(look->had, &had))
		m->date = calendar_date(had);
	return true;
}

static bool
understood(const struct value_look *look, const struct catalogue_field *f, const char *typed, struct moment *m)
{
	const struct date_reading how = {.today = look->today, .bias = f->bias};
	const char *space = strrchr(typed, ' ');

	if (time_alone(look, typed, m) || moment_read(typed, &how, m))
		return true;
	/* "lun +45", "t midi": any time after any day. */
	if (space == NULL || space == typed)
		return false;
	{
		char *day = xstrndup(typed, (size_t)(space - typed));
		bool read = date_read(day, &how, &m->date) && time_read(space + 1, look->now, &m->seconds);

		m->timed = read;
		m->zoned = false;
		free(day);
		return read;
	}
}

static time_t
at_of(const struct moment *m)
{
	struct tm local = {.tm_isdst = -1, .tm_year = m->date.year - 1900, .tm_mon = m->date.month - 1, .tm_mday = m->date.day,
		.tm_hour = m->seconds / 3600, .tm_min = m->seconds / 60 % 60, .tm_sec = m->seconds % 60};

	return m->zoned ? timegm(&local) - m->offset : mktime(&local);
}

static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	struct moment m;
	struct tm utc;
	time_t at;
	char iso[64];

	*why = N_("Not a date and time: write 15/3/2027 14:30, t 9h, 930 or +45.");
	if (!understood(look, f, typed, &m))
		return NULL;
	at = at_of(&m);
	gmtime_r(&at, &utc);
	snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
		utc.tm_sec);
	return json_string(iso);
}

static char *
echo(const struct value_look *look, const struct catalogue_field *f, const char *typed)
{
	struct moment m;
	char *day, *made;

	if (!understood(look, f, typed, &m))
		return NULL;
	day = date_say(m.date, look->today, look->language);
	made = xasprintf("%s, %02d:%02d", day, m.seconds / 3600, m.seconds / 60 % 60);
	free(day);
	return made;
}

static void
put(struct form *form, struct form_item *item, struct date day, int seconds)
{
	struct value_look look = app_look(form->app);
	char *made;

	if (!date_valid(day))
		return;
	made = shown(&look, day, seconds);
	form_set_text(form, item, made);
	form_typed(form, item);
	free(made);
}

static bool
step(struct form *form, struct form_item *item, enum widget_step way)
{
	const struct value_look look = app_look(form->app);
	struct moment m;

	if (field_is_empty(item->line) || !understood(&look, item->f, field_text(item->line), &m))
		return false;
	switch (way) {
	case STEP_UP: m.date = date_from_days(date_to_days(m.date) + 1); break;
	case STEP_DOWN: m.date = date_from_days(date_to_days(m.date) - 1); break;
	case STEP_PAGE_UP: m.date = date_add_months(m.date, 1); break;
	case STEP_PAGE_DOWN: m.date = date_add_months(m.date, -1); break;
	}
	put(form, item, m.date, m.seconds);
	return true;
}

/* The day is another one, the time stays. */
static void
taken(struct app *app, void *owner, struct date day)
{
	const struct value_look look = app_look(app);
	struct form *form = owner;
	struct form_item *item = form_focus(form);
	struct moment m = {.seconds = look.now / 60 * 60};

	if (item == NULL)
		return;
	if (!field_is_empty(item->line) && !understood(&look, item->f, field_text(item->line), &m))
		m.seconds = 0;
	put(form, item, day, m.seconds);
}

static void
values(struct form *form, struct form_item *item)
{
	const struct value_look look = app_look(form->app);
	struct moment m = {.date = look.today};

	if (field_is_empty(item->line) || !understood(&look, item->f, field_text(item->line), &m))
		m.date = look.today;
	month_open(form->app, form->field_y + 1, form->field_x, m.date, form, taken);
}

const struct widget widget_moment = {.name = "moment", .list_cells = 16, .form_cells = 18, .hint = N_("F4: month"), .text = text, .read = parse,
	.echo = echo, .step = step, .values = values};
