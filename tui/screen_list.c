/* screen_list.c: a list as a screen: how it opens, what it hears, how it is left. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/list_inside.h"

struct how {
	const struct catalogue_entity *entity;
	const char *fixed, *why, *search, *filter, *sort;
	void *owner;
	list_taken *taken;
};

static void
opened(struct app *app, void *state, void *argument)
{
	struct list *l = state;
	const struct how *how = argument;

	l->app = app;
	l->entity = how->entity;
	l->fixed = xstrdup_or_null(how->fixed);
	l->why = xstrdup_or_null(how->why);
	list_kept_read(l);
	if (how->sort != NULL) {
		free(l->sort);
		l->sort = xstrdup(how->sort);
	}
	l->owner = how->owner;
	l->taken = how->taken;
	l->rows = json_array();
	l->search = field_new(200);
	l->filter = field_new(4000);
	field_set(l->search, how->search);
	field_set(l->filter, how->filter);
	list_reload(l);
}

static void
closed(struct app *app, void *state)
{
	struct list *l = state;

	list_keep_now(l);
	app_not_after(app, &l->debounce);
	app_not_after(app, &l->preview_timer);
	list_live_end(l);
	list_columns_forget(l);
	json_decref(l->kept);
	json_decref(l->rows);
	json_decref(l->preview);
	json_decref(l->related);
	json_decref(l->views);
	field_free(l->search);
	field_free(l->filter);
	list_tabs_free(l);
	free(l->fixed);
	free(l->why);
	free(l->sort);
	free(l->next);
	free(l->marks);
	touched_clear(&l->touched);
	quick_clear(&l->quick);
	free(l->search_was);
	free(l->filter_was);
}

static enum keys_context
context_of(const void *state)
{
	const struct list *l = state;

	return l->typing != LIST_MOVES ? IN_SEARCH : l->taken ? IN_TAKE : IN_LIST;
}

/* What acts on rows waits for the rows that were asked for; while one types a search, only what moves in them does. */
static int64_t
coming(struct app *app, const void *state)
{
	const struct list *l = state;

	(void)app;
	return l->loaded || json_array_size(l->rows) > 0 ? 0 : l->opened;
}

static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct list *l = state;
	const struct keys_row *row = keys_find(context_of(l), key);

	(void)app;
	if ((l->loaded && !l->settles && !l->first_wanted && !l->debounce.set) || row == NULL || (row->contexts & ~(IN_ROWS | IN_SEARCH)) != 0)
		return true;
	return row->run == list_search_keep || row->run == list_search_complete;
}

static bool
stopped(struct app *app, void *state)
{
	struct list *l = state;

	app_not_after(app, &l->debounce);
	l->generation++;
	l->loading = l->refreshing = l->settles = l->first_wanted = false;
	l->loaded = true;
	return true;
}

static bool
key_pressed(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_type(state, key);
}

/* Esc takes back the typing, then the selection, then what was searched, and only then leaves. */
static bool
leave(struct app *app, void *state)
{
	struct list *l = state;

	(void)app;
	if (l->typing != LIST_MOVES) {
		list_stop_typing(l, false);
		return false;
	}
	if (l->mark_count > 0) {
		list_unmark_all(l);
		return false;
	}
	if (l->taken == NULL && (!field_is_empty(l->search) || !field_is_empty(l->filter) || l->trash || l->viewed)) {
		field_set(l->search, "");
		field_set(l->filter, "");
		l->trash = false;
		if (l->viewed)
			list_kept_read(l);
		list_reload(l);
		return false;
	}
	return true;
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct list *l = state;

	(void)app;
	if (strcmp(entity, l->entity->name) != 0) {
		list_hear_related(l, entity);
	} else if (own) {
		touched_drop(&l->touched, id);
		l->settles = true;
		list_reread(l);
		list_preview_soon(l);
	} else {
		list_hear(l, id, version);
	}
}

static void
visited(void *state, const char *entity, int64_t id)
{
	struct list *l = state;

	if (strcmp(entity, l->entity->name) == 0)
		touched_drop(&l->touched, id);
}

static char *
title_of(struct app *app, const void *state)
{
	const struct list *l = state;

	if (l->taken != NULL)
		return app_fill(app, N_("take: {title}"), json_pack("{s:s}", "title", l->entity->title));
	return l->why ? xasprintf("%s", l->why) : xstrdup(l->entity->title);
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup_or_null(((const struct list *)state)->entity->help);
}

static char *
value_of(struct app *app, const void *state)
{
	const struct list *l = state;
	struct value_look look = app_look(app);

	return list_row(l) ? value_label(&look, l->entity, list_row(l)) : NULL;
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct list *)state)->entity;
}

const struct screen_type screen_list = {
	.name = "list", .context = IN_LIST, .state_size = sizeof(struct list), .open = opened, .close = closed,
	.draw = list_draw, .coming = coming, .mouse = list_pointed, .tell = list_tell, .choose = list_point, .value = value_of,
	.context_now = context_of, .key = key_pressed, .ready = is_ready, .stopped = stopped, .leave = leave,
	.changed = changed, .visited = visited,
	.title = title_of, .about = about, .entity = entity_of,
};

void
list_show_related(struct app *app, const struct list_tabs *tabs)
{
	const struct catalogue_related *related = &tabs->of->related[tabs->at];
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), related->entity);
	char *filter = deeds_related_filter(app, tabs->of, related, tabs->id);

	if (other != NULL) {
		struct list *l = app_push(app, &screen_list, &(struct how){.entity = other, .fixed = filter, .why = related->label});

		l->tabs = *tabs;
		l->tabs.name = xstrdup(tabs->name);
		l->tabs.counts = json_incref(tabs->counts);
	}
	free(filter);
}

void
list_show(struct app *app, const struct catalogue_entity *entity, const char *fixed, const char *why)
{
	app_push(app, &screen_list, &(struct how){.entity = entity, .fixed = fixed, .why = why});
}

void
list_show_search(struct app *app, const struct catalogue_entity *entity, const char *search)
{
	app_push(app, &screen_list, &(struct how){.entity = entity, .search = search});
}

void
list_show_asked(struct app *app, const struct catalogue_entity *entity, const char *search, const char *filter, const char *sort)
{
	app_push(app, &screen_list, &(struct how){.entity = entity, .search = search, .filter = filter, .sort = sort});
}

void
list_take(struct app *app, const struct catalogue_entity *entity, const char *search, void *owner, list_taken *taken)
{
	app_push(app, &screen_list, &(struct how){.entity = entity, .search = search, .owner = owner, .taken = taken});
}
