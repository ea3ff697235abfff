/* palette.c: `:`: commands, lists, companies and records in one line, and what the line says as a whole (errand.h). */
#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/filter_words.h"
#include "tui/palette_lines.h"
#include "tui/pick.h"
#include "tui/plane.h"
#include "tui/remote.h"
#include "tui/screen_chart.h"
#include "tui/screen_list.h"
#include "tui/screen_record.h"
#include "tui/wizard.h"

/* What a row's tag says: its kind and a number; a record's number is its id. */
enum { COMMAND, LIST, LINE, RECENT, PLANE, RECORD, REPORT, WIZARD, VIEW, KINDS };
enum { RECENT_MOST = 4, SEARCH_LETTERS = 2, HITS_MOST = 8 };

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
			app_text(app, row->help)), tag_of(COMMAND, (int64_t)i))->words = keys_words(app_language(app), row);
		free(key);
	}
}

/* Those too that no menu names, since their records mostly are met on others. */
static void
add_lists(struct app *app, struct pick_row **rows, size_t *count)
{
	size_t entities;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &entities);

	for (size_t i = 0; i < entities; i++)
		pick_add(rows, count, xstrdup(all[i].title), NULL, tag_of(LIST, (int64_t)i))->words =
			xasprintf("%s\n%ss\n%s", all[i].name, all[i].name, all[i].one);
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

static const struct catalogue_entity *
named(struct app *app, const char *name)
{
	return errand_entity(app_catalogue(app), name, true, NULL);
}

/* What the line does, in words. The caller owns it. */
static char *
in_words(struct app *app, const struct errand *e)
{
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < e->count; i++) {
		const struct errand_step *s = &e->steps[i];

		if (i > 0)
			buf_str(&out, " > ");
		if (s->kind == ERRAND_NEW)
			buf_printf(&out, "%s %s", app_text(app, N_("Create")), s->entity->one);
		else if (s->kind == ERRAND_RECORD)
			buf_printf(&out, "%s %s", s->entity->one, s->words);
		else if (s->kind == ERRAND_LIST)
			buf_printf(&out, "%s%s%s%s%s", s->entity->title, s->words ? " /" : "", s->words ? s->words : "", s->filter ? "  " : "",
				s->filter ? s->filter : "");
		else
			buf_str(&out, s->said);
	}
	return buf_steal(&out);
}

/* What the whole line says, where that is more than a name to find among the rows; or why it says nothing. */
static void
add_line(struct app *app, const struct errand *e, struct pick_row **rows, size_t *count)
{
	const struct errand_step *first = &e->steps[0];
	bool plain = e->count == 1 && (first->kind == ERRAND_FIND || (first->kind != ERRAND_NEW && first->words == NULL &&
	    first->filter == NULL && first->sort == NULL));
	struct pick_row *row;

	if (e->bad != NULL) {
		row = pick_add(rows, count, app_fill(app, e->why, json_pack("{s:s,s:s}", "part", e->bad, "title", e->of ? e->of->title : "")),
			NULL, tag_of(LINE, 0));
		row->refused = true;
		row->rank = PICK_LINE;
	} else if (!plain) {
		row = pick_add(rows, count, in_words(app, e), e->count == 1 && first->kind == ERRAND_LIST ? xstrdup(app_text(app, N_("search in the list"))) : NULL,
			tag_of(LINE, 0));
		row->rank = PICK_LINE;
	}
}

static bool
is_exact(const char *label, const json_t *hit, const char *typed)
{
	return json_is_true(json_object_get(hit, "exact")) || errand_fits(label, typed) == 3;
}

static void
add_hits(struct app *app, const json_t *hits, const char *typed, struct pick_row **rows, size_t *count)
{
	size_t i;
	const json_t *hit;

	json_array_foreach(hits, i, hit) {
		const char *name = json_string_value(json_object_get(hit, "entity"));
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), name);
		const char *label = json_string_value(json_object_get(hit, "label"));
		const char *detail = json_string_value(json_object_get(hit, "detail"));
		struct pick_row *row;

		if (other == NULL)
			continue;
		row = pick_add(rows, count, xstrdup(label ? label : "?"), xasprintf("%s  %s", other->one,
			detail ? detail : ""), tag_of(RECORD, json_integer_value(json_object_get(hit, "id"))));
		row->words = xstrdup(name);
		row->always = true;
		row->rank = is_exact(row->label, hit, typed) ? PICK_RECORD : 0;
	}
}

/* Whether a report or a wizard is called so, or begins so: two words of a title are no search in a list that begins like it. */
static bool
is_declared(struct app *app, const char *typed)
{
	static const char *const whats[] = {"reports", "wizards"};
	bool found = false;
	const json_t *one;
	size_t i;

	for (size_t k = 0; k < sizeof whats / sizeof *whats && strchr(typed, ' ') != NULL; k++)
		json_array_foreach(catalogue_part(app_catalogue(app), whats[k]), i, one)
			found = found || (json_is_string(json_object_get(one, "title")) && errand_fits(json_string_value(json_object_get(one, "title")), typed) > 1);
	return found;
}

static struct pick_row *
all_rows(struct app *app, enum keys_context context, const char *typed, const json_t *hits, size_t *count)
{
	struct pick_row *rows = NULL;
	struct errand e = errand_read(app_catalogue(app), app_language(app), context, typed);
	char *plane = plane_called(app, typed, named), *view = list_view_called(app, typed);
	bool chain = e.count > 1;

	*count = 0;
	if (view != NULL)
		pick_add(&rows, count, view, NULL, tag_of(VIEW, 0))->rank = PICK_LINE;
	if (plane != NULL)
		pick_add(&rows, count, plane, NULL, tag_of(PLANE, 0))->rank = PICK_LINE;
	else if (*typed != '\0' && (chain || !is_declared(app, typed)))
		add_line(app, &e, &rows, count);
	else if (*typed == '\0')
		/* Only where nothing is typed: what a beginning means does not depend on what was done before. */
		for (size_t i = 0; i < RECENT_MOST && palette_earlier(app, i) != NULL; i++)
			pick_add(&rows, count, xstrdup(palette_earlier(app, i)), xstrdup(app_text(app, N_("recent"))), tag_of(RECENT, 0));
	add_lists(app, &rows, count);
	add_commands(app, context, &rows, count);
	if (!chain) {
		add_declared(app, "reports", N_("Report"), REPORT, &rows, count);
		add_declared(app, "wizards", N_("Wizard"), WIZARD, &rows, count);
		add_hits(app, hits, e.steps[0].kind == ERRAND_RECORD ? e.steps[0].words : typed, &rows, count);
	}
	errand_free(&e);
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

/* Records are looked for unless something else is meant for sure. */
static void
look_for(struct app *app, struct pick *p, void *owner, const char *typed)
{
	struct errand e = errand_read(app_catalogue(app), app_language(app), (enum keys_context)pick_about(p), typed);
	const struct errand_step *s = &e.steps[0];
	const char *text = s->kind == ERRAND_RECORD ? s->words : typed;
	char *plane = plane_called(app, typed, named);
	json_t *params;

	(void)owner;
	if (e.count == 1 && e.bad == NULL && plane == NULL && s->kind != ERRAND_NEW && text_clusters(text, strlen(text)) >= SEARCH_LETTERS) {
		params = json_pack("{s:s,s:i}", "text", text, "limit", HITS_MOST);
		if (s->kind == ERRAND_RECORD)
			json_object_set_new(params, "entity", json_string(s->entity->name));
		app_call(app, p, "search", params, hits_came, 0);
	}
	free(plane);
	errand_free(&e);
}

static void
typing(struct app *app, struct pick *p, void *owner, const char *typed)
{
	size_t count;
	struct pick_row *rows = all_rows(app, (enum keys_context)pick_about(p), typed, NULL, &count);

	(void)owner;
	pick_rows(app, p, rows, count);
	app_forget(app, p);
}

/* Tab within what follows the name of a list: names of its fields, and of their choices. */
static char *
complete(struct app *app, const char *typed)
{
	const char *part = errand_last(typed), *rest, *from, *sign;
	const struct catalogue_entity *entity = errand_entity(app_catalogue(app), part, false, &rest);
	char *choices = NULL, *more, *line = NULL;
	bool sorts;

	if (entity == NULL || rest == part || (*rest == '\0' && rest[-1] != ' '))
		return NULL;
	from = *rest == '/' ? rest + 1 : rest;
	sign = strrchr(from, ' ') ? strrchr(from, ' ') + 1 : from;
	sorts = strncasecmp(sign, "sort:", 5) == 0 || strncasecmp(sign, "tri:", 4) == 0;
	if (sorts)
		from = strchr(sign, ':') + 1;
	more = filter_complete(entity, from, &choices);
	if (more != NULL && sorts && *more != '\0')
		more[strlen(more) - 1] = ' ';
	if (more != NULL)
		line = xasprintf("%.*s%s", (int)(from - typed), typed, more);
	else if (choices != NULL && *choices != '\0')
		app_say(app, ROLE_DIM, xstrdup(choices));
	free(more);
	free(choices);
	return line ? line : xstrdup(typed);
}

static void
open_record(struct app *app, const char *entity, int64_t id)
{
	const struct catalogue_entity *e = catalogue_entity(app_catalogue(app), entity);

	if (e != NULL)
		record_show(app, e, id, NULL);
}

/* A row that was chosen for the last step of several. */
static void
end_with(struct app *app, const char *typed, const char *last)
{
	char *line = xasprintf("%.*s%s", (int)(errand_last(typed) - typed), typed, last);

	palette_remember(app, line);
	errand_start(app, line);
	free(line);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &count);
	int64_t number = row->tag / KINDS;
	int kind = (int)(row->tag % KINDS);

	(void)owner;
	if (kind != LINE && errand_last(typed) != typed) {
		end_with(app, typed, row->label);
		return;
	}
	if (kind == LINE || kind == LIST || kind == RECORD || kind == RECENT || kind == PLANE)
		palette_remember(app, kind == LINE || kind == PLANE ? typed : row->label);
	switch (kind) {
	case COMMAND:
		if (keys_rows[number].contexts & (int)app_context(app))
			keys_rows[number].run(app);
		break;
	case LIST:
		list_show(app, &all[number], NULL, NULL);
		break;
	case LINE:
		errand_start(app, typed);
		break;
	case RECENT:
		errand_start(app, row->label);
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
palette_open(struct app *app, const char *line)
{
	struct pick_ask ask = {.y = 2, .x = -1, .width = 50, .narrow = true, .take = taken, .typing = typing, .rested = look_for, .part = errand_last,
		.complete = complete, .earlier = palette_earlier, .nothing = N_("Nothing is called so.")};
	struct pick *p;

	ask.about = (int64_t)app_context(app);
	ask.title = xstrdup(app_text(app, N_("Go to")));
	ask.rows = all_rows(app, app_context(app), line, NULL, &ask.count);
	ask.typed = xstrdup(line);
	p = pick_open(app, &ask);
	if (*line != '\0')
		look_for(app, p, NULL, line);
}

void
do_palette(struct app *app)
{
	macro_palette_opens(app);
	palette_open(app, "");
}

bool
palette_run(struct app *app, const char *line)
{
	struct errand e = errand_read(app_catalogue(app), app_language(app), app_context(app), line);
	bool finds = errand_only_finds(&e);

	errand_free(&e);
	if (app_command(app, line) || plane_run(app, line, named) || list_view_run(app, line))
		return true;
	if (!finds)
		errand_start(app, line);
	return !finds;
}

void
do_home(struct app *app)
{
	app_home(app);
}
