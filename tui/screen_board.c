/* screen_board.c: a board as a screen: how it opens, what it hears, how it is left. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/board_inside.h"
#include "tui/plane.h"

struct how {
	const struct catalogue_entity *entity;
	const char *filter, *search;
};

enum { SOON_MS = 60 };

static void
reload_now(void *arg)
{
	board_reload(arg);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct board *b = state;
	const struct how *how = argument;

	b->app = app;
	b->entity = how->entity;
	b->filter = xstrdup_or_null(how->filter);
	b->search = xstrdup_or_null(how->search);
	b->card_rows = 2;
	b->soon = (struct tui_timer){.run = reload_now, .arg = b};
	board_reload(b);
}

static void
closed(struct app *app, void *state)
{
	struct board *b = state;

	app_not_after(app, &b->soon);
	for (size_t i = 0; i < b->column_count; i++)
		board_column_empty(&b->columns[i]);
	for (size_t i = 0; i < b->lane_count; i++) {
		json_decref(b->lanes[i].value);
		free(b->lanes[i].label);
	}
	board_moves_forget(b);
	quick_clear(&b->quick);
	json_decref(b->held_row);
	free(b->columns);
	free(b->lanes);
	free(b->filter);
	free(b->search);
	touched_clear(&b->touched);
}

/* Esc puts the card back that is held, and only then leaves. */
static bool
leave(struct app *app, void *state)
{
	struct board *b = state;

	(void)app;
	if (b->held) {
		board_let_go(b, false);
		return false;
	}
	return true;
}

/* What was under way may have been done or not: the server knows. */
static bool
stopped(struct app *app, void *state)
{
	struct board *b = state;

	(void)app;
	if (!b->loaded)
		return false;
	if (b->held)
		board_let_go(b, false);
	board_moves_forget(b);
	board_reload(b);
	return true;
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct board *b = state;
	struct board_place place;
	bool known;

	if (strcmp(entity, b->entity->name) != 0)
		return;
	known = board_find(b, id, &place);
	if (known && version > 0 && b->columns[place.column].cards[place.at].version >= version && !own)
		return;
	/* The server tells of it too: that is no news then. */
	if (known && own && version > b->columns[place.column].cards[place.at].version)
		b->columns[place.column].cards[place.at].version = version;
	if (b->moves != NULL || b->held)
		b->reread = true;
	else if (!b->soon.set)
		app_after(app, &b->soon, SOON_MS);
	if (own)
		b->own = id;
	else if (id == b->own)
		b->own = 0;
	else if (known)
		touched_add(&b->touched, id);
}

static void
visited(void *state, const char *entity, int64_t id)
{
	struct board *b = state;

	if (strcmp(entity, b->entity->name) == 0)
		touched_drop(&b->touched, id);
}

static char *
title_of(struct app *app, const void *state)
{
	const struct board *b = state;

	if (plane_is_named(app, state))
		return xstrdup(app_text(app, N_("Board")));
	return xasprintf("%s · %s", b->entity->title, app_text(app, N_("Board")));
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup_or_null(((const struct board *)state)->entity->help);
}

static char *
value_of(struct app *app, const void *state)
{
	const struct board_card *card = board_card_here(state);
	struct value_look look = app_look(app);

	return card ? value_label(&look, ((const struct board *)state)->entity, card->row) : NULL;
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct board *)state)->entity;
}

/* What is being moved is not taken back before it has arrived. */
static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	const struct keys_row *row = keys_find(app_context(app), key);

	return row == NULL || (row->run != do_undo && row->run != do_redo) || ((const struct board *)state)->moves == NULL;
}

const struct screen_type screen_board = {
	.name = "board", .context = IN_BOARD, .state_size = sizeof(struct board), .open = opened, .ready = is_ready, .close = closed,
	.draw = board_draw, .mouse = board_pointed, .tell = board_tell, .choose = board_point, .stopped = stopped,
	.leave = leave, .changed = changed, .visited = visited, .title = title_of, .about = about, .value = value_of, .entity = entity_of,
};

void
board_show(struct app *app, const struct catalogue_entity *entity, const char *filter, const char *search)
{
	if (entity->board.field == NULL) {
		app_tell(app, ROLE_DIM, N_("{title} have no board."), json_pack("{s:s}", "title", entity->title));
		app_bell(app);
		return;
	}
	app_push(app, &screen_board, &(struct how){.entity = entity, .filter = filter, .search = search});
}
