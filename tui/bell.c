/* bell.c: what the person is told. The server says of which kind of record that is, and how many are unread. */
#include "tui/bell.h"

#include <string.h>

#include "shared/translate.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/linear.h"
#include "tui/remote.h"
#include "tui/screen_list.h"

static void ask(struct app *app, bool all_are_read);

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct bell *b = &app->bell_of;
	int64_t now = json_integer_value(json_object_get(result, "unread"));
	bool more = b->known && now > b->unread;

	(void)state;
	if (b->asking == 2) {		/* one came meanwhile */
		b->asking = 0;
		ask(app, false);
	} else {
		b->asking = 0;
	}
	if (error != NULL)
		return;
	b->unread = now;
	b->known = true;
	if (tag != 0) {
		app_changed(app, json_string_value(json_object_get(result, "entity")), APP_ANY, 0);
		app_tell(app, ROLE_OK, N_("All of them are read."), NULL);
	} else if (more && (app->message == NULL || app->linear != NULL)) {
		app_tell(app, ROLE_TEXT, N_("There is something to tell you: {n} unread (:notifications)."), json_pack("{s:I}", "n", (json_int_t)now));
	}
	app_dirty(app);
}

static void
ask(struct app *app, bool all_are_read)
{
	struct bell *b = &app->bell_of;

	if (b->asking != 0 && !all_are_read) {
		b->asking = 2;
		return;
	}
	b->asking = 1;
	app_call(app, NULL, "notifications", json_pack("{s:i,s:b}", "limit", 0, "read", (int)all_are_read), counted, all_are_read);
}

void
bell_ask(struct app *app)
{
	if (catalogue_bell(app->catalogue) != NULL)
		ask(app, false);
}

void
bell_forget(struct app *app)
{
	app->bell_of = (struct bell){.asking = app->bell_of.asking};
}

void
bell_changed(struct app *app, const char *entity)
{
	const struct catalogue_entity *own = catalogue_bell(app->catalogue);

	if (own != NULL && entity != NULL && strcmp(own->name, entity) == 0)
		bell_ask(app);
}

void
do_notifications(struct app *app)
{
	const struct catalogue_entity *own = catalogue_bell(app->catalogue);

	if (own == NULL)
		app_tell(app, ROLE_DIM, N_("You are not told of anything here."), NULL);
	else if (app_state(app, &screen_list) == NULL || app_entity(app) != own)
		list_show(app, own, NULL, NULL);
	else
		list_next_unread(app);
}

void
do_all_read(struct app *app)
{
	if (catalogue_bell(app->catalogue) == NULL || (app->bell_of.known && app->bell_of.unread == 0))
		app_tell(app, ROLE_DIM, N_("Nothing is unread."), NULL);
	else
		ask(app, true);
}
