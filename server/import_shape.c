/* import_shape.c: what a value looks like. Shapes only: whether a value is right is the database's to say. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "server/import_name.h"
#include "shared/dates.h"

struct signs {
	int digits, letters, spaces, others;
	bool plus;
};

static struct signs
signs_of(const char *text)
{
	struct signs s = {.digits = 0, .plus = *text == '+'};

	for (const char *p = text; *p != '\0'; p++) {
		s.digits += isdigit((unsigned char)*p) != 0;
		s.letters += isalpha((unsigned char)*p) != 0;
		s.spaces += *p == ' ';
		s.others += strchr(" 0123456789+-.()/", *p) == NULL;
	}
	return s;
}

static bool
is_email(const char *text)
{
	const char *at = strchr(text, '@');

	return at != NULL && at > text && strchr(at + 1, '@') == NULL && strchr(at, '.') != NULL && strpbrk(text, " <>,;") == NULL;
}

static bool
luhn(const char *text)
{
	int sum = 0, place = 0;

	for (size_t i = strlen(text); i-- > 0;) {
		int d = text[i] - '0';
		if (text[i] == ' ')
			continue;
		if (d < 0 || d > 9)
			return false;
		if (place++ % 2 == 1)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

/* Since 2009 AB-123-CD; before, 1234 AB 75. */
static bool
is_plate(const char *text)
{
	char runs[16] = "";
	size_t n = 0, length = 0;
	static const char *const shapes[] = {"aa000aa", "0aa00", "00aa00", "000aa00", "0000aa00", "00aaa00", "000aaa00", NULL};

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == ' ' || *p == '-')
			continue;
		if (length + 1 == sizeof runs)
			return false;
		if (!isdigit((unsigned char)*p) && !isupper((unsigned char)*p))
			return false;
		runs[length++] = isdigit((unsigned char)*p) ? '0' : 'a';
	}
	for (; shapes[n] != NULL; n++)
		if (strcmp(runs, shapes[n]) == 0)
			return true;
	return false;
}

static bool
is_vin(const char *text)
{
	size_t digits = 0, i;

	for (i = 0; text[i] != '\0'; i++) {
		if ((!isdigit((unsigned char)text[i]) && !isupper((unsigned char)text[i]) && text[i] != '*') || strchr("IOQ", text[i]) != NULL)
			return false;
		digits += isdigit((unsigned char)text[i]) != 0;
	}
	return i == 17 && digits >= 4;
}

enum import_shape
import_shape(const char *text)
{
	static const struct date_reading plain = {.today = {2000, 1, 1}, .bias = DATE_PLAIN, .month_first = false};
	struct signs s;
	struct moment moment;

	text += strspn(text, " \t");
	if (*text == '\0')
		return SHAPE_EMPTY;
	if (is_email(text))
		return SHAPE_EMAIL;
	if (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0 || strncasecmp(text, "www.", 4) == 0)
		return SHAPE_URL;
	s = signs_of(text);
	if (s.letters == 0 && s.others == 0 && s.digits == 14 && luhn(text))
		return SHAPE_SIRET;
	if (s.letters == 0 && s.others == 0 && s.digits == 9 && luhn(text) && !s.plus)
		return SHAPE_SIREN;
	if (s.letters == 0 && s.others == 0 && ((s.plus && s.digits >= 9 && s.digits <= 15) || (*text == '0' && s.digits == 10)))
		return SHAPE_PHONE;
	if (is_vin(text))
		return SHAPE_VIN;
	if (is_plate(text))
		return SHAPE_PLATE;
	if (s.digits >= 6 && strlen(text) >= 8 && moment_read(text, &plain, &moment))
		return SHAPE_DATE;
	return s.digits > 0 && s.letters == 0 ? SHAPE_NUMBER : SHAPE_WORD;
}

const char *
import_shape_format(enum import_shape shape)
{
	static const char *const formats[] = {[SHAPE_EMAIL] = "email", [SHAPE_PHONE] = "phone", [SHAPE_SIRET] = "siret",
	    [SHAPE_SIREN] = "siren", [SHAPE_PLATE] = "plate", [SHAPE_VIN] = "vin", [SHAPE_URL] = "url"};

	return (size_t)shape < sizeof formats / sizeof *formats ? formats[shape] : NULL;
}
