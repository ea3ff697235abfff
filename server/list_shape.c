/* list_shape.c: what a list asks for, and its SQL text and columns, made by the database once a shape and kept by the desk. */
#include "server/list_shape.h"

#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/pool.h"
#include "server/stamp.h"
#include "server/zone.h"
#include "shared/buf.h"
#include "shared/filter.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

struct list_shape *
list_shape_new(const char *text)
{
	json_t *answer = text ? json_loads(text, 0, NULL) : NULL;
	const char *sql = json_string_value(json_object_get(answer, "sql"));
	struct columns *columns = columns_new(json_object_get(answer, "columns"));
	struct list_shape *shape = NULL;

	if (sql != NULL && columns != NULL) {
		shape = xcalloc(1, sizeof *shape);
		shape->refs = 1;
		shape->sql = xstrdup(sql);
		shape->columns = columns;
	} else {
		columns_free(columns);
	}
	json_decref(answer);
	return shape;
}

void
list_shape_unref(struct list_shape *shape)
{
	if (shape == NULL || --shape->refs > 0)
		return;
	columns_free(shape->columns);
	free(shape->sql);
	free(shape);
}

static void
hold(struct request *r, struct list_shape *shape)
{
	list_shape_unref(r->shape);
	r->shape = shape;
	shape->refs++;
}

/* r->key is the entity and the shape, which ui.list_sql takes, with a null byte between; the cache's key has the stamp before it. */
static struct buf
cache_key(const struct request *r, const char *stamp)
{
	struct buf key = BUF_EMPTY;

	buf_str(&key, stamp);
	buf_byte(&key, '\n');
	buf_add(&key, r->key, r->key_length);
	return key;
}

static void
got_shape(struct request *r, struct query *q)
{
	const char *stamp = query_value(q, 0);
	struct list_shape *shape = list_shape_new(query_value(q, 1));
	void (*then)(struct request *) = r->then;
	struct buf key;

	if (stamp == NULL || shape == NULL) {
		list_shape_unref(shape);
		request_fail(r, STATUS_INTERNAL, NULL, NULL, NULL);
		return;
	}
	stamp_learn(r, stamp);
	key = cache_key(r, stamp);
	lru_put(r->desk->shapes, key.bytes, key.length, shape);
	buf_free(&key);
	hold(r, shape);
	r->then = NULL;
	then(r);
}

static void
ask_shape(struct request *r)
{
	const char *values[] = {r->key, r->key + strlen(r->key) + 1};
	struct query *q = query_new(r->who, false);

	query_add(q, "select ui.stamp()", true, 0, NULL);
	query_add(q, "select ui.list_sql($1, $2::jsonb)", true, 2, values);
	request_query_or(r, q, got_shape, r->otherwise);
}

static void
find_shape(struct request *r)
{
	void (*then)(struct request *) = r->then;
	const char *stamp = stamp_believed(r);
	struct list_shape *found = NULL;
	struct buf key;

	if (stamp != NULL) {
		key = cache_key(r, stamp);
		found = lru_get(r->desk->shapes, key.bytes, key.length);
		buf_free(&key);
	}
	if (found == NULL) {
		ask_shape(r);
		return;
	}
	hold(r, found);
	r->then = NULL;
	then(r);
}

void
list_shape_want(struct request *r, const char *entity, json_t *shape, void (*next)(struct request *r))
{
	char *text = json_dumps(shape, JSON_COMPACT | JSON_SORT_KEYS);
	struct buf key = BUF_EMPTY;

	json_decref(shape);
	buf_add(&key, entity, strlen(entity) + 1);
	buf_str(&key, text);
	free(text);
	free(r->key);
	r->key_length = key.length;
	r->key = buf_steal(&key);
	r->then = next;
	stamp_want(r, find_shape);
}

json_t *
list_query(struct request *r)
{
	const char *filter = request_string(r, "filter"), *search = request_string(r, "search"),
	    *during = request_string(r, "during");
	json_t *query = json_object(), *ast = NULL;
	char *why = NULL;

	if (filter != NULL) {
		struct filter_dates how = {.today = zone_today(r->who->time_zone), .language = r->who->language};

		if (filter_parse(filter, &how, &ast, &why) != STATUS_OK) {
			json_decref(query);
			request_fail(r, STATUS_MISUSE, why, NULL, "filter");
			free(why);
			return NULL;
		}
	}
	if (ast != NULL && !json_is_null(ast))
		json_object_set(query, "filter", ast);
	json_decref(ast);
	if (search != NULL && *search != '\0')
		json_object_set_new(query, "term", json_string(search));
	if (during != NULL)
		json_object_set_new(query, "during", json_string(during));
	if (request_flag(r, "trash"))
		json_object_set_new(query, "trash", json_true());
	return query;
}

bool
list_is_found(const json_t *query)
{
	return json_object_get(query, "filter") != NULL || json_object_get(query, "term") != NULL || json_object_get(query, "during") != NULL;
}

static bool
is_range(const json_t *term)
{
	static const char *const ops[] = {"<", "<=", ">", ">=", "range"};
	const char *op = json_string_value(json_object_get(term, "op"));

	for (size_t i = 0; op != NULL && i < sizeof ops / sizeof *ops; i++)
		if (strcmp(op, ops[i]) == 0)
			return true;
	return false;
}

json_t *
list_sort_of(const json_t *query, const json_t *entity)
{
	const json_t *filter = json_object_get(query, "filter"), *terms = json_object_get(filter, "and"), *each, *found = NULL;
	const char *field;
	size_t i;

	field = json_string_value(json_object_get(json_object_get(entity, "calendar"), "start"));
	if (json_object_get(query, "during") != NULL && field != NULL)
		return json_pack("[s]", field);

	if (terms == NULL && is_range(filter))
		found = filter;
	json_array_foreach(terms, i, each) {
		if (!is_range(each))
			continue;
		if (found != NULL)
			return NULL;
		found = each;
	}
	field = json_string_value(json_object_get(found, "field"));
	if (field == NULL || !json_is_true(json_object_get(catalogue_field(entity, field), "sortable")))
		return NULL;
	return json_pack("[s]", field);
}
