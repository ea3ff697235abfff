/* list_search.c: the line below the title: a search that follows the typing, or a filter. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/filter_words.h"
#include "tui/list_inside.h"

enum { DEBOUNCE_MS = 120 };

char *
list_filter_text(const struct list *l)
{
	char *typed, *both;

	if (field_is_empty(l->filter))
		return xstrdup_or_null(l->fixed);
	typed = filter_words(l->entity, app_language(l->app), field_text(l->filter));
	if (l->fixed == NULL)
		return typed;
	both = xasprintf("%s (%s)", l->fixed, typed);
	free(typed);
	return both;
}

static struct field *
line_of(const struct list *l)
{
	return l->typing == LIST_FILTERS ? l->filter : l->search;
}

static void
typed_enough(void *arg)
{
	list_reload(arg);
}

static void
changed(struct list *l, int wait)
{
	l->debounce.run = typed_enough;
	l->debounce.arg = l;
	app_after(l->app, &l->debounce, wait);
}

/* `n`o letter is lost: what arrives while an answer is under way only asks again. A filter is asked when it is whole:
   with Enter, as half of one is mostly an error. */
bool
list_type(struct list *l, const struct key *key)
{
	enum field_result result;

	if (l->typing == LIST_MOVES)
		return false;
	result = key->paste ? field_paste(line_of(l), key->paste, strlen(key->paste))
		: field_key(line_of(l), key->keycode, key->code);
	if (result == FIELD_CHANGED && l->typing == LIST_SEARCHES)
		changed(l, DEBOUNCE_MS);
	return result != FIELD_UNKNOWN;
}

static void
begin(struct app *app, enum list_typing typing)
{
	struct list *l = app_state(app, &screen_list);

	free(l->search_was);
	free(l->filter_was);
	l->search_was = xstrdup(field_text(l->search));
	l->filter_was = xstrdup(field_text(l->filter));
	l->typing = typing;
	field_focus(line_of(l));
	field_do(line_of(l), FIELD_END);
}

void
list_stop_typing(struct list *l, bool keep)
{
	bool search_differs = strcmp(field_text(l->search), l->search_was) != 0;
	bool filter_differs = strcmp(field_text(l->filter), l->filter_was) != 0;

	if (!keep) {
		field_set(l->search, l->search_was);
		field_set(l->filter, l->filter_was);
	}
	if (l->typing == LIST_FILTERS && keep && filter_differs)
		list_reload(l);
	if (l->typing == LIST_SEARCHES && search_differs && (!keep || l->debounce.set))
		list_reload(l);
	app_not_after(l->app, &l->debounce);
	l->typing = LIST_MOVES;
}

void
list_search(struct app *app)
{
	struct list *l = app_state(app, &screen_list);

	if (!l->entity->searchable) {
		app_tell(app, ROLE_DIM, N_("This list has no search; F4 filters by fields."), NULL);
		return;
	}
	begin(app, LIST_SEARCHES);
}

void
list_filter(struct app *app)
{
	begin(app, LIST_FILTERS);
}

void
list_search_keep(struct app *app)
{
	list_stop_typing(app_state(app, &screen_list), true);
}

void
list_search_complete(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	char *choices, *completed;

	if (l->typing != LIST_FILTERS) {
		list_search_keep(app);
		return;
	}
	completed = filter_complete(l->entity, field_text(l->filter), &choices);
	if (completed != NULL) {
		field_replace(l->filter, completed);
		field_do(l->filter, FIELD_END);
	} else if (choices != NULL && *choices != '\0') {
		app_say(app, ROLE_DIM, xstrdup(choices));
	} else {
		app_bell(app);
	}
	free(completed);
	free(choices);
}
