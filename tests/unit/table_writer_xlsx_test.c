/* The workbook holds typed values: LibreOffice, where it is installed, reads back what went in; no cell is a formula but totals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
#include <cmocka.h>

#include "server/table_writer.h"
#include "shared/xmalloc.h"

static struct table_column columns[] = {
	{.name = (char *)(uintptr_t)"name", .title = (char *)(uintptr_t)"Nom & prénom", .type = COLUMN_TEXT},
	{.name = (char *)(uintptr_t)"price", .title = (char *)(uintptr_t)"Prix", .type = COLUMN_MONEY},
	{.name = (char *)(uintptr_t)"day", .title = (char *)(uintptr_t)"Jour", .type = COLUMN_DATE},
	{.name = (char *)(uintptr_t)"at", .title = (char *)(uintptr_t)"Moment", .type = COLUMN_TIMESTAMP},
	{.name = (char *)(uintptr_t)"on", .title = (char *)(uintptr_t)"Actif", .type = COLUMN_BOOLEAN},
	{.name = (char *)(uintptr_t)"n", .title = (char *)(uintptr_t)"Nombre", .type = COLUMN_INTEGER},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const char *const rows[][COLUMNS] = {
	{"=cmd()", "123450", "2026-11-20", "2026-11-20 22:15:30+01", "t", "7"},
	{"+33612345678", "-5", "1899-12-31", "2026-03-29 01:59:59+01", "f", "12345678901234567890"},
	{"a <b> \"c\" & d\x01 _x0041_", "9007199254740993", "2000-02-29", NULL, NULL, "-3"},
	{"00612", NULL, NULL, NULL, NULL, NULL},
};

static bool
keep(void *to, const void *bytes, size_t length)
{
	buf_add(to, bytes, length);
	return true;
}

static struct buf
write_book(struct table_options options)
{
	struct buf out = BUF_EMPTY;
	struct table_writer *w;
	struct table_cell cells[COLUMNS];

	options.language = "fr";
	options.currency = "EUR";
	options.write = keep;
	options.to = &out;
	w = table_writer_new(&table_xlsx, columns, COLUMNS, &options);
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		for (size_t c = 0; c < COLUMNS; c++)
			cells[c] = (struct table_cell){.text = rows[r][c], .length = rows[r][c] ? strlen(rows[r][c]) : 0};
		assert_true(table_writer_row(w, cells));
	}
	assert_true(table_writer_end(w));
	table_writer_free(w);
	return out;
}

static char *
part(const struct buf *book, const char *name)
{
	zip_source_t *source = zip_source_buffer_create(book->bytes, book->length, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	zip_file_t *file = zip ? zip_fopen(zip, name, 0) : NULL;
	char *text = xcalloc(1, 200000);

	if (file == NULL)
		fail_msg("no %s in the workbook", name);
	assert_true(zip_fread(file, text, 199999) > 0);
	zip_fclose(file);
	zip_discard(zip);
	return text;
}

static void
holds(const char *text, const char *what)
{
	if (strstr(text, what) == NULL)
		fail_msg("%s is not in %.3000s", what, text);
}

static void
cells_are_typed(void **state)
{
	struct buf book = write_book((struct table_options){.title = "Contacts [A]/B"});
	char *sheet = part(&book, "xl/worksheets/sheet1.xml"), *names = part(&book, "xl/workbook.xml"), *styles = part(&book, "xl/styles.xml");

	(void)state;
	holds(names, "name=\"Contacts  A  B\"");
	holds(sheet, "state=\"frozen\"");
	holds(sheet, "<autoFilter ref=\"A1:F5\"/>");
	holds(sheet, "<t>=cmd()</t>");
	holds(sheet, "<t>+33612345678</t>");
	holds(sheet, "<v>1234.5</v>");
	holds(sheet, "<v>46346</v>");			/* 2026-11-20 */
	holds(sheet, "<t>1899-12-31</t>");		/* before Excel's calendar */
	holds(sheet, "<t>12345678901234567890</t>");	/* a double would change it */
	holds(sheet, "<t>90071992547409.93</t>");
	holds(sheet, "t=\"b\"");
	holds(sheet, "_x0001_");
	holds(sheet, "_x005F_x0041_");
	holds(sheet, "SUBTOTAL(109,");
	holds(styles, "[$€]");
	holds(styles, "dd/mm/yyyy");
	/* The total is the only formula. */
	assert_null(strstr(strstr(sheet, "<f>") + 1, "<f>"));
	free(sheet);
	free(names);
	free(styles);
	buf_free(&book);
}

static void
a_full_sheet_goes_on_in_the_next(void **state)
{
	struct buf book = write_book((struct table_options){.title = "Léa's", .sheet_rows = 4});
	char *first = part(&book, "xl/worksheets/sheet1.xml"), *second = part(&book, "xl/worksheets/sheet2.xml");

	(void)state;
	assert_null(strstr(first, "SUBTOTAL"));
	holds(second, "SUBTOTAL(109,'Léa s'!B2:B3,'Léa s 2'!B2:B3)");
	holds(second, "Nom &amp; prénom");
	free(first);
	free(second);
	buf_free(&book);
}

static void
libreoffice_reads_it(void **state)
{
	char folder[] = "/tmp/comptoir-test-XXXXXX", path[64], command[600], *text;
	struct buf book = write_book((struct table_options){.title = "Contacts"});
	FILE *file;

	(void)state;
	if (access("/usr/bin/soffice", X_OK) != 0) {
		buf_free(&book);
		skip();
	}
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a.xlsx", folder);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(book.bytes, 1, book.length, file), book.length);
	assert_int_equal(fclose(file), 0);
	buf_free(&book);
	/* The flat XML of LibreOffice says each value with its type. */
	snprintf(command, sizeof command, "cd %s && HOME=%s soffice --headless --convert-to fods a.xlsx >/dev/null 2>&1", folder, folder);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof path, "%s/a.fods", folder);
	file = fopen(path, "rb");
	assert_non_null(file);
	text = xcalloc(1, 200000);
	assert_true(fread(text, 1, 199999, file) > 0);
	fclose(file);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	holds(text, "<text:p>=cmd()</text:p>");
	holds(text, "office:currency=\"EUR\" office:value=\"1234.5\"");
	holds(text, "office:value=\"-0.05\"");
	holds(text, "office:date-value=\"2026-11-20\"");
	holds(text, "office:date-value=\"2000-02-29\"");
	holds(text, "office:date-value=\"2026-11-20T22:15:30\"");
	holds(text, "office:date-value=\"2026-03-29T01:59:59\"");
	holds(text, "<text:p>TRUE</text:p>");
	holds(text, "<text:p>12345678901234567890</text:p>");
	holds(text, "<text:p>00612</text:p>");
	holds(text, "_x0041_</text:p>");
	holds(text, "table:name=\"Contacts\"");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_typed), cmocka_unit_test(a_full_sheet_goes_on_in_the_next), cmocka_unit_test(libreoffice_reads_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
