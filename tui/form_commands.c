/* form_commands.c: moving in a form and typing into it. Nothing traps: a field that makes no sense is marked and left. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/grid_edit.h"
#include "tui/grid_tsv.h"
#include "tui/screen_record.h"
#include "tui/terminal_says.h"
#include "tui/widget.h"
#include "tui/wizard.h"
#include "tui/pick.h"
#include "tui/screen_list.h"

static struct form *
here(struct app *app)
{
	return app_state(app, &screen_form);
}

static bool
can_stop(const struct form *form, size_t at)
{
	return at < form->count && form->items[at].visible && form->items[at].editable &&
		(form->wizard == NULL || form->items[at].section == form->wizard->step);
}

/* What was understood is written out: 15/3 becomes 15/03/2027, so that a wrong reading is seen at once. */
static void
write_out(struct form *form, struct form_item *item, const json_t *value)
{
	const struct value_look look = app_look(form->app);
	const struct widget *w = widget_of(item->f);
	const char *doubt = value_doubt(item->f, field_text(item->line));
	char *text = value_tidy(&look, item->f, field_text(item->line), value);

	if (text != NULL && strcmp(text, field_text(item->line)) != 0)
		field_replace(item->line, text);
	free(text);
	free(item->settled);
	item->settled = json_is_null(value) || form_is_reference(item) ? NULL : widget_plain_number(value);
	if (doubt != NULL)
		form_item_warn(item, xstrdup(app_text(form->app, doubt)));
	if (w->left != NULL)
		w->left(form, item);
}

void
form_leave_item(struct form *form)
{
	struct form_item *item = form_focus(form);
	const char *why = NULL;
	json_t *value;

	form_lookup_close(form);
	if (item == NULL || !item->editable || !form_item_changed(item))
		return;
	value = form_value(form, item, &why);
	if (value != NULL)
		write_out(form, item, value);
	else if (form_is_reference(item))
		form_resolve(form, item);
	else
		form_error(item, xstrdup(app_text(form->app, why)));
	json_decref(value);
}

void
form_go(struct form *form, size_t at)
{
	if (at >= form->count)
		return;
	form_leave_item(form);
	grid_leave(form);
	if (form->wizard != NULL)
		form->wizard->step = form->items[at].section;
	form->at = at;
	field_focus(form->items[at].line);
	app_dirty(form->app);
}

bool
form_to_end(struct form *form, int which)
{
	for (size_t i = 0; i < form->count; i++) {
		size_t at = which > 0 ? i : form->count - 1 - i;

		if (can_stop(form, at)) {
			form_go(form, at);
			return true;
		}
	}
	return false;
}

/* To the next field that can be written, through the lines, going round at the ends. */
void
form_step(struct form *form, int step)
{
	if (form->grid != NULL) {
		grid_step(form, step, false);
		return;
	}
	for (size_t at = form->at + (size_t)step; at < form->count; at += (size_t)step)
		if (can_stop(form, at)) {
			form_go(form, at);
			return;
		}
	for (size_t i = 0; i < form->grid_count && form->wizard == NULL; i++)
		if (grid_enter(form, step > 0 ? i : form->grid_count - 1 - i, step))
			return;
	form_to_end(form, step);
}

void
form_next(struct app *app)
{
	struct form *form = here(app);

	form_lookup_take(form);
	form_step(form, 1);
}

void
form_previous(struct app *app)
{
	form_step(here(app), -1);
}

static bool
is_last(const struct form *form)
{
	for (size_t at = form->at + 1; at < form->count; at++)
		if (can_stop(form, at))
			return false;
	for (size_t i = 0; i < form->grid_count && form->wizard == NULL; i++)
		if (form->grids[i]->count > 0 || grid_may_add(form->grids[i]))
			return false;
	return true;
}

static void
save_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)app;
	(void)typed;
	if (row->tag == 0)
		form_try_save(owner);
}

void
form_ask_save(struct form *form)
{
	static const char *const options[] = {N_("(S)ave"), N_("(C)ontinue")};

	pick_question(form->app, form, xstrdup(app_text(form->app, N_("That was the last field"))), NULL, options, 2, save_answered);
}

void
form_enter(struct app *app)
{
	struct form *form = here(app);

	if (wizard_at_summary(form)) {
		form_try_save(form);
		return;
	}
	if (form_lookup_take(form) || !is_last(form)) {
		form_step(form, 1);
		return;
	}
	if (form->wizard != NULL) {
		wizard_forward(form);
		return;
	}
	form_leave_item(form);
	form_ask_save(form);
}

/* Arrows that are the value's own: a day or a month further. */
static bool
steps_within(struct form *form, enum widget_step way)
{
	struct form_item *item = form->grid == NULL ? form_focus(form) : NULL;
	const struct widget *w = item ? widget_of(item->f) : NULL;

	return w != NULL && item->editable && w->step != NULL && w->step(form, item, way);
}

void
form_up(struct app *app)
{
	struct form *form = here(app);

	if (form_lookup_open(form))
		form_lookup_move(form, -1);
	else if (!steps_within(form, STEP_UP))
		form_step(form, -1);
}

void
form_down(struct app *app)
{
	struct form *form = here(app);

	if (form_lookup_open(form))
		form_lookup_move(form, 1);
	else if (!steps_within(form, STEP_DOWN))
		form_step(form, 1);
}

/* Sections and, after them, grids. */
static bool
enter_section(struct form *form, size_t section)
{
	if (section >= form->section_count)
		return grid_enter(form, section - form->section_count, 1);
	for (size_t at = 0; at < form->count; at++)
		if (form->items[at].section == section && can_stop(form, at)) {
			form_go(form, at);
			return true;
		}
	return false;
}

static void
to_section(struct form *form, int step)
{
	const struct form_item *focus = form_focus(form);
	size_t count = form->section_count + form->grid_count;
	size_t section = form->grid ? form->section_count + form->grid->number : focus ? focus->section : 0;

	for (size_t tried = 0; tried < count; tried++) {
		section = step > 0 ? (section + 1) % count : (section + count - 1) % count;
		if (enter_section(form, section))
			return;
	}
}

void
form_section_next(struct app *app)
{
	if (!steps_within(here(app), STEP_PAGE_DOWN))
		to_section(here(app), 1);
}

void
form_section_previous(struct app *app)
{
	if (!steps_within(here(app), STEP_PAGE_UP))
		to_section(here(app), -1);
}

/* --- typing --- */

void
form_typed(struct form *form, struct form_item *item)
{
	form_error(item, NULL);
	form_item_warn(item, NULL);
	item->standard = false;
	form->refused = false;
	if (form_is_reference(item) || item->f->type == TYPE_TAGS)
		form_lookup_typed(form);
}

/* In a grid the first character goes over what stands in the cell; the arrows are the text's from then on. */
static void
begin_cell(struct form *form, struct form_item *item, const struct key *key)
{
	bool writes = key->paste != NULL || (!key->keycode && key->code >= ' ' && key->code != 127);

	if (form->grid == NULL || form->grid->editing)
		return;
	form->grid->editing = true;
	if (writes)
		field_do(item->line, FIELD_CLEAR);
}

bool
form_type(struct form *form, const struct key *key)
{
	struct form_item *item = form_focus(form);
	enum field_result result;

	if (item == NULL)
		return false;
	if (!item->editable) {
		app_tell(form->app, ROLE_DIM, N_("This field cannot be changed here."), NULL);
		return true;
	}
	if (form->grid != NULL && key->paste != NULL && tsv_is(key->paste)) {
		grid_paste(form->grid, key->paste);
		return true;
	}
	if (widget_of(item->f)->key != NULL && widget_of(item->f)->key(form, item, key))
		return true;
	if (form_is_picked(item) && key->paste == NULL)
		return false;
	begin_cell(form, item, key);
	result = key->paste ? field_paste(item->line, key->paste, strlen(key->paste))
		: field_key(item->line, key->keycode, key->code);
	if (result == FIELD_CHANGED)
		form_typed(form, item);
	if (result == FIELD_FULL) {
		app_bell(form->app);
		app_tell(form->app, ROLE_WARN, N_("No more room in this field."), NULL);
	}
	return result != FIELD_UNKNOWN;
}

/* --- values from elsewhere --- */

static void
reference_taken(struct app *app, void *owner, int64_t id, const char *label)
{
	struct form *form = owner;
	struct form_item *item = form_focus(form);

	(void)app;
	form_refer(form, item, id, label);
	form_step(form, 1);
}

static const struct catalogue_entity *
referred(const struct form *form, const struct form_item *item)
{
	return item && item->editable ? catalogue_entity(app_catalogue(form->app), item->f->refers) : NULL;
}

void
form_values(struct app *app)
{
	struct form *form = here(app);
	struct form_item *item = form_focus(form);

	form_lookup_close(form);
	if (item == NULL || !item->editable)
		app_bell(app);
	else if (widget_of(item->f)->values != NULL)
		widget_of(item->f)->values(form, item);
	else
		app_tell(app, ROLE_DIM, N_("This field has no list: type it."), NULL);
}

void
form_create_there(struct app *app)
{
	struct form *form = here(app);
	struct form_item *item = form_focus(form);
	const struct catalogue_entity *other = referred(form, item);
	bool known;

	form_lookup_close(form);
	if (other == NULL) {
		app_tell(app, ROLE_DIM, N_("Only a field that points to another record can create one."), NULL);
		return;
	}
	known = item->ref != 0 && strcmp(field_text(item->line), item->ref_text) == 0;
	form_create_for(app, other, known ? NULL : field_text(item->line), form, reference_taken);
}

void
form_repeat(struct app *app)
{
	struct form *form = here(app);
	struct form_item *item = form_focus(form);
	const json_t *last = app_remembered(app, form->entity->name);
	struct value_look look = app_look(app);
	char *text;

	if (item == NULL || !item->editable || json_object_get(last, item->f->name) == NULL) {
		app_tell(app, ROLE_DIM, N_("No record was saved before this one."), NULL);
		return;
	}
	if (form_is_reference(item)) {
		text = value_text(&look, item->f, last);
		form_refer(form, item, json_integer_value(json_object_get(last, item->f->name)), text);
	} else {
		text = value_edit(&look, item->f, json_object_get(last, item->f->name));
		form_set_text(form, item, text);
	}
	free(text);
}

void
form_actions(struct app *app)
{
	struct form *form = here(app);

	if (form->id == 0 || form->action != NULL)
		app_tell(app, ROLE_DIM, N_("Save the record first."), NULL);
	else if (form_changed(form))
		app_tell(app, ROLE_WARN, N_("Save the changes first (F2)."), NULL);
	else
		deeds_menu_of(app, form, form->entity, form->id);
}

/* The record that the field names, over the form; what is typed here stays. */
void
form_linked(struct app *app)
{
	struct form *form = here(app);
	struct form_item *item = form_focus(form);
	const struct catalogue_entity *other = item ? catalogue_entity(app_catalogue(app), item->f->refers) : NULL;

	form_lookup_close(form);
	if (other != NULL && item->ref != 0 && strcmp(field_text(item->line), item->ref_text) == 0)
		record_show(app, other, item->ref, NULL);
	else
		app_tell(app, ROLE_DIM, N_("This field points to no other record."), NULL);
}

/* What is selected goes to the terminal's clipboard, then out of the text. */
void
form_cut(struct app *app)
{
	struct form *form = here(app);
	struct form_item *item = form_focus(form);
	char *chosen = item && item->editable && !item->f->masked ? field_selection(item->line) : NULL;

	if (chosen == NULL) {
		app_tell(app, ROLE_DIM, N_("Nothing is selected: Shift and the arrows select."), NULL);
		return;
	}
	if (!terminal_copy(chosen)) {
		app_tell(app, ROLE_WARN, N_("This terminal has no clipboard for us: nothing was cut."), NULL);
	} else {
		field_do(item->line, FIELD_DELETE);
		form_typed(form, item);
		app_tell(app, ROLE_OK, N_("Sent to the terminal: {text}"), json_pack("{s:s}", "text", chosen));
	}
	free(chosen);
}
