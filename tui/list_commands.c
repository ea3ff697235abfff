/* list_commands.c: moving in a list and doing something with its records. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/bulk.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/draft.h"
#include "tui/list_inside.h"
#include "tui/opens.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/screen_history.h"
#include "tui/screen_record.h"
#include "tui/transfer.h"

static struct list *
here(struct app *app)
{
	return app_state(app, &screen_list);
}

void
list_up(struct app *app)
{
	struct list *l = here(app);

	list_go(l, l->at > 0 ? l->at - 1 : 0);
}

void
list_down(struct app *app)
{
	struct list *l = here(app);

	list_go(l, l->at + 1);
}

void
list_page_up(struct app *app)
{
	struct list *l = here(app);
	size_t page = (size_t)(l->height > 1 ? l->height - 1 : 1);

	l->top = l->top > page ? l->top - page : 0;
	list_go(l, l->at > page ? l->at - page : 0);
}

void
list_page_down(struct app *app)
{
	struct list *l = here(app);
	size_t page = (size_t)(l->height > 1 ? l->height - 1 : 1);

	if (l->top + page < list_loaded(l))
		l->top += page;
	list_go(l, l->at + page);
}

void
list_first(struct app *app)
{
	struct list *l = here(app);

	if (l->backward)
		list_reload(l);
	else
		list_go(l, 0);
	l->first_wanted = l->refreshing;
}

void
list_last(struct app *app)
{
	struct list *l = here(app);

	/* The end of a long list is read from the end. */
	if (!l->backward && l->next != NULL)
		list_reload_end(l);
	else
		list_go(l, list_loaded(l));
}

static char *
label_here(const struct list *l)
{
	struct value_look look = app_look(l->app);

	return value_label(&look, l->entity, list_row(l));
}

void
list_open(struct app *app)
{
	struct list *l = here(app);
	int64_t id = list_id(l);

	if (id == 0) {
		app_bell(app);
	} else if (l->taken != NULL) {
		list_taken *taken = l->taken;
		void *owner = l->owner;
		char *label = label_here(l);

		app_back(app);
		taken(app, owner, id, label);
		free(label);
	} else if (l->trash || (!draft_open(app, l, l->entity, id) && !opens_show(app, l, l->entity, id))) {
		record_show(app, l->entity, id, NULL);
	}
}

void
list_edit(struct app *app)
{
	struct list *l = here(app);

	if (list_id(l) != 0 && (l->trash || !draft_open(app, l, l->entity, list_id(l))))
		form_edit(app, l->entity, list_id(l), NULL);
}

static void
made_here(struct app *app, void *owner, int64_t id, const char *label)
{
	struct list *l = owner;
	list_taken *taken = l->taken;
	void *above = l->owner;

	/* Made from a list from which one is taken: it is what was looked for. */
	app_close(app, app_screen_of(app, l));
	taken(app, above, id, label);
}

void
list_create(struct app *app)
{
	struct list *l = here(app);

	if (l->taken != NULL)
		form_create_for(app, l->entity, NULL, field_text(l->search), l, made_here);
	else if (!list_tabs_create(l))
		form_create(app, l->entity, NULL);
}

static void
copy_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;

	(void)tag;
	if (error != NULL)
		app_say_error(app, error);
	else if (here(app) == l)
		form_create(app, l->entity, json_deep_copy(json_object_get(result, "row")));
}

void
list_copy(struct app *app)
{
	struct list *l = here(app);

	if (list_id(l) != 0 && !deeds_copy(app, l->entity, list_id(l)))
		app_call_opening(app, l, "show", json_pack("{s:s,s:I}", "entity", l->entity->name, "id", (json_int_t)list_id(l)),
			copy_came, 0);
}

/* The selected records, or the one under the cursor. */
static json_t *
ids_here(const struct list *l)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < l->mark_count; i++)
		json_array_append_new(ids, json_integer(l->marks[i]));
	if (l->mark_count == 0 && list_id(l) != 0)
		json_array_append_new(ids, json_integer(list_id(l)));
	return ids;
}

void
list_delete(struct app *app)
{
	struct list *l = here(app);
	char *label = label_here(l);
	json_t *ids = ids_here(l);

	if (l->all || l->mark_count > 1)
		bulk_ask(app, l->entity, "delete", list_chosen_records(l), NULL);
	if (json_array_size(ids) == 0 || l->all || l->mark_count > 1)
		json_decref(ids);
	else
		deeds_delete(app, l->entity, ids, label);
	free(label);
}

static void
restore_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;
	char *label = label_here(l);

	(void)typed;
	if (row->tag == 0)
		deeds_restore(app, l->entity, ids_here(l), label);
	free(label);
}

void
list_actions(struct app *app)
{
	struct list *l = here(app);
	static const char *const options[] = {N_("(R)estore"), N_("(C)ancel")};

	if (l->mark_count > 0)
		bulk_menu(app, l->entity, list_chosen_records(l));
	else if (l->trash && list_id(l) != 0)
		pick_question(app, l, xstrdup(app_text(app, N_("Deleted ones"))), label_here(l), options, 2, restore_answered);
	else if (list_id(l) != 0)
		deeds_menu_of(app, l, l->entity, list_id(l));
}

/* The selected ones, or all that the list shows, in its columns' order or not: the file has its own. */
void
list_export(struct app *app)
{
	struct list *l = here(app);
	json_t *asked = json_object();
	char *filter = list_filter_text(l);

	if (filter != NULL)
		json_object_set_new(asked, "filter", json_string(filter));
	if (!field_is_empty(l->search))
		json_object_set_new(asked, "search", json_string(field_text(l->search)));
	if (l->trash)
		json_object_set_new(asked, "trash", json_true());
	if (l->sort != NULL && *l->sort != '\0')
		json_object_set_new(asked, "sort", json_string(l->sort));
	if (l->chosen)
		json_object_set_new(asked, "columns", list_chosen(l));
	transfer_export(app, l->entity, asked, l->counted && !l->capped ? l->total : -1);
	free(filter);
}

static void
linked_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct list *l = owner;
	const struct catalogue_field *f = &l->entity->fields[row->tag];
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), f->refers);
	int64_t id = json_integer_value(json_object_get(list_row(l), f->name));

	(void)typed;
	if (other != NULL && id != 0)
		record_show(app, other, id, NULL);
}

void
list_linked(struct app *app)
{
	struct list *l = here(app);
	struct value_look look = app_look(app);
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .owner = l, .take = linked_taken};

	for (size_t i = 0; i < l->entity->field_count; i++) {
		const struct catalogue_field *f = &l->entity->fields[i];

		if (f->refers != NULL && json_is_integer(json_object_get(list_row(l), f->name)))
			pick_add(&ask.rows, &ask.count, xstrdup(f->label), value_text(&look, f, list_row(l)), (int64_t)i);
	}
	if (ask.count == 1) {
		linked_taken(app, l, &ask.rows[0], "");
		free(ask.rows[0].label);
		free(ask.rows[0].detail);
		free(ask.rows);
	} else if (ask.count > 1) {
		pick_letters(ask.rows, ask.count);
		ask.title = xstrdup(app_text(app, N_("Linked")));
		pick_open(app, &ask);
	} else {
		app_tell(app, ROLE_DIM, N_("This line points to no other record."), NULL);
	}
}

void
list_refresh(struct app *app)
{
	terminal_repaint();
	touched_clear(&here(app)->touched);
	list_reread(here(app));
}

void
list_history(struct app *app)
{
	if (list_id(here(app)) != 0)
		history_show(app, here(app)->entity, list_id(here(app)));
}

void
list_trash(struct app *app)
{
	struct list *l = here(app);

	l->trash = !l->trash;
	list_unmark_all(l);
	list_reload(l);
}

void
list_asked(struct app *app, char **filter, char **search)
{
	const struct list *l = here(app);

	*filter = l ? list_filter_text(l) : NULL;
	*search = l && !field_is_empty(l->search) ? xstrdup(field_text(l->search)) : NULL;
}

int64_t
list_neighbour(struct app *app, const void *state, const struct catalogue_entity *entity, int64_t id, int step)
{
	struct list *l = app_state_below(app, state, &screen_list);

	if (l == NULL || l->entity != entity || list_id(l) != id || (step < 0 && l->at == 0) || (step > 0 && l->at + 1 >= list_loaded(l)))
		return 0;
	list_go(l, step > 0 ? l->at + 1 : l->at - 1);
	return list_id(l);
}
