/* widget_reference.c: a field that names another record: by its name, with proposals while one types (form_lookup.c). */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/form_inside.h"
#include "tui/screen_list.h"
#include "tui/widget.h"

enum { NAME_CELLS = 40 };

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	char *key = xasprintf("%s.label", f->name);
	const json_t *said = json_object_get(row, key);
	const char *label = json_string_value(said);

	free(key);
	/* A draft may hold any text where a record has a number. */
	if (json_is_string(value))
		return widget_any_text(value);
	if (label != NULL && f->named_by != NULL && f->named_by->type == TYPE_TEXT) {
		json_t *named = json_pack("{s:s}", f->named_by->name, label);
		char *made = value_text(look, f->named_by, named);

		json_decref(named);
		return made;
	}
	if (json_is_null(said))		/* the server told no name: it is not this person's to read */
		return xstrdup(translate(look->language, N_("(hidden)")));
	return label ? xstrdup(label) : xasprintf("n° %lld", (long long)json_integer_value(value));
}

static void
taken(struct app *app, void *owner, int64_t id, const char *label)
{
	struct form *form = owner;

	(void)app;
	form_refer(form, form_focus(form), id, label);
	form_step(form, 1);
}

static void
values(struct form *form, struct form_item *item)
{
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(form->app), item->f->refers);
	bool known = item->ref != 0 && strcmp(field_text(item->line), item->ref_text) == 0;

	if (other != NULL)
		list_take(form->app, other, known ? NULL : field_text(item->line), form, taken);
}

const struct widget widget_reference = {.name = "reference", .form_cells = NAME_CELLS, .hint = N_("F4: list"), .text = text, .values = values};
