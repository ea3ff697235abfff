/* calendar_warn.h: what took its time although somebody or something has another thing then: kept, or taken back. */
#ifndef TUI_CALENDAR_WARN_H
#define TUI_CALENDAR_WARN_H
#include <jansson.h>
#include <stdbool.h>

struct app;
struct catalogue_entity;

/* Asks about the first warning of that answer of a save, which can be undone. False: there is none, or it has no place in a calendar. */
bool calendar_warn(struct app *app, const struct catalogue_entity *entity, const char *label, const json_t *result);
#endif
