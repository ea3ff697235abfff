/* form_lookup.c: proposals while one types the name of a record; Tab never waits for them. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/form_inside.h"
#include "tui/lookup_rank.h"
#include "tui/remote.h"
#include "tui/widget.h"

enum { LOOKUP_MS = 120, LOOKUP_ROWS = 8, LOOKUP_ASKED = 24, LOOKUP_KEPT = 200, DETAILS = 3, WIDTH_MOST = 70, WIDTH_LEAST = 30 };

static const struct catalogue_entity *
referred(const struct form *form, const struct form_item *item)
{
	return item ? catalogue_entity(app_catalogue(form->app), item->f->refers) : NULL;
}

bool
form_lookup_open(const struct form *form)
{
	return form->lookup.rows != NULL;
}

bool
form_lookup_awaits(const struct form *form, const struct key *key)
{
	const struct keys_row *row = keys_find(IN_FORM, key);

	return (form->lookup.timer.set || form->lookup.asked) && row != NULL && (row->run == form_up || row->run == form_down);
}

void
form_lookup_close(struct form *form)
{
	app_not_after(form->app, &form->lookup.timer);
	form->lookup.generation++;
	form->lookup.asked = false;
	json_decref(form->lookup.rows);
	form->lookup.rows = NULL;
	popup_hide(&form->lookup.popup);
}

/* Rows of the other kind that the text may mean. */
static json_t *
question(const struct catalogue_entity *other, const char *text)
{
	json_t *params = json_pack("{s:s,s:i}", "entity", other->name, "limit", LOOKUP_ASKED);
	json_t *columns = json_array();

	json_array_append_new(columns, json_string(other->label));
	for (size_t i = 0; i < other->list_count && i < DETAILS + 1; i++)
		if (strcmp(other->list[i]->name, other->label) != 0)
			json_array_append_new(columns, json_string(other->list[i]->name));
	json_object_set_new(params, "columns", columns);
	json_object_set_new(params, "search", json_string(text));
	return params;
}

static char *
label_of(const struct form *form, const struct catalogue_entity *other, const json_t *row)
{
	struct value_look look = app_look(form->app);

	return value_label(&look, other, row);
}

/* --- the best first --- */

static int
score_of(const struct form *form, const struct catalogue_entity *other, const json_t *row)
{
	struct value_look look = app_look(form->app);
	char *label = label_of(form, other, row);
	int best = lookup_score(label, form->lookup.text, false);

	for (size_t i = 0; i < other->list_count && i < DETAILS + 1; i++) {
		char *text = value_text(&look, other->list[i], row);
		int score = strcmp(other->list[i]->name, other->label) == 0 ? 0 : lookup_score(text, form->lookup.text, true);

		best = score > best ? score : best;
		free(text);
	}
	free(label);
	return best;
}

static bool
holds(const json_t *rows, const json_t *id)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (json_equal(json_object_get(row, "id"), id))
			return true;
	return false;
}

/* Adds those of some rows that are not there yet, the best first, as they came among equals. */
static void
add_best(const struct form *form, const struct catalogue_entity *other, const json_t *from, bool found, json_t *to)
{
	const json_t *row;
	size_t i, count = json_array_size(from);
	int *scores = xcalloc(count + 1, sizeof *scores), most = 0;

	json_array_foreach(from, i, row) {
		scores[i] = score_of(form, other, row);
		most = scores[i] > most ? scores[i] : most;
	}
	/* What the server found by a field that is not shown is found all the same. */
	for (int want = most; want >= (found ? 0 : 1); want--)
		json_array_foreach(from, i, row)
			if (scores[i] == want && json_array_size(to) < LOOKUP_ROWS && !holds(to, json_object_get(row, "id")))
				json_array_append(to, (json_t *)(uintptr_t)row);
	free(scores);
}

/* --- those that were chosen lately: here before the server answers --- */

static json_t *
kept_of(const struct form *form, const struct form_item *item)
{
	char *key;
	json_t *kept;

	if (item == NULL)
		return NULL;
	key = xasprintf("%s.%s", form_item_entity(form, item)->name, item->f->name);
	kept = app_choices(form->app, key);
	free(key);
	return kept;
}

static void
keep_choice(const struct form *form, const struct form_item *item, const json_t *row)
{
	json_t *kept = kept_of(form, item), *one;
	size_t i;

	json_array_foreach(kept, i, one)
		if (json_equal(json_object_get(one, "id"), json_object_get(row, "id"))) {
			json_array_remove(kept, i);
			break;
		}
	json_array_insert_new(kept, 0, json_deep_copy(row));
	json_array_remove(kept, LOOKUP_KEPT);
}

static void
show(struct form *form, json_t *rows)
{
	json_decref(form->lookup.rows);
	form->lookup.rows = rows;
	form->lookup.at = 0;
}

static void
proposals_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	const struct catalogue_entity *other = referred(form, form_focus(form));
	json_t *rows, *all;

	(void)app;
	if (tag != form->lookup.generation)
		return;
	form->lookup.asked = false;
	if (error != NULL || other == NULL)
		return;
	/* Only what the server found now is sure to be there still. */
	rows = json_array();
	all = json_object_get(result, "rows");
	add_best(form, other, all, true, rows);
	show(form, json_deep_copy(rows));
	json_decref(rows);
}

static void
ask_proposals(void *arg)
{
	struct form *form = arg;
	struct form_item *item = form_focus(form);
	const struct catalogue_entity *other = referred(form, item);
	json_t *rows;

	if (item == NULL || other == NULL || field_is_empty(item->line))
		return;
	free(form->lookup.text);
	form->lookup.text = xstrdup(field_text(item->line));
	form->lookup.asked = true;
	rows = json_array();
	add_best(form, other, kept_of(form, item), false, rows);
	if (json_array_size(rows) > 0)
		show(form, json_deep_copy(rows));
	json_decref(rows);
	app_call(form->app, form, "list", question(other, form->lookup.text), proposals_came, ++form->lookup.generation);
}

static void
offer_tags(struct form *form, const struct form_item *item)
{
	json_t *rows = widget_tags_offered(form, item, LOOKUP_ROWS);

	form_lookup_close(form);
	if (json_array_size(rows) == 0) {
		json_decref(rows);
		return;
	}
	free(form->lookup.text);
	form->lookup.text = xstrdup(field_text(item->line));
	show(form, rows);
}

void
form_lookup_typed(struct form *form)
{
	struct form_item *item = form_focus(form);

	if (item->f->type == TYPE_TAGS) {
		offer_tags(form, item);
		return;
	}
	if (field_is_empty(item->line)) {
		form_lookup_close(form);
		item->ref = 0;
		return;
	}
	form->lookup.timer.run = ask_proposals;
	form->lookup.timer.arg = form;
	app_after(form->app, &form->lookup.timer, LOOKUP_MS);
}

bool
form_lookup_take(struct form *form)
{
	struct form_item *item = form_focus(form);
	json_t *row = json_incref(json_array_get(form->lookup.rows, form->lookup.at));
	bool current = row != NULL && item != NULL && strcmp(form->lookup.text, field_text(item->line)) == 0;

	/* Typed on since the proposals came: they are for another text, the answer to this one decides. */
	if (current && item->f->type == TYPE_TAGS) {
		widget_tags_take(form, item, row);
	} else if (current && form_is_reference(item)) {
		char *label = label_of(form, referred(form, item), row);

		keep_choice(form, item, row);
		form_refer(form, item, json_integer_value(json_object_get(row, "id")), label);
		free(label);
	} else {
		current = false;
	}
	if (row != NULL)
		form_lookup_close(form);
	json_decref(row);
	return current;
}

/* A proposal that is pointed at is taken. In cells of the terminal. */
bool
form_lookup_pointed(struct form *form, int y, int x)
{
	int row;

	if (!form_lookup_open(form) || !popup_row_at(&form->lookup.popup, y, x, &row))
		return false;
	if (row >= 0 && (size_t)row < json_array_size(form->lookup.rows)) {
		form->lookup.at = (size_t)row;
		if (form_lookup_take(form) && form_focus(form)->f->type != TYPE_TAGS)
			form_step(form, 1);
	}
	return true;
}

void
form_lookup_move(struct form *form, int step)
{
	size_t count = json_array_size(form->lookup.rows);

	if (step > 0 && form->lookup.at + 1 < count)
		form->lookup.at++;
	else if (step < 0 && form->lookup.at > 0)
		form->lookup.at--;
}

/* --- a text that was left before it was known whom it names --- */

static size_t
exact_one(const struct form *form, const struct catalogue_entity *other, const json_t *rows, const char *text)
{
	char *sought = text_fold(text);
	size_t i, found = json_array_size(rows), count = 0;
	const json_t *row;

	json_array_foreach(rows, i, row) {
		char *label = label_of(form, other, row), *folded = text_fold(label);

		if (strcmp(folded, sought) == 0) {
			found = i;
			count++;
		}
		free(label);
		free(folded);
	}
	free(sought);
	if (count == 1)
		return found;
	return json_array_size(rows) == 1 ? 0 : json_array_size(rows);
}

static void
resolved(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct form_item *item = (struct form_item *)(intptr_t)tag;
	const char *text = field_text(item->line);
	const struct catalogue_entity *other = referred(form, item);
	const json_t *rows = json_object_get(result, "rows"), *row;

	if (!item->resolving)
		return;
	item->resolving = false;
	row = error == NULL ? json_array_get(rows, exact_one(form, other, rows, text)) : NULL;
	if (row != NULL) {
		char *label = label_of(form, other, row);

		keep_choice(form, item, row);
		form_refer(form, item, json_integer_value(json_object_get(row, "id")), label);
		free(label);
	} else if (error != NULL) {
		form_error(item, xstrdup(error->message));
	} else if (json_array_size(rows) == 0) {
		form_error(item, app_fill(app, N_("Nothing is called “{text}”: F6 creates it."), json_pack("{s:s}", "text", text)));
	} else {
		form_error(item, xstrdup(app_text(app, N_("Several are called so: F4 shows them."))));
	}
	if (form->save_when_resolved) {
		form->save_when_resolved = false;
		form_go_on_saving(form);
	}
}

void
form_resolve(struct form *form, struct form_item *item)
{
	const struct catalogue_entity *other = referred(form, item);

	if (other == NULL || item->resolving)
		return;
	item->resolving = true;
	app_call(form->app, form, "list", question(other, field_text(item->line)), resolved, (int64_t)(intptr_t)item);
}

/* --- the popup --- */

static void
draw_row(struct form *form, const struct area *area, int y, const struct catalogue_entity *other, const json_t *row)
{
	struct value_look look = app_look(form->app);
	char *label = label_of(form, other, row);
	bool here = (size_t)y == form->lookup.at;
	int x = 2 + paint_text(area, y, 2, area->width * 3 / 5, here ? ROLE_SELECT : ROLE_TEXT, label) + 2;

	paint_text(area, y, 0, 1, ROLE_TEXT, here ? ">" : " ");
	for (size_t i = 0; i < other->list_count && i < DETAILS + 1; i++) {
		char *text = strcmp(other->list[i]->name, other->label) == 0 ? xstrdup("")
			: value_text(&look, other->list[i], row);

		if (*text != '\0')
			x += paint_text(area, y, x, area->width - x, ROLE_DIM, text) + 2;
		free(text);
	}
	free(label);
}

static void
draw_tag(const struct form *form, const struct area *area, int y, const json_t *row)
{
	const char *about = json_string_value(json_object_get(row, "about"));
	bool here = (size_t)y == form->lookup.at;
	int x = 2 + paint_text(area, y, 2, area->width - 2, here ? ROLE_SELECT : ROLE_TEXT, json_string_value(json_object_get(row, "word"))) + 2;

	paint_text(area, y, 0, 1, ROLE_TEXT, here ? ">" : " ");
	paint_text(area, y, x, area->width - x, ROLE_DIM, about ? about : "");
}

void
form_lookup_draw(struct form *form)
{
	const struct form_item *item = form_focus(form);
	const struct catalogue_entity *other = referred(form, item);
	size_t count = json_array_size(form->lookup.rows);
	struct area area;
	int width = terminal_width() - form->field_x - 4;
	char *nothing = NULL;

	if (form->lookup.rows == NULL || item == NULL || (other == NULL && item->f->type != TYPE_TAGS))
		return;
	width = width > WIDTH_MOST ? WIDTH_MOST : width < WIDTH_LEAST ? WIDTH_LEAST : width;
	if (count == 0) {
		nothing = app_fill(form->app, catalogue_may(other, "create") ? N_("Nothing found. Create “{text}”: F6") : N_("Nothing found."),
			json_pack("{s:s}", "text", form->lookup.text));
		width = text_cells_str(nothing) + 3 > WIDTH_MOST ? WIDTH_MOST : text_cells_str(nothing) + 3;
	}
	area = popup_place(&form->lookup.popup, form->field_y + 2 + (int)(count > 0 ? count : 1) + 2 < terminal_height()
		? form->field_y + 2 : form->field_y - (int)(count > 0 ? count : 1) - 1, form->field_x - 4,
		count > 0 ? (int)count : 1, width, other ? other->title : item->f->label);
	for (size_t i = 0; i < count; i++)
		if (other != NULL)
			draw_row(form, &area, (int)i, other, json_array_get(form->lookup.rows, i));
		else
			draw_tag(form, &area, (int)i, json_array_get(form->lookup.rows, i));
	if (nothing != NULL)
		paint_text(&area, 0, 2, area.width - 2, ROLE_DIM, nothing);
	free(nothing);
}
