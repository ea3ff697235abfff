/* xlsx_raw.c: raw libxlsxwriter in constant memory mode against our writer, on the same cells. Prints one JSON line a run.
   Usage: xlsx_raw raw|ours ROWS FILE   (12 columns: 2 integers, 5 texts, money, date, timestamp, boolean, decimal) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <xlsxwriter.h>

#include "server/table_writer.h"

enum { COLUMNS = 12 };

struct made_row {
	char text[COLUMNS][48];
};

static const enum column_type types[COLUMNS] = {COLUMN_INTEGER, COLUMN_TEXT, COLUMN_TEXT, COLUMN_TEXT, COLUMN_TEXT, COLUMN_TEXT,
	COLUMN_MONEY, COLUMN_DATE, COLUMN_TIMESTAMP, COLUMN_BOOLEAN, COLUMN_DECIMAL, COLUMN_INTEGER};
static const char *const names[COLUMNS] = {"number", "first", "last", "mail", "phone", "city", "amount", "day", "moment", "active",
	"quantity", "year"};

static void
make_row(struct made_row *r, unsigned i)
{
	static const char *const firsts[] = {"Léa", "Zoé", "Marc", "Jean-Baptiste", "Nadia"};

	snprintf(r->text[0], 48, "%u", i);
	snprintf(r->text[1], 48, "%s", firsts[i % 5]);
	snprintf(r->text[2], 48, "Dupont-%u", i * 7919u % 100003u);
	snprintf(r->text[3], 48, "contact%u@garage.example", i);
	snprintf(r->text[4], 48, "+336%08u", i % 100000000u);
	snprintf(r->text[5], 48, "Saint-Étienne %u", i % 997u);
	snprintf(r->text[6], 48, "%u", i * 31u % 10000000u);
	snprintf(r->text[7], 48, "20%02u-%02u-%02u", i % 30u, i % 12u + 1u, i % 28u + 1u);
	snprintf(r->text[8], 48, "20%02u-%02u-%02u %02u:%02u:%02u.5+00", i % 30u, i % 12u + 1u, i % 28u + 1u, i % 24u, i % 60u, i % 59u);
	snprintf(r->text[9], 48, "%s", i % 3u ? "t" : "f");
	snprintf(r->text[10], 48, "%u.%03u", i % 1000u, i % 999u);
	snprintf(r->text[11], 48, "%u", 1990u + i % 40u);
}

static bool
to_file(void *to, const void *bytes, size_t length)
{
	return fwrite(bytes, 1, length, to) == length;
}

static int
ours(unsigned rows, const char *path)
{
	struct table_column columns[COLUMNS];
	struct table_cell cells[COLUMNS];
	struct made_row r;
	FILE *file = fopen(path, "wb");
	struct table_options options = {.language = "fr", .title = "Contacts", .currency = "EUR", .write = to_file, .to = file};
	struct table_writer *w;
	bool ok;

	if (file == NULL)
		return 1;
	memset(columns, 0, sizeof columns);
	for (int c = 0; c < COLUMNS; c++) {
		columns[c].name = columns[c].title = (char *)(uintptr_t)names[c];
		columns[c].type = types[c];
	}
	w = table_writer_new(&table_xlsx, columns, COLUMNS, &options);
	for (unsigned i = 0; i < rows; i++) {
		make_row(&r, i);
		for (int c = 0; c < COLUMNS; c++)
			cells[c] = (struct table_cell){.text = r.text[c], .length = strlen(r.text[c])};
		table_writer_row(w, cells);
	}
	ok = table_writer_end(w);
	table_writer_free(w);
	return fclose(file) != 0 || !ok;
}

/* The values are made as doubles before: raw pays for no conversion. */
static int
raw(unsigned rows, const char *path)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Contacts");
	lxw_format *bold = workbook_add_format(book), *money = workbook_add_format(book), *day = workbook_add_format(book),
		   *moment = workbook_add_format(book);
	struct made_row r;

	format_set_bold(bold);
	format_set_num_format(money, "#,##0.00 [$€]");
	format_set_num_format(day, "dd/mm/yyyy");
	format_set_num_format(moment, "dd/mm/yyyy hh:mm");
	for (lxw_col_t c = 0; c < (lxw_col_t)COLUMNS; c++)
		worksheet_write_string(sheet, 0, c, names[c], bold);
	for (unsigned i = 0; i < rows; i++) {
		make_row(&r, i);
		for (lxw_col_t c = 0; c < (lxw_col_t)COLUMNS; c++) {
			switch (types[c]) {
			case COLUMN_TEXT: worksheet_write_string(sheet, i + 1, c, r.text[c], NULL); break;
			case COLUMN_MONEY: worksheet_write_number(sheet, i + 1, c, (i * 31u % 10000000u) / 100.0, money); break;
			case COLUMN_DATE: worksheet_write_number(sheet, i + 1, c, 36526.0 + i % 10000u, day); break;
			case COLUMN_TIMESTAMP: worksheet_write_number(sheet, i + 1, c, 36526.0 + i % 10000u + (i % 86400u) / 86400.0, moment); break;
			case COLUMN_BOOLEAN: worksheet_write_boolean(sheet, i + 1, c, i % 3u != 0, NULL); break;
			case COLUMN_DECIMAL: worksheet_write_number(sheet, i + 1, c, i % 1000u + (i % 999u) / 1000.0, NULL); break;
			default: worksheet_write_number(sheet, i + 1, c, c == 0 ? i : 1990u + i % 40u, NULL);
			}
		}
	}
	worksheet_autofilter(sheet, 0, 0, rows, COLUMNS - 1);
	worksheet_freeze_panes(sheet, 1, 0);
	return workbook_close(book) != LXW_NO_ERROR;
}

int
main(int argc, char **argv)
{
	struct timespec before, after;
	struct rusage usage;
	unsigned rows;
	int failed;

	if (argc != 4) {
		fprintf(stderr, "usage: %s raw|ours ROWS FILE\n", argv[0]);
		return 2;
	}
	rows = (unsigned)strtoul(argv[2], NULL, 10);
	clock_gettime(CLOCK_MONOTONIC, &before);
	failed = strcmp(argv[1], "raw") == 0 ? raw(rows, argv[3]) : ours(rows, argv[3]);
	clock_gettime(CLOCK_MONOTONIC, &after);
	getrusage(RUSAGE_SELF, &usage);
	printf("{\"what\":\"%s\",\"rows\":%u,\"seconds\":%.3f,\"cpu\":%.3f,\"resident_kb\":%ld,\"failed\":%d}\n", argv[1], rows,
	    (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9,
	    (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec +
		(double)usage.ru_stime.tv_usec / 1e6, usage.ru_maxrss, failed);
	return failed;
}
