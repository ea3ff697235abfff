/* table_writer_ics.c: a calendar (RFC 5545). Which field is which property the catalogue says by its hints, as for cards: "SUMMARY",
   "DTSTART", "STATUS:draft=TENTATIVE,…". The zones that are named stand in it; what repeats is one event with its rule, and those of
   its dates that differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/ics_time.h"
#include "server/table_writer.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { ZONES_MOST = 64 };

struct ics_state {
	int id, updated, starts, ends, uid, rule, except, also, zone, series, occurs, changed, status;	/* columns, -1: none */
	icaltimezone *company, *told[ZONES_MOST];	/* zones that stand in the file */
	size_t told_count;
	struct buf line;
};

static bool
hint_is(const struct table_column *c, const char *property)
{
	size_t n = strlen(property);

	return c->vcard != NULL && strncmp(c->vcard, property, n) == 0 && strchr(":;", c->vcard[n]) != NULL;
}

static int
column_hinted(const struct table_writer *w, const char *property)
{
	for (size_t i = 0; i < w->count; i++)
		if (hint_is(&w->columns[i], property))
			return (int)i;
	return -1;
}

static int
column_called(const struct table_writer *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->columns[i].name, name) == 0)
			return (int)i;
	return -1;
}

static bool
has(const struct table_cell *cells, int column)
{
	return column >= 0 && cells[column].text != NULL && cells[column].length > 0;
}

static void
put_line(struct table_writer *w)
{
	struct ics_state *s = w->state;

	ics_line(&w->out, s->line.bytes, s->line.length);
	s->line.length = 0;
}

/* The zone's definition, before the first event that names it. */
static void
tell_zone(struct table_writer *w, icaltimezone *zone)
{
	struct ics_state *s = w->state;

	for (size_t i = 0; i < s->told_count; i++)
		if (s->told[i] == zone)
			return;
	if (zone == NULL || s->told_count == ZONES_MOST)
		return;
	s->told[s->told_count++] = zone;
	ics_zone_write(&w->out, zone);
}

static void
begin(struct table_writer *w)
{
	struct ics_state *s = w->state;

	*s = (struct ics_state){.id = column_called(w, "id"), .updated = column_called(w, "updated_at"), .starts = column_hinted(w, "DTSTART"),
	    .ends = column_hinted(w, "DTEND"), .uid = column_hinted(w, "UID"), .rule = column_hinted(w, "RRULE"), .except = column_hinted(w, "EXDATE"),
	    .also = column_hinted(w, "RDATE"), .zone = column_hinted(w, "TZID"), .series = column_hinted(w, "X-SERIES"),
	    .occurs = column_hinted(w, "RECURRENCE-ID"), .changed = column_hinted(w, "X-CHANGED"), .status = column_hinted(w, "STATUS"), .company = ics_zone(w->options.zone)};
	buf_init(&s->line, 0);
	buf_printf(&w->out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Comptoir//%s//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n", COMPTOIR_VERSION);
	if (w->options.title != NULL) {
		buf_str(&s->line, "X-WR-CALNAME:");
		ics_escape(&s->line, w->options.title, strlen(w->options.title));
		put_line(w);
	}
	tell_zone(w, s->company);
}

/* "2026-03-29 08:00:00+00" or "2026-03-29", as the database says it in UTC. */
static bool
moment_of(const struct table_cell *cell, struct icaltimetype *time)
{
	int y, mo, d, h = 0, mi = 0, se = 0;
	int found = cell->text == NULL || cell->length > 40 ? 0
	    : sscanf(cell->text, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &se);	/* NOLINT(cert-err34-c): so many digits always fit */

	if (found < 3)
		return false;
	*time = icaltime_null_time();
	time->year = y;
	time->month = mo;
	time->day = d;
	time->hour = h;
	time->minute = mi;
	time->second = se;
	time->is_date = found == 3;
	if (found > 3)
		*time = icaltime_set_timezone(time, icaltimezone_get_utc_timezone());
	return true;
}

static bool
is_midnight(struct icaltimetype time)
{
	return time.is_date || (time.hour == 0 && time.minute == 0 && time.second == 0);
}

/* The value in a zone, or as a day. */
static void
put_time(struct table_writer *w, const char *name, struct icaltimetype time, icaltimezone *zone, bool days)
{
	struct ics_state *s = w->state;
	bool utc = zone == NULL || zone == icaltimezone_get_utc_timezone();

	if (days || time.is_date)
		buf_printf(&s->line, "%s;VALUE=DATE:%04d%02d%02d", name, time.year, time.month, time.day);
	else if (utc)
		buf_printf(&s->line, "%s:%04d%02d%02dT%02d%02d%02dZ", name, time.year, time.month, time.day, time.hour, time.minute, time.second);
	else
		buf_printf(&s->line, "%s;TZID=%s:%04d%02d%02dT%02d%02d%02d", name, ics_zone_name(zone), time.year, time.month, time.day, time.hour,
		    time.minute, time.second);
	put_line(w);
}

/* Exceptions and further dates: moments in UTC and days. What takes place on days has days. */
static void
put_dates(struct table_writer *w, const char *name, const struct table_cell *cell, icaltimezone *zone, bool days)
{
	for (size_t at = 0; at < cell->length;) {
		size_t n = 0;
		char one[ICS_MOMENT];
		struct icaltimetype time;

		while (at + n < cell->length && cell->text[at + n] != ',')
			n++;
		snprintf(one, sizeof one, "%.*s", (int)(n < sizeof one ? n : sizeof one - 1), cell->text + at);
		time = icaltime_from_string(one);
		if (!icaltime_is_null_time(time)) {
			if (!time.is_date && zone != NULL)
				time = icaltime_convert_to_zone(time, zone);
			put_time(w, name, time, zone, days);
		}
		at += n + 1;
	}
}

static void
put_identity(struct table_writer *w, const struct table_cell *cells)
{
	struct ics_state *s = w->state;
	struct icaltimetype at;

	buf_str(&s->line, "UID:");
	if (has(cells, s->uid)) {
		const struct table_cell *uid = &cells[s->uid];
		const char *slash = memrchr(uid->text, '/', uid->length);
		/* A date of a series that differs has the number of the series, and says which date it is. */
		bool of_series = w->options.rules && has(cells, s->occurs) && slash != NULL;
		ics_escape(&s->line, uid->text, of_series ? (size_t)(slash - uid->text) : uid->length);
	} else
		buf_printf(&s->line, "%s:%.*s", w->options.uid ? w->options.uid : "comptoir", has(cells, s->id) ? (int)cells[s->id].length : 0, has(cells, s->id) ? cells[s->id].text : "");
	put_line(w);
	if (s->updated >= 0 && moment_of(&cells[s->updated], &at))
		put_time(w, "DTSTAMP", at, NULL, false);
	else
		put_time(w, "DTSTAMP", icaltime_current_time_with_zone(icaltimezone_get_utc_timezone()), NULL, false);
}

/* When: in the zone where it keeps its time of day. What begins and ends at midnight there takes whole days. */
static void
put_when(struct table_writer *w, const struct table_cell *cells)
{
	struct ics_state *s = w->state;
	char name[80];
	struct icaltimetype starts, ends = icaltime_null_time(), occurs;
	icaltimezone *zone = s->company;
	bool days, rule;

	if (has(cells, s->zone)) {
		snprintf(name, sizeof name, "%.*s", (int)cells[s->zone].length, cells[s->zone].text);
		zone = ics_zone(name);
	}
	if (s->starts < 0 || !moment_of(&cells[s->starts], &starts))
		return;
	if (!starts.is_date && zone != NULL)
		starts = icaltime_convert_to_zone(starts, zone);
	if (s->ends >= 0 && moment_of(&cells[s->ends], &ends) && !ends.is_date && zone != NULL)
		ends = icaltime_convert_to_zone(ends, zone);
	days = starts.is_date || (is_midnight(starts) && !icaltime_is_null_time(ends) && is_midnight(ends) && zone != NULL);
	rule = w->options.rules && has(cells, s->rule) && !has(cells, s->occurs);
	if (!rule && !days && !starts.is_date && starts.year < ICS_ZONES_HOLD) {
		zone = icaltimezone_get_utc_timezone();
		starts = icaltime_convert_to_zone(starts, zone);
		if (!icaltime_is_null_time(ends))
			ends = icaltime_convert_to_zone(ends, zone);
	}
	put_time(w, "DTSTART", starts, zone, days);
	if (starts.is_date && !icaltime_is_null_time(ends))
		icaltime_adjust(&ends, 1, 0, 0, 0);	/* the last day is a day of it; a calendar says the one after */
	if (!icaltime_is_null_time(ends))
		put_time(w, "DTEND", ends, zone, days);
	if (!w->options.rules)
		return;
	if (rule) {
		buf_printf(&s->line, "RRULE:%.*s", (int)cells[s->rule].length, cells[s->rule].text);
		put_line(w);
	}
	if (rule && has(cells, s->except))
		put_dates(w, "EXDATE", &cells[s->except], zone, days);
	if (rule && has(cells, s->also))
		put_dates(w, "RDATE", &cells[s->also], zone, days);
	if (has(cells, s->occurs) && moment_of(&cells[s->occurs], &occurs)) {
		occurs = zone != NULL ? icaltime_convert_to_zone(occurs, zone) : occurs;
		put_time(w, "RECURRENCE-ID", occurs, zone, days && is_midnight(occurs));
	}
}

/* A code by its name in the hint: draft=TENTATIVE. False: the calendar has no word for it. */
static bool
put_code(struct buf *out, const char *codes, const struct table_cell *cell)
{
	for (const char *p = codes; *p != '\0'; p += strcspn(p, ",") + (p[strcspn(p, ",")] == ',')) {
		size_t key = strcspn(p, "=,");
		if (key == cell->length && memcmp(p, cell->text, key) == 0 && p[key] == '=') {
			buf_add(out, p + key + 1, strcspn(p + key + 1, ","));
			return true;
		}
	}
	return false;
}

static void
put_text(struct table_writer *w, const struct table_column *c, const struct table_cell *cell)
{
	struct ics_state *s = w->state;
	const char *codes = strchr(c->vcard, ':');
	struct buf plain = BUF_EMPTY;

	buf_printf(&s->line, "%.*s:", (int)strcspn(c->vcard, ":;"), c->vcard);
	if (c->type == COLUMN_TAGS) {
		json_t *tags = json_loadb(cell->text, cell->length, 0, NULL), *tag;
		size_t i;

		json_array_foreach(tags, i, tag) {
			buf_str(&s->line, i > 0 ? "," : "");
			ics_escape(&s->line, json_string_value(tag), json_string_length(tag));
		}
		if (json_array_size(tags) == 0)
			s->line.length = 0;
		json_decref(tags);
	} else if (codes != NULL) {
		if (!put_code(&s->line, codes + 1, cell))
			s->line.length = 0;
	} else {
		column_plain(&plain, c, cell);
		ics_escape(&s->line, buf_text(&plain), plain.length);
	}
	if (s->line.length > 0)
		put_line(w);
	buf_free(&plain);
}

static bool
is_told_elsewhere(const struct ics_state *s, size_t i)
{
	const int known[] = {s->starts, s->ends, s->uid, s->rule, s->except, s->also, s->zone, s->series, s->occurs, s->changed};

	for (size_t k = 0; k < sizeof known / sizeof *known; k++)
		if (known[k] == (int)i)
			return true;
	return false;
}

/* A date as the rule has it is told by the rule, unless it does not take place. */
static bool
is_told_by_rule(const struct table_writer *w, const struct table_cell *cells)
{
	const struct ics_state *s = w->state;
	const char *codes = has(cells, s->status) ? strchr(w->columns[s->status].vcard, ':') : NULL;
	struct buf word = BUF_EMPTY;
	bool cancelled = codes != NULL && put_code(&word, codes + 1, &cells[s->status]) && strcmp(buf_text(&word), "CANCELLED") == 0;

	buf_free(&word);
	return w->options.rules && has(cells, s->series) && has(cells, s->occurs) && has(cells, s->changed) && *cells[s->changed].text == 'f' && !cancelled;
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct ics_state *s = w->state;
	char name[80];

	if (is_told_by_rule(w, cells)) {
		w->rows--;
		return;
	}
	if (has(cells, s->zone)) {
		snprintf(name, sizeof name, "%.*s", (int)cells[s->zone].length, cells[s->zone].text);
		tell_zone(w, ics_zone(name));
	}
	buf_str(&w->out, "BEGIN:VEVENT\r\n");
	put_identity(w, cells);
	put_when(w, cells);
	for (size_t i = 0; i < w->count; i++)
		if (w->columns[i].vcard != NULL && has(cells, (int)i) && !is_told_elsewhere(s, i))
			put_text(w, &w->columns[i], &cells[i]);
	buf_str(&w->out, "END:VEVENT\r\n");
}

static void
end(struct table_writer *w)
{
	buf_str(&w->out, "END:VCALENDAR\r\n");
}

static void
free_state(struct table_writer *w)
{
	struct ics_state *s = w->state;

	buf_free(&s->line);
}

const struct table_format table_ics = {
	.name = "ics", .media_type = "text/calendar; charset=utf-8", .help = N_("calendar (iCalendar): what takes place, and when"),
	.for_people = false, .calendar = true, .needs_fit_columns = true, .state_size = sizeof(struct ics_state), .begin = begin, .row = row,
	.end = end, .free = free_state,
};
