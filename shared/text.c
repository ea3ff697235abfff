/* text.c: UTF-8 text cut into clusters, brought to normal form, folded for matching. */
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"

/* The code point at `at` and its bytes; an invalid sequence is one U+FFFD. */
static size_t
step(const char *text, size_t length, size_t at, ucs4_t *code)
{
	int n = u8_mbtouc(code, (const uint8_t *)text + at, length - at);
	return n > 0 ? (size_t)n : 1;
}

/* Unicode annex 29, extended clusters. libunistring's own u8_grapheme_next looks at two characters only, which is
   not enough for flags and emoji sequences. */
struct cluster {
	int last;		/* break property of the last code point */
	bool pictographic;	/* an emoji, then only Extend */
	bool joined;		/* ... and then a joiner */
	bool odd_flag;		/* an odd number of regional indicators */
};

static void
cluster_add(struct cluster *c, ucs4_t code, int property)
{
	bool picture = uc_is_property_extended_pictographic(code);

	c->joined = c->pictographic && property == GBP_ZWJ;
	c->pictographic = picture || (c->pictographic && property == GBP_EXTEND);
	c->odd_flag = property == GBP_RI && !c->odd_flag;
	c->last = property;
}

static bool
is_break(const struct cluster *c, ucs4_t code, int property)
{
	int last = c->last;

	if (last == GBP_CR && property == GBP_LF)
		return false;
	if (last == GBP_CR || last == GBP_LF || last == GBP_CONTROL)
		return true;
	if (property == GBP_CR || property == GBP_LF || property == GBP_CONTROL)
		return true;
	if (last == GBP_L && (property == GBP_L || property == GBP_V || property == GBP_LV || property == GBP_LVT))
		return false;
	if ((last == GBP_LV || last == GBP_V) && (property == GBP_V || property == GBP_T))
		return false;
	if ((last == GBP_LVT || last == GBP_T) && property == GBP_T)
		return false;
	if (property == GBP_EXTEND || property == GBP_ZWJ || property == GBP_SPACINGMARK || last == GBP_PREPEND)
		return false;
	if (c->joined && uc_is_property_extended_pictographic(code))
		return false;
	return !(c->odd_flag && property == GBP_RI);
}

/* A byte that cannot be part of a sequence starts and ends its own cluster. */
static bool
is_bad(const char *text, size_t at, size_t bytes, ucs4_t code)
{
	return code == 0xFFFD && !(bytes == 3 && memcmp(text + at, "\xEF\xBF\xBD", 3) == 0);
}

size_t
text_next(const char *text, size_t length, size_t at)
{
	struct cluster c = {.last = 0, .pictographic = false, .joined = false, .odd_flag = false};
	ucs4_t code;
	size_t bytes;

	if (at >= length)
		return length;
	bytes = step(text, length, at, &code);
	if (is_bad(text, at, bytes, code))
		return at + bytes;
	for (;;) {
		cluster_add(&c, code, uc_graphemeclusterbreak_property(code));
		at += bytes;
		if (at >= length)
			return length;
		/* Two ASCII characters never join but CR LF: most text goes this way. */
		if ((code | (unsigned char)text[at]) < 0x80 && text[at] != '\n')
			return at;
		bytes = step(text, length, at, &code);
		if (is_bad(text, at, bytes, code) || is_break(&c, code, uc_graphemeclusterbreak_property(code)))
			return at;
	}
}

size_t
text_previous(const char *text, size_t length, size_t at)
{
	size_t start, next;

	if (at > length)
		at = length;
	if (at == 0)
		return 0;
	/* Back to a place that is a border for sure: between two ASCII characters, but not before a line feed. */
	for (start = at - 1; start > 0; start--)
		if (((unsigned char)text[start] | (unsigned char)text[start - 1]) < 0x80 && text[start] != '\n')
			break;
	while ((next = text_next(text, length, start)) < at)
		start = next;
	return start;
}

size_t
text_clusters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length; at = text_next(text, length, at))
		count++;
	return count;
}

/* Valid text, owned: every bad byte is U+FFFD. */
static char *
repaired(const char *text, size_t length, size_t *repaired_length)
{
	struct buf out = BUF_EMPTY;
	ucs4_t code;

	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = step(text, length, at, &code);
		if (code == 0xFFFD || code == 0)
			buf_str(&out, "\xEF\xBF\xBD");
		else
			buf_add(&out, text + at, bytes);
	}
	*repaired_length = out.length;
	return buf_steal(&out);
}

char *
text_nfc(const char *text, size_t length)
{
	size_t n, size = 0;
	char *valid = repaired(text, length, &n);
	uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)valid, n, NULL, &size);
	char *result;

	if (normal == NULL && n > 0)
		return valid;		/* cannot happen: the text is valid and memory does not end */
	result = xstrndup(normal ? (const char *)normal : "", size);
	free(normal);
	free(valid);
	return result;
}

/* Letters and signs that no normal form takes apart but that people type apart. */
static const char *
spelt_out(ucs4_t code)
{
	switch (code) {
	case 0x00E6: return "ae";	/* æ */
	case 0x0153: return "oe";	/* œ */
	case 0x00F8: return "o";	/* ø */
	case 0x0111: return "d";	/* đ */
	case 0x00F0: return "d";	/* ð */
	case 0x00FE: return "th";	/* þ */
	case 0x0142: return "l";	/* ł */
	case 0x0131: return "i";	/* ı */
	case 0x0127: return "h";	/* ħ */
	case 0x2018: case 0x2019: case 0x02BC: case 0x00B4: return "'";
	case 0x201C: case 0x201D: case 0x00AB: case 0x00BB: return "\"";
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return "-";
	default: return NULL;
	}
}

char *
text_fold(const char *text)
{
	struct buf out = BUF_EMPTY;
	size_t n, size = 0;
	char *valid = repaired(text, strlen(text), &n);
	uint8_t *folded = u8_casefold((const uint8_t *)valid, n, NULL, UNINORM_NFKD, NULL, &size);
	ucs4_t code;

	for (size_t at = 0, bytes; folded != NULL && at < size; at += bytes) {
		bytes = step((const char *)folded, size, at, &code);
		if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me |
		    UC_CATEGORY_MASK_Cf))
			continue;
		if (spelt_out(code) != NULL)
			buf_str(&out, spelt_out(code));
		else
			buf_add(&out, folded + at, bytes);
	}
	free(folded);
	free(valid);
	return buf_steal(&out);
}
