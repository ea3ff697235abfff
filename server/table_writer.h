/* table_writer.h: rows out in the format that somebody asked for. A format is one row of a table: name, media type, functions. */
#ifndef SERVER_TABLE_WRITER_H
#define SERVER_TABLE_WRITER_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/table_column.h"
#include "shared/buf.h"
#include "shared/status.h"

struct table_options {
	const char *language;		/* of headings' words and of values written for people */
	const char *title;		/* of the sheet, translated */
	const char *currency;		/* of money columns: EUR */
	const char *uid;		/* what makes an id unique in the world, for vCards: comptoir:garage:contact */
	char separator;			/* csv: 0 is a comma */
	bool bom;			/* csv: begin with a byte order mark, which Excel needs to see UTF-8 */
	bool titles;			/* csv tsv: head with titles for people instead of field names */
	int width;			/* table: cells of the terminal; 0: none, nothing is cut */
	const char *zone;		/* ics: the company's */
	bool rules;			/* ics: what repeats is told by its rule, and of its dates only those that differ */
	const char *vcard;		/* vcf: "3.0" or "4.0" (the default) */
	uint32_t sheet_rows;		/* xlsx: rows of a sheet; 0: 1,048,576 */
	const char *folder;		/* xlsx, pdf: for its temporary files; null: $TMPDIR or /tmp */
	const char *company, *moment;	/* pdf: whose it is, and when it was made; may be null */
	const char *about;		/* pdf: what it is of, a line each: LABEL tabulator VALUE; may be null */
	const char *group;		/* pdf: the column whose value heads the rows that have it, in place of a column; may be null */
	/* Takes bytes; false when nobody reads any more. */
	bool (*write)(void *to, const void *bytes, size_t length);
	void *to;
};

/* One value in the text form that the database gives (money: digits of cents; tags, json: JSON text). */
struct table_cell {
	const char *text;		/* null: no value */
	size_t length;
};

struct table_writer;

struct table_format {
	const char *name;		/* as in --format */
	const char *media_type;
	const char *help;		/* msgid */
	bool for_people;		/* shows labels and titles, times of the company's zone; else names, codes, UTC */
	bool calendar;			/* holds what takes place: the columns are those of events */
	bool on_paper;			/* says whose it is, when it was made and what it is of */
	bool needs_fit_columns;		/* refused when no column has a place in it (vcf) */
	size_t state_size;		/* what the writer keeps, zeroed at the start */
	void (*begin)(struct table_writer *w);
	void (*row)(struct table_writer *w, const struct table_cell *cells);
	void (*end)(struct table_writer *w);
	void (*free)(struct table_writer *w);		/* may be null */
};

struct table_writer {
	const struct table_format *format;
	const struct table_column *columns;
	size_t count;
	struct table_options options;
	struct buf out;			/* handed to options.write as it grows */
	int64_t rows;
	int64_t cut;			/* cells that were too long for the format and lost their end */
	bool broken;			/* nobody reads any more, or the disk is full */
	void *state;
};

/* Null for an unknown name. */
const struct table_format *table_format_find(const char *name);
/* The next row of the table of formats; null before the first and after the last. */
const struct table_format *table_format_next(const struct table_format *after);

/* The columns (and what options points to) must outlive the writer. */
struct table_writer *table_writer_new(const struct table_format *format, const struct table_column *columns, size_t count,
    const struct table_options *options);
/* One cell a column. False: broken, further rows are in vain. */
bool table_writer_row(struct table_writer *w, const struct table_cell *cells);
/* Writes what comes last. False: broken; what was written is not whole. */
bool table_writer_end(struct table_writer *w) MUST_CHECK;
void table_writer_free(struct table_writer *w);

/* For formats: hands over what has gathered; table_writer_row does it every 64 KiB. */
void table_writer_flush(struct table_writer *w);

extern const struct table_format table_csv, table_tsv, table_xlsx, table_jsonl, table_json, table_vcf, table_ics, table_table, table_text, table_pdf;
#endif
