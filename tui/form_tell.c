/* form_tell.c: a form in lines: its fields with what they hold; one is asked for at a time, and a line is its value. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/linear.h"

static void
tell_item(struct form *form, struct linear *out, size_t i)
{
	const struct form_item *item = &form->items[i];
	const char *text = field_text(item->line);
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

void
form_tell(struct app *app, void *state, struct linear *out)
{
	struct form *form = state;
	size_t section = SIZE_MAX;

	(void)app;
	for (size_t i = 0; i < form->count; i++) {
		if (!form->items[i].visible)
			continue;
		if (form->items[i].section != section)
			linear_say(out, form->titles[form->items[i].section]);
		section = form->items[i].section;
		tell_item(form, out, i);
	}
}

void
form_chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	form_go(state, tag);
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
	buf_str(&out, item->f->label);
	add_choices(form, item, &out);
	if (!field_is_empty(item->line))
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
