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
	return find(l->marks, l->mark_count, id) < l->mark_count;
}

static void
mark(struct list *l, int64_t id, bool on)
{
	size_t at = find(l->marks, l->mark_count, id);

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

void
list_mark_all(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	size_t i;
	const json_t *row;

	if (l->mark_count > 0) {
		list_unmark_all(l);
		return;
	}
	json_array_foreach(l->rows, i, row)
		mark(l, json_integer_value(json_object_get(row, "id")), true);
	if (l->next != NULL)
		app_tell(app, ROLE_WARN, N_("Only the loaded lines are selected: {n}."),
			json_pack("{s:I}", "n", (json_int_t)l->mark_count));
}
