/* Workbooks: what each writer does, dates and numbers as people see them, and files made to harm. */
#include "tests/unit/table_helper.h"

#include <xlsxwriter.h>
#include <zip.h>

static const struct table_options plain = {.language = "en"};

struct file { const char *name; const char *text; };

#define TYPES "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
#define RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const struct file frame[] = {
	{"[Content_Types].xml", TYPES},
	{"_rels/.rels", RELS "<Relationship Id=\"rId1\" Type=\"" R "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
	{"xl/_rels/workbook.xml.rels", RELS "<Relationship Id=\"rId1\" Type=\"" R "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	    "<Relationship Id=\"rId2\" Type=\"" R "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
	    "<Relationship Id=\"rId3\" Type=\"" R "/styles\" Target=\"styles.xml\"/>"
	    "<Relationship Id=\"rId4\" Type=\"" R "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
	{"xl/workbook.xml", "<workbook xmlns:r=\"" R "\"><workbookPr/><sheets><sheet name=\"Hidden\" state=\"hidden\" sheetId=\"9\" r:id=\"rId2\"/>"
	    "<sheet name=\"Clients\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Véhicules\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"},
	{"xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>"
	    "<numFmt numFmtId=\"165\" formatCode=\"0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##\"/>"
	    "<numFmt numFmtId=\"166\" formatCode=\"[$-40C]d\\ mmmm\\ yyyy;@\"/><numFmt numFmtId=\"167\" formatCode=\"00000\"/>"
	    "<numFmt numFmtId=\"168\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"169\" formatCode=\"#,##0.00\\ &quot;days&quot;\"/></numFmts>"
	    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/>"
	    "<xf numFmtId=\"168\"/><xf numFmtId=\"169\"/></cellXfs></styleSheet>"},
	{"xl/sharedStrings.xml", "<sst><si><t>Nom</t></si><si><r><t>Gar</t></r><r><t xml:space=\"preserve\">age </t></r><rPh><t>hint</t></rPh></si>"
	    "<si><t>a_x000A_b_x005F_</t></si><si/></sst>"},
	{"xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Plaque</t></is></c></row></sheetData></worksheet>"},
};

/* A workbook of the frame with this first sheet (or another part in place of its own). */
static int
workbook(const char *name, const char *text, size_t length)
{
	char path[] = "/tmp/comptoir-test-XXXXXX";
	int fd = mkstemp(path), error;
	zip_t *zip;

	assert_true(fd >= 0);
	close(fd);
	zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);
	assert_non_null(zip);
	for (size_t i = 0; i < sizeof frame / sizeof *frame; i++)
		if (strcmp(frame[i].name, name) != 0)
			assert_true(zip_file_add(zip, frame[i].name,
			    zip_source_buffer(zip, frame[i].text, strlen(frame[i].text), 0), 0) >= 0);
	assert_true(zip_file_add(zip, name, zip_source_buffer(zip, text, length, 0), 0) >= 0);
	assert_int_equal(zip_close(zip), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	return fd;
}

static void
assert_sheet(const char *sheet_data, const char *expected)
{
	struct buf text = BUF_EMPTY;
	struct table_reader *r;
	char *rows;
	int fd;

	buf_printf(&text, "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>%s"
	    "</sheetData><mergeCells/></worksheet>", sheet_data);
	fd = workbook("xl/worksheets/sheet1.xml", text.bytes, text.length);
	r = reader_of(fd, &plain);
	rows = all_rows(r);
	assert_string_equal(rows, expected);
	free(rows);
	table_close(r);
	close(fd);
	buf_free(&text);
}

static void
strings_numbers_and_gaps(void **state)
{
	(void)state;
	assert_sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
	    "<row r=\"3\"/><row r=\"4\"><c r=\"B4\" t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><t>own</t></is></c><c r=\"D4\" t=\"s\"><v>3</v></c></row>",
	    "Nom||Garage \n|a\nb_|own|\n");
	assert_sheet("<row><c><v>0.30000000000000004</v></c><c><v>1E3</v></c><c><v>55205902401909</v></c><c><v>-1.50</v></c><c><v>1.2E-7</v></c></row>",
	    "0.3|1000|55205902401909|-1.5|0.00000012000000000000\n");
	assert_sheet("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1&amp;B1</f><v>sum</v></c>"
	    "<c><f>1+1</f><v>2</v></c><c><f>2+2</f></c></row>", "true|false|#N/A|sum|2\n");
}

/* "abc" where the number of a text should be was once read as text 0: a heading stood in the place of a name. */
static void
a_text_that_is_not_there_is_named_by_its_cell(void **state)
{
	static const char *const wrong[] = {"77", "abc", "-1", "1x", "99999999999999999999999", "1.5"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *rows = NULL;
		assert_true(asprintf(&rows, "<row r=\"7\"><c r=\"A7\"><v>1</v></c><c r=\"C7\" t=\"s\"><v>%s</v></c></row><row r=\"8\"><c r=\"A8\" t=\"s\"><v> 0 </v></c></row>", wrong[i]) > 0);
		assert_sheet(rows, "! 7: Cell C7 names a text that the file does not hold: the file is damaged.\nNom\n");
		free(rows);
	}
	assert_sheet("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>x</v></c></row>", "! 1: Cell B1 names a text that the file does not hold: the file is damaged.\n");
}

static void
a_cell_beyond_the_sheet_is_refused(void **state)
{
	static const char said[] = " is at no place of a sheet: a sheet has 1,048,576 rows and 16,384 columns (XFD).";
	static const struct {
		const char *rows, *line, *cell;
	} wrong[] = {
		{"<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>", "1048577", "A1048577"},
		{"<row r=\"1048577\"><c><v>1</v></c></row>", "1048577", "A1048577"},
		{"<row r=\"99999999999999999999\"><c r=\"B99999999999999999999\"><v>1</v></c></row>", "1048577", "B99999999999999999999"},
		{"<row r=\"1048576\"/><row><c><v>1</v></c></row>", "1048577", "A1048577"},
		{"<row r=\"-3\"><c><v>1</v></c></row>", "0", "A0"},
		{"<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>", "2", "XFE2"},
		{"<row r=\"2\"><c r=\"AAAAAAAAAA2\"><v>1</v></c></row>", "2", "AAAAAAAAAA2"},
		{"<row r=\"2\"><c r=\"XFD2\"><v>1</v></c><c><v>2</v></c></row>", "2", "XFE2"},
		{"<row r=\"2\"><c r=\"$A$2\"><v>1</v></c></row>", "2", "$A$2"},
		{"<row r=\"2\"><c r=\"A0\"><v>1</v></c></row>", "2", "A0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *expected = NULL;
		assert_true(asprintf(&expected, "! %s: Cell %s%s\n", wrong[i].line, wrong[i].cell, said) > 0);
		assert_sheet(wrong[i].rows, expected);
		free(expected);
	}
	assert_sheet("<row r=\"1048576\"><c r=\"B1048576\"><v>1</v></c></row>", "|1\n");	/* the last row there is */
}

static void
dates_and_padded_numbers(void **state)
{
	(void)state;
	assert_sheet("<row><c s=\"1\"><v>46346</v></c><c s=\"2\"><v>46346.875</v></c><c s=\"4\"><v>1</v></c><c s=\"6\"><v>0.5</v></c><c s=\"1\"><v>61</v></c>"
	    "<c t=\"d\"><v>2026-11-20</v></c><c s=\"1\"><v>-5</v></c></row>",
	    "2026-11-20|2026-11-20T21:00:00|1900-01-01|12:00:00|1900-03-01|2026-11-20|-5\n");
	/* Excel's own formats for French telephones and postcodes keep zeros that the number lost. */
	assert_sheet("<row><c s=\"3\"><v>612345678</v></c><c s=\"5\"><v>1000</v></c><c s=\"7\"><v>1234.5</v></c></row>", "0612345678|01000|1234.5\n");
}

static void
the_epoch_of_old_macs(void **state)
{
	static const char book[] = "<workbook xmlns:r=\"" R "\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>";
	int fd = workbook("xl/workbook.xml", book, strlen(book));
	char *why = NULL;

	(void)state;
	assert_null(table_open(fd, &plain, &why));	/* the frame has no first sheet of its own */
	assert_non_null(strstr(why, "sheet is missing"));
	free(why);
	close(fd);
}

static void
sheets_are_chosen_by_name_and_number(void **state)
{
	static const char *const names[] = {"véhicules", "Véhicules", "2", "Hidden"};
	static const char sheet[] = "<worksheet><sheetData/></worksheet>";
	struct table_options o = plain;
	char *why = NULL;
	int fd;

	(void)state;
	for (size_t i = 1; i < 4; i++) {
		struct table_reader *r;
		char *rows;
		fd = workbook("xl/worksheets/sheet1.xml", sheet, strlen(sheet));
		o.sheet = names[i];
		r = reader_of(fd, &o);
		rows = all_rows(r);
		assert_string_equal(rows, "Plaque\n");
		free(rows);
		table_close(r);
		close(fd);
	}
	fd = workbook("xl/worksheets/sheet1.xml", sheet, strlen(sheet));
	o.sheet = "Nothing";
	assert_null(table_open(fd, &o, &why));
	assert_string_equal(why, "There is no sheet “Nothing”; there are: Hidden, Clients, Véhicules.");
	free(why);
	close(fd);
}

static void
refuses_book(const char *part, const char *text, size_t length, const char *sentence)
{
	int fd = workbook(part, text, length);
	char *why = NULL;
	struct table_reader *r = table_open(fd, &plain, &why);

	if (r != NULL) {
		char *rows = all_rows(r);
		why = strdup(strstr(rows, "BROKEN") ? strstr(rows, "BROKEN") : rows);
		free(rows);
		table_close(r);
	}
	if (strstr(why, sentence) == NULL)
		print_message("%s\n", why);
	assert_non_null(strstr(why, sentence));
	free(why);
	close(fd);
}

static void
files_made_to_harm(void **state)
{
	static const char outside[] = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&e;"
	    "</t></is></c></row></sheetData></worksheet>";
	static const char laughs[] = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
	static const char cut[] = "<worksheet><sheetData><row><c><v>1</v></c></row><row>";
	size_t bomb_size = 200 << 20;
	char *bomb = malloc(bomb_size);

	(void)state;
	refuses_book("xl/worksheets/sheet1.xml", outside, strlen(outside), "entities");
	refuses_book("xl/sharedStrings.xml", laughs, strlen(laughs), "entities");
	refuses_book("xl/worksheets/sheet1.xml", cut, strlen(cut), "XML cannot be read");
	assert_non_null(bomb);
	memcpy(bomb, "<worksheet><sheetData>", 22);
	for (size_t i = 22; i < bomb_size; i++)
		bomb[i] = "<row/>"[(i - 22) % 6];
	refuses_book("xl/worksheets/sheet1.xml", bomb, bomb_size, "far more than a table");
	memset(bomb, 'x', bomb_size);
	memcpy(bomb, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", 51);
	refuses_book("xl/worksheets/sheet1.xml", bomb, 30 << 20, "damaged");
	free(bomb);
}

static void
a_damaged_archive_gets_a_sentence(void **state)
{
	char bytes[4096];
	int fd = workbook("xl/worksheets/sheet1.xml", "<worksheet/>", 12), other;
	ssize_t n = read(fd, bytes, sizeof bytes);
	char *why = NULL;

	(void)state;
	assert_true(n > 1000);
	close(fd);
	for (ssize_t i = 200; i < 400; i++)
		bytes[i] = (char)(bytes[i] ^ 0x5a);
	other = fd_of(bytes, (size_t)n);
	assert_null(table_open(other, &plain, &why));
	assert_non_null(why);
	free(why);
	close(other);
	other = fd_of(bytes, 900);
	assert_null(table_open(other, &plain, &why));
	assert_non_null(strstr(why, "damaged"));
	free(why);
	close(other);
}

/* What our own exports are written with comes back as the same values; so does a pipe, which cannot seek. */
static void
a_written_workbook_reads_back_through_a_pipe(void **state)
{
	char path[] = "/tmp/comptoir-test-XXXXXX";
	int made = mkstemp(path), fds[2];
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Export");
	lxw_format *date = workbook_add_format(book);
	lxw_datetime day = {.year = 2026, .month = 11, .day = 20};
	char bytes[32768], *rows;
	ssize_t n;
	struct table_reader *r;

	(void)state;
	format_set_num_format(date, "dd/mm/yyyy");
	worksheet_write_string(sheet, 0, 0, "Étoile", NULL);
	worksheet_write_number(sheet, 0, 1, 12.5, NULL);
	worksheet_write_datetime(sheet, 0, 2, &day, date);
	worksheet_write_boolean(sheet, 0, 3, 1, NULL);
	workbook_close(book);
	n = pread(made, bytes, sizeof bytes, 0);
	if (n <= 0) {		/* the writer replaced the file */
		close(made);
		made = open(path, O_RDONLY | O_CLOEXEC);
		n = read(made, bytes, sizeof bytes);
	}
	assert_true(n > 0);
	close(made);
	unlink(path);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], bytes, (size_t)n), n);
	close(fds[1]);
	r = reader_of(fds[0], &plain);
	rows = all_rows(r);
	assert_string_equal(rows, "Étoile|12.5|2026-11-20|true\n");
	assert_string_equal(table_sheet(r), "Export");
	free(rows);
	table_close(r);
	close(fds[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_numbers_and_gaps),
		cmocka_unit_test(a_text_that_is_not_there_is_named_by_its_cell),
		cmocka_unit_test(a_cell_beyond_the_sheet_is_refused),
		cmocka_unit_test(dates_and_padded_numbers),
		cmocka_unit_test(the_epoch_of_old_macs),
		cmocka_unit_test(sheets_are_chosen_by_name_and_number),
		cmocka_unit_test(files_made_to_harm),
		cmocka_unit_test(a_damaged_archive_gets_a_sentence),
		cmocka_unit_test(a_written_workbook_reads_back_through_a_pipe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
