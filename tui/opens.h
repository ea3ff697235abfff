/* opens.h: rows that speak of other records: Enter opens that one. */
#ifndef TUI_OPENS_H
#define TUI_OPENS_H
#include <stdbool.h>
#include <stdint.h>

struct app;
struct catalogue_entity;

/* Opens the record that the row speaks of, while the screen that owns state is still on top. False: rows of this entity speak of none. */
bool opens_show(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id);
/* Does to the row what is done when it is opened: what one is told of is read. */
void opens_then(struct app *app, const struct catalogue_entity *of, int64_t id);
#endif
