/* macro.c: keys that were kept are pressed again, each when the screen is ready for it, as for one who types ahead. It ends at the first
   key that is refused. Whatever deletes, sends or throws away asks the person each time. */
#include "tui/macro.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/pick.h"

enum { TIMES_MOST = 100, KEYS_A_TURN = 16 };

static struct macro *
of(struct app *app)
{
	return &app->macro;
}

bool
macro_plays(const struct app *app)
{
	return app->macro.keys != NULL && !app->macro.asked;
}

static void
end_playing(struct app *app)
{
	struct macro *m = of(app);

	app_not_after(app, &m->timer);
	macro_keys_free(m->keys, m->count);
	free(m->playing);
	m->keys = NULL;
	m->playing = NULL;
	m->count = m->at = 0;
	m->asked = m->failed = false;
}

bool
macro_stop(struct app *app)
{
	if (of(app)->keys == NULL)
		return false;
	end_playing(app);
	return true;
}

void
macro_failed(struct app *app)
{
	of(app)->failed = of(app)->keys != NULL;
}

/* With what was said of it, by whoever refused. */
static void
tell_failure(struct app *app)
{
	struct macro *m = of(app);
	char *why = xstrdup(app->message ? app->message : app_text(app, N_("the key means nothing here."))), *said;

	said = app_fill(app, N_("Macro “{name}” stopped at its key {number}: {why}"),
		json_pack("{s:s,s:i,s:s}", "name", m->playing, "number", (int)m->at, "why", strncmp(why, "! ", 2) == 0 ? why + 2 : why));
	end_playing(app);
	app_say(app, ROLE_ERROR, xasprintf("! %s", said));
	free(said);
	free(why);
}

static void
goes_on(void *arg)
{
	app_replay_held(arg);
	app_touched(arg);
}

/* Other work has a turn between: C-c is read, the screen is painted. */
static void
later(struct app *app)
{
	struct macro *m = of(app);

	m->timer.run = goes_on;
	m->timer.arg = app;
	if (!m->timer.set)
		app_after(app, &m->timer, 0);
}

static void
press(struct app *app)
{
	struct macro *m = of(app);

	app->bell = false;
	app_dispatch(app, &m->keys[m->at++]);
	errand_turn(app);
	if (m->keys != NULL && (app->bell || (app->message != NULL && app->message_role == ROLE_ERROR)))
		macro_failed(app);
}

/* What was typed ahead of a question is not its answer. */
static void
see_question(struct app *app)
{
	struct macro *m = of(app);

	m->asked = m->keys != NULL && macro_is_asked(app);
	if (m->asked)
		app_unasked(app);
}

void
macro_turn(struct app *app)
{
	struct macro *m = of(app);

	see_question(app);
	if (m->keys != NULL && m->left && !m->asked) {
		app_tell(app, ROLE_WARN, N_("Macro “{name}” ended with the question."), json_pack("{s:s}", "name", m->playing));
		end_playing(app);
	}
	for (int i = 0; m->keys != NULL && (m->failed || !m->asked); i++) {
		if (m->failed) {
			tell_failure(app);
			return;
		}
		/* What the last key began is a part of it. */
		if (app_awaits(app) || errand_holds(app))
			return;
		if (m->at == m->count) {
			m->at = 0;
			if (--m->times == 0) {
				end_playing(app);
				return;
			}
		}
		if (!app_would_act(app, &m->keys[m->at]))
			return;
		if (i == KEYS_A_TURN) {
			later(app);
			return;
		}
		press(app);
		see_question(app);
	}
}

static void
play(struct app *app, const char *name, int times)
{
	struct macro *m = of(app);
	const char *text = macro_kept(app, name);
	struct key *keys;
	size_t count;

	if (m->keys != NULL || m->recording) {
		app_bell(app);
		app_tell(app, ROLE_WARN, m->recording ? N_("End the recording first: Alt-m.") : N_("A macro does not play another one."), NULL);
		return;
	}
	keys = text ? macro_keys(text, &count) : NULL;
	if (keys == NULL) {
		app_bell(app);
		app_tell(app, ROLE_WARN, N_("No macro is called “{name}”."), json_pack("{s:s}", "name", name));
		return;
	}
	m->playing = xstrdup(name);	/* the name may be that of the last one */
	free(m->last);
	m->last = xstrdup(m->playing);
	m->keys = keys;
	m->count = count;
	m->at = 0;
	m->times = times < 1 ? 1 : times > TIMES_MOST ? TIMES_MOST : times;
	later(app);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	play(app, row->label, 1);
}

static void
deletion_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	char *full = macro_preference(row->label);

	(void)owner;
	(void)typed;
	app_prefer(app, full, "");
	app_tell(app, ROLE_OK, N_("Macro “{name}” deleted."), json_pack("{s:s}", "name", row->label));
	free(full);
}

static void
choose(struct app *app, const char *title, pick_taken *take)
{
	struct pick_ask ask = {.y = 2, .x = -1, .width = 40, .take = take, .nothing = N_("No macro is called so.")};
	const char *name;
	json_t *value;

	json_object_foreach(app->preferences, name, value)
		if (strncmp(name, MACRO_PREFIX, strlen(MACRO_PREFIX)) == 0)
			pick_add(&ask.rows, &ask.count, xstrdup(name + strlen(MACRO_PREFIX)), xstrdup(json_string_value(value)), 0);
	if (ask.count == 0) {
		app_tell(app, ROLE_DIM, N_("You have no macros yet: Alt-m records one."), NULL);
		return;
	}
	ask.title = xstrdup(app_text(app, title));
	pick_open(app, &ask);
}

/* macro NAME 3 */
void
macro_play(struct app *app)
{
	const char *words = errand_words(app), *last = words ? strrchr(words, ' ') : NULL;
	size_t digits = last ? strspn(last + 1, "0123456789") : 0;
	bool counted = digits > 0 && digits < 6 && last[1 + digits] == '\0';
	char *said, *name;

	if (words == NULL) {
		choose(app, N_("Play a macro"), taken);
		return;
	}
	said = counted ? xstrndup(words, (size_t)(last - words)) : xstrdup(words);
	name = macro_name(said);
	play(app, name ? name : said, counted ? atoi(last + 1) : 1);
	free(said);
	free(name);
}

void
macro_again(struct app *app)
{
	if (of(app)->last != NULL && macro_kept(app, of(app)->last) != NULL)
		play(app, of(app)->last, 1);
	else
		macro_play(app);
}

void
macro_delete(struct app *app)
{
	choose(app, N_("Delete a macro"), deletion_taken);
}

void
macro_free(struct app *app)
{
	struct macro *m = of(app);

	end_playing(app);
	macro_forget_recorded(m);
	free(m->last);
}
