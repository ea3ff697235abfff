/* import_words.c: what a person said to the import, and what it says back before the first row. */
#include "server/import_words.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

/* "Courriel=email,Nom=last_name": for hands; names with commas or equals signs need the JSON. */
static json_t *
pairs(const char *text)
{
	json_t *map = json_object();

	while (*text != '\0') {
		size_t n = strcspn(text, ",");
		const char *equals = memrchr(text, '=', n);
		char *column = equals ? xstrndup(text, (size_t)(equals - text)) : NULL;
		char *field = equals ? xstrndup(equals + 1, n - (size_t)(equals + 1 - text)) : NULL;
		bool fine = column != NULL && json_object_set_new(map, column, *field ? json_string(field) : json_null()) == 0;

		free(column);
		free(field);
		if (!fine) {
			json_decref(map);
			return NULL;
		}
		text += n + (text[n] == ',');
	}
	return map;
}

json_t *
import_given_map(const struct stream *s, char **why)
{
	const char *names[] = {"map_json", "map"};

	for (size_t i = 0; i < 2; i++) {
		const json_t *given = json_object_get(s->params, names[i]);
		const char *text = json_string_value(given);
		json_t *map = NULL;

		if (given == NULL || json_is_null(given) || (text != NULL && *text == '\0'))
			continue;
		if (json_is_object(given))
			map = json_deep_copy(given);
		else if (text != NULL)
			map = text[strspn(text, " \t\r\n")] == '{' ? json_loads(text, 0, NULL) : pairs(text);
		if (map == NULL)
			*why = xstrdup(translate(s->language, N_("The mapping cannot be read. Write --map Column=field,… or --map-json '{\"Column\":\"field\"}'.")));
		return map;
	}
	return NULL;
}

enum status
import_shown_as(struct import *i)
{
	const char *rows = stream_text(i->s, "refused"), *form = stream_text(i->s, "format_report");

	if (rows != NULL && strcmp(rows, "csv") == 0)
		i->report.shown = REPORT_ROWS;
	else if (rows != NULL && *rows != '\0')
		return stream_say(i->s, STATUS_MISUSE, N_("--refused gives csv only."), NULL);
	else if (form == NULL || *form == '\0' || strcmp(form, "table") == 0 || strcmp(form, "text") == 0)
		i->report.shown = REPORT_WORDS;
	else if (strcmp(form, "json") == 0)
		i->report.shown = REPORT_JSON;
	else if (strcmp(form, "jsonl") == 0)
		i->report.shown = REPORT_LINES;
	else
		return stream_say(i->s, STATUS_MISUSE, N_("--format-report is text, json or jsonl."), NULL);
	return STATUS_OK;
}

static void
add_columns(struct buf *out, const struct import *i, const struct import_target *t)
{
	for (size_t s = 0; s < t->source_count; s++) {
		buf_str(out, s ? ", " : "");
		for (size_t c = 0; c < t->sources[s].count; c++)
			buf_printf(out, "%s%s", c ? " + " : "", i->map.names[t->sources[s].columns[c]]);
	}
}

static char *
separator_word(const char *language, char separator)
{
	char sign[] = {separator, '\0'};
	json_t *args = json_pack("{s:s}", "sign", sign);
	char *text = translate_fill(language, separator == '\t' ? N_("separator tab") : N_("separator “{sign}”"), args);

	json_decref(args);
	return text;
}

static void
add_sheet(struct buf *out, const char *language, const char *name)
{
	json_t *args = json_pack("{s:s}", "name", name);
	char *text = translate_fill(language, N_("sheet “{name}”"), args);

	buf_printf(out, ", %s", text);
	free(text);
	json_decref(args);
}

static void
say_file(struct import *i, const struct table_reader *reader, int64_t header)
{
	const char *l = i->s->language;
	struct buf text = BUF_EMPTY;

	buf_str(&text, table_format_name(reader));
	if (*table_sheet(reader) != '\0')
		add_sheet(&text, l, table_sheet(reader));
	if (*table_encoding(reader) != '\0')
		buf_printf(&text, ", %s", table_encoding(reader));
	if (table_separator(reader) != '\0') {
		char *separator = separator_word(l, table_separator(reader));
		buf_printf(&text, ", %s", separator);
		free(separator);
	}
	if (header > 0)
		buf_printf(&text, ", %s %lld", translate(l, N_("headings on line")), (long long)header);
	else if (table_separator(reader) != '\0' || *table_sheet(reader) != '\0')
		buf_printf(&text, ", %s", translate(l, N_("no headings")));
	stream_say(i->s, STATUS_OK, N_("Read as {what}."), json_pack("{s:s}", "what", buf_text(&text)));
	buf_free(&text);
}

static char *
ignored_columns(const struct import *i)
{
	struct buf text = BUF_EMPTY;
	size_t more = 0;

	for (size_t c = 0; c < i->map.width; c++) {
		if (i->map.used[c])
			continue;
		if (text.length > 1000)
			more++;
		else
			buf_printf(&text, "%s%s", text.length ? ", " : "", i->map.names[c]);
	}
	if (more > 0)
		buf_printf(&text, "… (+%zu)", more);
	return buf_steal(&text);
}

void
import_say_guess(struct import *i, const struct table_reader *reader, int64_t header)
{
	struct buf text = BUF_EMPTY;
	char *ignored = ignored_columns(i);

	i->report.names = (const char *const *)i->map.names;
	i->report.name_count = i->map.width;
	i->report.separator = table_separator(reader) ? table_separator(reader) : ';';
	say_file(i, reader, header);
	for (size_t t = 0; t < i->map.count; t++) {
		buf_printf(&text, "%s%s ← ", t ? "; " : "", i->map.targets[t].name);
		add_columns(&text, i, &i->map.targets[t]);
	}
	stream_say(i->s, STATUS_OK, N_("Fields: {fields}."), json_pack("{s:s}", "fields", buf_text(&text)));
	if (*ignored != '\0')
		stream_say(i->s, STATUS_OK, N_("Ignored columns: {columns}."), json_pack("{s:s}", "columns", ignored));
	buf_free(&text);
	free(ignored);
}

static json_t *
trouble_of(const struct import *i, const struct table_row *row)
{
	char *text = translate_fill(i->s->language, row->trouble, row->trouble_args);
	json_t *said = json_string(text);

	free(text);
	return said;
}

/* A table of no columns has none because it is empty, or because what it holds cannot be read: then that is said. */
static enum status
say_nothing_read(struct import *i, const struct table_row *rows, size_t count)
{
	for (size_t n = 0; n < count; n++)
		if (rows[n].trouble != NULL)
			return stream_say(i->s, STATUS_MISUSE, N_("line {line}: {message}"), json_pack("{s:I,s:o}", "line", (json_int_t)rows[n].line,
			    "message", trouble_of(i, &rows[n])));
	return stream_say(i->s, STATUS_MISUSE, N_("The table is empty: no line names its columns."), NULL);
}

enum status
import_say_no_columns(struct import *i, const struct table_row *rows, size_t count)
{
	struct buf fields = BUF_EMPTY;
	char *columns = ignored_columns(i);
	size_t n;
	const json_t *field;
	enum status status;

	if (columns[strspn(columns, " ,")] == '\0') {	/* an empty sheet that stands before the one that is meant */
		free(columns);
		return say_nothing_read(i, rows, count);
	}
	json_array_foreach(i->map.fields, n, field)
		if (import_may_write(field))
			buf_printf(&fields, "%s%s", fields.length ? ", " : "", json_string_value(json_object_get(field, "name")));
	status = stream_say(i->s, STATUS_MISUSE,
	    N_("No column is known. Columns: {columns}. Fields: {fields}. Say which feeds which: --map Column=field,…"),
	    json_pack("{s:s,s:s}", "columns", columns, "fields", buf_text(&fields)));
	buf_free(&fields);
	free(columns);
	return status;
}

bool
import_was_done(struct import *i, const char *key, enum status *status)
{
	const char *values[] = {key, i->name};
	json_t *found = stream_json(i->s, "select jsonb_build_object('batch', b.id, 'counts', b.counts) from app.batch b where b.tenant_id = app.tenant() "
	    "and b.created_by = app.person() and b.entity = $2 and b.options ->> 'key' = $1 and b.undone_at is null order by b.id desc limit 1", 2, values, status);
	const json_t *counts = json_object_get(found, "counts");
	struct import_counts *c = &i->report.counts;

	if (found == NULL)
		return false;
	if (!json_is_object(counts)) {
		*status = stream_say(i->s, STATUS_CONFLICT, N_("Import {batch} has the same key and has not ended: undo {batch} first, or wait for it."),
		    json_pack("{s:O}", "batch", json_object_get(found, "batch")));
		json_decref(found);
		return false;
	}
	stream_say(i->s, STATUS_OK, N_("This import was done already; nothing is written twice."), NULL);
	i->report.batch = json_integer_value(json_object_get(found, "batch"));
	c->read = json_integer_value(json_object_get(counts, "read"));
	c->created = json_integer_value(json_object_get(counts, "created"));
	c->updated = json_integer_value(json_object_get(counts, "updated"));
	c->unchanged = json_integer_value(json_object_get(counts, "unchanged"));
	c->refused = json_integer_value(json_object_get(counts, "refused"));
	c->kept = json_integer_value(json_object_get(counts, "kept"));
	report_end(&i->report);
	json_decref(found);
	return true;
}
