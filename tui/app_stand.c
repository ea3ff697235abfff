/* app_stand.c: the keys of all that is only looked through; each screen says by its move() what they do to it. */
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/stand.h"

static void
move(struct app *app, int by)
{
	app->top->type->move(app, app->top->state, by);
}

void
stand_up(struct app *app)
{
	move(app, -1);
}

void
stand_down(struct app *app)
{
	move(app, 1);
}

void
stand_page_up(struct app *app)
{
	move(app, -STAND_PAGE);
}

void
stand_page_down(struct app *app)
{
	move(app, STAND_PAGE);
}

void
stand_first(struct app *app)
{
	move(app, -STAND_END);
}

void
stand_last(struct app *app)
{
	move(app, STAND_END);
}

/* As if it had just become the screen on top: what it shows is asked for again. */
void
stand_refresh(struct app *app)
{
	do_repaint(app);
	if (app->top->type->back != NULL)
		app->top->type->back(app, app->top->state);
}
