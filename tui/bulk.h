/* bulk.h: one change of many records: what can be done with them, what it would be done to, then the work itself. */
#ifndef TUI_BULK_H
#define TUI_BULK_H
#include <jansson.h>

struct app;
struct catalogue_entity;

/* chosen, an object: "ids" and perhaps "versions" of records, or "all" with the "filter", "search" and "trash" of their list; "n": how many, as far
   as is known. Stolen everywhere. */
void bulk_menu(struct app *app, const struct catalogue_entity *entity, json_t *chosen);
/* Asks the server what it would be done to, shows that, and does it when the person says so. verb: set, empty, tag, untag, delete, restore or an
   action; args: its fields or arguments, stolen, may be null. */
void bulk_ask(struct app *app, const struct catalogue_entity *entity, const char *verb, json_t *chosen, json_t *args);
/* The question itself. about, borrowed: {"params": of the verb bulk, "seen": what bulk_look answered, "label": what the action is called}. */
void bulk_question(struct app *app, const json_t *about);
/* What the verbs export, bulk and list take for it: a new object. */
json_t *bulk_narrowed(const json_t *chosen);
#endif
