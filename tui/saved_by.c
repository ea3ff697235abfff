/* saved_by.c: who saved a record just now. */
#include "tui/saved_by.h"

#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/value.h"

char *
saved_by(struct app *app, const struct catalogue_entity *entity, const json_t *row, const char *other, const char *own)
{
	const struct catalogue_field *at = catalogue_field(entity, "updated_at");
	const char *name = json_string_value(json_object_get(row, "updated_by.label"));
	const json_t *person = json_object_get(app_hello(app), "person");
	struct value_look look = app_look(app);
	char *when = at ? value_text(&look, at, row) : xstrdup(""), *time = strrchr(when, ' '), *text;

	/* It was a moment ago: the time of the day, without the day. */
	text = app_fill(app, json_equal(json_object_get(row, "updated_by"), json_object_get(person, "id")) ? own : other,
		json_pack("{s:s,s:s}", "name", name ? name : "?", "when", time ? time + 1 : when));
	free(when);
	return text;
}
