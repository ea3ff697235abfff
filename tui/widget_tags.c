/* widget_tags.c: words with commas between them, proposed while one types from those that the company offers; F4 shows all: one is
   added, or taken away when it is there already. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/widget.h"

enum { TAGS_MOST = 500 };

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	struct buf out = BUF_EMPTY;
	size_t i;
	const json_t *one;

	(void)look;
	(void)f;
	(void)row;
	/* An empty array is how the database writes a default. */
	if (json_is_string(value) && strcmp(json_string_value(value), "{}") != 0)
		return widget_any_text(value);
	json_array_foreach(value, i, one) {
		if (i > 0)
			buf_str(&out, ", ");
		buf_str(&out, json_string_value(one) ? json_string_value(one) : "");
	}
	return buf_steal(&out);
}

/* The next word of a list, without spaces around it, and past it; null at the end. The caller owns it. */
static char *
next_word(const char **at)
{
	const char *from = *at;
	size_t length;

	while (*from == ' ' || *from == ',' || *from == ';')
		from++;
	if (*from == '\0')
		return NULL;
	length = strcspn(from, ",;");
	*at = from + length;
	while (length > 0 && from[length - 1] == ' ')
		length--;
	return xstrndup(from, length);
}

/* Each once, however often it was written. */
static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	json_t *tags = json_array(), *seen = json_object();
	char *word;

	(void)look;
	(void)f;
	(void)why;
	while ((word = next_word(&typed)) != NULL) {
		char *folded = text_fold(word);

		if (json_object_get(seen, folded) == NULL)
			json_array_append_new(tags, json_string(word));
		json_object_set_new(seen, folded, json_true());
		free(folded);
		free(word);
	}
	json_decref(seen);
	return tags;
}

static bool
has(const char *list, const char *tag)
{
	char *sought = text_fold(tag), *word;
	bool found = false;

	while ((word = next_word(&list)) != NULL) {
		char *folded = text_fold(word);

		found = found || strcmp(folded, sought) == 0;
		free(folded);
		free(word);
	}
	free(sought);
	return found;
}

/* The text without the tag, or with it at its end. The caller owns it. */
static char *
toggled(const char *list, const char *tag)
{
	struct buf out = BUF_EMPTY;
	bool there = has(list, tag);
	char *word;

	while ((word = next_word(&list)) != NULL) {
		if (!there || !has(word, tag))
			buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", word);
		free(word);
	}
	if (!there)
		buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", tag);
	return buf_steal(&out);
}

/* --- those that are offered, asked for once --- */

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct form_item *item = form_focus(form);
	size_t i;
	const json_t *row;

	(void)app;
	json_decref(form->tags);
	form->tags = json_array();
	json_array_foreach(error ? NULL : json_object_get(result, "rows"), i, row) {
		const char *of = json_string_value(json_object_get(row, "entity")), *name = json_string_value(json_object_get(row, "name"));

		if (name != NULL && (of == NULL || strcmp(of, form->entity->name) == 0))
			json_array_append_new(form->tags, json_pack("{s:s,s:s?}", "word", name, "about",
				json_string_value(json_object_get(row, "description"))));
	}
	if (item == NULL || item->f->type != TYPE_TAGS)
		return;
	if (tag != 0)
		widget_tags.values(form, item);
	else
		form_lookup_typed(form);
}

/* False: they are not here yet. */
static bool
are_here(struct form *form, bool to_show)
{
	static const char *const fields[] = {"name", "entity", "color", "description"};
	const struct catalogue_entity *tags = catalogue_having(app_catalogue(form->app), fields, sizeof fields / sizeof *fields);
	json_t *params;

	if (form->tags != NULL)
		return true;
	if (tags == NULL) {
		form->tags = json_array();
		return true;
	}
	params = json_pack("{s:s,s:[sss],s:s,s:i}", "entity", tags->name, "columns", "name", "entity", "description", "sort", "name",
		"limit", TAGS_MOST);
	if (to_show)
		app_call_opening(form->app, form, "list", params, came, 1);
	else
		app_call(form->app, form, "list", params, came, 0);
	return false;
}

/* Where the last word begins. */
static size_t
last_word(const char *list)
{
	const char *comma = strrchr(list, ','), *other = strrchr(list, ';');
	const char *at = comma > other ? comma : other;
	size_t from = at ? (size_t)(at - list) + 1 : 0;

	return from + strspn(list + from, " ");
}

json_t *
widget_tags_offered(struct form *form, const struct form_item *item, size_t most)
{
	const char *typed = field_text(item->line);
	char *sought = text_fold(typed + last_word(typed));
	json_t *rows = json_array();
	const json_t *one;
	size_t i;

	/* Those that begin so, then those that hold it. */
	for (int pass = 0; *sought != '\0' && are_here(form, false) && pass < 2; pass++)
		json_array_foreach(form->tags, i, one) {
			char *folded = text_fold(json_string_value(json_object_get(one, "word")));
			const char *at = strstr(folded, sought);

			if (at != NULL && (at == folded) == (pass == 0) && strcmp(folded, sought) != 0 && json_array_size(rows) < most &&
			    !has(typed, json_string_value(json_object_get(one, "word"))))
				json_array_append(rows, (json_t *)(uintptr_t)one);
			free(folded);
		}
	free(sought);
	return rows;
}

void
widget_tags_take(struct form *form, struct form_item *item, const json_t *row)
{
	const char *typed = field_text(item->line);
	char *made = xasprintf("%.*s%s, ", (int)last_word(typed), typed, json_string_value(json_object_get(row, "word")));

	form_set_text(form, item, made);
	field_do(item->line, FIELD_END);
	free(made);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;
	struct form_item *item = form_focus(form);
	char *made;

	(void)app;
	(void)typed;
	if (item == NULL || item->f->type != TYPE_TAGS)
		return;
	made = toggled(field_text(item->line), row->label);
	form_set_text(form, item, made);
	field_do(item->line, FIELD_END);
	free(made);
}

static void
values(struct form *form, struct form_item *item)
{
	struct pick_ask ask = {.y = form->field_y + 1, .x = form->field_x - 4, .owner = form, .take = taken, .width = 30, .nothing = N_("Nothing found.")};
	size_t i;
	const json_t *one;

	if (!are_here(form, true))
		return;
	json_array_foreach(form->tags, i, one) {
		const char *name = json_string_value(json_object_get(one, "word")), *about = json_string_value(json_object_get(one, "about"));

		pick_add(&ask.rows, &ask.count, xstrdup(name), xasprintf("%s%s", has(field_text(item->line), name) ? "✓ " : "", about ? about : ""), 0);
	}
	if (ask.count == 0) {
		app_drop_held(form->app);
		app_tell(form->app, ROLE_DIM, N_("No tags are offered here: type them, with commas between them."), NULL);
		return;
	}
	ask.title = xstrdup(item->f->label);
	pick_open(form->app, &ask);
}

const struct widget widget_tags = {.name = "tags", .whole_row = true, .hint = N_("F4: list"), .text = text, .read = parse, .values = values};
