/* import_value.c: cells to values: dates, decimal commas, yes and no, choices by what they are called. */
#include "server/import_value.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "server/import_name.h"
#include "shared/numbers.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static size_t
blank(const char *p)
{
	if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		return 1;
	if (strncmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	return strncmp(p, "\xe2\x80\xaf", 3) == 0 || strncmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

char *
import_trim(const char *text)
{
	const char *end = text, *p;
	size_t n;

	while ((n = blank(text)) > 0)
		text += n;
	for (p = end = text; *p != '\0';) {
		n = blank(p);
		p += n ? n : 1;
		if (n == 0)
			end = p;
	}
	return xstrndup(text, (size_t)(end - text));
}

/* What programs write where there is nothing. Short signs only where no text is expected. */
static bool
means_nothing(const char *text, bool is_text)
{
	static const char *const always[] = {"NULL", "\\N", "#N/A", "[ND]", "(null)", NULL};
	static const char *const elsewhere[] = {"-", "--", "n/a", "na", "nc", "n/c", "n.c.", "so", "s.o.", "néant", "none", "aucun", "aucune", "?", NULL};

	for (size_t i = 0; always[i] != NULL; i++)
		if (strcmp(text, always[i]) == 0 || (i == 0 && strcmp(text, "null") == 0))
			return true;
	for (size_t i = 0; !is_text && elsewhere[i] != NULL; i++)
		if (strcasecmp(text, elsewhere[i]) == 0)
			return true;
	return false;
}

static const char *
type_of(const json_t *field)
{
	const char *type = json_string_value(json_object_get(field, "type"));

	return type ? type : "text";
}

/* Control characters move a terminal's cursor or end a text: no field keeps them. Line ends and tabs are blanks. */
static bool
has_controls(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		if ((*p < 0x20 && *p != '\n' && *p != '\r' && *p != '\t') || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
			return true;
	return false;
}

/* A field of one line holds one: an address over three lines becomes "a, b, c". */
static char *
one_line(const char *text)
{
	struct buf out = BUF_EMPTY;

	while (*text != '\0') {
		size_t n = strcspn(text, "\r\n\t");
		buf_add(&out, text, n);
		text += n;
		if (*text == '\0')
			break;
		n = strspn(text, "\r\n\t ");
		buf_str(&out, memchr(text, '\n', n) || memchr(text, '\r', n) ? (out.length > 0 && out.bytes[out.length - 1] == ',' ? " " : ", ") : " ");
		text += n;
	}
	return buf_steal(&out);
}

/* "company", "Company", "Société": the choice by its value, its name in either language, or what other programs call it. */
static bool
is_choice(const json_t *choice, const char *text, const char *wanted, const char *language)
{
	const char *value = json_string_value(json_array_get(choice, 0)), *label = json_string_value(json_array_get(choice, 1));
	const char *names[] = {value, label, label ? translate(language, label) : NULL, label ? translate("fr", label) : NULL};
	const json_t *also = json_array_get(choice, 2);
	bool found = false;

	for (size_t n = 0; n < 4 + json_array_size(also) && !found; n++) {
		const char *name = n < 4 ? names[n] : json_string_value(json_array_get(also, n - 4));
		char *key = name ? import_key(name) : NULL;
		found = key != NULL && (strcmp(name, text) == 0 || (*key != '\0' && strcmp(key, wanted) == 0));
		free(key);
	}
	return found && value != NULL;
}

static json_t *
choice_of(const json_t *choices, const char *text, const char *language)
{
	char *wanted = import_key(text);
	json_t *found = NULL;
	size_t i;
	const json_t *choice;

	json_array_foreach(choices, i, choice)
		if (found == NULL && is_choice(choice, text, wanted, language))
			found = json_string(json_string_value(json_array_get(choice, 0)));
	free(wanted);
	return found;
}

static enum import_outcome
wrong(struct import_why *why, const char *kind)
{
	why->msgid = N_("{label}: “{value}” is not {kind_label}.");
	why->kind = kind;
	return IMPORT_WRONG;
}

static enum import_outcome
read_text(const json_t *field, const struct import_reading *how, const char *text, json_t **value, struct import_why *why)
{
	const char *format = json_string_value(json_object_get(field, "format"));
	const json_t *choices = json_object_get(field, "choices");
	const bool is_long = format != NULL && strcmp(format, "long_text") == 0;
	const char *many;
	char *line;

	if (choices != NULL) {
		*value = choice_of(choices, text, how->language);
		if (*value != NULL)
			return IMPORT_VALUE;
		why->msgid = N_("{label}: “{value}” is none of the choices: {choices}.");
		return IMPORT_WRONG;
	}
	/* Google puts all telephones of one kind into one cell: "06 11 22 33 44 ::: 01 44 55 66 77". A field with a form holds one. */
	many = format != NULL && !is_long ? strstr(text, " ::: ") : NULL;
	if (many != NULL && !has_controls(text)) {
		why->warning = N_("{label}: “{value}” holds several values; the first was taken.");
		*value = json_stringn(text, (size_t)(many - text));
		return *value ? IMPORT_VALUE : wrong(why, N_("a text"));
	}
	if (has_controls(text)) {
		why->msgid = N_("{label}: the text holds control characters; take them out.");
		return IMPORT_WRONG;
	}
	if (*text == '=' || *text == '@')
		if (strchr(text, '(') != NULL || strchr(text, '!') != NULL)
			why->warning = N_("{label}: “{value}” looks like a formula; it is kept as text.");
	line = is_long ? xstrdup(text) : one_line(text);
	*value = json_string(line);
	free(line);
	if (*value == NULL)	/* not UTF-8: no reader lets that through */
		return wrong(why, N_("a text"));
	return IMPORT_VALUE;
}

/* "120 000 km": a unit says nothing that the field does not. */
static char *
without_unit(const char *text)
{
	static const char *const units[] = {"km", "kms", "kg", "kw", "ch", "cv", "cm3", "cm³", "cc", "g/km", "db", "db(a)", "tr/min", "eur", "euros",
	    "places", "ans", "h", "m", "l", "t", "miles", "chf", NULL};
	char *mine = xstrdup(text);
	size_t length = strlen(mine);

	for (size_t i = 0; units[i] != NULL; i++) {
		size_t n = strlen(units[i]);
		if (length <= n || strcasecmp(mine + length - n, units[i]) != 0)
			continue;
		if (strchr(" 0123456789", mine[length - n - 1]) == NULL && (unsigned char)mine[length - n - 1] < 0x80)
			continue;
		mine[length - n] = '\0';
		break;
	}
	return mine;
}

static bool
decimal_of(const struct import_reading *how, const char *text, enum cell_kind kind, struct number *number)
{
	char *bare = without_unit(text);
	bool fine = *bare != '=' && number_read(bare, kind == CELL_NUMBER ? '.' : how->style.decimal, number) && !number->percent;

	free(bare);
	return fine;
}

static enum import_outcome
read_integer(const struct import_reading *how, const char *text, enum cell_kind kind, json_t **value, struct import_why *why)
{
	struct number number;
	char whole[NUMBER_TEXT];
	const char *point;

	if (!decimal_of(how, text, kind, &number) || !number_round(number.text, 0, whole) || strlen(whole) > 18)
		return wrong(why, N_("a whole number such as 1250"));
	point = strchr(number.text, '.');
	if (strcmp(whole, "0") == 0 && strpbrk(number.text, "123456789") != NULL)	/* 0.234: nothing would be left of it */
		return wrong(why, N_("a whole number such as 1250"));
	if (point != NULL && strspn(point + 1, "0") != strlen(point + 1))
		why->warning = N_("{label}: “{value}” was rounded.");
	*value = json_integer(strtoll(whole, NULL, 10));
	return IMPORT_VALUE;
}

static enum import_outcome
read_decimal(const struct import_reading *how, const char *text, enum cell_kind kind, bool money, json_t **value, struct import_why *why)
{
	struct number number;
	char cents[NUMBER_TEXT];
	const char *point;

	if (!decimal_of(how, text, kind, &number))
		return wrong(why, money ? N_("an amount such as 1250.50") : N_("a number such as 12.5"));
	point = strchr(number.text, '.');
	if (money && point != NULL && strlen(point) > 3 && number_round(number.text, 2, cents)) {
		if (strspn(point + 3, "0") != strlen(point + 3))
			why->warning = N_("{label}: “{value}” was rounded.");
		*value = json_string(cents);
	} else
		*value = json_string(number.text);
	return IMPORT_VALUE;
}

static enum import_outcome
read_boolean(const char *text, json_t **value, struct import_why *why)
{
	static const char *const yes[] = {"oui", "o", "yes", "y", "vrai", "v", "true", "t", "1", "x", "on", "ok", "actif", "active", "✓", "✔", "☑", NULL};
	static const char *const no[] = {"non", "n", "no", "faux", "f", "false", "0", "off", "inactif", "inactive", "✗", "✘", "☐", NULL};

	for (size_t i = 0; yes[i] != NULL; i++)
		if (strcasecmp(text, yes[i]) == 0)
			*value = json_true();
	for (size_t i = 0; no[i] != NULL; i++)
		if (strcasecmp(text, no[i]) == 0)
			*value = json_false();
	return *value ? IMPORT_VALUE : wrong(why, N_("yes or no"));
}

/* 46346: the days since 1899-12-30 that a spreadsheet keeps; 20000 is 1954, 80000 is 2119. */
static bool
serial_date(const char *text, enum cell_kind kind, struct moment *moment)
{
	char *end;
	double serial = strtod(text, &end);
	size_t digits = strspn(text, "0123456789");

	if (*end != '\0' || serial < 1 || serial > 2958465 || (kind != CELL_NUMBER && digits != 5))
		return false;
	if (kind == CELL_NUMBER && (serial < 1000 || digits > 6))	/* 2026 is a year, 15032027 a day */
		return false;
	if (kind == CELL_NUMBER && digits == 6 && serial > 99999)
		return false;
	*moment = (struct moment){.date = date_from_days((int32_t)serial - 25569)};
	moment->seconds = (int)((serial - (double)(int64_t)serial) * 86400 + 0.5);
	moment->timed = moment->seconds > 0;
	return true;
}

static bool
moment_of(const struct import_reading *how, const char *text, enum cell_kind kind, struct moment *moment)
{
	struct date_reading reading = {.today = how->today, .bias = DATE_PLAIN, .month_first = how->style.month_first};
	size_t digits = 0, letters = 0;
	char zone[40];

	if (serial_date(text, kind, moment))
		return true;
	for (const char *p = text; *p != '\0'; p++) {
		digits += *p >= '0' && *p <= '9';
		letters += (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
	}
	/* "15", "t" and "+7" are for hands at a form: in a file they are some other thing. */
	if (digits < 6 && !(digits >= 3 && letters >= 3))
		return false;
	if (moment_read(text, &reading, moment))
		return true;
	/* Java writes 2010-10-14T12:00:00.000Z-0300: two zones, the second of which was meant. */
	if (strlen(text) < sizeof zone && strstr(text, "Z-") != NULL) {
		const char *z = strstr(text, "Z-");
		snprintf(zone, sizeof zone, "%.*s%s", (int)(z - text), text, z + 1);
		if (moment_read(zone, &reading, moment))
			return true;
	}
	/* A time zone's name or whatever follows the day is not the day's. */
	if (strlen(text) > 10 && (text[10] == 'T' || text[10] == ' ')) {
		snprintf(zone, sizeof zone, "%.10s", text);
		return moment_read(zone, &reading, moment);
	}
	return false;
}

static enum import_outcome
read_date(const struct import_reading *how, const char *text, enum cell_kind kind, bool timed, json_t **value, struct import_why *why)
{
	struct moment moment;
	char day[DATE_TEXT];
	struct tm local = {.tm_isdst = -1}, utc;
	time_t at;

	if (strncmp(text, "0000-00-00", 10) == 0 || strcmp(text, "00/00/0000") == 0)
		return IMPORT_VALUE;	/* MySQL's way of having no date */
	if (!moment_of(how, text, kind, &moment))
		return wrong(why, timed ? N_("a date and time such as 20/11/2026 14:30") : N_("a date such as 20/11/2026 or 2026-11-20"));
	if (!timed) {
		*value = json_string(date_iso(moment.date, day));
		return IMPORT_VALUE;
	}
	local.tm_year = moment.date.year - 1900;
	local.tm_mon = moment.date.month - 1;
	local.tm_mday = moment.date.day;
	/* By the wall, not so many seconds after midnight: on two days of the year these are not the same. */
	local.tm_hour = moment.seconds / 3600;
	local.tm_min = moment.seconds / 60 % 60;
	local.tm_sec = moment.seconds % 60;
	at = moment.zoned ? timegm(&local) - moment.offset : mktime(&local);
	gmtime_r(&at, &utc);
	*value = json_sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
	return IMPORT_VALUE;
}

static void
add_tag(json_t *list, const char *from, size_t length)
{
	char *raw = xstrndup(from, length), *tag = import_trim(raw);
	const char *name = *tag == '*' && tag[1] == ' ' ? tag + 2 : tag;	/* Google's own groups: "* myContacts" */

	if (*name != '\0' && !has_controls(name))
		json_array_append_new(list, json_string(name));
	free(raw);
	free(tag);
}

static enum import_outcome
read_tags(const char *text, enum cell_kind kind, json_t **value)
{
	json_t *given = kind == CELL_LIST ? json_loads(text, 0, NULL) : NULL;
	const json_t *one;
	size_t i;

	*value = json_array();
	if (json_is_array(given)) {
		json_array_foreach(given, i, one)
			if (json_is_string(one))
				add_tag(*value, json_string_value(one), json_string_length(one));
	} else {
		while (*text != '\0') {
			size_t n = strcspn(text, ",;|\n");
			/* Google parts groups by " ::: " */
			const char *colons = memmem(text, n, ":::", 3);
			if (colons != NULL)
				n = (size_t)(colons - text);
			add_tag(*value, text, n);
			text += n + (text[n] == '\0' ? 0 : strncmp(text + n, ":::", 3) == 0 ? 3 : 1);
		}
	}
	json_decref(given);
	return IMPORT_VALUE;
}

static enum import_outcome
read_reference(bool by_label, const char *text, json_t **value)
{
	size_t digits = strspn(text, "0123456789");

	if (!by_label && digits > 0 && digits < 19 && text[digits] == '\0') {
		*value = json_integer(strtoll(text, NULL, 10));
		return IMPORT_VALUE;
	}
	*value = json_string(text);
	return IMPORT_REFERENCE;
}

static enum import_outcome
read_value(const json_t *field, bool by_label, const struct import_reading *how, const char *text, enum cell_kind kind,
    json_t **value, struct import_why *why)
{
	const char *type = type_of(field);

	if (json_object_get(field, "refers") != NULL)
		return read_reference(by_label, text, value);
	if (strcmp(type, "integer") == 0)
		return read_integer(how, text, kind, value, why);
	if (strcmp(type, "decimal") == 0 || strcmp(type, "money") == 0)
		return read_decimal(how, text, kind, *type == 'm', value, why);
	if (strcmp(type, "boolean") == 0)
		return read_boolean(text, value, why);
	if (strcmp(type, "date") == 0 || strcmp(type, "timestamp") == 0)
		return read_date(how, text, kind, *type == 't', value, why);
	if (strcmp(type, "tags") == 0)
		return read_tags(text, kind, value);
	return read_text(field, how, text, value, why);
}

enum import_outcome
import_value(const json_t *field, bool by_label, const struct import_reading *how, const char *text, enum cell_kind kind,
    json_t **value, struct import_why *why)
{
	enum import_outcome outcome = IMPORT_VALUE;
	char *bare;

	*value = NULL;
	*why = (struct import_why){.msgid = NULL};
	if (kind == CELL_ERROR) {
		why->msgid = N_("{label}: the spreadsheet shows the error {value} here.");
		return IMPORT_WRONG;
	}
	bare = import_trim(text);
	if (*bare != '\0' && !means_nothing(bare, strcmp(type_of(field), "text") == 0 && json_object_get(field, "choices") == NULL))
		outcome = read_value(field, by_label, how, bare, kind, value, why);
	free(bare);
	return outcome;
}

void
import_style_learn(struct import_style *style, const json_t *field, const char *text, enum cell_kind kind)
{
	const char *type = type_of(field);
	int first = 0, second = 0;

	if (kind != CELL_TEXT)
		return;
	if (strcmp(type, "date") == 0 || strcmp(type, "timestamp") == 0) {
		/* NOLINTNEXTLINE(cert-err34-c): two digits always fit */
		if (sscanf(text, "%2d/%2d/", &first, &second) == 2 && second > 12 && first <= 12)
			style->month_first = true;
		if (first > 12)
			style->month_first = false;
	} else if (strcmp(type, "integer") == 0 || strcmp(type, "decimal") == 0 || strcmp(type, "money") == 0) {
		const char *comma = strrchr(text, ','), *point = strrchr(text, '.');
		if (comma != NULL && (point == NULL || point < comma) && strspn(comma + 1, "0123456789") != 3)
			style->decimal = ',';
		else if (point != NULL && (comma == NULL || comma < point) && strspn(point + 1, "0123456789") != 3)
			style->decimal = '.';
	}
}
