/* table_reader_xlsx.c: rows of one sheet of an .xlsx workbook, of Excel, LibreOffice, Google and the writers of others. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "server/table_format.h"
#include "server/xlsx.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { ROWS_MAX = 1048576 };	/* as many as a spreadsheet has */

struct xlsx {
	zip_t *zip;
	struct xlsx_book book;
	struct xlsx_part sheet;
	int64_t row;			/* number of the last row */
	int64_t hollow;			/* formulas that no program has computed */
	struct buf value;
};

static bool
xlsx_sniff(const char *bytes, size_t length)
{
	return length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

/* The archive's list is at its end, so what comes through a pipe goes to an unlinked file first. */
static int
spool(struct table_reader *r)
{
	int fd = xlsx_temporary();

	while (fd >= 0 && r->why == NULL) {
		const char *p = r->raw.bytes;
		size_t left = r->raw.length;
		while (left > 0) {
			ssize_t n = write(fd, p, left);
			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0) {
				close(fd);
				fd = -1;
				break;
			}
			p += n;
			left -= (size_t)n;
		}
		r->raw.length = 0;
		if (fd < 0 || table_read(r) <= 0)
			break;
	}
	if (fd < 0)
		table_fail(r, N_("There is no room for a temporary file."), NULL);
	if (r->why != NULL && fd >= 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static zip_t *
open_zip(struct table_reader *r, int fd)
{
	FILE *file = fdopen(fd, "rb");
	zip_error_t error;
	zip_source_t *source;
	zip_t *zip;

	zip_error_init(&error);
	source = zip_source_filep_create(file, 0, -1, &error);	/* closes the file */
	zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (zip == NULL) {
		if (source != NULL)
			zip_source_free(source);
		table_fail(r, N_("The .xlsx file is damaged: it is no whole zip archive."), NULL);
	}
	zip_error_fini(&error);
	return zip;
}

/* Other documents are zip archives too. */
static const char *
other_document(zip_t *zip)
{
	if (zip_name_locate(zip, "content.xml", 0) >= 0)
		return N_("This is an OpenDocument file (.ods): save it as .xlsx or CSV.");
	if (zip_name_locate(zip, "word/document.xml", 0) >= 0)
		return N_("This is a text document (.docx): a table cannot be read from it.");
	if (zip_name_locate(zip, "xl/workbook.bin", 0) >= 0)
		return N_("This is a binary workbook (.xlsb): save it as .xlsx or CSV.");
	if (zip_name_locate(zip, "[Content_Types].xml", ZIP_FL_NOCASE) < 0)
		return N_("This is a zip archive: unpack it first.");
	return NULL;
}

static bool
xlsx_open(struct table_reader *r)
{
	struct xlsx *x = xcalloc(1, sizeof *x);
	const char *why;
	char *names = NULL;
	int fd;

	r->state = x;
	buf_init(&x->value, TABLE_CELL_MAX);
	fd = spool(r);
	if (fd < 0 || (x->zip = open_zip(r, fd)) == NULL)
		return false;
	why = other_document(x->zip);
	if (why == NULL && xlsx_book_read(&x->book, x->zip, r->options.sheet, &why, &names)
	    && !xlsx_part_open(&x->sheet, x->zip, x->book.sheet_path))
		why = x->sheet.why ? x->sheet.why : N_("The .xlsx file is damaged: its sheet is missing.");
	if (why != NULL) {
		table_fail(r, why, json_pack("{s:s?,s:s?}", "name", r->options.sheet, "names", names));
		free(names);
		return false;
	}
	r->sheet = xstrdup(x->book.sheet_name);
	if (x->book.sheets > 1 && r->options.sheet == NULL)
		table_note(r, N_("The workbook has {count} sheets; “{name}” is read. --sheet chooses another."),
		    json_pack("{s:I,s:s}", "count", (json_int_t)x->book.sheets, "name", r->sheet));
	return true;
}

/* "BC12": column 54, row 12. False when no sheet has such a place. */
static bool
place_of(const char *reference, size_t *column, int64_t *row)
{
	size_t n = 0;
	int64_t below = 0;

	for (; *reference >= 'A' && *reference <= 'Z' && n <= TABLE_COLUMNS_MAX; reference++)
		n = n * 26 + (size_t)(*reference - 'A' + 1);
	for (; *reference >= '0' && *reference <= '9' && below <= ROWS_MAX; reference++)
		below = below * 10 + (*reference - '0');
	*column = n - 1;
	*row = below;
	return *reference == '\0' && n >= 1 && n <= TABLE_COLUMNS_MAX && below >= 1 && below <= ROWS_MAX;
}

/* What is wrong with a cell, by the name that it has in a spreadsheet. */
static void
cell_trouble(struct table_row *row, const char *reference, size_t column, const char *msgid)
{
	char name[32];
	size_t n = sizeof name - 1, left = column + 1;

	if (reference != NULL && u8_strlen((const uint8_t *)reference) < sizeof name) {
		row_trouble(row, msgid, json_pack("{s:s}", "cell", reference));
		return;
	}
	n -= (size_t)snprintf(name, sizeof name, "%lld", (long long)row->line);
	memmove(name + n, name, sizeof name - n);
	for (; left > 0 && n > 0; left = (left - 1) / 26)
		name[--n] = (char)('A' + (left - 1) % 26);
	row_trouble(row, msgid, json_pack("{s:s}", "cell", name + n));
}

/* Days since the epoch of a proleptic Gregorian date (Howard Hinnant's "days from civil", inverted). */
static void
civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

/* A serial number as ISO text. False when it is no date that a spreadsheet can show. */
static bool
add_date(struct buf *out, double serial, enum xlsx_style style, bool epoch_1904)
{
	int64_t days;
	int year, month, day, clock;

	if (serial < 0 || serial > 2958466)
		return false;
	days = (int64_t)serial;
	clock = (int)((serial - (double)days) * 86400 + 0.5);
	if (clock == 86400) {
		clock = 0;
		days++;
	}
	if (days >= 1 && style != XLSX_TIME) {
		/* Serial 60 is 29 February 1900, which Lotus 1-2-3 believed in; before it, days are one off. */
		civil(days + (epoch_1904 ? -24107 : days < 60 ? -25568 : -25569), &year, &month, &day);
		buf_printf(out, "%04d-%02d-%02d", year, month, day);
		if (clock == 0)
			return true;
		buf_byte(out, 'T');
	}
	buf_printf(out, "%02d:%02d:%02d", clock / 3600, clock / 60 % 60, clock % 60);
	return true;
}

static void
add_number(struct xlsx *x, struct table_row *row, size_t at, const char *style)
{
	const struct xlsx_format *format = NULL;
	size_t s = style ? strtoul(style, NULL, 10) : 0;
	char *end, text[64];
	const char *digits = buf_text(&x->value);
	double number = strtod(digits, &end);
	struct buf date = BUF_EMPTY;

	if (s < x->book.style_count)
		format = &x->book.styles[s];
	if (*digits == '\0' || *end != '\0' || !isfinite(number)) {
		row_set(row, at, CELL_TEXT, digits, strlen(digits));
		return;
	}
	if (format != NULL && format->style != XLSX_PLAIN && format->style != XLSX_PADDED
	    && add_date(&date, number, format->style, x->book.epoch_1904)) {
		row_set(row, at, CELL_DATE, date.bytes, date.length);
		buf_free(&date);
		return;
	}
	/* Fifteen digits are what a spreadsheet shows of a double: 0.1 + 0.2 is 0.3, and a SIRET has fourteen. */
	if (fabs(number) < 1e15 && number == (double)(int64_t)number)
		snprintf(text, sizeof text, "%0*.0f", format && format->style == XLSX_PADDED ? format->digits : 1, number);
	else
		snprintf(text, sizeof text, "%.15g", number);
	if (strchr(text, 'e') != NULL)
		snprintf(text, sizeof text, fabs(number) < 1 ? "%.20f" : "%.0f", number);
	row_set(row, at, CELL_NUMBER, text, strlen(text));
}

/* The place of a text among the shared ones; one that is no number is no place. */
static bool
shared_at(const char *digits, size_t *i)
{
	char *end;

	digits += strspn(digits, " \t\r\n");
	*i = strtoul(digits, &end, 10);
	return *digits >= '0' && *digits <= '9' && end[strspn(end, " \t\r\n")] == '\0';
}

static void
add_shared(struct xlsx *x, struct table_row *row, size_t at, const char *reference)
{
	const char *text;
	size_t length, i;

	if (!shared_at(buf_text(&x->value), &i) || !xlsx_shared(&x->book, i, &text, &length))
		cell_trouble(row, reference, at, N_("Cell {cell} names a text that the file does not hold: the file is damaged."));
	else if (length > TABLE_CELL_MAX)
		row_trouble(row, N_("This row is longer than {most} MiB."), json_pack("{s:i}", "most", TABLE_CELL_MAX >> 20));
	else
		row_set(row, at, CELL_TEXT, text, length);
}

static void
add_value(struct xlsx *x, struct table_row *row, size_t at, const char *reference, const char *type, const char *style)
{
	const char *value = buf_text(&x->value);

	if (x->value.length == 0)
		return;
	if (type == NULL || *type == '\0' || strcmp(type, "n") == 0)
		add_number(x, row, at, style);
	else if (strcmp(type, "s") == 0)
		add_shared(x, row, at, reference);
	else if (strcmp(type, "b") == 0)
		row_set(row, at, CELL_BOOLEAN, *value == '1' ? "true" : "false", *value == '1' ? 4 : 5);
	else if (strcmp(type, "e") == 0)
		row_set(row, at, CELL_ERROR, value, x->value.length);
	else if (strcmp(type, "d") == 0)
		row_set(row, at, CELL_DATE, value, x->value.length);
	else
		row_set(row, at, CELL_TEXT, value, x->value.length);
}

/* One <c>: its value is in <v>, or in <is> for a text of its own. */
static void
take_cell(struct xlsx *x, struct table_row *row, size_t *next)
{
	char *reference = xlsx_attribute(&x->sheet, "r"), *type = xlsx_attribute(&x->sheet, "t"), *style = xlsx_attribute(&x->sheet, "s");
	size_t at = *next;
	int64_t below = x->row;
	bool there = reference ? place_of(reference, &at, &below) : at < TABLE_COLUMNS_MAX, formula = false, value = false, own = false;

	x->value.length = 0;
	x->value.full = false;
	if (!xlsx_ends(&x->sheet, "c")) {
		while (xlsx_part_next(&x->sheet) && !xlsx_ends(&x->sheet, "c")) {
			int node = xmlTextReaderNodeType(x->sheet.xml);
			if (xlsx_starts(&x->sheet, "v"))
				value = !xlsx_ends(&x->sheet, "v");
			else if (xlsx_ends(&x->sheet, "v"))
				value = false;
			else if (xlsx_starts(&x->sheet, "f"))
				formula = true;
			else if (xlsx_starts(&x->sheet, "is")) {
				xlsx_take_text(&x->sheet, "is", &x->value);
				own = true;
			} else if (value && (node == XML_READER_TYPE_TEXT || node == XML_READER_TYPE_CDATA
			    || node == XML_READER_TYPE_SIGNIFICANT_WHITESPACE))
				buf_str(&x->value, (const char *)xmlTextReaderConstValue(x->sheet.xml));
		}
	}
	if (!there || x->row < 1 || x->row > ROWS_MAX)
		cell_trouble(row, reference, at, N_("Cell {cell} is at no place of a sheet: a sheet has 1,048,576 rows and 16,384 columns (XFD)."));
	else if (x->value.full)
		row_trouble(row, N_("This row is longer than {most} MiB."), json_pack("{s:i}", "most", TABLE_CELL_MAX >> 20));
	else {
		add_value(x, row, at, reference, own ? "inlineStr" : type, style);
		*next = at + 1;
		x->hollow += formula && x->value.length == 0;
	}
	if (row->text.length > TABLE_ROW_MAX)
		row_trouble(row, N_("This row is longer than {most} MiB."), json_pack("{s:i}", "most", TABLE_ROW_MAX >> 20));
	xmlFree(reference);
	xmlFree(type);
	xmlFree(style);
}

static void
take_row(struct xlsx *x, struct table_row *row)
{
	char *number = xlsx_attribute(&x->sheet, "r");
	size_t next = 0;

	x->row = number ? strtoll(number, NULL, 10) : x->row + 1;
	if (x->row > ROWS_MAX || x->row < 0)	/* as far as it is told */
		x->row = x->row < 0 ? 0 : ROWS_MAX + 1;
	row->line = x->row;
	xmlFree(number);
	if (xlsx_ends(&x->sheet, "row"))
		return;
	while (xlsx_part_next(&x->sheet) && !xlsx_ends(&x->sheet, "row"))
		if (xlsx_starts(&x->sheet, "c") && row->trouble == NULL)
			take_cell(x, row, &next);
}

static enum table_step
xlsx_next(struct table_reader *r, struct table_row *row)
{
	struct xlsx *x = r->state;

	while (xlsx_part_next(&x->sheet)) {
		if (xlsx_ends(&x->sheet, "sheetData"))
			break;
		if (!xlsx_starts(&x->sheet, "row"))
			continue;
		row_clear(row);
		take_row(x, row);
		/* Borders drawn down to the last row of the sheet make a million rows of nothing. */
		if (x->sheet.why == NULL && !(row->count == 0 && row->trouble == NULL))
			return TABLE_ROW;
	}
	if (x->sheet.why != NULL)
		return table_fail(r, x->sheet.why, NULL);
	if (x->hollow > 0)
		table_note(r, N_("{count} formulas hold no computed value; their cells are empty. Open and save the file in a spreadsheet first."),
		    json_pack("{s:I}", "count", (json_int_t)x->hollow));
	x->hollow = 0;
	return TABLE_END;
}

static void
xlsx_close(struct table_reader *r)
{
	struct xlsx *x = r->state;

	xlsx_part_close(&x->sheet);
	xlsx_book_free(&x->book);
	if (x->zip != NULL)
		zip_discard(x->zip);
	buf_free(&x->value);
	free(x);
}

const struct table_format read_xlsx = {
	.name = "xlsx",
	.also = " xlsm excel ",
	.binary = true,
	.sniff = xlsx_sniff,
	.open = xlsx_open,
	.next = xlsx_next,
	.close = xlsx_close,
};
