/* ics_time.h: moments of calendars (RFC 5545) and the zones that they are told in. */
#ifndef SERVER_ICS_TIME_H
#define SERVER_ICS_TIME_H
#include <libical/ical.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"

enum { ICS_MOMENT = 24 };	/* 20260329T080000Z and some room */
enum { ICS_ZONES_HOLD = 1997 };	/* the rules of Europe's clocks; what is older is told in UTC */

/* A zone by its name, however programs write it (Europe/Paris, /example.org/Europe/Paris, Romance Standard Time). Null: unknown.
   Borrowed from the library. */
icaltimezone *ics_zone(const char *name);
/* Its name in the world's list: Europe/Paris. Null for one that only a file knows. */
const char *ics_zone_name(icaltimezone *zone);
/* The zone's definition, as a calendar carries it: as it is since ICS_ZONES_HOLD at least. */
void ics_zone_write(struct buf *out, icaltimezone *zone);

/* The moment in UTC. A time of no zone is the process's own (TZ). False: no calendar has it. */
bool ics_moment(struct icaltimetype time, icaltimezone *zone, time_t *at);
/* 20260329T080000Z */
void ics_moment_text(time_t at, char text[ICS_MOMENT]);

/* A line of a calendar, folded: none longer than 75 bytes, none broken inside a character. */
void ics_line(struct buf *out, const char *text, size_t length);
/* A text's value: backslashes before what means something, no control characters. */
void ics_escape(struct buf *out, const char *text, size_t length);
#endif
