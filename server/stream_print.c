/* stream_print.c: one record as a document: for people as text or as pages, for programs in a format of the writers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/sheet.h"
#include "server/stream_table.h"
#include "server/table_names.h"
#include "shared/translate.h"

/* Its fields alone. */
static enum status
print_row(struct stream *s, const struct table_format *format, const char *name, int64_t id)
{
	enum status status = STATUS_OK;
	const json_t *entity = stream_entity(s, name, &status);
	const char *shape[] = {name, "{\"columns\":\"*\",\"by\":\"ids\"}"}, *values[1];
	struct stream_table t;
	json_t *answer;
	PGresult *rows;
	char ids[32];

	if (entity == NULL)
		return status;
	if ((answer = stream_json(s, "select ui.list_sql($1, $2::jsonb)", 2, shape, &status)) == NULL)
		return status;
	snprintf(ids, sizeof ids, "{%lld}", (long long)id);
	values[0] = ids;
	rows = stream_query(s, json_string_value(json_object_get(answer, "sql")), 1, values, &status);
	if (rows != NULL && PQntuples(rows) == 0) {
		status = stream_say(s, STATUS_REFUSED, N_("There is no such record."), NULL);
	} else if (rows != NULL) {
		stream_table_open(&t, s, format, table_columns_new(entity, json_object_get(answer, "columns"), NULL, format->for_people, s->language),
		    &(struct stream_head){.title = json_string_value(json_object_get(entity, "one"))});
		stream_table_rows(&t, rows);
		status = stream_table_close(&t);
	}
	PQclear(rows);
	json_decref(answer);
	return status;
}

static enum status
print_record(struct stream *s, const struct table_format *format, const char *name, int64_t id)
{
	enum status status = STATUS_OK;
	struct sheet *sheet;

	if (!stream_table_zone(s, format, &status))
		return status;
	if (format != &table_text && !format->on_paper)
		return print_row(s, format, name, id);
	if ((sheet = sheet_read(s, name, id, &status)) != NULL)
		status = format->on_paper ? sheet_pdf(sheet) : sheet_text(sheet);
	sheet_free(sheet);
	return status;
}

/* The kind of record by its name for people. */
static enum status
not_yet(struct stream *s, const char *format)
{
	enum status status = STATUS_OK;
	char *names = table_written_names(true);
	const json_t *entity;

	if (!stream_begin(s, "read only", &status)) {
		free(names);
		return status;
	}
	if ((entity = stream_entity(s, stream_text(s, "entity"), &status)) != NULL)
		status = stream_say(s, STATUS_REFUSED, N_("{entity}: there is no {format} of this kind of record yet. Formats: {formats}."),
		    json_pack("{s:O?,s:s,s:s}", "entity", json_object_get(entity, "one"), "format", format, "formats", names));
	stream_rollback(s);
	free(names);
	return status;
}

enum status
stream_print(struct stream *s)
{
	/* What a document of its own draws; each comes with the kind of record that it is for. */
	static const char *const documents[] = {"factur-x", "cii", "ubl", "ics"};
	const char *name = stream_text(s, "format");
	enum status status = STATUS_OK;
	const struct table_format *format;

	for (size_t i = 0; name != NULL && i < sizeof documents / sizeof *documents; i++)
		if (strcmp(name, documents[i]) == 0)
			return not_yet(s, name);
	if ((format = stream_table_format(s, "text", &status)) == NULL)
		return status;
	if (stream_begin(s, "transaction isolation level repeatable read, read only", &status)) {
		status = print_record(s, format, stream_text(s, "entity"), stream_integer(s, "id", 0));
		stream_rollback(s);
	}
	return status;
}
