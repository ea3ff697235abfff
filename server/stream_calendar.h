/* stream_calendar.h: which fields of an entity make an event of a calendar, and the series among its records. For stream_list.c. */
#ifndef SERVER_STREAM_CALENDAR_H
#define SERVER_STREAM_CALENDAR_H
#include "server/stream_table.h"

/* Replaces *asked by the fields of events. False: the entity has no calendar; said. */
bool calendar_columns(struct stream *s, const json_t *entity, json_t **asked, enum status *status) MUST_CHECK;
/* The catalogue's own words for beginning, end and label, where a field says nothing of its property. */
void calendar_hints(struct table_columns *columns, const json_t *entity);
/* Writes what repeats by its rules, where nothing narrows the list and the person sees all of it; else each date stands by itself. */
bool calendar_series(struct stream_table *t, const char *entity, enum status *status) MUST_CHECK;
#endif
