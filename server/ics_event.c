/* ics_event.c: an event as a row: when, in which zone, how it repeats and where not, what it is called. */
#include "server/ics_event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistr.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	DATES_MOST = 500,		/* beside a rule; the library reads no more of one line */
	UID_MOST = 270,
	SKIPS_MOST = 1000,
};

/* 20260329T080000Z for a moment, 20260329 for a day. False: it is none. */
static bool
date_text(struct event *e, icalproperty *p, struct icaltimetype time, char text[ICS_MOMENT])
{
	time_t at;

	if (!ics_moment(time, ics_event_zone(e, p), &at))
		return false;
	if (time.is_date)
		snprintf(text, ICS_MOMENT, "%04d%02d%02d", time.year % 10000, time.month % 100, time.day % 100);
	else
		ics_moment_text(at, text);
	return true;
}

/* A cell. The library cuts some broken lines within a letter: what is left of it is no text. */
static void
put(struct event *e, const char *name, enum cell_kind kind, const char *text)
{
	struct buf fine = BUF_EMPTY;
	const uint8_t *p = (const uint8_t *)text, *bad;

	if (text == NULL || *text == '\0')
		return;
	while ((bad = u8_check(p, strlen((const char *)p))) != NULL) {
		buf_add(&fine, p, (size_t)(bad - p));
		p = bad + 1;
	}
	buf_str(&fine, (const char *)p);
	row_set(e->row, table_column(e->r, name), kind, buf_text(&fine), fine.length);
	buf_free(&fine);
}

/* All dates of a property in one cell. Null: none. */
static char *
dates_of(struct event *e, const struct piece *piece, icalproperty_kind kind)
{
	struct buf list = BUF_EMPTY;
	int count = 0, lines;
	char *line = ics_raw(e->r, piece, icalproperty_kind_to_string(kind), &lines);

	for (const char *c = line; c != NULL && *c != '\0'; c++)
		count += *c == ',';
	free(line);
	if (count >= DATES_MOST)
		row_trouble(e->row, N_("A series names 500 dates at most beside its rule."), NULL);
	count = 0;
	for (icalproperty *p = icalcomponent_get_first_property(e->c, kind); p != NULL && count <= DATES_MOST; p = icalcomponent_get_next_property(e->c, kind)) {
		struct icaldatetimeperiodtype d = {.time = icaltime_null_time()};
		char text[ICS_MOMENT];

		if (kind == ICAL_EXDATE_PROPERTY)
			d.time = icalproperty_get_exdate(p);
		else {
			d = icalproperty_get_rdate(p);
			if (icaltime_is_null_time(d.time))
				d.time = d.period.start;
		}
		if (!date_text(e, p, d.time, text))
			continue;
		buf_printf(&list, "%s%s", count++ ? "," : "", text);
	}
	return list.length > 0 ? buf_steal(&list) : NULL;
}

/* UID/20260329T080000Z, short enough to be one's number; what is too long or absent is named after what it says. */
char *
ics_event_uid(struct event *e, icalproperty *recurrence)
{
	const char *uid = icalcomponent_get_uid(e->c), *summary = icalcomponent_get_summary(e->c);
	char date[ICS_MOMENT] = "", *name;
	uint64_t sum = UINT64_C(1469598103934665603);
	time_t at;

	if (recurrence != NULL && ics_moment(icalproperty_get_recurrenceid(recurrence), ics_event_zone(e, recurrence), &at))
		ics_moment_text(at, date);
	if (uid != NULL && *uid != '\0' && strlen(uid) < UID_MOST)
		return xasprintf("%s%s%s", uid, *date ? "/" : "", date);
	name = uid && *uid ? xstrdup(uid) : xasprintf("%s %lld", summary ? summary : "", (long long)e->at);
	for (const char *p = name; *p != '\0'; p++)
		sum = (sum ^ (unsigned char)*p) * UINT64_C(1099511628211);
	free(name);
	return xasprintf("x-%016llx%s%s", (unsigned long long)sum, *date ? "/" : "", date);
}

/* Dates that the file takes out by cancelling them are exceptions like those that it names. */
static void
add_gone(struct event *e, const char *uid, struct buf *list)
{
	size_t n = strlen(uid);

	for (size_t i = 0; i < e->v->gone_count; i++)
		if (strncmp(e->v->gone[i], uid, n) == 0 && e->v->gone[i][n] == '/')
			buf_printf(list, "%s%s", list->length ? "," : "", e->v->gone[i] + n + 1);
}

/* Is this date, or its day, among those? */
static bool
is_among(const char *dates, struct icaltimetype time, time_t at)
{
	char moment[ICS_MOMENT], day[ICS_MOMENT];
	const char *found;

	ics_moment_text(at, moment);
	snprintf(day, sizeof day, "%04d%02d%02d", time.year % 10000, time.month % 100, time.day % 100);
	if (strstr(dates, moment) != NULL)
		return true;
	for (found = strstr(dates, day); found != NULL; found = strstr(found + 1, day))
		if (found[8] != 'T')
			return true;
	return false;
}

/* A series whose first date is taken out begins with the first that is not. */
static void
skip_first(struct event *e, const char *except, char **rule)
{
	icalproperty *p = icalcomponent_get_first_property(e->c, ICAL_RRULE_PROPERTY);
	struct icalrecurrencetype how = p ? icalproperty_get_rrule(p) : (struct icalrecurrencetype)ICALRECURRENCETYPE_INITIALIZER;
	icalrecur_iterator *walk = p && how.freq >= ICAL_DAILY_RECURRENCE && how.freq <= ICAL_YEARLY_RECURRENCE ? icalrecur_iterator_new(how, e->start) : NULL;
	struct icaltimetype next;
	int skipped = 0;

	if (walk == NULL)
		return;
	for (next = icalrecur_iterator_next(walk); !icaltime_is_null_time(next) && skipped < SKIPS_MOST; next = icalrecur_iterator_next(walk)) {
		time_t at;
		if (!ics_moment(next, e->zone, &at))
			break;
		if (!is_among(except, next, at)) {
			e->start = next;
			e->at = at;
			break;
		}
		skipped++;
	}
	icalrecur_iterator_free(walk);
	if (skipped > 0 && how.count > skipped && *rule != NULL) {
		char *count = strcasestr(*rule, "COUNT="), *with;
		if (count != NULL) {
			with = xasprintf("%.*sCOUNT=%d%s", (int)(count - *rule), *rule, how.count - skipped, count + strcspn(count, ";"));
			free(*rule);
			*rule = with;
		}
	}
}

/* True: it repeats. */
static bool
put_series(struct event *e, const struct piece *piece, const char *uid, bool override)
{
	int count;
	char *rule = override ? NULL : ics_raw(e->r, piece, "RRULE", &count), *also = override ? NULL : dates_of(e, piece, ICAL_RDATE_PROPERTY);
	char *except = rule || also ? dates_of(e, piece, ICAL_EXDATE_PROPERTY) : NULL, *company = getenv("TZ");
	struct buf gone = BUF_EMPTY;
	const char *zone;
	bool repeats;

	if (rule != NULL && count > 1)
		row_trouble(e->row, N_("This event has several rules: make one of each."), NULL);
	buf_str(&gone, except ? except : "");
	if (rule != NULL || also != NULL)
		add_gone(e, uid, &gone);
	if (gone.length > 0 && is_among(buf_text(&gone), e->start, e->at))
		skip_first(e, buf_text(&gone), &rule);
	put(e, "rrule", CELL_TEXT, rule);
	put(e, "rdate", CELL_TEXT, also);
	put(e, "exdate", CELL_TEXT, buf_text(&gone));
	zone = icaltime_is_utc(e->start) ? "UTC" : ics_zone_name(e->zone);
	if ((rule != NULL || also != NULL) && zone != NULL && (company == NULL || strcmp(company, zone) != 0))
		put(e, "tzid", CELL_TEXT, zone);
	repeats = rule != NULL || also != NULL;
	buf_free(&gone);
	free(except);
	free(also);
	free(rule);
	return repeats;
}

static void
put_time(struct event *e, const char *name, struct icaltimetype time, icaltimezone *zone)
{
	char text[40];
	struct tm utc;
	time_t at;

	if (!ics_moment(time, zone, &at)) {
		row_trouble(e->row, N_("This event has no time that a calendar knows."), NULL);
		return;
	}
	if (time.is_date)
		snprintf(text, sizeof text, "%04d-%02d-%02d", time.year, time.month, time.day);
	else {
		gmtime_r(&at, &utc);	/* (strftime writes the year 1 as 1, which is read as 2001) */
		snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", (utc.tm_year + 1900) % 10000, (utc.tm_mon + 1) % 100, utc.tm_mday % 100, utc.tm_hour % 100, utc.tm_min % 100,
		    utc.tm_sec % 100);
	}
	put(e, name, CELL_DATE, text);
}

/* Its end, however the file says it: a moment, a duration; a day without either is over at midnight. */
static void
put_end(struct event *e, time_t began)
{
	icalproperty *end = icalcomponent_get_first_property(e->c, ICAL_DTEND_PROPERTY), *lasts = icalcomponent_get_first_property(e->c, ICAL_DURATION_PROPERTY);
	struct icaltimetype time = e->start;
	icaltimezone *zone = e->zone;
	time_t at, shift = e->at - began;	/* of a series whose first date is not its beginning */

	if (end != NULL) {
		time = icalproperty_get_dtend(end);
		zone = ics_event_zone(e, end);
	} else if (lasts != NULL) {	/* hours are hours, days are days: on two nights of the year these are not the same */
		struct icaldurationtype d = icalproperty_get_duration(lasts);
		bool hours = d.days == 0 && d.weeks == 0 && !time.is_date;

		time = hours ? icaltime_from_timet_with_zone(e->at + icaldurationtype_as_int(d), 0, icaltimezone_get_utc_timezone()) : icaltime_add(time, d);
		zone = hours ? NULL : zone;
	} else if (!time.is_date)
		return;
	else
		icaltime_adjust(&time, 1, 0, 0, 0);
	if (!ics_moment(time, zone, &at)) {
		row_trouble(e->row, N_("This event has no time that a calendar knows."), NULL);
		return;
	}
	if (end != NULL && shift != 0) {
		if (time.is_date)
			icaltime_adjust(&time, (int)((shift + 43200) / 86400), 0, 0, 0);
		else
			time = icaltime_from_timet_with_zone(at + shift, 0, icaltimezone_get_utc_timezone());
		at += shift;
	}
	if (at == e->at && time.is_date)
		icaltime_adjust(&time, 1, 0, 0, 0);
	else if (at == e->at)
		return;		/* a moment, which has no end */
	put_time(e, "dtend", time, zone);
}

static void
put_categories(struct event *e)
{
	json_t *list = json_array();
	char *text;

	for (icalproperty *p = icalcomponent_get_first_property(e->c, ICAL_CATEGORIES_PROPERTY); p != NULL; p = icalcomponent_get_next_property(e->c, ICAL_CATEGORIES_PROPERTY)) {
		const char *one = icalproperty_get_categories(p);
		if (one != NULL && *one != '\0')
			json_array_append_new(list, json_string(one));
	}
	text = json_dumps(list, JSON_COMPACT);
	if (json_array_size(list) > 0)
		put(e, "categories", CELL_LIST, text);
	free(text);
	json_decref(list);
}

void
ics_event_put(struct event *e, const struct piece *piece)
{
	icalproperty *start = icalcomponent_get_first_property(e->c, ICAL_DTSTART_PROPERTY), *recurrence = icalcomponent_get_first_property(e->c, ICAL_RECURRENCEID_PROPERTY);
	const char *summary = icalcomponent_get_summary(e->c);
	time_t began;
	int lines;
	char *uid, *told = ics_raw(e->r, piece, "DTSTART", &lines);	/* the library leaves out what it does not understand */

	e->start = start ? icalproperty_get_dtstart(start) : icaltime_null_time();
	e->zone = ics_event_zone(e, start);
	if (start != NULL ? !ics_moment(e->start, e->zone, &e->at) : told != NULL)
		row_trouble(e->row, N_("The beginning of this event (DTSTART) is no time."), NULL);
	began = e->at;
	uid = ics_event_uid(e, recurrence);
	put(e, "summary", CELL_TEXT, summary && summary[strspn(summary, " \t\r\n")] ? summary : translate(e->r->options.language, N_("Without a title")));
	put(e, "location", CELL_TEXT, icalcomponent_get_location(e->c));
	put(e, "description", CELL_TEXT, icalcomponent_get_description(e->c));
	put_categories(e);
	if (start != NULL && e->row->trouble == NULL) {	/* a note without a day is one here, too */
		if (put_series(e, piece, uid, recurrence != NULL)) {	/* its row is that of its first date */
			char first[ICS_MOMENT], *series = uid;
			ics_moment_text(e->at, first);
			uid = xasprintf("%s/%s", series, first);
			free(series);
		}
		put_time(e, "dtstart", e->start, e->zone);
		put_end(e, began);
	}
	put(e, "uid", CELL_TEXT, uid);
	free(told);
	free(uid);
}

