/* list_views.c: saved views of a list: its columns, filter, search and order under a name, of one's own or of all colleagues. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/list_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"

enum { VIEWS_MOST = 200, SAVE_IT = -1 };

/* The kind of record that holds views: it says of which list, which columns it has, how it is filtered, searched and sorted. */
static const struct catalogue_entity *
views_of(struct app *app)
{
	static const char *const has[] = {"name", "entity", "columns", "filter", "term", "sort"};

	return catalogue_having(app_catalogue(app), has, sizeof has / sizeof *has);
}

static json_t *
sort_list(const char *sort)
{
	json_t *list = json_array();

	for (size_t n; *sort != '\0'; sort += n + (sort[n] == ',')) {
		n = strcspn(sort, ",");
		json_array_append_new(list, json_stringn(sort, n));
	}
	return list;
}

/* A form with the list as it stands: only the name is missing. */
static void
save(struct list *l, const struct catalogue_entity *views)
{
	char *filter = list_filter_text(l);
	json_t *values = json_pack("{s:s,s:o,s:o}", "entity", l->entity->name, "columns", list_chosen(l), "sort", sort_list(l->sort));

	if (filter != NULL)
		json_object_set_new(values, "filter", json_string(filter));
	if (!field_is_empty(l->search))
		json_object_set_new(values, "term", json_string(field_text(l->search)));
	free(filter);
	form_create(l->app, views, values);
}

static void
use(struct list *l, const json_t *view)
{
	const char *filter = json_string_value(json_object_get(view, "filter"));
	const char *term = json_string_value(json_object_get(view, "term"));
	const json_t *sort = json_object_get(view, "sort"), *one;
	struct buf order = BUF_EMPTY;
	size_t i;

	json_array_foreach(sort, i, one)
		buf_printf(&order, "%s%s", i > 0 ? "," : "", json_string_value(one) ? json_string_value(one) : "");
	field_set(l->filter, filter ? filter : "");
	field_set(l->search, term ? term : "");
	free(l->sort);
	l->sort = xstrdup(order.length > 0 ? buf_text(&order) : l->entity->order);
	list_choose(l, json_object_get(view, "columns"));
	buf_free(&order);
	l->trash = false;
	list_unmark_all(l);
	list_reload(l);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;
	const struct catalogue_entity *views = views_of(app);

	(void)typed;
	if (row->tag != SAVE_IT)
		use(l, json_array_get(l->views, (size_t)row->tag));
	else if (views != NULL)
		save(l, views);
}

static void
views_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;
	struct pick_ask ask = {.y = -1, .x = -1, .owner = l, .take = taken, .width = 40, .nothing = N_("Nothing found.")};
	size_t i;
	const json_t *one;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	if (app_top(app) != app_screen_of(app, l))
		return;
	json_decref(l->views);
	l->views = json_deep_copy(json_object_get(result, "rows"));
	json_array_foreach(l->views, i, one) {
		const char *name = json_string_value(json_object_get(one, "name"));
		const char *filter = json_string_value(json_object_get(one, "filter"));

		pick_add(&ask.rows, &ask.count, xstrdup(name ? name : "?"), xstrdup(filter ? filter : ""), (int64_t)i);
	}
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Save this list as a view…"))), NULL, SAVE_IT);
	ask.title = xstrdup(app_text(app, N_("Views")));
	pick_open(app, &ask);
}

void
list_views(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	const struct catalogue_entity *views = views_of(app);
	char *filter;

	if (views == NULL) {
		app_tell(app, ROLE_DIM, N_("There are no views here."), NULL);
		return;
	}
	filter = xasprintf("entity:%s", l->entity->name);
	app_call_opening(app, l, "list", json_pack("{s:s,s:s,s:[ssssss],s:s,s:i}", "entity", views->name, "filter", filter, "columns", "name",
		"entity", "columns", "filter", "term", "sort", "sort", "name", "limit", VIEWS_MOST), views_came, 0);
	free(filter);
}
