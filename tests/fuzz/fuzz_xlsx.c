/* fuzz_xlsx.c: any bytes as a part of a workbook. The first byte says which: the sheet, its strings, its styles, the workbook, or
   the file itself. A zip archive whose sums agree is made around the part, so that what is tried is the reader, not zlib. */
#include <zlib.h>

#include "shared/buf.h"
#include "tests/fuzz/fuzz_table.h"

#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

struct part { const char *name; const char *text; };

static const struct part frame[] = {
	{"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>46346</v></c></row></sheetData></worksheet>"},
	{"xl/sharedStrings.xml", "<sst><si><t>Nom</t></si></sst>"},
	{"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
	{"xl/workbook.xml", "<workbook xmlns:r=\"" R "\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
	{"[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
	{"_rels/.rels", RELS "<Relationship Id=\"rId1\" Type=\"" R "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
	{"xl/_rels/workbook.xml.rels", RELS "<Relationship Id=\"rId1\" Type=\"" R "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	    "<Relationship Id=\"rId2\" Type=\"" R "/styles\" Target=\"styles.xml\"/>"
	    "<Relationship Id=\"rId3\" Type=\"" R "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
};
enum { PARTS = sizeof frame / sizeof *frame, CHOSEN = 4 };

static void
put(struct buf *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_byte(out, (char)(value >> (8 * i) & 0xff));
}

/* What a local header and its twin in the directory share. */
static void
put_facts(struct buf *out, const char *name, const void *bytes, size_t length)
{
	put(out, 10, 2);
	put(out, 0, 2);
	put(out, 0, 2);
	put(out, 0x58210000, 4);
	put(out, (uint32_t)crc32(0, bytes, (uInt)length), 4);
	put(out, (uint32_t)length, 4);
	put(out, (uint32_t)length, 4);
	put(out, (uint32_t)strlen(name), 2);
}

static void
archive(struct buf *out, size_t chosen, const uint8_t *data, size_t size)
{
	struct buf directory = BUF_EMPTY;
	uint32_t at;

	for (size_t i = 0; i < PARTS; i++) {
		const void *bytes = i == chosen ? (const void *)data : frame[i].text;
		size_t length = i == chosen ? size : strlen(frame[i].text);
		put(&directory, 0x02014b50, 4);
		put(&directory, 20, 2);
		put_facts(&directory, frame[i].name, bytes, length);
		put(&directory, 0, 4);
		put(&directory, 0, 4);
		put(&directory, 0, 4);
		put(&directory, (uint32_t)out->length, 4);
		buf_str(&directory, frame[i].name);
		put(out, 0x04034b50, 4);
		put_facts(out, frame[i].name, bytes, length);
		put(out, 0, 2);
		buf_str(out, frame[i].name);
		buf_add(out, bytes, length);
	}
	at = (uint32_t)out->length;
	buf_add(out, directory.bytes, directory.length);
	put(out, 0x06054b50, 4);
	put(out, 0, 4);
	put(out, PARTS, 2);
	put(out, PARTS, 2);
	put(out, (uint32_t)directory.length, 4);
	put(out, at, 4);
	put(out, 0, 2);
	buf_free(&directory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct table_options options = {.format = "xlsx", .language = "fr"};
	struct buf file = BUF_EMPTY;

	if (size == 0)
		return 0;
	if (*data % (CHOSEN + 1) == CHOSEN) {
		fuzz_table(data + 1, size - 1, &options);
		return 0;
	}
	archive(&file, *data % (CHOSEN + 1), data + 1, size - 1);
	fuzz_table((const uint8_t *)file.bytes, file.length, &options);
	buf_free(&file);
	return 0;
}
