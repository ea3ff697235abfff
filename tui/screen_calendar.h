/* screen_calendar.h: what takes place when: days of half hours, a month, an agenda, or lanes of those for whom. */
#ifndef TUI_SCREEN_CALENDAR_H
#define TUI_SCREEN_CALENDAR_H
#include "tui/screen.h"

struct catalogue_entity;
extern const struct screen_type screen_calendar;

/* Opens the calendar of an entity that declares one; else says why not. filter and search (copied, may be null) narrow it. */
void calendar_show(struct app *app, const struct catalogue_entity *entity, const char *filter, const char *search);
#endif
