/* plane.h: from anywhere that shows a kind of record to its board or its calendar. */
#ifndef TUI_PLANE_H
#define TUI_PLANE_H
#include <stdbool.h>

struct app;
struct catalogue_entity;

/* `board works`, `calendar works`, in English or as the person's language calls them: for the palette and the start screen. named finds an
   entity by what one writes. False: it is none of these. */
bool plane_run(struct app *app, const char *line, const struct catalogue_entity *(*named)(struct app *app, const char *name));
#endif
