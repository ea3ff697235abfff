/* undo.h: a person's own saved changes, the newest first to be taken back, and then to be done again. No terminal and no server
   in here. A change is an object:
     {"label": "Dupont",			what it was about; of several records their kind, or what was done with them
      "did": "update",			what is said of it, where its first step is not the whole of it
      "each": true,				row by row (a bulk edit); else all of it or nothing
      "steps": [{"entity": "…", "id": 12,
                 "did": "update",		or insert, delete, restore
                 "from": 3, "to": 4,		the versions before and after; 0: not known, then none is compared
                 "before": {…}, "after": {…},	of an update: the fields as they were and as they became, with NAME.label of references
                 "label": "Dupont"}]}		of several: the record's name
   What only its counter-action takes back, or nothing:
     {"label": "…", "action": {"entity": "…", "verb": "…", "ids": [12], "made": 31}} */
#ifndef TUI_UNDO_H
#define TUI_UNDO_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNDO_MOST = 50 };

struct undo {
	json_t *done, *undone;		/* arrays of changes, the newest last; null: empty */
};
void undo_free(struct undo *u);
/* Something new was done: change is stolen; what was taken back before cannot be done again. One that changed nothing is none. */
void undo_push(struct undo *u, json_t *change);
/* One step of a change; before and after (may be null) are stolen. */
json_t *undo_step(const char *entity, int64_t id, const char *did, int from, int to, json_t *before, json_t *after);
/* The change that is next to be taken back (again: to be done again). Borrowed; null: there is none. */
json_t *undo_next(const struct undo *u, bool again);
/* The same taken off its pile, to be turned round; the caller owns it. */
json_t *undo_take(struct undo *u, bool again);
/* It could not be done just now: back to where it was; stolen. */
void undo_give_back(struct undo *u, bool again, json_t *change);
/* What the server is asked (the steps of its verb save), and which step of the change each is: the first of them that is sent is the
   one that was done last. New arrays. */
json_t *undo_request(const json_t *change, bool again, size_t from, size_t most);
size_t undo_step_of(const json_t *change, bool again, size_t sent);
/* The change (stolen) was taken back, or done again: results are the answers by what was sent ({"version"}; what was not done is null
   or has "ok": false, and is no part of the change any more). It can be turned round now; and others that knew a record as it is now
   again follow to its new version, so that they are one's own still. */
void undo_turned(struct undo *u, bool again, json_t *change, const json_t *results);
#endif
