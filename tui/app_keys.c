/* app_keys.c: from a key to a row of the key table, or to the screen's own typing. */
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/drafts.h"
#include "tui/idle_mark.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/tour.h"

static enum keys_context
context_of(const struct screen *screen)
{
	return screen->type->context_now ? screen->type->context_now(screen->state) : screen->type->context;
}

static void
unknown_key(struct app *app)
{
	app_bell(app);
	app_tell(app, ROLE_DIM, N_("This key does nothing here. F1 shows what the keys do."), NULL);
}

void
app_dispatch(struct app *app, const struct key *key)
{
	const struct key escape = {.code = 27};
	struct key plain = *key;
	struct screen *top = app->top;
	const struct keys_row *row = keys_find(context_of(top), key);

	bool resumes = app->offers && !key->keycode && (key->code == '\r' || key->code == '\n');

	app->offers = false;
	app->unanswered++;
	app->pressed = key->code << 2 | (unsigned int)key->keycode << 1 | (unsigned int)key->alt;
	app_dirty(app);
	if (app->message != NULL)
		app_say(app, ROLE_TEXT, NULL);
	if (resumes) {
		drafts_resume(app);
		return;
	}
	if (!key->keycode && !key->alt && (key->code == '\r' || key->code == '\n') && tour_enter(app))
		return;
	if (row != NULL) {
		row->run(app);
		tour_did(app, row->name);
		tour_look(app);
		return;
	}
	if (key->alt) {
		/* No such Alt key here: the person was quick, it is Esc and then the key. */
		plain.alt = false;
		app_dispatch(app, &escape);
		if (app->top != NULL)
			app_dispatch(app, &plain);
		return;
	}
	if (top->type->key == NULL || !top->type->key(app, top->state, key))
		unknown_key(app);
}

/* C-c never waits for an answer; nor does Esc, while nothing else does: it gives up what is being opened. */
static bool
is_urgent(const struct app *app, const struct key *key)
{
	return !key->keycode && (key->code == 3 || (key->code == 27 && app->held_count == 0 && app_opens(app)));
}

static void
without_screen(struct app *app, const struct key *key)
{
	if (!key->keycode && (key->code == 3 || key->code == 27 || key->code == 'q'))
		app_quit(app);
	else
		app_held_takes(app, key);
}

void
app_input(void *arg)
{
	struct app *app = arg;
	struct key key;

	app->dropping = false;
	if (terminal_was_resized() || idle_mark_asked())
		app_dirty(app);
	while (terminal_read(&key)) {
		if (key.keycode && key.code == KEY_RESIZE) {
			terminal_repaint();	/* by now ncurses knows the size: what it meant to paint whole before was of the old one */
			app_dirty(app);
		} else if (key.keycode && key.code == TERMINAL_FOCUS)
			continue;
		else if (key.keycode && key.code == TERMINAL_MOUSE)
			app_mouse(app, &key.mouse);
		else if (app->top == NULL)
			without_screen(app, &key);
		else if (app->dropping)
			app_bell(app);
		else if (is_urgent(app, &key))
			do_cancel(app);
		else if (!app_held_takes(app, &key)) {
			macro_sees(app, &key);
			app_dispatch(app, &key);
		}
	}
	/* Nobody wakes the loop for requests that a lost line cannot take. */
	if (!remote_alive(app->remote))
		remote_turn(app->remote);
	app_replay_held(app);
	app_touched(app);
}

enum keys_context
app_context(const struct app *app)
{
	return app->top ? context_of(app->top) : IN_NOTHING;
}

char *
app_about(struct app *app)
{
	return app->top && app->top->type->about ? app->top->type->about(app, app->top->state) : NULL;
}

const struct catalogue_entity *
app_entity(struct app *app)
{
	return app->top && app->top->type->entity ? app->top->type->entity(app->top->state) : NULL;
}

bool
app_may(struct app *app, const char *verb)
{
	const struct catalogue_entity *entity = app_entity(app);

	return entity == NULL || catalogue_may(entity, verb);
}

bool
app_command(struct app *app, const char *name)
{
	const struct keys_row *row = keys_named(app_context(app), name);

	if (row == NULL || row->run == NULL)
		return false;
	row->run(app);
	tour_did(app, name);
	return true;
}

/* --- the commands that every screen has --- */

void
do_back(struct app *app)
{
	struct screen *top = app->top;

	if (top->type->leave != NULL && !top->type->leave(app, top->state))
		return;
	if (app->top == top && app->screens > 1)
		app_back(app);
	else if (app->top == top)
		app_tell(app, ROLE_DIM, N_("This is the first screen: q leaves."), NULL);
}

void
do_cancel(struct app *app)
{
	bool ended = macro_stop(app) || app->errand != NULL;

	if (app->top == NULL)
		return;
	errand_drop(app);
	if (app->top->type->cancel != NULL && app->top->type->cancel(app, app->top->state))
		return;
	if (app_waits(app)) {
		struct screen *top = app->top;

		app_give_up(app);
		app_forget(app, top->state);
		app_drop_held(app);
		if (top->type->stopped != NULL && !top->type->stopped(app, top->state))
			app_back(app);
		app_tell(app, ROLE_WARN, N_("Stopped waiting for the answer."), NULL);
	} else if (app->top->type->size != NULL) {
		app_back(app);
	} else if (ended) {
		app_drop_held(app);
		app_tell(app, ROLE_WARN, N_("Stopped."), NULL);
	} else {
		app_tell(app, ROLE_DIM, N_("C-c stops a request; q leaves the program from the first screen."), NULL);
	}
}

void
do_repaint(struct app *app)
{
	terminal_repaint();
	app_dirty(app);
}

static void
quit_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	if (row->tag == 0)
		app_quit(app);
}

void
do_quit(struct app *app)
{
	static const char *const options[] = {N_("(L)eave"), N_("(S)tay")};
	size_t count = app_queued(app);

	app_home(app);
	if (app->screens == 1 && count > 0)
		pick_question(app, NULL, app_fill(app, count == 1 ? N_("{n} change waits for the server") : N_("{n} changes wait for the server"),
			json_pack("{s:I}", "n", (json_int_t)count)), xstrdup(app_text(app,
			N_("They are not sent when you leave now; what was typed in them is offered at the next sign-in."))), options, 2, quit_answered);
	else if (app->screens == 1)
		app_quit(app);
}
