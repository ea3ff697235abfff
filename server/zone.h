/* zone.h: the time of day where a company is. The process has no zone of its own, so it borrows one for a moment. */
#ifndef SERVER_ZONE_H
#define SERVER_ZONE_H
#include "shared/dates.h"

/* From here to zone_leave localtime_r() means this zone; null: UTC. */
void zone_enter(const char *zone);
void zone_leave(void);
struct date zone_today(const char *zone);
#endif
