/* plane_filter.c: what a board or a calendar is narrowed to, changed where one is: proposals from the fields that its cards show (one's
   own, a choice, a person, a day), or a line in the grammar of lists. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"
#include "tui/calendar_inside.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/filter_words.h"
#include "tui/linear.h"
#include "tui/pick.h"
#include "tui/plane.h"

enum { LINE_CELLS = 56, ROWS_MOST = 200 };

/* The filter of the screen on top, where it has one. */
static char **
filter_of(struct app *app, const struct catalogue_entity **entity)
{
	struct board *b = app_state(app, &screen_board);
	struct calendar *c = app_state(app, &screen_calendar);

	*entity = b ? b->entity : c ? c->entity : NULL;
	return b ? &b->filter : c ? &c->filter : NULL;
}

static void
read_again(struct app *app)
{
	struct board *b = app_state(app, &screen_board);
	struct calendar *c = app_state(app, &screen_calendar);

	if (b != NULL)
		board_reload(b);
	else if (c != NULL)
		calendar_reload(c);
}

/* The filter without what it says of that field: a second proposal of the same kind replaces the first. */
static char *
without(const char *filter, const char *field)
{
	struct buf out = BUF_EMPTY;
	size_t length = strlen(field);

	while (filter != NULL && *(filter += strspn(filter, " ")) != '\0') {
		size_t n = 0;
		bool quoted = false;

		for (; filter[n] != '\0' && (quoted || filter[n] != ' '); n++)
			quoted ^= filter[n] == '"';
		if (strncmp(filter, field, length) != 0 || strchr(":=!<>", filter[length]) == NULL)
			buf_printf(&out, "%s%.*s", out.length > 0 ? " " : "", (int)n, filter);
		filter += n;
	}
	return buf_steal(&out);
}

static void
narrow(struct app *app, char *filter)
{
	const struct catalogue_entity *entity;
	char **now = filter_of(app, &entity);

	if (now == NULL) {
		free(filter);
		return;
	}
	free(*now);
	*now = *filter != '\0' ? xstrdup(filter) : NULL;
	free(filter);
	read_again(app);
}

/* A row's words are the condition and its field; without any, all is shown again. */
static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	const struct catalogue_entity *entity;
	char **now = filter_of(app, &entity);

	(void)owner;
	if (now == NULL)
		return;
	if (row->tag == 0) {
		narrow(app, filter_words(entity, app_language(app), typed));
	} else if (row->words == NULL) {
		narrow(app, xstrdup(""));
	} else {
		char *condition = xstrdup(row->words), *space = strchr(condition, '\n'), *rest;

		*space = '\0';
		rest = without(*now, space + 1);
		narrow(app, xasprintf("%s%s%s", rest, *rest != '\0' ? " " : "", condition));
		free(rest);
		free(condition);
	}
}

static void
propose(struct pick_ask *ask, char *label, char *condition, const char *field)
{
	struct pick_row *row = pick_add(&ask->rows, &ask->count, label, NULL, 1);

	row->words = xasprintf("%s\n%s", condition, field);
	free(condition);
}

static void
propose_one(struct app *app, struct pick_ask *ask, size_t first, const struct value_look *look, const struct catalogue_field *f, const json_t *row)
{
	json_int_t id = json_integer_value(json_object_get(row, f->name));
	char *text, *label;

	if (id == 0 || ask->count >= ROWS_MOST)
		return;
	text = value_text(look, f, row);
	label = linear_pair(app, f->label, text);
	for (size_t i = first; i < ask->count && label != NULL; i++)
		if (strcmp(ask->rows[i].label, label) == 0) {
			free(label);
			label = NULL;
		}
	if (label != NULL)
		propose(ask, label, xasprintf("%s:%lld", f->name, (long long)id), f->name);
	free(text);
}

/* Each of those who have something on the screen, and nobody. */
static void
propose_those(struct app *app, struct pick_ask *ask, const struct catalogue_field *f)
{
	struct board *b = app_state(app, &screen_board);
	struct calendar *c = app_state(app, &screen_calendar);
	struct value_look look = app_look(app);
	size_t first = ask->count;

	for (size_t i = 0; b != NULL && i < b->column_count; i++)
		for (size_t k = 0; k < b->columns[i].count; k++)
			propose_one(app, ask, first, &look, f, b->columns[i].cards[k].row);
	for (size_t i = 0; c != NULL && i < c->count; i++)
		propose_one(app, ask, first, &look, f, c->events[i].row);
	propose(ask, linear_pair(app, f->label, app_text(app, N_("nobody"))), xasprintf("%s:-", f->name), f->name);
}

static void
propose_field(struct app *app, struct pick_ask *ask, const struct catalogue_entity *entity, const struct catalogue_field *f)
{
	if (f == entity->board.field && app_state(app, &screen_board) != NULL)
		return;
	for (size_t i = 0; i < f->choice_count; i++)
		propose(ask, linear_pair(app, f->label, f->choices[i].label), xasprintf("%s:%s", f->name, f->choices[i].value), f->name);
	if (f == entity->board.lanes || f == entity->calendar.lanes)
		propose_those(app, ask, f);
	if (f->type == TYPE_DATE) {
		propose(ask, linear_pair(app, f->label, app_text(app, N_("late"))), xasprintf("%s<today", f->name), f->name);
		propose(ask, linear_pair(app, f->label, app_text(app, N_("today"))), xasprintf("%s:today", f->name), f->name);
		propose(ask, linear_pair(app, f->label, app_text(app, N_("in seven days"))), xasprintf("%s:today..+7", f->name), f->name);
	}
}

void
plane_filter(struct app *app)
{
	const struct catalogue_entity *entity;
	char **now = filter_of(app, &entity);
	const char *words = errand_words(app);
	struct pick_ask ask = {.y = -1, .x = -1, .width = LINE_CELLS, .take = taken};

	if (now == NULL)
		return;
	if (words != NULL) {
		narrow(app, filter_words(entity, app_language(app), words));
		return;
	}
	if (*now != NULL)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Show all again"))), xstrdup(*now), 1);
	/* What typing finds are proposals; what it does not find is a line. */
	propose(&ask, xstrdup(app_text(app, N_("Only mine"))), xstrdup("mine:yes"), "mine");
	for (size_t i = 0; i < entity->list_count; i++)
		propose_field(app, &ask, entity, entity->list[i]);
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("As it is written here"))), NULL, 0)->always = true;
	ask.title = xstrdup(app_text(app, N_("Filter")));
	pick_open(app, &ask);
}

void
plane_given(const struct catalogue_entity *entity, const char *filter, json_t *values)
{
	while (filter != NULL && *(filter += strspn(filter, " ")) != '\0') {
		size_t n = strcspn(filter, " "), name = strcspn(filter, ":=!<> ");
		const struct catalogue_field *f = name < n && (filter[name] == ':' || filter[name] == '=') ? filter_field(entity, filter, name) : NULL;

		for (size_t i = 0; f != NULL && f->creatable && i < f->choice_count; i++)
			if (strlen(f->choices[i].value) == n - name - 1 && strncmp(f->choices[i].value, filter + name + 1, n - name - 1) == 0 && json_object_get(values, f->name) == NULL)
				json_object_set_new(values, f->name, json_string(f->choices[i].value));
		filter += n;
	}
}
