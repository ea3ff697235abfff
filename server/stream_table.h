/* stream_table.h: rows of PostgreSQL through a writer to stdout: what list, export, print and report share. */
#ifndef SERVER_STREAM_TABLE_H
#define SERVER_STREAM_TABLE_H
#include "server/stream.h"
#include "server/table_writer.h"

struct stream_table {
	struct stream *stream;
	struct table_columns columns;		/* owned */
	struct table_writer *writer;
	struct table_cell *cells;
	char *company, *moment;			/* of what goes on paper; else null */
	bool gone;				/* nobody reads stdout any more */
};

/* The format that the parameter names (preset when it is absent). Null: said, *status set: not one of ours, or bytes that a
   terminal cannot take. */
const struct table_format *stream_table_format(struct stream *s, const char *preset, enum status *status) MUST_CHECK;
/* Rows for people carry times of the company's zone. In an open transaction. */
bool stream_table_zone(struct stream *s, const struct table_format *format, enum status *status) MUST_CHECK;
/* What stands beside the rows; see table_options. Each may be null. */
struct stream_head {
	const char *title, *uid, *about, *group;
};
/* Takes the columns. head must outlive the table. In an open transaction. */
void stream_table_open(struct stream_table *t, struct stream *s, const struct table_format *format, struct table_columns columns,
    const struct stream_head *head);
/* False: writing further is in vain. */
bool stream_table_rows(struct stream_table *t, const PGresult *rows);
/* Ends the file, says what must be said of it, frees. */
enum status stream_table_close(struct stream_table *t);
/* Frees without ending: something failed and was said. */
void stream_table_drop(struct stream_table *t);
#endif
