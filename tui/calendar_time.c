/* calendar_time.c: days, slots and weeks where the company is. */
#include "tui/calendar_time.h"

#include <stdio.h>

static struct tm
local_of(time_t at)
{
	struct tm local;

	localtime_r(&at, &local);
	return local;
}

struct date
calendar_date(time_t at)
{
	struct tm local = local_of(at);

	return (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

time_t
calendar_moment(struct date day, int minutes)
{
	struct tm local = {.tm_year = day.year - 1900, .tm_mon = day.month - 1, .tm_mday = day.day, .tm_hour = minutes / 60,
		.tm_min = minutes % 60, .tm_isdst = -1};
	time_t at;

	/* Of an hour that comes twice, the first: summer still. */
	local.tm_isdst = 1;
	at = mktime(&local);
	if (local.tm_isdst == 1 && local.tm_hour * 60 + local.tm_min == minutes)
		return at;
	local = (struct tm){.tm_year = day.year - 1900, .tm_mon = day.month - 1, .tm_mday = day.day, .tm_hour = minutes / 60,
		.tm_min = minutes % 60, .tm_isdst = 0};
	return mktime(&local);
}

time_t
calendar_midnight(struct date day)
{
	return calendar_moment(day, 0);
}

int
calendar_minutes(time_t at, bool *again)
{
	struct tm local = local_of(at);
	int minutes = local.tm_hour * 60 + local.tm_min;

	*again = calendar_moment(calendar_date(at), minutes) < at - local.tm_sec;
	return minutes;
}

void
calendar_day(struct date day, struct day_slots *out)
{
	time_t end = calendar_midnight(calendar_plus(day, 1));

	out->count = 0;
	for (time_t at = calendar_midnight(day); at < end && out->count < DAY_SLOTS_MOST; at += SLOT_SECONDS) {
		struct day_slot *slot = &out->slot[out->count++];

		slot->at = at;
		slot->minutes = calendar_minutes(at, &slot->again);
	}
}

int
calendar_slot(const struct day_slots *day, int minutes, bool again)
{
	int found = day->count - 1;

	for (int i = day->count - 1; i >= 0; i--) {
		if (day->slot[i].minutes == minutes && day->slot[i].again == again)
			return i;
		if (day->slot[i].minutes >= minutes)
			found = i;
	}
	return found;
}

struct date
calendar_plus(struct date day, int days)
{
	return date_from_days(date_to_days(day) + days);
}

time_t
calendar_shift(time_t at, int days)
{
	struct tm local = local_of(at);
	bool again;
	int minutes = calendar_minutes(at, &again);
	time_t moved = calendar_moment(calendar_plus(calendar_date(at), days), minutes) + local.tm_sec;

	return moved;
}

struct date
calendar_monday(struct date day)
{
	return calendar_plus(day, -date_weekday(day));
}

int
calendar_week(struct date day)
{
	struct date thursday = calendar_plus(calendar_monday(day), 3);
	struct date first = {thursday.year, 1, 1};

	return (date_to_days(thursday) - date_to_days(first)) / 7 + 1;
}

bool
calendar_read(const char *iso, time_t *at)
{
	struct tm utc = {0};

	if (iso == NULL || sscanf(iso, "%d-%d-%dT%d:%d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec) < 5)
		return false;
	utc.tm_year -= 1900;
	utc.tm_mon -= 1;
	*at = timegm(&utc);
	return true;
}

char *
calendar_iso(time_t at, char out[MOMENT_TEXT])
{
	struct tm utc;

	gmtime_r(&at, &utc);
	snprintf(out, MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", (utc.tm_year + 1900) % 10000, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
	return out;
}
