/* list_choose.c: which columns a list has, and in which order: the usual ones until somebody chooses others. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/list_inside.h"
#include "tui/pick.h"

enum { USUAL = -1 };

void
list_choose_usual(struct list *l)
{
	l->column_count = l->entity->list_count < LIST_COLUMNS ? l->entity->list_count : LIST_COLUMNS;
	for (size_t c = 0; c < l->column_count; c++)
		l->columns[c] = l->entity->list[c];
	l->chosen = false;
}

static size_t
place_of(const struct list *l, const struct catalogue_field *f)
{
	size_t c = 0;

	while (c < l->column_count && l->columns[c] != f)
		c++;
	return c;
}

static void
add(struct list *l, const struct catalogue_field *f)
{
	if (f != NULL && !f->masked && l->column_count < LIST_COLUMNS && place_of(l, f) == l->column_count)
		l->columns[l->column_count++] = f;
}

/* Names that are no fields any more, or that this person may not see, are left out. */
void
list_choose(struct list *l, const json_t *names)
{
	size_t i;
	const json_t *name;

	l->column_count = 0;
	json_array_foreach(names, i, name)
		add(l, json_is_string(name) ? catalogue_field(l->entity, json_string_value(name)) : NULL);
	l->chosen = l->column_count > 0;
	if (!l->chosen)
		list_choose_usual(l);
	list_columns_forget(l);
}

void
list_choose_fewer(struct list *l)
{
	size_t left = 0;

	for (size_t c = 0; c < l->column_count; c++)
		if (!l->columns[c]->custom)
			l->columns[left++] = l->columns[c];
	if (left == l->column_count || left == 0) {
		list_choose_usual(l);
		free(l->sort);
		l->sort = xstrdup(l->entity->order);
	} else {
		l->column_count = left;
	}
	list_columns_forget(l);
}

json_t *
list_chosen(const struct list *l)
{
	json_t *names = json_array();

	for (size_t c = 0; l->chosen && c < l->column_count; c++)
		json_array_append_new(names, json_string(l->columns[c]->name));
	return names;
}

static void ask(struct list *l, int64_t cursor);

/* One stays at least: a list without columns says nothing. */
static void
toggle(struct list *l, const struct catalogue_field *f)
{
	size_t c = place_of(l, f);

	if (c == l->column_count) {
		add(l, f);
	} else if (l->column_count > 1) {
		memmove(l->columns + c, l->columns + c + 1, (--l->column_count - c) * sizeof *l->columns);
	} else {
		app_bell(l->app);
		return;
	}
	l->chosen = true;
}

/* The popup comes back on its row: one chooses several, and Esc ends it. */
static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;

	(void)app;
	(void)typed;
	if (row->tag == USUAL)
		list_keep_nothing(l);
	else
		toggle(l, &l->entity->fields[row->tag]);
	list_columns_forget(l);
	list_keep_soon(l);
	l->other_columns = true;
	list_reread(l);
	if (row->tag != USUAL)
		ask(l, row->tag);
}

static void
ask(struct list *l, int64_t cursor)
{
	size_t count = l->entity->field_count;
	struct pick_ask popup = {.y = -1, .x = -1, .take = taken, .owner = l, .width = 34, .nothing = N_("No such column.")};

	/* What people write comes before what is counted for them. */
	for (size_t n = 0; n < 2 * count; n++) {
		size_t i = n < count ? n : n - count;
		const struct catalogue_field *f = &l->entity->fields[i];
		size_t place = place_of(l, f);

		if (f->masked || (f->creatable || f->updatable) == (n >= count))
			continue;
		if ((int64_t)i == cursor)
			popup.chosen = popup.count;
		pick_add(&popup.rows, &popup.count, xstrdup(f->label),
			place < l->column_count ? xasprintf("✓ %zu", place + 1) : NULL, (int64_t)i);
	}
	pick_add(&popup.rows, &popup.count, xstrdup(app_text(l->app, N_("The usual columns"))), NULL, USUAL);
	popup.title = xstrdup(app_text(l->app, N_("Columns")));
	pick_open(l->app, &popup);
}

void
list_columns_menu(struct app *app)
{
	struct list *l = app_state(app, &screen_list);

	ask(l, l->column_count > 0 ? l->columns[0] - l->entity->fields : 0);
}
