/* sheet.c: what a document of a record says, read from the catalogue and the database. */
#include "server/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LINES_MOST = 1000, RELATED_MOST = 50, COLUMNS_MOST = 8 };

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static const json_t *
field_of(const json_t *entity, const char *name)
{
	json_t *field;
	size_t i;

	json_array_foreach(json_object_get(entity, "fields"), i, field)
		if (same(text_of(field, "name"), name))
			return field;
	return NULL;
}

static const struct table_column *
column_of(const struct sheet *p, const char *field)
{
	size_t n = strlen(field);

	for (size_t i = 0; i < p->columns.count; i++) {
		const char *name = p->columns.rows[i].name;
		if (strcmp(name, field) == 0 || (strncmp(name, field, n) == 0 && strcmp(name + n, ".label") == 0))
			return &p->columns.rows[i];
	}
	return NULL;
}

static struct table_cell
cell_of(const PGresult *rows, int row, int source)
{
	if (PQgetisnull(rows, row, source))
		return (struct table_cell){.text = NULL, .length = 0};
	return (struct table_cell){.text = PQgetvalue(rows, row, source), .length = (size_t)PQgetlength(rows, row, source)};
}

static bool
says_something(const struct table_column *c, const struct table_cell *cell)
{
	return cell->text != NULL && cell->length > 0 && !(c->type == COLUMN_TAGS && strcmp(cell->text, "[]") == 0);
}

void
sheet_cells(const struct sheet_table *t, int row, struct table_cell *cells)
{
	for (size_t i = 0; i < t->columns.count; i++)
		cells[i] = cell_of(t->rows, row, t->columns.rows[i].source);
}

/* Some fields belong to some kinds of record only: the repetition of what repeats. */
static bool
is_shown(const struct sheet *p, const json_t *field)
{
	const json_t *when = json_object_get(field, "shown_when"), *value;
	const char *name = text_of(when, "field");
	size_t i;

	for (int c = 0; name != NULL && c < PQnfields(p->row); c++) {
		if (strcmp(PQfname(p->row, c), name) != 0)
			continue;
		json_array_foreach(json_object_get(when, "is"), i, value)
			if (same(json_string_value(value), PQgetvalue(p->row, 0, c)))
				return true;
		return false;
	}
	return true;
}

static void
add_fact(struct sheet *p, struct sheet_section *to, const json_t *entity, const char *name)
{
	const struct table_column *c = column_of(p, name);
	const json_t *field = field_of(entity, name);
	struct table_cell cell;

	if (c == NULL)
		return;
	cell = cell_of(p->row, 0, c->source);
	if (!says_something(c, &cell) || !is_shown(p, field))
		return;
	to->facts[to->count++] = (struct sheet_fact){
		.column = c, .cell = cell, .lines = c->type == COLUMN_TEXT && same(c->format, "long_text"),
		.markdown = c->type == COLUMN_TEXT && json_is_true(json_object_get(field, "markdown")),
	};
}

static void
add_sections(struct sheet *p, const json_t *entity)
{
	const json_t *form = json_object_get(entity, "form");
	json_t *section;
	size_t i;

	p->sections = xcalloc(json_array_size(form) + 1, sizeof *p->sections);
	json_array_foreach(form, i, section) {
		struct sheet_section *to = &p->sections[p->section_count];

		to->title = json_string_value(json_array_get(section, 0));
		to->facts = xcalloc(json_array_size(section) + 1, sizeof *to->facts);
		for (size_t k = 1; k < json_array_size(section); k++)
			if (json_is_string(json_array_get(section, k)))
				add_fact(p, to, entity, json_string_value(json_array_get(section, k)));
		if (to->count > 0)
			p->section_count++;
		else
			free(to->facts);
	}
}

/* Garage de l’Étoile; a record without a name has its kind alone. */
static void
name_it(struct sheet *p, const json_t *entity, int64_t id)
{
	const char *label = text_of(entity, "label"), *one = text_of(entity, "one");
	const struct table_column *c = label ? column_of(p, label) : NULL;
	struct table_cell cell = c ? cell_of(p->row, 0, c->source) : (struct table_cell){.text = NULL, .length = 0};
	struct buf title = BUF_EMPTY;

	p->kind = xasprintf("%s %lld", one ? one : "", (long long)id);
	if (c != NULL && says_something(c, &cell))
		column_shown(&title, c, &cell, p->stream->language, p->stream->currency);
	p->title = buf_steal(&title);
}

/* --- lines and what belongs to it --- */

static bool
are_lines(const json_t *other, const char *of, const char *field)
{
	const json_t *lines = json_object_get(other, "lines");

	return same(text_of(lines, "of"), of) && same(text_of(lines, "by"), field);
}

/* Two ways from one kind of record to another are told apart by the field, as on the screen: Parts of kits (Kit), Parts of kits (Part). */
static char *
title_of(const json_t *related, const json_t *one, const json_t *other)
{
	const char *label = text_of(one, "label"), *by = text_of(field_of(other, text_of(one, "field")), "label");
	json_t *each;
	size_t i;

	json_array_foreach(related, i, each)
		if (each != one && by != NULL && same(text_of(each, "entity"), text_of(one, "entity")))
			return xasprintf("%s (%s)", label ? label : "", by);
	return xstrdup(label ? label : "");
}

/* Columns in which no row has anything are left out, and those that are too many for a page. */
static void
drop_empty(struct sheet_table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->columns.count; i++) {
		struct table_column column = t->columns.rows[i];
		bool some = false;

		for (int r = 0; r < t->count && !some && kept < COLUMNS_MOST; r++) {
			struct table_cell cell = cell_of(t->rows, r, column.source);
			some = says_something(&column, &cell);
		}
		t->columns.rows[i] = t->columns.rows[kept];
		t->columns.rows[some ? kept++ : i] = column;
	}
	/* What is dropped is behind the rest, to be freed with it. */
	struct table_columns rest = {.rows = xcalloc(t->columns.count + 1, sizeof *rest.rows), .count = t->columns.count - kept};
	memcpy(rest.rows, t->columns.rows + kept, rest.count * sizeof *rest.rows);
	table_columns_free(&rest);
	t->columns.count = kept;
}

static json_t *
wanted_of(const json_t *other, const char *by, bool lines)
{
	const json_t *list = lines ? json_object_get(json_object_get(other, "lines"), "columns") : json_object_get(other, "list");
	json_t *names = json_array(), *name;
	size_t i;

	json_array_foreach(list, i, name) {
		const json_t *field = field_of(other, json_string_value(name));

		if (!same(json_string_value(name), by) && field != NULL && !json_is_true(json_object_get(field, "masked")))
			json_array_append(names, name);
	}
	return names;
}

static bool
read_table(struct sheet *p, const json_t *other, const json_t *one, int64_t id, bool lines, enum status *status)
{
	struct sheet_table *t = &p->tables[p->table_count];
	const char *name = text_of(other, "name"), *by = text_of(one, "field"), *shape[2] = {name, NULL}, *values[1];
	int most = lines ? LINES_MOST : RELATED_MOST;
	json_t *names = wanted_of(other, by, lines), *asked, *query, *answer = NULL;
	const char *order = text_of(json_object_get(other, "lines"), "order");
	char number[24], *text;

	snprintf(number, sizeof number, "%lld", (long long)id);
	asked = json_pack("{s:s,s:O}", "by", "find", "columns", names);
	query = json_pack("{s:{s:s,s:s,s:s},s:i}", "filter", "field", by, "op", "=", "value", number, "limit", most + 1);
	if (lines)
		json_object_set_new(query, "sort", json_pack("[s]", order ? order : "id"));
	shape[1] = text = json_dumps(asked, JSON_COMPACT);
	if (json_array_size(names) > 0)
		answer = stream_json(p->stream, "select ui.list_sql($1, $2::jsonb)", 2, shape, status);
	free(text);
	values[0] = text = json_dumps(query, JSON_COMPACT);
	if (answer != NULL)
		t->rows = stream_query(p->stream, text_of(answer, "sql"), 1, values, status);
	free(text);
	if (t->rows != NULL && PQntuples(t->rows) > 0) {
		t->more = PQntuples(t->rows) > most;
		t->count = t->more ? most : PQntuples(t->rows);
		t->columns = table_columns_new(other, json_object_get(answer, "columns"), names, true, p->stream->language);
		drop_empty(t);
		p->table_count++;
	} else {
		PQclear(t->rows);
		t->rows = NULL;
	}
	json_decref(names);
	json_decref(asked);
	json_decref(query);
	json_decref(answer);
	return *status == STATUS_OK;
}

static bool
read_tables(struct sheet *p, const json_t *entity, int64_t id, enum status *status)
{
	const json_t *related = json_object_get(entity, "related"), *entities = json_object_get(p->stream->catalogue, "entities");
	const char *bell = text_of(p->stream->catalogue, "bell"), *name = text_of(entity, "name");
	json_t *one;
	size_t i;

	p->tables = xcalloc(json_array_size(related) + 1, sizeof *p->tables);
	for (int lines = 1; lines >= 0; lines--)
		json_array_foreach(related, i, one) {
			const json_t *other = json_object_get(entities, text_of(one, "entity") ? text_of(one, "entity") : "");

			/* Who was told of it is not what it is. */
			if (other == NULL || same(text_of(one, "entity"), bell) || are_lines(other, name, text_of(one, "field")) != (lines == 1))
				continue;
			if (!read_table(p, other, one, id, lines == 1, status))
				return false;
			if (p->table_count > 0 && p->tables[p->table_count - 1].title == NULL)
				p->tables[p->table_count - 1].title = title_of(related, one, other);
		}
	return true;
}

/* Whose it is, and when it was made as people write it. */
static bool
read_paper(struct sheet *p, enum status *status)
{
	static const struct table_column moment = {.type = COLUMN_TIMESTAMP};
	PGresult *rows = stream_query(p->stream, "select company, moment, reach, legal from ui.paper()", 0, NULL, status);
	struct buf when = BUF_EMPTY;

	if (rows != NULL && PQntuples(rows) > 0) {
		struct table_cell cell = cell_of(rows, 0, 1);

		p->company = xstrdup(PQgetvalue(rows, 0, 0));
		column_shown(&when, &moment, &cell, p->stream->language, NULL);
		p->reach = xstrdup(PQgetvalue(rows, 0, 2));
		p->legal = xstrdup(PQgetvalue(rows, 0, 3));
	}
	p->moment = buf_steal(&when);
	PQclear(rows);
	return *status == STATUS_OK;
}

struct sheet *
sheet_read(struct stream *s, const char *name, int64_t id, enum status *status)
{
	const json_t *entity = stream_entity(s, name, status);
	const char *shape[] = {name, "{\"columns\":\"*\",\"by\":\"ids\"}"}, *values[1];
	struct sheet *p = xcalloc(1, sizeof *p);
	json_t *answer;
	char ids[32];

	p->stream = s;
	answer = entity ? stream_json(s, "select ui.list_sql($1, $2::jsonb)", 2, shape, status) : NULL;
	snprintf(ids, sizeof ids, "{%lld}", (long long)id);
	values[0] = ids;
	if (answer != NULL)
		p->row = stream_query(s, text_of(answer, "sql"), 1, values, status);
	if (p->row != NULL && PQntuples(p->row) == 0) {
		*status = stream_say(s, STATUS_REFUSED, N_("There is no such record."), NULL);
	} else if (p->row != NULL) {
		p->columns = table_columns_new(entity, json_object_get(answer, "columns"), NULL, true, s->language);
		name_it(p, entity, id);
		add_sections(p, entity);
		if (read_tables(p, entity, id, status) && read_paper(p, status)) {
			json_decref(answer);
			return p;
		}
	}
	json_decref(answer);
	sheet_free(p);
	return NULL;
}

void
sheet_free(struct sheet *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->section_count; i++)
		free(p->sections[i].facts);
	for (size_t i = 0; i < p->table_count; i++) {
		free(p->tables[i].title);
		table_columns_free(&p->tables[i].columns);
		PQclear(p->tables[i].rows);
	}
	free(p->sections);
	free(p->tables);
	table_columns_free(&p->columns);
	PQclear(p->row);
	free(p->title);
	free(p->kind);
	free(p->company);
	free(p->moment);
	free(p->reach);
	free(p->legal);
	free(p);
}
