/* form_items.c: the fields of a form, their texts and their values. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/widget.h"
#include "tui/wizard.h"

bool
form_is_reference(const struct form_item *item)
{
	return item->f->refers != NULL;
}

bool
form_is_picked(const struct form_item *item)
{
	return widget_of(item->f)->picked;
}

bool
form_can_write(const struct catalogue_field *f, bool new_record)
{
	if (f->masked || f->computed || f->type == TYPE_JSON || f->type == TYPE_BYTES)
		return false;
	return new_record ? f->creatable : f->updatable;
}

struct form_item
form_item_new(const struct catalogue_field *f, size_t section, bool editable)
{
	struct form_item item = {.f = f, .section = section, .line = field_new((size_t)f->max), .was = xstrdup(""), .ref_text = xstrdup(""), .editable = editable,
		.visible = true};

	if (widget_of(f)->secret)
		field_conceal(item.line);
	return item;
}

void
form_item_free(struct form_item *item)
{
	field_free(item->line);
	free(item->was);
	free(item->offered);
	free(item->ref_text);
	free(item->error);
	free(item->warning);
	free(item->settled);
}

const struct catalogue_entity *
form_item_entity(const struct form *form, const struct form_item *item)
{
	return item->row ? item->row->grid->entity : form->wizard ? form->wizard->records[item->record].entity : form->entity;
}

struct form_item *
form_item_beside(const struct form *form, const struct form_item *item, const char *name)
{
	if (item->row != NULL) {
		size_t column = grid_column(item->row->grid, name);

		return column < item->row->grid->column_count ? &item->row->cells[column] : NULL;
	}
	return form->wizard ? wizard_item_of(form, item->record, name) : form_item_named(form, name);
}

void
form_item_warn(struct form_item *item, char *text)
{
	free(item->warning);
	item->warning = text;
}

static void
add(struct form *form, const struct catalogue_field *f, size_t section)
{
	bool editable = form_can_write(f, form->id == 0);

	/* A new record has nothing to show in a field that one cannot write. */
	if (form->id == 0 && !editable)
		return;
	form->items = xreallocarray(form->items, form->count + 1, sizeof *form->items);
	form->items[form->count++] = form_item_new(f, section, editable);
}

void
form_build(struct form *form)
{
	const struct catalogue_entity *e = form->entity;

	if (form->wizard != NULL) {
		wizard_build(form);
		return;
	}
	form->titles = xcalloc(e->section_count + 1, sizeof *form->titles);
	if (form->action != NULL) {
		form->titles[form->section_count++] = form->action->label;
		for (size_t i = 0; i < form->action->arg_count; i++)
			add(form, &form->action->args[i], 0);
		return;
	}
	for (size_t s = 0; s < e->section_count; s++) {
		size_t before = form->count;

		for (size_t i = 0; i < e->sections[s].count; i++)
			add(form, e->sections[s].fields[i], form->section_count);
		if (form->count > before)
			form->titles[form->section_count++] = e->sections[s].title;
	}
	for (size_t i = 0; form->extra != NULL && form->section_count > 0 && i < e->field_count; i++)
		if (json_object_get(form->extra, e->fields[i].name) != NULL && form_item_named(form, e->fields[i].name) == NULL)
			add(form, &e->fields[i], form->section_count - 1);
}

void
form_free_items(struct form *form)
{
	for (size_t i = 0; i < form->count; i++)
		form_item_free(&form->items[i]);
	free(form->items);
	free(form->titles);
}

void
form_error(struct form_item *item, char *text)
{
	free(item->error);
	item->error = text;
}

struct form_item *
form_item_named(const struct form *form, const char *name)
{
	for (size_t i = 0; name != NULL && i < form->count; i++)
		if (strcmp(form->items[i].f->name, name) == 0)
			return &form->items[i];
	return NULL;
}

struct form_item *
form_focus(const struct form *form)
{
	if (form->grid != NULL)
		return grid_cell(form->grid);
	if (wizard_at_summary(form))
		return NULL;
	return form->at < form->count ? &form->items[form->at] : NULL;
}

void
form_item_fill(const struct form *form, struct form_item *item, const json_t *row, bool original)
{
	struct value_look look = app_look(form->app);
	const json_t *value = json_object_get(row, item->f->name);
	char *text;

	if (value == NULL && !original)
		return;
	if (form_is_reference(item)) {
		text = value_text(&look, item->f, row);
		item->ref = json_integer_value(value);
		free(item->ref_text);
		item->ref_text = xstrdup(text);
	} else if (item->editable) {
		text = value_edit(&look, item->f, value);
	} else {
		text = item->f->masked ? xstrdup(app_text(form->app, N_("(hidden from your role)")))
			: value_text(&look, item->f, row);
	}
	field_set(item->line, text);
	field_do(item->line, FIELD_HOME);
	field_focus(item->line);
	free(item->settled);
	item->settled = json_is_null(value) || form_is_reference(item) ? NULL : widget_plain_number(value);
	if (original) {
		free(item->was);
		item->was = xstrdup(field_text(item->line));
	}
	free(text);
}

void
form_rebase(struct form *form, struct form_item *item, const json_t *theirs, bool keep)
{
	char *mine = xstrdup(field_text(item->line)), *mine_ref = xstrdup(item->ref_text);
	int64_t ref = item->ref;

	form_item_fill(form, item, theirs, true);
	if (keep && item->editable) {
		field_set(item->line, mine);
		item->ref = ref;
		free(item->ref_text);
		item->ref_text = xstrdup(mine_ref);
	}
	free(mine);
	free(mine_ref);
}

/* original: the values that the record has, so that what differs later is a change. */
void
form_fill(struct form *form, const json_t *row, bool original)
{
	for (size_t i = 0; i < form->count; i++)
		form_item_fill(form, &form->items[i], row, original);
	form_see(form);
}

/* The rate that stands beside an amount, in per cent; null: none. The caller owns it. */
static char *
tax_beside(const struct form *form, const struct form_item *item)
{
	const struct catalogue_entity *e = form_item_entity(form, item);
	const struct form_item *rate = NULL;
	struct number n;

	for (size_t i = 0; item->f->type == TYPE_MONEY && i < e->field_count && rate == NULL; i++)
		if (e->fields[i].tax)
			rate = form_item_beside(form, item, e->fields[i].name);
	return rate != NULL && number_read(field_text(rate->line), 0, &n) ? xstrdup(n.text) : NULL;
}

json_t *
form_value(const struct form *form, const struct form_item *item, const char **why)
{
	struct value_look look = app_look(form->app);
	const char *text = field_text(item->line);
	char *tax = NULL;
	json_t *value;

	if (!form_is_reference(item)) {
		look.had = item->settled;
		look.tax = tax = tax_beside(form, item);
		value = value_read(&look, item->f, text, why);
		free(tax);
		return value;
	}
	if (field_is_empty(item->line))
		return json_null();
	*why = N_("Not known which one: F4 shows them, F6 creates one.");
	return item->ref != 0 && strcmp(text, item->ref_text) == 0 ? json_integer(item->ref) : NULL;
}

const char *
form_help(const struct form *form, const struct form_item *item)
{
	return *item->f->help == '\0' && form->action != NULL && form->action->help != NULL ? form->action->help : item->f->help;
}

bool
form_item_changed(const struct form_item *item)
{
	return item->editable && strcmp(field_text(item->line), item->was) != 0;
}

bool
form_lines_changed(const struct form *form)
{
	for (size_t i = 0; i < form->grid_count; i++)
		if (grid_changed(form->grids[i]))
			return true;
	return false;
}

bool
form_changed(const struct form *form)
{
	for (size_t i = 0; i < form->count; i++)
		if (form_item_changed(&form->items[i]))
			return true;
	return form_lines_changed(form);
}

bool
form_touched(const struct form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (form_item_changed(item) && (item->offered == NULL || strcmp(field_text(item->line), item->offered) != 0))
			return true;
	}
	return form_lines_changed(form);
}

static void
see_record(struct form *form, size_t record)
{
	json_t *values = form->base ? json_copy(form->base) : json_object();

	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].record == record && form->items[i].editable && form_is_picked(&form->items[i])) {
			const char *why;
			json_t *value = form_value(form, &form->items[i], &why);

			json_object_set_new(values, form->items[i].f->name, value ? value : json_null());
		}
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].record == record)
			form->items[i].visible = catalogue_shown(form->items[i].f, values);
	json_decref(values);
}

/* Fields that depend on another one's choice come and go while one chooses. */
void
form_see(struct form *form)
{
	see_record(form, 0);
	for (size_t r = 1; form->wizard != NULL && r < form->wizard->record_count; r++)
		see_record(form, r);
}

void
form_set_text(struct form *form, struct form_item *item, const char *text)
{
	if (strcmp(field_text(item->line), text) == 0)
		return;
	field_replace(item->line, text);
	item->standard = false;
	form_error(item, NULL);
	form->refused = false;
	form_see(form);
}

void
form_refer(struct form *form, struct form_item *item, int64_t id, const char *label)
{
	free(item->ref_text);
	form_set_text(form, item, label);
	item->ref = id;
	/* As the field has it: normal form, and cut where it must be. */
	item->ref_text = xstrdup(field_text(item->line));
	item->resolving = false;
	form_error(item, NULL);
	if (item->row != NULL)
		grid_referred(item);
}
