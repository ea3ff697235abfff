/* record_commands.c: what keys do on one record. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/draft.h"
#include "tui/record_inside.h"
#include "tui/screen_form.h"
#include "tui/screen_history.h"
#include "tui/screen_list.h"
#include "tui/screen_reader.h"
#include "tui/terminal.h"

static struct record *
here(struct app *app)
{
	return app_state(app, &screen_record);
}

static void
go(struct record *r, int step, int times)
{
	for (size_t at = r->at; times > 0; times--) {
		do {
			at = step > 0 ? at + 1 : at - 1;
		} while (at < r->count && !record_can_stop(r, at));
		if (at >= r->count)
			return;
		r->at = at;
	}
}

void
record_up(struct app *app)
{
	go(here(app), -1, 1);
}

void
record_down(struct app *app)
{
	go(here(app), 1, 1);
}

/* To the line of the column beside that stands nearest. */
static void
beside_column(struct record *r, int step)
{
	const struct record_line *now = record_line(r);
	size_t best = r->count;

	for (size_t i = 0; now != NULL && i < r->count; i++)
		if (record_can_stop(r, i) && r->lines[i].column == now->column + step &&
		    (best == r->count || abs(r->lines[i].row - now->row) < abs(r->lines[best].row - now->row)))
			best = i;
	if (best < r->count)
		r->at = best;
}

void
record_left(struct app *app)
{
	beside_column(here(app), -1);
}

void
record_right(struct app *app)
{
	beside_column(here(app), 1);
}

void
record_page_up(struct app *app)
{
	go(here(app), -1, here(app)->height - 1);
}

void
record_page_down(struct app *app)
{
	go(here(app), 1, here(app)->height - 1);
}

void
record_first(struct app *app)
{
	go(here(app), -1, 100000);
}

void
record_last(struct app *app)
{
	go(here(app), 1, 100000);
}

static void
open_related(struct record *r, const struct catalogue_related *related)
{
	struct value_look look = app_look(r->app);
	struct list_tabs tabs = {.of = r->entity, .at = (size_t)(related - r->entity->related), .id = r->id, .counts = r->counts};

	tabs.name = value_label(&look, r->entity, record_row(r));
	list_show_related(r->app, &tabs);
	free(tabs.name);
}

/* Records that are lines of this one are written in its form. */
static bool
are_lines(const struct record *r, const struct catalogue_related *related)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(r->app), related->entity);
	const char *of = other ? json_string_value(json_object_get(other->lines, "of")) : NULL;
	const char *by = other ? json_string_value(json_object_get(other->lines, "by")) : NULL;

	return of != NULL && by != NULL && strcmp(of, r->entity->name) == 0 && strcmp(by, related->field) == 0;
}

static void
read_text(struct record *r, const struct record_line *line)
{
	struct value_look look = app_look(r->app);
	char *name = value_label(&look, r->entity, record_row(r));

	reader_show(r->app, r->entity, line->field, r->id, name, line->source);
	free(name);
}

void
record_open(struct app *app)
{
	struct record *r = here(app);
	const struct record_line *line = record_line(r);

	if (line != NULL && line->kind == LINE_RELATED && line->id != 0)
		record_show(app, catalogue_entity(app_catalogue(app), line->related->entity), line->id, NULL);
	else if (line != NULL && line->kind == LINE_RELATED && are_lines(r, line->related) && catalogue_may(r->entity, "update"))
		form_edit(app, r->entity, r->id, line->related->entity);
	else if (line != NULL && line->kind == LINE_RELATED)
		open_related(r, line->related);
	else if (line != NULL && line->field != NULL && line->field->markdown && line->source != NULL)
		read_text(r, line);
	else if (r->shown != NULL && !draft_open(app, r, r->entity, r->id))
		form_edit(app, r->entity, r->id, line && line->field ? line->field->name : NULL);
}

void
record_related(struct app *app)
{
	struct record *r = here(app);
	const struct record_line *line = record_line(r);
	enum record_line_kind other = line && line->kind == LINE_RELATED ? LINE_FIELD : LINE_RELATED;

	for (size_t i = 0; i < r->count; i++)
		if (r->lines[i].kind == other) {
			r->at = i;
			return;
		}
	app_tell(app, ROLE_DIM, N_("Nothing belongs to this record."), NULL);
}

void
record_edit(struct app *app)
{
	struct record *r = here(app);

	if (!draft_open(app, r, r->entity, r->id))
		form_edit(app, r->entity, r->id, NULL);
}

static void
create_related(struct record *r, const struct catalogue_related *related)
{
	struct value_look look = app_look(r->app);
	char *label = value_label(&look, r->entity, record_row(r));

	deeds_create_related(r->app, r->entity, related, r->id, label);
	free(label);
}

/* On a related line: a new one of those, for this record. */
void
record_create(struct app *app)
{
	struct record *r = here(app);
	const struct record_line *line = record_line(r);
	const struct catalogue_related *related = line ? line->related : NULL;
	const struct catalogue_entity *other = related ? catalogue_entity(app_catalogue(app), related->entity) : NULL;

	if (other == NULL || r->shown == NULL)
		form_create(app, r->entity, NULL);
	else
		create_related(r, related);
}

bool
record_create_related(struct app *app, const struct catalogue_entity *other)
{
	struct record *r = here(app);

	for (size_t i = 0; r != NULL && r->shown != NULL && i < r->entity->related_count; i++)
		if (strcmp(r->entity->related[i].entity, other->name) == 0) {
			create_related(r, &r->entity->related[i]);
			return true;
		}
	return false;
}

void
record_copy(struct app *app)
{
	struct record *r = here(app);

	if (r->shown != NULL && !deeds_copy(app, r->entity, r->id))
		form_create(app, r->entity, json_deep_copy(record_row(r)));
}

void
record_delete(struct app *app)
{
	struct record *r = here(app);
	struct value_look look = app_look(app);
	char *label;

	if (r->shown == NULL)
		return;
	label = value_label(&look, r->entity, record_row(r));
	deeds_delete(app, r->entity, json_pack("[I]", (json_int_t)r->id), label);
	free(label);
}

void
record_actions(struct app *app)
{
	struct record *r = here(app);

	if (r->shown != NULL)
		deeds_menu(app, r->entity, json_pack("[I]", (json_int_t)r->id), json_object_get(r->shown, "actions"));
}

void
record_linked(struct app *app)
{
	struct record *r = here(app);
	const struct record_line *line = record_line(r);
	const struct catalogue_field *f = line ? line->field : NULL;
	const struct catalogue_entity *other = f ? catalogue_entity(app_catalogue(app), f->refers) : NULL;

	if (line != NULL && line->kind == LINE_RELATED && line->id == 0)
		open_related(r, line->related);
	else if (line != NULL && line->kind == LINE_RELATED)
		record_open(app);
	else if (other != NULL && json_is_integer(json_object_get(record_row(r), f->name)))
		record_show(app, other, json_integer_value(json_object_get(record_row(r), f->name)), NULL);
	else
		app_tell(app, ROLE_DIM, N_("This line points to no other record."), NULL);
}

/* The long text under the cursor, or the first one that the record has. */
static const struct catalogue_field *
long_text(const struct record *r)
{
	const struct record_line *line = record_line(r);

	if (line != NULL && line->field != NULL && strcmp(line->field->format, "long_text") == 0)
		return line->field;
	for (size_t i = 0; i < r->entity->field_count; i++)
		if (strcmp(r->entity->fields[i].format, "long_text") == 0 && r->entity->fields[i].updatable && !r->entity->fields[i].masked)
			return &r->entity->fields[i];
	return NULL;
}

void
record_editor(struct app *app)
{
	struct record *r = here(app);
	const struct catalogue_field *f = long_text(r);
	const char *text = f ? json_string_value(json_object_get(record_row(r), f->name)) : NULL;
	char *edited;

	if (r->shown == NULL || f == NULL || !f->updatable) {
		app_tell(app, ROLE_DIM, N_("There is no long text here that you may write."), NULL);
		return;
	}
	edited = app_edit_outside(app, text ? text : "");
	if (edited != NULL && strcmp(edited, text ? text : "") != 0)
		form_edit_with(app, r->entity, r->id, f->name, edited);
	free(edited);
}

void
record_files(struct app *app)
{
	struct record *r = here(app);

	deeds_files(app, r, r->entity, r->id);
}

void
record_history(struct app *app)
{
	struct record *r = here(app);

	history_show(app, r->entity, r->id);
}

static void
beside(struct app *app, int step)
{
	struct record *r = here(app);
	int64_t id = list_neighbour(app, r, r->entity, r->id, step);

	if (id != 0)
		record_turn_to(r, id);
	else
		app_tell(app, ROLE_DIM, step > 0 ? N_("This is the last one.") : N_("This is the first one."), NULL);
}

void
record_next(struct app *app)
{
	beside(app, 1);
}

void
record_previous(struct app *app)
{
	beside(app, -1);
}

void
record_refresh(struct app *app)
{
	terminal_repaint();
	record_no_news(here(app));
	record_read(here(app));
}
