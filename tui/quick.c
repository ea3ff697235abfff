/* quick.c: a new record from one line: “Call Dupont !high @paul ^friday #garage”. The declaration says which mark is which field; the
   server reads the words, so that a script's line means the same. */
#include "tui/quick.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/board_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/errand.h"
#include "tui/list_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/undo.h"

enum { LINE_CELLS = 60 };

void
quick_clear(struct quick *q)
{
	free(q->typed);
	json_decref(q->given);
	*q = (struct quick){0};
}

/* Which of both screens asked, and what it holds of it. */
static struct quick *
held_by(struct app *app, void *state, const struct catalogue_entity **entity)
{
	struct board *b = app_state(app, &screen_board);
	struct list *l = app_state(app, &screen_list);

	if (b != NULL && (void *)b == state) {
		*entity = b->entity;
		return &b->quick;
	}
	if (l != NULL && (void *)l == state) {
		*entity = l->entity;
		return &l->quick;
	}
	return NULL;
}

static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *entity;
	struct quick *q = held_by(app, state, &entity);
	const char *said;
	int64_t id = json_integer_value(json_object_get(result, "id"));
	int version = (int)json_integer_value(json_object_get(result, "version"));

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		app_bell(app);
		if (q != NULL && q->typed != NULL) {	/* the line comes back to be mended */
			char *typed = q->typed;
			json_t *given = q->given;

			*q = (struct quick){0};
			quick_ask(app, state, entity, given, NULL, typed);
			free(typed);
		}
		return;
	}
	if (q == NULL)
		return;
	said = json_string_value(json_object_get(json_array_get(json_object_get(result, "warnings"), 0), "message"));
	if (said != NULL)
		app_tell(app, ROLE_WARN, N_("Saved: {label}. ! {warning}"), json_pack("{s:s,s:s}", "label", q->typed, "warning", said));
	else
		app_tell(app, ROLE_OK, N_("Saved: {label} (u: undo)"), json_pack("{s:s}", "label", q->typed));
	app_did_one(app, q->typed, undo_step(entity->name, id, "insert", 0, version, NULL, NULL));
	quick_clear(q);
	app_changed(app, entity->name, id, version);
}

static void
send(struct app *app, void *state, const struct catalogue_entity *entity, struct quick *q)
{
	json_t *values = q->given ? json_copy(q->given) : json_object();
	char *key = app_new_key();

	json_object_set_new(values, json_string_value(json_object_get(entity->quick, "field")), json_string(q->typed));
	app_call(app, state, "create", json_pack("{s:s,s:o,s:s}", "entity", entity->name, "values", values, "key", key), answered, 0);
	free(key);
}

/* The popup carries what is given in the words of its row: JSON, seen by nobody. */
static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	const struct catalogue_entity *entity;
	struct quick *q = held_by(app, owner, &entity);

	if (q == NULL || *typed == '\0')
		return;
	quick_clear(q);
	q->typed = xstrdup(typed);
	q->given = json_loads(row->words ? row->words : "", 0, NULL);
	send(app, owner, entity, q);
}

/* What each mark means, with the names of the fields: "!Priority @Who ^Due #Tags". The caller owns it. */
static char *
marks_of(const struct catalogue_entity *entity)
{
	struct buf out = BUF_EMPTY;
	const char *mark;
	json_t *name;

	json_object_foreach(json_object_get(entity->quick, "marks"), mark, name) {
		const struct catalogue_field *f = catalogue_field(entity, json_string_value(name));

		if (f != NULL && f->creatable)
			buf_printf(&out, "%s%s%s", out.length > 0 ? "  " : "", mark, f->label);
	}
	return buf_steal(&out);
}

void
quick_ask(struct app *app, void *state, const struct catalogue_entity *entity, json_t *given, const char *where, const char *words)
{
	struct pick_ask ask = {.y = -1, .x = -1, .width = LINE_CELLS, .take = taken, .owner = state};
	struct pick_row *row;
	char *marks;

	if (!json_is_object(entity->quick) || !catalogue_may(entity, "create")) {
		app_tell(app, ROLE_DIM, json_is_object(entity->quick) ? N_("You may not create {title}.") : N_("{title} are not written in one line: F6 opens a form."),
			json_pack("{s:s}", "title", entity->title));
		app_bell(app);
		json_decref(given);
		return;
	}
	marks = marks_of(entity);
	row = pick_add(&ask.rows, &ask.count, app_fill(app, N_("Create: {one}"), json_pack("{s:s}", "one", entity->one)), marks, 0);
	row->words = given ? json_dumps(given, JSON_COMPACT) : NULL;
	row->always = true;
	json_decref(given);
	ask.title = where ? xasprintf("%s · %s", entity->one, where) : xstrdup(entity->one);
	ask.typed = xstrdup_or_null(words);
	pick_open(app, &ask);
}

void
board_quick(struct app *app)
{
	struct board *b = app_state(app, &screen_board);
	const char *words = errand_words(app);
	bool placed = b->column_count > 0 && b->columns[b->here].value != NULL;

	quick_ask(app, b, b->entity, board_given(b), placed ? b->columns[b->here].label : NULL, words);
}

void
list_quick(struct app *app)
{
	struct list *l = app_state(app, &screen_list);

	/* What belongs to a record is made as a part of it. */
	if (l->tabs.of != NULL && json_is_object(l->entity->quick))
		quick_ask(app, l, l->entity, deeds_related_values(l->tabs.of, &l->tabs.of->related[l->tabs.at], l->tabs.id), l->tabs.name, errand_words(app));
	else if (!list_tabs_create(l))
		quick_ask(app, l, l->entity, NULL, NULL, errand_words(app));
}
