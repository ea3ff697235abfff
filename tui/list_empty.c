/* list_empty.c: what an empty list says: what belongs here, and the keys by which it comes here; or what hides it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/deeds.h"
#include "tui/list_inside.h"

static void
add(struct list_lines *lines, char *text)
{
	if (lines->count < LIST_LINES && text != NULL && *text != '\0')
		lines->line[lines->count++] = text;
	else
		free(text);
}

static char *
with_keys(const struct list *l, const char *msgid)
{
	return app_fill_keys(l->app, l->taken ? IN_TAKE : IN_LIST, app_text(l->app, msgid));
}

static void
hidden(const struct list *l, struct list_lines *lines)
{
	if (!field_is_empty(l->filter) && !field_is_empty(l->search))
		add(lines, with_keys(l, N_("No record matches. {filter} changes the filter, {search} what is searched; {back} removes both.")));
	else if (!field_is_empty(l->filter))
		add(lines, with_keys(l, N_("No record matches. {filter} changes the filter, {back} removes it.")));
	else
		add(lines, with_keys(l, N_("Nothing is found so. {search} searches for something else, {back} brings all back.")));
}

static void
nothing_yet(const struct list *l, struct list_lines *lines)
{
	struct app *app = l->app;
	char *command;

	add(lines, xstrdup(app_text(app, N_("Nothing here yet."))));
	add(lines, l->entity->empty ? with_keys(l, l->entity->empty) : xstrdup_or_null(l->entity->help));
	if (catalogue_may(l->entity, "create"))
		add(lines, with_keys(l, N_("{create} creates the first one.")));
	if (catalogue_may(l->entity, "import") && l->fixed == NULL && l->taken == NULL) {
		command = deeds_import_command(app, l->entity->name);
		add(lines, xstrdup(app_text(app, N_("Many at once come from a file, on your own machine:"))));
		add(lines, command);
	}
}

struct list_lines
list_empty(const struct list *l)
{
	struct list_lines lines = {.count = 0};

	if (!l->loaded)
		add(&lines, xstrdup("…"));
	else if (!field_is_empty(l->search) || !field_is_empty(l->filter))
		hidden(l, &lines);
	else if (l->trash)
		add(&lines, xstrdup(app_text(l->app, N_("Nothing is deleted."))));
	else
		nothing_yet(l, &lines);
	return lines;
}

void
list_lines_free(struct list_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->line[i]);
	lines->count = 0;
}
