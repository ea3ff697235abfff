/* calendar_time.h: days as they are where the company is: 24 hours, 23 or 25. The process's time zone is the company's. */
#ifndef TUI_CALENDAR_TIME_H
#define TUI_CALENDAR_TIME_H
#include <stdbool.h>
#include <time.h>

#include "shared/dates.h"

enum { SLOT_SECONDS = 1800, DAY_SLOTS_MOST = 52 };

/* Half an hour of a day. */
struct day_slot {
	time_t at;
	int minutes;		/* what the clock on the wall says */
	bool again;		/* for the second time: the night on which clocks go back */
};
struct day_slots {
	struct day_slot slot[DAY_SLOTS_MOST];
	int count;		/* 48; 46 and 50 when the clocks change */
};
void calendar_day(struct date day, struct day_slots *out);
/* The slot of the same hour of the wall, else the next one that this day has; its number. */
int calendar_slot(const struct day_slots *day, int minutes, bool again);

struct date calendar_date(time_t at);
/* Minutes since midnight by the wall, and whether this hour comes for the second time. */
int calendar_minutes(time_t at, bool *again);
/* That time of the wall on that day; where the clock jumps over it, as much later. */
time_t calendar_moment(struct date day, int minutes);
time_t calendar_midnight(struct date day);
/* The same time of the wall, days later. */
time_t calendar_shift(time_t at, int days);
struct date calendar_plus(struct date day, int days);
struct date calendar_monday(struct date day);
/* ISO 8601: weeks begin on Monday, the first one has the year's first Thursday. */
int calendar_week(struct date day);

/* "2026-03-29T07:30:00.000Z" ↔ seconds. False: not a moment. */
bool calendar_read(const char *iso, time_t *at);
enum { MOMENT_TEXT = 32 };
char *calendar_iso(time_t at, char out[MOMENT_TEXT]);
#endif
