/* form_suggest.c: while a text is typed, records of another kind that may answer it are told below the field. They take no key from
   whoever writes on; F4 opens one. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/form_suggest.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_reader.h"

enum { PAUSE_MS = 350, LEAST = 4, WIDTH_MOST = 70, ROWS_MOST = 5 };

void
form_suggest_close(struct form *form)
{
	struct form_suggest *s = &form->suggest;

	app_not_after(form->app, &s->timer);
	s->generation++;
	json_decref(s->rows);
	s->rows = NULL;
	popup_hide(&s->popup);
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct form_suggest *s = &form->suggest;

	(void)app;
	s->asked = false;
	if (tag != s->generation || error != NULL)
		return;
	json_decref(s->rows);
	s->rows = json_deep_copy(json_object_get(result, "rows"));
}

/* Once the fingers rest, and one question at a time: a text that is written takes a few questions, not one a letter. */
static void
ask(void *arg)
{
	struct form *form = arg;
	struct form_suggest *s = &form->suggest;
	const struct form_item *item = form_focus(form);

	if (item == NULL || item->f->suggests == NULL)
		return;
	if (s->asked) {
		app_after(form->app, &s->timer, PAUSE_MS);
		return;
	}
	s->asked = true;
	s->field = item->f;
	app_call(form->app, form, "suggest", json_pack("{s:s,s:s,s:s}", "entity", form_item_entity(form, item)->name, "field", item->f->name,
	    "text", field_text(item->line)), came, ++s->generation);
}

void
form_suggest_typed(struct form *form, const struct form_item *item)
{
	struct form_suggest *s = &form->suggest;

	if (text_clusters(field_text(item->line), strlen(field_text(item->line))) < LEAST) {
		form_suggest_close(form);
		return;
	}
	s->timer.run = ask;
	s->timer.arg = form;
	app_after(form->app, &s->timer, PAUSE_MS);
}

static bool
is_here(const struct form *form)
{
	const struct form_item *item = form_focus(form);

	return item != NULL && item->f == form->suggest.field && json_array_size(form->suggest.rows) > 0 && !field_is_empty(item->line);
}

void
form_suggest_draw(struct form *form)
{
	struct form_suggest *s = &form->suggest;
	const struct catalogue_entity *other;
	size_t count = json_array_size(s->rows), i;
	int width = terminal_width() - form->field_x - 4;
	struct area area;
	const json_t *row;
	char *title;

	if (!is_here(form) || form_lookup_open(form) || app_top(form->app) != app_screen_of(form->app, form)) {
		popup_hide(&s->popup);
		return;
	}
	other = catalogue_entity(app_catalogue(form->app), s->field->suggests);
	count = count > ROWS_MOST ? ROWS_MOST : count;
	width = width > WIDTH_MOST ? WIDTH_MOST : width;
	title = app_fill(form->app, N_("{title} that may help – F4 opens"), json_pack("{s:s}", "title", other ? other->title : ""));
	area = popup_place(&s->popup, form->field_y + 2, form->field_x - 2, (int)count, width, title);
	json_array_foreach(s->rows, i, row)
		if (i < count)
			paint_text(&area, (int)i, 1, area.width - 2, ROLE_TEXT, json_string_value(json_object_get(row, "label")));
	free(title);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;
	const struct catalogue_entity *other = form->suggest.field ? catalogue_entity(app_catalogue(app), form->suggest.field->suggests) : NULL;

	(void)typed;
	if (other != NULL)
		reader_open(app, other, row->tag);
}

bool
form_suggest_open(struct form *form)
{
	struct pick_ask ask_which = {.letters = true, .y = form->field_y + 2, .x = form->field_x - 2, .owner = form, .take = taken};
	size_t i;
	const json_t *row;

	if (!is_here(form))
		return false;
	json_array_foreach(form->suggest.rows, i, row)
		pick_add(&ask_which.rows, &ask_which.count, xstrdup(json_string_value(json_object_get(row, "label"))), NULL, json_integer_value(json_object_get(row, "id")));
	pick_letters(ask_which.rows, ask_which.count);
	ask_which.title = xstrdup(app_text(form->app, N_("Read")));
	pick_open(form->app, &ask_which);
	return true;
}
