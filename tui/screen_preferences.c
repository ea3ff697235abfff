/* screen_preferences.c: how the person likes the screen, a line for each thing that the catalogue declares; each holds at once. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/memo.h"
#include "tui/pick.h"

enum { HELP_ROWS = 3, LABEL_MOST = 24 };

struct preferences {
	const json_t *all;		/* the catalogue's */
	size_t at;
	int top;			/* the first line that was drawn */
};

static const struct screen_type screen_preferences;

static struct preferences *
here(struct app *app)
{
	return app_state(app, &screen_preferences);
}

static const char *
says(const json_t *one, const char *what)
{
	const char *text = json_string_value(json_object_get(one, what));

	return text ? text : "";
}

static const json_t *
under_cursor(const struct preferences *p)
{
	return json_array_get(p->all, p->at);
}

/* The words for a value: of a choice, its label. */
static const char *
label_of(const json_t *one, const char *value)
{
	const json_t *choice;
	size_t i;

	json_array_foreach(json_object_get(one, "choices"), i, choice) {
		const char *its = json_string_value(json_array_get(choice, 0)), *label = json_string_value(json_array_get(choice, 1));

		if (its != NULL && label != NULL && strcmp(its, value) == 0)
			return label;
	}
	return value;
}

/* What holds now; the caller owns it. What was not said is in parentheses. */
static char *
now(struct app *app, const json_t *one)
{
	const char *value = app_preference(app, says(one, "name"));

	return value != NULL ? xstrndup(label_of(one, value), strcspn(label_of(one, value), "\n")) : xasprintf("(%s)", says(one, "usual"));
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct preferences *p = state;

	(void)argument;
	p->all = catalogue_part(app_catalogue(app), "preferences");
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct preferences *p = state;
	const struct area list = paint_part(area, 1, 0, area->height - 2 - HELP_ROWS, area->width);
	const json_t *one;
	int cells = 0;
	size_t i;

	json_array_foreach(p->all, i, one)
		cells = text_cells_str(says(one, "label")) > cells ? text_cells_str(says(one, "label")) : cells;
	cells = cells > LABEL_MOST ? LABEL_MOST : cells;
	p->top = list.height > 0 && (int)p->at >= list.height ? (int)p->at - list.height + 1 : 0;
	json_array_foreach(p->all, i, one) {
		bool is_here = i == p->at, said = app_preference(app, says(one, "name")) != NULL;
		char *value = now(app, one);
		int y = (int)i - p->top;

		if (y >= 0 && y < list.height) {
			paint_text(&list, y, 0, 1, ROLE_TEXT, is_here ? ">" : " ");
			paint_text(&list, y, 2, cells, ROLE_LABEL, says(one, "label"));
			paint_text(&list, y, cells + 4, list.width - cells - 4, is_here ? ROLE_SELECT : said ? ROLE_TEXT : ROLE_DIM, value);
			if (is_here)
				paint_cursor(&list, y, 0);
		}
		free(value);
	}
	paint_paragraph(area, area->height - HELP_ROWS, 2, HELP_ROWS, area->width - 4, ROLE_DIM, says(under_cursor(p), "help"));
}

static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct preferences *p = state;
	int row = mouse->y - 1 + p->top;

	if (mouse->act != MOUSE_PRESS)
		return false;
	if (mouse->y >= 1 && row >= 0 && (size_t)row < json_array_size(p->all)) {
		p->at = (size_t)row;
		if (mouse->twice)
			app_enter(app);
	}
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct preferences *p = state;
	const json_t *one;
	size_t i;

	json_array_foreach(p->all, i, one) {
		char *value = now(app, one);

		linear_choice(out, i, says(one, "label"), value);
		free(value);
	}
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct preferences *)state)->at = tag;
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Preferences")));
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup(says(under_cursor(state), "help"));
}

static const struct screen_type screen_preferences = {
	.name = "preferences", .context = IN_PREFERENCES, .state_size = sizeof(struct preferences), .open = opened, .draw = draw,
	.mouse = pointed, .tell = tell, .choose = chosen, .title = title_of, .about = about,
};

void
do_preferences(struct app *app)
{
	if (json_array_size(catalogue_part(app_catalogue(app), "preferences")) == 0)
		app_tell(app, ROLE_DIM, N_("This server keeps no preferences."), NULL);
	else
		app_push(app, &screen_preferences, NULL);
}

static void
say(struct app *app, const json_t *one, const char *value)
{
	/* First: what the value brings with it may have more to say. */
	app_tell(app, ROLE_OK, N_("Kept: from now on, at every terminal."), NULL);
	app_prefer(app, says(one, "name"), value);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct preferences *p = owner;
	const json_t *one = under_cursor(p), *choices = json_object_get(one, "choices");

	if (choices == NULL)
		say(app, one, typed);
	else
		say(app, one, row->tag < 0 ? "" : json_string_value(json_array_get(json_array_get(choices, (size_t)row->tag), 0)));
}

/* One writes freely: the row is what is written. */
static void
typing(struct app *app, struct pick *pick, void *owner, const char *typed)
{
	const json_t *one = under_cursor(owner);
	struct pick_row *rows = NULL;
	size_t count = 0;

	pick_add(&rows, &count, *typed != '\0' ? xstrdup(typed) : xasprintf("(%s)", says(one, "usual")), NULL, 0)->always = true;
	pick_rows(app, pick, rows, count);
}

static void
written(struct app *app, void *owner, int64_t about_it, const char *text)
{
	say(app, json_array_get(((struct preferences *)owner)->all, (size_t)about_it), text);
}

void
preferences_change(struct app *app)
{
	struct preferences *p = here(app);
	const json_t *one = under_cursor(p), *choice, *choices = json_object_get(one, "choices");
	const char *value = app_preference(app, says(one, "name"));
	struct pick_ask ask = {.y = -1, .x = -1, .width = 40, .owner = p, .take = taken, .nothing = N_("No such choice.")};
	size_t i;

	if (strcmp(says(one, "format"), "long_text") == 0) {
		memo_write(app, says(one, "label"), value ? value : "", p, (int64_t)p->at, written);
		return;
	}
	pick_add(&ask.rows, &ask.count, xasprintf("(%s)", says(one, "usual")), NULL, -1)->always = choices == NULL;
	json_array_foreach(choices, i, choice) {
		const char *its = json_string_value(json_array_get(choice, 0));

		if (value != NULL && its != NULL && strcmp(its, value) == 0)
			ask.chosen = ask.count;
		pick_add(&ask.rows, &ask.count, xstrdup(label_of(one, its ? its : "")), NULL, (int64_t)i);
	}
	ask.title = xstrdup(says(one, "label"));
	if (choices == NULL) {
		ask.typing = typing;
		ask.typed = xstrdup_or_null(value);
		free(ask.rows[0].label);
		ask.rows[0].label = value ? xstrdup(value) : xasprintf("(%s)", says(one, "usual"));
	}
	pick_open(app, &ask);
}

void
preferences_forget(struct app *app)
{
	say(app, under_cursor(here(app)), "");
}

void
preferences_up(struct app *app)
{
	struct preferences *p = here(app);

	p->at -= p->at > 0;
}

void
preferences_down(struct app *app)
{
	struct preferences *p = here(app);

	p->at += p->at + 1 < json_array_size(p->all);
}

void
preferences_first(struct app *app)
{
	here(app)->at = 0;
}

void
preferences_last(struct app *app)
{
	struct preferences *p = here(app);

	p->at = json_array_size(p->all) > 0 ? json_array_size(p->all) - 1 : 0;
}
