/* saved_by.h: a sentence about who saved a record just now. */
#ifndef TUI_SAVED_BY_H
#define TUI_SAVED_BY_H
#include <jansson.h>

struct app;
struct catalogue_entity;

/* Fills {name} and {when} of the row's last change into `other`, or into `own` when it was the person who looks. The caller owns it. */
char *saved_by(struct app *app, const struct catalogue_entity *entity, const json_t *row, const char *other, const char *own);
#endif
