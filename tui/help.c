/* help.c: F1: what the keys do on the screen below; typing finds, Enter does it and so teaches the key. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/pick.h"

enum { FIELD = -1 };

static char *
all_keys(struct app *app, const struct keys_row *row)
{
	struct buf out = BUF_EMPTY;
	size_t at = 0, length;
	const char *twin;

	while ((twin = keys_twin(row, &at, &length)) != NULL) {
		char *shown = keys_shown(app_language(app), twin, length);

		buf_printf(&out, "%s%s", out.length > 0 ? " " : "", shown);
		free(shown);
	}
	if (out.length == 0 && row->name != NULL)
		buf_printf(&out, ":%s", app_text(app, row->label));
	return buf_steal(&out);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	if (row->tag >= 0 && keys_rows[row->tag].run != NULL && (keys_rows[row->tag].contexts & (int)app_context(app)))
		keys_rows[row->tag].run(app);
}

static char *
words_of(struct app *app, const struct keys_row *row)
{
	char *names = keys_words(app_language(app), row), *all = xasprintf("%s\n%s", names, app_text(app, row->help));

	free(names);
	return all;
}

static void
add_keys(struct app *app, struct pick_ask *ask)
{
	for (size_t i = 0; i < keys_count; i++) {
		const struct keys_row *row = &keys_rows[i];

		if (row->contexts & (int)app_context(app))
			pick_add(&ask->rows, &ask->count, all_keys(app, row), xstrdup(app_text(app, row->help)), (int64_t)i)->words =
				words_of(app, row);
	}
}

/* Every field of what is on the screen, with what the catalogue says about it. */
static void
add_fields(struct app *app, struct pick_ask *ask)
{
	const struct catalogue_entity *entity = app_entity(app);

	if (entity == NULL || entity->field_count == 0)
		return;
	pick_add(&ask->rows, &ask->count, xstrdup(app_text(app, N_("Fields"))), NULL, FIELD)->heading = true;
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct catalogue_field *f = &entity->fields[i];

		pick_add(&ask->rows, &ask->count, xstrdup(f->label), xstrdup(f->help), FIELD)->words =
			xasprintf("%s %s", f->name, f->help);
	}
}

void
do_help(struct app *app)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .explains = true, .nothing = N_("No key does that here.")};

	ask.title = xstrdup(app_text(app, N_("Help: type to find, Enter does it")));
	ask.text = app_about(app);
	add_keys(app, &ask);
	add_fields(app, &ask);
	pick_open(app, &ask);
}
