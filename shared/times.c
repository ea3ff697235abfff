/* times.c: times of day as people write them, and a date with its time. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/dates.h"

static int
digits(const char **p, int most, int *value)
{
	int n = 0;

	for (*value = 0; n < most && isdigit((unsigned char)**p); n++, (*p)++)
		*value = *value * 10 + (**p - '0');
	return isdigit((unsigned char)**p) ? 0 : n;
}

/* The time at *p, which is moved past it. */
static bool
clock_at(const char **p, int *seconds)
{
	int hour, minute = 0, second = 0, n = digits(p, 4, &hour);

	if (n == 0)
		return false;
	if (n >= 3) {
		minute = hour % 100;
		hour /= 100;
	} else if (**p == ':' || **p == 'h' || **p == 'H' || **p == '.') {
		bool letter = **p == 'h' || **p == 'H';
		(*p)++;
		n = digits(p, 2, &minute);
		if (n == 0 ? !letter : n != 2)
			return false;
	}
	if (**p == ':' || **p == 'm') {
		(*p)++;
		if (digits(p, 2, &second) != 2)
			return false;
		if (**p == '.' || **p == ',') {	/* parts of a second are dropped: nothing we keep by hand needs them */
			do
				(*p)++;
			while (isdigit((unsigned char)**p));
		}
	}
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	return true;
}

bool
time_read(const char *text, int now, int *seconds)
{
	static const struct {
		const char *word;
		int seconds;
	} words[] = {{"midi", 43200}, {"noon", 43200}, {"minuit", 0}, {"midnight", 0}};
	const char *p = text;
	int number, found;

	while (*p == ' ')
		p++;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(p, words[i].word) == 0) {
			*seconds = words[i].seconds;
			return true;
		}
	if (*p == '+') {
		p++;
		if (digits(&p, 4, &number) == 0 || *p != '\0' || now + number * 60 >= 86400)
			return false;
		*seconds = now + number * 60;
		return true;
	}
	if (!clock_at(&p, &found))
		return false;
	while (*p == ' ')
		p++;
	if (*p != '\0')
		return false;
	*seconds = found;
	return true;
}

/* Z · +01:00 · +0100 · +01 · -00:30, to the end of the text */
static bool
zone_at(const char *p, struct moment *m)
{
	int sign = *p == '-' ? -1 : 1, hour, minute = 0, n;

	while (*p == ' ')
		p++;
	if (*p == '\0')
		return true;
	m->zoned = true;
	if (strcasecmp(p, "z") == 0 || strcmp(p, "UTC") == 0)
		return true;
	if (*p != '+' && *p != '-')
		return false;
	sign = *p++ == '-' ? -1 : 1;
	n = digits(&p, 4, &hour);
	if (n == 4) {
		minute = hour % 100;
		hour /= 100;
	} else if (n != 2 || (*p == ':' && (p++, digits(&p, 2, &minute)) != 2)) {
		return false;
	}
	m->offset = sign * (hour * 3600 + minute * 60);
	return *p == '\0' && hour <= 15 && minute <= 59;
}

bool
moment_read(const char *text, const struct date_reading *how, struct moment *out)
{
	struct moment m = {.date = {0, 0, 0}, .seconds = 0, .timed = false, .zoned = false, .offset = 0};
	char day[64];
	const char *p;

	if (date_read(text, how, &m.date)) {
		*out = m;
		return true;
	}
	/* The time comes last: try each place where it may begin, from the end. */
	for (size_t n = strlen(text); n-- > 1;) {
		if (text[n] != ' ' && text[n] != 'T' && text[n] != 't')
			continue;
		p = text + n + 1;
		if (n >= sizeof day || !isdigit((unsigned char)*p) || !clock_at(&p, &m.seconds) || !zone_at(p, &m)) {
			m.zoned = false;
			m.offset = 0;
			continue;
		}
		snprintf(day, sizeof day, "%.*s", (int)n, text);
		if (n > 3 && strcmp(day + n - 3, " à") == 0)
			day[n - 3] = '\0';
		if (date_read(day, how, &m.date)) {
			m.timed = true;
			*out = m;
			return true;
		}
	}
	return false;
}
