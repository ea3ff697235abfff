/* calendar_tell.c: a calendar in lines: what there is, day by day, whatever the view. */
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"
#include "tui/linear.h"

static void
tell_event(struct calendar *c, struct linear *out, size_t i)
{
	const struct calendar_event *e = &c->events[i];
	bool touched = touched_has(&c->touched, e->id);
	char *label = calendar_label(c, e), *details = calendar_details(c, e), *when, *line;

	if (c->whole) {
		when = xstrdup("");
	} else {
		char *from = calendar_clock(e->now.from), *to = calendar_clock(e->now.to);

		when = e->now.from == e->now.to ? xasprintf("%s ", from) : xasprintf("%s–%s ", from, to);
		free(from);
		free(to);
	}
	line = xasprintf("%s%s%s%s%s%s%s%s", when, touched ? app_text(c->app, N_("(changed by somebody else)")) : "", touched ? " " : "",
		e->clash ? app_text(c->app, N_("(in conflict)")) : "", e->clash ? " " : "", label, *details != '\0' ? "; " : "", details);
	linear_choice(out, i, NULL, line);
	free(line);
	free(when);
	free(label);
	free(details);
}

void
calendar_tell(struct app *app, void *state, struct linear *out)
{
	struct calendar *c = state;
	struct date first, day, last = {0};
	int days;
	char *said;

	calendar_range(c, &first, &days);
	for (size_t i = 0; i < c->count; i++) {
		day = calendar_date(c->events[i].now.from);
		if (i == 0 || date_compare(day, last) != 0) {
			char *name = calendar_day_name(c, day, true);

			linear_say(out, name);
			free(name);
		}
		last = day;
		tell_event(c, out, i);
	}
	if (c->count == 0)
		linear_say(out, app_text(app, N_("Nothing is planned here.")));
	said = calendar_said(c);
	if (said != NULL)
		linear_value(out, app_text(app, N_("The cursor is on")), said);
	free(said);
}

void
calendar_point(struct app *app, void *state, size_t tag)
{
	struct calendar *c = state;

	(void)app;
	if (tag < c->count)
		calendar_go_to(c, &c->events[tag]);
}
