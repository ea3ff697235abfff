/* dates.c: the civil calendar, and dates written out. */
#include "shared/dates.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

static bool
leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
date_days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool
date_valid(struct date d)
{
	return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	    d.day <= date_days_in_month(d.year, d.month);
}

/* A year that begins in March ends with the leap day: the months before then have fixed lengths (153 days every five). */
int32_t
date_to_days(struct date d)
{
	int year = d.month <= 2 ? d.year - 1 : d.year;
	int month = (d.month + 9) % 12;
	int day_of_year = (153 * month + 2) / 5 + d.day - 1;

	return 365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

struct date
date_from_days(int32_t days)
{
	struct date d;
	int32_t n = days + 719468, year, rest, month;

	/* An estimate that is never too low, put right in a step or two. */
	year = (int32_t)((int64_t)n * 400 / 146097) + 1;
	while (365 * year + year / 4 - year / 100 + year / 400 > n)
		year--;
	rest = n - (365 * year + year / 4 - year / 100 + year / 400);
	month = (5 * rest + 2) / 153;
	d.day = rest - (153 * month + 2) / 5 + 1;
	d.month = month < 10 ? month + 3 : month - 9;
	d.year = d.month <= 2 ? year + 1 : year;
	return d;
}

int
date_compare(struct date a, struct date b)
{
	int32_t x = date_to_days(a), y = date_to_days(b);

	return (x > y) - (x < y);
}

int
date_weekday(struct date d)
{
	int n = (date_to_days(d) + 3) % 7;	/* 1970-01-01 was a Thursday */

	return n < 0 ? n + 7 : n;
}

struct date
date_add_months(struct date d, int months)
{
	int n = d.year * 12 + d.month - 1 + months, last;
	struct date to = {.year = n / 12, .month = n % 12 + 1, .day = d.day};

	if (n < 12 || to.year > 9999)
		return (struct date){0, 0, 0};
	last = date_days_in_month(to.year, to.month);
	if (to.day > last)
		to.day = last;
	return to;
}

char *
date_iso(struct date d, char *out)
{
	snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)d.year % 10000u, (unsigned)d.month % 100u,
	    (unsigned)d.day % 100u);
	return out;
}

char *
date_show(struct date d, const char *language, char *out)
{
	if (language == NULL || strncmp(language, "fr", 2) != 0)
		return date_iso(d, out);
	snprintf(out, DATE_TEXT, "%02u/%02u/%04u", (unsigned)d.day % 100u, (unsigned)d.month % 100u,
	    (unsigned)d.year % 10000u);
	return out;
}

static const char *const weekdays[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};
static const char *const months[] = {N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
	N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")};

const char *
date_weekday_name(int weekday, const char *language)
{
	return translate(language, weekdays[weekday]);
}

const char *
date_month_name(int month, const char *language)
{
	return translate(language, months[month - 1]);
}

enum { FAR = 366 };

static const char *
distance(int32_t days)
{
	switch (days) {
	case -1: return N_("{weekday} {day} {month} {year}, yesterday");
	case 0: return N_("{weekday} {day} {month} {year}, today");
	case 1: return N_("{weekday} {day} {month} {year}, tomorrow");
	default:
		/* Nobody counts years in days. */
		if (days > FAR || days < -FAR)
			return N_("{weekday} {day} {month} {year}");
		return days > 0 ? N_("{weekday} {day} {month} {year}, in {days} d")
				: N_("{weekday} {day} {month} {year}, {days} d ago");
	}
}

char *
date_say(struct date d, struct date today, const char *language)
{
	int32_t days = date_to_days(d) - date_to_days(today);
	json_t *args = json_pack("{s:s,s:i,s:s,s:i,s:i}", "weekday", date_weekday_name(date_weekday(d), language), "day",
	    d.day, "month", date_month_name(d.month, language), "year", d.year, "days", days < 0 ? -days : days);
	char *text = translate_fill(language, distance(days), args);

	json_decref(args);
	return text;
}
