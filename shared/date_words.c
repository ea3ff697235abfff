/* date_words.c: reads the words and short forms that people write for a day. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#include "shared/dates.h"

enum { WORD_LIMIT = 48 };

/* Small letters without accents, one space between words, a point after an abbreviation dropped. False: too long for a date. */
static bool
simplify(const char *text, char out[WORD_LIMIT])
{
	uint8_t spread[WORD_LIMIT * 4];
	size_t room = sizeof spread, n = 0;
	bool space = true;

	if (strlen(text) >= WORD_LIMIT ||
	    u8_casefold((const uint8_t *)text, strlen(text), NULL, UNINORM_NFKD, spread, &room) != spread)
		return false;
	for (size_t i = 0; i < room; i++) {
		uint8_t c = spread[i];

		if (c == 0xcc || c == 0xcd) {		/* a combining accent, U+0300 to U+037F: two bytes */
			i++;
			continue;
		}
		if (c == '.' && i > 0 && isalpha(spread[i - 1]))
			continue;
		if (isspace(c) || c == ',') {
			if (!space && n + 1 < WORD_LIMIT)
				out[n++] = ' ';
			space = true;
			continue;
		}
		if (n + 1 >= WORD_LIMIT)
			return false;
		out[n++] = (char)c;
		space = false;
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0;
}

/* The day d; the nearest such day the way it leans, stepping by `step` months (1: a day of any month, 12: of any year). */
static bool
lean(const struct date_reading *how, struct date d, int step, struct date *out)
{
	int way = how->bias == DATE_FORWARD ? 1 : how->bias == DATE_BACKWARD ? -1 : 0;

	/* Eight years hold a 29 February, but around 2100; a few months hold a 31st. */
	for (int tries = 0; tries <= 8; tries++) {
		if (date_valid(d) && (way == 0 || date_compare(d, how->today) * way >= 0)) {
			*out = d;
			return true;
		}
		if (way == 0)
			return false;
		d.month += way * step;
		d.year += d.month > 12 ? 1 : d.month < 1 ? -1 : 0;
		d.month += d.month > 12 ? -12 : d.month < 1 ? 12 : 0;
	}
	return false;
}

static int
whole_year(int year, int digits, const struct date_reading *how)
{
	int century;

	if (digits != 2)
		return digits == 4 ? year : -1;
	century = how->today.year / 100 * 100;
	year += century;
	if (year > how->today.year + 19)
		year -= 100;
	else if (year <= how->today.year - 81)
		year += 100;
	return year;
}

static bool
finish(const struct date_reading *how, int day, int month, int year, int year_digits, struct date *out)
{
	struct date d = {.year = how->today.year, .month = month, .day = day};

	if (month < 1 || month > 12)
		return false;
	if (year_digits == 0)
		return lean(how, d, 12, out);
	d.year = whole_year(year, year_digits, how);
	if (!date_valid(d))
		return false;
	*out = d;
	return true;
}

/* A number of at most `most` digits. Moves *p past it; answers how many digits there were. */
static int
digits(const char **p, int most, int *value)
{
	int n = 0;

	for (*value = 0; n < most && isdigit((unsigned char)**p); n++, (*p)++)
		*value = *value * 10 + (**p - '0');
	return isdigit((unsigned char)**p) ? 0 : n;
}

/* 15 · 1503 · 150327 · 15032027 */
static bool
read_digits(const char *p, const struct date_reading *how, struct date *out)
{
	int number, n = digits(&p, 8, &number);
	struct date d = how->today;

	if (*p != '\0')
		return false;
	switch (n) {
	case 1:
	case 2:
		d.day = number;
		return number >= 1 && number <= 31 && lean(how, d, 1, out);
	case 4: return finish(how, number / 100, number % 100, 0, 0, out);
	case 6: return finish(how, number / 10000, number / 100 % 100, number % 100, 2, out);
	case 8: return finish(how, number / 1000000, number / 10000 % 100, number % 10000, 4, out);
	default: return false;
	}
}

/* 15/3 · 15/3/27 · 15.03.2027 · 15-3-27 · 2026-11-20 · 2026/11/20 */
static bool
read_parted(const char *p, const struct date_reading *how, struct date *out)
{
	int part[3] = {0, 0, 0}, length[3] = {0, 0, 0}, n = 0;
	char mark = '\0';

	for (;;) {
		length[n] = digits(&p, 4, &part[n]);
		if (length[n] == 0)
			return false;
		n++;
		if (*p == '\0' || n == 3)
			break;
		if (strchr("/.-", *p) == NULL || (mark != '\0' && mark != *p))
			return false;
		mark = *p++;
	}
	if (*p != '\0' || n < 2)
		return false;
	if (length[0] == 4)
		return n == 3 && length[1] <= 2 && length[2] <= 2 && finish(how, part[2], part[1], part[0], 4, out);
	if (length[0] > 2 || length[1] > 2)
		return false;
	if (how->month_first)
		return finish(how, part[1], part[0], part[2], length[2], out);
	return finish(how, part[0], part[1], part[2], length[2], out);
}

/* +7 · -3 · +2s · +1m · -1an */
static bool
read_step(const char *p, const struct date_reading *how, struct date *out)
{
	static const struct {
		const char *unit;
		int days, months;
	} units[] = {
		{"", 1, 0}, {"d", 1, 0}, {"j", 1, 0}, {"s", 7, 0}, {"w", 7, 0}, {"sem", 7, 0}, {"m", 0, 1}, {"mois", 0, 1},
		{"y", 0, 12}, {"a", 0, 12}, {"an", 0, 12}, {"ans", 0, 12},
	};
	int sign = *p == '-' ? -1 : 1, number;
	struct date d;

	p++;
	if (digits(&p, 4, &number) == 0)
		return false;
	while (*p == ' ')
		p++;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(p, units[i].unit) != 0)
			continue;
		d = units[i].months ? date_add_months(how->today, sign * number * units[i].months)
				    : date_from_days(date_to_days(how->today) + sign * number * units[i].days);
		if (!date_valid(d))
			return false;
		*out = d;
		return true;
	}
	return false;
}

/* Where a word stands in a list of "word word" rows; -1: nowhere. A beginning of three letters will do when only one row has it. */
static int
row_of(const char *word, size_t length, const char *const rows[], int count)
{
	int found = -1;

	for (int i = 0; i < count; i++) {
		bool here = false;

		for (const char *p = rows[i]; *p != '\0';) {
			size_t n = strcspn(p, " ");
			if (n == length && strncmp(p, word, length) == 0)
				return i;
			here = here || (length >= 3 && n > length && strncmp(p, word, length) == 0);
			p += n + (p[n] == ' ');
		}
		if (here && found >= 0)
			return -1;
		found = here ? i : found;
	}
	return found;
}

/* 20 novembre 2026 · 1er mars · nov 20 2026 */
static bool
read_named(const char *p, const struct date_reading *how, struct date *out)
{
	static const char *const names[] = {"january janvier", "february fevrier", "march mars", "april avril", "may mai",
		"june juin", "july juillet", "august aout", "september sept septembre", "october octobre", "november novembre",
		"december decembre"};
	int day = 0, year = 0, year_digits = 0, month = -1, n;

	for (int word = 0; *p != '\0'; word++) {
		if (isalpha((unsigned char)*p)) {
			size_t length = strcspn(p, " ");
			if (month >= 0 || (month = row_of(p, length, names, 12)) < 0)
				return false;
			p += length;
		} else {
			int number, *into = day == 0 ? &day : &year;
			if ((n = digits(&p, 4, &number)) == 0 || year != 0 || (into == &day && n > 2))
				return false;
			*into = number;
			if (into == &year)
				year_digits = n;
			else if (strncmp(p, "er", 2) == 0 || strncmp(p, "st", 2) == 0 || strncmp(p, "nd", 2) == 0 ||
			    strncmp(p, "rd", 2) == 0 || strncmp(p, "th", 2) == 0)
				p += 2;
		}
		if (*p == ' ')
			p++;
		else if (*p != '\0')
			return false;
	}
	return month >= 0 && day > 0 && finish(how, day, month + 1, year, year_digits, out);
}

static bool
read_word(const char *word, const struct date_reading *how, struct date *out)
{
	static const char *const near[] = {"hier yesterday", "t auj aujourd'hui aujourd’hui today", "demain tomorrow"};
	static const char *const days[] = {"lundi monday lun mon", "mardi tuesday mar tue", "mercredi wednesday mer wed",
		"jeudi thursday jeu thu", "vendredi friday ven fri", "samedi saturday sam sat", "dimanche sunday dim sun"};
	int32_t today = date_to_days(how->today);
	size_t n = strlen(word);
	int i;

	if (strcmp(word, "fm") == 0 || strcmp(word, "dm") == 0) {
		*out = how->today;
		out->day = *word == 'd' ? 1 : date_days_in_month(how->today.year, how->today.month);
		return true;
	}
	if ((i = row_of(word, n, near, 3)) >= 0) {
		*out = date_from_days(today + i - 1);
		return date_valid(*out);
	}
	if ((i = row_of(word, n, days, 7)) < 0)
		return false;
	i -= date_weekday(how->today);
	if (how->bias == DATE_BACKWARD)
		i -= i >= 0 ? 7 : 0;
	else
		i += i <= 0 ? 7 : 0;
	*out = date_from_days(today + i);
	return date_valid(*out);
}

bool
date_read(const char *text, const struct date_reading *how, struct date *out)
{
	char word[WORD_LIMIT];
	struct date d;
	bool ok;

	if (!simplify(text, word))
		return false;
	if (*word == '+' || *word == '-')
		ok = read_step(word, how, &d);
	else if (isdigit((unsigned char)*word))
		ok = read_digits(word, how, &d) || read_parted(word, how, &d) || read_named(word, how, &d);
	else
		ok = read_word(word, how, &d) || read_named(word, how, &d);
	if (ok)
		*out = d;
	return ok;
}

bool
date_read_span(const char *text, const struct date_reading *how, struct date *from, struct date *to)
{
	const char *p = text;
	int year, month = 0, n = digits(&p, 4, &year);

	if (n == 4 && *p == '\0' && year >= 1800 && year < 2200) {
		*from = (struct date){year, 1, 1};
		*to = (struct date){year, 12, 31};
		return true;
	}
	if (n == 4 && (*p == '-' || *p == '/')) {
		p++;
		n = digits(&p, 2, &month);
	} else if ((n == 1 || n == 2) && *p == '/') {
		month = year;
		p++;
		n = digits(&p, 4, &year) == 4 ? 2 : 0;
	} else {
		n = 0;
	}
	if (n > 0 && *p == '\0' && month >= 1 && month <= 12 && year >= 1) {
		*from = (struct date){year, month, 1};
		*to = (struct date){year, month, date_days_in_month(year, month)};
		return true;
	}
	if (!date_read(text, how, from))
		return false;
	*to = *from;
	return true;
}
