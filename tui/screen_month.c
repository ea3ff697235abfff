/* screen_month.c: the month popup: weeks from Monday, today marked, arrows and mouse. */
#include "tui/screen_month.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/calendar_time.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/value.h"

enum { DAY_CELLS = 4, WEEK_CELLS = 4, WEEKS = 6 };

struct month {
	struct date day, today;
	int y, x;
	void *owner;
	month_taken *take;
};

static void
opened(struct app *app, void *state, void *argument)
{
	struct month *m = state;

	*m = *(const struct month *)argument;
	m->today = app_look(app).today;
}

/* The Monday with which the picture begins. */
static struct date
first_shown(const struct month *m)
{
	return calendar_monday((struct date){m->day.year, m->day.month, 1});
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	const struct month *m = state;
	struct date first = first_shown(m);

	for (int i = 0; i < 7; i++) {
		const char *name = date_weekday_name(i, app_language(app));
		size_t length = strlen(name), letters = text_next(name, length, text_next(name, length, 0));
		char *two = xasprintf("%.*s%*s", (int)letters, name, i < 6 ? DAY_CELLS - 2 : 0, "");

		/* With the room between them: one change of colour a line. */
		paint_text(area, 0, WEEK_CELLS + i * DAY_CELLS, DAY_CELLS, ROLE_DIM, two);
		free(two);
	}
	for (int week = 0; week < WEEKS; week++) {
		struct date monday = calendar_plus(first, 7 * week);
		char *number = xasprintf("%2d", calendar_week(monday));

		paint_text(area, 1 + week, 0, 2, ROLE_DIM, number);
		free(number);
		for (int i = 0; i < 7; i++) {
			struct date day = calendar_plus(monday, i);
			bool here = date_compare(day, m->day) == 0, now = date_compare(day, m->today) == 0;
			int x = WEEK_CELLS + i * DAY_CELLS;

			number = xasprintf("%2d%*s", day.day, day.month == m->day.month || i == 6 ? 0 : DAY_CELLS - 2, "");
			paint_text(area, 1 + week, x, DAY_CELLS, here ? ROLE_SELECT : now ? ROLE_TITLE : day.month == m->day.month ? ROLE_TEXT : ROLE_DIM, number);
			if (now)
				paint_text(area, 1 + week, x + 2, 1, ROLE_TEXT, "•");
			if (here)
				paint_cursor(area, 1 + week, x);
			free(number);
		}
	}
}

static void
size(struct app *app, const void *state, int *height, int *width, int *y, int *x)
{
	const struct month *m = state;

	(void)app;
	*height = 1 + WEEKS;
	*width = WEEK_CELLS + 7 * DAY_CELLS - 1;
	*y = m->y;
	*x = m->x;
}

static char *
title_of(struct app *app, const void *state)
{
	const struct month *m = state;

	return xasprintf("%s %d", date_month_name(m->day.month, app_language(app)), m->day.year);
}

/* In lines, the day that Enter takes. */
static void
tell(struct app *app, void *state, struct linear *out)
{
	const struct month *m = state;
	char *day = date_say(m->day, m->today, app_language(app));

	linear_say(out, day);
	free(day);
}

static void
take(struct app *app, struct month *m)
{
	struct date day = m->day;
	void *owner = m->owner;
	month_taken *taken = m->take;

	app_close(app, app_screen_of(app, m));
	taken(app, owner, day);
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct month *m = state;
	int week = mouse->y - 1, day = (mouse->x - WEEK_CELLS) / DAY_CELLS;

	if (mouse->act == MOUSE_WHEEL_UP || mouse->act == MOUSE_WHEEL_DOWN) {
		struct date to = date_add_months(m->day, mouse->act == MOUSE_WHEEL_UP ? -1 : 1);

		m->day = date_valid(to) ? to : m->day;
		return true;
	}
	if (mouse->act != MOUSE_PRESS || mouse->x < WEEK_CELLS || week < 0 || week >= WEEKS || day >= 7)
		return mouse->act == MOUSE_PRESS;
	m->day = calendar_plus(first_shown(m), 7 * week + day);
	take(app, m);
	return true;
}

static const struct screen_type screen_month = {
	.name = "month", .context = IN_MONTH, .state_size = sizeof(struct month), .open = opened, .draw = draw, .mouse = pointed, .tell = tell,
	.size = size, .title = title_of,
};

void
month_open(struct app *app, int y, int x, struct date day, void *owner, month_taken *taken)
{
	app_push(app, &screen_month, &(struct month){.day = day, .y = y, .x = x, .owner = owner, .take = taken});
}

static void
go(struct app *app, int days, int months)
{
	struct month *m = app_state(app, &screen_month);
	struct date to = months ? date_add_months(m->day, months) : date_from_days(date_to_days(m->day) + days);

	if (date_valid(to))
		m->day = to;
}

void month_left(struct app *app) { go(app, -1, 0); }
void month_right(struct app *app) { go(app, 1, 0); }
void month_up(struct app *app) { go(app, -7, 0); }
void month_down(struct app *app) { go(app, 7, 0); }
void month_page_up(struct app *app) { go(app, 0, -1); }
void month_page_down(struct app *app) { go(app, 0, 1); }

void
month_first(struct app *app)
{
	struct month *m = app_state(app, &screen_month);

	m->day.day = 1;
}

void
month_last(struct app *app)
{
	struct month *m = app_state(app, &screen_month);

	m->day.day = date_days_in_month(m->day.year, m->day.month);
}

void
month_today(struct app *app)
{
	struct month *m = app_state(app, &screen_month);

	m->day = m->today;
}

void
month_take(struct app *app)
{
	take(app, app_state(app, &screen_month));
}
