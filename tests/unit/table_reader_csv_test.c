/* Tables of text as programs really write them: separators, quotes, line ends, ragged and hostile rows, shared data. */
#include "tests/unit/table_helper.h"

static const struct table_options plain = {.language = "en"};
#define READS(bytes, expected) assert_reads(bytes, sizeof(bytes) - 1, &plain, expected)

static void
cells_and_quotes(void **state)
{
	(void)state;
	READS("a,b,c\n1,2,3\n", "a|b|c\n1|2|3\n");
	READS("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", "a|b\n1|ha \"ha\" ha\n3|4\n");
	READS("a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n", "a|b|c\n1|2|3\nOnce upon \na time|5|6\n7|8|9\n");
	READS("nom;ville\nBar \"Le Central\" SARL;Paris\n", "nom|ville\nBar \"Le Central\" SARL|Paris\n");
	READS("nom;ville\n\"Bar \"Le Central\" SARL\";Paris\n", "nom|ville\nBar \"Le Central\" SARL|Paris\n");
	READS("a,b\n  x ,  \" y \"  \n", "a|b\nx| y \n");
}

/* An export puts an apostrophe before what a spreadsheet would run. */
static void
a_guarded_formula_is_its_text_again(void **state)
{
	(void)state;
	READS("a,b\n'=cmd(),'+1+x\n''=x,'quoted'\n', '@x\n", "a|b\n=cmd()|+1+x\n'=x|'quoted'\n'|@x\n");
}

static void
line_ends_of_every_kind(void **state)
{
	(void)state;
	READS("a;b\r\n1;2\r\n", "a|b\n1|2\n");
	READS("a;b\r1;2\r3;4", "a|b\n1|2\n3|4\n");
	READS("a;b\n1;2\r3;4\r\n\r\n5;6", "a|b\n1|2\n3|4\n5|6\n");
}

static void
line_numbers_are_those_of_an_editor(void **state)
{
	static const char text[] = "a;b\r\n\r\n1;\"x\r\ny\"\r\n\n2;z\r3;t\n";
	static const int64_t lines[] = {1, 3, 6, 7};
	int fd = fd_of(text, sizeof text - 1);
	struct table_reader *r = reader_of(fd, &plain);
	struct table_row row = ROW_EMPTY;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(table_next(r, &row), TABLE_ROW);
		assert_int_equal(row.line, lines[i]);
	}
	assert_int_equal(table_next(r, &row), TABLE_END);
	row_free(&row);
	table_close(r);
	close(fd);
}

static void
separators_are_found(void **state)
{
	static const struct { const char *text; char separator; } cases[] = {
		{"nom;prix\na;1,5\nb;2,5\n", ';'}, {"a\tb\n1,5\t2\n", '\t'}, {"a|b|c\n1|2|3\n", '|'}, {"a,b\n1,2\n", ','},
		{"nom;note\n\"a, b, c\";\"d, e\nf, g\"\n", ';'}, {"a;b\n1,5;2,5\n3,5;4,5\n", ';'},
		{"Liste du 3 mai\n\nnom,ville,pays\na,b,c\nd,e,f\n", ','}, {"one column\nonly\n", ','},
		{"a,b,c\n1,2\n3,4,5,6\n", ','}, {"sep=|\na,b|c\n1|2\n", '|'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int fd = fd_of(cases[i].text, strlen(cases[i].text));
		struct table_reader *r = reader_of(fd, &plain);
		if (table_separator(r) != cases[i].separator)
			print_message("case %zu\n", i);
		assert_int_equal(table_separator(r), cases[i].separator);
		table_close(r);
		close(fd);
	}
}

static void
the_separator_line_is_no_row(void **state)
{
	(void)state;
	READS("sep=;\r\na;b\r\n1;2\r\n", "a|b\n1|2\n");
	READS("\"sep=;\"\na;b\n1;2\n", "a|b\n1|2\n");
	READS("\xef\xbb\xbfsep=,\na,b;c\n", "a|b;c\n");
}

static void
other_encodings(void **state)
{
	(void)state;
	READS("\xff\xfe" "a\0;\0b\0\n\0\xe9\0;\0\xac\x20\n\0", "a|b\né|€\n");
	READS("nom;prix\nL\xe9" "a;5 \x80\n", "nom|prix\nLéa|5 €\n");
}

static void
a_null_byte_costs_its_row(void **state)
{
	char text[400] = "a,b\n1,x\n2,y?z\n3,t\n";
	size_t n = strlen(text);

	(void)state;
	while (n < 300)
		n += (size_t)snprintf(text + n, sizeof text - n, "4,filler filler\n");
	*strchr(text, '?') = '\0';
	{
		int fd = fd_of(text, n);
		struct table_reader *r = reader_of(fd, &plain);
		struct counts c = count_rows(r);
		assert_int_equal(c.troubles, 1);
		assert_true(c.rows > 10);
		table_close(r);
		close(fd);
	}
}

static void
refuses(const char *bytes, size_t length, const struct table_options *options, const char *expected)
{
	int fd = fd_of(bytes, length);
	char *why = NULL;

	assert_null(table_open(fd, options, &why));
	assert_non_null(why);
	if (strstr(why, expected) == NULL)
		print_message("%s\n", why);
	assert_non_null(strstr(why, expected));
	free(why);
	close(fd);
}

static void
what_is_no_table_gets_a_sentence(void **state)
{
	struct table_options odd = plain;

	(void)state;
	refuses("", 0, &plain, "empty");
	refuses("\n \r\n\t\n", 6, &plain, "empty");
	refuses("%PDF-1.7 etc", 12, &plain, "PDF");
	refuses("\r\n <HTML><body><table>", 22, &plain, "web page");
	refuses("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", 13, &plain, ".xls");
	refuses("\1\0\2\0\0\0\3\0\0\0x\0\0\0\1", 15, &plain, "null bytes");
	odd.separator = "\"";
	refuses("a,b\n", 4, &odd, "cannot separate");
	odd = plain;
	odd.encoding = "klingon";
	refuses("a,b\n", 4, &odd, "encoding");
	odd = plain;
	odd.format = "docx";
	refuses("a,b\n", 4, &odd, "not a format");
	odd = plain;
	odd.most_bytes = 3;
	refuses("a,b\n", 4, &odd, "larger");
}

static void
nine_thousand_columns_pass_and_more_are_refused(void **state)
{
	struct buf text = BUF_EMPTY;
	int fd;
	struct table_reader *r;
	struct counts c;

	(void)state;
	for (int i = 0; i < 9000; i++)
		buf_printf(&text, "c%d%c", i, i == 8999 ? '\n' : ',');
	for (int i = 0; i < 20000; i++)
		buf_str(&text, i == 19999 ? "x\n" : "x,");
	fd = fd_of(text.bytes, text.length);
	r = reader_of(fd, &plain);
	c = count_rows(r);
	assert_int_equal(c.rows, 2);
	assert_int_equal(c.troubles, 1);
	assert_int_equal(c.widest, 16384);
	table_close(r);
	close(fd);
	buf_free(&text);
}

static void
a_quotation_mark_that_never_closes_costs_its_row(void **state)
{
	struct buf text = BUF_EMPTY;
	struct table_row row = ROW_EMPTY;
	struct table_reader *r;
	struct counts c;
	int fd;

	(void)state;
	buf_str(&text, "a;b\n1;2\n\"open;3\n");
	for (int i = 0; i < 400000; i++)
		buf_str(&text, "4;five\n");
	fd = fd_of(text.bytes, text.length);
	r = reader_of(fd, &plain);
	assert_int_equal(table_next(r, &row), TABLE_ROW);
	assert_int_equal(table_next(r, &row), TABLE_ROW);
	assert_int_equal(table_next(r, &row), TABLE_ROW);
	assert_non_null(row.trouble);
	assert_int_equal(row.line, 3);
	assert_int_equal(table_next(r, &row), TABLE_ROW);
	assert_null(row.trouble);
	assert_string_equal(row_cell(&row, 1), "five");
	c = count_rows(r);
	assert_int_equal(c.last_line, 400003);
	assert_int_equal(c.troubles, 0);
	row_free(&row);
	table_close(r);
	close(fd);
	buf_free(&text);
	READS("a;b\n1;2\n\"open;3\n4;5\n", "a|b\n1|2\n! 3: The quotation mark opened in this row (line 3) is never closed.\n");
}

static void
one_cell_of_a_hundred_megabytes_does_not_fill_memory(void **state)
{
	int fds[2];
	pid_t child;
	struct table_reader *r;
	struct counts c;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		static char block[1 << 20];
		int fine = write(fds[1], "a;b\n1;\"", 7) > 0;
		memset(block, 'x', sizeof block);
		for (int i = 0; i < 100 && fine; i++)
			fine = write(fds[1], block, sizeof block) > 0;
		fine = fine && write(fds[1], "\"\n2;3\n", 6) > 0;
		_exit(!fine);
	}
	close(fds[1]);
	r = reader_of(fds[0], &plain);
	c = count_rows(r);
	assert_int_equal(c.rows, 3);
	assert_int_equal(c.troubles, 1);
	assert_int_equal(c.last_line, 3);
	table_close(r);
	close(fds[0]);
}

/* Facts of the shared files, computed by another program. */
static void
shared_files_have_their_rows(void **state)
{
	static const struct { const char *name; int64_t records; size_t widest; char separator; const char *encoding; } files[] = {
		{"01-contacts/chatwoot/with_emoji.csv", 2, 2, ',', "UTF-8"},
		{"01-contacts/civicrm/individual_genders.csv", 17, 7, ',', "UTF-8"},
		{"01-contacts/csv-spectrum/comma_in_quotes.csv", 2, 5, ',', "UTF-8"},
		{"01-contacts/csv-spectrum/newlines.csv", 4, 3, ',', "UTF-8"},
		{"01-contacts/csv-spectrum/utf8.csv", 3, 3, ',', "UTF-8"},
		{"01-contacts/dolibarr/Example_import_company_1.csv", 2, 28, ';', "UTF-8"},
		{"01-contacts/messy-csv/accent.csv", 3, 17, ';', "UTF-8"},
		{"01-contacts/messy-csv/begrotingsanalyse-2011.csv", 43, 20, ',', "UTF-8"},
		{"01-contacts/messy-csv/blank-rows.csv", 4, 3, ',', "UTF-8"},
		{"01-contacts/messy-csv/bom.csv", 3, 2, ',', "UTF-8"},
		{"01-contacts/messy-csv/complex.csv", 4, 4, ',', "UTF-8"},	/* a space before its quotation mark */
		{"01-contacts/messy-csv/defective-rows.csv", 3, 4, ',', "UTF-8"},
		{"01-contacts/messy-csv/doublequote.csv", 6, 17, ',', "UTF-8"},
		{"01-contacts/messy-csv/duplicate-headers.csv", 3, 5, ',', "UTF-8"},
		{"01-contacts/messy-csv/example.tsv", 141, 17, '\t', "UTF-8"},
		{"01-contacts/messy-csv/latin1.csv", 3, 2, ',', "WINDOWS-1252"},
		{"01-contacts/messy-csv/leading-zeros.csv", 4, 1, ',', "UTF-8"},
		{"01-contacts/messy-csv/long-sample.csv", 8, 7, ',', "UTF-8"},
		{"01-contacts/messy-csv/long.csv", 4000, 1, ',', "UTF-8"},
		{"01-contacts/messy-csv/mixedGLB.csv", 137, 19, ',', "UTF-8"},
		{"01-contacts/messy-csv/skip_initials.csv", 3, 2, ',', "UTF-8"},
		{"01-contacts/messy-csv/table-with-accents.csv", 639, 8, ';', "WINDOWS-1252"},
		{"01-contacts/messy-csv/utf-8-bom-sample.csv", 2, 3, ',', "UTF-8"},
		{"01-contacts/messy-csv/utf8bom.csv", 1, 2, ',', "UTF-8"},
		{"01-contacts/outlook/outlook.csv", 4, 22, ',', "UTF-8"},
		{"01-contacts/salesforce/csvEscapedQuotes.csv", 3, 2, ',', "UTF-8"},
		{"01-contacts/salesforce/csvtext_BOM_UTF16LE.csv", 3, 3, ',', "UTF-16LE"},
		{"01-contacts/salesforce/csvtext_BOM_UTF8.csv", 3, 3, ',', "UTF-8"},
		{"01-contacts/salesforce/dateWithTimeZone.csv", 3, 9, ',', "UTF-8"},
		{"01-contacts/salesforce/insertAccountCsv.csv", 101, 7, ',', "UTF-8"},
		{"01-contacts/salesforce/opportunityData.csv", 39, 31, ',', "UTF-8"},
		{"01-contacts/sirene/sample_etablissements_KO_missing_header.csv", 4, 57, ',', "UTF-8"},
		{"01-contacts/sirene/sample_unites_legales_OK.csv", 4, 33, ',', "UTF-8"},
		{"01-contacts/sirene/sirene_etablissements_A.csv", 232, 12, ';', "UTF-8"},
		{"01-contacts/thunderbird/basic_csv_addressbook.csv", 3, 38, ',', "UTF-8"},
		{"01-contacts/thunderbird/csv_semicolon.csv", 3, 4, ';', "UTF-8"},
		{"01-contacts/thunderbird/export.csv", 3, 37, ',', "UTF-8"},
		{"01-contacts/thunderbird/quote.csv", 2, 37, ',', "UTF-8"},
		{"01-contacts/thunderbird/utf16_addressbook.csv", 2, 38, ',', "UTF-16LE"},
		{"02-vehicles/ADEME-CarLabelling_A.csv", 3841, 52, ';', "UTF-8"},
		{"02-vehicles/csv_data.csv", 19773, 3, ',', "UTF-8"},
		{"02-vehicles/histovec_ivt_A.csv", 1266, 31, ';', "UTF-8"},
		{"02-vehicles/histovec_siv_A.csv", 931, 31, ';', "UTF-8"},
		{"02-vehicles/plates_A.csv", 2203, 3, ',', "UTF-8"},
		{"02-vehicles/vin_wmi_table.csv", 704, 2, ',', "UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		int fd = shared_file(files[i].name);
		struct table_reader *r;
		struct counts c;
		if (fd < 0)
			continue;
		r = reader_of(fd, &plain);
		c = count_rows(r);
		if (c.rows != files[i].records || c.widest != files[i].widest || c.troubles || table_separator(r) != files[i].separator
		    || strcmp(table_encoding(r), files[i].encoding) != 0)
			fail_msg("%s: %lld rows, %zu wide, %lld troubles, separator '%c', %s", files[i].name, (long long)c.rows, c.widest,
			    (long long)c.troubles, table_separator(r), table_encoding(r));
		table_close(r);
		close(fd);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_and_quotes),
		cmocka_unit_test(a_guarded_formula_is_its_text_again),
		cmocka_unit_test(line_ends_of_every_kind),
		cmocka_unit_test(line_numbers_are_those_of_an_editor),
		cmocka_unit_test(separators_are_found),
		cmocka_unit_test(the_separator_line_is_no_row),
		cmocka_unit_test(other_encodings),
		cmocka_unit_test(a_null_byte_costs_its_row),
		cmocka_unit_test(what_is_no_table_gets_a_sentence),
		cmocka_unit_test(nine_thousand_columns_pass_and_more_are_refused),
		cmocka_unit_test(a_quotation_mark_that_never_closes_costs_its_row),
		cmocka_unit_test(one_cell_of_a_hundred_megabytes_does_not_fill_memory),
		cmocka_unit_test(shared_files_have_their_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
