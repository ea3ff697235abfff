/* app_preferences.c: how the person likes the screen: read at the start, kept on the server, in force at once. What there is to say
   is declared in the catalogue; here stands what this program does about the names that it knows. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"

const char *
app_preference(const struct app *app, const char *name)
{
	return json_string_value(json_object_get(app->preferences, name));
}

bool
app_prefers(const struct app *app, const char *name, const char *value)
{
	const char *said = app_preference(app, name);

	return said != NULL && strcmp(said, value) == 0;
}

static void
apply_theme(struct app *app, const char *value, bool chosen)
{
	/* Chosen now, it goes before what the command line said. */
	if (chosen)
		app->options.theme = value ? theme_named(value) : THEME_COUNT;
	app_choose_theme(app);
	if (chosen)
		terminal_repaint();
}

static void
apply_slow(struct app *app, const char *value, bool chosen)
{
	bool slow = value != NULL && strcmp(value, "on") == 0;

	(void)app;
	if (slow != terminal_slow() && (slow || chosen))
		terminal_be_slow(slow);
}

static void
apply_mouse(struct app *app, const char *value, bool chosen)
{
	if (value != NULL && (chosen || app->options.terminal.mouse == SWITCH_UNSAID) && !terminal_slow())
		terminal_mouse(strcmp(value, "on") == 0);
}

/* A keys.conf of one's own machine goes before. */
static void
apply_keys(struct app *app, const char *value, bool chosen)
{
	char *told = NULL;

	if (app->keys_of_file)
		return;
	if (value != NULL)
		told = keys_own(app->language, value);
	else if (chosen)
		keys_own_forget();
	if (told != NULL)
		app_say(app, ROLE_WARN, told);
}

static void
apply_linear(struct app *app, const char *value, bool chosen)
{
	bool on = value != NULL && strcmp(value, "on") == 0;

	if (on ? app->linear == NULL : chosen && app->linear != NULL)
		app_switch_linear(app);
}

/* `chosen`: now, by the person; else read at the start. In this order: a slow line has no mouse. The language waits for the server. */
static const struct {
	const char *name;
	void (*apply)(struct app *app, const char *value, bool chosen);
} known[] = {
	{"theme", apply_theme}, {"slow", apply_slow}, {"mouse", apply_mouse}, {"keys", apply_keys}, {"linear", apply_linear},
};

static void
set(struct app *app, const char *name, const char *value)
{
	if (app->preferences == NULL)
		app->preferences = json_object();
	if (*value != '\0')
		json_object_set_new(app->preferences, name, json_string(value));
	else
		json_object_del(app->preferences, name);
}

static void send_next(struct app *app);

static void
kept(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	(void)state;
	(void)result;
	app->preferring = false;
	if (error != NULL)
		app_say_error(app, error);
	else if (tag)
		app_speak_anew(app);
	send_next(app);
}

/* One after another: the server may do two requests in any order, and the last word is the one that counts. */
static void
send_next(struct app *app)
{
	const char *name = json_object_iter_key(json_object_iter(app->unkept));
	bool language = name != NULL && strcmp(name, "language") == 0;
	json_t *params;

	if (name == NULL || app->preferring)
		return;
	params = json_pack("{s:s,s:O}", "name", name, "value", json_object_get(app->unkept, name));
	json_object_del(app->unkept, name);
	app->preferring = true;
	if (language)
		app_call_first(app, NULL, "prefer", params, kept, 1);
	else
		app_call(app, NULL, "prefer", params, kept, 0);
}

/* For the next time too, and at other terminals. That it could not be kept is said, and changes nothing here. */
void
app_prefer(struct app *app, const char *name, const char *value)
{
	set(app, name, value);
	if (app->unkept == NULL)
		app->unkept = json_object();
	json_object_set_new(app->unkept, name, json_string(value));
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			known[i].apply(app, app_preference(app, name), true);
	send_next(app);
	app_dirty(app);
}

static void
preferred(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const json_t *one;
	size_t i;

	(void)state;
	(void)tag;
	/* An older server has none: all is as it was. */
	json_decref(app->preferences);
	app->preferences = json_object();
	json_array_foreach(error ? NULL : json_object_get(result, "preferences"), i, one) {
		const char *name = json_string_value(json_object_get(one, "name")), *value = json_string_value(json_object_get(one, "value"));

		if (name != NULL && value != NULL)
			set(app, name, value);
	}
	for (i = 0; i < sizeof known / sizeof *known; i++)
		known[i].apply(app, app_preference(app, known[i].name), false);
	app_first_screen(app);
}

void
app_ask_preferences(struct app *app)
{
	app_call_first(app, NULL, "prefer", json_object(), preferred, 0);
}
