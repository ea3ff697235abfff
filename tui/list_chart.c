/* list_chart.c: what a list shows, counted by the groups of one of its fields: choices, yes and no, or months. */
#include <stdlib.h>
#include <string.h>

#include "shared/dates.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/list_inside.h"
#include "tui/pick.h"
#include "tui/screen_chart.h"

enum { MONTHS = 12 };

struct groups {
	struct list *list;
	const struct catalogue_field *field;
	json_t *rows, *asks;		/* [label, count], and how each is counted */
};

static void
add_group(struct groups *g, json_t *label, const char *condition)
{
	struct list *l = g->list;
	char *fixed = list_filter_text(l), *filter = xasprintf("%s%s%s", fixed ? fixed : "", fixed ? " " : "", condition);
	json_t *params = json_pack("{s:s,s:s}", "entity", l->entity->name, "filter", filter);

	if (!field_is_empty(l->search))
		json_object_set_new(params, "search", json_string(field_text(l->search)));
	json_array_append_new(g->rows, json_pack("[o,n]", label));
	json_array_append_new(g->asks, params);
	free(fixed);
	free(filter);
}

static void
add_values(struct groups *g)
{
	const struct catalogue_field *f = g->field;
	char *condition;

	for (size_t i = 0; i < f->choice_count; i++) {
		condition = xasprintf("%s:\"%s\"", f->name, f->choices[i].value);
		add_group(g, json_string(f->choices[i].value), condition);
		free(condition);
	}
	for (int i = 0; f->choice_count == 0 && i < 2; i++) {
		condition = xasprintf("%s:%s", f->name, i == 0 ? "true" : "false");
		add_group(g, json_boolean(i == 0), condition);
		free(condition);
	}
	if (!f->required && f->type != TYPE_BOOLEAN && f->standard == NULL) {
		condition = xasprintf("%s:-", f->name);
		add_group(g, json_null(), condition);
		free(condition);
	}
}

static void
add_months(struct groups *g)
{
	struct date today = app_look(g->list->app).today;

	for (int back = MONTHS - 1; back >= 0; back--) {
		int month = today.year * 12 + today.month - 1 - back;
		char *day = xasprintf("%04d-%02d-01", month / 12, month % 12 + 1);
		char *condition = xasprintf("%s>=%s %s<%04d-%02d-01", g->field->name, day, g->field->name, (month + 1) / 12, (month + 1) % 12 + 1);

		add_group(g, json_string(day), condition);
		free(day);
		free(condition);
	}
}

static bool
is_moment(const struct catalogue_field *f)
{
	return f->type == TYPE_DATE || f->type == TYPE_TIMESTAMP;
}

static json_t *
choices_of(const struct catalogue_field *f)
{
	json_t *choices = json_array();

	for (size_t i = 0; i < f->choice_count; i++)
		json_array_append_new(choices, json_pack("[s,s]", f->choices[i].value, f->choices[i].label));
	return choices;
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;
	struct groups g = {.list = l, .field = &l->entity->fields[row->tag], .rows = json_array(), .asks = json_array()};
	const char *type = is_moment(g.field) ? "date" : g.field->type == TYPE_BOOLEAN ? "boolean" : "text";
	char *title = app_fill(app, N_("{title} by {field}"), json_pack("{s:s,s:s}", "title", l->entity->title, "field", g.field->label));
	json_t *figures;

	(void)typed;
	if (is_moment(g.field))
		add_months(&g);
	else
		add_values(&g);
	figures = json_pack("{s:s,s:s,s:o,s:[{s:s,s:s,s:s,s:o},{s:s,s:s,s:s}],s:{s:s,s:s,s:[s]}}", "title", title, "help", g.field->help,
		"rows", g.rows, "fields", "name", "group", "label", g.field->label, "type", type, "choices", choices_of(g.field), "name",
		"count", "label", l->entity->title, "type", "integer", "chart", "kind", is_moment(g.field) ? "line" : "bars", "label", "group",
		"values", "count");
	free(title);
	if (figures != NULL)
		chart_show_figures(app, figures, g.asks);
}

void
list_chart(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .owner = l, .nothing = N_("No such column.")};

	for (size_t i = 0; i < l->entity->field_count; i++) {
		const struct catalogue_field *f = &l->entity->fields[i];

		if (!f->masked && (f->choice_count > 0 || f->type == TYPE_BOOLEAN || (is_moment(f) && f->sortable)))
			pick_add(&ask.rows, &ask.count, xstrdup(f->label), NULL, (int64_t)i);
	}
	ask.title = xstrdup(app_text(app, N_("Count by")));
	pick_open(app, &ask);
}
