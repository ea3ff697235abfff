/* import_report.h: what an import says: what it guessed, which rows were refused and why, how it ended. */
#ifndef SERVER_IMPORT_REPORT_H
#define SERVER_IMPORT_REPORT_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/stream.h"
#include "server/table_reader.h"
#include "shared/buf.h"

enum import_shown {
	REPORT_WORDS,		/* sentences on stderr */
	REPORT_JSON,		/* one object on stdout */
	REPORT_LINES,		/* on stdout one object a refused row, warning or look-alike, then the counts */
	REPORT_ROWS,		/* on stdout the refused rows themselves with the reason, to be corrected and sent again */
};

struct import_counts {
	int64_t read, blank, created, updated, unchanged, refused, kept, warnings, duplicates;
};

struct import_report {
	struct stream *s;
	enum import_shown shown;
	struct import_counts counts;
	json_int_t batch;		/* 0: none, as after a rehearsal */
	bool rehearsal;
	const json_t *fields;		/* for labels; borrowed */
	/* The header of the refused rows. */
	const char *const *names;
	size_t name_count;
	bool named;			/* the file had a header */
	char separator;
	struct buf warnings, duplicates;	/* JSON, until the end of REPORT_JSON */
	int64_t told, alike;		/* refusals and look-alikes so far */
	json_t *warned;			/* by kind: how often it came, and the first of it */
	json_t *kept_in;		/* the list where refused rows wait: its "entity" and "title"; null: nowhere */
	bool begun, gone;
};

/* One more refused row. message is final text. row may be null. */
void report_refused(struct import_report *r, int64_t line, const char *field, const char *message, const struct table_row *row);
void report_warning(struct import_report *r, int64_t line, const char *field, const char *message);
void report_duplicate(struct import_report *r, int64_t line, const json_t *duplicate);
/* The counts, and on a terminal how to go on. */
void report_end(struct import_report *r);
json_t *report_counts(const struct import_report *r);
void report_free(struct import_report *r);
/* The label of a field, as the catalogue has it; its name when it has none. Borrowed. */
const char *report_label(const struct import_report *r, const char *field);
#endif
