/* calendar_free.c: when somebody or something is free for so long: proposals of the report that the calendar's declaration names, by the
   words that are typed (a skill, a kind, a name); the one taken stands in the form of a new record. A calendar without such a report
   goes to its next empty slot. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/calendar_inside.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/list_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"

enum { CELLS = 66, MINUTES_MOST = 44640 };

/* What shows a calendar, or a list of what could stand in one: on top, or below that popup. */
static const struct catalogue_entity *
shown(struct app *app, const struct pick *popup, void **state, struct date *from)
{
	struct calendar *c = popup ? app_state_below(app, popup, &screen_calendar) : app_state(app, &screen_calendar);
	struct list *l = popup ? app_state_below(app, popup, &screen_list) : app_state(app, &screen_list);

	/* A calendar that was opened from a list lies above it. */
	if (c != NULL && l != NULL && app_state_below(app, l, &screen_calendar) == c)
		c = NULL;
	*from = c ? c->day : app_look(app).today;
	*state = c ? (void *)c : (void *)l;
	return c ? c->entity : l ? l->entity : NULL;
}

static size_t
column(const json_t *fields, const char *name)
{
	size_t i;
	const json_t *f;

	json_array_foreach(fields, i, f)
		if (name != NULL && strcmp(json_string_value(json_object_get(f, "name")) ? json_string_value(json_object_get(f, "name")) : "", name) == 0)
			return i;
	return SIZE_MAX;
}

/* The columns of a proposal that a new record may have; and of whom it is called after. */
static json_t *
values_of(const struct catalogue_entity *entity, const json_t *fields, const json_t *row, const char *label)
{
	json_t *values = json_object();
	const json_t *one;
	size_t i, named = column(fields, label);

	json_array_foreach(fields, i, one) {
		const char *name = json_string_value(json_object_get(one, "name"));
		const struct catalogue_field *f = catalogue_field(entity, name ? name : "");

		if (f == NULL || !f->creatable)
			continue;
		json_object_set(values, f->name, json_array_get(row, i));
		if (f->refers != NULL && named != SIZE_MAX) {
			char *key = xasprintf("%s.label", f->name);

			json_object_set(values, key, json_array_get(row, named));
			free(key);
		}
	}
	return values;
}

static char *
moments_of(struct app *app, const struct catalogue_entity *entity, const json_t *fields, const json_t *row)
{
	const struct catalogue_calendar *spec = &entity->calendar;
	const char *start = json_string_value(json_array_get(row, column(fields, spec->start->name)));
	const char *end = spec->end ? json_string_value(json_array_get(row, column(fields, spec->end->name))) : NULL;
	struct date day;
	time_t from, to;
	char *first, *last, *text;

	if (!calendar_read(start, &from))
		return xstrdup("");
	day = calendar_date(from);
	first = calendar_clock(from);
	last = calendar_read(end, &to) ? calendar_clock(to) : xstrdup("");
	text = xasprintf("%s %d %s %s–%s", date_weekday_name(date_weekday(day), app_language(app)), day.day, date_month_name(day.month, app_language(app)), first, last);
	free(first);
	free(last);
	return text;
}

static void
proposed(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	void *now;
	struct date from;
	struct pick *pick = state;
	const struct catalogue_entity *entity;
	const json_t *fields = json_object_get(result, "fields"), *row;
	struct pick_row *rows = NULL;
	size_t i, count = 0, name;

	(void)tag;
	entity = shown(app, pick, &now, &from);
	if (error != NULL)
		app_say_error(app, error);
	if (error != NULL || entity == NULL)
		return;
	name = column(fields, json_string_value(json_object_get(entity->calendar.free, "label")));
	json_array_foreach(json_object_get(result, "rows"), i, row) {
		json_t *values = values_of(entity, fields, row, json_string_value(json_object_get(entity->calendar.free, "label")));
		const char *who = json_string_value(json_array_get(row, name));
		struct pick_row *made = pick_add(&rows, &count, moments_of(app, entity, fields, row), xstrdup(who ? who : ""), (int64_t)i);

		made->words = json_dumps(values, JSON_COMPACT);
		made->always = true;
		json_decref(values);
	}
	if (count == 0) {
		pick_add(&rows, &count, xstrdup(app_text(app, N_("Nobody and nothing is free for so long."))), NULL, -1);
		rows[0].always = rows[0].refused = true;
	}
	pick_rows(app, pick, rows, count);
}

static void
ask(struct app *app, struct pick *pick, const struct catalogue_entity *entity, struct date from, int64_t minutes, const char *words)
{
	char day[DATE_TEXT];
	json_t *args = json_pack("{s:I,s:s}", "minutes", (json_int_t)minutes, "from_day", date_iso(from, day));

	if (words != NULL && *words != '\0')
		json_object_set_new(args, "words", json_string(words));
	app_call(app, pick, "figures", json_pack("{s:s,s:o}", "name", json_string_value(json_object_get(entity->calendar.free, "report")), "args", args),
		proposed, 0);
}

static void
typing(struct app *app, struct pick *pick, void *owner, const char *typed)
{
	void *state;
	struct date from;
	const struct catalogue_entity *entity = shown(app, pick, &state, &from);

	if (entity != NULL && state == owner)
		ask(app, pick, entity, from, pick_about(pick), typed);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	void *state;
	struct date from;
	const struct catalogue_entity *entity = shown(app, NULL, &state, &from);
	json_t *values = json_loads(row->words ? row->words : "", 0, NULL);

	(void)typed;
	if (entity != NULL && state == owner && json_is_object(values))
		form_create(app, entity, values);
	else
		json_decref(values);
}

static void
propose(struct app *app, void *state, const struct catalogue_entity *entity, struct date from, int64_t minutes, const char *words)
{
	struct pick_ask popup = {.y = -1, .x = -1, .width = CELLS, .take = taken, .typing = typing, .owner = state, .about = minutes};
	struct calendar *c = app_state(app, &screen_calendar);

	/* In a lane, of that one first. */
	if (words == NULL && c != NULL && c->view == VIEW_LANES && c->lane < c->lane_count && c->lanes[c->lane].id != 0 &&
	    json_is_true(json_object_get(entity->calendar.free, "lanes")))
		words = c->lanes[c->lane].label;
	popup.title = app_fill(app, N_("Free for {n} min: a skill, a kind or a name"), json_pack("{s:I}", "n", (json_int_t)minutes));
	popup.typed = xstrdup_or_null(words);
	pick_add(&popup.rows, &popup.count, xstrdup("…"), NULL, -1)->always = true;
	ask(app, pick_open(app, &popup), entity, from, minutes, words);
}

static void
long_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	void *state;
	struct date from;
	const struct catalogue_entity *entity = shown(app, NULL, &state, &from);

	(void)typed;
	if (entity == NULL || state != owner)
		return;
	if (json_is_object(entity->calendar.free))
		propose(app, state, entity, from, row->tag, NULL);
	else
		calendar_seek(owner, (int)row->tag);
}

void
calendar_free(struct app *app)
{
	static const int minutes[] = {15, 30, 45, 60, 90, 120, 180, 240, 480};
	void *state;
	struct date from;
	const struct catalogue_entity *entity = shown(app, NULL, &state, &from);
	const char *words = errand_words(app);
	char *rest;
	long said = words ? strtol(words, &rest, 10) : 0;
	struct pick_ask popup = {.letters = true, .y = -1, .x = -1, .owner = state, .take = long_taken, .chosen = 3};

	if (entity == NULL || entity->calendar.start == NULL || (app_state(app, &screen_list) != NULL && !json_is_object(entity->calendar.free))) {
		app_tell(app, ROLE_DIM, N_("Nothing free is sought here: that is done in a calendar."), NULL);
		app_bell(app);
		return;
	}
	if (entity->calendar.start->type == TYPE_DATE) {
		app_tell(app, ROLE_DIM, N_("This calendar has whole days only."), NULL);
		return;
	}
	if (said > 0 && said <= MINUTES_MOST && json_is_object(entity->calendar.free)) {
		propose(app, state, entity, from, said, rest + strspn(rest, " "));
		return;
	}
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
		pick_add(&popup.rows, &popup.count, minutes[i] % 60 == 0 ? xasprintf("%d h", minutes[i] / 60) : xasprintf("%d min", minutes[i]), NULL, minutes[i]);
	pick_letters(popup.rows, popup.count);
	popup.title = xstrdup(app_text(app, N_("Free for")));
	pick_open(app, &popup);
}
