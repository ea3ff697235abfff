/* numbers.c: numbers as people write them. Arithmetic after = is in numbers_sum.c. */
#include "shared/numbers.h"

#include <ctype.h>
#include <string.h>

#include "shared/numbers_sum.h"

enum { WRITTEN_LIMIT = 128 };

/* Marks that become one byte, so that the grammar is about bytes: every space a space, every apostrophe ', every minus -. */
static const struct {
	const char *text;
	char mark;
} marks[] = {
	{"\xc2\xa0", ' '}, {"\xe2\x80\xaf", ' '}, {"\xe2\x80\x89", ' '}, {"\t", ' '}, {"\xe2\x80\x99", '\''}, {"\xca\xbc", '\''},
	{"\xe2\x88\x92", '-'}, {"\xe2\x80\x93", '-'}, {"\xc3\x97", '*'}, {"\xc3\xb7", '/'}, {"\xef\xbc\x85", '%'},
};
static const char *const currencies[] = {"€", "EUR", "eur", "$", "USD", "£", "GBP", "CHF", "Fr."};

static bool
to_bytes(const char *text, char out[WRITTEN_LIMIT])
{
	size_t n = 0;

	while (*text != '\0') {
		size_t i, length = 1;
		char c = *text;

		for (i = 0; i < sizeof marks / sizeof *marks; i++)
			if (strncmp(text, marks[i].text, strlen(marks[i].text)) == 0) {
				c = marks[i].mark;
				length = strlen(marks[i].text);
				break;
			}
		if (n + 1 >= WRITTEN_LIMIT)
			return false;
		out[n++] = c;
		text += length;
	}
	out[n] = '\0';
	return true;
}

/* Cuts spaces and one currency off both ends. Answers the start; shortens the text in place. */
static char *
trim(char *text)
{
	size_t n;

	for (int pass = 0; pass < 2; pass++) {
		while (*text == ' ')
			text++;
		n = strlen(text);
		while (n > 0 && text[n - 1] == ' ')
			text[--n] = '\0';
		for (size_t i = 0; pass == 0 && i < sizeof currencies / sizeof *currencies; i++) {
			size_t c = strlen(currencies[i]);
			if (n > c && strcmp(text + n - c, currencies[i]) == 0) {
				text[n - c] = '\0';
				break;
			}
			if (n > c && strncmp(text, currencies[i], c) == 0) {
				text += c;
				break;
			}
		}
	}
	return text;
}

/* Are the digits of text parted by `mark` into groups of three, up to the byte `end`? */
static bool
grouped(const char *text, char mark, const char *end)
{
	int run = 0;
	bool first = true;

	for (const char *p = text;; p++) {
		if (p < end && isdigit((unsigned char)*p)) {
			run++;
			continue;
		}
		if (first ? run < 1 || run > 3 : run != 3)
			return false;
		if (p == end)
			return true;
		if (*p != mark)
			return false;
		first = false;
		run = 0;
	}
}

/* Which of . and , is the decimal mark; 0 for neither. */
static char
decimal_mark(const char *text, char known, bool *unsure)
{
	const char *point = strrchr(text, '.'), *comma = strrchr(text, ',');
	const char *last = point > comma ? point : comma;
	bool three;

	if (last == NULL)
		return '\0';
	if (point != NULL && comma != NULL)
		return *last;
	if (strchr(text, *last) != last)
		return '\0';
	three = strlen(last + 1) == 3 && *text != '0' && grouped(text, *last, last + 4);
	if (three && known != '\0')
		return *last == known ? known : '\0';
	*unsure = three;
	return *last;
}

bool
number_read_plain(const char *text, char known, char out[NUMBER_TEXT], bool *unsure)
{
	char decimal = decimal_mark(text, known, unsure), group = '\0';
	const char *whole = text + strcspn(text, (char[]){decimal ? decimal : '\n', '\0'}), *p;
	size_t n = 0, digits = 0;

	for (p = text; p < whole && group == '\0'; p++)
		if (strchr(" '.,", *p) != NULL)
			group = *p;
	if (group != '\0' && !grouped(text, group, whole))
		return false;
	for (p = text; *p != '\0'; p++) {
		if (isdigit((unsigned char)*p)) {
			if (n == 1 && out[0] == '0')	/* a useless zero in front */
				n = 0;
			if (digits++ >= NUMBER_DIGITS)
				return false;
			out[n++] = *p;
		} else if (p == whole && *p == decimal) {
			if (n == 0)
				out[n++] = '0';
			if (isdigit((unsigned char)p[1]))
				out[n++] = '.';
		} else if (*p != group || p > whole) {
			return false;
		}
	}
	out[n] = '\0';
	return digits > 0;
}

bool
number_read(const char *text, char decimal, struct number *out)
{
	char written[WRITTEN_LIMIT] = "", plain[NUMBER_TEXT], *p;
	struct number made = {.text = "", .percent = false, .unsure = false};
	bool negative = false, zero;
	size_t n;

	if (!to_bytes(text, written))
		return false;
	p = trim(written);
	if (*p == '=') {
		if (!number_sum(p + 1, made.text))
			return false;
		*out = made;
		return true;
	}
	n = strlen(p);
	if (n > 0 && p[n - 1] == '%') {
		made.percent = true;
		p[n - 1] = '\0';
		p = trim(p);
		n = strlen(p);
	}
	if (*p == '-' || *p == '+') {
		negative = *p == '-';
		p = trim(p + 1);
	} else if (n > 2 && *p == '(' && p[n - 1] == ')') {	/* an accountant's minus */
		negative = true;
		p[n - 1] = '\0';
		p = trim(p + 1);
	} else if (n > 1 && p[n - 1] == '-') {
		negative = true;
		p[n - 1] = '\0';
		p = trim(p);
	}
	if (!isdigit((unsigned char)*p) && *p != '.' && *p != ',')
		return false;
	if (!number_read_plain(p, decimal, plain, &made.unsure))
		return false;
	zero = strspn(plain, "0.") == strlen(plain);
	if (negative && !zero)
		made.text[0] = '-';
	memcpy(made.text + (negative && !zero), plain, strlen(plain) + 1);
	*out = made;
	return true;
}

bool
number_round(const char *text, int decimals, char out[NUMBER_TEXT])
{
	char digits[NUMBER_TEXT] = "0";		/* a place for what is carried */
	const char *p = text + (*text == '-'), *point = strchr(p, '.');
	size_t whole = point ? (size_t)(point - p) : strlen(p), n = 1, keep, used = 0;
	bool negative = *text == '-', up = false;

	if (whole == 0 || whole > NUMBER_DIGITS || decimals < 0 || decimals > 18)
		return false;
	memcpy(digits + 1, p, whole);
	n += whole;
	for (int i = 0; i < decimals; i++) {
		bool there = point != NULL && strlen(point + 1) > (size_t)i;
		digits[n++] = there ? point[1 + i] : '0';
	}
	if (point != NULL && strlen(point + 1) > (size_t)decimals)
		up = point[1 + decimals] >= '5';
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)digits[i]))
			return false;
	for (size_t i = n; up && i-- > 0;) {
		up = digits[i] == '9';
		digits[i] = up ? '0' : (char)(digits[i] + 1);
	}
	keep = digits[0] == '0' ? 1 : 0;
	if (negative && strspn(digits, "0") < n)
		out[used++] = '-';
	memcpy(out + used, digits + keep, whole + 1 - keep);
	used += whole + 1 - keep;
	if (decimals > 0) {
		out[used++] = '.';
		memcpy(out + used, digits + whole + 1, (size_t)decimals);
		used += (size_t)decimals;
	}
	out[used] = '\0';
	return true;
}

void
number_show(struct buf *out, const char *text, const char *language)
{
	bool french = language != NULL && strncmp(language, "fr", 2) == 0;
	size_t whole;

	if (*text == '-')
		buf_byte(out, *text++);
	whole = strcspn(text, ".");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			buf_str(out, french ? "\xe2\x80\xaf" : ",");
		buf_byte(out, text[i]);
	}
	if (text[whole] == '.') {
		buf_byte(out, french ? ',' : '.');
		buf_str(out, text + whole + 1);
	}
}
