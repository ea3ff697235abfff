/* xlsx.h: the parts of an .xlsx file, for its reader: XML streamed out of a zip archive under limits. */
#ifndef SERVER_XLSX_H
#define SERVER_XLSX_H
#include <libxml/xmlreader.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>

#include "shared/buf.h"

/* One XML part being read. A part that inflates far beyond what spreadsheets do is a bomb and ends. */
struct xlsx_part {
	zip_file_t *file;
	xmlTextReaderPtr xml;
	int64_t packed, inflated;
	const char *why;	/* msgid when reading ended too early; null at a good end */
};
/* False when there is no such part; why tells a missing part (null) from a broken one. */
bool xlsx_part_open(struct xlsx_part *part, zip_t *zip, const char *path);
void xlsx_part_close(struct xlsx_part *part);
/* The next node; false at the end or when broken (part->why). */
bool xlsx_part_next(struct xlsx_part *part);
/* Is the node at hand the start of this element, whatever its namespace prefix? */
bool xlsx_starts(const struct xlsx_part *part, const char *name);
bool xlsx_ends(const struct xlsx_part *part, const char *name);
/* An attribute by local name. Null when absent; the caller xmlFree()s it. */
char *xlsx_attribute(const struct xlsx_part *part, const char *name);

/* Reads the texts of a string item (<si>, <is>) up to its end, without phonetic hints, with _x000D_ escapes undone. */
void xlsx_take_text(struct xlsx_part *part, const char *element, struct buf *text);

enum xlsx_style { XLSX_PLAIN, XLSX_DATE, XLSX_TIME, XLSX_DATE_TIME, XLSX_PADDED };
struct xlsx_format {
	enum xlsx_style style;
	int digits;		/* XLSX_PADDED: shown with at least so many (0612345678 kept as a number) */
};
/* What a number format shows. code is null for the built-in ones. */
struct xlsx_format xlsx_format_of(int id, const char *code);

/* What the sheets share. Strings may be many more than memory should hold: they live in an unlinked file, mapped. */
struct xlsx_book {
	char *sheet_path, *sheet_name;
	size_t sheets;			/* visible ones */
	bool epoch_1904;
	struct xlsx_format *styles;	/* by the cell's s="…" */
	size_t style_count;
	char *strings;			/* mapped; null when there are none */
	size_t strings_size;
	uint64_t *offsets;		/* mapped; string i runs from offsets[i] to offsets[i + 1] */
	size_t offsets_size, string_count;
};
/* Reads everything but the rows. sheet: null for the first visible one, else name or number. False with a msgid (static)
   and, for an unknown sheet, the names that there are. */
bool xlsx_book_read(struct xlsx_book *book, zip_t *zip, const char *sheet, const char **why, char **names);
void xlsx_book_free(struct xlsx_book *book);
/* String i of the shared ones; false when there is no such. */
bool xlsx_shared(const struct xlsx_book *book, size_t i, const char **text, size_t *length);

/* An unlinked temporary file; -1 with errno. */
int xlsx_temporary(void);
#endif
