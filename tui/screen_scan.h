/* screen_scan.h: codes from a scanner that types: an action that is done again for each. */
#ifndef TUI_SCREEN_SCAN_H
#define TUI_SCREEN_SCAN_H
#include <stdint.h>

struct app;
struct catalogue_entity;
struct catalogue_action;

/* The action of this record; what it takes is catalogue_action.scans. */
void scan_show(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, int64_t id);
#endif
