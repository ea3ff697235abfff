/* form_commands.c: moving in a form and typing into it. Nothing traps: a field that makes no sense is marked and left. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/form_inside.h"
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
	return at < form->count && form->items[at].visible && form->items[at].editable;
}

/* What was understood is written out: 15/3 becomes 15/03/2027, so that a wrong reading is seen at once. A reference stands there
   by its name already; its value is only a number. */
static void
write_out(struct form *form, struct form_item *item, const json_t *value)
{
	struct value_look look = app_look(form->app);
	char *text = value_edit(&look, item->f, value);

	if (item->f->type != TYPE_TEXT && !form_is_reference(item) && strcmp(text, field_text(item->line)) != 0)
		field_replace(item->line, text);
	free(text);
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
	form->at = at;
	field_focus(form->items[at].line);
	app_dirty(form->app);
}

/* To the next field that can be written, going round at the ends. */
void
form_step(struct form *form, int step)
{
	size_t at = form->at;

	for (size_t tried = 0; tried < form->count; tried++) {
		at = step > 0 ? (at + 1) % form->count : (at + form->count - 1) % form->count;
		if (can_stop(form, at)) {
			form_go(form, at);
			return;
		}
	}
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
form_enter(struct app *app)
{
	static const char *const options[] = {N_("(S)ave"), N_("(C)ontinue")};
	struct form *form = here(app);

	if (form_lookup_take(form) || !is_last(form)) {
		form_step(form, 1);
		return;
	}
	form_leave_item(form);
	pick_question(app, form, xstrdup(app_text(app, N_("That was the last field"))), NULL, options, 2, save_answered);
}

void
form_up(struct app *app)
{
	struct form *form = here(app);

	if (form_lookup_open(form))
		form_lookup_move(form, -1);
	else
		form_step(form, -1);
}

void
form_down(struct app *app)
{
	struct form *form = here(app);

	if (form_lookup_open(form))
		form_lookup_move(form, 1);
	else
		form_step(form, 1);
}

static void
to_section(struct form *form, int step)
{
	const struct form_item *focus = form_focus(form);
	size_t count = form->section_count, section = focus ? focus->section : 0;

	for (size_t tried = 0; tried < count; tried++) {
		section = step > 0 ? (section + 1) % count : (section + count - 1) % count;
		for (size_t at = 0; at < form->count; at++)
			if (form->items[at].section == section && can_stop(form, at)) {
				form_go(form, at);
				return;
			}
	}
}

void
form_section_next(struct app *app)
{
	to_section(here(app), 1);
}

void
form_section_previous(struct app *app)
{
	to_section(here(app), -1);
}

/* --- choices: a letter, an arrow, or a popup --- */

static const char *const yes_no[] = {N_("Yes"), N_("No")};

static size_t
choice_count(const struct form_item *item)
{
	return item->f->choice_count > 0 ? item->f->choice_count : 2;
}

static const char *
choice_text(const struct form *form, const struct form_item *item, size_t i)
{
	return item->f->choice_count > 0 ? item->f->choices[i].label : app_text(form->app, yes_no[i]);
}

static size_t
choice_now(const struct form *form, const struct form_item *item)
{
	size_t i = 0;

	while (i < choice_count(item) && strcmp(choice_text(form, item, i), field_text(item->line)) != 0)
		i++;
	return i;
}

static void
choose(struct form *form, struct form_item *item, size_t i)
{
	form_set_text(form, item, choice_text(form, item, i));
	field_do(item->line, FIELD_HOME);
}

static void
choice_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;

	(void)app;
	(void)typed;
	if (row->tag < 0)
		form_set_text(form, form_focus(form), "");
	else
		choose(form, form_focus(form), (size_t)row->tag);
}

static void
pick_choice(struct form *form, const struct form_item *item)
{
	struct pick_ask ask = {.y = form->field_y, .x = form->field_x - 4, .owner = form, .take = choice_taken,
		.chosen = choice_now(form, item), .nothing = N_("No such choice.")};

	for (size_t i = 0; i < choice_count(item); i++)
		pick_add(&ask.rows, &ask.count, xstrdup(choice_text(form, item, i)), NULL, (int64_t)i);
	if (!item->f->required)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(form->app, N_("(none)"))), NULL, -1);
	ask.title = xstrdup(item->f->label);
	pick_open(form->app, &ask);
}

static bool
begins_with(const char *text, char letter)
{
	char *folded = text_fold(text);
	bool begins = *folded == letter;

	free(folded);
	return begins;
}

static bool
type_choice(struct form *form, struct form_item *item, const struct key *key)
{
	size_t count = choice_count(item), now = choice_now(form, item);
	enum field_act act = field_act_of(key->keycode, key->code);
	char letter = !key->keycode && key->code < 128 ? (char)tolower((int)key->code) : '\0';

	if (act == FIELD_RIGHT || (act == FIELD_LEFT && now == count)) {
		choose(form, item, now == count ? 0 : (now + 1) % count);
	} else if (act == FIELD_LEFT) {
		choose(form, item, (now + count - 1) % count);
	} else if ((act == FIELD_BACKSPACE || act == FIELD_DELETE) && !item->f->required) {
		form_set_text(form, item, "");
	} else if (letter == ' ') {
		pick_choice(form, item);
	} else if (letter != '\0' && isalnum((unsigned char)letter)) {
		for (size_t i = 1; i <= count; i++)
			if (begins_with(choice_text(form, item, (now + i) % count), letter)) {
				choose(form, item, (now + i) % count);
				return true;
			}
		app_bell(form->app);
	} else {
		return act != FIELD_NOTHING;
	}
	return true;
}

/* --- typing --- */

static void
typed(struct form *form, struct form_item *item)
{
	form_error(item, NULL);
	free(item->warning);
	item->warning = NULL;
	form->refused = false;
	if (form_is_reference(item))
		form_lookup_typed(form);
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
	if (form_is_picked(item) && key->paste == NULL)
		return type_choice(form, item, key);
	result = key->paste ? field_paste(item->line, key->paste, strlen(key->paste))
		: field_key(item->line, key->keycode, key->code);
	if (result == FIELD_CHANGED)
		typed(form, item);
	if (result == FIELD_FULL) {
		app_bell(form->app);
		app_tell(form->app, ROLE_WARN, N_("No more room in this field."), NULL);
	}
	return result != FIELD_UNKNOWN;
}

void
form_undo(struct app *app)
{
	struct form_item *item = form_focus(here(app));

	if (item != NULL && item->editable && field_do(item->line, FIELD_UNDO) == FIELD_CHANGED)
		form_see(here(app));
	else
		app_bell(app);
}

void
form_redo(struct app *app)
{
	struct form_item *item = form_focus(here(app));

	if (item != NULL && item->editable && field_do(item->line, FIELD_REDO) == FIELD_CHANGED)
		form_see(here(app));
	else
		app_bell(app);
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
	const struct catalogue_entity *other = referred(form, item);
	bool known;

	form_lookup_close(form);
	if (item == NULL || !item->editable) {
		app_bell(app);
	} else if (other != NULL) {
		known = item->ref != 0 && strcmp(field_text(item->line), item->ref_text) == 0;
		list_take(app, other, known ? NULL : field_text(item->line), form, reference_taken);
	} else if (form_is_picked(item)) {
		pick_choice(form, item);
	} else if (strcmp(item->f->format, "long_text") == 0) {
		memo_open(app, form, item);
	} else if (item->f->type == TYPE_TAGS && form_tags_offer(form)) {
		return;
	} else if (item->f->type == TYPE_DATE) {
		app_tell(app, ROLE_DIM, N_("15, 15/3, 15/3/27, t (today), +7, -3, +2w, +1m, fri, fm (end of the month)"), NULL);
	} else if (item->f->type == TYPE_MONEY || value_is_number(item->f)) {
		app_tell(app, ROLE_DIM, N_("1250,50 or 1 250.50 or a sum: =3*12,5"), NULL);
	} else {
		app_tell(app, ROLE_DIM, N_("This field has no list: type it."), NULL);
	}
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
