/* palette.c: `:`: commands, lists, companies and records in one line; a list's name and words search in it. */
#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/plane.h"
#include "tui/remote.h"
#include "tui/screen_chart.h"
#include "tui/screen_list.h"
#include "tui/screen_record.h"
#include "tui/wizard.h"

/* What a row's tag says: its kind and a number; a record's number is its id. */
enum { COMMAND, LIST, LIST_SEARCH, PLANE, COMPANY, RECORD, REPORT, WIZARD, VIEW, KINDS };

static int64_t
tag_of(int kind, int64_t number)
{
	return number * KINDS + kind;
}

static char *
first_key(struct app *app, const struct keys_row *row)
{
	size_t at = 0, length;
	const char *twin = keys_twin(row, &at, &length);

	return twin ? keys_shown(app_language(app), twin, length) : xstrdup("");
}

static void
add_commands(struct app *app, enum keys_context context, struct pick_row **rows, size_t *count)
{
	for (size_t i = 0; i < keys_count; i++) {
		const struct keys_row *row = &keys_rows[i];
		char *key;

		if (!(row->contexts & (int)context) || row->name == NULL || row->run == NULL ||
		    row->run == do_palette || keys_named(context, row->name) != row)
			continue;
		key = first_key(app, row);
		pick_add(rows, count, xstrdup(app_text(app, row->label)), xasprintf("%s%s%s", key, *key ? "  " : "",
			app_text(app, row->help)), tag_of(COMMAND, (int64_t)i))->words = xstrdup(row->name);
		free(key);
	}
}

static void
add_lists(struct app *app, struct pick_row **rows, size_t *count)
{
	size_t menus;
	const struct catalogue_menu *all = catalogue_menus(app_catalogue(app), &menus);
	size_t entities;
	const struct catalogue_entity *first = catalogue_entities(app_catalogue(app), &entities);

	for (size_t m = 0; m < menus; m++)
		for (size_t i = 0; i < all[m].count; i++)
			pick_add(rows, count, xstrdup(all[m].entities[i]->title), xstrdup(all[m].title),
				tag_of(LIST, all[m].entities[i] - first))->words = xstrdup(all[m].entities[i]->name);
}

/* Reports and wizards: what the catalogue declares beside its lists. */
static void
add_declared(struct app *app, const char *what, const char *detail, int kind, struct pick_row **rows, size_t *count)
{
	const json_t *one;
	size_t i;

	json_array_foreach(catalogue_part(app_catalogue(app), what), i, one) {
		const char *title = json_string_value(json_object_get(one, "title"));

		if (title != NULL)
			pick_add(rows, count, xstrdup(title), xstrdup(app_text(app, detail)), tag_of(kind, (int64_t)i));
	}
}

/* The first list whose title or name begins so. */
static const struct catalogue_entity *
list_called(struct app *app, const char *line, size_t length)
{
	size_t count;
	char *part = xstrndup(line, length), *sought = text_fold(part);
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &count), *found = NULL;

	for (size_t i = 0; i < count && found == NULL && length > 0; i++) {
		char *title = text_fold(all[i].title), *name = text_fold(all[i].name);

		if (catalogue_may(&all[i], "read") &&
		    (strncmp(title, sought, strlen(sought)) == 0 || strncmp(name, sought, strlen(sought)) == 0))
			found = &all[i];
		free(title);
		free(name);
	}
	free(part);
	free(sought);
	return found;
}

/* The list that the line names with as many of its first words as a title has; *words is what follows. */
static const struct catalogue_entity *
list_and_words(struct app *app, const char *line, const char **words)
{
	size_t length = strlen(line);

	for (;;) {
		const struct catalogue_entity *found;

		while (length > 0 && line[length - 1] == ' ')
			length--;
		found = list_called(app, line, length);
		*words = line + length + strspn(line + length, " ");
		if (found != NULL || length == 0)
			return found;
		while (length > 0 && line[length - 1] != ' ')
			length--;
	}
}

static const struct catalogue_entity *
named(struct app *app, const char *name)
{
	const char *words;

	return list_and_words(app, name, &words);
}

static struct pick_row *
all_rows(struct app *app, enum keys_context context, const char *typed, const json_t *hits, size_t *count)
{
	struct pick_row *rows = NULL;
	const char *words;
	const struct catalogue_entity *entity = list_and_words(app, typed, &words);
	size_t i, entities;
	const json_t *hit;
	char *plane = plane_called(app, typed, named), *view = list_view_called(app, typed);

	*count = 0;
	if (view != NULL)
		pick_add(&rows, count, view, NULL, tag_of(VIEW, 0))->always = true;
	if (plane != NULL)
		pick_add(&rows, count, plane, NULL, tag_of(PLANE, 0))->always = true;
	if (entity != NULL && *words != '\0')
		pick_add(&rows, count, xasprintf("%s /%s", entity->title, words), xstrdup(app_text(app, N_("search in the list"))),
			tag_of(LIST_SEARCH, entity - catalogue_entities(app_catalogue(app), &entities)))->always = true;
	add_lists(app, &rows, count);
	add_commands(app, context, &rows, count);
	add_declared(app, "reports", N_("Report"), REPORT, &rows, count);
	add_declared(app, "wizards", N_("Wizard"), WIZARD, &rows, count);
	json_array_foreach(hits, i, hit) {
		const char *name = json_string_value(json_object_get(hit, "entity"));
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), name);
		const char *label = json_string_value(json_object_get(hit, "label"));
		const char *detail = json_string_value(json_object_get(hit, "detail"));
		struct pick_row *row;

		if (other == NULL)
			continue;
		row = pick_add(&rows, count, xstrdup(label ? label : "?"), xasprintf("%s  %s", other->one,
			detail ? detail : ""), tag_of(RECORD, json_integer_value(json_object_get(hit, "id"))));
		row->words = xstrdup(name);
		row->always = true;
	}
	return rows;
}

static void
hits_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct pick *p = state;
	size_t count;
	struct pick_row *rows;

	(void)tag;
	if (error != NULL)
		return;
	rows = all_rows(app, (enum keys_context)pick_about(p), pick_typed(p), json_object_get(result, "hits"), &count);
	pick_rows(app, p, rows, count);
}

static void
typing(struct app *app, struct pick *p, void *owner, const char *typed)
{
	size_t count;
	struct pick_row *rows = all_rows(app, (enum keys_context)pick_about(p), typed, NULL, &count);
	char *plane;

	(void)owner;
	pick_rows(app, p, rows, count);
	app_forget(app, p);
	/* A board or a calendar was named: no record is meant. */
	plane = plane_called(app, typed, named);
	if (plane == NULL && text_clusters(typed, strlen(typed)) >= 2)
		app_call(app, p, "search", json_pack("{s:s,s:i}", "text", typed, "limit", 8), hits_came, 0);
	free(plane);
}

static void
open_record(struct app *app, const char *entity, int64_t id)
{
	const struct catalogue_entity *e = catalogue_entity(app_catalogue(app), entity);

	if (e != NULL)
		record_show(app, e, id, NULL);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &count);
	int64_t number = row->tag / KINDS;
	const char *words;

	(void)owner;
	switch (row->tag % KINDS) {
	case COMMAND:
		if (keys_rows[number].contexts & (int)app_context(app))
			keys_rows[number].run(app);
		break;
	case LIST:
		list_show(app, &all[number], NULL, NULL);
		break;
	case LIST_SEARCH:
		list_and_words(app, typed, &words);
		list_show_search(app, &all[number], words);
		break;
	case PLANE:
		plane_run(app, typed, named);
		break;
	case VIEW:
		list_view_run(app, typed);
		break;
	case REPORT:
		report_open(app, (size_t)number);
		break;
	case WIZARD:
		wizard_open(app, (size_t)number);
		break;
	case RECORD:
		open_record(app, row->words, number);
		break;
	default:
		break;
	}
}

void
do_palette(struct app *app)
{
	struct pick_ask ask = {.y = 2, .x = -1, .width = 60, .take = taken, .typing = typing,
		.nothing = N_("Nothing is called so.")};

	ask.about = (int64_t)app_context(app);
	ask.title = xstrdup(app_text(app, N_("Go to")));
	ask.rows = all_rows(app, app_context(app), "", NULL, &ask.count);
	pick_open(app, &ask);
}

bool
palette_run(struct app *app, const char *line)
{
	const char *words;
	const struct catalogue_entity *entity;

	if (app_command(app, line) || plane_run(app, line, named) || list_view_run(app, line))
		return true;
	entity = list_and_words(app, line, &words);
	if (entity == NULL)
		return false;
	if (*words != '\0')
		list_show_search(app, entity, words);
	else
		list_show(app, entity, NULL, NULL);
	return true;
}

static void
company_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	const json_t *one = json_array_get(json_object_get(app_hello(app), "companies"), (size_t)row->tag);

	(void)owner;
	(void)typed;
	app_company(app, json_string_value(json_object_get(one, "slug")));
}

void
do_company(struct app *app)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = company_taken, .nothing = N_("You work for no other company.")};
	const char *now = json_string_value(json_object_get(json_object_get(app_hello(app), "company"), "slug"));
	size_t i;
	const json_t *one;

	json_array_foreach(json_object_get(app_hello(app), "companies"), i, one) {
		const char *name = json_string_value(json_object_get(one, "name"));
		const char *slug = json_string_value(json_object_get(one, "slug"));

		if (name == NULL || slug == NULL)
			continue;
		if (now != NULL && strcmp(now, slug) == 0)
			ask.chosen = ask.count;
		pick_add(&ask.rows, &ask.count, xstrdup(name), xstrdup(slug), (int64_t)i);
	}
	ask.title = xstrdup(app_text(app, N_("Company")));
	pick_open(app, &ask);
}

void
do_home(struct app *app)
{
	app_home(app);
}
