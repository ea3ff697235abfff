/* stream_table.c: rows of PostgreSQL through a writer to stdout. */
#include "server/stream_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/table_names.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

const struct table_format *
stream_table_format(struct stream *s, const char *preset, enum status *status)
{
	const char *name = stream_text(s, "format");
	const struct table_format *found = table_format_find(name ? name : preset);

	if (found == NULL) {
		char *names = table_written_names(false);

		*status = stream_say(s, STATUS_MISUSE, N_("There is no format “{format}”. Formats: {formats}."),
		    json_pack("{s:s,s:s}", "format", name ? name : preset, "formats", names));
		free(names);
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

/* Whose it is and when it was made, as people write it. */
static void
read_paper(struct stream_table *t)
{
	static const struct table_column moment = {.type = COLUMN_TIMESTAMP};
	enum status status = STATUS_OK;
	struct stream *s = t->stream;
	PGresult *rows = stream_query(s, "select company, moment from ui.paper()", 0, NULL, &status);
	struct buf text = BUF_EMPTY;

	if (rows == NULL || PQntuples(rows) == 0) {
		PQclear(rows);
		return;
	}
	t->company = xstrdup(PQgetvalue(rows, 0, 0));
	column_shown(&text, &moment, &(struct table_cell){.text = PQgetvalue(rows, 0, 1), .length = (size_t)PQgetlength(rows, 0, 1)}, s->language, NULL);
	t->moment = buf_steal(&text);
	PQclear(rows);
}

void
stream_table_open(struct stream_table *t, struct stream *s, const struct table_format *format, struct table_columns columns,
    const struct stream_head *head)
{
	const char *separator = stream_text(s, "separator");
	struct table_options options = {
		.language = s->language, .title = head->title, .currency = s->currency, .uid = head->uid, .about = head->about, .group = head->group, .bom = stream_flag(s, "bom"),
		.titles = stream_flag(s, "titles"), .width = s->tty ? s->columns : 0, .vcard = stream_text(s, "vcard"), .zone = s->time_zone,
		.write = to_stdout, .to = t,
	};

	if (separator != NULL && *separator != '\0')
		options.separator = strcmp(separator, "tab") == 0 || strcmp(separator, "\\t") == 0 ? '\t' : *separator;
	*t = (struct stream_table){.stream = s, .columns = columns, .cells = xcalloc(columns.count, sizeof *t->cells)};
	if (format->on_paper)
		read_paper(t);
	options.company = t->company;
	options.moment = t->moment;
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
	free(t->company);
	free(t->moment);
	t->company = t->moment = NULL;
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
