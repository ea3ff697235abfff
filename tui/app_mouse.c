/* app_mouse.c: whose click it is: the key bar's, the popup's, the screen's. */
#include <ncurses.h>

#include "tui/app_inside.h"
#include "tui/tour.h"

enum { WHEEL_ROWS = 3, FRAME_Y = 1, FRAME_X = 2 };

/* A label of the bar is its key. False: the click is elsewhere. */
static bool
on_bar(struct app *app, const struct mouse *m)
{
	int rows = app_bar_rows(terminal_height()), line = m->y - (terminal_height() - rows);
	struct keys_bar bar[KEYS_BAR_MAX];
	const struct keys_row *hit = NULL;
	size_t count;

	if (line < 0)
		return false;
	count = keys_bar(app->language, app_context(app), app, terminal_width(), rows, bar);
	for (size_t i = 0; i < count; i++)
		if (bar[i].line == line && m->x >= bar[i].x && m->x < bar[i].x + bar[i].cells)
			hit = bar[i].row;
	keys_bar_free(bar, count);
	if (m->act == MOUSE_PRESS && hit != NULL && hit->run != NULL) {
		hit->run(app);
		tour_did(app, hit->name);
	}
	return true;
}

/* A name of the bread crumb is the way back to it, asking what Esc would ask. */
static bool
on_title(struct app *app, const struct mouse *m)
{
	struct screen *level;

	if (m->y != 0 || m->act != MOUSE_PRESS || terminal_height() < 4)
		return false;
	level = app_crumb_at(app, m->x);
	if (level != NULL)
		app_back_to(app, level);
	return level != NULL;
}

static void
press(struct app *app, int code)
{
	app_dispatch(app, &(struct key){.keycode = code > 255, .code = (unsigned int)code});
}

void
app_enter(struct app *app)
{
	press(app, '\r');
}

/* At the coordinates of what the top screen draws on; false when that is not there. */
static bool
to_screen(const struct screen *top, const struct mouse *m, struct mouse *to)
{
	int y = 1, x = 0, height = terminal_height(), width = terminal_width();

	if (top->type->size != NULL && top->popup.window != NULL) {
		getbegyx(top->popup.window, y, x);
		getmaxyx(top->popup.window, height, width);
		y += FRAME_Y;
		x += FRAME_X;
		height -= 2 * FRAME_Y;
		width -= 2 * FRAME_X;
	}
	*to = *m;
	to->y -= y;
	to->x -= x;
	return to->y >= 0 && to->x >= 0 && to->y < height && to->x < width;
}

void
app_mouse(struct app *app, const struct mouse *m)
{
	const struct screen *top = app->top;
	struct mouse inside;
	bool there;

	/* What is seen will not be there when the keys before were done. */
	if (app->held_count > 0 || app_opens(app))
		return;
	app_dirty(app);
	if (app->macro.recording && m->act == MOUSE_PRESS)
		app_bell(app);		/* a click means another thing the next time: it is done, not recorded */
	if (m->act == MOUSE_PRESS && app->message != NULL)
		app_say(app, ROLE_TEXT, NULL);
	if (on_bar(app, m) || on_title(app, m))
		return;
	there = to_screen(top, m, &inside);
	if (there && top->type->mouse != NULL && top->type->mouse(app, top->state, &inside))
		return;
	if (m->act == MOUSE_WHEEL_UP || m->act == MOUSE_WHEEL_DOWN)
		for (int i = 0; i < WHEEL_ROWS && app->top == top; i++)
			press(app, m->act == MOUSE_WHEEL_UP ? KEY_UP : KEY_DOWN);
	else if (m->act == MOUSE_PRESS && !there && top->type->size != NULL)
		press(app, 27);		/* beside a popup: it closes */
}
