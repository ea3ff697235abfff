/* macro.c: what is pressed is kept, and pressed again, each key when the screen is ready for it, as for one who types ahead. It ends at
   the first key that is refused. Questions are never part of it: whatever deletes, sends or throws away asks the person each time. */
#include "tui/macro.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/pick.h"
#include "tui/remote.h"

enum { MACROS_MOST = 50, TIMES_MOST = 100, KEYS_A_TURN = 16 };

static const char prefix[] = "macro.";

static struct macro *
of(struct app *app)
{
	return &app->macro;
}

static char *
preference(const char *name)
{
	return xasprintf("%s%s", prefix, name);
}

/* Its keys as they are kept; null: there is none of that name. Borrowed. */
static const char *
kept(const struct app *app, const char *name)
{
	char *full = preference(name);
	const char *text = app_preference(app, full);

	free(full);
	return text;
}

static size_t
count_kept(const struct app *app)
{
	size_t count = 0;
	const char *name;
	json_t *value;

	json_object_foreach(app->preferences, name, value)
		count += strncmp(name, prefix, strlen(prefix)) == 0;
	return count;
}

/* --- recording --- */

static void
forget_recorded(struct macro *m)
{
	m->recording = false;
	free(m->name);
	m->name = NULL;
	macro_keys_free(m->pressed, m->pressed_count);
	m->pressed = NULL;
	m->pressed_count = m->mark = 0;
}

/* A question, or what came unasked: nobody knows whether it comes the next time. */
static bool
is_asked(const struct app *app)
{
	return app->top != NULL && (pick_asks(app) || (app->unasked != NULL && app->top == app->unasked));
}

void
macro_sees(struct app *app, const struct key *key)
{
	struct macro *m = of(app);
	const struct keys_row *row = keys_find(app_context(app), key);

	m->by_key = row != NULL && row->run == macro_record;
	m->left = m->keys != NULL && m->asked && row != NULL && row->run == do_back;
	if (m->recording && app->top->type->secret != NULL && app->top->type->secret(app->top->state)) {
		forget_recorded(m);
		app_bell(app);
		return;
	}
	if (!m->recording || is_asked(app) || m->by_key || (row != NULL && row->run == macro_again))
		return;
	if (m->pressed_count > MACRO_KEYS_MOST)
		return;
	m->pressed = xreallocarray(m->pressed, m->pressed_count + 1, sizeof *m->pressed);
	m->pressed[m->pressed_count] = *key;
	m->pressed[m->pressed_count++].paste = xstrdup_or_null(key->paste);
}

void
macro_palette_opens(struct app *app)
{
	struct macro *m = of(app);

	m->mark = m->pressed_count > 0 ? m->pressed_count - 1 : 0;
}

/* What was pressed up to there, as it is kept; null: it has too many keys, or one without a name. The caller owns it. */
static char *
as_text(const struct macro *m)
{
	struct buf text = BUF_EMPTY;
	bool whole = m->pressed_count <= MACRO_KEYS_MOST;

	for (size_t i = 0; whole && i < m->pressed_count; i++)
		whole = macro_add(&text, &m->pressed[i]);
	if (whole)
		return buf_steal(&text);
	buf_free(&text);
	return NULL;
}

static void
saved(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	(void)state;
	(void)result;
	(void)tag;
	if (error != NULL)
		app_say_error(app, error);
}

static void
keep(struct app *app, const char *name)
{
	struct macro *m = of(app);
	char *full = preference(name), *text = as_text(m);

	if (text == NULL) {
		app_tell(app, ROLE_WARN, N_("Not kept: it has too many keys, or one that cannot be kept."), NULL);
	} else if (kept(app, name) == NULL && count_kept(app) >= MACROS_MOST) {
		app_tell(app, ROLE_WARN, N_("There are {count} macros already: delete one that you no longer need."), json_pack("{s:i}", "count", MACROS_MOST));
	} else {
		app_set_preference(app, full, text, saved);
		free(m->last);
		m->last = xstrdup(name);
		app_tell(app, ROLE_OK, N_("Macro “{name}” kept: {count} keys. :macro {name} or Alt-p plays it."),
			json_pack("{s:s,s:i}", "name", name, "count", (int)m->pressed_count));
	}
	forget_recorded(m);
	free(text);
	free(full);
}

enum { KEEP, FORGET };

static void
named(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	char *name = macro_name(typed);

	(void)owner;
	if (row->tag == FORGET)
		forget_recorded(of(app));
	else if (name == NULL)
		app_tell(app, ROLE_WARN, N_("A name has letters or digits."), NULL);
	else
		keep(app, name);
	free(name);
}

static struct pick_row *
name_rows(struct app *app, const char *typed, size_t *count)
{
	struct pick_row *rows = NULL;
	char *name = macro_name(typed);

	*count = 0;
	pick_add(&rows, count, app_fill(app, name && kept(app, name) ? N_("Keep instead of “{name}”") : N_("Keep as “{name}”"),
		json_pack("{s:s}", "name", name ? name : "…")), NULL, KEEP)->always = true;
	pick_add(&rows, count, xstrdup(app_text(app, N_("Forget it"))), NULL, FORGET)->always = true;
	free(name);
	return rows;
}

static void
naming(struct app *app, struct pick *p, void *owner, const char *typed)
{
	size_t count;
	struct pick_row *rows = name_rows(app, typed, &count);

	(void)owner;
	pick_rows(app, p, rows, count);
}

static void
end_recording(struct app *app)
{
	struct macro *m = of(app);
	struct pick_ask ask = {.y = 2, .x = -1, .width = 40, .take = named, .typing = naming};

	if (m->pressed_count == 0) {
		app_tell(app, ROLE_DIM, N_("Nothing was pressed: there is nothing to keep."), NULL);
		forget_recorded(m);
	} else if (m->name != NULL) {
		m->recording = false;
		keep(app, m->name);
	} else {
		m->recording = false;
		ask.title = xstrdup(app_text(app, N_("Name of the macro")));
		ask.rows = name_rows(app, "", &ask.count);
		pick_open(app, &ask);
	}
}

void
macro_record(struct app *app)
{
	struct macro *m = of(app);
	const char *words = errand_words(app);

	if (m->keys != NULL) {
		app_bell(app);
		app_tell(app, ROLE_WARN, N_("A macro is being played."), NULL);
	} else if (m->recording) {
		while (!m->by_key && m->pressed_count > m->mark)
			free((char *)(uintptr_t)m->pressed[--m->pressed_count].paste);
		if (words != NULL) {
			free(m->name);
			m->name = macro_name(words);
		}
		end_recording(app);
	} else {
		forget_recorded(m);
		m->recording = true;
		m->name = words ? macro_name(words) : NULL;
		app_tell(app, ROLE_OK, N_("What you press is recorded, until Alt-m or F10."), NULL);
	}
}

/* --- playing --- */

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

	m->asked = m->keys != NULL && is_asked(app);
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
	const char *text = kept(app, name);
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
	char *full = preference(row->label);

	(void)owner;
	(void)typed;
	app_set_preference(app, full, "", saved);
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
		if (strncmp(name, prefix, strlen(prefix)) == 0)
			pick_add(&ask.rows, &ask.count, xstrdup(name + strlen(prefix)), xstrdup(json_string_value(value)), 0);
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
	if (of(app)->last != NULL && kept(app, of(app)->last) != NULL)
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
	forget_recorded(m);
	free(m->last);
}
