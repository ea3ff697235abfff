/* screen_month.h: a month in a popup, from which a day is taken. */
#ifndef TUI_SCREEN_MONTH_H
#define TUI_SCREEN_MONTH_H
#include "shared/dates.h"
#include "tui/screen.h"

typedef void month_taken(struct app *app, void *owner, struct date day);
/* At that corner of the terminal, with the cursor on a day. */
void month_open(struct app *app, int y, int x, struct date day, void *owner, month_taken *take);
#endif
