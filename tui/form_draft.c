/* form_draft.c: what is typed into a form, kept while it is typed, and the form that is made from it again. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/field_kept.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/grid_edit.h"
#include "tui/memo.h"
#include "tui/vault.h"
#include "tui/wizard.h"

enum { KEEP_MS = 1500 };		/* with the way to the server, no more than two seconds of typing can be lost */

json_t *
form_draft_cell(const struct form_item *item)
{
	return json_pack("{s:s,s:s,s:I,s:s,s:o*}", "field", item->f->name, "text", field_text(item->line), "ref", (json_int_t)item->ref,
		"ref_text", item->ref_text, "undo", item->f->masked ? NULL : field_keep(item->line));
}

/* What stands in the editor of a long text is not in its field yet. Null: nothing does. */
static const char *
memo_text(const struct form *form, const struct form_item **item)
{
	int64_t about = 0;
	const char *text = memo_above(form->app, form, &about);

	if (text == NULL || about < 0 || (size_t)about >= form->count)
		return NULL;
	*item = &form->items[about];
	return strcmp(text, field_text((*item)->line)) != 0 ? text : NULL;
}

static void
add_memo(const struct form_item *item, const char *text, json_t *cells)
{
	json_t *one;
	size_t i;

	json_array_foreach(cells, i, one)
		if (strcmp(json_string_value(json_object_get(one, "field")), item->f->name) == 0)
			break;
	if (i == json_array_size(cells))
		json_array_append_new(cells, form_draft_cell(item));
	json_object_set_new(json_array_get(cells, i), "text", json_string(text));
}

static json_t *
cells_of(const struct form_item *items, size_t count)
{
	json_t *cells = json_array();

	for (size_t i = 0; i < count; i++)
		if (form_item_changed(&items[i]) && !field_concealed(items[i].line))
			json_array_append_new(cells, form_draft_cell(&items[i]));
	return cells;
}

static json_t *
row_of(const struct grid_row *row)
{
	json_t *json = json_pack("{s:I}", "id", (json_int_t)row->id);

	/* A line that was only moved is read again; what was typed into it is compared with what stood there then. */
	if (row->id == 0 || grid_row_changed(row)) {
		json_object_set_new(json, "cells", cells_of(row->cells, row->grid->column_count));
		if (row->base != NULL)
			json_object_set(json, "base", row->base);
		if (row->kind != NULL)
			json_object_set_new(json, "kind", json_string(row->kind));
	}
	return json;
}

static json_t *
lines_of(const struct grid *g)
{
	json_t *rows = json_array(), *gone = json_array();

	for (size_t r = 0; r < g->count; r++)
		if (!grid_row_blank(g->rows[r]))
			json_array_append_new(rows, row_of(g->rows[r]));
	for (size_t a = 0; a < g->all_count; a++)
		if (g->all[a]->id != 0 && !grid_shows(g, g->all[a]))
			json_array_append_new(gone, json_pack("{s:I,s:i}", "id", (json_int_t)g->all[a]->id, "version", g->all[a]->version));
	return json_pack("{s:s,s:o,s:o}", "entity", g->entity->name, "rows", rows, "gone", gone);
}

/* What one finds it again by: "Contact: new" says little, so the first text follows. */
static char *
title_of(const struct form *form)
{
	char *title = screen_form.title(form->app, form), *longer;

	for (size_t i = 0; form->id == 0 && i < form->count; i++)
		if (form_item_changed(&form->items[i]) && !form_is_picked(&form->items[i]) && !field_concealed(form->items[i].line) && !field_is_empty(form->items[i].line)) {
			longer = xasprintf("%s – %s", title, field_text(form->items[i].line));
			free(title);
			return longer;
		}
	return title;
}

/* As it is typed, sense or none: nothing of it may be lost. */
json_t *
form_draft_body(const struct form *form)
{
	json_t *lines = json_array(), *focus = json_object();
	char *title = title_of(form);
	const struct form_item *item = form_focus(form), *long_one = NULL;
	const char *text = memo_text(form, &long_one);
	json_t *body = json_pack("{s:s,s:I,s:s,s:o}", "entity", form->entity->name, "id", (json_int_t)form->id, "title", title,
		"fields", cells_of(form->items, form->count));

	if (text != NULL)
		add_memo(long_one, text, json_object_get(body, "fields"));
	if (item != NULL) {
		json_object_set_new(focus, "field", json_string(item->f->name));
		json_object_set_new(focus, "cursor", json_integer((json_int_t)field_cursor(item->line)));
	}
	if (form->grid != NULL) {
		json_object_set_new(focus, "lines", json_string(form->grid->entity->name));
		json_object_set_new(focus, "row", json_integer((json_int_t)form->grid->at));
		json_object_set_new(focus, "editing", json_boolean(form->grid->editing));
	}
	json_object_set_new(body, "focus", focus);
	for (size_t i = 0; i < form->grid_count; i++)
		if (grid_changed(form->grids[i]))
			json_array_append_new(lines, lines_of(form->grids[i]));
	json_object_set_new(body, "lines", lines);
	if (form->base != NULL)
		json_object_set(body, "base", form->base);
	if (form->given != NULL)
		json_object_set(body, "given", form->given);
	if (form->action != NULL)
		json_object_set_new(body, "action", json_pack("{s:s,s:O}", "verb", form->action->verb, "ids", form->ids));
	if (form->draft.of != NULL)
		json_object_set_new(body, "draft", json_pack("{s:s,s:I,s:O}", "of", form->draft.of->name, "id", (json_int_t)form->draft.id,
			"values", form->drafted));
	free(title);
	return body;
}

/* What was read yet is what can be told from what was typed. */
static bool
can_keep(const struct form *form)
{
	return form->kept.take == NULL && !form->loading && form->waiting == 0 && (form->action == NULL || form->ids != NULL);
}

const char *
form_draft_name(struct form *form)
{
	if (form->kept.name == NULL) {
		char *key = app_new_key();

		form->kept.name = xasprintf("form:%s", key);
		free(key);
	}
	return form->kept.name;
}

/* A save that waits for the server takes its draft up when it is done: what is typed on top of it is a draft of its own. */
static bool
is_on_top(struct form *form)
{
	json_t *body;
	bool more;

	if (!form->saving || form->kept.sent == NULL)
		return true;
	body = form_draft_body(form);
	more = !form_draft_same(body, form->kept.sent);
	json_decref(body);
	if (more && !form->kept.on_top) {
		free(form->kept.name);
		form->kept.name = NULL;
		form->kept.on_top = true;
	}
	return form->kept.on_top;
}

void
form_draft_now(struct form *form)
{
	const struct form_item *item;

	if (!can_keep(form) || (!form_touched(form) && memo_text(form, &item) == NULL))
		return;
	if (form->wizard != NULL)
		wizard_keep(form);
	else if (is_on_top(form))
		vault_keep(form->app, form_draft_name(form), form_draft_body(form));
}

/* The cursor may stand elsewhere. */
bool
form_draft_same(const json_t *one, const json_t *other)
{
	return json_equal(json_object_get(one, "fields"), json_object_get(other, "fields")) &&
	    json_equal(json_object_get(one, "lines"), json_object_get(other, "lines"));
}

static void
time_has_come(void *arg)
{
	form_draft_now(arg);
}

void
form_draft_soon(struct form *form)
{
	struct tui_timer *timer = &form->kept.timer;

	if (timer->set)
		return;
	timer->run = time_has_come;
	timer->arg = form;
	timer->background = true;
	app_after(form->app, timer, KEEP_MS);
}

void
form_draft_sent(struct form *form, json_t *params)
{
	if (params != NULL)
		json_object_set_new(params, "draft", json_string(form_draft_name(form)));
	json_decref(form->kept.sent);
	form->kept.sent = form_draft_body(form);
	form->kept.on_top = false;
}

void
form_draft_drop(struct form *form)
{
	if (form->kept.name == NULL)
		return;
	vault_drop(form->app, form->kept.name);
	free(form->kept.name);
	form->kept.name = NULL;
}

void
form_draft_take_cell(struct form *form, struct form_item *item, const json_t *cell)
{
	const char *text = json_string_value(json_object_get(cell, "text")), *ref_text = json_string_value(json_object_get(cell, "ref_text"));

	form_set_text(form, item, text ? text : "");
	item->ref = json_integer_value(json_object_get(cell, "ref"));
	free(item->ref_text);
	item->ref_text = xstrdup(ref_text ? ref_text : "");
	field_take(item->line, json_object_get(cell, "undo"));
}

/* What has no place any more is read out: the person may still copy it. */
static void
say_homeless(struct form *form, const json_t *cell)
{
	const char *text = json_string_value(json_object_get(cell, "text")), *name = json_string_value(json_object_get(cell, "field"));
	const struct catalogue_field *f = catalogue_field(form->entity, name);

	if (text != NULL && *text != '\0')
		app_tell(form->app, ROLE_WARN, N_("{field} cannot be written any more; you had typed: {text}"),
			json_pack("{s:s,s:s}", "field", f ? f->label : name ? name : "?", "text", text));
}

static struct grid_row *
row_with(struct grid_row **rows, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i] != NULL && rows[i]->id == id)
			return rows[i];
	return NULL;
}

/* The line as it was left; null when it only stood there and is gone since. */
static struct grid_row *
take_row(struct grid *g, struct grid_row *read, const json_t *json)
{
	const json_t *base = json_object_get(json, "base"), *cell;
	const char *kind = json_string_value(json_object_get(json, "kind"));
	struct grid_row *row = read;
	size_t i;

	if (json_integer_value(json_object_get(json, "id")) == 0)
		row = grid_row_new(g);
	else if (base != NULL && row == NULL)
		row = grid_row_of(g, base);
	else if (base != NULL)
		grid_row_base(row, base);
	if (row != NULL && kind != NULL)
		row->kind = grid_kind_value(g, kind);
	json_array_foreach(json_object_get(json, "cells"), i, cell) {
		size_t column = grid_column(g, json_string_value(json_object_get(cell, "field")));

		if (row != NULL && column < g->column_count && row->cells[column].editable)
			form_draft_take_cell(g->form, &row->cells[column], cell);
		else
			say_homeless(g->form, cell);
	}
	return row;
}

static void
take_lines(struct grid *g, const json_t *lines)
{
	struct grid_row **read = g->rows, *row;
	size_t count = g->count, i;
	const json_t *json;

	g->rows = NULL;
	g->count = 0;
	json_array_foreach(json_object_get(lines, "rows"), i, json) {
		int64_t id = json_integer_value(json_object_get(json, "id"));
		struct grid_row *was = id == 0 ? NULL : row_with(read, count, id);

		if ((row = take_row(g, was, json)) != NULL)
			grid_put(g, g->count, row);
	}
	json_array_foreach(json_object_get(lines, "gone"), i, json)
		if ((row = row_with(read, count, json_integer_value(json_object_get(json, "id")))) != NULL)
			row->version = (int)json_integer_value(json_object_get(json, "version"));
	/* Lines that others added meanwhile come last. */
	for (size_t r = 0; r < count; r++) {
		bool known = row_with(g->rows, g->count, read[r]->id) != NULL;

		json_array_foreach(json_object_get(lines, "gone"), i, json)
			known = known || json_integer_value(json_object_get(json, "id")) == read[r]->id;
		if (!known)
			grid_put(g, g->count, read[r]);
	}
	free(read);
}

static void
to_focus(struct form *form, const json_t *focus)
{
	const char *lines = json_string_value(json_object_get(focus, "lines")), *name = json_string_value(json_object_get(focus, "field"));
	const struct form_item *item = form_item_named(form, name);
	size_t cursor = (size_t)json_integer_value(json_object_get(focus, "cursor"));

	if (lines == NULL && item != NULL && item->visible) {
		form_go(form, (size_t)(item - form->items));
		field_put_cursor(item->line, cursor);
	}
	for (size_t i = 0; lines != NULL && i < form->grid_count; i++) {
		struct grid *g = form->grids[i];
		size_t row = (size_t)json_integer_value(json_object_get(focus, "row"));

		if (strcmp(g->entity->name, lines) == 0 && grid_enter(form, i, 1) && grid_can_stop(g, row, grid_column(g, name))) {
			grid_go(g, row, grid_column(g, name));
			/* In the middle of a word: what is typed next goes on with it. */
			g->editing = json_is_true(json_object_get(focus, "editing"));
			if (g->editing)
				field_put_cursor(grid_cell(g)->line, cursor);
		}
	}
}

void
form_draft_take(struct form *form)
{
	const json_t *cell, *lines;
	json_t *body = form->kept.take;
	size_t i;

	if (body == NULL || form->loading || form->waiting > 0)
		return;
	form->kept.take = NULL;
	/* A choice decides which fields there are: all texts first, then what is shown. */
	json_array_foreach(json_object_get(body, "fields"), i, cell) {
		struct form_item *item = form_item_named(form, json_string_value(json_object_get(cell, "field")));

		if (item != NULL && item->editable)
			form_draft_take_cell(form, item, cell);
		else
			say_homeless(form, cell);
	}
	json_array_foreach(json_object_get(body, "lines"), i, lines)
		for (size_t g = 0; g < form->grid_count; g++)
			if (strcmp(form->grids[g]->entity->name, json_string_value(json_object_get(lines, "entity"))) == 0)
				take_lines(form->grids[g], lines);
	to_focus(form, json_object_get(body, "focus"));
	json_decref(body);
	if (form->kept.save) {
		form->kept.save = false;
		form_try_save(form);
	}
}

void
form_draft_free(struct form *form)
{
	app_not_after(form->app, &form->kept.timer);
	free(form->kept.name);
	json_decref(form->kept.sent);
	json_decref(form->kept.take);
}
