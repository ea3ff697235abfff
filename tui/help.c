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
		buf_printf(&out, ":%s", row->name);
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

/* Keys at the left, padded so that the sentences stand below each other. */
static void
add_rows(struct app *app, struct pick_ask *ask)
{
	int widest = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < keys_count; i++) {
			const struct keys_row *row = &keys_rows[i];
			char *keys, *padded;

			if (!(row->contexts & (int)app_context(app)))
				continue;
			keys = all_keys(app, row);
			if (text_cells_str(keys) > widest)
				widest = text_cells_str(keys);
			if (pass == 1) {
				padded = text_pad(keys, widest, TEXT_CUT_END, TEXT_LEFT);
				pick_add(&ask->rows, &ask->count, xasprintf("%s  %s", padded, app_text(app, row->help)),
					NULL, (int64_t)i)->words = xasprintf("%s %s", app_text(app, row->label),
					row->name ? row->name : "");
				free(padded);
			}
			free(keys);
		}
}

void
do_help(struct app *app)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .nothing = N_("No key does that here.")};

	ask.title = xstrdup(app_text(app, N_("Help: type to find, Enter does it")));
	ask.text = app_about(app);
	add_rows(app, &ask);
	pick_open(app, &ask);
}
