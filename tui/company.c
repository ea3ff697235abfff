/* company.c: another company of the same person. */
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/commands.h"
#include "tui/pick.h"

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
