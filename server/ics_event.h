/* ics_event.h: an event of a calendar as a row. For table_reader_ics.c. */
#ifndef SERVER_ICS_EVENT_H
#define SERVER_ICS_EVENT_H
#include "server/ics_time.h"
#include "server/table_format.h"

struct piece {
	size_t from, to;		/* in the reader's text */
	int64_t line;
	bool closed;
};

struct file_zone {
	char *id;
	icaltimezone *zone;		/* of this file: ours; else the library's */
	bool ours;
};

struct ics {
	struct piece *events, *zones;
	size_t event_count, event_room, zone_count, zone_room, next;
	struct file_zone *known;
	size_t known_count;
	char **gone;			/* uids of dates that the file cancels: UID/20260329T080000Z */
	size_t gone_count;
	int64_t others, cancelled;	/* tasks and the like; events that do not take place */
	bool extras;
};

/* An event on its way to a row. */
struct event {
	struct table_reader *r;
	struct ics *v;
	struct table_row *row;
	icalcomponent *c;
	icaltimezone *zone;		/* of its beginning; null: none told */
	struct icaltimetype start;
	time_t at;
};

/* The component that stands there; the caller owns it. Null: it cannot be read. */
icalcomponent *ics_parse(const struct table_reader *r, const struct piece *p, const char *what);
/* A property as the file has it, unfolded, of the event itself and not of what it holds; *count: how often it is there. Null: it has
   none. The caller owns it. */
char *ics_raw(const struct table_reader *r, const struct piece *p, const char *name, int *count);

/* Fills e->row from e->c. */
void ics_event_put(struct event *e, const struct piece *piece);
/* The zone of a property, the library's or the file's (e->v keeps it); null for a time of no zone, or of one that nobody knows, which is noted. */
icaltimezone *ics_event_zone(struct event *e, icalproperty *p);
/* UID, or UID/20260329T080000Z for one date of a series. The caller owns it. */
char *ics_event_uid(struct event *e, icalproperty *recurrence);
#endif
