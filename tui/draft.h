/* draft.h: rows that are drafts of other records: opened as the form of what they shall become. */
#ifndef TUI_DRAFT_H
#define TUI_DRAFT_H
#include <stdbool.h>
#include <stdint.h>

struct app;
struct catalogue_entity;

/* Opens a row as a new record of what it is a draft of, while the screen that owns state is still on top (null: whatever is). False: rows
   of this entity are no drafts, or not for this person. */
bool draft_open(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id);
#endif
