/* undo_parts.h: what the files behind `u` and `U` share: app_undo.c sends, undo_told.c says, undo_refused.c settles what did not go,
   undo_counter.c offers what goes the other way. */
#ifndef TUI_UNDO_PARTS_H
#define TUI_UNDO_PARTS_H
#include "tui/app.h"

struct remote_error;

/* Turns a change (stolen) round: all of it or nothing, or each step by itself. */
void undo_send(struct app *app, json_t *change, bool again, bool each);
/* « Dupont – Ville : Lyon → Paris », of what was turned; the caller owns it. */
char *undo_said(struct app *app, const json_t *change, bool again, size_t good);
/* What one step is about: its label, that of the change, or the kind and number of the record. The caller owns it. */
char *undo_name(struct app *app, const json_t *change, const json_t *step);
/* The change as a whole was not taken: says why, opens the merge, or asks. change is borrowed. */
void undo_refused(struct app *app, const json_t *change, bool again, const struct remote_error *error);
/* Some records of several: [{"step", "why": {"message"}, "again"}…], line by line. */
void undo_report(struct app *app, const json_t *refused, size_t good);
/* What an action did: its counter-action is asked for, or why there is none is said. change is stolen. */
void undo_counter(struct app *app, json_t *change);
#endif
