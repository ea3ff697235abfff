/* screen_work.h: one long work: how far it is, then what came of it. */
#ifndef TUI_SCREEN_WORK_H
#define TUI_SCREEN_WORK_H
#include "tui/screen.h"
#include "tui/works.h"

extern const struct screen_type screen_work, screen_works;

void screen_work_show(struct app *app, struct work *work);
/* Something is known anew. */
void screen_work_heard(struct app *app, struct work *work);
/* Does somebody look at work that runs? */
bool screen_work_is_looked_at(struct app *app);
/* What `Enter`, `Del` and `m` do there, for the commands that both screens share. */
void screen_work_open(struct app *app);
void screen_work_mark_failed(struct app *app);
enum { WORK_PAGE = 10000, WORK_END = 100000000 };
void screen_work_move(struct app *app, int by);		/* lines, or ± a page, or to either end */
#endif
