/* list_shape.h: the SQL text and columns of a list, made by the database once a shape and kept by the desk. */
#ifndef SERVER_LIST_SHAPE_H
#define SERVER_LIST_SHAPE_H
#include <jansson.h>
#include <stdbool.h>

#include "server/rows.h"

struct request;

struct list_shape {
	int refs;
	char *sql;
	struct columns *columns;
};

/* From an answer of ui.list_sql. Null when it is none. */
struct list_shape *list_shape_new(const char *text);
void list_shape_unref(struct list_shape *shape);
/* Puts the shape into request->shape, asking the database when needed, then goes on. shape is taken. */
void list_shape_want(struct request *r, const char *entity, json_t *shape, void (*next)(struct request *r));
/* The query of filter, search, during and trash, as the finder takes it; the caller owns it. Null when the request was answered with
   what is wrong. */
json_t *list_query(struct request *r);
/* Does the finder answer it? Else a list is walked in its order. */
bool list_is_found(const json_t *query);
/* The order of a list for which nobody named one: by the field of a filter's only range (mileage>100000, next_inspection:..2026-12),
   which is what the reader looks at, and what an index can walk; of what takes place on some days, by its beginning. Null: the
   entity's own order. The caller owns it. */
json_t *list_sort_of(const json_t *query, const json_t *entity);
#endif
