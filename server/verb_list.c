/* verb_list.c: list, count, show, and which of some rows a person may see. */
#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/list_shape.h"
#include "server/verb_run.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LIMIT_PRESET = 50, LIMIT_MOST = 1000, COUNT_CAP = 10000 };

struct list {
	json_t *query;		/* what the finder and the counter take */
	json_t *implied;	/* the order, where the filter's range says it; else null */
	char *after;		/* the cursor's own text */
	int limit;
	bool find;
};

static void
list_free(void *state)
{
	struct list *l = state;

	json_decref(l->query);
	json_decref(l->implied);
	free(l->after);
	free(l);
}

static void
add_count(struct request *r, struct query *q, json_t *query, int64_t cap)
{
	char *text = json_dumps(query, JSON_COMPACT), *most = xasprintf("%lld", (long long)cap);
	const char *values[] = {request_string(r, "entity"), text, most};

	query_add(q, "select app.count($1, $2, $3)", true, 3, values);
	free(text);
	free(most);
}

static void
write_count(struct buf *out, const char *value, const char *capped_name)
{
	long long n = value ? strtoll(value, NULL, 10) : 0;

	buf_printf(out, "\"count\":%lld,\"%s\":%s", n > COUNT_CAP ? (long long)COUNT_CAP : n, capped_name, n > COUNT_CAP ? "true" : "false");
}

static void
list_answer(struct request *r, struct query *q)
{
	struct list *l = r->state;
	const PGresult *rows = query_result(q, 0);
	int count = PQntuples(rows) > l->limit ? l->limit : PQntuples(rows);

	buf_str(&r->out, "{\"rows\":");
	count = rows_write(&r->out, r->shape->columns, rows, count, r->page_most, r->who->language);
	buf_str(&r->out, ",\"next\":");
	if (PQntuples(rows) > count && count > 0)
		cursor_write(&r->out, r->shape->columns, rows, count - 1);
	else
		buf_str(&r->out, "null");
	if (l->implied != NULL) {
		buf_str(&r->out, ",\"sort\":[");
		buf_json_str(&r->out, json_string_value(json_array_get(l->implied, 0)));
		buf_byte(&r->out, ']');
	}
	if (request_flag(r, "count")) {
		buf_byte(&r->out, ',');
		write_count(&r->out, query_value(q, 1), "count_capped");
	}
	buf_byte(&r->out, '}');
	request_answer(r);
}

static void
list_ask(struct request *r)
{
	struct list *l = r->state;
	struct query *q = query_new(r->who, false);
	char number[16], *text = NULL;
	const char *values[2] = {number, l->after};

	if (l->find) {
		json_object_set_new(l->query, "limit", json_integer(l->limit + 1));
		if (json_is_array(json_object_get(r->params, "sort")))
			json_object_set(l->query, "sort", json_object_get(r->params, "sort"));
		if (l->after != NULL)
			json_object_set_new(l->query, "after", json_loads(l->after, 0, NULL));
		values[0] = text = json_dumps(l->query, JSON_COMPACT);
	} else {
		snprintf(number, sizeof number, "%d", l->limit + 1);
	}
	query_add(q, r->shape->sql, true, !l->find && l->after ? 2 : 1, values);
	free(text);
	if (request_flag(r, "count"))
		add_count(r, q, l->query, COUNT_CAP + 1);
	request_query(r, q, list_answer);
}

/* The few lengths of page that texts are made for: what is asked for, rounded up. */
static int
page_class(int rows)
{
	return rows <= LIMIT_PRESET + 1 ? LIMIT_PRESET + 1 : rows <= 201 ? 201 : LIMIT_MOST + 1;
}

static json_t *
list_shape(struct request *r, const struct list *l)
{
	json_t *shape = json_object(), *columns = json_object_get(r->params, "columns");
	const char *only = json_array_size(columns) == 1 ? json_string_value(json_array_get(columns, 0)) : NULL;

	json_object_set_new(shape, "by", json_string(l->find ? "find" : "order"));
	if (!l->find)
		json_object_set_new(shape, "limit", json_integer(page_class(l->limit + 1)));
	if (only != NULL && strcmp(only, "*") == 0)
		json_object_set_new(shape, "columns", json_string("*"));
	else if (json_array_size(columns) > 0)
		json_object_set(shape, "columns", columns);
	if (json_array_size(json_object_get(r->params, "sort")) > 0)
		json_object_set(shape, "sort", json_object_get(r->params, "sort"));
	if (l->after != NULL)
		json_object_set_new(shape, "after", json_true());
	if (request_flag(r, "trash"))
		json_object_set_new(shape, "trash", json_true());
	return shape;
}

/* The catalogue knows which fields a list can be sorted by, and when something takes place. */
static void
list_sorted(struct request *r)
{
	struct list *l = r->state;
	const json_t *entity = catalogue_entity(r->catalogue, request_string(r, "entity"));

	if (entity != NULL && (l->implied = list_sort_of(l->query, entity)) != NULL)
		json_object_set(r->params, "sort", l->implied);
	list_shape_want(r, request_string(r, "entity"), list_shape(r, l), list_ask);
}

static void
list_go(struct request *r)
{
	int64_t limit = request_integer(r, "limit", LIMIT_PRESET);
	const char *after = request_string(r, "after");
	struct list *l;

	if (limit < 1 || limit > LIMIT_MOST) {
		request_fail(r, STATUS_MISUSE, N_("A page has 1 to {most} rows."), json_pack("{s:i}", "most", LIMIT_MOST), "limit");
		return;
	}
	l = xcalloc(1, sizeof *l);
	r->state = l;
	r->state_free = list_free;
	l->limit = (int)limit;
	if (after != NULL && (l->after = cursor_read(after)) == NULL) {
		request_fail(r, STATUS_MISUSE, N_("This cursor is not one of ours."), NULL, "after");
		return;
	}
	if ((l->query = list_query(r)) == NULL)
		return;
	l->find = list_is_found(l->query);
	if (json_array_size(json_object_get(r->params, "sort")) == 0 && l->find)
		catalogue_want(r, list_sorted);
	else
		list_shape_want(r, request_string(r, "entity"), list_shape(r, l), list_ask);
}

/* A saved view says what the request does not: what is asked for by name wins. */
static void
got_view(struct request *r, struct query *q)
{
	static const char *const parts[] = {"columns", "filter", "search", "sort"};
	const char *value = query_value(q, 0);
	json_t *view = value ? json_loads(value, 0, NULL) : NULL;

	if (view == NULL) {
		request_fail(r, STATUS_REFUSED, N_("There is no view “{name}” here."),
		    json_pack("{s:s}", "name", request_string(r, "view")), "view");
		return;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		json_t *part = json_object_get(view, parts[i]);
		if (part != NULL && !json_is_null(part) && json_object_get(r->params, parts[i]) == NULL)
			json_object_set(r->params, parts[i], part);
	}
	json_decref(view);
	json_object_del(r->params, "view");
	list_go(r);
}

static void
with_view(struct request *r)
{
	const char *values[] = {request_string(r, "entity"), request_string(r, "view")};
	struct query *q;

	if (values[1] == NULL) {
		list_go(r);
		return;
	}
	q = query_new(r->who, false);
	query_add(q, "select app.view($1, $2)", true, 2, values);
	request_query(r, q, got_view);
}

void
verb_list(struct request *r)
{
	with_view(r);
}

static void
count_answer(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);

	buf_byte(&r->out, '{');
	if (request_flag(r, "exact"))
		buf_printf(&r->out, "\"count\":%s,\"capped\":false", value ? value : "0");
	else
		write_count(&r->out, value, "capped");
	buf_byte(&r->out, '}');
	request_answer(r);
}

void
verb_count(struct request *r)
{
	json_t *query;
	struct query *q;

	/* No further than a page of numbers it is as cheap as a list. */
	if (request_flag(r, "exact") && !rate_allows(r->desk, r->who, RATE_SEARCH)) {
		request_fail(r, STATUS_LATER, N_("That is a lot at once. Please try again in a moment."), NULL, NULL);
		return;
	}
	query = list_query(r);
	if (query == NULL)
		return;
	q = query_new(r->who, false);
	add_count(r, q, query, request_flag(r, "exact") ? INT32_MAX : COUNT_CAP + 1);
	json_decref(query);
	request_query(r, q, count_answer);
}

static void
write_json(struct request *r, const char *name, const char *text)
{
	json_t *value = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
	char *dumped;

	answer_translate(value, r->who->language);
	dumped = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	buf_printf(&r->out, ",\"%s\":", name);
	buf_str(&r->out, dumped ? dumped : "[]");
	free(dumped);
	json_decref(value);
}

static void
show_answer(struct request *r, struct query *q)
{
	const PGresult *rows = query_result(q, 0);
	const struct columns *c = r->shape->columns;
	const char *files = query_value(q, 2);

	if (PQntuples(rows) == 0) {
		request_fail(r, STATUS_REFUSED, N_("There is no such record."), NULL, "id");
		return;
	}
	buf_str(&r->out, "{\"row\":");
	row_write(&r->out, c, rows, 0, r->who->language);
	write_json(r, "actions", c->actions >= 0 ? PQgetvalue(rows, 0, c->actions) : NULL);
	write_json(r, "warnings", query_value(q, 1));
	buf_printf(&r->out, ",\"files\":%s}", files ? files : "0");
	request_answer(r);
}

static void
show_ask(struct request *r)
{
	char ids[32];
	const char *row[] = {ids}, *both[] = {request_string(r, "entity"), request_text(r, "id")};
	struct query *q = query_new(r->who, false);

	snprintf(ids, sizeof ids, "{%s}", both[1]);
	query_add(q, r->shape->sql, true, 1, row);
	query_add(q, "select app.warnings($1, $2)", true, 2, both);
	query_add(q, "select jsonb_array_length(app.files($1, $2))", true, 2, both);
	request_query(r, q, show_answer);
}

void
verb_show(struct request *r)
{
	list_shape_want(r, request_string(r, "entity"), json_pack("{s:s,s:s,s:b}", "columns", "*", "by", "ids", "actions", 1), show_ask);
}

/* seen: of the ids given, those that this person may read. Live events ask before they tell. */
static void
seen_answer(struct request *r, struct query *q)
{
	const PGresult *rows = query_result(q, 0);

	buf_byte(&r->out, '[');
	for (int i = 0; i < PQntuples(rows); i++) {
		if (i > 0)
			buf_byte(&r->out, ',');
		buf_str(&r->out, PQgetvalue(rows, i, 0));
	}
	buf_byte(&r->out, ']');
	request_answer(r);
}

static void
seen_ask(struct request *r)
{
	const char *values[] = {request_text(r, "ids")};
	struct query *q = query_new(r->who, false);

	query_add(q, r->shape->sql, true, 1, values);
	request_query(r, q, seen_answer);
}

static void
seen_by_rights(struct request *r)
{
	const char *entity = request_string(r, "entity");
	const json_t *declared = catalogue_entity(r->catalogue, entity);
	const char *read = json_string_value(json_object_get(json_object_get(declared, "rights"), "read"));

	if (read == NULL || strcmp(read, "none") == 0)
		request_answer_json(r, json_array());
	else if (strcmp(read, "all") == 0 && json_object_get(declared, "within") == NULL)
		request_answer_json(r, json_incref(json_object_get(r->params, "ids")));
	else
		list_shape_want(r, entity, json_pack("{s:[s],s:s}", "columns", "id", "by", "ids"), seen_ask);
}

void
verb_seen(struct request *r)
{
	catalogue_want(r, seen_by_rights);
}
