/* stream_list.c: list to a pipe and export: exactly the list asked for, from one snapshot, in constant memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/list_shape.h"
#include "server/rows.h"
#include "server/stream_calendar.h"
#include "server/stream_table.h"
#include "shared/filter.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FETCH_ROWS = 1000, FIND_ROWS = 5000 };

struct listing {
	struct stream *stream;
	const char *entity;
	bool export;
	const struct table_format *format;
	json_t *asked;			/* columns in the order asked for; null: the list's own */
	json_t *sort, *query;		/* sort may be null */
	char *search, *filter;		/* null: none */
	bool find;
	char *after;			/* a cursor's own text */
	int64_t limit;			/* -1: all */
	char *sql;
	json_t *selected;		/* "columns" of ui.list_sql */
};

static void
listing_free(struct listing *l)
{
	json_decref(l->asked);
	json_decref(l->sort);
	json_decref(l->query);
	json_decref(l->selected);
	free(l->search);
	free(l->filter);
	free(l->after);
	free(l->sql);
}

/* Names as an array: from one, or from "a,b". Null: none. */
static json_t *
names_of(json_t *value)
{
	json_t *made;
	const char *p = json_string_value(value);

	if (json_is_array(value))
		return json_array_size(value) > 0 ? json_incref(value) : NULL;
	if (p == NULL || *p == '\0')
		return NULL;
	made = json_array();
	for (;;) {
		size_t n = strcspn(p, ",");
		if (n > 0)
			json_array_append_new(made, json_stringn(p, n));
		if (p[n] == '\0')
			break;
		p += n + 1;
	}
	return made;
}

/* What a saved view says where the request says nothing. */
static bool
read_view(struct listing *l, enum status *status)
{
	struct stream *s = l->stream;
	const char *name = stream_text(s, "view"), *values[] = {l->entity, name};
	json_t *view, *text;

	if (name == NULL)
		return true;
	view = stream_json(s, "select app.view($1, $2)", 2, values, status);
	if (view == NULL) {
		if (*status == STATUS_OK)
			*status = stream_say(s, STATUS_REFUSED, N_("There is no view “{name}” here."), json_pack("{s:s}", "name", name));
		return false;
	}
	if (l->asked == NULL)
		l->asked = names_of(json_object_get(view, "columns"));
	if (l->sort == NULL)
		l->sort = names_of(json_object_get(view, "sort"));
	if (l->filter == NULL && json_string_length(text = json_object_get(view, "filter")) > 0)
		l->filter = xstrdup(json_string_value(text));
	if (l->search == NULL && json_string_length(text = json_object_get(view, "search")) > 0)
		l->search = xstrdup(json_string_value(text));
	json_decref(view);
	return true;
}

/* Today where the company is. */
static bool
today_of(struct stream *s, struct date *today, enum status *status)
{
	static const struct date_reading iso = {.today = {1970, 1, 1}, .bias = DATE_PLAIN, .month_first = false};
	const char *values[] = {s->time_zone};
	PGresult *result = stream_query(s, "select (now() at time zone $1)::date", 1, values, status);
	bool ok = result != NULL && date_read(PQgetvalue(result, 0, 0), &iso, today);

	PQclear(result);
	return ok;
}

static bool
read_query(struct listing *l, const json_t *entity, enum status *status)
{
	struct stream *s = l->stream;
	struct filter_dates how = {.language = s->language};
	json_t *ast = NULL;
	char *why = NULL;

	l->query = json_object();
	if (l->filter != NULL) {
		if (!today_of(s, &how.today, status))
			return false;
		*status = filter_parse(l->filter, &how, &ast, &why);
		if (*status != STATUS_OK) {
			stream_say(s, *status, why, NULL);
			free(why);
			return false;
		}
		if (ast != NULL)
			json_object_set_new(l->query, "filter", ast);
	}
	if (l->search != NULL)
		json_object_set_new(l->query, "term", json_string(l->search));
	if (stream_text(s, "during") != NULL)
		json_object_set_new(l->query, "during", json_string(stream_text(s, "during")));
	if (stream_flag(s, "trash"))
		json_object_set_new(l->query, "trash", json_true());
	if (l->sort == NULL)
		l->sort = list_sort_of(l->query, entity);
	if (l->sort != NULL)
		json_object_set(l->query, "sort", l->sort);
	if (l->export)
		json_object_set_new(l->query, "export", json_true());
	l->find = list_is_found(l->query);
	return true;
}

/* The fields that have a place in a card, when nobody said which. False: none has. */
static bool
card_columns(struct listing *l, const json_t *entity, enum status *status)
{
	static const char *const kinds[] = {"email", "phone", "url"};
	json_t *names = json_pack("[s,s]", "id", "updated_at"), *field, *label = json_object_get(entity, "label");
	size_t i;
	bool some = false;

	json_array_foreach(json_object_get(entity, "fields"), i, field) {
		const char *format = json_string_value(json_object_get(field, "format"));
		bool fits = json_object_get(field, "vcard") != NULL && !json_is_object(json_object_get(entity, "calendar")), named = json_equal(json_object_get(field, "name"), label) == 1;

		for (size_t k = 0; k < sizeof kinds / sizeof *kinds && format != NULL; k++)
			fits |= strcmp(kinds[k], format) == 0;
		if ((!fits && !named) || json_is_true(json_object_get(field, "masked")))
			continue;
		some |= fits;
		json_array_append(names, json_object_get(field, "name"));
	}
	json_decref(l->asked);
	l->asked = names;
	if (!some)
		*status = stream_say(l->stream, STATUS_MISUSE, N_("{title_label} have nothing that a card can hold. Use csv or xlsx."),
		    json_pack("{s:O}", "title_label", json_object_get(entity, "title")));
	return some;
}

/* by_query: an ordered list of the query's rows, instead of the finder. */
static bool
ask_sql(struct listing *l, bool by_query, enum status *status)
{
	json_t *shape = json_pack("{s:s,s:b,s:b,s:b}", "by", l->find && !by_query ? "find" : "order", "after", l->after != NULL, "trash",
	    stream_flag(l->stream, "trash"), "export", l->export);
	const char *only = json_array_size(l->asked) == 1 ? json_string_value(json_array_get(l->asked, 0)) : NULL, *values[2];
	json_t *answer;
	char *text;

	if (only != NULL && strcmp(only, "*") == 0) {
		json_object_set_new(shape, "columns", json_string("*"));
		json_decref(l->asked);
		l->asked = NULL;
	} else if (l->asked != NULL) {
		json_object_set(shape, "columns", l->asked);
	}
	if (l->sort != NULL)
		json_object_set(shape, "sort", l->sort);
	if (by_query)
		json_object_set(shape, "query", l->query);
	text = json_dumps(shape, JSON_COMPACT);
	values[0] = l->entity;
	values[1] = text;
	answer = stream_json(l->stream, "select ui.list_sql($1, $2::jsonb)", 2, values, status);
	free(text);
	json_decref(shape);
	if (answer == NULL)
		return false;
	free(l->sql);
	json_decref(l->selected);
	l->sql = xstrdup(json_string_value(json_object_get(answer, "sql")));
	l->selected = json_incref(json_object_get(answer, "columns"));
	json_decref(answer);
	return true;
}

/* The columns that go out. Scripts get the number of each row unless they chose columns; a list shows it to people too. */
static struct table_columns
columns_of(const struct listing *l, const json_t *entity)
{
	json_t *implied = json_pack("[s]", (l->export && l->format->for_people) || l->format->on_paper ? "" : "id");
	struct table_columns made;

	if (strcmp(l->format->name, "json") == 0 || strcmp(l->format->name, "jsonl") == 0)
		json_array_append_new(implied, json_string("version"));
	made = table_columns_new(entity, l->selected, l->asked ? l->asked : implied, l->format->for_people, l->stream->language);
	json_decref(implied);
	return made;
}

static bool
send_fetch(struct stream *s, enum status *status)
{
	static char fetch[40];

	snprintf(fetch, sizeof fetch, "fetch %d from listing", (int)FETCH_ROWS);
	if (PQsendQuery(s->db, fetch) == 1)
		return true;
	*status = stream_failed(s, NULL);
	return false;
}

static PGresult *
take_result(struct stream *s, enum status *status)
{
	PGresult *first = PQgetResult(s->db), *more;

	while ((more = PQgetResult(s->db)) != NULL)
		PQclear(more);
	if (PQresultStatus(first) == PGRES_TUPLES_OK)
		return first;
	*status = stream_failed(s, first);
	PQclear(first);
	return NULL;
}

/* Ordered lists come through a cursor; the next rows are fetched while these are written. */
static bool
walk(struct listing *l, struct stream_table *t, enum status *status)
{
	struct stream *s = l->stream;
	char number[24], *declare = xasprintf("declare listing no scroll cursor for %s", l->sql);
	const char *values[2] = {l->limit >= 0 ? number : NULL, l->after};
	PGresult *rows;
	bool more = true;

	snprintf(number, sizeof number, "%lld", (long long)l->limit);
	rows = stream_query(s, declare, l->after ? 2 : 1, values, status);
	free(declare);
	if (rows == NULL || !send_fetch(s, status)) {
		PQclear(rows);
		return false;
	}
	PQclear(rows);
	while (more) {
		if ((rows = take_result(s, status)) == NULL)
			return false;
		more = PQntuples(rows) == FETCH_ROWS;
		if (more && !send_fetch(s, status)) {
			PQclear(rows);
			return false;
		}
		if (!stream_table_rows(t, rows)) {
			PQclear(rows);
			if (more)
				PQclear(take_result(s, status));
			return true;	/* stream_table_close says why */
		}
		PQclear(rows);
	}
	return true;
}

/* The finder has the first rows at once, and a short answer whole. Its pages are not for a long one, where each would gather all
   hits again: the rest is walked in order, each row looked at once. */
static bool
find(struct listing *l, struct stream_table *t, enum status *status)
{
	int page = l->limit >= 0 && l->limit < FIND_ROWS ? (int)l->limit : FIND_ROWS;
	const char *values[1];
	PGresult *rows;
	bool ok, more;
	char *text;

	if (page == 0)
		return true;
	json_object_set_new(l->query, "limit", json_integer(page));
	if (l->after != NULL)
		json_object_set_new(l->query, "after", json_loads(l->after, 0, NULL));
	values[0] = text = json_dumps(l->query, JSON_COMPACT);
	rows = stream_query(l->stream, l->sql, 1, values, status);
	free(text);
	if (rows == NULL)
		return false;
	l->limit -= l->limit >= 0 ? PQntuples(rows) : 0;
	more = PQntuples(rows) == page && l->limit != 0;
	if (more) {
		free(l->after);
		l->after = xstrdup(PQgetvalue(rows, page - 1, PQnfields(rows) - 1));
	}
	ok = stream_table_rows(t, rows);
	PQclear(rows);
	if (!ok || !more)
		return true;	/* stream_table_close says what is wrong */
	return ask_sql(l, true, status) && walk(l, t, status);
}

/* What list it is, for whoever holds it on paper. The caller owns it. */
static char *
about_of(const struct listing *l)
{
	const struct stream *s = l->stream;
	const struct { const char *label, *value; } facts[] = {{N_("View"), stream_text(s, "view")}, {N_("Filter"), l->filter}, {N_("Search"), l->search}};
	struct buf text = BUF_EMPTY;

	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (facts[i].value != NULL && *facts[i].value != '\0') {
			buf_printf(&text, "%s\t", translate(s->language, facts[i].label));
			column_safe(&text, facts[i].value, strlen(facts[i].value));
			buf_byte(&text, '\n');
		}
	if (stream_flag(s, "trash"))
		buf_printf(&text, "%s\t%s\n", translate(s->language, N_("View")), translate(s->language, N_("Bin")));
	return buf_steal(&text);
}

static enum status
run_in_snapshot(struct listing *l)
{
	struct stream *s = l->stream;
	enum status status = STATUS_OK;
	const json_t *entity = stream_entity(s, l->entity, &status);
	struct stream_table t;
	struct table_columns columns;
	char *uid, *about;
	bool ok;

	if (entity == NULL || !stream_table_zone(s, l->format, &status) || !read_view(l, &status) || !read_query(l, entity, &status))
		return status;
	if (l->format->calendar ? !calendar_columns(s, entity, &l->asked, &status)
		: l->format->needs_fit_columns && l->asked == NULL && !card_columns(l, entity, &status))
		return status;
	if (!ask_sql(l, false, &status))
		return status;
	uid = xasprintf("%s:%s", s->slug, l->entity);
	about = about_of(l);
	columns = columns_of(l, entity);
	if (l->format->calendar)
		calendar_hints(&columns, entity);
	const struct stream_head head = {.title = json_string_value(json_object_get(entity, "title")), .uid = uid, .about = about};
	stream_table_open(&t, s, l->format, columns, &head);
	ok = !l->format->calendar || calendar_series(&t, l->entity, &status);
	ok = !ok ? false : l->find ? find(l, &t, &status) : walk(l, &t, &status);
	if (!ok) {
		stream_table_drop(&t);
	} else {
		int64_t rows = t.writer->rows;
		status = stream_table_close(&t);
		if (status == STATUS_OK && stream_flag(s, "count"))
			stream_say(s, status, N_("{count} rows."), json_pack("{s:I}", "count", (json_int_t)rows));
	}
	free(uid);
	free(about);
	return status;
}

static enum status
run(struct stream *s, bool export, const char *preset)
{
	struct listing l = {.stream = s, .entity = stream_text(s, "entity"), .export = export, .limit = stream_integer(s, "limit", -1)};
	const char *after = stream_text(s, "after"), *text;
	enum status status = STATUS_OK;

	if (l.limit < -1)
		return stream_say(s, STATUS_MISUSE, N_("A limit is a number of rows."), NULL);
	if ((l.format = stream_table_format(s, preset, &status)) == NULL)
		return status;
	if (after != NULL && (l.after = cursor_read(after)) == NULL)
		return stream_say(s, STATUS_MISUSE, N_("This cursor is not one of ours."), NULL);
	l.asked = names_of(json_object_get(s->params, "columns"));
	l.sort = names_of(json_object_get(s->params, "sort"));
	l.filter = (text = stream_text(s, "filter")) != NULL ? xstrdup(text) : NULL;
	l.search = (text = stream_text(s, "search")) != NULL && *text != '\0' ? xstrdup(text) : NULL;
	if (stream_begin(s, "transaction isolation level repeatable read, read only", &status)) {
		status = run_in_snapshot(&l);
		stream_rollback(s);	/* nothing was written */
	}
	listing_free(&l);
	return status;
}

enum status
stream_list(struct stream *s)
{
	return run(s, false, "table");
}

enum status
stream_export(struct stream *s)
{
	return run(s, true, "xlsx");
}

enum status
stream_calendar(struct stream *s)
{
	return run(s, false, "ics");	/* who may read it may take it along */
}
