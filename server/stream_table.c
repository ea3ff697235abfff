/* stream_table.c: rows of PostgreSQL through a writer to stdout. */
#include "server/stream_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

const struct table_format *
stream_table_format(struct stream *s, const char *preset, enum status *status)
{
	const char *name = stream_text(s, "format");
	const struct table_format *found = table_format_find(name ? name : preset);
	struct buf names = BUF_EMPTY;

	if (found == NULL) {
		for (const struct table_format *f = table_format_next(NULL); f != NULL; f = table_format_next(f)) {
			buf_str(&names, names.length > 0 ? ", " : "");
			buf_str(&names, f->name);
		}
		*status = stream_say(s, STATUS_MISUSE, N_("There is no format “{format}”. Formats: {formats}."),
		    json_pack("{s:s,s:s}", "format", name ? name : preset, "formats", buf_text(&names)));
		buf_free(&names);
		return NULL;
	}
	if (s->tty && strncmp(found->media_type, "text/", 5) != 0 && strstr(found->media_type, "json") == NULL) {
		*status = stream_say(s, STATUS_MISUSE, N_("{format} is not for a terminal. Send it to a file, without -t: ssh HOST … > FILE"),
		    json_pack("{s:s}", "format", found->name));
		return NULL;
	}
	return found;
}

bool
stream_table_zone(struct stream *s, const struct table_format *format, enum status *status)
{
	const char *values[] = {format->for_people ? s->time_zone : "UTC"};
	PGresult *result = stream_query(s, "select set_config('timezone', $1, true)", 1, values, status);

	PQclear(result);
	return result != NULL;
}

static bool
to_stdout(void *to, const void *bytes, size_t length)
{
	struct stream_table *t = to;

	t->gone = !stream_write(STDOUT_FILENO, bytes, length);
	return !t->gone;
}

void
stream_table_open(struct stream_table *t, struct stream *s, const struct table_format *format, struct table_columns columns,
    const char *title, const char *uid)
{
	const char *separator = stream_text(s, "separator");
	struct table_options options = {
		.language = s->language, .title = title, .currency = s->currency, .uid = uid, .bom = stream_flag(s, "bom"),
		.titles = stream_flag(s, "titles"), .width = s->tty ? s->columns : 0, .vcard = stream_text(s, "vcard"),
		.write = to_stdout, .to = t,
	};

	if (separator != NULL && *separator != '\0')
		options.separator = strcmp(separator, "tab") == 0 || strcmp(separator, "\\t") == 0 ? '\t' : *separator;
	*t = (struct stream_table){.stream = s, .columns = columns, .cells = xcalloc(columns.count, sizeof *t->cells)};
	t->writer = table_writer_new(format, t->columns.rows, t->columns.count, &options);
}

bool
stream_table_rows(struct stream_table *t, const PGresult *rows)
{
	for (int r = 0; r < PQntuples(rows); r++) {
		for (size_t i = 0; i < t->columns.count; i++) {
			int source = t->columns.rows[i].source;
			bool none = PQgetisnull(rows, r, source);

			t->cells[i].text = none ? NULL : PQgetvalue(rows, r, source);
			t->cells[i].length = none ? 0 : (size_t)PQgetlength(rows, r, source);
		}
		if (!table_writer_row(t->writer, t->cells))
			return false;
	}
	stream_progress(t->stream, N_("{done} rows"), t->writer->rows, 0);
	return !stream_work_at(t->stream, t->writer->rows, t->writer->rows, 0, -1);
}

void
stream_table_drop(struct stream_table *t)
{
	table_writer_free(t->writer);
	table_columns_free(&t->columns);
	free(t->cells);
	t->writer = NULL;
	t->cells = NULL;
}

enum status
stream_table_close(struct stream_table *t)
{
	enum status status = STATUS_OK;

	if (!table_writer_end(t->writer)) {
		/* Nobody hears a sentence when the channel is gone. */
		status = t->gone ? STATUS_LATER : stream_say(t->stream, STATUS_LATER,
		    N_("There was no room on the server to make this file. Please try again later, or as csv."), NULL);
	} else if (t->writer->cut > 0) {
		stream_say(t->stream, STATUS_OK, N_("{count} texts were longer than a cell holds and lost their end. As csv they are whole."),
		    json_pack("{s:I}", "count", (json_int_t)t->writer->cut));
	}
	stream_table_drop(t);
	return status;
}
