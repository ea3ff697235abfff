/* screen_chart.c: a report drawn, or as the table of the same figures. */
#include "tui/screen_chart.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/chart_draw.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/linear.h"
#include "tui/screen_list.h"
#include "tui/transfer.h"

enum { HELP_ROWS = 2 };

struct how {
	const char *report;
	json_t *figures, *asks;
};
struct chart {
	struct app *app;
	char *report;			/* null: groups that are counted one by one */
	json_t *asks;
	struct chart_data data;
	bool ready, empty, table;
	size_t at, top;
	int height;
};

static void
take(struct chart *c, json_t *answer)
{
	struct chart_data read;

	bool first = !c->ready;

	c->ready = true;
	c->empty = !chart_read(&read, answer) || chart_rows(&read) == 0;
	chart_free(&c->data);
	c->data = read;
	/* What has a course is looked at from now. */
	if (first && !c->empty && (read.months || read.kind == CHART_LINE) && !read.first_is_now)
		c->at = chart_rows(&read) - 1;
	if (c->at >= chart_rows(&c->data))
		c->at = 0;
}

static void
figures_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	json_t *copy;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	copy = json_deep_copy(result);
	take(state, copy);
	json_decref(copy);
}

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct chart *c = state;

	if (error != NULL)
		app_say_error(app, error);
	else
		json_array_set(json_array_get(c->data.rows, (size_t)tag), 1, json_object_get(result, "count"));
}

static void
ask(struct chart *c)
{
	const json_t *params;
	size_t i;

	json_array_foreach(c->asks, i, params)
		app_call(c->app, c, "count", json_deep_copy(params), counted, (int64_t)i);
	if (c->report != NULL)
		app_call(c->app, c, "figures", json_pack("{s:s}", "name", c->report), figures_came, 0);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct chart *c = state;
	const struct how *how = argument;

	c->app = app;
	c->report = xstrdup_or_null(how->report);
	c->asks = how->asks;
	if (how->figures != NULL)
		take(c, how->figures);
	ask(c);
}

static void
closed(struct app *app, void *state)
{
	struct chart *c = state;

	(void)app;
	chart_free(&c->data);
	json_decref(c->asks);
	free(c->report);
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct chart *c = state;
	const struct area inside = paint_part(area, 1, 0, area->height - 1 - HELP_ROWS, area->width);

	c->height = inside.height;
	if (!c->ready || c->empty) {
		paint_text(&inside, 0, 2, inside.width - 2, ROLE_DIM, c->ready ? app_text(app, N_("There are no figures.")) : "…");
		paint_cursor(&inside, 0, 0);
		return;
	}
	if (c->table)
		chart_draw_table(app, &inside, &c->data, c->at, &c->top);
	else
		chart_draw(app, &inside, &c->data, c->at, &c->top);
	if (c->data.help != NULL)
		paint_paragraph(area, area->height - HELP_ROWS, 0, HELP_ROWS, area->width, ROLE_DIM, c->data.help);
}

/* The figures as sentences: what the table has. */
static void
tell(struct app *app, void *state, struct linear *out)
{
	struct chart *c = state;
	struct value_look look = app_look(app);

	if (!c->ready || c->empty) {
		linear_say(out, app_text(app, N_("There are no figures.")));
		return;
	}
	if (c->data.help != NULL)
		linear_say(out, c->data.help);
	for (size_t i = 0; i < chart_rows(&c->data); i++) {
		struct buf line = BUF_EMPTY;
		char *label = chart_label(&c->data, &look, i);

		for (size_t k = 0; k < c->data.field_count; k++) {
			char *text = k == c->data.label ? xstrdup("") : chart_cell(&c->data, &look, i, k), *pair;

			pair = linear_pair(app, c->data.fields[k].label, text);
			if (*text != '\0')
				buf_printf(&line, "%s%s", line.length > 0 ? "; " : "", pair);
			free(pair);
			free(text);
		}
		linear_choice(out, i, label, buf_text(&line));
		free(label);
		buf_free(&line);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct chart *)state)->at = tag;
}

static char *
title_of(struct app *app, const void *state)
{
	const struct chart *c = state;

	(void)app;
	return xstrdup(c->ready ? c->data.title : "…");
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup_or_null(((const struct chart *)state)->data.help);
}

const struct screen_type screen_chart = {
	.name = "chart", .context = IN_CHART, .state_size = sizeof(struct chart), .open = opened, .close = closed,
	.draw = draw, .tell = tell, .choose = chosen, .title = title_of, .about = about,
};

void
chart_show(struct app *app, const char *report)
{
	app_push(app, &screen_chart, &(struct how){.report = report});
}

void
chart_show_figures(struct app *app, json_t *figures, json_t *asks)
{
	app_push(app, &screen_chart, &(struct how){.figures = figures, .asks = asks});
	json_decref(figures);
}

static struct chart *
here(struct app *app)
{
	return app_state(app, &screen_chart);
}

static void
go(struct chart *c, int by)
{
	size_t count = chart_rows(&c->data);
	size_t far = (size_t)(by < 0 ? -by : by);

	if (c->empty || count == 0)
		return;
	if (by < 0)
		c->at = c->at > far ? c->at - far : 0;
	else
		c->at = c->at + far < count ? c->at + far : count - 1;
}

void
chart_up(struct app *app)
{
	go(here(app), -1);
}

void
chart_down(struct app *app)
{
	go(here(app), 1);
}

void
chart_page_up(struct app *app)
{
	go(here(app), -here(app)->height);
}

void
chart_page_down(struct app *app)
{
	go(here(app), here(app)->height);
}

void
chart_table(struct app *app)
{
	here(app)->table = !here(app)->table;
	here(app)->top = 0;
}

/* The records that a bar counts. */
void
chart_open(struct app *app)
{
	const struct chart *c = here(app);
	const json_t *asked = json_array_get(c->asks, c->at);
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), json_string_value(json_object_get(asked, "entity")));
	struct value_look look = app_look(app);
	char *label;

	if (entity == NULL) {
		app_tell(app, ROLE_DIM, N_("This report has no list behind it."), NULL);
		return;
	}
	label = chart_label(&c->data, &look, c->at);
	list_show(app, entity, json_string_value(json_object_get(asked, "filter")), label);
	free(label);
}

void
chart_refresh(struct app *app)
{
	do_repaint(app);
	ask(here(app));
}

void
chart_export(struct app *app)
{
	const struct chart *c = app_state(app, &screen_chart);
	const json_t *one;
	size_t i;

	if (c->report == NULL)
		app_tell(app, ROLE_DIM, N_("The list behind it has the export."), NULL);
	json_array_foreach(catalogue_part(app_catalogue(app), "reports"), i, one)
		if (c->report != NULL && strcmp(json_string_value(json_object_get(one, "name")), c->report) == 0)
			transfer_report(app, c->report, json_string_value(json_object_get(one, "title")));
}

void
report_open(struct app *app, size_t number)
{
	chart_show(app, json_string_value(json_object_get(json_array_get(catalogue_part(app_catalogue(app), "reports"), number), "name")));
}

static void
report_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	report_open(app, (size_t)row->tag);
}

void
do_reports(struct app *app)
{
	struct pick_ask ask_which = {.letters = true, .explains = true, .y = -1, .x = -1, .take = report_taken};
	const json_t *one;
	size_t i;

	json_array_foreach(catalogue_part(app_catalogue(app), "reports"), i, one) {
		const char *title = json_string_value(json_object_get(one, "title")), *help = json_string_value(json_object_get(one, "help"));

		pick_add(&ask_which.rows, &ask_which.count, xstrdup(title ? title : "?"), xstrdup(help ? help : ""), (int64_t)i);
	}
	if (ask_which.count == 0) {
		app_tell(app, ROLE_DIM, N_("There are no reports."), NULL);
		return;
	}
	pick_letters(ask_which.rows, ask_which.count);
	ask_which.title = xstrdup(app_text(app, N_("Reports")));
	pick_open(app, &ask_which);
}
