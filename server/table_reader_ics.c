/* table_reader_ics.c: calendars (RFC 5545). One event is one row, its cells named by property: summary, dtstart, rrule… A date of a
   series that a file changes is a row of its own, whose uid is the series' and the date's. What repeats is told, not unrolled. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "server/ics_time.h"
#include "server/table_format.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	FILE_MOST = 64 * 1024 * 1024,
	DATES_MOST = 500,		/* beside a rule; the library reads no more of one line */
	OCCURRENCES_MOST = 100000,
	UID_MOST = 270,
	SKIPS_MOST = 1000,
};

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

static bool
ics_sniff(const char *bytes, size_t length)
{
	static const char *const parts[] = {"VCALENDAR", "VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"};

	while (length > 0 && *bytes != '\0' && strchr(" \t\r\n", *bytes) != NULL) {
		bytes++;
		length--;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		size_t n = strlen(parts[i]);
		if (length >= n + 6 && strncasecmp(bytes, "BEGIN:", 6) == 0 && strncasecmp(bytes + 6, parts[i], n) == 0)
			return true;
	}
	return false;
}

static struct piece *
add_piece(struct piece **list, size_t *count, size_t *room)
{
	if (*count == *room) {
		*room = *room ? *room * 2 : 64;
		*list = xreallocarray(*list, *room, sizeof **list);
	}
	return &(*list)[(*count)++];
}

static bool
says(const char *line, size_t length, const char *word)
{
	size_t n = strlen(word);

	while (length > n && strchr(" \t", line[length - 1]) != NULL)
		length--;
	return length == n && strncasecmp(line, word, n) == 0;
}

/* Where the events and the zones of the file stand. One that has no end ends where the next begins. */
static void
find_pieces(struct table_reader *r, struct ics *v)
{
	const char *text = r->text.bytes;
	size_t at = 0, length = r->text.length;
	struct piece *open = NULL;
	int64_t line = 1;

	while (at < length) {
		size_t n = 0;
		while (at + n < length && text[at + n] != '\n' && text[at + n] != '\r')
			n++;
		if (says(text + at, n, "BEGIN:VEVENT") || says(text + at, n, "BEGIN:VTIMEZONE")) {
			bool event = says(text + at, n, "BEGIN:VEVENT");
			if (open != NULL)
				open->to = at;
			open = event ? add_piece(&v->events, &v->event_count, &v->event_room) : add_piece(&v->zones, &v->zone_count, &v->zone_room);
			*open = (struct piece){.from = at, .to = length, .line = line};
		} else if (says(text + at, n, "END:VEVENT") || says(text + at, n, "END:VTIMEZONE") || says(text + at, n, "END:VCALENDAR")) {
			if (open != NULL)
				open->closed = !says(text + at, n, "END:VCALENDAR");
			if (open != NULL)
				open->to = open->closed ? at + n : at;
			open = NULL;
		} else if (open == NULL)
			v->others += says(text + at, n, "BEGIN:VTODO") || says(text + at, n, "BEGIN:VJOURNAL") || says(text + at, n, "BEGIN:VFREEBUSY");
		else if (n >= 12 && (strncasecmp(text + at, "BEGIN:VALARM", 12) == 0 || strncasecmp(text + at, "ATTENDEE", 8) == 0))
			v->extras = true;
		at += n;
		if (at < length && text[at] == '\r' && at + 1 < length && text[at + 1] == '\n')
			at++;
		at++;
		line++;
	}
}

/* The library writes what it thinks of a text to stderr, which is the person's. */
static icalcomponent *
quiet_parse(const char *text)
{
	int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	icalcomponent *c;

	if (kept >= 0 && nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
	c = icalparser_parse_string(text);
	if (kept >= 0 && nowhere >= 0)
		dup2(kept, STDERR_FILENO);
	if (kept >= 0)
		close(kept);
	if (nowhere >= 0)
		close(nowhere);
	return c;
}

/* Its own text, whole: the parser wants it to end in a null byte, and to close what it opened. */
static icalcomponent *
parse(const struct table_reader *r, const struct piece *p, const char *what)
{
	struct buf text = BUF_EMPTY;
	icalcomponent *c, *inner;
	icalcomponent_kind kind = icalcomponent_string_to_kind(what);

	for (size_t i = p->from; i < p->to; i++) {	/* a lone CR ends a line, too */
		char byte = r->text.bytes[i];
		if (byte == '\r' && i + 1 < p->to && r->text.bytes[i + 1] == '\n')
			continue;
		buf_byte(&text, byte == '\r' ? '\n' : byte);
	}
	if (!p->closed)
		buf_printf(&text, "\nEND:%s", what);
	buf_byte(&text, '\n');
	c = quiet_parse(buf_text(&text));
	buf_free(&text);
	if (c != NULL && icalcomponent_isa(c) != kind) {	/* what followed the end made a second component */
		inner = icalcomponent_get_first_component(c, kind);
		if (inner != NULL)
			icalcomponent_remove_component(c, inner);
		icalcomponent_free(c);
		c = inner;
	}
	return c;
}

/* A property as the file has it, unfolded, of the event itself and not of what it holds. Null: it has none. The caller owns it. */
static char *
raw_value(const struct table_reader *r, const struct piece *p, const char *name, int *count)
{
	const char *text = r->text.bytes;
	struct buf line = BUF_EMPTY;
	size_t at = p->from, n = strlen(name);
	char *found = NULL;
	int depth = 0;

	*count = 0;
	while (at < p->to) {
		buf_clear(&line);
		for (;;) {
			while (at < p->to && text[at] != '\n' && text[at] != '\r')
				buf_byte(&line, text[at++]);
			while (at < p->to && (text[at] == '\r' || text[at] == '\n'))
				at++;
			if (at >= p->to || (text[at] != ' ' && text[at] != '\t'))
				break;
			at++;
		}
		depth += line.length > 6 && strncasecmp(line.bytes, "BEGIN:", 6) == 0;
		depth -= line.length > 4 && strncasecmp(line.bytes, "END:", 4) == 0;
		if (depth == 1 && line.length > n && strncasecmp(line.bytes, name, n) == 0 && strchr(":;", line.bytes[n]) != NULL) {
			const char *value = strchr(buf_text(&line), ':');
			if ((*count)++ == 0 && value != NULL)
				found = xstrdup(value + 1);
		}
	}
	buf_free(&line);
	return found;
}

/* ---- zones ---- */

static icaltimezone *
zone_of_file(const struct table_reader *r, struct ics *v, const char *id)
{
	for (size_t i = 0; i < v->zone_count; i++) {
		int count;
		char *name = raw_value(r, &v->zones[i], "TZID", &count), *place = NULL;
		icaltimezone *zone = NULL;
		icalcomponent *c;

		if (name == NULL || strcmp(name, id) != 0) {
			free(name);
			continue;
		}
		free(name);
		place = raw_value(r, &v->zones[i], "X-LIC-LOCATION", &count);
		zone = ics_zone(place);
		free(place);
		if (zone != NULL || (c = parse(r, &v->zones[i], "VTIMEZONE")) == NULL)
			return zone;
		zone = icaltimezone_new();
		if (icaltimezone_set_component(zone, c))
			return zone;
		icaltimezone_free(zone, 1);
		icalcomponent_free(c);
		return NULL;
	}
	return NULL;
}

/* The zone of a property; null for a time of no zone, or of one that nobody knows, which is noted. */
static icaltimezone *
zone_of(struct event *e, icalproperty *p)
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

/* ---- what repeats ---- */

/* About how often a rule takes place in the three years that are looked at; no more than that, and at once. */
static int64_t
about_how_often(const char *rule)
{
	static const struct {
		const char *word;
		int64_t times;
	} often[] = {{"FREQ=DAILY", 1100}, {"FREQ=WEEKLY", 160}, {"FREQ=MONTHLY", 36}, {"FREQ=YEARLY", 3}};
	const char *count = strcasestr(rule, "COUNT="), *days = strcasestr(rule, "BYDAY="), *every = strcasestr(rule, "INTERVAL=");
	int64_t times = 0, most = count ? strtoll(count + 6, NULL, 10) : INT64_MAX, interval = every ? strtoll(every + 9, NULL, 10) : 1;

	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		if (strcasestr(rule, often[i].word) != NULL)
			times = often[i].times;
	for (const char *p = days; p != NULL && *p != '\0' && *p != ';'; p++)
		times += *p == ',' ? 160 : 0;
	times = times > 1100 ? 1100 : times;
	times = interval > 1 ? times / interval + 1 : times;
	return times < most ? times : most;
}

/* A calendar of ever so many dates is told so before the first of them is made. */
static bool
is_too_much(struct table_reader *r, const struct ics *v)
{
	int64_t times = 0;

	for (size_t i = 0; i < v->event_count && times <= OCCURRENCES_MOST; i++) {
		int count;
		char *rule = raw_value(r, &v->events[i], "RRULE", &count);
		times += rule ? about_how_often(rule) : 0;
		free(rule);
	}
	if (times <= OCCURRENCES_MOST)
		return false;
	table_fail(r, N_("What repeats in this calendar has more than {most} dates in three years: send it in smaller parts."), json_pack("{s:i}", "most", OCCURRENCES_MOST));
	return true;
}

/* 20260329T080000Z for a moment, 20260329 for a day. False: it is none. */
static bool
date_text(struct event *e, icalproperty *p, struct icaltimetype time, char text[ICS_MOMENT])
{
	time_t at;

	if (!ics_moment(time, zone_of(e, p), &at))
		return false;
	if (time.is_date)
		snprintf(text, ICS_MOMENT, "%04d%02d%02d", time.year % 10000, time.month % 100, time.day % 100);
	else
		ics_moment_text(at, text);
	return true;
}

static void
put(struct event *e, const char *name, enum cell_kind kind, const char *text)
{
	if (text != NULL && *text != '\0')
		row_set(e->row, table_column(e->r, name), kind, text, strlen(text));
}

/* All dates of a property in one cell. Null: none. */
static char *
dates_of(struct event *e, const struct piece *piece, icalproperty_kind kind)
{
	struct buf list = BUF_EMPTY;
	int count = 0, lines;
	char *line = raw_value(e->r, piece, icalproperty_kind_to_string(kind), &lines);

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
static char *
uid_of(struct event *e, icalproperty *recurrence)
{
	const char *uid = icalcomponent_get_uid(e->c), *summary = icalcomponent_get_summary(e->c);
	char date[ICS_MOMENT] = "", *name;
	uint64_t sum = UINT64_C(1469598103934665603);
	time_t at;

	if (recurrence != NULL && ics_moment(icalproperty_get_recurrenceid(recurrence), zone_of(e, recurrence), &at))
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

/* A series whose first date is taken out begins with the first that is not. */
static void
skip_first(struct event *e, const char *except, char **rule)
{
	icalproperty *p = icalcomponent_get_first_property(e->c, ICAL_RRULE_PROPERTY);
	struct icalrecurrencetype how = p ? icalproperty_get_rrule(p) : (struct icalrecurrencetype)ICALRECURRENCETYPE_INITIALIZER;
	icalrecur_iterator *walk = p && how.freq >= ICAL_DAILY_RECURRENCE && how.freq <= ICAL_YEARLY_RECURRENCE ? icalrecur_iterator_new(how, e->start) : NULL;
	struct icaltimetype next;
	int skipped = 0;

	for (next = walk ? icalrecur_iterator_next(walk) : icaltime_null_time(); !icaltime_is_null_time(next) && skipped < SKIPS_MOST; next = icalrecur_iterator_next(walk)) {
		char moment[ICS_MOMENT], day[ICS_MOMENT];
		time_t at;
		if (!ics_moment(next, e->zone, &at))
			break;
		ics_moment_text(at, moment);
		snprintf(day, sizeof day, "%04d%02d%02d", next.year % 10000, next.month % 100, next.day % 100);
		if (strstr(except, moment) == NULL && !(strstr(except, day) != NULL && strstr(except, day)[8] != 'T')) {
			e->start = next;
			e->at = at;
			break;
		}
		skipped++;
	}
	if (walk != NULL)
		icalrecur_iterator_free(walk);
	if (skipped > 0 && how.count > skipped) {
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
	char *rule = override ? NULL : raw_value(e->r, piece, "RRULE", &count), *also = override ? NULL : dates_of(e, piece, ICAL_RDATE_PROPERTY);
	char *except = rule || also ? dates_of(e, piece, ICAL_EXDATE_PROPERTY) : NULL, *company = getenv("TZ");
	struct buf gone = BUF_EMPTY;
	const char *zone;
	bool repeats;

	if (rule != NULL && count > 1)
		row_trouble(e->row, N_("This event has several rules: make one of each."), NULL);
	buf_str(&gone, except ? except : "");
	if (rule != NULL || also != NULL)
		add_gone(e, uid, &gone);
	if (gone.length > 0)
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

/* ---- a row ---- */

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
		gmtime_r(&at, &utc);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
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
		zone = zone_of(e, end);
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

static void
put_event(struct event *e, const struct piece *piece)
{
	icalproperty *start = icalcomponent_get_first_property(e->c, ICAL_DTSTART_PROPERTY), *recurrence = icalcomponent_get_first_property(e->c, ICAL_RECURRENCEID_PROPERTY);
	const char *summary = icalcomponent_get_summary(e->c);
	time_t began;
	char *uid;

	e->start = start ? icalproperty_get_dtstart(start) : icaltime_null_time();
	e->zone = zone_of(e, start);
	if (start != NULL && !ics_moment(e->start, e->zone, &e->at))
		row_trouble(e->row, N_("The beginning of this event (DTSTART) is no time."), NULL);
	began = e->at;
	uid = uid_of(e, recurrence);
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
	free(uid);
}

/* ---- the file ---- */

/* The dates that are cancelled, by what their rows would be called. */
static void
find_gone(struct table_reader *r, struct ics *v)
{
	for (size_t i = 0; i < v->event_count; i++) {
		int count;
		char *status = raw_value(r, &v->events[i], "STATUS", &count), *date = raw_value(r, &v->events[i], "RECURRENCE-ID", &count);
		bool cancelled = status != NULL && strncasecmp(status, "CANCELLED", 9) == 0;
		struct event e = {.r = r, .v = v, .c = cancelled && date ? parse(r, &v->events[i], "VEVENT") : NULL};

		if (e.c != NULL) {
			v->gone = xreallocarray(v->gone, v->gone_count + 1, sizeof *v->gone);
			v->gone[v->gone_count++] = uid_of(&e, icalcomponent_get_first_property(e.c, ICAL_RECURRENCEID_PROPERTY));
			icalcomponent_free(e.c);
		} else
			v->cancelled += cancelled;
		if (cancelled)
			v->events[i].to = v->events[i].from;	/* no row */
		free(status);
		free(date);
	}
}

static bool
ics_open(struct table_reader *r)
{
	struct ics *v = xcalloc(1, sizeof *v);

	r->state = v;
	icalerror_set_errors_are_fatal(0);
	table_fill(r, FILE_MOST);
	if (r->why != NULL)
		return false;
	if (r->text.length > FILE_MOST) {
		table_fail(r, N_("A calendar has {most} MiB at most: send it in parts."), json_pack("{s:i}", "most", FILE_MOST >> 20));
		return false;
	}
	buf_text(&r->text);
	find_pieces(r, v);
	if (v->event_count == 0) {
		table_fail(r, N_("This calendar holds no event."), NULL);
		return false;
	}
	if (is_too_much(r, v))
		return false;
	find_gone(r, v);
	return true;
}

static enum table_step
at_end(struct table_reader *r, struct ics *v)
{
	if (v->others > 0)
		table_note(r, N_("{count} tasks, notes and free times of the calendar were left out."), json_pack("{s:I}", "count", (json_int_t)v->others));
	if (v->cancelled > 0)
		table_note(r, N_("{count} cancelled events were left out."), json_pack("{s:I}", "count", (json_int_t)v->cancelled));
	if (v->extras)
		table_note(r, N_("Guests and alarms of events are not taken over."), NULL);
	v->others = v->cancelled = 0;
	v->extras = false;
	return TABLE_END;
}

static enum table_step
ics_next(struct table_reader *r, struct table_row *row)
{
	struct ics *v = r->state;
	struct event e = {.r = r, .v = v, .row = row};
	const struct piece *p;

	while (v->next < v->event_count && v->events[v->next].to == v->events[v->next].from)
		v->next++;
	if (v->next == v->event_count)
		return at_end(r, v);
	p = &v->events[v->next++];
	row->line = p->line;
	if (p->to - p->from > TABLE_CELL_MAX)
		row_trouble(row, N_("This event is longer than {most} MiB."), json_pack("{s:i}", "most", TABLE_CELL_MAX >> 20));
	else if ((e.c = parse(r, p, "VEVENT")) == NULL)
		row_trouble(row, N_("This event cannot be read."), NULL);
	else
		put_event(&e, p);
	if (e.c != NULL)
		icalcomponent_free(e.c);
	return TABLE_ROW;
}

static void
ics_close(struct table_reader *r)
{
	struct ics *v = r->state;

	for (size_t i = 0; i < v->known_count; i++) {
		if (v->known[i].ours)
			icaltimezone_free(v->known[i].zone, 1);
		free(v->known[i].id);
	}
	for (size_t i = 0; i < v->gone_count; i++)
		free(v->gone[i]);
	free(v->known);
	free(v->gone);
	free(v->events);
	free(v->zones);
	free(v);
}

const struct table_format read_ics = {
	.name = "ics",
	.also = " ical icalendar ",
	.named = true,
	.key = "uid",
	.sniff = ics_sniff,
	.open = ics_open,
	.next = ics_next,
	.close = ics_close,
};
