/* app_draw.c: the frame: title row, the screen between, message row, key bar; then the popups above. */
#include <ncurses.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/idle_mark.h"
#include "tui/linear.h"
#include "tui/presence.h"
#include "tui/remote.h"
#include "tui/terminal_says.h"
#include "tui/tour.h"
#include "tui/works.h"

enum { LEAST_WIDTH = 40, LEAST_HEIGHT = 10, COMING_MS = 300, CRUMBS_LEAST = 28 };

static bool
is_popup(const struct screen *s)
{
	return s->type->size != NULL;
}

static const struct screen *
first_full(const struct app *app)
{
	const struct screen *s = app->top;

	while (s != NULL && is_popup(s))
		s = s->below;
	return s;
}

static int
count_waiting(const struct app *app)
{
	int n = 0;

	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		n += !r->dropped;
	return n;
}

/* At the right of row 0: requests that take long, who, and when. */
static char *
right_of_title(const struct app *app, int width)
{
	const char *person = json_string_value(json_object_get(json_object_get(app->hello, "person"), "name"));
	struct buf out = BUF_EMPTY;
	time_t now = time(NULL);
	struct tm local;
	int running;

	if (!remote_alive(app->remote))
		buf_printf(&out, "! %s  ", app_text(app, N_("Offline")));
	else if ((running = works_running(app->works) + (app->slow_shown ? count_waiting(app) : 0)) > 0)
		buf_printf(&out, "~%d  ", running);
	if (app->macro.recording)
		buf_printf(&out, "* %s  ", app_text(app, N_("recording")));
	if (person != NULL && width >= 60)
		buf_printf(&out, "%s  ", person);
	localtime_r(&now, &local);
	if (getenv("COMPTOIR_TODAY") != NULL)
		buf_str(&out, "12:00");
	else
		buf_printf(&out, "%02d:%02d", local.tm_hour, local.tm_min);
	return buf_steal(&out);
}

static void
draw_title(struct app *app, const struct area *row)
{
	char *right = right_of_title(app, row->width), *crumbs = app_crumbs(app, first_full(app), INT32_MAX);
	int taken = text_cells_str(right), present;
	bool edits;
	int half = row->width / 2 - taken, most = row->width - taken - CRUMBS_LEAST;
	char *others = presence_text(app->presence, half, most > half ? most : half, &edits);

	present = others ? text_cells_str(others) + 2 : 0;
	terminal_title(crumbs);
	free(crumbs);
	crumbs = app_crumbs(app, first_full(app), row->width - taken - present - 2);
	paint_text(row, 0, 0, row->width - taken - present - 2, ROLE_TITLE, crumbs);
	if (others != NULL)
		paint_text(row, 0, row->width - taken - present, present - 2, edits ? ROLE_WARN : ROLE_DIM, others);
	paint_text(row, 0, row->width - taken, taken, ROLE_DIM, right);
	free(crumbs);
	free(others);
	free(right);
}

static void
draw_message(const struct app *app, const struct area *row)
{
	char *banner = app_line_banner(app);

	if (app->message != NULL && (banner == NULL || app->options.connect != NULL))
		paint_text(row, 0, 0, row->width, app->message_role, app->message);
	else if (banner != NULL)
		paint_text(row, 0, 0, row->width, ROLE_ERROR, banner);
	free(banner);
}

static void
draw_bar(struct app *app, const struct area *rows)
{
	const struct screen *top = app->top;
	struct keys_bar bar[KEYS_BAR_MAX];
	size_t count;

	if (top == NULL)
		return;
	count = keys_bar(app->language, top->type->context_now ? top->type->context_now(top->state) : top->type->context,
		app, rows->width, rows->height, bar);
	for (size_t i = 0; i < count; i++) {
		int x = bar[i].x + paint_text(rows, bar[i].line, bar[i].x, rows->width, ROLE_KEY, bar[i].key) + 1;

		paint_text(rows, bar[i].line, x, rows->width, ROLE_KEY_LABEL, bar[i].label);
	}
	keys_bar_free(bar, count);
}

/* From the lowest popup to the highest. */
static void
draw_popups(struct app *app, struct screen *s)
{
	int height = 1, width = 1, y = 0, x = 0;
	struct area area;
	char *title;

	if (s == NULL || !is_popup(s))
		return;
	draw_popups(app, s->below);
	s->type->size(app, s->state, &height, &width, &y, &x);
	title = s->type->title ? s->type->title(app, s->state) : NULL;
	area = popup_place(&s->popup, y, x, height, width, title);
	free(title);
	s->type->draw(app, s->state, &area);
}

static void
hide_covered(struct screen *s)
{
	bool covered = false;

	for (; s != NULL; s = s->below) {
		if (covered && is_popup(s))
			popup_hide(&s->popup);
		covered = covered || !is_popup(s);
	}
}

static void
draw_too_small(const struct app *app, const struct area *all)
{
	char *text = app_fill(app, N_("Window too small ({width}x{height})"),
		json_pack("{s:i,s:i}", "width", LEAST_WIDTH, "height", LEAST_HEIGHT));

	paint_text(all, 0, 0, all->width, ROLE_TEXT, text);
	free(text);
}

static void
draw_all(struct app *app, const struct area *all)
{
	int bar = app_bar_rows(all->height);
	const struct area title = paint_part(all, 0, 0, 1, all->width);
	const struct area message = paint_part(all, all->height - bar - 1, 0, 1, all->width);
	const struct area keys = paint_part(all, all->height - bar, 0, bar, all->width);
	int tour = tour_rows(app, all);
	const struct area told = paint_part(all, all->height - bar - 1 - tour, 0, tour, all->width);
	const struct area inside = paint_part(all, 1, 0, all->height - bar - 2 - tour, all->width);
	const struct screen *full = first_full(app);

	draw_title(app, &title);
	if (full != NULL)
		full->type->draw(app, full->state, &inside);
	else
		paint_text(&inside, 1, 0, inside.width, ROLE_DIM, app_text(app, N_("Connecting…")));
	if (app->top != full)
		terminal_links_covered();
	if (tour > 0)
		tour_draw(app, &told);
	draw_message(app, &message);
	draw_bar(app, &keys);
	hide_covered(app->top);
	draw_popups(app, app->top);
}

static bool
at_rest(const struct app *app)
{
	return app_queue_rests(app) && !presence_waits(app->presence) && app->held_count == 0 && !tui_loop_busy(app->loop);
}

/* Tests wait for this instead of for silence: nothing typed, asked or timed is left. */
static void
mark_idle(const struct app *app)
{
	if (app->top != NULL && (app_queue_rests(app) || !remote_alive(app->remote)) && !tui_loop_busy(app->loop) && !terminal_pending())
		idle_mark_send();
}

static void
has_waited(void *arg)
{
	app_dirty(arg);
}

/* An empty screen that is full a moment later is two frames on the line, and a flicker. */
static bool
is_coming(struct app *app)
{
	const struct screen *s = app->top;
	int64_t since = s && s->type->coming ? s->type->coming(app, s->state) : 0;
	int64_t left = since + COMING_MS - tui_loop_now();

	if (since == 0 || left <= 0 || app->linear != NULL || app->message != NULL)
		return false;
	app->coming.run = has_waited;
	app->coming.arg = app;
	if (!app->coming.set)
		tui_loop_timer_set(app->loop, &app->coming, (int)left);
	return true;
}

/* A key that changed nothing and said nothing would leave the person in doubt: one bell, not one for each time that it is repeated. */
static void
answer_key(struct app *app, bool changed, bool rang)
{
	if (app->unanswered == 0)
		return;
	if (changed)
		app->rang_for = 0;
	if (changed || rang)
		app->unanswered = 0;
	if (app->unanswered == 0 || !at_rest(app))
		return;
	/* One after the other may have led there and back. */
	if (app->unanswered == 1 && app->rang_for != app->pressed)
		terminal_bell();
	app->rang_for = app->pressed;
	app->unanswered = 0;
}

void
app_draw(void *arg)
{
	struct app *app = arg;
	bool changed = true, rang = app->bell;
	const struct area all = {.window = stdscr, .height = terminal_height(), .width = terminal_width()};

	if (is_coming(app))
		return;
	tui_loop_timer_cancel(app->loop, &app->coming);
	werase(stdscr);
	terminal_cursor(all.height - 1, 0);
	if (all.height < LEAST_HEIGHT || all.width < LEAST_WIDTH) {
		for (struct screen *s = app->top; s != NULL; s = s->below)
			popup_hide(&s->popup);
		draw_too_small(app, &all);
	} else {
		draw_all(app, &all);
	}
	if (app->bell)
		terminal_bell();
	app->bell = false;
	terminal_show(app->unanswered > 0 ? &changed : NULL);
	answer_key(app, changed, rang);
	if (app->linear == NULL)
		mark_idle(app);
	else if (at_rest(app))
		linear_turn(app->linear);
}
