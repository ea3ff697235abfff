/* plane.h: from anywhere that shows a kind of record to its board or its calendar. */
#ifndef TUI_PLANE_H
#define TUI_PLANE_H
#include <jansson.h>
#include <stdbool.h>

struct app;
struct catalogue_entity;

/* Does the bread crumb name the entity already, where this state's screen lies on a list or another plane? */
bool plane_is_named(const struct app *app, const void *state);
/* `board works`, `calendar works`, in English or in the person's language: for the palette and the start screen. named finds an entity by
   what one writes. */
typedef const struct catalogue_entity *plane_named(struct app *app, const char *name);
/* What that line opens, in words for the caller to own; null when it is none of these. */
char *plane_called(struct app *app, const char *line, plane_named *named);
/* Opens it. False: it is none of these. */
bool plane_run(struct app *app, const char *line, plane_named *named);
/* What the filter says outright of a new record (kind:appointment), into its values: it is to stand where one makes it. */
void plane_given(const struct catalogue_entity *entity, const char *filter, json_t *values);
#endif
