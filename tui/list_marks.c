/* list_marks.c: selected records. */
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/list_inside.h"

static size_t
find(const int64_t *ids, size_t count, int64_t id)
{
	size_t i = 0;

	while (i < count && ids[i] != id)
		i++;
	return i;
}

bool
list_is_marked(const struct list *l, int64_t id)
{
	return l->all || find(l->marks, l->mark_count, id) < l->mark_count;
}

static void
mark(struct list *l, int64_t id, bool on)
{
	size_t at = find(l->marks, l->mark_count, id);

	l->all = false;		/* all but one is not all */
	if (on && at == l->mark_count) {
		l->marks = xreallocarray(l->marks, l->mark_count + 1, sizeof *l->marks);
		l->marks[l->mark_count++] = id;
	} else if (!on && at < l->mark_count) {
		l->marks[at] = l->marks[--l->mark_count];
	}
}

void
list_unmark_all(struct list *l)
{
	l->mark_count = 0;
	l->mark_from = 0;
	l->all = false;
}

void
list_mark(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	int64_t id = list_id(l);

	if (id == 0)
		return;
	mark(l, id, !list_is_marked(l, id));
	l->mark_from = id;
	list_go(l, l->at + 1);
}

static size_t
row_of(const struct list *l, int64_t id)
{
	size_t i;
	const json_t *row;

	json_array_foreach(l->rows, i, row)
		if (json_integer_value(json_object_get(row, "id")) == id)
			return i;
	return l->at;
}

void
list_mark_range(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	size_t from = row_of(l, l->mark_from), to = l->at;

	if (from > to) {
		to = from;
		from = l->at;
	}
	for (size_t i = from; i <= to && i < list_loaded(l); i++)
		mark(l, json_integer_value(json_object_get(json_array_get(l->rows, i), "id")), true);
	l->mark_from = list_id(l);
}

/* Loaded ones, then all that the list finds, then none. */
void
list_mark_all(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	char *total = l->counted ? value_count(app_language(app), l->total, l->capped) : xstrdup("");
	size_t i, before = l->mark_count;
	const json_t *row;

	json_array_foreach(l->rows, i, row)
		mark(l, json_integer_value(json_object_get(row, "id")), true);
	if (before > 0 && before == l->mark_count && l->next != NULL && !l->all) {
		l->all = true;
		app_tell(app, ROLE_OK, l->counted ? N_("All {total} that the list finds are selected; * again: none.")
			: N_("All that the list finds are selected; * again: none."), json_pack("{s:s}", "total", total));
	} else if (before > 0 && before == l->mark_count) {
		list_unmark_all(l);
	} else if (l->next != NULL) {
		app_tell(app, ROLE_WARN, l->counted ? N_("The {n} loaded lines are selected; * again: all {total}.")
			: N_("The {n} loaded lines are selected; * again: all that the list finds."),
			json_pack("{s:I,s:s}", "n", (json_int_t)l->mark_count, "total", total));
	}
	free(total);
}

char *
list_selected(const struct list *l)
{
	char *n = l->all && l->counted ? value_count(app_language(l->app), l->total, l->capped) : value_count(app_language(l->app), (json_int_t)l->mark_count, l->all);
	char *text = app_fill(l->app, l->mark_count == 1 && !l->all ? N_("{n} selected") : N_("{n} selected ones"), json_pack("{s:s}", "n", n));

	free(n);
	return text;
}

/* With the versions that the person saw, where all of them are here: what somebody changed since is not overrun. */
static json_t *
versions_seen(const struct list *l)
{
	json_t *versions = json_array();

	for (size_t m = 0; m < l->mark_count; m++) {
		const json_t *row, *version = NULL;
		size_t i;

		json_array_foreach(l->rows, i, row)
			if (json_integer_value(json_object_get(row, "id")) == l->marks[m])
				version = json_object_get(row, "version");
		if (version == NULL) {
			json_decref(versions);
			return NULL;
		}
		json_array_append(versions, (json_t *)(uintptr_t)version);
	}
	return versions;
}

json_t *
list_chosen_records(const struct list *l)
{
	json_t *chosen = json_object(), *ids = json_array(), *versions;

	if (l->trash)
		json_object_set_new(chosen, "trash", json_true());
	if (l->all) {
		char *filter = list_filter_text(l);

		json_decref(ids);
		json_object_set_new(chosen, "all", json_true());
		if (filter != NULL)
			json_object_set_new(chosen, "filter", json_string(filter));
		if (!field_is_empty(l->search))
			json_object_set_new(chosen, "search", json_string(field_text(l->search)));
		json_object_set_new(chosen, "n", json_integer(l->counted ? l->total : (json_int_t)l->mark_count));
		free(filter);
		return chosen;
	}
	for (size_t i = 0; i < l->mark_count; i++)
		json_array_append_new(ids, json_integer(l->marks[i]));
	json_object_set_new(chosen, "n", json_integer((json_int_t)l->mark_count));
	json_object_set_new(chosen, "ids", ids);
	versions = versions_seen(l);
	if (versions != NULL)
		json_object_set_new(chosen, "versions", versions);
	return chosen;
}

void
list_mark_these(struct app *app, void *state, const struct catalogue_entity *entity, const json_t *ids)
{
	struct list *l = app_state_below(app, state, &screen_list);
	const json_t *id;
	size_t i;

	if (l == NULL || l->entity != entity || l->taken != NULL) {
		list_show(app, entity, NULL, NULL);
		l = app_state(app, &screen_list);
	} else {
		app_close(app, app_screen_of(app, state));
	}
	if (l == NULL)
		return;
	list_unmark_all(l);
	json_array_foreach(ids, i, id)
		mark(l, json_integer_value(id), true);
	app_tell(app, ROLE_WARN, N_("The refused ones are selected: {n}."), json_pack("{s:I}", "n", (json_int_t)l->mark_count));
}
