/* wizard.c: the steps of a wizard, forwards and back, and what is sent at the end. */
#include "tui/wizard.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/grid.h"
#include "tui/pick.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static size_t
record_named(const struct wizard *w, const char *name)
{
	size_t i = 0;

	while (i < w->record_count && strcmp(w->records[i].name, name) != 0)
		i++;
	return i;
}

static size_t
record_of_step(struct form *form, const json_t *step)
{
	struct wizard *w = form->wizard;
	const char *name = text_of(step, "record");
	size_t at = record_named(w, name);
	bool optional = json_is_true(json_object_get(step, "optional"));

	if (at == w->record_count) {
		w->records = xreallocarray(w->records, w->record_count + 1, sizeof *w->records);
		w->records[w->record_count++] = (struct wizard_record){.name = name,
			.entity = catalogue_entity(app_catalogue(form->app), text_of(step, "entity")), .optional = true};
	}
	w->records[at].optional = w->records[at].optional && optional;
	return at;
}

/* The lines of a record, in a step of their own. */
static bool
add_grid(struct form *form, size_t step, size_t record, const char *lines)
{
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(form->app), lines);
	struct grid *g;

	if (entity == NULL || entity->lines == NULL)
		return false;
	g = grid_add(form, entity);
	g->step = step;
	g->record = record;
	return true;
}

struct grid *
wizard_grid(const struct form *form, size_t step)
{
	for (size_t i = 0; i < form->grid_count; i++)
		if (form->grids[i]->step == step)
			return form->grids[i];
	return NULL;
}

void
wizard_build(struct form *form)
{
	struct wizard *w = form->wizard;
	const json_t *step, *name;
	size_t s, i;

	w->step_count = json_array_size(json_object_get(w->declared, "steps"));
	form->titles = xcalloc(w->step_count + 1, sizeof *form->titles);
	json_array_foreach(json_object_get(w->declared, "steps"), s, step) {
		size_t record = record_of_step(form, step);
		const struct catalogue_entity *entity = w->records[record].entity;

		form->titles[form->section_count++] = text_of(step, "title");
		if (add_grid(form, s, record, text_of(step, "lines")))
			continue;
		json_array_foreach(json_object_get(step, "fields"), i, name) {
			const struct catalogue_field *f = entity ? catalogue_field(entity, json_string_value(name)) : NULL;

			if (f == NULL || !form_can_write(f, true))
				continue;
			form->items = xreallocarray(form->items, form->count + 1, sizeof *form->items);
			form->items[form->count] = form_item_new(f, s, true);
			form->items[form->count++].record = record;
		}
	}
	for (i = 0; i < form->count; i++) {
		json_t *standard = json_object();

		if (form->items[i].f->standard != NULL)
			json_object_set(standard, form->items[i].f->name, (json_t *)(uintptr_t)form->items[i].f->standard);
		form_item_fill(form, &form->items[i], standard, true);
		json_decref(standard);
	}
	form_see(form);
}

void
wizard_free(struct wizard *w)
{
	if (w == NULL)
		return;
	free(w->records);
	free(w);
}

bool
wizard_at_summary(const struct form *form)
{
	return form->wizard != NULL && form->wizard->step >= form->wizard->step_count;
}

struct form_item *
wizard_item_of(const struct form *form, size_t record, const char *field)
{
	for (size_t i = 0; field != NULL && i < form->count; i++)
		if (form->items[i].record == record && strcmp(form->items[i].f->name, field) == 0)
			return &form->items[i];
	return NULL;
}

/* What makes no sense or is missing is marked; nobody is held back by it. */
static void
check_step(struct form *form, size_t step)
{
	for (size_t i = 0; i < form->count; i++) {
		struct form_item *item = &form->items[i];
		const struct wizard_record *record = &form->wizard->records[item->record];
		const char *why = NULL;
		json_t *value;

		if (item->section != step || !item->visible || record->optional)
			continue;
		value = form_value(form, item, &why);
		if (value != NULL && json_is_null(value) && item->f->required && item->error == NULL)
			form_error(item, xstrdup(app_text(form->app, N_("Must be filled in."))));
		json_decref(value);
	}
}

bool
wizard_step_wrong(const struct form *form, size_t step)
{
	const struct grid *g = wizard_grid(form, step);

	if (g != NULL && grid_errors(g) > 0)
		return true;
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].section == step && form->items[i].visible && form->items[i].error != NULL)
			return true;
	return false;
}

void
wizard_go(struct form *form, size_t step)
{
	struct wizard *w = form->wizard;
	struct grid *g;

	form_leave_item(form);
	grid_leave(form);
	if (w->step < w->step_count)
		check_step(form, w->step);
	w->step = step;
	w->reached = step > w->reached ? step : w->reached;
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].section == step && form->items[i].visible && form->items[i].editable) {
			form->at = i;
			field_focus(form->items[i].line);
			break;
		}
	g = wizard_grid(form, step);
	if (g != NULL)
		grid_enter(form, g->number, 1);
	wizard_keep(form);
	app_dirty(form->app);
}

void
wizard_forward(struct form *form)
{
	if (wizard_at_summary(form))
		form_try_save(form);
	else
		wizard_go(form, form->wizard->step + 1);
}

void
wizard_beside(struct form *form, int step)
{
	if (step > 0)
		wizard_forward(form);
	else if (form->wizard->step > 0)
		wizard_go(form, form->wizard->step - 1);
	else
		app_tell(form->app, ROLE_DIM, N_("This is the first step."), NULL);
}

static bool
is_written(const struct form *form, size_t record)
{
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].record == record && form_item_changed(&form->items[i]))
			return true;
	for (size_t i = 0; i < form->grid_count; i++)
		if (form->grids[i]->record == record && grid_changed(form->grids[i]))
			return true;
	return false;
}

/* The links that a record's steps declare, to records that are made before it. */
static void
set_links(struct form *form, size_t record, json_t *values)
{
	const struct wizard *w = form->wizard;
	const json_t *step;
	size_t s;

	json_array_foreach(json_object_get(w->declared, "steps"), s, step) {
		const char *field;
		json_t *to;

		if (record_named(w, text_of(step, "record")) != record)
			continue;
		json_object_foreach(json_object_get(step, "sets"), field, to) {
			size_t other = record_named(w, json_string_value(to) ? json_string_value(to) : "");

			if (other < w->record_count && w->records[other].sent)
				json_object_set_new(values, field, json_pack("{s:i}", "step", (int)w->records[other].at));
		}
	}
}

json_t *
wizard_steps(struct form *form)
{
	struct wizard *w = form->wizard;
	json_t *steps = json_array();

	for (size_t r = 0; r < w->record_count; r++)
		w->records[r].sent = false;
	for (size_t r = 0; r < w->record_count; r++) {
		json_t *values;

		if (w->records[r].entity == NULL || (w->records[r].optional && !is_written(form, r)))
			continue;
		values = json_object();
		for (size_t i = 0; i < form->count; i++) {
			const char *why;
			json_t *value = form->items[i].record == r && form->items[i].visible ? form_value(form, &form->items[i], &why) : NULL;

			if (value != NULL && !json_is_null(value))
				json_object_set(values, form->items[i].f->name, value);
			json_decref(value);
		}
		set_links(form, r, values);
		w->records[r].sent = true;
		w->records[r].at = json_array_size(steps);
		json_array_append_new(steps, json_pack("{s:s,s:o}", "entity", w->records[r].entity->name, "values", values));
	}
	for (size_t i = 0; i < form->grid_count; i++) {
		const struct wizard_record *record = &w->records[form->grids[i]->record];
		json_t *parent = json_pack("{s:i}", "step", (int)record->at);

		if (record->sent)
			grid_steps(form->grids[i], steps, parent);
		json_decref(parent);
	}
	return steps;
}

struct form_item *
wizard_item(const struct form *form, size_t at, const char *field)
{
	const struct wizard *w = form->wizard;
	struct form_item *item = NULL;

	for (size_t r = 0; r < w->record_count; r++)
		if (w->records[r].sent && w->records[r].at == at) {
			item = wizard_item_of(form, r, field);
			/* What no step asks for is told beside the record's first field. */
			for (size_t i = 0; item == NULL && i < form->count; i++)
				if (form->items[i].record == r && form->items[i].visible)
					item = &form->items[i];
		}
	return item;
}

enum { KEEP, DISCARD, GO_ON };

static void
leave_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;

	(void)typed;
	if (row->tag == KEEP) {
		wizard_keep(form);
		app_close(app, app_screen_of(app, form));
	} else if (row->tag == DISCARD) {
		wizard_forget(form);
	}
}

bool
wizard_leave(struct form *form)
{
	static const char *const options[] = {N_("(K)eep for later"), N_("(D)iscard"), N_("(C)ontinue")};

	if (form->wizard->step > 0) {
		wizard_go(form, form->wizard->step - 1);
		return false;
	}
	if (!form_changed(form) && !form->wizard->kept)
		return true;
	if (!form_changed(form)) {
		wizard_forget(form);
		return false;
	}
	pick_question(form->app, form, xstrdup(app_text(form->app, N_("Not saved yet"))), NULL, options, 3, leave_answered);
	return false;
}

static struct form *
here(struct app *app)
{
	return app_state(app, &screen_form);
}

void
wizard_next(struct app *app)
{
	form_lookup_take(here(app));
	wizard_forward(here(app));
}

void
wizard_back(struct app *app)
{
	struct form *form = here(app);

	form_lookup_close(form);
	wizard_beside(form, -1);
}

void
wizard_open(struct app *app, size_t number)
{
	const json_t *declared = json_array_get(catalogue_part(app_catalogue(app), "wizards"), number);
	const json_t *first = json_array_get(json_object_get(declared, "steps"), 0);
	const struct catalogue_entity *entity = catalogue_entity(app_catalogue(app), text_of(first, "entity"));

	if (entity != NULL)
		form_wizard(app, entity, declared);
}

static void
wizard_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	wizard_open(app, (size_t)row->tag);
}

void
do_wizards(struct app *app)
{
	struct pick_ask ask = {.letters = true, .explains = true, .y = -1, .x = -1, .take = wizard_taken};
	const json_t *all = catalogue_part(app_catalogue(app), "wizards"), *one;
	size_t i;

	if (json_array_size(all) == 0) {
		app_tell(app, ROLE_DIM, N_("There is no wizard that you may use."), NULL);
		return;
	}
	json_array_foreach(all, i, one)
		pick_add(&ask.rows, &ask.count, xstrdup(text_of(one, "title")), xstrdup(text_of(one, "help")), (int64_t)i);
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(app_text(app, N_("Wizards")));
	pick_open(app, &ask);
}
