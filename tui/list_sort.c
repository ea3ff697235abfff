/* list_sort.c: by which column, in which direction. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/list_inside.h"
#include "tui/pick.h"

bool
list_sorted_by(const struct list *l, const struct catalogue_field *f)
{
	const char *name = l->sort + (*l->sort == '-');

	return strncmp(name, f->name, strlen(f->name)) == 0 && strchr(",", name[strlen(f->name)]) != NULL;
}

void
list_sort_by(struct list *l, const struct catalogue_field *f)
{
	/* The newest date first, the first name first; the same column again turns it round. */
	bool down = list_sorted_by(l, f) ? *l->sort != '-' : f->type == TYPE_TIMESTAMP;

	free(l->sort);
	l->sort = xasprintf("%s%s", down ? "-" : "", f->name);
	list_keep_soon(l);
	list_reread(l);
}

/* The next sortable column of the list on that side of the present one. */
static void
sort_beside(struct app *app, int step)
{
	struct list *l = app_state(app, &screen_list);
	int count = (int)l->column_count, at = step > 0 ? -1 : count;

	for (int i = 0; i < count; i++)
		if (list_sorted_by(l, l->columns[i]))
			at = i;
	for (at += step; at >= 0 && at < count; at += step)
		if (l->columns[at]->sortable) {
			list_sort_by(l, l->columns[at]);
			return;
		}
	app_bell(app);
}

void
list_sort_left(struct app *app)
{
	sort_beside(app, -1);
}

void
list_sort_right(struct app *app)
{
	sort_beside(app, 1);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;

	(void)app;
	(void)typed;
	list_sort_by(l, &l->entity->fields[row->tag]);
}

void
list_sort_menu(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .owner = l, .nothing = N_("No such column.")};

	for (size_t i = 0; i < l->entity->field_count; i++) {
		const struct catalogue_field *f = &l->entity->fields[i];

		if (!f->sortable || f->masked)
			continue;
		if (list_sorted_by(l, f))
			ask.chosen = ask.count;
		pick_add(&ask.rows, &ask.count, xstrdup(f->label),
			list_sorted_by(l, f) ? xstrdup(*l->sort == '-' ? "↓" : "↑") : NULL, (int64_t)i);
	}
	ask.title = xstrdup(app_text(app, N_("Sort by")));
	pick_open(app, &ask);
}
