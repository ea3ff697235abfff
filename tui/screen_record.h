/* screen_record.h: one record to be read, with what belongs to it. */
#ifndef TUI_SCREEN_RECORD_H
#define TUI_SCREEN_RECORD_H
#include "tui/screen.h"

struct catalogue_entity;
extern const struct screen_type screen_record;

/* Opens a record. notices (may be null; stolen): warnings and duplicates that the save before answered. */
void record_show(struct app *app, const struct catalogue_entity *entity, int64_t id, json_t *notices);
/* A new record of another kind that belongs to the one on top. False: none is, or that kind does not belong to it. */
bool record_create_related(struct app *app, const struct catalogue_entity *other);
/* The record is no more: its screen closes if it is on top. */
void record_close(struct app *app, const struct catalogue_entity *entity, int64_t id);
#endif
