/* presence.c: what this sitting has open, told to the server; and who else has it open, as the server tells. */
#include "tui/presence.h"

#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/linear.h"
#include "tui/presence_words.h"
#include "tui/remote.h"

/* Records that are only passed by (F8 F8 F8) are not told of. */
enum { REST_MS = 200, AGAIN_MS = 2000, OPEN_MOST = 12 };

enum doing { NOTHING, READS, EDITS };
static const char *const words[] = {"left", "reads", "edits"};

/* A record that is open here, as the server was told. */
struct open {
	struct presence *presence;
	char *entity;
	int64_t id, number;		/* number: of the request under way; 0: none */
	enum doing told, wanted;
	json_t *who;			/* others; null: not known */
	int64_t at;			/* when that came, in milliseconds of the loop */
};

struct presence {
	struct app *app;
	struct open *open[OPEN_MOST];
	struct tui_timer timer;
};

static void say(struct presence *p, struct open *o);

struct presence *
presence_new(struct app *app)
{
	struct presence *p = xcalloc(1, sizeof *p);

	p->app = app;
	return p;
}

static void
drop(struct presence *p, struct open **at)
{
	struct open *o = *at;

	if (o->number != 0)
		remote_cancel(p->app->remote, o->number);
	json_decref(o->who);
	free(o->entity);
	free(o);
	*at = NULL;
}

void
presence_free(struct presence *p)
{
	if (p == NULL)
		return;
	tui_loop_timer_cancel(p->app->loop, &p->timer);
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL)
			drop(p, &p->open[i]);
	free(p);
}

static struct open *
find(const struct presence *p, const char *entity, int64_t id)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL && p->open[i]->id == id && strcmp(p->open[i]->entity, entity) == 0)
			return p->open[i];
	return NULL;
}

/* What the screens have open now, the top ones first. */
static void
look(struct presence *p)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL)
			p->open[i]->wanted = NOTHING;
	for (const struct screen *s = p->app->top; s != NULL; s = s->below) {
		bool edits = false;
		int64_t id = s->type->holds ? s->type->holds(s->state, &edits) : 0;
		const struct catalogue_entity *entity = id > 0 && s->type->entity ? s->type->entity(s->state) : NULL;
		struct open *o = entity ? find(p, entity->name, id) : NULL;

		for (size_t i = 0; entity != NULL && o == NULL && i < OPEN_MOST; i++)
			if (p->open[i] == NULL) {
				o = p->open[i] = xcalloc(1, sizeof *o);
				*o = (struct open){.presence = p, .entity = xstrdup(entity->name), .id = id};
			}
		if (o != NULL && o->wanted < (edits ? EDITS : READS))
			o->wanted = edits ? EDITS : READS;
	}
}

/* The next line waits for who is there to be known, or not to be. */
static void
lines_go_on(const struct presence *p)
{
	if (p->app->linear != NULL)
		app_dirty(p->app);
}

static void
rested(void *arg)
{
	struct presence *p = arg;

	lines_go_on(p);
	look(p);
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL)
			say(p, p->open[i]);
}

/* In lines nothing is drawn over: what is told of a record waits for who is there. */
static void
wait(struct presence *p, int ms)
{
	if (p->timer.set)
		return;
	p->timer.run = rested;
	p->timer.arg = p;
	p->timer.background = p->app->linear == NULL;
	tui_loop_timer_set(p->app->loop, &p->timer, ms);
}

/* Alone as before: nothing is painted for it. */
static void
take(struct open *o, const json_t *who)
{
	bool same = json_array_size(o->who) == 0 && json_array_size(who) == 0;

	json_decref(o->who);
	o->who = json_deep_copy(who);
	o->at = tui_loop_now();
	if (!same)
		app_dirty(o->presence->app);
}

static void
answered(void *arg, const json_t *result, const struct remote_error *error)
{
	struct open *o = arg;
	struct presence *p = o->presence;

	o->number = 0;
	lines_go_on(p);
	if (error != NULL) {
		/* Busy: once more in a while. Not to be seen, or too many: the next change of what is open asks again. */
		if (strcmp(error->status, "later") == 0 && remote_alive(p->app->remote)) {
			o->told = NOTHING;
			wait(p, AGAIN_MS);
		}
		return;
	}
	take(o, json_object_get(result, "who"));
	presence_see(p);
}

/* One at a time for a record: the server may do two in any order. */
static void
say(struct presence *p, struct open *o)
{
	json_t *params;

	if (o->number != 0 || !remote_alive(p->app->remote))
		return;
	if (o->told != o->wanted) {
		params = json_pack("{s:s,s:I,s:s}", "entity", o->entity, "id", (json_int_t)o->id, "doing", words[o->wanted]);
		o->told = o->wanted;
		o->number = remote_call(p->app->remote, "who", params, answered, o);
	} else if (o->wanted == NOTHING) {
		for (size_t i = 0; i < OPEN_MOST; i++)
			if (p->open[i] == o)
				drop(p, &p->open[i]);
	}
}

void
presence_see(struct presence *p)
{
	look(p);
	for (size_t i = 0; i < OPEN_MOST; i++) {
		struct open *o = p->open[i];

		if (o != NULL && o->number == 0 && (o->told != o->wanted || o->wanted == NOTHING))
			wait(p, p->app->linear ? 0 : REST_MS);
	}
}

void
presence_forget(struct presence *p)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL)
			drop(p, &p->open[i]);
}

void
presence_event(struct presence *p, const json_t *params)
{
	const char *entity = json_string_value(json_object_get(params, "entity"));
	struct open *o = entity ? find(p, entity, json_integer_value(json_object_get(params, "id"))) : NULL;

	if (o != NULL)
		take(o, json_object_get(params, "who"));
}

/* Others at the record on top: a popup above it does not count. */
static struct presence_words
words_now(const struct presence *p)
{
	const struct screen *s = p->app->top;
	struct presence_words w = {.language = p->app->language};
	const struct catalogue_entity *entity;
	const struct open *o;
	bool edits;

	while (s != NULL && s->type->size != NULL)
		s = s->below;
	if (s == NULL || s->type->holds == NULL || s->type->entity == NULL || (entity = s->type->entity(s->state)) == NULL)
		return w;
	o = find(p, entity->name, s->type->holds(s->state, &edits));
	if (o == NULL || !remote_alive(p->app->remote))
		return w;
	w.who = o->who;
	w.seconds_since = (tui_loop_now() - o->at) / 1000;
	w.own = json_integer_value(json_object_get(json_object_get(p->app->hello, "person"), "id"));
	return w;
}

char *
presence_text(const struct presence *p, int cells, int most, bool *edits)
{
	struct presence_words w = words_now(p);

	return presence_words_row(&w, cells, most, edits);
}

char *
presence_sentences(const struct presence *p, bool since_when)
{
	struct presence_words w = words_now(p);

	return presence_words_lines(&w, since_when);
}

bool
presence_waits(const struct presence *p)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (p->open[i] != NULL && p->open[i]->number != 0)
			return true;
	return false;
}
