/* zone.c: the time of day where a company is. */
#include "server/zone.h"

#include <stdlib.h>
#include <time.h>

void
zone_enter(const char *zone)
{
	setenv("TZ", zone ? zone : "UTC", 1);
	tzset();
}

void
zone_leave(void)
{
	unsetenv("TZ");
	tzset();
}

struct date
zone_today(const char *zone)
{
	time_t now = time(NULL);
	struct tm t;

	zone_enter(zone);
	localtime_r(&now, &t);
	zone_leave();
	return (struct date){.year = t.tm_year + 1900, .month = t.tm_mon + 1, .day = t.tm_mday};
}
