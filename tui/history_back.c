/* history_back.c: an earlier value of a record, or all that one change changed, is put back: asked with what it would be, saved as any
   other change, and merged where somebody was faster. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/history_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/undo.h"

enum { BEFORE, AFTER, LEAVE };

static struct history *
here(struct app *app)
{
	return app_state(app, &screen_history);
}

/* --- which values --- */

static bool
can_write(const struct history *h, const char *field)
{
	const struct catalogue_field *f = catalogue_field(h->entity, field);

	return f != NULL && f->updatable && !f->masked && !f->computed && catalogue_may(h->entity, "update");
}

static void
copy_with_label(json_t *to, const json_t *from, const char *field)
{
	char *label = xasprintf("%s.label", field);
	json_t *value = json_object_get(from, field);

	json_object_set(to, field, value ? value : json_null());
	if (json_object_get(from, label) != NULL)
		json_object_set(to, label, json_object_get(from, label));
	free(label);
}

/* A side (old or new) of what an entry changed, as a row; field: only that one. Only what differs from the record as it is, and may be
   written; so many that may not are counted. */
static json_t *
side_of(const struct history *h, size_t entry, const char *field, int when, size_t *locked)
{
	const json_t *changes = json_object_get(json_array_get(h->entries, entry), "changes");
	json_t *side = json_object(), *values = json_object(), *pair;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)changes, name, pair)
		json_object_set(values, name, json_array_get(pair, (size_t)when));
	json_object_foreach((json_t *)(uintptr_t)changes, name, pair) {
		char *then, *now;

		if ((field != NULL && strcmp(name, field) != 0) || catalogue_field(h->entity, name) == NULL)
			continue;
		then = history_text(h, entry, name, when);
		now = history_text(h, entry, name, 2);
		if (strcmp(then, now) != 0 && can_write(h, name))
			copy_with_label(side, values, name);
		else if (strcmp(then, now) != 0 && locked != NULL)
			++*locked;
		free(then);
		free(now);
	}
	json_decref(values);
	return side;
}

static json_t *
now_of(const struct history *h, const json_t *side)
{
	json_t *now = json_object(), *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)side, name, value)
		if (catalogue_field(h->entity, name) != NULL)
			copy_with_label(now, h->asked, name);
	return now;
}

/* « Ville : Paris → Lyon, … »: from what it is to what it would be. */
static char *
preview(const struct history *h, const json_t *side)
{
	struct value_look look = app_look(h->app);
	struct buf line = BUF_EMPTY;
	char *text;

	for (size_t i = 0; i < h->entity->field_count; i++) {
		const struct catalogue_field *f = &h->entity->fields[i];
		char *now, *then;

		if (json_object_get(side, f->name) == NULL)
			continue;
		now = value_text(&look, f, h->asked);
		then = value_text(&look, f, side);
		buf_printf(&line, "%s%s%s%s → %s", line.length > 0 ? "\n" : "", f->label, app_text(h->app, N_(": ")), *now ? now : "–",
			*then ? then : "–");
		free(now);
		free(then);
	}
	text = xstrdup(buf_text(&line));
	buf_free(&line);
	return text;
}

static json_t *
without_labels(const json_t *side)
{
	json_t *values = json_object(), *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)side, name, value) {
		size_t length = strlen(name);

		if (length <= 6 || strcmp(name + length - 6, ".label") != 0)
			json_object_set(values, name, value);
	}
	return values;
}

/* --- putting back --- */

static void
was_put_back(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t from)
{
	struct history *h = state;
	json_t *back = h->back, *after = json_object_get(back, "after"), *theirs = error ? json_object_get(error->data, "current") : NULL;
	struct value_look look = app_look(app);
	int version = (int)json_integer_value(json_object_get(result, "version"));
	char *label, *told;

	h->back = NULL;
	if (theirs != NULL && error->status != NULL && strcmp(error->status, "conflict") == 0) {
		json_t *base = json_deep_copy(theirs);

		json_object_update(base, json_object_get(back, "before"));
		form_merge(app, h->entity, base, after, theirs);
		json_decref(base);
	} else if (error != NULL) {
		app_say_error(app, error);
	} else {
		label = value_label(&look, h->entity, h->now);
		told = preview(h, after);
		for (char *c = told; *c != '\0'; c++)
			*c = *c == '\n' ? ',' : *c;
		app_tell(app, ROLE_OK, N_("Put back: {what} (u: undo)"), json_pack("{s:s}", "what", told));
		app_did_one(app, label, undo_step(h->entity->name, h->id, "update", (int)from, version,
			json_incref(json_object_get(back, "before")), json_incref(after)));
		app_changed(app, h->entity->name, h->id, version);
		free(label);
		free(told);
	}
	json_decref(back);
}

/* At the version that the question was about: who was faster is not overwritten. side is stolen. */
static void
put_back(struct history *h, json_t *side)
{
	char *key = app_new_key();
	json_int_t version = json_integer_value(json_object_get(h->asked, "version"));

	h->back = json_pack("{s:o,s:o}", "before", now_of(h, side), "after", side);
	app_call_first(h->app, h, "update", json_pack("{s:s,s:I,s:I,s:o,s:s}", "entity", h->entity->name, "id", (json_int_t)h->id, "version", version,
		"values", without_labels(side), "key", key), was_put_back, version);
	free(key);
}

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct history *h = owner;

	(void)app;
	(void)typed;
	if (h->back == NULL && row->tag != LEAVE)
		put_back(h, json_incref(h->side[row->tag]));
}

static void
add_side(struct history *h, struct pick_ask *ask, int when, const json_t *side)
{
	const struct history_line *line = history_line(h);
	char *text;

	if (json_object_size(side) == 0)
		return;
	if (line->field == NULL) {
		text = xstrdup(app_text(h->app, when == BEFORE ? N_("As before this change") : N_("As after this change")));
	} else {
		char *value = history_text(h, line->entry, line->field, when);

		text = app_fill(h->app, when == BEFORE ? N_("Before: {value}") : N_("After: {value}"), json_pack("{s:s}", "value", value));
		free(value);
	}
	pick_add(&ask->rows, &ask->count, text, preview(h, side), when);
}

static void
restore_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct history *h = owner;
	struct value_look look = app_look(app);
	char *label = value_label(&look, h->entity, h->now);

	(void)typed;
	if (row->tag == 0)
		deeds_restore(app, h->entity, json_pack("[I]", (json_int_t)h->id), label);
	free(label);
}

static void
ask_restore(struct history *h)
{
	static const char *const options[] = {N_("(R)estore"), N_("(C)ancel")};
	struct value_look look = app_look(h->app);

	if (!catalogue_may(h->entity, "delete")) {
		app_tell(h->app, ROLE_WARN, N_("This record lies in the bin, and you may not take it out."), NULL);
		return;
	}
	pick_question(h->app, h, xstrdup(app_text(h->app, N_("This record lies in the bin"))), value_label(&look, h->entity, h->now), options, 2,
		restore_answered);
}

static void
say_nothing(struct history *h, size_t locked)
{
	const struct history_line *line = history_line(h);

	if (!catalogue_may(h->entity, "update"))
		app_tell(h->app, ROLE_WARN, N_("You may not change these."), NULL);
	else if (locked > 0 && line->field != NULL)
		app_tell(h->app, ROLE_WARN, N_("{label} cannot be put back by hand: only actions change it."), json_pack("{s:s}", "label",
			history_label(h, line->field)));
	else if (locked > 0)
		app_tell(h->app, ROLE_WARN, N_("This cannot be put back by hand: only actions change it."), NULL);
	else
		app_tell(h->app, ROLE_DIM, N_("There is nothing to put back here."), NULL);
	app_bell(h->app);
}

void
history_put_back(struct app *app)
{
	struct history *h = here(app);
	const struct history_line *line = history_line(h);
	struct pick_ask ask = {.letters = true, .explains = true, .y = -1, .x = -1, .owner = h, .take = answered, .width = 50};
	size_t locked = 0;

	if (line == NULL || h->now == NULL)
		return;
	if (history_is_gone(h)) {
		ask_restore(h);
		return;
	}
	json_decref(h->asked);
	h->asked = json_deep_copy(h->now);
	for (int when = BEFORE; when <= AFTER; when++) {
		json_decref(h->side[when]);
		h->side[when] = side_of(h, line->entry, line->field, when, when == BEFORE ? &locked : NULL);
		add_side(h, &ask, when, h->side[when]);
	}
	if (ask.count == 0) {
		say_nothing(h, locked);
		return;
	}
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Leave it as it is"))), NULL, LEAVE);
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(app_text(app, N_("Put back")));
	if (line->field != NULL)
		ask.text = xstrdup(history_label(h, line->field));
	else if (locked > 0)
		ask.text = app_fill(app, N_("What only actions change stays: {n}"), json_pack("{s:I}", "n", (json_int_t)locked));
	pick_open(app, &ask);
}
