/* encoding.c: which encoding a file of text is in. A mark is believed only when the text agrees; valid UTF-8 wins; then
   the accented letters of Western Europe decide between Windows, Mac and DOS; what is left is uchardet's to say. */
#include "server/encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>
#include <unistr.h>

#include "shared/translate.h"

enum {
	ENOUGH_HIGH = 24,	/* fewer bytes above 0x7f say nothing about a language that is not Western European */
};

struct mark {
	const char *bytes;
	size_t length;
	const char *name;
};
/* The longer first: UTF-32LE begins like UTF-16LE. */
static const struct mark marks[] = {
	{.bytes = "\xff\xfe\0\0", .length = 4, .name = "UTF-32LE"},
	{.bytes = "\0\0\xfe\xff", .length = 4, .name = "UTF-32BE"},
	{.bytes = "\xef\xbb\xbf", .length = 3, .name = "UTF-8"},
	{.bytes = "\xff\xfe", .length = 2, .name = "UTF-16LE"},
	{.bytes = "\xfe\xff", .length = 2, .name = "UTF-16BE"},
};

static const struct mark *
mark_of(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (length >= marks[i].length && memcmp(bytes, marks[i].bytes, marks[i].length) == 0)
			return &marks[i];
	return NULL;
}

static void
call_it(struct encoding *found, const char *name)
{
	snprintf(found->name, sizeof found->name, "%s", name);
}

/* Where null bytes stand tells the two UTF-16 apart: Western text has one in each pair. Null: neither. */
static const char *
utf16_shape(const char *bytes, size_t length)
{
	size_t even = 0, odd = 0, pairs = length / 2;

	for (size_t i = 0; i + 1 < length; i += 2) {
		even += bytes[i] == '\0';
		odd += bytes[i + 1] == '\0';
	}
	if (pairs < 2)
		return NULL;
	if (odd * 4 > pairs && even * 20 < pairs)
		return "UTF-16LE";
	if (even * 4 > pairs && odd * 20 < pairs)
		return "UTF-16BE";
	return NULL;
}

struct utf8_counts {
	size_t letters;		/* well-formed sequences of two bytes and more */
	size_t wrong;
};

static struct utf8_counts
utf8_count(const char *bytes, size_t length, bool whole)
{
	struct utf8_counts counts = {.letters = 0, .wrong = 0};
	size_t i = 0;

	while (i < length) {
		ucs4_t point;
		int n;

		if ((unsigned char)bytes[i] < 0x80) {
			i++;
			continue;
		}
		n = u8_mbtoucr(&point, (const uint8_t *)bytes + i, length - i);
		if (n == -2 && !whole)
			break;		/* cut by the end of the sample */
		counts.letters += n > 0;
		counts.wrong += n <= 0;
		i += n > 0 ? (size_t)n : 1;
	}
	return counts;
}

/* Letters with accents and signs of French, German, Spanish, Portuguese and Italian text in each code page. */
static const struct western {
	const char *name;
	const char *letters;
} western[] = {
	{.name = "WINDOWS-1252", .letters = "\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4"
	    "\xf5\xf6\xf8\xf9\xfa\xfb\xfc\xff\xc0\xc2\xc4\xc7\xc8\xc9\xca\xce\xd1\xd3\xd4\xd6\xd9\xdc\xdf\x9c\x8c\x92\x80\xb0\xab\xbb\xa0"},
	{.name = "MACINTOSH", .letters = "\x87\x88\x89\x8a\x8b\x8d\x8e\x8f\x90\x91\x94\x95\x96\x97\x99\x9a\x9c\x9d\x9e\x9f"
	    "\x80\x83\x85\x86\xa7\xd5\xdb\xa1\xc7\xc8\xca\xcf\xcb\xe6\xe9"},
	{.name = "CP850", .letters = "\x81\x82\x83\x84\x85\x87\x88\x89\x8a\x8b\x8c\x8d\x90\x93\x94\x95\x96\x97\x98\x9a\xa0\xa1"
	    "\xa2\xa3\xa4\xa5\xe1\xf8\x80\xb7\xd4\xb6\xae\xaf"},
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* High bytes that this code page reads as a Western letter, an accented letter beside another letter counting double. */
static size_t
western_score(const struct western *page, const char *bytes, size_t length)
{
	size_t score = 0;

	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)bytes[i] < 0x80 || strchr(page->letters, bytes[i]) == NULL)
			continue;
		score += (i > 0 && is_letter(bytes[i - 1])) || (i + 1 < length && is_letter(bytes[i + 1])) ? 2 : 1;
	}
	return score;
}

static bool
starts_with_any(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strncasecmp(name, *list, strlen(*list)) == 0)
			return true;
	return false;
}

/* uchardet's word counts only for what it is good at: alphabets that the tables above cannot know. */
static bool
guess_foreign(const char *bytes, size_t length, struct encoding *found)
{
	static const char *const trusted[] = {"SHIFT_JIS", "EUC-", "GB", "BIG5", "ISO-2022", "WINDOWS-1250", "WINDOWS-1251",
	    "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "KOI8-R", "ISO-8859-2", "ISO-8859-5", "ISO-8859-6",
	    "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "TIS-620", "MAC-CYRILLIC", "IBM866", NULL};
	uchardet_t detector = uchardet_new();
	const char *name = "";
	bool known = false;

	if (uchardet_handle_data(detector, bytes, length) == 0) {
		uchardet_data_end(detector);
		name = uchardet_get_charset(detector);
		known = strlen(name) < sizeof found->name && starts_with_any(name, trusted);
	}
	if (known)
		call_it(found, name);
	uchardet_delete(detector);
	return known;
}

static void
guess_single_bytes(const char *bytes, size_t length, struct encoding *found)
{
	size_t high = 0, best = 0, euro = 0, controls = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		high += c >= 0x80;
		controls += c >= 0x80 && c < 0xa0;
		euro += c == 0xa4;
	}
	call_it(found, "WINDOWS-1252");
	for (size_t i = 0; i < sizeof western / sizeof *western; i++) {
		size_t score = western_score(&western[i], bytes, length);
		if (score <= best)
			continue;
		best = score;
		call_it(found, western[i].name);
	}
	if (best < high + high / 2 && high >= ENOUGH_HIGH && guess_foreign(bytes, length, found))
		return;
	/* Latin-9 has the euro where Latin-1 has a sign that nobody types, and nothing from 0x80 to 0x9f. */
	if (euro > 0 && controls == 0 && strcmp(found->name, "WINDOWS-1252") == 0)
		call_it(found, "ISO-8859-15");
}

static void
guess_unmarked(const char *bytes, size_t length, bool whole, struct encoding *found)
{
	const char *wide = utf16_shape(bytes, length);
	struct utf8_counts counts;
	size_t nulls = 0;

	if (wide != NULL) {
		call_it(found, wide);
		return;
	}
	for (size_t i = 0; i < length; i++)
		nulls += bytes[i] == '\0';
	found->binary = nulls > 0 && nulls * 64 > length;
	counts = utf8_count(bytes, length, whole);
	if (counts.wrong == 0 || counts.letters > counts.wrong * 10) {
		call_it(found, "UTF-8");
		return;
	}
	guess_single_bytes(bytes, length, found);
}

/* Does the text after the mark look like what the mark says? */
static bool
mark_agrees(const struct mark *mark, const char *bytes, size_t length, bool whole)
{
	const char *shape = utf16_shape(bytes, length);
	struct utf8_counts counts;

	if (strncmp(mark->name, "UTF-32", 6) == 0)
		return length < 4 || (length % 4 == 0 || !whole);
	counts = utf8_count(bytes, length, whole);
	if (strcmp(mark->name, "UTF-8") == 0)
		return shape == NULL && (counts.wrong == 0 || counts.letters > counts.wrong * 10);
	if (shape != NULL)
		return strcmp(shape, mark->name) == 0;
	/* No null byte at all: Asian UTF-16, unless it reads as UTF-8, which such text does not do by chance. */
	return length == 0 || memchr(bytes, '\0', length) != NULL || counts.wrong > 0;
}

void
encoding_guess(const char *bytes, size_t length, bool whole, struct encoding *found)
{
	const struct mark *mark = mark_of(bytes, length);

	*found = (struct encoding){.mark = mark ? mark->length : 0};
	if (mark == NULL) {
		guess_unmarked(bytes, length, whole, found);
		return;
	}
	if (mark_agrees(mark, bytes + mark->length, length - mark->length, whole)) {
		call_it(found, mark->name);
		return;
	}
	/* A two-byte mark may also be the front of UTF-32's four; what follows it is text all the same. */
	if (strncmp(mark->name, "UTF-32", 6) == 0)
		found->mark = 0;
	guess_unmarked(bytes + found->mark, length - found->mark, whole, found);
	found->remark = N_("The mark at the beginning of the file is not that of its encoding; the text was looked at instead.");
}

bool
encoding_named(const char *name, const char *bytes, size_t length, struct encoding *found)
{
	static const struct { const char *said, *name; } usual[] = {
		{"utf8", "UTF-8"}, {"utf-8", "UTF-8"}, {"latin1", "WINDOWS-1252"}, {"latin-1", "WINDOWS-1252"},
		{"iso-8859-1", "WINDOWS-1252"}, {"cp1252", "WINDOWS-1252"}, {"windows-1252", "WINDOWS-1252"},
		{"ansi", "WINDOWS-1252"}, {"mac", "MACINTOSH"}, {"macroman", "MACINTOSH"}, {"dos", "CP850"},
	};
	const struct mark *mark = mark_of(bytes, length);
	struct decoder *trial;

	*found = (struct encoding){.mark = 0};
	if (strlen(name) >= sizeof found->name)
		return false;
	call_it(found, name);
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (strcasecmp(name, usual[i].said) == 0)
			call_it(found, usual[i].name);
	if (strcasecmp(name, "utf-16") == 0 || strcasecmp(name, "utf16") == 0) {
		const char *shape = utf16_shape(bytes, length);
		call_it(found, mark && strncmp(mark->name, "UTF-16", 6) == 0 ? mark->name : shape ? shape : "UTF-16LE");
	}
	if (mark != NULL && strcasecmp(mark->name, found->name) == 0)
		found->mark = mark->length;
	trial = decoder_new(found->name);
	decoder_free(trial);
	return trial != NULL;
}
