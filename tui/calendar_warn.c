/* calendar_warn.c: the company lets some be booked twice, with a warning: the person who did so says whether it was meant. */
#include "tui/calendar_warn.h"

#include <stdlib.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/pick.h"

enum { KEEP, TAKE_BACK };

static void
answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	if (row->tag == TAKE_BACK)
		app_undo(app);
}

bool
calendar_warn(struct app *app, const struct catalogue_entity *entity, const char *label, const json_t *result)
{
	static const char *const options[] = {N_("(B)ook anyway"), N_("(T)ake it back")};
	const json_t *warning;
	struct buf text = BUF_EMPTY;
	size_t i;

	if (entity->calendar.end == NULL)
		return false;
	json_array_foreach(json_object_get(result, "warnings"), i, warning)
		if (json_string_value(json_object_get(warning, "message")) != NULL)
			buf_printf(&text, "%s%s", text.length > 0 ? " " : "", json_string_value(json_object_get(warning, "message")));
	if (text.length == 0) {
		buf_free(&text);
		return false;
	}
	pick_question(app, NULL, xstrdup(label), buf_steal(&text), options, sizeof options / sizeof *options, answered);
	app_unasked(app);
	return true;
}
