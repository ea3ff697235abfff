/* list_live.c: a list hears of changes by others: the row says so and shows what is there now, where it stands; nothing moves under the
   eyes of whoever reads. The order and what a filter lets through are those of the last reading, until the next. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/list_inside.h"
#include "tui/remote.h"

/* A file that comes in is a thousand changes: the rows on the screen are read again, the others when they are looked for. */
enum { SOON_MS = 5, BETWEEN_MS = 250, ROWS_MOST = 100, COUNT_BETWEEN_MS = 2000 };

/* At once after a rest, else when so long has passed since the last time. */
static int
soon(int64_t last, int between)
{
	int64_t since = tui_loop_now() - last;

	return last == 0 || since >= between - SOON_MS ? SOON_MS : (int)(between - since);
}

static const json_t *
row_with(const struct list *l, int64_t id, size_t *at)
{
	size_t i;
	const json_t *row;

	json_array_foreach(l->rows, i, row)
		if (json_integer_value(json_object_get(row, "id")) == id) {
			*at = i;
			return row;
		}
	return NULL;
}

/* Those that are not in the answer are gone: they stay, marked, until the list is read again. */
static void
rows_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;
	const json_t *row;
	size_t i, at;

	(void)app;
	if (error != NULL || tag != l->generation)
		return;
	json_array_foreach(json_object_get(result, "rows"), i, row)
		if (row_with(l, json_integer_value(json_object_get(row, "id")), &at) != NULL) {
			json_array_set_new(l->rows, at, json_deep_copy(row));
			list_columns_see(l, row);
		}
}

/* Of the rows that were changed, those on the screen first. */
static json_t *
stale_ids(const struct list *l)
{
	json_t *ids = json_array();
	size_t count = json_array_size(l->rows), from = l->top < count ? l->top : 0;

	for (size_t i = 0; i < count && json_array_size(ids) < ROWS_MOST; i++) {
		const json_t *id = json_object_get(json_array_get(l->rows, (from + i) % count), "id");

		if (touched_has(&l->stale, json_integer_value(id)))
			json_array_append(ids, (json_t *)(uintptr_t)id);
	}
	return ids;
}

static void
read_stale(struct list *l)
{
	json_t *ids = stale_ids(l), *params, *id;
	char *filter = xstrdup("id:"), *longer;
	size_t i;

	json_array_foreach(ids, i, id) {
		longer = xasprintf("%s%s%lld", filter, i > 0 ? "," : "", (long long)json_integer_value(id));
		free(filter);
		filter = longer;
	}
	touched_clear(&l->stale);
	if (json_array_size(ids) > 0) {
		params = json_pack("{s:s,s:s,s:o,s:i}", "entity", l->entity->name, "filter", filter, "columns",
			catalogue_names(l->entity, l->columns, l->column_count), "limit", ROWS_MOST);
		if (l->trash)
			json_object_set_new(params, "trash", json_true());
		app_call(l->app, l, "list", params, rows_came, l->generation);
	}
	free(filter);
	json_decref(ids);
}

static void
has_rested(void *arg)
{
	struct list *l = arg;

	if (l->stale.count > 0 && !l->refreshing)
		read_stale(l);
	l->reread_at = tui_loop_now();
	list_preview_soon(l);
}

static void
count_now(void *arg)
{
	struct list *l = arg;

	l->counted_at = tui_loop_now();
	if (l->counted)
		list_count(l);
}

void
list_hear(struct list *l, int64_t id, int version)
{
	size_t at;
	const json_t *row = row_with(l, id, &at);

	if (row != NULL && json_integer_value(json_object_get(row, "version")) >= version)
		return;
	if (row != NULL) {
		touched_add(&l->touched, id);
		touched_add(&l->stale, id);
		l->live_timer.run = has_rested;
		l->live_timer.arg = l;
		if (!l->live_timer.set)
			app_after(l->app, &l->live_timer, soon(l->reread_at, BETWEEN_MS));
	}
	/* It may be a new one, or gone: how many there are is told, seldom enough for a busy company. */
	l->count_timer.run = count_now;
	l->count_timer.arg = l;
	if (!l->count_timer.set) {
		int wait = soon(l->counted_at, COUNT_BETWEEN_MS);

		l->count_timer.background = wait > SOON_MS;
		app_after(l->app, &l->count_timer, wait);
	}
}

static void
related_again(void *arg)
{
	struct list *l = arg;

	if (list_related_fits() && l->preview_id == list_id(l) && l->preview_id != 0)
		list_related_ask(l);
}

/* What hangs on the record beside the list. */
void
list_hear_related(struct list *l, const char *entity)
{
	bool has = false;

	for (size_t i = 0; i < l->entity->related_count; i++)
		has = has || strcmp(l->entity->related[i].entity, entity) == 0;
	if (!has || !list_related_fits() || l->related_timer.set || app_state(l->app, &screen_list) != l)
		return;
	l->related_timer.run = related_again;
	l->related_timer.arg = l;
	app_after(l->app, &l->related_timer, SOON_MS);
}

void
list_live_end(struct list *l)
{
	app_not_after(l->app, &l->live_timer);
	app_not_after(l->app, &l->count_timer);
	app_not_after(l->app, &l->related_timer);
	touched_clear(&l->stale);
}
