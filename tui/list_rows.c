/* list_rows.c: pages of a list by cursor; what is loaded is one piece that grows at its far edge. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/list_inside.h"
#include "tui/remote.h"

enum { PAGE_MIN = 40, PAGE_MAX = 200, REREAD_MAX = 1000 };

size_t
list_loaded(const struct list *l)
{
	return json_array_size(l->rows);
}

const json_t *
list_row(const struct list *l)
{
	return json_array_get(l->rows, l->at);
}

static int64_t
id_of(const json_t *row)
{
	return json_integer_value(json_object_get(row, "id"));
}

int64_t
list_id(const struct list *l)
{
	return id_of(list_row(l));
}

/* "-x,y" turned round: "x,-y". The caller owns it. */
static char *
turned(const char *sort)
{
	struct buf out = BUF_EMPTY;

	while (*sort != '\0') {
		size_t n = strcspn(sort, ",");
		bool down = *sort == '-';

		buf_printf(&out, "%s%s%.*s", out.length > 0 ? "," : "", down ? "" : "-", (int)(n - down), sort + down);
		sort += n + (sort[n] == ',');
	}
	return buf_steal(&out);
}

static json_t *
question(const struct list *l)
{
	json_t *params = json_pack("{s:s}", "entity", l->entity->name);
	char *filter = list_filter_text(l);

	if (filter != NULL)
		json_object_set_new(params, "filter", json_string(filter));
	if (!field_is_empty(l->search))
		json_object_set_new(params, "search", json_string(field_text(l->search)));
	if (l->trash)
		json_object_set_new(params, "trash", json_true());
	free(filter);
	return params;
}

static int
page_size(const struct list *l)
{
	int size = 3 * l->height;

	return size < PAGE_MIN ? PAGE_MIN : size > PAGE_MAX ? PAGE_MAX : size;
}

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;

	(void)app;
	if (error != NULL || tag != l->generation)
		return;
	l->counted = true;
	l->total = json_integer_value(json_object_get(result, "count"));
	l->capped = json_is_true(json_object_get(result, "capped"));
}

void
list_count(struct list *l)
{
	app_call(l->app, l, "count", question(l), counted, l->generation);
}

static void
take_next(struct list *l, const json_t *result)
{
	free(l->next);
	l->next = xstrdup_or_null(json_string_value(json_object_get(result, "next")));
}

/* In the order of the screen: what came backward is turned round. */
static json_t *
in_order(const struct list *l, json_t *rows)
{
	json_t *turned_rows;

	if (!l->backward)
		return json_incref(rows);
	turned_rows = json_array();
	for (size_t i = json_array_size(rows); i > 0; i--)
		json_array_append(turned_rows, json_array_get(rows, i - 1));
	return turned_rows;
}

/* The cursor goes to its record, wherever it is now, and the picture does not jump. */
static void
bind_cursor(struct list *l, int64_t id, size_t offset)
{
	size_t i;
	const json_t *row;

	json_array_foreach(l->rows, i, row)
		if (id_of(row) == id) {
			l->at = i;
			l->top = i > offset ? i - offset : 0;
			return;
		}
	list_go(l, l->at);
}

static void
page_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;
	json_t *rows;

	if (tag != l->generation)
		return;
	l->loading = false;
	/* What was kept names a field that has just gone: without it, and what was kept waits. */
	if (error != NULL && !l->loaded && l->chosen && strcmp(error->status, "misuse") == 0) {
		list_choose_fewer(l);
		list_reload(l);
		return;
	}
	if (error != NULL) {
		l->loaded = true;
		l->settles = l->first_wanted = l->refreshing = false;
		app_drop_held(app);
		/* Half a filter is typed: the rows of the last good one stay. */
		app_say_error(app, error);
		return;
	}
	rows = in_order(l, json_object_get(result, "rows"));
	take_next(l, result);
	if (l->refreshing) {
		int64_t id = list_id(l);
		size_t offset = l->at - l->top;
		bool first = !l->loaded || id == 0 || l->first_wanted;

		/* Another question: its columns are its own. */
		if (!l->loaded || l->other_columns)
			list_columns_forget(l);
		l->other_columns = false;
		l->first_wanted = false;
		json_decref(l->rows);
		l->rows = rows;
		l->settles = l->refreshing = false;
		l->loaded = true;
		touched_clear(&l->stale);
		if (first)
			list_go(l, l->backward ? list_loaded(l) : 0);
		else
			bind_cursor(l, id, offset);
		list_count(l);
	} else if (l->backward) {
		size_t came = json_array_size(rows);

		json_array_extend(rows, l->rows);
		json_decref(l->rows);
		l->rows = rows;
		l->at += came;
		l->top += came;
	} else {
		json_array_extend(l->rows, rows);
		json_decref(rows);
	}
	list_preview_soon(l);
	list_load_more(l);
}

static void
ask(struct list *l, const char *after, int limit)
{
	json_t *params = question(l);
	char *sort = l->backward ? turned(l->sort) : xstrdup(l->sort);

	json_object_set_new(params, "columns", catalogue_names(l->entity, l->columns, l->column_count));
	json_object_set_new(params, "sort", json_string(sort));
	json_object_set_new(params, "limit", json_integer(limit));
	if (after != NULL)
		json_object_set_new(params, "after", json_string(after));
	l->loading = true;
	app_call(l->app, l, "list", params, page_came, l->generation);
	free(sort);
}

static void
restart(struct list *l, int limit)
{
	l->generation++;
	l->refreshing = true;
	ask(l, NULL, limit);
}

void
list_reload(struct list *l)
{
	l->backward = false;
	l->counted = false;
	touched_clear(&l->touched);
	touched_clear(&l->stale);
	l->loaded = false;
	l->opened = l->opened ? l->opened : tui_loop_now();
	restart(l, page_size(l));
}

void
list_reload_end(struct list *l)
{
	l->backward = true;
	l->loaded = false;
	restart(l, page_size(l));
}

void
list_reread(struct list *l)
{
	int limit = (int)list_loaded(l) > page_size(l) ? (int)list_loaded(l) : page_size(l);

	restart(l, limit > REREAD_MAX ? REREAD_MAX : limit);
}

void
list_load_more(struct list *l)
{
	size_t ahead = l->backward ? l->at : list_loaded(l) - l->at;

	if (l->loading || l->next == NULL || ahead > 2 * (size_t)(l->height > 0 ? l->height : 1))
		return;
	ask(l, l->next, page_size(l));
}

void
list_go(struct list *l, size_t at)
{
	size_t count = list_loaded(l);

	l->at = at < count ? at : count > 0 ? count - 1 : 0;
	list_preview_soon(l);
	list_load_more(l);
}
