/* app_line.c: the way back to a server that was lost: tries, what the person reads meanwhile, and what is sent when it is there again. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/dial.h"
#include "tui/presence.h"
#include "tui/remote.h"
#include "tui/vault.h"

enum { LOOK_MS = 50, LONGEST_WAIT = 30 };

static void look_again(void *arg);

static void
after(struct app *app, int milliseconds)
{
	app->line.timer.run = look_again;
	app->line.timer.arg = app;
	app->line.timer.background = true;
	tui_loop_timer_set(app->loop, &app->line.timer, milliseconds);
}

void
app_line_lost(struct app *app)
{
	app_dirty(app);
	presence_forget(app->presence);
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->parting != NULL)
			s->type->parting(app, s->state);
	/* What was said before is less than what the banner says. */
	app_say(app, ROLE_TEXT, NULL);
	vault_write_down(app);
	if (app->options.connect == NULL)
		return;
	app->line.wait = 1;
	app->line.asks = false;
	after(app, 1000);
}

static void
reached(struct app *app, struct remote *other)
{
	remote_renew(app->remote, other);
	app->was_alive = true;
	app_dirty(app);
	remote_turn(app->remote);	/* the hello may have come with the sign-in: nothing would wake the loop for it */
}

/* One try has failed: the next after 1, 2, 4… 30 s, or when the person is there to answer. */
static void
failed(struct app *app, enum status status, char *why)
{
	free(app->line.why);
	app->line.why = why;
	app->line.asks = status == STATUS_FORBIDDEN;
	app->line.wait = app->line.wait * 2 > LONGEST_WAIT ? LONGEST_WAIT : app->line.wait * 2;
	if (!app->line.asks)
		after(app, app->line.wait * 1000);
	app_dirty(app);
}

static void
look_again(void *arg)
{
	struct app *app = arg;
	struct app_line *line = &app->line;
	struct remote *other = NULL;
	enum status status;
	char *why = NULL;

	if (line->dial == NULL) {
		line->dial = dial_start(app->options.connect, app->options.connect_arg);
		after(app, line->dial ? LOOK_MS : 1000);
		return;
	}
	if (!dial_done(line->dial)) {
		after(app, LOOK_MS);
		return;
	}
	status = dial_take(line->dial, &other, &why);
	line->dial = NULL;
	if (status == STATUS_OK)
		reached(app, other);
	else
		failed(app, status, why);
}

/* Now, with questions: the screen steps aside for them. */
void
do_reconnect(struct app *app)
{
	struct remote *other = NULL;
	enum status status;
	char *why = NULL;

	if (remote_alive(app->remote) || app->options.connect == NULL) {
		app_tell(app, ROLE_DIM, remote_alive(app->remote) ? N_("The server is there.") : N_("Leave, and sign in again."), NULL);
		return;
	}
	dial_drop(app->line.dial);
	app->line.dial = NULL;
	tui_loop_timer_cancel(app->loop, &app->line.timer);
	if (!app->line.asks) {		/* no question is known of: in the background, as ever */
		app->line.wait = 1;
		after(app, 0);
		return;
	}
	terminal_pause();
	status = app->options.connect(app->options.connect_arg, true, &other, &why);
	terminal_resume();
	if (status == STATUS_OK)
		reached(app, other);
	else {
		failed(app, status, why);
		app_say(app, ROLE_ERROR, xasprintf("! %s", app->line.why));
	}
}

static void
catalogue_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct catalogue *read = result ? catalogue_read(result) : NULL;

	(void)state;
	(void)tag;
	if (error != NULL)
		app_say_error(app, error);
	if (read == NULL)
		return;
	app->outdated = xreallocarray(app->outdated, app->outdated_count + 1, sizeof *app->outdated);
	app->outdated[app->outdated_count++] = app->catalogue;
	app->catalogue = read;
	app_tell(app, ROLE_WARN, N_("Back online. The server was changed: what you open from now on is up to date."), NULL);
}

/* The server may be a newer one, or let the person do other things: what is open stays as it is, nothing typed is thrown away. */
static void
compare_catalogue(struct app *app, const json_t *hello)
{
	json_t *hash = json_object_get(hello, "catalogue");

	if (hash == NULL || app->catalogue == NULL || json_equal(hash, json_object_get(app->hello, "catalogue")))
		return;
	json_object_set(app->hello, "catalogue", hash);
	app_call(app, NULL, "catalogue", json_object(), catalogue_came, 0);
}

/* What was asked while nobody was there goes out now; what is open is read again. */
static void
go_on(struct app *app, const json_t *hello)
{
	remote_resend(app->remote);
	free(app->line.why);
	app->line.why = NULL;
	compare_catalogue(app, hello);
	vault_send(app);
	for (struct screen *s = app->top; s != NULL; s = s->below) {
		const struct catalogue_entity *entity = s->type->entity ? s->type->entity(s->state) : NULL;

		if (s->type->changed != NULL && entity != NULL)
			s->type->changed(app, s->state, entity->name, APP_ANY, APP_ANY, true);
	}
	app_tell(app, ROLE_OK, N_("Back online."), NULL);
	app_queue_ask(app);
	app_touched(app);
}

/* The person works for that company no more: what waited for it is dropped and stays a draft of it; the server says where one is now. */
static void
start_over(struct app *app)
{
	int64_t until = app->requests != NULL ? app->requests->number : 0;	/* the newest is first */
	struct app_request *r = app->requests;

	vault_write_down(app);
	while (r != NULL) {
		if (r->number <= until) {
			remote_drop(app->remote, r->number, N_("You work for that company no more."));
			r = app->requests;
		} else {
			r = r->next;
		}
	}
	remote_resend(app->remote);
	vault_company(app);
	app_start(app);
}

static void
company_is_back(void *arg, const json_t *result, const struct remote_error *error)
{
	struct app *app = arg;

	if (error == NULL) {
		go_on(app, result);
	} else if (strcmp(error->status, "later") != 0) {
		app_say_error(app, error);
		start_over(app);
	}
}

void
app_line_back(struct app *app, const json_t *hello)
{
	const char *slug = json_string_value(json_object_get(json_object_get(app->hello, "company"), "slug"));
	const char *other = json_string_value(json_object_get(json_object_get(hello, "company"), "slug"));

	if (slug != NULL && other != NULL && strcmp(slug, other) != 0)
		remote_first(app->remote, "hello", json_pack("{s:s}", "company", slug), company_is_back, app);
	else
		go_on(app, hello);
}

char *
app_line_banner(const struct app *app)
{
	const char *why = remote_why(app->remote);
	size_t queued = app_queued(app);
	char *text, *banner;

	if (why == NULL)
		return NULL;
	if (app->options.connect == NULL)
		return xasprintf("! %s %s", app_text(app, why), app_text(app, N_("What is typed stays here.")));
	if (queued == 0)
		return xasprintf("! %s", app_text(app, app->line.asks ? N_("Offline – what is typed is kept. Alt-r: sign in again")
			: N_("Offline – what is typed is kept; trying to reach the server")));
	text = app_fill((struct app *)(uintptr_t)app, app->line.asks ? N_("Offline – what is typed is kept; {n} to send (:queue). Alt-r: sign in")
		: N_("Offline – what is typed is kept; {n} to send (:queue)"), json_pack("{s:I}", "n", (json_int_t)queued));
	banner = xasprintf("! %s", text);
	free(text);
	return banner;
}

void
app_line_free(struct app *app)
{
	dial_drop(app->line.dial);
	free(app->line.why);
}
