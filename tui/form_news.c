/* form_news.c: somebody saved the record while its form is open: a line says who and when. The version that the form compares with
   does not advance, nor does anything that stands in it. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "tui/form_inside.h"
#include "tui/saved_by.h"

static void
news_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	const json_t *row = json_object_get(result, "row");
	const char *gone = json_is_string(json_object_get(row, "deleted_at"))
		? N_("± {name} deleted this record ({when}): what is typed here stays.") : NULL;

	(void)tag;
	/* Out of sight by now: saving will say so. */
	if (error != NULL || json_integer_value(json_object_get(row, "version")) <= form->version)
		return;
	free(form->news);
	form->news_version = (int)json_integer_value(json_object_get(row, "version"));
	form->news = saved_by(app, form->entity, row, gone ? gone : N_("± {name} saved this record ({when}): saving shows what differs."),
		gone ? gone : N_("± You saved this record elsewhere ({when}): saving shows what differs."));
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
