/* screen_list.h: records of one kind, a page at a time. */
#ifndef TUI_SCREEN_LIST_H
#define TUI_SCREEN_LIST_H
#include "tui/screen.h"

struct catalogue_entity;
extern const struct screen_type screen_list;

/* Opens a list. fixed: a filter that stays (the records that belong to another one), or null; why: what the title says
   of it, or null. Both are copied. */
void list_show(struct app *app, const struct catalogue_entity *entity, const char *fixed, const char *why);
/* What belongs to a record, one kind of it: a tab beside its others. */
struct list_tabs {
	const struct catalogue_entity *of;
	size_t at;			/* among what is related to those */
	int64_t id;
	char *name;			/* of the record */
	json_t *counts;			/* "entity.field" → how many, as text; may be null */
};
/* What tabs holds is copied. */
void list_show_related(struct app *app, const struct list_tabs *tabs);
/* The same with something searched already. */
void list_show_search(struct app *app, const struct catalogue_entity *entity, const char *search);
/* The same with a filter as people write it and an order ("-created_at,city") too; each may be null. */
void list_show_asked(struct app *app, const struct catalogue_entity *entity, const char *search, const char *filter, const char *sort);
/* A list from which one record is taken for `owner`; taken is called after it has closed. */
typedef void list_taken(struct app *app, void *owner, int64_t id, const char *label);
void list_take(struct app *app, const struct catalogue_entity *entity, const char *search, void *owner, list_taken *taken);
/* `view NAME`, in English or in the person's language: for the palette and the start screen. What it opens, in words for the caller to own;
   null: the line is another one. */
char *list_view_called(struct app *app, const char *line);
/* Opens it, once the server answered. False: the line is another one. */
bool list_view_run(struct app *app, const char *line);
/* What the list on top was narrowed to: a filter in names of fields and words, for the caller to own; null where there is none. */
void list_asked(struct app *app, char **filter, char **search);
/* The record beside that one in the list that lies below the screen with this state, or 0: for going through a list record by record.
   The list's cursor goes with it. */
int64_t list_neighbour(struct app *app, const void *state, const struct catalogue_entity *entity, int64_t id, int step);
#endif
