/* form_tell.c: a form in lines: its fields with what they hold; one is asked for at a time, and a line is its value. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/linear.h"

enum { GRIDS = 10000, PLACES = 1000 };	/* tags of lines: beyond those of fields */

static void
tell_item(struct form *form, struct linear *out, size_t i)
{
	const struct form_item *item = &form->items[i];
	const char *text = field_concealed(item->line) && !field_is_empty(item->line) ? app_text(form->app, N_("(hidden)"))
		: field_text(item->line);
	char *label = item->f->required && item->editable ? app_fill(form->app, N_("{label} (required)"),
		json_pack("{s:s}", "label", item->f->label)) : xstrdup(item->f->label), *line;

	if (item->editable)
		linear_choice(out, i, label, text);
	else
		linear_value(out, label, text);
	if (item->error != NULL || item->warning != NULL) {
		line = app_fill(form->app, item->error ? N_("{label}: wrong: {why}") : N_("{label}: note: {why}"),
			json_pack("{s:s,s:s}", "label", item->f->label, "why", item->error ? item->error : item->warning));
		linear_say(out, line);
		free(line);
	}
	free(label);
}

/* A line of the record: what its cells hold, in one sentence; its number goes into its first cell. */
static void
tell_line(struct form *form, struct linear *out, size_t number, size_t i)
{
	const struct grid *g = form->grids[number];
	const struct grid_row *row = g->rows[i];
	struct buf line = BUF_EMPTY;

	for (size_t k = 0; k < g->column_count; k++) {
		const struct form_item *cell = &row->cells[k];
		char *pair = linear_pair(form->app, cell->f->label, field_text(cell->line));

		if (!field_is_empty(cell->line))
			buf_printf(&line, "%s%s", line.length > 0 ? "; " : "", pair);
		free(pair);
		if (cell->error == NULL)
			continue;
		pair = app_fill(form->app, N_("{label}: wrong: {why}"), json_pack("{s:s,s:s}", "label", cell->f->label, "why", cell->error));
		buf_printf(&line, "%s%s", line.length > 0 ? "; " : "", pair);
		free(pair);
	}
	linear_choice(out, GRIDS + number * PLACES + i, NULL, line.length > 0 ? buf_text(&line) : app_text(form->app, N_("(an empty line)")));
	buf_free(&line);
}

void
form_tell(struct app *app, void *state, struct linear *out)
{
	struct form *form = state;
	size_t section = SIZE_MAX;

	(void)app;
	if (form_news(form) != NULL)
		linear_say(out, form_news(form));
	for (size_t i = 0; i < form->count; i++) {
		if (!form->items[i].visible)
			continue;
		if (form->items[i].section != section)
			linear_say(out, form->titles[form->items[i].section]);
		section = form->items[i].section;
		tell_item(form, out, i);
	}
	for (size_t n = 0; n < form->grid_count; n++) {
		linear_say(out, form->grids[n]->entity->title);
		for (size_t i = 0; i < form->grids[n]->count; i++)
			tell_line(form, out, n, i);
	}
}

void
form_chosen(struct app *app, void *state, size_t tag)
{
	struct form *form = state;

	(void)app;
	if (tag < GRIDS) {
		form_go(form, tag);
		return;
	}
	tag -= GRIDS;
	if (tag / PLACES < form->grid_count && grid_enter(form, tag / PLACES, 1))
		grid_go(form->grids[tag / PLACES], tag % PLACES, 0);
}

/* Its choices stand in the question. */
static void
add_choices(const struct form *form, const struct form_item *item, struct buf *out)
{
	if (!form_is_picked(item))
		return;
	buf_str(out, " (");
	for (size_t i = 0; i < item->f->choice_count; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", item->f->choices[i].label);
	if (item->f->choice_count == 0)
		buf_printf(out, "%s, %s", app_text(form->app, N_("Yes")), app_text(form->app, N_("No")));
	buf_str(out, ")");
}

char *
form_prompt(struct app *app, const void *state)
{
	const struct form *form = state;
	const struct form_item *item = form_focus(form);
	struct buf out = BUF_EMPTY;

	(void)app;
	if (item == NULL || !item->editable)
		return NULL;
	if (form->grid != NULL)
		buf_printf(&out, "%zu. ", form->grid->at + 1);
	buf_str(&out, item->f->label);
	add_choices(form, item, &out);
	if (!field_is_empty(item->line) && !field_concealed(item->line))
		buf_printf(&out, " [%s]", field_text(item->line));
	buf_byte(&out, ' ');
	return buf_steal(&out);
}

/* The choice whose name begins so; null: none does. */
static const char *
choice_that_begins(const struct form *form, const struct form_item *item, const char *line)
{
	char *sought = text_fold(line);
	const char *found = NULL;

	for (size_t i = 0; found == NULL && i < (item->f->choice_count ? item->f->choice_count : 2); i++) {
		const char *label = item->f->choice_count ? item->f->choices[i].label : app_text(form->app, i == 0 ? N_("Yes") : N_("No"));
		char *folded = text_fold(label);

		if (strncmp(folded, sought, strlen(sought)) == 0)
			found = label;
		free(folded);
	}
	free(sought);
	return found;
}

void
form_answer(struct app *app, void *state, const char *line)
{
	struct form *form = state;
	struct form_item *item = form_focus(form);
	const char *text = strcmp(line, "-") == 0 ? "" : line;

	if (item == NULL || !item->editable) {
		app_tell(app, ROLE_WARN, N_("This field cannot be changed here."), NULL);
		return;
	}
	if (form_is_picked(item) && *text != '\0' && (text = choice_that_begins(form, item, line)) == NULL) {
		app_tell(app, ROLE_WARN, N_("No such choice."), NULL);
		return;
	}
	form_set_text(form, item, text);
	app_enter(app);
}
