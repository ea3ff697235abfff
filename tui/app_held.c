/* app_held.c: keys typed ahead. A key never acts on anything but what the person was opening when it was typed: it waits for that,
   in order, and is given up only with it. */
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/app_inside.h"

enum { HELD_KEYS_MAX = 1024 };

/* What is waited for, as something that is opened or as a change without which the next key means something else. */
static struct app_request *
awaited(const struct app *app)
{
	for (struct app_request *r = app->requests; r != NULL; r = r->next)
		if (r->holds != HOLDS_NOTHING && !r->dropped)
			return r;
	return NULL;
}

static bool
is_open(const struct app *app, const struct screen *screen)
{
	for (const struct screen *s = app->top; s != NULL && screen != NULL; s = s->below)
		if (s == screen)
			return true;
	return false;
}

/* May the key act now? */
static bool
is_ready(struct app *app, const struct key *key)
{
	const struct screen *top = app->top;

	return awaited(app) == NULL && !errand_holds(app) && !macro_plays(app) && (top->type->ready == NULL || top->type->ready(app, top->state, key));
}

bool
app_held_takes(struct app *app, const struct key *key)
{
	/* A popup that came by itself is answered by what is typed at its sight. */
	bool behind = app->held_count > 0 && !is_open(app, app->unasked);

	if (app->top != NULL && !behind && is_ready(app, key))
		return false;
	if (app->held_count >= HELD_KEYS_MAX) {
		app_bell(app);
		return true;
	}
	app->held = xreallocarray(app->held, app->held_count + 1, sizeof *app->held);
	app->held[app->held_count] = *key;
	app->held[app->held_count++].paste = xstrdup_or_null(key->paste);
	return true;
}

/* What a line or a macro began goes on before what was typed after it. */
void
app_replay_held(struct app *app)
{
	errand_turn(app);
	macro_turn(app);
	while (app->held_count > 0 && app->top != NULL && !is_open(app, app->unasked) && is_ready(app, &app->held[0])) {
		struct key key = app->held[0];

		memmove(app->held, app->held + 1, --app->held_count * sizeof *app->held);
		macro_sees(app, &key);
		app_dispatch(app, &key);
		errand_turn(app);
		macro_turn(app);
		free((char *)(uintptr_t)key.paste);
	}
}

void
app_drop_held(struct app *app)
{
	if (app->held_count > 0)
		app_bell(app);
	app->dropping = true;
	macro_failed(app);
	while (app->held_count > 0)
		free((char *)(uintptr_t)app->held[--app->held_count].paste);
}

bool
app_awaits(const struct app *app)
{
	return awaited(app) != NULL;
}

/* For a macro: would a key act now, as far as the screen goes? */
bool
app_would_act(struct app *app, const struct key *key)
{
	return app->top != NULL && awaited(app) == NULL && !errand_holds(app) && (app->top->type->ready == NULL || app->top->type->ready(app, app->top->state, key));
}

bool
app_opens(const struct app *app)
{
	const struct app_request *request = awaited(app);

	return request != NULL && request->holds == HOLDS_TO_OPEN;
}

bool
app_give_up(struct app *app)
{
	struct app_request *request = awaited(app);

	if (request == NULL)
		return false;
	/* What was sent is done or not: only the waiting for it ends. What would have opened stays closed. */
	if (request->holds == HOLDS_TO_OPEN)
		request->dropped = true;
	request->holds = HOLDS_NOTHING;
	app_drop_held(app);
	return true;
}

void
app_unasked(struct app *app)
{
	app->unasked = app->top;
}
