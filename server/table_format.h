/* table_format.h: what a format of table_reader.h is made of. For the readers only. */
#ifndef SERVER_TABLE_FORMAT_H
#define SERVER_TABLE_FORMAT_H
#include "server/encoding.h"
#include "server/table_reader.h"

enum {
	TABLE_SAMPLE = 64 * 1024,		/* what guesses look at */
	TABLE_CELL_MAX = 1024 * 1024,
	TABLE_ROW_MAX = 4 * 1024 * 1024,
	TABLE_COLUMNS_MAX = 16384,		/* as many as a spreadsheet has */
};

struct table_format {
	const char *name;
	const char *also;	/* other names for it, between spaces */
	bool binary;		/* looks at the bytes; else at the text */
	bool named;		/* rows carry the names of their columns */
	const char *key;	/* the column by which a row is known again; null: none */
	bool (*sniff)(const char *bytes, size_t length);
	/* False: table_fail() said why. Sets r->state. */
	bool (*open)(struct table_reader *r);
	enum table_step (*next)(struct table_reader *r, struct table_row *row);
	void (*close)(struct table_reader *r);
};
extern const struct table_format read_csv, read_xlsx, read_vcf, read_ics, read_jsonl;

struct table_reader {
	const struct table_format *format;
	struct table_options options;
	int fd;
	bool ended;			/* fd has no more */
	struct buf raw;			/* bytes read and not yet used: at the beginning the sample */
	int64_t taken;			/* bytes read in all */
	struct encoding encoding;
	struct decoder *decoder;
	struct buf text;		/* UTF-8 read and not yet used */
	size_t at;			/* how much of it is used */
	int64_t line;			/* of the text at `at`, from 1, for the readers that count */
	char separator;
	char *sheet;
	char **names;
	size_t name_count, name_room;
	json_t *notes;
	char *why;
	void *state;
};

/* Records the sentence (first one wins) and answers TABLE_BROKEN. Steals args. */
enum table_step table_fail(struct table_reader *r, const char *msgid, json_t *args);
/* Adds a sentence once. Steals args. */
void table_note(struct table_reader *r, const char *msgid, json_t *args);
/* Why the row at hand cannot be taken. Steals args. */
void row_trouble(struct table_row *row, const char *msgid, json_t *args);
/* Makes sure that unused text is there (more than `least` bytes where the file has them). False when the file is over or
   broken (r->why). */
bool table_fill(struct table_reader *r, size_t least);
/* More bytes from fd into raw; 0 at the end, -1 when broken (said). */
long table_read(struct table_reader *r);
/* The column of this name, made when new. */
size_t table_column(struct table_reader *r, const char *name);

/* The separator of a text by how evenly it cuts the first rows; 0: there is only one column. */
char csv_guess_separator(const char *text, size_t length, bool whole);
#endif
