/* list_preview.c: the record beside a wide list; it follows the cursor when the cursor rests. */
#include <stdlib.h>

#include "tui/list_inside.h"
#include "tui/remote.h"

enum { REST_MS = 120, WIDE = 120 };

static void
preview_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct list *l = state;

	(void)app;
	if (tag != list_id(l))
		return;
	json_decref(l->preview);
	l->preview = error ? NULL : json_deep_copy(result);
	l->preview_id = error ? 0 : tag;
	if (error == NULL && list_related_fits())
		list_related_ask(l);
}

static void
cursor_rests(void *arg)
{
	struct list *l = arg;
	int64_t id = list_id(l);

	if (id == 0 || (id == l->preview_id && !l->refreshing && !touched_has(&l->touched, id)))
		return;
	l->preview_asked = id;
	app_call(l->app, l, "show", json_pack("{s:s,s:I}", "entity", l->entity->name, "id", (json_int_t)id), preview_came, id);
}

void
list_preview_soon(struct list *l)
{
	if (terminal_width() < WIDE)
		return;
	l->preview_timer.run = cursor_rests;
	l->preview_timer.arg = l;
	app_after(l->app, &l->preview_timer, REST_MS);
}
