/* linear.c: linear mode: lines come, one at a time, each when what the one before began has come to rest; what is new is told. */
#include "tui/linear.h"

#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/idle_mark.h"
#include "tui/linear_inside.h"
#include "tui/presence.h"
#include "tui/remote.h"
#include "tui/tour.h"

enum { LINE_MOST = 64 * 1024 };

struct linear *
linear_new(struct app *app)
{
	struct linear *out = xcalloc(1, sizeof *out);

	out->app = app;
	out->asked = true;
	buf_init(&out->typed, 0);
	return out;
}

static void
forget_told(struct linear *out)
{
	for (size_t i = 0; i < out->told_count; i++)
		free(out->told[i]);
	free(out->told);
	out->told = NULL;
	out->told_count = 0;
}

/* What is typed now is seen, or not. */
static void
hide(struct linear *out, bool hidden)
{
	if (out->hidden != hidden)
		terminal_echo(!hidden);
	out->hidden = hidden;
}

void
linear_free(struct linear *out)
{
	if (out == NULL)
		return;
	hide(out, false);
	forget_told(out);
	free(out->tags);
	free(out->title);
	free(out->present);
	buf_free(&out->typed);
	buf_free(&out->now);
	free(out);
}

/* Safe text, in what the terminal can show. */
static void
put(const char *text)
{
	char *ascii = terminal_utf8() ? NULL : text_ascii(text);

	terminal_send(ascii ? ascii : text);
	free(ascii);
}

void
linear_print(struct linear *out, const char *text)
{
	char *clean = text_clean_str(text);

	(void)out;
	put(clean);
	terminal_send("\n");
	free(clean);
}

void
linear_say(struct linear *out, const char *text)
{
	char *clean = text_clean_str(text);

	buf_str(&out->now, clean);
	buf_byte(&out->now, '\n');
	free(clean);
}

/* Put together by hand: a value that looks like a date is not to be shown as another one. */
void
linear_value(struct linear *out, const char *label, const char *value)
{
	char *line = linear_pair(out->app, label, value);

	linear_say(out, line);
	free(line);
}

char *
linear_pair(struct app *app, const char *label, const char *value)
{
	return xasprintf("%s%s%s", label, app_text(app, N_(": ")), value);
}

void
linear_choice(struct linear *out, size_t tag, const char *label, const char *value)
{
	char *pair = label ? linear_pair(out->app, label, value) : xstrdup(value), *line;

	out->tags = xreallocarray(out->tags, out->tag_count + 1, sizeof *out->tags);
	out->tags[out->tag_count++] = tag;
	line = xasprintf("%zu. %s", out->tag_count, pair);
	linear_say(out, line);
	free(line);
	free(pair);
}

/* A screen that has no words of its own: its picture, without what is empty. */
static void
tell_picture(struct linear *out, const struct screen *s)
{
	WINDOW *window = s->type->size != NULL && s->popup.window != NULL ? s->popup.window : stdscr;
	int from = 1, to = window == stdscr ? terminal_height() - 2 : getmaxy(window) - 1;
	int margin = window == stdscr ? 0 : 2, width = getmaxx(window) - 2 * margin;
	wchar_t cells[512];

	for (int y = from; y < to; y++) {
		struct buf row = BUF_EMPTY;
		size_t kept = 0;
		int n = mvwinnwstr(window, y, margin, cells, width < 512 ? width : 511);

		for (int i = 0; i < n; i++) {
			char bytes[8];
			mbstate_t state;
			size_t size;

			memset(&state, 0, sizeof state);
			size = wcrtomb(bytes, cells[i], &state);
			if (size != (size_t)-1)
				buf_add(&row, bytes, size);
			kept = cells[i] != L' ' ? row.length : kept;
		}
		row.length = kept;
		if (kept > 0)
			linear_say(out, buf_text(&row));
		buf_free(&row);
	}
}

static bool
was_told(const struct linear *out, const char *line, size_t length)
{
	for (size_t i = 0; i < out->told_count; i++)
		if (strncmp(out->told[i], line, length) == 0 && out->told[i][length] == '\0')
			return true;
	return false;
}

/* Lines that were told of this screen already are not repeated, unless it was asked for. */
static void
tell_news(struct linear *out)
{
	struct screen *top = out->app->top;
	bool same = out->screen == top->state && !out->again;
	char **told = NULL;
	size_t count = 0;

	buf_clear(&out->now);
	out->tag_count = 0;
	if (top->type->tell != NULL)
		top->type->tell(out->app, top->state, out);
	else
		tell_picture(out, top);
	for (const char *line = buf_text(&out->now); *line != '\0';) {
		size_t length = strcspn(line, "\n");

		if (!same || !was_told(out, line, length)) {
			char *one = xstrndup(line, length);

			put(one);
			terminal_send("\n");
			free(one);
		}
		told = xreallocarray(told, count + 1, sizeof *told);
		told[count++] = xstrndup(line, length);
		line += length + (line[length] == '\n');
	}
	forget_told(out);
	out->told = told;
	out->told_count = count;
	out->screen = top->state;
	out->again = false;
}

/* True: it is another one. */
static bool
tell_title(struct linear *out)
{
	char *title = app_title(out->app);
	bool other = out->title == NULL || strcmp(title, out->title) != 0;

	if (other) {
		terminal_send("\n");
		linear_print(out, title);
		out->again = true;
	}
	free(out->title);
	out->title = title;
	return other;
}

/* Who else has the record open: when it is opened, and when somebody comes or goes. */
static void
tell_present(struct linear *out, bool opened)
{
	char *who = presence_sentences(out->app->presence, false), *said = presence_sentences(out->app->presence, true);

	for (char *rest = said, *line; who != NULL && (opened || out->present == NULL || strcmp(who, out->present) != 0) &&
	    (line = strsep(&rest, "\n")) != NULL;)
		linear_print(out, line);
	free(said);
	free(out->present);
	out->present = who;
}

/* In words what the colour of the message row says. */
static void
tell_message(struct linear *out)
{
	struct app *app = out->app;
	const char *text = app->message, *what = app->message_role == ROLE_ERROR ? N_("Refused: {text}")
		: app->message_role == ROLE_WARN ? N_("Note: {text}") : "{text}";
	char *line;

	if (text == NULL)
		return;
	text += strncmp(text, "! ", 2) == 0 ? 2 : 0;
	line = app_fill(app, what, json_pack("{s:s}", "text", text));
	linear_print(out, line);
	free(line);
	app_say(app, ROLE_TEXT, NULL);
}

static void
tell_tour(struct linear *out)
{
	char *line = tour_tell(out->app);

	if (line != NULL)
		linear_print(out, line);
	free(line);
}

static void
prompt(struct linear *out)
{
	const struct screen *top = out->app->top;
	char *text = top->type->prompt ? top->type->prompt(out->app, top->state) : NULL, *clean = text_clean_str(text ? text : "");

	hide(out, text != NULL && top->type->secret != NULL && top->type->secret(top->state));
	put(clean);
	terminal_send("> ");
	idle_mark_send();
	free(clean);
	free(text);
}

static void
greet(struct linear *out)
{
	linear_print(out, app_text(out->app,
		N_("Comptoir in lines. A number chooses, a word commands, ? tells which, < goes back, quit leaves.")));
	out->greeted = true;
}

/* The first line that came and was not done yet; null: none. The caller owns it. */
static char *
next_line(struct linear *out)
{
	char *end = out->typed.length > 0 ? memchr(out->typed.bytes, '\n', out->typed.length) : NULL, *line;
	size_t length = end ? (size_t)(end - out->typed.bytes) : out->typed.length;

	if (end == NULL && (!out->ended || length == 0))
		return NULL;
	line = xstrndup(out->typed.bytes, length);
	buf_consume(&out->typed, length + (end != NULL));
	line[strcspn(line, "\r")] = '\0';
	return line;
}

void
linear_turn(struct linear *out)
{
	struct app *app = out->app;
	char *line;

	if (!remote_alive(app->remote)) {
		linear_print(out, app_text(app, remote_why(app->remote) ? remote_why(app->remote) : N_("The connection has ended.")));
		app_quit(app);
		return;
	}
	if (app->top == NULL)
		return;
	if (!out->greeted)
		greet(out);
	if (out->asked) {
		tell_present(out, tell_title(out));
		tell_news(out);
		tell_message(out);
		tell_tour(out);
		prompt(out);
		out->asked = false;
	}
	line = next_line(out);
	if (line != NULL) {
		out->asked = true;
		if (out->hidden)
			linear_print(out, *line != '\0' ? app_text(app, N_("(hidden)")) : "");
		hide(out, false);
		linear_do(out, line);
		app_dirty(app);
		explicit_bzero(line, strlen(line));
		free(line);
	} else if (out->ended) {
		terminal_send("\n");
		app_quit(app);
	} else if (idle_mark_asked()) {
		idle_mark_send();
	}
}

/* C-c: what is waited for is given up, a question is closed, lines that wait are forgotten. It never ends the program. */
static void
interrupt(struct linear *out)
{
	struct app *app = out->app;
	bool runs = app_waits(app) || app->errand != NULL || app->macro.keys != NULL;

	buf_clear(&out->typed);
	hide(out, false);
	terminal_send("\n");
	if (runs || (app->top != NULL && app->top->type->size != NULL))
		do_cancel(app);
	else
		app_tell(app, ROLE_DIM, N_("Nothing is under way. quit leaves."), NULL);
	app->bell = false;
	out->asked = true;
	app_dirty(app);
}

int
linear_fd(const struct linear *out)
{
	return out->ended ? -1 : STDIN_FILENO;
}

void
linear_input(struct linear *out)
{
	struct pollfd line = {.fd = STDIN_FILENO, .events = POLLIN};
	char bytes[4096];
	ssize_t n;

	if (terminal_interrupted())
		interrupt(out);
	if (idle_mark_asked())
		app_dirty(out->app);
	/* A signal came, perhaps nothing else. */
	if (poll(&line, 1, 0) <= 0)
		return;
	n = read(STDIN_FILENO, bytes, sizeof bytes);
	if (n > 0 && out->typed.length < LINE_MOST)
		buf_add(&out->typed, bytes, (size_t)n);
	out->ended = out->ended || n <= 0;
	app_dirty(out->app);
}
