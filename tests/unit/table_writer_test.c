/* Rows go out in every format with the values that they have: no formula, no lost cent, no broken line. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/table_writer.h"
#include "shared/text.h"

static bool
keep(void *to, const void *bytes, size_t length)
{
	buf_add(to, bytes, length);
	return true;
}

static bool
refuse(void *to, const void *bytes, size_t length)
{
	(void)to;
	(void)bytes;
	(void)length;
	return false;
}

/* Columns as {"name","label","type",…} of a made-up entity; rows as cells, NULL for none. */
static char *
write_rows(const char *format, const char *fields, size_t rows, const char *const *cells, struct table_options options)
{
	json_t *list = json_loads(fields, 0, NULL), *entity = json_pack("{s:O}", "fields", list), *asked = json_pack("[s]", "id");
	const struct table_format *found = table_format_find(format);
	struct table_columns columns = table_columns_new(entity, list, asked, found->for_people, "en");
	struct buf out = BUF_EMPTY;
	struct table_writer *w;
	struct table_cell line[16];

	options.write = keep;
	options.to = &out;
	w = table_writer_new(found, columns.rows, columns.count, &options);
	for (size_t r = 0; r < rows; r++) {
		for (size_t i = 0; i < columns.count; i++) {
			const char *text = cells[r * json_array_size(list) + (size_t)columns.rows[i].source];
			line[i] = (struct table_cell){.text = text, .length = text ? strlen(text) : 0};
		}
		assert_true(table_writer_row(w, line));
	}
	assert_true(table_writer_end(w));
	table_writer_free(w);
	table_columns_free(&columns);
	json_decref(asked);
	json_decref(entity);
	json_decref(list);
	return buf_steal(&out);
}

static void
expect(const char *format, const char *fields, size_t rows, const char *const *cells, struct table_options options, const char *wanted)
{
	char *got = write_rows(format, fields, rows, cells, options);

	assert_string_equal(got, wanted);
	free(got);
}

static const char everything[] =
    "[{\"name\":\"name\",\"label\":\"Nom\",\"type\":\"text\"},{\"name\":\"n\",\"label\":\"Nombre\",\"type\":\"integer\"},"
    "{\"name\":\"price\",\"label\":\"Prix\",\"type\":\"money\"},{\"name\":\"on\",\"label\":\"Actif\",\"type\":\"boolean\"},"
    "{\"name\":\"day\",\"label\":\"Jour\",\"type\":\"date\"},{\"name\":\"at\",\"label\":\"Moment\",\"type\":\"timestamp\"},"
    "{\"name\":\"tags\",\"label\":\"Mots\",\"type\":\"tags\"},"
    "{\"name\":\"kind\",\"label\":\"Sorte\",\"type\":\"text\",\"choices\":[[\"a\",\"Ami\"]]}]";
static const char *const one_row[] = {"Léa", "3", "-1234550", "t", "2026-11-20", "2026-11-20 21:00:00.123456+00",
	"[\"x\", \"y z\"]", "a"};
static const char *const empty_row[] = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};

static void
values_for_scripts(void **state)
{
	(void)state;
	expect("csv", everything, 1, one_row, (struct table_options){.separator = ';'},
	    "name;n;price;on;day;at;tags;kind\r\n"
	    "Léa;3;-12345.50;true;2026-11-20;2026-11-20T21:00:00.123Z;x, y z;a\r\n");
	expect("csv", everything, 1, empty_row, (struct table_options){.bom = true, .titles = true},
	    "\xef\xbb\xbfNom,Nombre,Prix,Actif,Jour,Moment,Mots,Sorte\r\n,,,,,,,\r\n");
	expect("jsonl", everything, 1, one_row, (struct table_options){0},
	    "{\"name\":\"Léa\",\"n\":3,\"price\":\"-12345.50\",\"on\":true,\"day\":\"2026-11-20\","
	    "\"at\":\"2026-11-20T21:00:00.123Z\",\"tags\":[\"x\", \"y z\"],\"kind\":\"a\"}\n");
	expect("json", "[{\"name\":\"a\",\"type\":\"text\"}]", 2, (const char *const[]){"x", NULL}, (struct table_options){0},
	    "[\n{\"a\":\"x\"},\n{\"a\":null}\n]\n");
	expect("json", everything, 0, NULL, (struct table_options){0}, "[]\n");
}

static void
cents(void **state)
{
	static const char *const cells[] = {"0", "5", "-5", "50", "-50", "100", "123456789012345678", "-100"};

	(void)state;
	expect("tsv", "[{\"name\":\"p\",\"type\":\"money\"}]", 8, cells, (struct table_options){0},
	    "p\r\n0.00\r\n0.05\r\n-0.05\r\n0.50\r\n-0.50\r\n1.00\r\n1234567890123456.78\r\n-1.00\r\n");
}

static void
csv_cells_are_quoted_and_never_formulas(void **state)
{
	static const char *const cells[] = {"a,b", "a\"b", "a\nb", "=cmd()", "+33612345678", "-12,50", "-cmd", "@x", "\tx", "\r=1",
		" x", "+1+cmd|' /C calc'!A0", "'=x", "-"};

	(void)state;
	expect("csv", "[{\"name\":\"t\",\"type\":\"text\"}]", 14, cells, (struct table_options){0},
	    "t\r\n\"a,b\"\r\n\"a\"\"b\"\r\n\"a\nb\"\r\n'=cmd()\r\n+33612345678\r\n\"-12,50\"\r\n'-cmd\r\n'@x\r\n'\tx\r\n\"'\r=1\"\r\n"
	    "\" x\"\r\n'+1+cmd|' /C calc'!A0\r\n''=x\r\n'-\r\n");
}

static void
a_reference_shows_its_label_to_people(void **state)
{
	static const char fields[] = "[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"owner_id\",\"label\":\"Propriétaire\",\"type\":\"integer\"},"
				     "{\"name\":\"owner_id.label\",\"type\":\"text\"},{\"name\":\"_cursor\",\"type\":\"json\"}]";
	static const char *const cells[] = {"7", "42", "Marie", "[1]"};

	(void)state;
	expect("text", fields, 1, cells, (struct table_options){.language = "fr"}, "id\xc2\xa0: 7\nPropriétaire\xc2\xa0: Marie\n");
	expect("csv", fields, 1, cells, (struct table_options){0}, "id,owner_id,owner_id.label\r\n7,42,Marie\r\n");
}

static void
tables_for_terminals(void **state)
{
	static const char fields[] = "[{\"name\":\"name\",\"label\":\"Nom\",\"type\":\"text\"},{\"name\":\"p\",\"label\":\"Prix\",\"type\":\"money\"}]";
	static const char *const cells[] = {"Garage de l’Étoile", "125000", "évil\x1b[2J\xe2\x80\xae", "-5", "日本語", NULL};

	(void)state;
	expect("table", fields, 3, cells, (struct table_options){.language = "fr", .currency = "EUR"},
	    "Nom                       Prix\n"
	    "──────────────────  ──────────\n"
	    "Garage de l’Étoile  1\xe2\x80\xaf" "250,00\xc2\xa0€\n"
	    "évil^[[2J<U+202E>      -0,05\xc2\xa0€\n"
	    "日本語\n");
	expect("table", fields, 1, cells, (struct table_options){.language = "fr", .currency = "EUR", .width = 20},
	    "Nom             Prix\n────────  ──────────\nGarage …  1\xe2\x80\xaf" "250,00\xc2\xa0€\n");
	expect("text", everything, 1, one_row, (struct table_options){.language = "fr", .currency = "EUR"},
	    "Nom\xc2\xa0: Léa\nNombre\xc2\xa0: 3\nPrix\xc2\xa0: -12\xe2\x80\xaf" "345,50\xc2\xa0€\nActif\xc2\xa0: Oui\nJour\xc2\xa0: 20/11/2026\n"
	    "Moment\xc2\xa0: 20/11/2026 21:00\nMots\xc2\xa0: x, y z\nSorte\xc2\xa0: Ami\n");
}

/* Strings that break programs, one a row: every row is one line of the same cells, and the tick behind each stands in its column. */
static void
naughty_strings_keep_a_table_straight(void **state)
{
	static const char fields[] = "[{\"name\":\"name\",\"type\":\"text\"},{\"name\":\"tick\",\"type\":\"text\"}]";
	const char *places[] = {getenv("COMPTOIR_DATA"), "../shared/data", "../../shared/data"};
	json_t *naughty = NULL;
	const char **cells;
	size_t rows, lines = 0;
	char *got;

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places && naughty == NULL; i++) {
		char path[512];

		snprintf(path, sizeof path, "%s/08-unicode/blns.json", places[i] ? places[i] : "");
		naughty = json_load_file(path, JSON_ALLOW_NUL, NULL);
	}
	if (naughty == NULL) {
		print_message("skipped: no blns.json (set COMPTOIR_DATA to the folder that holds 08-unicode)\n");
		skip();
	}
	rows = json_array_size(naughty);
	cells = calloc(2 * rows, sizeof *cells);
	for (size_t i = 0; i < rows; i++) {
		cells[2 * i] = json_string_value(json_array_get(naughty, i));
		cells[2 * i + 1] = "✓";
	}
	got = write_rows("table", fields, rows, cells, (struct table_options){.language = "fr", .width = 80});
	for (char *line = got, *end; *line != '\0'; line = end + 1, lines++) {
		end = strchr(line, '\n');
		*end = '\0';
		if (lines >= 2 && (strlen(line) < strlen("✓") || strcmp(end - strlen("✓"), "✓") != 0 || text_cells_str(line) != 63))
			fail_msg("row %zu takes %d cells: %s", lines - 2, text_cells_str(line), line);
	}
	assert_int_equal(lines, rows + 2);
	free(got);
	free(cells);
	json_decref(naughty);
}

static const char person[] =
    "[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"kind\",\"type\":\"text\",\"vcard\":\"KIND:person=individual,company=org\"},"
    "{\"name\":\"first_name\",\"type\":\"text\",\"vcard\":\"N.2\"},{\"name\":\"last_name\",\"type\":\"text\",\"vcard\":\"N.1\"},"
    "{\"name\":\"email\",\"type\":\"text\",\"format\":\"email\"},{\"name\":\"phone\",\"type\":\"text\",\"vcard\":\"TEL;TYPE=cell\"},"
    "{\"name\":\"city\",\"type\":\"text\",\"vcard\":\"ADR.4;TYPE=work\"},{\"name\":\"tags\",\"type\":\"tags\"},"
    "{\"name\":\"notes\",\"type\":\"text\",\"vcard\":\"NOTE\"}]";

static void
vcards(void **state)
{
	static const char *const cells[] = {"7", "person", "Zoé", "Le Goff; dit X", "z@example.fr", "+33612345678", "Brest",
		"[\"vip\",\"a,b\"]", "Première ligne\nune deuxième ligne qui est bien assez longue pour être pliée à l’écriture"};
	static const char *const bare[] = {"8", "company", NULL, NULL, NULL, NULL, NULL, "[]", NULL};

	(void)state;
	expect("vcf", person, 1, cells, (struct table_options){.uid = "garage:contact"},
	    "BEGIN:VCARD\r\nVERSION:4.0\r\nPRODID:-//Comptoir//" COMPTOIR_VERSION "//EN\r\nUID:urn:x-comptoir:garage:contact:7\r\n"
	    "FN:Zoé Le Goff\\; dit X\r\nKIND:individual\r\nN:Le Goff\\; dit X;Zoé;;;\r\nEMAIL:z@example.fr\r\n"
	    "TEL;TYPE=cell:+33612345678\r\nADR;TYPE=work:;;;Brest;;;\r\nCATEGORIES:vip,a\\,b\r\n"
	    "NOTE:Première ligne\\nune deuxième ligne qui est bien assez longue pour ê\r\n tre pliée à l’écriture\r\nEND:VCARD\r\n");
	expect("vcf", person, 1, bare, (struct table_options){.vcard = "3.0"},
	    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Comptoir//" COMPTOIR_VERSION "//EN\r\nFN:8\r\nN:;;;;\r\nEND:VCARD\r\n");
}

static void
a_reader_who_left_ends_it(void **state)
{
	struct table_column column = {.name = (char *)(uintptr_t)"a", .title = (char *)(uintptr_t)"a", .type = COLUMN_TEXT};
	struct table_options options = {.write = refuse};
	char text[70000];
	struct table_cell cell = {.text = text, .length = sizeof text};

	(void)state;
	memset(text, 'x', sizeof text);
	for (const struct table_format *f = table_format_next(NULL); f != NULL; f = table_format_next(f)) {
		struct table_writer *w = table_writer_new(f, &column, 1, &options);
		table_writer_row(w, &cell);
		assert_false(table_writer_end(w));
		table_writer_free(w);
	}
	assert_null(table_format_find("docx"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_for_scripts), cmocka_unit_test(cents), cmocka_unit_test(csv_cells_are_quoted_and_never_formulas),
		cmocka_unit_test(a_reference_shows_its_label_to_people), cmocka_unit_test(tables_for_terminals), cmocka_unit_test(naughty_strings_keep_a_table_straight), cmocka_unit_test(vcards),
		cmocka_unit_test(a_reader_who_left_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
