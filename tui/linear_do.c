/* linear_do.c: a line of linear mode: a number, a command of the key table by its name, a list by its title, words to find. */
#include <ctype.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/errand.h"
#include "tui/linear_inside.h"
#include "tui/palette.h"
#include "tui/tour.h"

/* The number that a word is; 0: none. */
static size_t
number(const char *word)
{
	size_t length = strspn(word, "0123456789");

	return length > 0 && length < 7 && word[length] == '\0' ? (size_t)strtoul(word, NULL, 10) : 0;
}

static void
press(struct app *app, int code)
{
	app_dispatch(app, &(struct key){.keycode = code > 255, .code = (unsigned int)code});
}

/* What is typed ahead waits, as keys do. */
static void
feed(struct app *app, const struct key *key)
{
	if (!app_held_takes(app, key))
		app_dispatch(app, key);
}

/* Into the line that the screen has open: instead of what stands there. */
static void
write_line(struct app *app, const char *text)
{
	feed(app, &(struct key){.code = 'u' & 31});
	if (*text != '\0')
		feed(app, &(struct key){.keycode = true, .code = TERMINAL_PASTE, .paste = text});
}

static bool
choose(struct linear *out, size_t n)
{
	const struct screen *top = out->app->top;

	if (n == 0 || n > out->tag_count || top->type->choose == NULL)
		return false;
	top->type->choose(out->app, top->state, out->tags[n - 1]);
	return true;
}

/* From the last line that was told, or from the first. */
static void
turn_page(struct linear *out, bool forward)
{
	choose(out, forward ? out->tag_count : 1);
	press(out->app, forward ? KEY_NPAGE : KEY_PPAGE);
}

static void
with_dashes(char *label)
{
	while ((label = strchr(label, ' ')) != NULL)
		*label = '-';
}

/* The command of that name or label, in any of our languages, or of its beginning, or of a word in it. */
static const struct keys_row *
command(struct app *app, const char *word)
{
	return text_clusters(word, strlen(word)) >= 2 ? keys_called(app_language(app), app_context(app), word, KEYS_PART) : NULL;
}

/* Every command that has a meaning here, in one line each. */
static void
tell_commands(struct linear *out)
{
	struct app *app = out->app;
	char *about = app_about(app);

	if (about != NULL)
		linear_print(out, about);
	free(about);
	linear_print(out, app_text(app, N_("A number opens or takes what has it. Enter alone goes on. + and - turn pages. < goes back.")));
	if (app->top->type->answer != NULL)
		linear_print(out, app_text(app, N_("A line is the value of the field that is asked for; - empties it. Commands begin with : here, as :save or :3.")));
	for (size_t i = 0; i < keys_count; i++) {
		const struct keys_row *row = &keys_rows[i];
		char *line, *label;

		if (!(row->contexts & (int)app_context(app)) || row->name == NULL || row->run == NULL)
			continue;
		label = text_fold(app_text(app, row->label));
		with_dashes(label);
		line = linear_pair(app, label, app_text(app, row->help));
		linear_print(out, line);
		free(line);
		free(label);
	}
}

/* COMMAND, COMMAND NUMBER or COMMAND WORDS. */
static bool
run_command(struct linear *out, const char *line)
{
	struct app *app = out->app;
	size_t length = strcspn(line, " ");
	char *word = xstrndup(line, length);
	const char *rest = line + length + strspn(line + length, " ");
	const struct keys_row *row = command(app, word);
	const struct screen *was = app->top;

	free(word);
	if (row == NULL)
		return false;
	if (row->run == do_help) {
		tell_commands(out);
		return true;
	}
	choose(out, number(rest));
	out->again = row->run == list_refresh || row->run == record_refresh || row->run == menu_refresh;
	row->run(app);
	tour_did(app, row->name);
	if (*rest == '\0' || number(rest) != 0)
		return true;
	/* What it opened is written into and answered: search dupont. */
	if (app->top != was || app_context(app) == IN_SEARCH || app_opens(app)) {
		write_line(app, rest);
		feed(app, &(struct key){.code = '\r'});
	}
	return true;
}

/* ! Down Down Space: keys as they are called in the table, for screens that are pictures. */
static void
press_named(struct app *app, const char *names)
{
	while (*(names += strspn(names, " ")) != '\0') {
		size_t length = strcspn(names, " ");
		struct key key;

		if (keys_as_typed(names, length, &key))
			feed(app, &key);
		else
			app_tell(app, ROLE_WARN, N_("No key is called {name}."), json_pack("{s:o}", "name", json_stringn(names, length)));
		names += length;
	}
}

static bool
take_letter(struct app *app, const char *line)
{
	const struct screen *was = app->top;

	if (app_context(app) != IN_LETTERS || line[1] != '\0')
		return false;
	press(app, tolower((unsigned char)*line));
	if (app->top != was)
		return true;
	app->bell = false;
	return false;
}

void
linear_do(struct linear *out, const char *line)
{
	struct app *app = out->app;
	const struct screen *top = app->top;
	bool asks = top->type->answer != NULL && top->type->prompt != NULL, colon;

	line += strspn(line, " ");
	colon = *line == ':';
	line += colon;
	if (strcmp(line, "?") == 0)
		tell_commands(out);
	else if (strcmp(line, "<") == 0)
		press(app, 27);
	else if (*line == '!')
		press_named(app, line + 1);
	else if (*line == '\0' && app_context(app) & IN_ROWS)
		turn_page(out, true);
	else if (*line == '\0')
		press(app, '\r');
	else if (asks && !colon)
		top->type->answer(app, top->state, line);
	else if (strcmp(line, "+") == 0 || strcmp(line, "-") == 0)
		turn_page(out, *line == '+');
	else if (choose(out, number(line))) {
		if (!asks)
			press(app, '\r');
	} else if (take_letter(app, line) || (errand_last(line) != line && palette_run(app, line)) || run_command(out, line) || palette_run(app, line))
		return;
	else if (app_context(app) == IN_PICK)
		write_line(app, line);
	else if (app_context(app) & IN_READING) {
		do_palette(app);
		write_line(app, line);
	} else
		app_tell(app, ROLE_WARN, N_("Nothing is called “{word}” here. ? tells what there is."), json_pack("{s:s}", "word", line));
}
