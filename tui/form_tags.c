/* form_tags.c: F4 in a field of tags: those that the company offers; one is added, or taken away when it is there already. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/pick.h"
#include "tui/remote.h"

enum { TAGS_MOST = 500 };

/* The text without the tag, or with it at its end. The caller owns it. */
static char *
toggled(const char *text, const char *tag)
{
	struct buf out = BUF_EMPTY;
	char *sought = text_fold(tag);
	bool found = false;

	for (size_t n; *text != '\0'; text += n + (text[n] != '\0')) {
		size_t from = strspn(text, " "), length;
		char *word, *folded;

		n = strcspn(text, ",;");
		for (length = n; length > from && text[length - 1] == ' '; length--)
			;
		word = xstrndup(text + (from < length ? from : length), length > from ? length - from : 0);
		folded = text_fold(word);
		if (*word != '\0' && strcmp(folded, sought) == 0)
			found = true;
		else if (*word != '\0')
			buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", word);
		free(word);
		free(folded);
	}
	if (!found)
		buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", tag);
	free(sought);
	return buf_steal(&out);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;
	struct form_item *item = form_focus(form);
	char *text;

	(void)app;
	(void)typed;
	if (item == NULL || item->f->type != TYPE_TAGS)
		return;
	text = toggled(field_text(item->line), row->label);
	form_set_text(form, item, text);
	field_do(item->line, FIELD_END);
	free(text);
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct pick_ask ask = {.y = form->field_y, .x = form->field_x - 4, .owner = form, .take = taken, .width = 30, .nothing = N_("Nothing found.")};
	size_t i;
	const json_t *row;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	json_array_foreach(json_object_get(result, "rows"), i, row) {
		const char *of = json_string_value(json_object_get(row, "entity")), *name = json_string_value(json_object_get(row, "name"));
		const char *about = json_string_value(json_object_get(row, "description"));

		if (name != NULL && (of == NULL || strcmp(of, form->entity->name) == 0))
			pick_add(&ask.rows, &ask.count, xstrdup(name), xstrdup_or_null(about), 0);
	}
	if (ask.count == 0) {
		app_drop_held(app);
		app_tell(app, ROLE_DIM, N_("No tags are offered here: type them, with commas between them."), NULL);
		return;
	}
	ask.title = xstrdup(form_focus(form) ? form_focus(form)->f->label : "");
	pick_open(app, &ask);
}

bool
form_tags_offer(struct form *form)
{
	static const char *const has[] = {"name", "entity", "color", "description"};
	const struct catalogue_entity *tags = catalogue_having(app_catalogue(form->app), has, sizeof has / sizeof *has);

	if (tags == NULL)
		return false;
	app_call_opening(form->app, form, "list", json_pack("{s:s,s:[sss],s:s,s:i}", "entity", tags->name, "columns", "name", "entity",
		"description", "sort", "name", "limit", TAGS_MOST), came, 0);
	return true;
}
