/* stream_report.c: reports: functions of the database that return a table, in any format of the writers. */
#include <stdlib.h>
#include <string.h>

#include "server/stream_report.h"
#include "server/stream_table.h"
#include "server/table_names.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { ARGUMENTS = 32 };

void
report_translate(json_t *fields, const char *language)
{
	size_t i, k;
	json_t *field, *pair;

	json_array_foreach(fields, i, field) {
		const char *label = json_string_value(json_object_get(field, "label"));

		if (label != NULL)
			json_object_set_new(field, "label", json_string(translate(language, label)));
		json_array_foreach(json_object_get(field, "choices"), k, pair) {
			const char *name = json_string_value(json_array_get(pair, 1));
			if (name != NULL)
				json_array_set_new(pair, 1, json_string(translate(language, name)));
		}
	}
}

/* The facts at the head of the paper, a line each; the caller owns them. */
static char *
facts_of(const json_t *facts, const struct stream *s)
{
	struct buf text = BUF_EMPTY;
	size_t i;
	json_t *fact;

	json_array_foreach(facts, i, fact) {
		const json_t *value = json_object_get(fact, "value");
		struct table_column column = {.type = column_type_of(json_string_value(json_object_get(fact, "type"))), .choices = json_object_get(fact, "choices"),
			.format = xstrdup_or_null(json_string_value(json_object_get(fact, "format")))};
		struct table_cell cell = {.text = json_string_value(value), .length = json_string_length(value)};

		buf_printf(&text, "%s\t", json_string_value(json_object_get(fact, "label")));
		if (column.type == COLUMN_TIMESTAMP && cell.length > 16)
			cell.length = 16;
		column_shown(&text, &column, &cell, s->language, s->currency);
		buf_byte(&text, '\n');
		free(column.format);
	}
	return buf_steal(&text);
}

/* What is beside the rows on paper. Null: said. */
static json_t *
read_head(struct stream *s, const json_t *report, enum status *status)
{
	char *args = json_dumps(json_object_get(report, "args"), JSON_COMPACT);
	const char *values[] = {json_string_value(json_object_get(report, "name")), args};
	json_t *head = stream_json(s, "select ui.report_head($1, $2::jsonb)", 2, values, status);

	free(args);
	report_translate(json_object_get(head, "facts"), s->language);
	return head;
}

static enum status
write_report(struct stream *s, const struct table_format *format, const json_t *report)
{
	const json_t *given = json_object_get(report, "values");
	const char *title = json_string_value(json_object_get(report, "title")), *values[ARGUMENTS] = {NULL};
	enum status status = STATUS_OK;
	struct stream_head head = {.title = title ? translate(s->language, title) : NULL};
	json_t *beside = NULL;
	struct stream_table t;
	char *about = NULL;
	PGresult *rows;

	if (format->on_paper && (beside = read_head(s, report, &status)) == NULL)
		return status;
	for (size_t i = 0; i < json_array_size(given) && i < ARGUMENTS; i++)
		values[i] = json_string_value(json_array_get(given, i));
	rows = stream_query(s, json_string_value(json_object_get(report, "sql")), (int)json_array_size(given), values, &status);
	if (rows == NULL) {
		json_decref(beside);
		return status;
	}
	report_translate(json_object_get(report, "fields"), s->language);
	head.about = about = facts_of(json_object_get(beside, "facts"), s);
	head.group = json_string_value(json_object_get(beside, "heads"));
	stream_table_open(&t, s, format, table_columns_new(report, json_object_get(report, "columns"), NULL, format->for_people, s->language), &head);
	stream_table_rows(&t, rows);
	PQclear(rows);
	status = stream_table_close(&t);
	free(about);
	json_decref(beside);
	return status;
}

enum status
stream_report(struct stream *s)
{
	const json_t *args = json_object_get(s->params, "args");
	enum status status = STATUS_OK;
	const struct table_format *format;
	const char *values[2] = {stream_text(s, "name"), NULL}, *of = stream_text(s, "of");
	json_t *report;
	char *text;

	if ((format = stream_table_format(s, "table", &status)) == NULL)
		return status;
	if (format->needs_fit_columns) {
		text = table_written_names(true);
		status = stream_say(s, STATUS_MISUSE, N_("A report has no format “{format}”. Formats: {formats}."), json_pack("{s:s,s:s}", "format", format->name, "formats", text));
		free(text);
		return status;
	}
	if (json_object_size(args) > ARGUMENTS)
		return stream_say(s, STATUS_MISUSE, N_("A report takes {count} arguments at most."), json_pack("{s:i}", "count", ARGUMENTS));
	json_t *given = json_is_object(args) ? json_copy((json_t *)(uintptr_t)args) : json_object();
	if (of != NULL)
		json_object_set_new(given, "", json_string(of));
	values[1] = text = json_dumps(given, JSON_COMPACT);
	json_decref(given);
	if (stream_begin(s, "transaction isolation level repeatable read, read only", &status)) {
		report = stream_table_zone(s, format, &status) ? stream_json(s, "select ui.report_sql($1, $2::jsonb)", 2, values, &status) : NULL;
		if (report != NULL)
			status = write_report(s, format, report);
		json_decref(report);
		stream_rollback(s);
	}
	free(text);
	return status;
}
