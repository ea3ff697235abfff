/* field_kept.h: the cursor and the history of a field, as they are kept with what was typed. */
#ifndef TUI_FIELD_KEPT_H
#define TUI_FIELD_KEPT_H
#include <jansson.h>

#include "tui/field.h"

/* The last steps of undo and redo, [done, [text, cursor]…]; null: there is none. The caller owns it. */
json_t *field_keep(const struct field *f);
/* Puts them back under the text that stands there; null and what makes no sense: nothing. */
void field_take(struct field *f, const json_t *steps);
/* To the cluster that begins at or before that byte. */
void field_put_cursor(struct field *f, size_t cursor);
#endif
