/* widget_postcode.c: a postcode knows its town: the one that the company's own records have with it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/form_inside.h"
#include "tui/remote.h"
#include "tui/widget.h"

enum { LEAST_DIGITS = 4 };

/* The part of the address that the postcode stands in; null: it stands in none. */
static struct form_item *
part_of(struct form *form, const struct form_item *item, enum catalogue_address part)
{
	const struct catalogue_entity *e = form_item_entity(form, item);

	if (e == NULL || e->address[ADDRESS_POSTCODE] != item->f || e->address[part] == NULL)
		return NULL;
	return form_item_beside(form, item, e->address[part]->name);
}

static void
came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct form_item *item = (struct form_item *)(intptr_t)tag, *city = part_of(form, item, ADDRESS_CITY);
	const json_t *row = json_array_get(json_object_get(result, "rows"), 0);
	const char *name = city ? json_string_value(json_object_get(row, city->f->name)) : NULL;

	(void)app;
	/* Typed meanwhile: that stands. */
	if (error != NULL || name == NULL || !city->editable || !field_is_empty(city->line))
		return;
	form_set_text(form, city, name);
	form_item_warn(city, xstrdup(app_text(form->app, N_("as in your other addresses"))));
	field_focus(city->line);
}

static void
left(struct form *form, struct form_item *item)
{
	const struct form_item *city = part_of(form, item, ADDRESS_CITY);
	const char *code = field_text(item->line);
	char *filter;

	if (city == NULL || !field_is_empty(city->line) || strlen(code) < LEAST_DIGITS || strpbrk(code, " \"") != NULL)
		return;
	filter = xasprintf("%s=%s %s:*", item->f->name, code, city->f->name);
	app_call(form->app, form, "list", json_pack("{s:s,s:s,s:[s],s:i}", "entity", form_item_entity(form, item)->name,
		"filter", filter, "columns", city->f->name, "limit", 1), came, (int64_t)(intptr_t)item);
	free(filter);
}

const struct widget widget_postcode = {.name = "postcode", .form_cells = 12, .left = left};
