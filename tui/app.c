/* app.c: the stack of screens and what they share. */
#include "tui/app_inside.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "shared/dates.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/catalogue.h"
#include "tui/idle_mark.h"
#include "tui/linear.h"
#include "tui/presence.h"
#include "tui/remote.h"
#include "tui/works.h"
#include "tui/screen_menu.h"
#include "tui/terminal.h"
#include "tui/tour.h"
#include "tui/value.h"
#include "tui/vault.h"

enum { LEAVE_STEPS = 4 };

const char *
app_language(const struct app *app)
{
	return app->language;
}

const char *
app_text(const struct app *app, const char *msgid)
{
	return translate(app->language, msgid);
}

char *
app_fill(const struct app *app, const char *msgid, json_t *args)
{
	char *text = translate_fill(app->language, msgid, args);

	json_decref(args);
	return text;
}

void
app_say(struct app *app, enum theme_role role, char *text)
{
	free(app->message);
	app->message = text;
	app->message_role = role;
	app_dirty(app);
}

void
app_tell(struct app *app, enum theme_role role, const char *msgid, json_t *args)
{
	app_say(app, role, app_fill(app, msgid, args));
}

void
app_say_error(struct app *app, const struct remote_error *error)
{
	const char *message = app_text(app, error->message ? error->message : N_("The server could not do it."));

	if (error->ref != NULL)
		app_say(app, ROLE_ERROR, xasprintf("! %s (%s)", message, error->ref));
	else
		app_say(app, ROLE_ERROR, xasprintf("! %s", message));
}

void
app_bell(struct app *app)
{
	app->bell = true;
}

void
app_dirty(struct app *app)
{
	tui_loop_dirty(app->loop);
}

void *
app_push(struct app *app, const struct screen_type *type, void *argument)
{
	struct screen *screen = xcalloc(1, sizeof *screen);

	app->offers = false;		/* whoever opens something has other things in mind */
	screen->type = type;
	screen->state = xcalloc(1, type->state_size);
	screen->below = app->top;
	app->top = screen;
	app->screens++;
	if (type->open != NULL)
		type->open(app, screen->state, argument);
	app_dirty(app);
	return screen->state;
}

static void
close_top(struct app *app)
{
	struct screen *screen = app->top;

	app->top = screen->below;
	app->screens--;
	if (app->unasked == screen)
		app->unasked = NULL;
	app_forget(app, screen->state);
	if (screen->type->close != NULL)
		screen->type->close(app, screen->state);
	popup_free(&screen->popup);
	free(screen->state);
	free(screen);
}

void
app_close(struct app *app, struct screen *screen)
{
	struct screen *last;

	do {
		last = app->top;
		close_top(app);
	} while (last != screen && app->top != NULL);
	if (app->top != NULL && app->top->type->back != NULL)
		app->top->type->back(app, app->top->state);
	app_dirty(app);
}

void
app_back(struct app *app)
{
	if (app->screens > 1)
		app_close(app, app->top);
}

void
app_home(struct app *app)
{
	app_back_to(app, NULL);
}

void
app_back_to(struct app *app, const struct screen *level)
{
	while (app->screens > 1 && app->top != level) {
		struct screen *top = app->top;
		int steps = 0;

		/* A list gives up its typing, its selection and its search one by one; a question on top is the person's to answer. */
		while (top->type->leave != NULL && !top->type->leave(app, top->state))
			if (app->top != top || ++steps == LEAVE_STEPS)
				return;
		if (app->top == top)
			app_close(app, top);
	}
}

void
app_quit(struct app *app)
{
	tui_loop_stop(app->loop);
}

struct screen *
app_top(const struct app *app)
{
	return app->top;
}

void *
app_state(const struct app *app, const struct screen_type *type)
{
	return app->top != NULL && app->top->type == type ? app->top->state : NULL;
}

struct screen *
app_screen_of(const struct app *app, const void *state)
{
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->state == state)
			return s;
	return NULL;
}

void *
app_state_open(const struct app *app, const void *state, const struct screen_type *type)
{
	struct screen *s = app_screen_of(app, state);

	return s != NULL && s->type == type ? s->state : NULL;
}

void *
app_state_below(const struct app *app, const void *state, const struct screen_type *type)
{
	struct screen *s = app_screen_of(app, state);

	for (s = s ? s->below : NULL; s != NULL; s = s->below)
		if (s->type == type)
			return s->state;
	return NULL;
}

void
app_visited(struct app *app, const char *entity, int64_t id)
{
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->visited != NULL)
			s->type->visited(s->state, entity, id);
}

void
app_changed(struct app *app, const char *entity, int64_t id, int version)
{
	struct app_own *own = &app->own[app->own_count++ % APP_OWN_MOST];

	*own = (struct app_own){.id = id, .at = tui_loop_now(), .version = version};
	snprintf(own->entity, sizeof own->entity, "%s", entity);
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->changed != NULL)
			s->type->changed(app, s->state, entity, id, version, true);
	tour_saved(app, entity);
	bell_changed(app, entity);
}

const struct catalogue *
app_catalogue(const struct app *app)
{
	return app->catalogue;
}

const char *
app_target(const struct app *app)
{
	return app->options.target;
}

const json_t *
app_hello(const struct app *app)
{
	return app->hello;
}

void
app_after(struct app *app, struct tui_timer *timer, int milliseconds)
{
	tui_loop_timer_set(app->loop, timer, milliseconds);
}

void
app_not_after(struct app *app, struct tui_timer *timer)
{
	tui_loop_timer_cancel(app->loop, timer);
}

static struct date
today(void)
{
	const char *fixed = getenv("COMPTOIR_TODAY");
	time_t now = time(NULL);
	struct tm local;
	struct date d;

	if (fixed != NULL && sscanf(fixed, "%d-%d-%d", &d.year, &d.month, &d.day) == 3 && date_valid(d))
		return d;
	localtime_r(&now, &local);
	return (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

/* A fixed day has a fixed time: noon. */
static int
now(void)
{
	time_t at = time(NULL);
	struct tm local;

	if (getenv("COMPTOIR_TODAY") != NULL)
		return 12 * 3600;
	localtime_r(&at, &local);
	return local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
}

struct value_look
app_look(const struct app *app)
{
	const char *currency = json_string_value(json_object_get(json_object_get(app->hello, "company"), "currency"));

	return (struct value_look){.language = app->language, .currency = currency ? currency : "EUR", .today = today(), .now = now()};
}

char *
app_new_key(void)
{
	unsigned char bytes[16];

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		memset(bytes, (int)time(NULL) & 0xff, sizeof bytes);
	return xasprintf("tui-%02x%02x%02x%02x%02x%02x%02x%02x%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3],
		bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10], bytes[11]);
}

void
app_changed_all(struct app *app, const json_t *results)
{
	enum { EACH = 20 };
	const json_t *one;
	size_t i;

	json_array_foreach(results, i, one)
		if (json_array_size(results) <= EACH)	/* of many, a screen reads once what it shows */
			app_changed(app, json_string_value(json_object_get(one, "entity")), json_integer_value(json_object_get(one, "id")),
				(int)json_integer_value(json_object_get(one, "version")));
		else if (i == 0 || !json_equal(json_object_get(one, "entity"), json_object_get(json_array_get(results, i - 1), "entity")))
			app_changed(app, json_string_value(json_object_get(one, "entity")), APP_ANY, 0);
}

struct works *
app_works(struct app *app)
{
	if (app->works == NULL)
		app->works = works_new(app);
	return app->works;
}

bool
app_is_served(const struct app *app)
{
	return app->options.served;
}

void
app_remember(struct app *app, const char *entity, json_t *row)
{
	if (app->last == NULL)
		app->last = json_object();
	json_object_set_new(app->last, entity, row);
}

const json_t *
app_remembered(const struct app *app, const char *entity)
{
	return json_object_get(app->last, entity);
}

json_t *
app_choices(struct app *app, const char *key)
{
	if (app->choices == NULL)
		app->choices = json_object();
	if (json_object_get(app->choices, key) == NULL)
		json_object_set_new(app->choices, key, json_array());
	return json_object_get(app->choices, key);
}

static int
remote_fd_of(void *arg)
{
	struct app *app = arg;

	return app->remote != NULL && remote_alive(app->remote) ? remote_fd(app->remote) : -1;
}

static bool
remote_writes(void *arg)
{
	return remote_wants_write(((struct app *)arg)->remote);
}

static void
remote_ready(void *arg)
{
	struct app *app = arg;

	remote_turn(app->remote);
	if (app->was_alive && !remote_alive(app->remote)) {
		app->was_alive = false;
		app_line_lost(app);
	}
	app_replay_held(app);
	app_touched(app);
}

static void
free_app(struct app *app)
{
	app_line_free(app);
	presence_free(app->presence);
	app_drop_all(app);
	works_free(app->works);
	while (app->top != NULL)
		close_top(app);
	remote_on_event(app->remote, NULL, NULL);
	app_undo_forget(app);
	errand_drop(app);
	macro_free(app);
	free(app->errand_words);
	for (size_t i = 0; i < app->held_count; i++)
		free((char *)(uintptr_t)app->held[i].paste);
	free(app->held);
	vault_free(app->vault);
	catalogue_free(app->catalogue);
	while (app->outdated_count > 0)
		catalogue_free(app->outdated[--app->outdated_count]);
	free(app->outdated);
	json_decref(app->hello);
	json_decref(app->preferences);
	json_decref(app->unkept);
	json_decref(app->last);
	json_decref(app->choices);
	free(app->language);
	free(app->message);
	free(app->resumes);
	tui_loop_free(app->loop);
	linear_free(app->linear);
	free(app);
}

static void
read_lines(void *arg)
{
	linear_input(((struct app *)arg)->linear);
	app_touched(arg);
}

static int
lines_fd(void *arg)
{
	return linear_fd(((struct app *)arg)->linear);
}

/* The terminal as it is from now on: a screen, or lines. */
static const char *
open_terminal(struct app *app, bool linear)
{
	const struct tui_loop_calls screen = {.input = app_input, .remote_fd = remote_fd_of,
		.remote_wants_write = remote_writes, .remote = remote_ready, .draw = app_draw, .arg = app};
	const struct tui_loop_calls lines = {.input = read_lines, .lines_fd = lines_fd, .remote_fd = remote_fd_of,
		.remote_wants_write = remote_writes, .remote = remote_ready, .draw = app_draw, .arg = app};

	linear_free(app->linear);
	app->linear = linear ? linear_new(app) : NULL;
	app->options.terminal.hidden = linear;
	tui_loop_call(app->loop, linear ? &lines : &screen);
	return terminal_open(&app->options.terminal);
}

void
app_switch_linear(struct app *app)
{
	terminal_close();
	open_terminal(app, app->linear == NULL);
	app_choose_theme(app);
	app_dirty(app);
}

int
app_run(struct remote *remote, const struct app_options *options)
{
	struct app *app = xcalloc(1, sizeof *app);
	const struct tui_loop_calls nothing = {.arg = app};
	const char *why;
	int exit_code = 0;

	app->remote = remote;
	app->options = *options;
	app->language = xstrdup(options->language ? options->language : "fr");
	app->was_alive = true;
	if (options->connect != NULL)
		remote_renews(remote);
	idle_mark_open();
	app->loop = tui_loop_new(&nothing);
	app->presence = presence_new(app);
	app->vault = vault_new(app);
	why = open_terminal(app, options->linear || !terminal_has_screen());
	if (why != NULL) {
		fprintf(stderr, "%s\n", translate(app->language, why));
		exit_code = 1;
	} else {
		app_choose_theme(app);
		app_start(app);
		remote_ready(app);	/* the hello may have come with the sign-in: nothing would wake the loop for it */
		if (!tui_loop_run(app->loop))
			app_part(app);
		vault_write_down(app);
	}
	free_app(app);
	keys_own_forget();
	terminal_close();
	return exit_code;
}
