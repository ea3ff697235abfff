/* widget_date.c: a day: in short forms, from a month to look at, or a day or a month further with the arrows. */
#include <stdio.h>
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/form_inside.h"
#include "tui/screen_month.h"
#include "tui/widget.h"

static struct date_reading
reading(const struct value_look *look, const struct catalogue_field *f)
{
	return (struct date_reading){.today = look->today, .bias = f->bias};
}

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	const char *iso = json_string_value(value);
	struct date d;
	char shown[DATE_TEXT];

	(void)f;
	(void)row;
	if (iso == NULL || sscanf(iso, "%d-%d-%d", &d.year, &d.month, &d.day) != 3 || !date_valid(d))
		return widget_any_text(value);
	return xstrdup(date_show(d, look->language, shown));
}

static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	const struct date_reading how = reading(look, f);
	struct date d;
	char iso[DATE_TEXT];

	*why = N_("Not a date: write 15, 15/3, 15/3/2027, t (today), +7 or fri.");
	return date_read(typed, &how, &d) ? json_string(date_iso(d, iso)) : NULL;
}

static char *
echo(const struct value_look *look, const struct catalogue_field *f, const char *typed)
{
	const struct date_reading how = reading(look, f);
	struct date d;

	return date_read(typed, &how, &d) ? date_say(d, look->today, look->language) : NULL;
}

static void
put(struct form *form, struct form_item *item, struct date d)
{
	struct value_look look = app_look(form->app);
	char shown[DATE_TEXT];

	if (!date_valid(d))
		return;
	form_set_text(form, item, date_show(d, look.language, shown));
	form_typed(form, item);
}

/* Later is up, as on a calendar of which one turns the pages. In an empty field, or in one that makes no sense, arrows move on. */
static bool
step(struct form *form, struct form_item *item, enum widget_step way)
{
	const struct value_look look = app_look(form->app);
	const struct date_reading how = reading(&look, item->f);
	struct date d;

	if (field_is_empty(item->line) || !date_read(field_text(item->line), &how, &d))
		return false;
	switch (way) {
	case STEP_UP: d = date_from_days(date_to_days(d) + 1); break;
	case STEP_DOWN: d = date_from_days(date_to_days(d) - 1); break;
	case STEP_PAGE_UP: d = date_add_months(d, 1); break;
	case STEP_PAGE_DOWN: d = date_add_months(d, -1); break;
	}
	put(form, item, d);
	return true;
}

static void
taken(struct app *app, void *owner, struct date day)
{
	struct form *form = owner;
	struct form_item *item = form_focus(form);

	(void)app;
	if (item != NULL)
		put(form, item, day);
}

static void
values(struct form *form, struct form_item *item)
{
	const struct value_look look = app_look(form->app);
	const struct date_reading how = reading(&look, item->f);
	struct date d = look.today;

	if (!field_is_empty(item->line) && !date_read(field_text(item->line), &how, &d))
		d = look.today;
	month_open(form->app, form->field_y + 1, form->field_x, d, form, taken);
}

const struct widget widget_date = {.name = "date", .list_cells = 10, .form_cells = 12, .hint = N_("F4: month"), .text = text, .read = parse,
	.echo = echo, .step = step, .values = values};
