/* form_news.c: somebody saved the record while its form is open: a line says who and when. The version that the form compares with
   does not advance, nor does anything that stands in it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"

/* It was a moment ago: the time of the day, without the day. */
static char *
when_of(const struct form *form, const json_t *row)
{
	const struct catalogue_field *f = catalogue_field(form->entity, "updated_at");
	struct value_look look = app_look(form->app);
	char *text = f ? value_text(&look, f, row) : xstrdup(""), *space = strrchr(text, ' ');

	if (space != NULL)
		memmove(text, space + 1, strlen(space));
	return text;
}

static void
news_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	const json_t *row = json_object_get(result, "row"), *person = json_object_get(app_hello(app), "person");
	const char *name = json_string_value(json_object_get(row, "updated_by.label"));
	bool gone = json_is_string(json_object_get(row, "deleted_at"));
	char *when;

	(void)tag;
	/* Out of sight by now: saving will say so. */
	if (error != NULL || json_integer_value(json_object_get(row, "version")) <= form->version)
		return;
	when = when_of(form, row);
	free(form->news);
	form->news_version = (int)json_integer_value(json_object_get(row, "version"));
	form->news = app_fill(app, gone ? N_("± {name} deleted this record ({when}): what is typed here stays.")
		: json_equal(json_object_get(row, "updated_by"), json_object_get(person, "id"))
			? N_("± You saved this record elsewhere ({when}): saving shows what differs.")
			: N_("± {name} saved this record ({when}): saving shows what differs."),
		json_pack("{s:s,s:s}", "name", name ? name : "?", "when", when));
	free(when);
}

void
form_changed_elsewhere(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct form *form = state;
	bool any = id == APP_ANY;	/* nobody was heard for a while */

	if (form->action != NULL || form->id == 0 || form->loading || form->saving || strcmp(entity, form->entity->name) != 0)
		return;
	if (!any && (own || id != form->id || version <= form->version || version <= form->news_version))
		return;
	app_call(app, form, "show", json_pack("{s:s,s:I}", "entity", entity, "id", (json_int_t)form->id), news_came, 0);
}

const char *
form_news(const struct form *form)
{
	return form->news != NULL && form->news_version > form->version ? form->news : NULL;
}
