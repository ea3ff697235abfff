/* list_views.c: saved views of a list: its columns, filter, search and order under a name, of one's own or of all colleagues. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
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
	list_keep_now(l);
	list_choose(l, json_object_get(view, "columns"));
	l->viewed = true;
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
letter_of(struct pick_row *row, const struct pick_row *rows, size_t count, char letter)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].letter[0] == letter)
			return;
	row->letter[0] = letter;
}

/* A view of one's own goes before a shared one with the same key. What saves gets a letter that no view has. */
static void
give_letters(struct list *l, struct pick_row *rows, size_t count, json_int_t person)
{
	char *label = text_fold(rows[count - 1].label);
	const json_t *one;
	size_t i;

	for (int own = 1; own >= 0; own--)
		json_array_foreach(l->views, i, one) {
			const char *key = json_string_value(json_object_get(one, "key"));

			if (key != NULL && *key != '\0' && (json_integer_value(json_object_get(one, "person_id")) == person) == own)
				letter_of(&rows[i], rows, count, *key);
		}
	for (const char *p = label; *p != '\0' && rows[count - 1].letter[0] == '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			letter_of(&rows[count - 1], rows, count, *p);
	free(label);
}

static void
views_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;
	struct pick_ask ask = {.y = -1, .x = -1, .owner = l, .take = taken, .width = 40, .letters = true};
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
	give_letters(l, ask.rows, ask.count, json_integer_value(json_object_get(json_object_get(app_hello(app), "person"), "id")));
	ask.title = xstrdup(app_text(app, N_("Views")));
	pick_open(app, &ask);
}

static json_t *
question(const struct catalogue_entity *views)
{
	return json_pack("{s:s,s:[ssssssss],s:s,s:i}", "entity", views->name, "columns", "name", "entity", "columns", "filter", "term", "sort", "key",
		"person_id", "sort", "name", "limit", VIEWS_MOST);
}

void
list_views(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	const struct catalogue_entity *views = views_of(app);
	json_t *params;

	if (views == NULL) {
		app_tell(app, ROLE_DIM, N_("There are no views here."), NULL);
		return;
	}
	params = question(views);
	json_object_set_new(params, "filter", json_sprintf("entity:%s", l->entity->name));
	app_call_opening(app, l, "list", params, views_came, 0);
}

/* What follows “view ”, in English or in the person's language; null: it is another line. */
static const char *
view_of(struct app *app, const char *line)
{
	const char *const words[] = {"view", app_text(app, N_("view"))};

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(words[i]);

		if (strncmp(line, words[i], n) == 0 && line[n] == ' ')
			return line + n + strspn(line + n, " ");
	}
	return NULL;
}

char *
list_view_called(struct app *app, const char *line)
{
	const char *name = view_of(app, line);

	return name != NULL && *name != '\0' && views_of(app) != NULL ? app_fill(app, N_("View {name}"), json_pack("{s:s}", "name", name)) : NULL;
}

/* Of those that hold these words the first by name: the shortest of those that begin so. */
static void
sought_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const json_t *view = json_array_get(json_object_get(result, "rows"), 0);
	const char *of = json_string_value(json_object_get(view, "entity"));
	const struct catalogue_entity *entity = of ? catalogue_entity(app_catalogue(app), of) : NULL;

	(void)state;
	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
	} else if (entity == NULL) {
		app_drop_held(app);
		app_tell(app, ROLE_WARN, N_("There is no view of this name."), NULL);
	} else {
		list_show(app, entity, NULL, NULL);
		use(app_state(app, &screen_list), view);
	}
}

bool
list_view_run(struct app *app, const char *line)
{
	const char *name = view_of(app, line);
	const struct catalogue_entity *views = views_of(app);
	json_t *params;

	if (name == NULL || *name == '\0' || views == NULL)
		return false;
	params = question(views);
	json_object_set_new(params, "search", json_string(name));
	app_call_opening(app, NULL, "list", params, sought_came, 0);
	return true;
}
