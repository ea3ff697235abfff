/* stream_report.c: reports: functions of the database that return a table, in any format of the writers. */
#include <stdlib.h>
#include <string.h>

#include "server/stream_report.h"
#include "server/stream_table.h"
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

static enum status
write_report(struct stream *s, const struct table_format *format, const json_t *report)
{
	const json_t *given = json_object_get(report, "values");
	const char *title = json_string_value(json_object_get(report, "title")), *values[ARGUMENTS] = {NULL};
	enum status status = STATUS_OK;
	struct stream_table t;
	PGresult *rows;

	for (size_t i = 0; i < json_array_size(given) && i < ARGUMENTS; i++)
		values[i] = json_string_value(json_array_get(given, i));
	rows = stream_query(s, json_string_value(json_object_get(report, "sql")), (int)json_array_size(given), values, &status);
	if (rows == NULL)
		return status;
	report_translate(json_object_get(report, "fields"), s->language);
	stream_table_open(&t, s, format, table_columns_new(report, json_object_get(report, "columns"), NULL, format->for_people, s->language),
	    title ? translate(s->language, title) : NULL, NULL);
	stream_table_rows(&t, rows);
	PQclear(rows);
	return stream_table_close(&t);
}

enum status
stream_report(struct stream *s)
{
	const json_t *args = json_object_get(s->params, "args");
	enum status status = STATUS_OK;
	const struct table_format *format;
	const char *values[2] = {stream_text(s, "name"), NULL}, *name = stream_text(s, "format");
	json_t *report;
	char *text;

	if (name != NULL && strcmp(name, "pdf") == 0)
		return stream_say(s, STATUS_MISUSE, N_("A report comes as table, text, csv, tsv, xlsx, json or jsonl."), NULL);
	if ((format = stream_table_format(s, "table", &status)) == NULL)
		return status;
	if (format->needs_fit_columns)
		return stream_say(s, STATUS_MISUSE, N_("A report comes as table, text, csv, tsv, xlsx, json or jsonl."), NULL);
	if (json_object_size(args) > ARGUMENTS)
		return stream_say(s, STATUS_MISUSE, N_("A report takes {count} arguments at most."), json_pack("{s:i}", "count", ARGUMENTS));
	values[1] = text = json_is_object(args) ? json_dumps(args, JSON_COMPACT) : xstrdup("{}");
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
