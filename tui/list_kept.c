/* list_kept.c: a list as the person left it, kept on the server without a name: its columns, their widths, the order. What is kept and is
   no field any more, or one that this person may not see now, is left out and not forgotten: it comes back with the right. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/list_inside.h"

enum { SOON_MS = 300, NAMES_MOST = 64 };

static char *
name_of(const struct list *l)
{
	return xasprintf("list.%s", l->entity->name);
}

/* "-x,y" of fields by which one may still sort; else null. The caller owns it. */
static char *
usable_sort(const struct list *l, const char *sort)
{
	for (const char *p = sort; p != NULL && *p != '\0'; p += strcspn(p, ","), p += *p == ',') {
		bool down = *p == '-';
		char *name = xstrndup(p + down, strcspn(p, ",") - down);
		const struct catalogue_field *f = catalogue_field(l->entity, name);

		free(name);
		if (f == NULL || f->masked || !f->sortable)
			return NULL;
	}
	return sort != NULL && *sort != '\0' ? xstrdup(sort) : NULL;
}

void
list_kept_read(struct list *l)
{
	char *name = name_of(l), *sort;
	const char *text = app_preference(l->app, name);

	json_decref(l->kept);
	l->kept = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	free(name);
	list_choose(l, json_object_get(l->kept, "columns"));
	sort = usable_sort(l, json_string_value(json_object_get(l->kept, "sort")));
	free(l->sort);
	l->sort = sort ? sort : xstrdup(l->entity->order);
	l->viewed = false;
}

int
list_kept_width(const struct list *l, const struct catalogue_field *f)
{
	json_int_t cells = json_integer_value(json_object_get(json_object_get(l->kept, "widths"), f->name));

	return cells <= 0 ? 0 : cells < LIST_CELLS_LEAST ? LIST_CELLS_LEAST : cells > LIST_CELLS_MOST ? LIST_CELLS_MOST : (int)cells;
}

static json_t *
kept_now(struct list *l)
{
	if (!json_is_object(l->kept)) {
		json_decref(l->kept);
		l->kept = json_object();
	}
	return l->kept;
}

void
list_keep_width(struct list *l, const struct catalogue_field *f, int cells)
{
	json_t *widths = json_object_get(kept_now(l), "widths");

	if (!json_is_object(widths) || json_object_size(widths) >= NAMES_MOST) {
		widths = json_object();
		json_object_set_new(l->kept, "widths", widths);
	}
	json_object_set_new(widths, f->name, json_integer(cells));
	list_keep_soon(l);
}

/* The columns as they are, and behind them those kept before that this person cannot see now. */
static json_t *
columns_to_keep(const struct list *l)
{
	json_t *names = list_chosen(l);
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(l->kept, "columns"), i, one) {
		const struct catalogue_field *f = json_is_string(one) ? catalogue_field(l->entity, json_string_value(one)) : NULL;

		if (json_array_size(names) > 0 && json_array_size(names) < NAMES_MOST && (f == NULL || f->masked))
			json_array_append(names, (json_t *)(uintptr_t)one);
	}
	return names;
}

static void
keep(void *arg)
{
	struct list *l = arg;
	char *name = name_of(l), *text;
	json_t *columns;

	kept_now(l);
	/* A view has columns and an order of its own; what one changes there is kept with it, by its name. */
	if (!l->viewed) {
		columns = columns_to_keep(l);
		if (json_array_size(columns) > 0)
			json_object_set(l->kept, "columns", columns);
		else
			json_object_del(l->kept, "columns");
		json_decref(columns);
		if (strcmp(l->sort, l->entity->order) != 0)
			json_object_set_new(l->kept, "sort", json_string(l->sort));
		else
			json_object_del(l->kept, "sort");
	}
	text = json_object_size(l->kept) > 0 ? json_dumps(l->kept, JSON_COMPACT) : NULL;
	if (text != NULL || app_preference(l->app, name) != NULL)
		app_prefer(l->app, name, text ? text : "");
	free(text);
	free(name);
}

/* Once for several changes that follow each other. */
void
list_keep_soon(struct list *l)
{
	l->keeping.run = keep;
	l->keeping.arg = l;
	app_after(l->app, &l->keeping, SOON_MS);
}

void
list_keep_now(struct list *l)
{
	if (!l->keeping.set)
		return;
	app_not_after(l->app, &l->keeping);
	keep(l);
}

void
list_keep_nothing(struct list *l)
{
	json_decref(l->kept);
	l->kept = NULL;
	l->viewed = false;
	list_choose_usual(l);
	free(l->sort);
	l->sort = xstrdup(l->entity->order);
	list_keep_soon(l);
}
