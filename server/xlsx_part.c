/* xlsx_part.c: one XML part of an .xlsx file, inflated and parsed piece by piece. No DTD, no entity, no network. */
#include <stdlib.h>
#include <string.h>

#include "server/xlsx.h"
#include "shared/translate.h"

/* Spreadsheets inflate 5 to 30 times, a column of one repeated value 100 times. Deflate's own limit is 1032. */
enum { RATIO_MAX = 300 };
static const int64_t ratio_from = INT64_C(64) << 20;	/* small parts may repeat themselves as they like */
static const int64_t inflated_max = INT64_C(16) << 30;

static int
read_part(void *arg, char *bytes, int length)
{
	struct xlsx_part *part = arg;
	zip_int64_t n;

	if (part->why != NULL)
		return -1;
	n = zip_fread(part->file, bytes, (zip_uint64_t)length);
	if (n < 0) {
		part->why = N_("The .xlsx file is damaged: a part of it cannot be unpacked.");
		return -1;
	}
	part->inflated += n;
	if (part->inflated > inflated_max || (part->inflated > ratio_from && part->inflated / RATIO_MAX > part->packed)) {
		part->why = N_("The .xlsx file unpacks to far more than a table does: it was not read.");
		return -1;
	}
	return (int)n;
}

static void
no_words(void *arg, const char *message, xmlParserSeverities severity, xmlTextReaderLocatorPtr where)
{
	(void)arg, (void)message, (void)severity, (void)where;	/* libxml2 would print to stderr, which is the person's */
}

bool
xlsx_part_open(struct xlsx_part *part, zip_t *zip, const char *path)
{
	zip_stat_t about;
	zip_int64_t at = zip_name_locate(zip, path, ZIP_FL_NOCASE);

	*part = (struct xlsx_part){.file = NULL};
	if (at < 0)
		return false;
	part->file = zip_fopen_index(zip, (zip_uint64_t)at, 0);
	if (part->file == NULL || zip_stat_index(zip, (zip_uint64_t)at, 0, &about) != 0) {
		part->why = N_("The .xlsx file is damaged: a part of it cannot be unpacked.");
		xlsx_part_close(part);
		return false;
	}
	part->packed = (about.valid & ZIP_STAT_COMP_SIZE) ? (int64_t)about.comp_size : 0;
	part->xml = xmlReaderForIO(read_part, NULL, part, path, NULL, XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR);
	if (part->xml == NULL) {
		part->why = N_("The .xlsx file is damaged: a part of it cannot be unpacked.");
		xlsx_part_close(part);
		return false;
	}
	xmlTextReaderSetErrorHandler(part->xml, no_words, NULL);
	return true;
}

void
xlsx_part_close(struct xlsx_part *part)
{
	if (part->xml != NULL)
		xmlFreeTextReader(part->xml);
	if (part->file != NULL)
		zip_fclose(part->file);
	part->xml = NULL;
	part->file = NULL;
}

bool
xlsx_part_next(struct xlsx_part *part)
{
	int got = part->why ? -1 : xmlTextReaderRead(part->xml);

	if (got == 1 && xmlTextReaderNodeType(part->xml) == XML_READER_TYPE_DOCUMENT_TYPE) {
		part->why = N_("The .xlsx file declares XML entities, which no spreadsheet needs: it was not read.");
		got = -1;
	}
	if (got < 0 && part->why == NULL)
		part->why = N_("The .xlsx file is damaged: its XML cannot be read.");
	return got == 1;
}

static bool
is_node(const struct xlsx_part *part, int type, const char *name)
{
	return xmlTextReaderNodeType(part->xml) == type
	    && strcmp((const char *)xmlTextReaderConstLocalName(part->xml), name) == 0;
}

bool
xlsx_starts(const struct xlsx_part *part, const char *name)
{
	return is_node(part, XML_READER_TYPE_ELEMENT, name);
}

bool
xlsx_ends(const struct xlsx_part *part, const char *name)
{
	return is_node(part, XML_READER_TYPE_END_ELEMENT, name)
	    || (is_node(part, XML_READER_TYPE_ELEMENT, name) && xmlTextReaderIsEmptyElement(part->xml) == 1);
}

char *
xlsx_attribute(const struct xlsx_part *part, const char *name)
{
	char *found = NULL;

	while (found == NULL && xmlTextReaderMoveToNextAttribute(part->xml) == 1)
		if (strcmp((const char *)xmlTextReaderConstLocalName(part->xml), name) == 0)
			found = (char *)xmlTextReaderValue(part->xml);
	xmlTextReaderMoveToElement(part->xml);
	return found;
}

static int
hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* _x000D_ stands for a character that XML cannot hold, _x005F_ for an underscore that would read as one. */
static void
add_unescaped(struct buf *text, const char *p)
{
	size_t n = strlen(p);

	for (size_t i = 0; i < n; i++) {
		int code = p[i] == '_' && n - i >= 7 && p[i + 1] == 'x' && p[i + 6] == '_' ? hex4(p + i + 2) : -1;
		if (code < 0 || code > 0x7f || code == 0) {
			buf_byte(text, p[i]);
			continue;
		}
		if (code != '\r')
			buf_byte(text, (char)code);
		i += 6;
	}
}

void
xlsx_take_text(struct xlsx_part *part, const char *element, struct buf *text)
{
	bool hint = false, inside = false;

	if (xlsx_ends(part, element))
		return;
	while (xlsx_part_next(part) && !xlsx_ends(part, element)) {
		int type = xmlTextReaderNodeType(part->xml);
		if (xlsx_starts(part, "rPh"))
			hint = !xlsx_ends(part, "rPh");
		else if (xlsx_ends(part, "rPh"))
			hint = false;
		else if (xlsx_starts(part, "t"))
			inside = !xlsx_ends(part, "t");
		else if (xlsx_ends(part, "t"))
			inside = false;
		else if (inside && !hint && (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA
		    || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE))
			add_unescaped(text, (const char *)xmlTextReaderConstValue(part->xml));
	}
}
