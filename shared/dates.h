/* dates.h: the words people write for dates and times, read into civil dates. No clock and no time zone in here: whoever
   calls says what today is, so that a summer-time change can never move a day. */
#ifndef SHARED_DATES_H
#define SHARED_DATES_H
#include <stdbool.h>
#include <stdint.h>

struct date {
	int year, month, day;		/* year 1 to 9999, proleptic Gregorian */
};

/* Which way an incomplete date leans: "15" on the 20th is last week on an invoice, next month on a due date. */
enum date_bias { DATE_PLAIN, DATE_FORWARD, DATE_BACKWARD };

struct date_reading {
	struct date today;
	enum date_bias bias;
	bool month_first;		/* 11/20/2026 as Americans write; only a file's import asks for it */
};

bool date_valid(struct date d);
int date_days_in_month(int year, int month);
/* Days since 1970-01-01, negative before. */
int32_t date_to_days(struct date d);
struct date date_from_days(int32_t days);
int date_compare(struct date a, struct date b);
/* 0 Monday … 6 Sunday */
int date_weekday(struct date d);
/* The same day some months on; the 31st becomes the last day of a shorter month. */
struct date date_add_months(struct date d, int months);

/* Reads one day. English and French, capitals and accents as one likes:
   t today auj · demain hier tomorrow yesterday · +7 -3 (days) +2s +2w +2sem (weeks) +1m +1y +1a +3j +3d ·
   15 · 15/3 · 15/3/27 · 15.3.2027 · 1503 · 150327 · 15032027 · 2026-11-20 · 20 novembre 2026 · 1er mars · Nov 20, 2026 ·
   lun…dim mon…sun (never today; the next one, or the last one when leaning backward) · dm fm (first, last day of the month).
   Without a year: this year, or the next or last such day when leaning. Two digits of a year: from 80 years ago to 19 ahead.
   False: not a date, or one that is in no calendar; *out is untouched. */
bool date_read(const char *text, const struct date_reading *how, struct date *out);

/* The same, and 2026 and 2026-11 and 11/2026 too, as the first and last day meant. */
bool date_read_span(const char *text, const struct date_reading *how, struct date *from, struct date *to);

/* Seconds since midnight: 9 · 930 · 14h15 · 14:15 · 14:15:30 · 9h · 9.30 · midi noon minuit · +45 (minutes after `now`,
   in seconds since midnight). False: not a time of day. */
bool time_read(const char *text, int now, int *seconds);

struct moment {
	struct date date;
	int seconds;			/* since midnight; 0 when only a date was written */
	bool timed;			/* a time was written */
	bool zoned;			/* so was an offset, as in 2026-11-20T14:30:00+01:00 or …Z */
	int offset;			/* seconds east of UTC */
};
/* A date, or a date and a time parted by T, a space or “à”. */
bool moment_read(const char *text, const struct date_reading *how, struct moment *out);

enum { DATE_TEXT = 16 };
/* 2026-11-20; room for DATE_TEXT. Answers out. */
char *date_iso(struct date d, char *out);
/* 20/11/2026 in French, 2026-11-20 otherwise. */
char *date_show(struct date d, const char *language, char *out);
/* Mon … Sun for 0 … 6, November for 11. Static. */
const char *date_weekday_name(int weekday, const char *language);
const char *date_month_name(int month, const char *language);
/* “ven. 27 novembre 2026, dans 7 j”: what was understood, said back. The caller owns it. */
char *date_say(struct date d, struct date today, const char *language);
#endif
