/* stream_print.c: one record as a document: as text by the form's sections, or in a format of the writers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/stream_table.h"
#include "shared/markdown.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LABEL_CELLS = 28, PAGE_CELLS = 96 };

struct sheet {
	struct stream *stream;
	struct buf out;
	const json_t *entity;
	struct table_columns columns;
	const PGresult *rows;
};

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
cell_of(const struct sheet *p, const struct table_column *c)
{
	if (PQgetisnull(p->rows, 0, c->source))
		return (struct table_cell){.text = NULL, .length = 0};
	return (struct table_cell){.text = PQgetvalue(p->rows, 0, c->source), .length = (size_t)PQgetlength(p->rows, 0, c->source)};
}

/* Long texts keep their lines, each under the first. */
static void
put_lines(struct sheet *p, const char *text, size_t length, int indent)
{
	while (length > 0) {
		const char *end = memchr(text, '\n', length);
		size_t n = end ? (size_t)(end - text) : length;

		column_safe(&p->out, text, n > 0 && text[n - 1] == '\r' ? n - 1 : n);
		if (end == NULL)
			return;
		buf_byte(&p->out, '\n');
		for (int i = 0; i < indent; i++)
			buf_byte(&p->out, ' ');
		text += n + 1;
		length -= n + 1;
	}
}

static bool
is_markdown(const struct sheet *p, const char *name)
{
	json_t *field;
	size_t i;

	json_array_foreach(json_object_get(p->entity, "fields"), i, field)
		if (strcmp(json_string_value(json_object_get(field, "name")), name) == 0)
			return json_is_true(json_object_get(field, "markdown"));
	return false;
}

/* A text that is read laid out is printed so, as wide as the terminal or a page of mail. */
static void
put_markdown(struct sheet *p, const char *source, int indent)
{
	char *text = markdown_text(source, (p->stream->columns > 0 && p->stream->columns < PAGE_CELLS ? p->stream->columns : PAGE_CELLS) - indent);

	put_lines(p, text, strlen(text), indent);
	free(text);
}

static void
put_field(struct sheet *p, const struct table_column *c, int widest)
{
	struct table_cell cell = cell_of(p, c);
	char *label = text_pad(c->title, widest, TEXT_CUT_END, TEXT_LEFT);

	buf_printf(&p->out, "  %s  ", label);
	if (c->type == COLUMN_TEXT && is_markdown(p, c->name))
		put_markdown(p, cell.text, widest + 4);
	else if (c->type == COLUMN_TEXT && c->format != NULL && strcmp(c->format, "long_text") == 0)
		put_lines(p, cell.text, cell.length, widest + 4);
	else
		column_shown(&p->out, c, &cell, p->stream->language, p->stream->currency);
	buf_byte(&p->out, '\n');
	free(label);
}

static bool
has_value(const struct sheet *p, const struct table_column *c)
{
	struct table_cell cell = c ? cell_of(p, c) : (struct table_cell){.text = NULL, .length = 0};

	return cell.text != NULL && cell.length > 0 && !(c->type == COLUMN_TAGS && strcmp(cell.text, "[]") == 0);
}

static void
put_section(struct sheet *p, const json_t *section, int widest)
{
	bool headed = false;

	for (size_t i = 1; i < json_array_size(section); i++) {
		const char *field = json_string_value(json_array_get(section, i));
		const struct table_column *c = field ? column_of(p, field) : NULL;

		if (!has_value(p, c))
			continue;
		if (!headed)
			buf_printf(&p->out, "\n%s\n", json_string_value(json_array_get(section, 0)));
		headed = true;
		put_field(p, c, widest);
	}
}

/* Garage de l’Étoile, its kind and number; then each section of the form that has something to say. */
static void
put_sheet(struct sheet *p)
{
	const char *label = json_string_value(json_object_get(p->entity, "label")), *one = json_string_value(json_object_get(p->entity, "one"));
	const struct table_column *c = label ? column_of(p, label) : NULL;
	struct buf head = BUF_EMPTY;
	json_t *section;
	int widest = 0;
	size_t i;

	if (has_value(p, c)) {
		struct table_cell cell = cell_of(p, c);
		column_shown(&head, c, &cell, p->stream->language, p->stream->currency);
		buf_str(&head, " — ");
	}
	buf_printf(&head, "%s %s", one ? one : "", PQgetvalue(p->rows, 0, 0));
	buf_printf(&p->out, "%s\n", buf_text(&head));
	for (int n = text_cells_str(buf_text(&head)); n > 0; n--)
		buf_str(&p->out, "═");
	buf_byte(&p->out, '\n');
	buf_free(&head);
	for (i = 0; i < p->columns.count; i++) {
		int n = text_cells_str(p->columns.rows[i].title);
		widest = n > widest ? n : widest;
	}
	widest = widest > LABEL_CELLS ? LABEL_CELLS : widest;
	json_array_foreach(json_object_get(p->entity, "form"), i, section)
		put_section(p, section, widest);
}

static enum status
write_record(struct stream *s, const struct table_format *format, const json_t *entity, const json_t *selected, const PGresult *rows)
{
	struct sheet p = {.stream = s, .out = BUF_EMPTY, .entity = entity, .rows = rows};
	struct stream_table t;
	enum status status;

	if (format != &table_text) {
		stream_table_open(&t, s, format, table_columns_new(entity, selected, NULL, format->for_people, s->language),
		    &(struct stream_head){.title = json_string_value(json_object_get(entity, "one"))});
		stream_table_rows(&t, rows);
		return stream_table_close(&t);
	}
	p.columns = table_columns_new(entity, selected, NULL, true, s->language);
	put_sheet(&p);
	status = stream_write(STDOUT_FILENO, p.out.bytes, p.out.length) ? STATUS_OK : STATUS_LATER;
	table_columns_free(&p.columns);
	buf_free(&p.out);
	return status;
}

static enum status
read_record(struct stream *s, const struct table_format *format, const char *name, int64_t id)
{
	enum status status = STATUS_OK;
	const json_t *entity = stream_entity(s, name, &status);
	const char *shape[] = {name, "{\"columns\":\"*\",\"by\":\"ids\"}"}, *values[1];
	json_t *answer;
	PGresult *rows;
	char ids[32];

	if (entity == NULL || !stream_table_zone(s, format, &status))
		return status;
	if ((answer = stream_json(s, "select ui.list_sql($1, $2::jsonb)", 2, shape, &status)) == NULL)
		return status;
	snprintf(ids, sizeof ids, "{%lld}", (long long)id);
	values[0] = ids;
	rows = stream_query(s, json_string_value(json_object_get(answer, "sql")), 1, values, &status);
	if (rows != NULL && PQntuples(rows) == 0)
		status = stream_say(s, STATUS_REFUSED, N_("There is no such record."), NULL);
	else if (rows != NULL)
		status = write_record(s, format, entity, json_object_get(answer, "columns"), rows);
	PQclear(rows);
	json_decref(answer);
	return status;
}

/* The kind of record by its name for people. */
static enum status
not_yet(struct stream *s, const char *format)
{
	enum status status = STATUS_OK;
	const json_t *entity;

	if (!stream_begin(s, "read only", &status))
		return status;
	if ((entity = stream_entity(s, stream_text(s, "entity"), &status)) != NULL)
		status = stream_say(s, STATUS_REFUSED, N_("{entity}: there is no {format} of this kind of record yet. Formats: text, json, csv, xlsx."),
		    json_pack("{s:O?,s:s}", "entity", json_object_get(entity, "one"), "format", format));
	stream_rollback(s);
	return status;
}

enum status
stream_print(struct stream *s)
{
	/* What a document of its own draws; each comes with the kind of record that it is for. */
	static const char *const documents[] = {"pdf", "factur-x", "cii", "ubl", "ics"};
	const char *name = stream_text(s, "format");
	enum status status = STATUS_OK;
	const struct table_format *format;

	for (size_t i = 0; name != NULL && i < sizeof documents / sizeof *documents; i++)
		if (strcmp(name, documents[i]) == 0)
			return not_yet(s, name);
	if ((format = stream_table_format(s, "text", &status)) == NULL)
		return status;
	if (stream_begin(s, "transaction isolation level repeatable read, read only", &status)) {
		status = read_record(s, format, stream_text(s, "entity"), stream_integer(s, "id", 0));
		stream_rollback(s);
	}
	return status;
}
