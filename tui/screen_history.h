/* screen_history.h: who changed what on one record, and when, the newest first; what it was can be put back. */
#ifndef TUI_SCREEN_HISTORY_H
#define TUI_SCREEN_HISTORY_H
#include "tui/screen.h"

struct catalogue_entity;
extern const struct screen_type screen_history;

void history_show(struct app *app, const struct catalogue_entity *entity, int64_t id);
#endif
