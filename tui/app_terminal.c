/* app_terminal.c: what the person says about the terminal: colours, mouse, clipboard, a slow line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/terminal_says.h"

enum { KEYS_MOST = 256 * 1024, LONG_MS = 10000 };

static const char *
from_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* The command line, then the environment, then what the person chose once, then the terminal's own colours. */
void
app_choose_theme(struct app *app)
{
	const char *named = from_environment("COMPTOIR_THEME");
	const char *preferred = app_preference(app, "theme");
	enum theme theme = app->options.theme;

	if (theme == THEME_COUNT && named != NULL)
		theme = theme_named(named);
	if (theme == THEME_COUNT && from_environment("NO_COLOR") != NULL)
		theme = THEME_MONO;
	if (theme == THEME_COUNT && preferred != NULL)
		theme = theme_named(preferred);
	theme_use(theme == THEME_COUNT ? THEME_AUTO : theme);
}

static void
theme_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	(void)typed;
	app_prefer(app, "theme", theme_name((enum theme)row->tag));
	app_tell(app, ROLE_OK, N_("Theme: {name}."), json_pack("{s:s}", "name", app_text(app, theme_name((enum theme)row->tag))));
}

void
do_theme(struct app *app)
{
	static const char *const what[THEME_COUNT] = {
		N_("the terminal's own colours"), N_("for a light background"), N_("for a dark background"),
		N_("white and yellow on black"), N_("no colours: bold, underlined, reversed")};
	struct pick_ask ask = {.y = -1, .x = -1, .take = theme_taken, .chosen = theme_now(), .nothing = N_("No such choice.")};

	for (int i = 0; i < THEME_COUNT; i++)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, theme_name((enum theme)i))), xstrdup(app_text(app, what[i])), i)->words =
			keys_words_of(app->language, theme_name((enum theme)i));
	ask.title = xstrdup(app_text(app, N_("Theme")));
	pick_open(app, &ask);
}

void
do_mouse(struct app *app)
{
	bool on = !terminal_mouse_is_on();

	if (!terminal_mouse(on)) {
		app_tell(app, ROLE_DIM, N_("This terminal (TERM) has no mouse."), NULL);
		return;
	}
	app_prefer(app, "mouse", on ? "on" : "off");
	app_tell(app, ROLE_OK, on ? N_("Mouse on: clicks work here; with Shift the terminal selects text. F11: off.")
		: N_("Mouse off: the terminal selects text. F11: on."), NULL);
}

void
do_copy(struct app *app)
{
	const struct screen *top = app->top;
	char *text = top->type->value ? top->type->value(app, top->state) : NULL;

	if (text == NULL || *text == '\0')
		app_tell(app, ROLE_DIM, N_("There is nothing to copy here."), NULL);
	else if (terminal_copy(text))
		app_tell(app, ROLE_OK, N_("Sent to the terminal: {text}"), json_pack("{s:s}", "text", text));
	else
		app_tell(app, ROLE_WARN, N_("This terminal takes no copies: select with the mouse: {text}"), json_pack("{s:s}", "text", text));
	free(text);
}

void
do_slow(struct app *app)
{
	bool slow = !terminal_slow();

	app_prefer(app, "slow", slow ? "on" : "off");
	app_tell(app, ROLE_OK, slow ? N_("Slow line: no preview, no mouse, no title.") : N_("Everything is shown again."), NULL);
}

/* keys.conf of one's own machine. */
static char *
keys_path(void)
{
	const char *config = from_environment("XDG_CONFIG_HOME"), *home = from_environment("HOME");

	return config ? xasprintf("%s/comptoir/keys.conf", config) : home ? xasprintf("%s/.config/comptoir/keys.conf", home) : NULL;
}

void
app_choose_keys(struct app *app)
{
	char *path = app->options.served ? NULL : keys_path(), *told = NULL;
	FILE *file = path ? fopen(path, "re") : NULL;
	struct buf text;
	char block[4096];
	size_t n;

	buf_init(&text, KEYS_MOST);
	while (file != NULL && (n = fread(block, 1, sizeof block, file)) > 0)
		buf_add(&text, block, n);
	if (file != NULL) {
		told = keys_own(app->language, buf_text(&text));
		fclose(file);
		app->keys_of_file = true;
	}
	if (told != NULL)
		app_say(app, ROLE_WARN, told);
	buf_free(&text);
	free(path);
}

void
do_linear(struct app *app)
{
	app_prefer(app, "linear", app->linear == NULL ? "on" : "off");
}

void
do_notify(struct app *app)
{
	bool on = !app_prefers(app, "notify", "on");

	app_prefer(app, "notify", on ? "on" : "off");
	app_tell(app, ROLE_OK, on ? N_("The terminal will say when work of more than ten seconds is done.")
		: N_("The terminal will not be told when work is done."), NULL);
}

/* Long work is done: whoever looks elsewhere is told, if they wanted it. */
void
app_work_done(struct app *app, int64_t milliseconds)
{
	if (milliseconds < LONG_MS || !app_prefers(app, "notify", "on"))
		return;
	terminal_notify(app->message ? app->message : app_text(app, N_("Done.")));
	app_bell(app);
}
