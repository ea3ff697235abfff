/* app_start.c: from the server's hello to the first screen; another company is a second start. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/drafts.h"
#include "tui/errand.h"
#include "tui/palette.h"
#include "tui/remote.h"
#include "tui/screen_menu.h"
#include "tui/tour.h"
#include "tui/vault.h"
#include "tui/works.h"

static void
minute_passed(void *arg)
{
	struct app *app = arg;
	int to_next = 60 - (int)(time(NULL) % 60);

	tui_loop_timer_set(app->loop, &app->clock, to_next * 1000);
	app_dirty(app);
}

static void
use_hello(struct app *app, const json_t *hello)
{
	const char *language = json_string_value(json_object_get(json_object_get(hello, "person"), "language"));
	const char *zone = json_string_value(json_object_get(json_object_get(hello, "company"), "time_zone"));

	json_decref(app->hello);
	app->hello = json_deep_copy(hello);
	if (language != NULL && *language != '\0') {
		free(app->language);
		app->language = xstrdup(language);
	}
	/* Times are shown in the company's zone, wherever the terminal stands. */
	setenv("TZ", zone ? zone : "Europe/Paris", 1);
	tzset();
}

enum { RETRY_MS = 1000 };

static void ask_catalogue(void *arg);

static void
catalogue_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct catalogue *read = result ? catalogue_read(result) : NULL;

	(void)state;
	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		/* The server has too much to do: nothing is lost but a moment. */
		if (strcmp(error->status, "later") == 0) {
			app->retry.run = ask_catalogue;
			app->retry.arg = app;
			tui_loop_timer_set(app->loop, &app->retry, RETRY_MS);
		}
		return;
	}
	if (app->retry.run != NULL)		/* what was said of the first try is over */
		app_say(app, ROLE_TEXT, NULL);
	app->retry.run = NULL;
	if (read == NULL) {
		app_tell(app, ROLE_ERROR, N_("! The server speaks another language than this program."), NULL);
		return;
	}
	while (app->top != NULL)
		app_close(app, app->top);
	catalogue_free(app->catalogue);
	app->catalogue = read;
	app_push(app, &screen_menu, NULL);
	app->begins = true;
	app_first_screen(app);
}

static void
ask_catalogue(void *arg)
{
	app_call_first(arg, NULL, "catalogue", json_object(), catalogue_came, 0);
}

/* What the command line says, else what the person chose once. */
void
app_first_screen(struct app *app)
{
	const char *asked = app->options.start, *start = asked ? asked : app_preference(app, "start");

	if (!app->begins || app->preferences == NULL)
		return;
	app->begins = false;
	if (asked != NULL && !palette_run(app, asked))
		errand_start(app, asked);
	else if (asked == NULL && start != NULL && !palette_run(app, start))
		app_tell(app, ROLE_WARN, N_("What should open first is not here: “{line}”."), json_pack("{s:s}", "line", start));
	app->options.start = NULL;
	vault_bring(app, drafts_offer);
	works_resume(app);
	tour_start(app);
}

void
app_start(struct app *app)
{
	remote_on_event(app->remote, app_event, app);
	if (!app->clock.set && getenv("COMPTOIR_TODAY") == NULL) {
		app->clock = (struct tui_timer){.run = minute_passed, .arg = app, .background = true};
		minute_passed(app);
	}
	app_dirty(app);
	if (remote_hello(app->remote) == NULL)
		return;
	app->started = true;
	use_hello(app, remote_hello(app->remote));
	app_choose_theme(app);
	app_choose_keys(app);
	app_ask_preferences(app);
	ask_catalogue(app);
}

static void
company_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	(void)state;
	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	use_hello(app, result);
	vault_company(app);
	works_elsewhere(app);
	app_undo_forget(app);
	/* What was saved and chosen names records of the company before. */
	json_decref(app->last);
	json_decref(app->choices);
	app->last = app->choices = NULL;
	ask_catalogue(app);
}

/* The same company once more, in the language that the server now has for the person. */
void
app_speak_anew(struct app *app)
{
	const char *slug = json_string_value(json_object_get(json_object_get(app->hello, "company"), "slug"));

	app_home(app);
	if (app->screens > 1 || slug == NULL) {
		app_tell(app, ROLE_OK, N_("From the next sign-in on: something is still open here."), NULL);
		return;
	}
	app_say(app, ROLE_TEXT, NULL);
	app->options.start = "preferences";
	app_call_first(app, NULL, "hello", json_pack("{s:s}", "company", slug), company_came, 0);
}

void
app_company(struct app *app, const char *slug)
{
	app_home(app);
	if (app->screens == 1)
		app_call_first(app, NULL, "hello", json_pack("{s:s}", "company", slug), company_came, 0);
}
