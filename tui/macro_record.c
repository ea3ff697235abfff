/* macro_record.c: what is pressed, until it has a name; then it is one of the person's preferences. Questions are never part of it. */
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

enum { MACROS_MOST = 50 };

static struct macro *
of(struct app *app)
{
	return &app->macro;
}

char *
macro_preference(const char *name)
{
	return xasprintf("%s%s", MACRO_PREFIX, name);
}

/* Its keys as they are kept; null: there is none of that name. Borrowed. */
const char *
macro_kept(const struct app *app, const char *name)
{
	char *full = macro_preference(name);
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
		count += strncmp(name, MACRO_PREFIX, strlen(MACRO_PREFIX)) == 0;
	return count;
}

void
macro_forget_recorded(struct macro *m)
{
	m->recording = false;
	free(m->name);
	m->name = NULL;
	macro_keys_free(m->pressed, m->pressed_count);
	m->pressed = NULL;
	m->pressed_count = m->mark = 0;
}

/* A question, or what came unasked: nobody knows whether it comes the next time. */
bool
macro_is_asked(const struct app *app)
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
		macro_forget_recorded(m);
		app_bell(app);
		return;
	}
	if (!m->recording || macro_is_asked(app) || m->by_key || (row != NULL && row->run == macro_again))
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
keep(struct app *app, const char *name)
{
	struct macro *m = of(app);
	char *full = macro_preference(name), *text = as_text(m);

	if (text == NULL) {
		app_tell(app, ROLE_WARN, N_("Not kept: it has too many keys, or one that cannot be kept."), NULL);
	} else if (macro_kept(app, name) == NULL && count_kept(app) >= MACROS_MOST) {
		app_tell(app, ROLE_WARN, N_("There are {count} macros already: delete one that you no longer need."), json_pack("{s:i}", "count", MACROS_MOST));
	} else {
		app_prefer(app, full, text);
		free(m->last);
		m->last = xstrdup(name);
		app_tell(app, ROLE_OK, N_("Macro “{name}” kept: {count} keys. :macro {name} or Alt-p plays it."),
			json_pack("{s:s,s:i}", "name", name, "count", (int)m->pressed_count));
	}
	macro_forget_recorded(m);
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
		macro_forget_recorded(of(app));
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
	pick_add(&rows, count, app_fill(app, name && macro_kept(app, name) ? N_("Keep instead of “{name}”") : N_("Keep as “{name}”"),
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
		macro_forget_recorded(m);
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
		macro_forget_recorded(m);
		m->recording = true;
		m->name = words ? macro_name(words) : NULL;
		app_tell(app, ROLE_OK, N_("What you press is recorded, until Alt-m or F10."), NULL);
	}
}
