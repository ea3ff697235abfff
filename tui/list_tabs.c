/* list_tabs.c: what belongs to one record, as tabs: a list of each kind, with how many there are; Tab goes on to the next kind. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/list_inside.h"

enum { TAB_GAP = 2 };

static const struct catalogue_entity *
kind_of(const struct list *l, size_t i)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(l->app), l->tabs.of->related[i].entity);

	return other != NULL && catalogue_may(other, "read") ? other : NULL;
}

static char *
tab_text(const struct list *l, size_t i)
{
	const struct catalogue_related *related = &l->tabs.of->related[i];
	char *key = xasprintf("%s.%s", related->entity, related->field);
	const char *count = json_string_value(json_object_get(l->tabs.counts, key));
	char *text = xasprintf(" %s%s%s ", related->label, count ? " " : "", count ? count : "");

	free(key);
	return text;
}

/* From the first tab from which the one that is open still fits. */
void
list_tabs_draw(const struct list *l, const struct area *area)
{
	size_t from = 0;
	int x, end;

	do {
		x = 0;
		for (size_t i = from; i <= l->tabs.at; i++) {
			char *text = tab_text(l, i);

			x += kind_of(l, i) ? text_cells_str(text) + (i < l->tabs.at ? TAB_GAP : 0) : 0;
			free(text);
		}
	} while (x > area->width - 2 && from++ < l->tabs.at);
	x = from > 0 ? paint_text(area, 0, 0, 1, ROLE_DIM, "<") : 0;
	for (size_t i = from; i < l->tabs.of->related_count; i++) {
		char *text = tab_text(l, i);

		end = x + text_cells_str(text);
		if (kind_of(l, i) != NULL && end <= area->width)
			x += paint_text(area, 0, x, area->width - x, i == l->tabs.at ? ROLE_SELECT : ROLE_DIM, text) + TAB_GAP;
		free(text);
		if (end > area->width) {
			paint_text(area, 0, area->width - 1, 1, ROLE_DIM, ">");
			break;
		}
	}
}

void
list_tabs_free(struct list *l)
{
	free(l->tabs.name);
	json_decref(l->tabs.counts);
}

/* The list goes, another one comes in its place. */
static void
turn(struct app *app, int step)
{
	struct list *l = app_state(app, &screen_list);
	size_t count = l->tabs.of ? l->tabs.of->related_count : 0, at = l->tabs.at;
	struct list_tabs next;

	if (count == 0) {
		app_tell(app, ROLE_DIM, N_("This list stands alone: Tab goes through what belongs to a record."), NULL);
		return;
	}
	do {
		at = (at + (step > 0 ? 1 : count - 1)) % count;
	} while (kind_of(l, at) == NULL && at != l->tabs.at);
	next = (struct list_tabs){.of = l->tabs.of, .id = l->tabs.id, .at = at, .name = xstrdup(l->tabs.name), .counts = json_incref(l->tabs.counts)};
	app_close(app, app_screen_of(app, l));
	list_show_related(app, &next);
	free(next.name);
	json_decref(next.counts);
}

void
list_tab_next(struct app *app)
{
	turn(app, 1);
}

void
list_tab_previous(struct app *app)
{
	turn(app, -1);
}

/* A new record of this kind, for the one that they belong to. */
bool
list_tabs_create(struct list *l)
{
	if (l->tabs.of == NULL)
		return false;
	deeds_create_related(l->app, l->tabs.of, &l->tabs.of->related[l->tabs.at], l->tabs.id, l->tabs.name);
	return true;
}
