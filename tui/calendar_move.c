/* calendar_move.c: an event goes to another time at once, and back again when the server refuses. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"
#include "tui/calendar_warn.h"
#include "tui/remote.h"
#include "tui/undo.h"

bool
calendar_may_move(struct calendar *c)
{
	const struct catalogue_calendar *spec = &c->entity->calendar;

	if (catalogue_may(c->entity, "update") && spec->start->updatable && (spec->end == NULL || spec->end->updatable))
		return true;
	app_tell(c->app, ROLE_WARN, N_("You may not move what is in this calendar."), NULL);
	app_bell(c->app);
	return false;
}

/* Only what changes is sent: a lane that one may not write does not keep the time from being written. */
static json_t *
changes(const struct calendar *c, struct calendar_when from, struct calendar_when to)
{
	json_t *before = calendar_values(c, from), *after = calendar_values(c, to), *value;
	const char *name;

	json_object_foreach(before, name, value)
		if (json_equal(value, json_object_get(after, name)))
			json_object_del(after, name);
	json_decref(before);
	return after;
}

/* With whom or what it now coincides is said, not forbidden: the database forbids what it must. */
static void
say_saved(struct calendar *c, const struct calendar_event *e)
{
	char *label = calendar_label(c, e), *when = calendar_span(c, e);

	if (e->clash)
		app_tell(c->app, ROLE_WARN, N_("! {label}: another one is at the same time (u: undo)"), json_pack("{s:s}", "label", label));
	else
		app_tell(c->app, ROLE_OK, N_("{label} → {when} (u: undo)"), json_pack("{s:s,s:s}", "label", label, "when", when));
	free(label);
	free(when);
}

static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct calendar *c = state;
	struct calendar_event *e = calendar_event(c, c->saving);

	(void)tag;
	c->saving = 0;
	if (e == NULL)
		return;
	if (error != NULL) {
		app_say_error(app, error);
		app_bell(app);
		if (c->moving == e->id)
			c->moving = 0;
		e->now = e->saved;
		c->refused = e->id;
		c->reread = true;
		calendar_sort(c);
		/* Back with it: the next key is for what was refused, not for what stands where it was to go. */
		if (c->moving == 0)
			calendar_go_to(c, calendar_event(c, c->refused));
	} else {
		struct calendar_when before = e->saved;
		char *label;

		e->version = (int)json_integer_value(json_object_get(result, "version"));
		e->saved = c->sent;
		say_saved(c, e);
		label = calendar_label(c, e);
		app_did_one(app, label, undo_step(c->entity->name, e->id, "update", e->version - 1, e->version, changes(c, e->saved, before),
			changes(c, before, e->saved)));
		calendar_warn(app, c->entity, label, result);
		free(label);
		app_changed(app, c->entity->name, e->id, e->version);
	}
	calendar_save(c);
	if (c->saving == 0 && c->moving == 0 && c->reread)
		calendar_reload(c);
}

void
calendar_save(struct calendar *c)
{
	if (c->saving != 0)
		return;
	for (size_t i = 0; i < c->count; i++) {
		const struct calendar_event *e = &c->events[i];
		char *key;

		if (e->id == c->moving || e->id == c->grabbed || calendar_when_equal(e->now, e->saved))
			continue;
		key = app_new_key();
		c->saving = e->id;
		c->sent = e->now;
		c->refused = 0;
		app_call(c->app, c, "update", json_pack("{s:s,s:I,s:i,s:o,s:s}", "entity", c->entity->name, "id", (json_int_t)e->id, "version",
			e->version, "values", changes(c, e->saved, e->now), "key", key), answered, 0);
		free(key);
		return;
	}
}

void
calendar_drop(struct calendar *c, bool keep)
{
	struct calendar_event *e = calendar_event(c, c->moving);
	int64_t id = c->moving;

	c->moving = 0;
	if (e != NULL && !keep)
		e->now = c->moving_from;
	calendar_sort(c);
	if (e != NULL)
		calendar_go_to(c, calendar_event(c, id));
	calendar_save(c);
	if (c->saving == 0 && c->reread)
		calendar_reload(c);
}
