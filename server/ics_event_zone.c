/* ics_event_zone.c: the zone in which a file tells a time: the world's by its name, or one that the file defines itself. */
#include "server/ics_event.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	ZONES_MOST = 200,		/* that a file names: more than the world has in use */
	ZONE_BYTES_MOST = 64 * 1024,	/* a zone with all its history has 20 KiB */
	ZONE_RULES_MOST = 100,
	ZONE_CHANGES_A_YEAR = 2,	/* by one rule */
	ZONE_CHANGES = 8,		/* that are looked at */
};

/* Clocks change by years: the dates of a rule are looked at, not its words, for programs write many (Notes names the hour and the minute). */
static bool
is_calm_rule(struct icalrecurrencetype rule, struct icaltimetype start)
{
	icalrecur_iterator *walk = rule.freq == ICAL_YEARLY_RECURRENCE ? icalrecur_iterator_new(rule, start) : NULL;
	struct icaltimetype first = walk ? icalrecur_iterator_next(walk) : start, last = first;

	for (int i = 0; walk != NULL && i < ZONE_CHANGES && !icaltime_is_null_time(last); i++)
		last = icalrecur_iterator_next(walk);
	if (walk != NULL)
		icalrecur_iterator_free(walk);
	return walk != NULL && (icaltime_is_null_time(last) || last.year - first.year >= ZONE_CHANGES / ZONE_CHANGES_A_YEAR);
}

/* The library lays out all changes of a zone's clock at once: those of a rule "every second" would fill the memory. */
static bool
is_calm(icalcomponent *zone)
{
	int rules = 0;

	for (icalcomponent *o = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); o != NULL; o = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
		struct icaltimetype start = icalcomponent_get_dtstart(o);	/* (asked within the loop, it would begin the loop anew) */
		for (icalproperty *p = icalcomponent_get_first_property(o, ICAL_RRULE_PROPERTY); p != NULL; p = icalcomponent_get_next_property(o, ICAL_RRULE_PROPERTY))
			if (++rules > ZONE_RULES_MOST || !is_calm_rule(icalproperty_get_rrule(p), start))
				return false;
	}
	return true;
}

static icaltimezone *
zone_of_file(const struct table_reader *r, struct ics *v, const char *id)
{
	for (size_t i = 0; i < v->zone_count; i++) {
		int count;
		char *name = ics_raw(r, &v->zones[i], "TZID", &count), *place = NULL;
		icaltimezone *zone = NULL;
		icalcomponent *c;

		if (name == NULL || strcmp(name, id) != 0) {
			free(name);
			continue;
		}
		free(name);
		place = ics_raw(r, &v->zones[i], "X-LIC-LOCATION", &count);
		zone = ics_zone(place);
		free(place);
		if (zone != NULL || v->zones[i].to - v->zones[i].from > ZONE_BYTES_MOST || (c = ics_parse(r, &v->zones[i], "VTIMEZONE")) == NULL)
			return zone;
		zone = icaltimezone_new();
		if (is_calm(c) && icaltimezone_set_component(zone, c))
			return zone;
		icaltimezone_free(zone, 1);
		icalcomponent_free(c);
		return NULL;
	}
	return NULL;
}

icaltimezone *
ics_event_zone(struct event *e, icalproperty *p)
{
	icalparameter *parameter = p ? icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER) : NULL;
	const char *id = parameter ? icalparameter_get_tzid(parameter) : NULL;
	struct file_zone *f;
	struct ics *v = e->v;

	if (id == NULL || *id == '\0')
		return NULL;
	for (size_t i = 0; i < v->known_count; i++)
		if (strcmp(v->known[i].id, id) == 0)
			return v->known[i].zone;
	if (v->known_count == ZONES_MOST)
		return NULL;		/* told of the first ones */
	v->known = xreallocarray(v->known, v->known_count + 1, sizeof *v->known);
	f = &v->known[v->known_count++];
	*f = (struct file_zone){.id = xstrdup(id), .zone = ics_zone(id)};
	if (f->zone == NULL) {
		f->zone = zone_of_file(e->r, v, id);
		f->ours = f->zone != NULL && ics_zone_name(f->zone) == NULL;
	}
	if (f->zone == NULL)
		table_note(e->r, N_("“{zone}” is no time zone that is known: its times were taken for your company’s."), json_pack("{s:s%}", "zone", id, strlen(id) < 60 ? strlen(id) : (size_t)60));
	return f->zone;
}
