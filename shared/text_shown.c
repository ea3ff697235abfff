/* text_shown.c: the form of text that is safe on any terminal, and its width in cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

/* ncurses keeps a base and four marks a cell. */
enum { MARKS_MAX = 4 };
#define ELLIPSIS "\xE2\x80\xA6"
#define LINE_END "\xE2\x86\xB5"		/* ↵ */
#define UNKNOWN "\xE2\x96\xA1"		/* □ */
#define BAD "\xEF\xBF\xBD"

/* Assigned characters whose width libc (which ncurses asks) and libunistring see differently; terminals do too. */
static const struct {
	uint32_t first, last;
} disputed[] = {
	{0x0600, 0x0605}, {0x06DD, 0x06DE}, {0x070F, 0x070F}, {0x0890, 0x0891}, {0x08E2, 0x08E2},
	{0x0CBF, 0x0CBF}, {0x0CC6, 0x0CC6}, {0x3248, 0x324F}, {0x4DC0, 0x4DFF}, {0x110BD, 0x110BD},
	{0x110CD, 0x110CD}, {0x11A07, 0x11A08}, {0x11C3F, 0x11C3F},
	/* Pictures of Unicode 14 and later, which terminals of some years ago take for one cell. */
	{0x1F6D8, 0x1F6DF}, {0x1F7F0, 0x1F7F0}, {0x1FA75, 0x1FA77}, {0x1FA7B, 0x1FA7F}, {0x1FA87, 0x1FA8F}, {0x1FAA9, 0x1FAAF},
	{0x1FAB7, 0x1FABF}, {0x1FAC3, 0x1FACF}, {0x1FAD7, 0x1FAFF},
};

static bool
is_disputed(uint32_t code)
{
	for (size_t i = 0; i < sizeof disputed / sizeof *disputed; i++)
		if (code >= disputed[i].first && code <= disputed[i].last)
			return true;
	return false;
}

int
text_char_cells(uint32_t code)
{
	if (code >= 0x20 && code < 0x7F)
		return 1;
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp) ||
	    is_disputed(code) || uc_is_property_default_ignorable_code_point(code))
		return -1;
	return uc_width(code, "UTF-8");
}

static bool is_joiner(ucs4_t code) { return code == 0x200D || code == 0x200C; }
static bool is_skin_tone(ucs4_t code) { return code >= 0x1F3FB && code <= 0x1F3FF; }
static bool is_flag_letter(ucs4_t code) { return code >= 0x1F1E6 && code <= 0x1F1FF; }
static bool is_tag(ucs4_t code) { return code >= 0xE0020 && code <= 0xE007F; }

/* They choose between two looks of the same sign, or say nothing at all; terminals disagree on what follows. */
static bool
is_selector(ucs4_t code)
{
	return (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF) || code == 0x034F ||
	    (code >= 0x180B && code <= 0x180D) || code == 0x180F;
}

struct drawing {
	char *shown;
	size_t length;
	int cells;
};

static void
put(struct drawing *d, const char *bytes, size_t length, int cells)
{
	if (d->length + length < TEXT_SHOWN_MAX) {
		memcpy(d->shown + d->length, bytes, length);
		d->length += length;
		d->cells += cells;
	}
}

/* A code point that is never sent as it is. */
static void
put_escaped(struct drawing *d, ucs4_t code)
{
	char name[16];
	int n;

	if (code < 0x20 || code == 0x7F)
		n = snprintf(name, sizeof name, "^%c", (int)(code ^ 0x40));
	else if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf) ||
	    (uc_is_property_default_ignorable_code_point(code) && !uc_is_property_unassigned_code_value(code)))
		n = snprintf(name, sizeof name, "<U+%04X>", (unsigned)code);
	else {
		put(d, UNKNOWN, strlen(UNKNOWN), 1);
		return;
	}
	put(d, name, (size_t)n, n);
}

/* The first code point of a cluster. */
static void
put_base(struct drawing *d, const char *bytes, size_t length, ucs4_t code, int *marks)
{
	int cells = text_char_cells(code);
	char letter;

	if (code == '\t')
		put(d, " ", 1, 1);
	else if (code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029)
		put(d, LINE_END, strlen(LINE_END), 1);
	else if (is_flag_letter(code)) {
		letter = (char)('A' + (int)(code - 0x1F1E6));
		put(d, &letter, 1, 1);
	} else if (cells < 0) {
		put_escaped(d, code);		/* invisible ones too: what cannot be seen could not be taken away */
	} else if (cells == 0) {
		/* A mark without a letter would sit on whatever stands before: it gets a place of its own. Half a
		   Korean syllable cannot have one. */
		bool mark = uc_graphemeclusterbreak_property(code) == GBP_EXTEND;
		put(d, mark ? " " : UNKNOWN, strlen(mark ? " " : UNKNOWN), 1);
		if (mark)
			put(d, bytes, length, 0);
		*marks = mark ? 1 : 0;
	} else {
		put(d, bytes, length, cells);
	}
}

/* The others. False: what is left of the cluster cannot be drawn alike everywhere. */
static bool
put_rest(struct drawing *d, const char *bytes, size_t length, ucs4_t code, int *marks)
{
	int cells = text_char_cells(code);

	if (is_selector(code) || code == '\n')
		return true;		/* LF after CR: one line end */
	if (is_joiner(code) || is_skin_tone(code) || is_tag(code) || code == 0x20E3)
		return false;
	if (is_flag_letter(code) || cells < 0) {
		put_base(d, bytes, length, code, marks);
		return true;
	}
	if (cells > 0 || (*marks)++ < MARKS_MAX)
		put(d, bytes, length, cells);
	return true;
}

size_t
text_shown(const char *text, size_t length, char shown[TEXT_SHOWN_MAX], int *cells)
{
	struct drawing d = {.shown = shown, .length = 0, .cells = 0};
	size_t end, at = 0, bytes;
	bool cut = false;
	int marks = 0;
	ucs4_t code;

	if (length > 0 && text[0] >= 0x20 && text[0] < 0x7F && (length == 1 || (text[1] >= 0x20 && text[1] < 0x7F)))
		end = 1;
	else
		end = text_next(text, length, 0);
	while (at < end && !cut) {
		int n = u8_mbtouc(&code, (const uint8_t *)text + at, end - at);

		bytes = n > 0 ? (size_t)n : 1;
		if (at == 0)
			put_base(&d, text, bytes, code, &marks);
		else if (is_joiner(code) && at + bytes == end)
			break;		/* a joiner that joins nothing, as Persian and Indic words end */
		else
			cut = !put_rest(&d, text + at, bytes, code, &marks);
		at += bytes;
	}
	if (cut)
		put(&d, ELLIPSIS, strlen(ELLIPSIS), 1);
	shown[d.length] = '\0';
	*cells = d.cells;
	return end;
}

/* CR, LF and the separators of lines and paragraphs. */
static bool
ends_line(const char *text)
{
	return *text == '\n' || *text == '\r' || strncmp(text, "\xE2\x80\xA8", 3) == 0 || strncmp(text, "\xE2\x80\xA9", 3) == 0;
}

static bool
is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < 0x20 || text[i] >= 0x7F)
			return false;
	return true;
}

static char *
clean(const char *text, size_t length, const char *line_end)
{
	struct buf out = BUF_EMPTY;
	char *normal = text_nfc(text, length), shown[TEXT_SHOWN_MAX];
	size_t n = strlen(normal);
	int cells;

	/* text_nfc made null bytes U+FFFD already, so that the length is the string's. */
	for (size_t at = 0; at < n;) {
		bool ends = ends_line(normal + at);

		at += text_shown(normal + at, n - at, shown, &cells);
		buf_str(&out, ends ? line_end : shown);
	}
	free(normal);
	return buf_steal(&out);
}

char *
text_clean(const char *text, size_t length)
{
	return is_plain(text, length) ? xstrndup(text, length) : clean(text, length, LINE_END);
}

char *
text_clean_line(const char *text, size_t length)
{
	return is_plain(text, length) ? xstrndup(text, length) : clean(text, length, " ");
}

char *
text_clean_str(const char *text)
{
	return text_clean(text ? text : "", text ? strlen(text) : 0);
}

int
text_cells(const char *text, size_t length)
{
	char shown[TEXT_SHOWN_MAX];
	int sum = 0, cells;

	for (size_t at = 0; at < length; sum += cells)
		at += text_shown(text + at, length - at, shown, &cells);
	return sum;
}

int
text_cells_str(const char *text)
{
	return text ? text_cells(text, strlen(text)) : 0;
}

/* As many whole clusters of the clean text as fit; *used says how many cells they take. */
static size_t
head_that_fits(const char *clean, int room, int *used)
{
	size_t length = strlen(clean), at = 0;
	char shown[TEXT_SHOWN_MAX];
	int cells;

	for (*used = 0; at < length; *used += cells) {
		size_t bytes = text_shown(clean + at, length - at, shown, &cells);
		if (*used + cells > room)
			break;
		at += bytes;
	}
	return at;
}

/* Where the longest tail begins that fits. */
static size_t
tail_that_fits(const char *clean, int room, int *used)
{
	size_t length = strlen(clean), at = length;
	char shown[TEXT_SHOWN_MAX];
	int cells;

	for (*used = 0; at > 0; *used += cells) {
		size_t before = text_previous(clean, length, at);
		text_shown(clean + before, at - before, shown, &cells);
		if (*used + cells > room)
			break;
		at = before;
	}
	return at;
}

static char *
fit(const char *text, int cells, enum text_cut cut, int *used)
{
	char *whole = text_clean_str(text);
	struct buf out = BUF_EMPTY;
	size_t head, tail;
	int left = 0, right = 0;

	*used = text_cells_str(whole);
	if (*used <= cells)
		return whole;
	if (cells > 0) {
		head = head_that_fits(whole, cut == TEXT_CUT_MIDDLE ? cells / 2 : cells - 1, &left);
		buf_add(&out, whole, head);
		buf_str(&out, ELLIPSIS);
		if (cut == TEXT_CUT_MIDDLE) {
			tail = tail_that_fits(whole, cells - 1 - left, &right);
			buf_str(&out, whole + (tail > head ? tail : head));
		}
		*used = left + 1 + right;
	} else
		*used = 0;
	free(whole);
	return buf_steal(&out);
}

char *
text_fit(const char *text, int cells, enum text_cut cut)
{
	int used;

	return fit(text, cells, cut, &used);
}

static void
spaces(struct buf *out, int count)
{
	while (count-- > 0)
		buf_byte(out, ' ');
}

char *
text_pad(const char *text, int cells, enum text_cut cut, enum text_side side)
{
	struct buf out = BUF_EMPTY;
	int used, rest;
	char *fitting = fit(text, cells, cut, &used);

	rest = cells > used ? cells - used : 0;
	spaces(&out, side == TEXT_RIGHT ? rest : side == TEXT_CENTRE ? rest / 2 : 0);
	buf_str(&out, fitting);
	spaces(&out, side == TEXT_LEFT ? rest : side == TEXT_CENTRE ? rest - rest / 2 : 0);
	free(fitting);
	return buf_steal(&out);
}
