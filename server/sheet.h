/* sheet.h: one record as a document: its sections, the lines that it has, the records that belong to it; and how that is written. */
#ifndef SERVER_SHEET_H
#define SERVER_SHEET_H
#include <libpq-fe.h>

#include "server/stream.h"
#include "server/table_writer.h"

struct sheet_fact {
	const struct table_column *column;
	struct table_cell cell;
	bool lines, markdown;			/* a text of several lines; one that is laid out */
};
struct sheet_section {
	const char *title;
	struct sheet_fact *facts;
	size_t count;
};
struct sheet_table {
	char *title;
	struct table_columns columns;		/* those that hold something, the most telling first */
	PGresult *rows;
	int count;				/* rows that are shown */
	bool more;				/* there are others */
};

struct sheet {
	struct stream *stream;
	char *title, *kind;			/* Garage de l’Étoile; Contact 12 */
	char *company, *moment, *reach, *legal;
	struct sheet_section *sections;		/* without those that have nothing to say */
	size_t section_count;
	struct sheet_table *tables;		/* lines first */
	size_t table_count;
	PGresult *row;
	struct table_columns columns;
};

/* In an open transaction. What may not be seen is not there.. Null: said. */
struct sheet *sheet_read(struct stream *s, const char *entity, int64_t id, enum status *status) MUST_CHECK;
void sheet_free(struct sheet *p);
/* The cells of a row of a table, a cell a column. */
void sheet_cells(const struct sheet_table *t, int row, struct table_cell *cells);
/* To stdout. */
enum status sheet_text(const struct sheet *p);
enum status sheet_pdf(const struct sheet *p);
#endif
