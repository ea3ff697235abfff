/* list_told.c: in a list of rows that are read once (what one is told): read this one, and go on to the next that is not. */
#include "shared/translate.h"
#include "tui/app.h"
#include "tui/bell.h"
#include "tui/commands.h"
#include "tui/list_inside.h"
#include "tui/opens.h"

static bool
is_unread(const struct list *l, size_t at)
{
	const json_t *mark = json_object_get(json_array_get(l->rows, at), l->entity->opens.mark);

	return mark == NULL || json_is_null(mark);	/* of one whose column is not shown nobody knows */
}

/* Below the cursor, then from the top: what came meanwhile stands there. */
static bool
go_to_unread(struct list *l)
{
	size_t count = list_loaded(l);

	for (size_t n = 1; n < count; n++)
		if (is_unread(l, (l->at + n) % count)) {
			list_go(l, (l->at + n) % count);
			return true;
		}
	return false;
}

static bool
reads_rows(const struct list *l)
{
	return l != NULL && !l->trash && l->entity->opens.mark != NULL && l->entity->opens.then != NULL;
}

void
list_read(struct app *app)
{
	struct list *l = app_state(app, &screen_list);
	bool was;

	if (!reads_rows(l)) {
		app_tell(app, ROLE_DIM, N_("Only what you are told is read in this way (N)."), NULL);
		return;
	}
	if (list_id(l) == 0)
		return;
	if ((was = is_unread(l, l->at)))
		opens_then(app, l->entity, list_id(l));
	if (!go_to_unread(l))
		app_tell(app, ROLE_DIM, was ? N_("That was the last one that you had not read.") : N_("Nothing is unread."), NULL);
}

void
list_next_unread(struct app *app)
{
	struct list *l = app_state(app, &screen_list);

	if (reads_rows(l) && !go_to_unread(l))
		app_tell(app, ROLE_DIM, N_("Nothing else here is unread."), NULL);
}
