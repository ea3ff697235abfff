/* ics_time.c: zones by the name that programs give them; moments in UTC; lines of calendars. */
#include "server/ics_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "shared/xmalloc.h"

enum { LINE_BYTES = 75, YEAR_MOST = 9999, ZONES_SINCE = 1970 };

/* What Windows calls the zones of people who send calendars; of the world's list the rest carry their own definition. */
static const struct {
	const char *theirs, *name;
} windows[] = {
	{"Romance Standard Time", "Europe/Paris"}, {"W. Europe Standard Time", "Europe/Berlin"}, {"Central Europe Standard Time", "Europe/Budapest"},
	{"Central European Standard Time", "Europe/Warsaw"}, {"GMT Standard Time", "Europe/London"}, {"Greenwich Standard Time", "Atlantic/Reykjavik"},
	{"E. Europe Standard Time", "Europe/Chisinau"}, {"FLE Standard Time", "Europe/Kyiv"}, {"GTB Standard Time", "Europe/Bucharest"},
	{"Turkey Standard Time", "Europe/Istanbul"}, {"Russian Standard Time", "Europe/Moscow"}, {"Morocco Standard Time", "Africa/Casablanca"},
	{"W. Central Africa Standard Time", "Africa/Lagos"}, {"South Africa Standard Time", "Africa/Johannesburg"}, {"Arabian Standard Time", "Asia/Dubai"},
	{"Arab Standard Time", "Asia/Riyadh"}, {"Israel Standard Time", "Asia/Jerusalem"}, {"India Standard Time", "Asia/Kolkata"},
	{"China Standard Time", "Asia/Shanghai"}, {"Tokyo Standard Time", "Asia/Tokyo"}, {"Singapore Standard Time", "Asia/Singapore"},
	{"AUS Eastern Standard Time", "Australia/Sydney"}, {"New Zealand Standard Time", "Pacific/Auckland"}, {"Eastern Standard Time", "America/New_York"},
	{"Central Standard Time", "America/Chicago"}, {"Mountain Standard Time", "America/Denver"}, {"Pacific Standard Time", "America/Los_Angeles"},
	{"Atlantic Standard Time", "America/Halifax"}, {"E. South America Standard Time", "America/Sao_Paulo"}, {"SA Western Standard Time", "America/La_Paz"},
};

/* libical opens the zone's file by its name: nothing but a name may reach it. */
static bool
is_name(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

	return n > 0 && n < 64 && text[n] == '\0' && *text != '/' && strchr(text, '/') != NULL;
}

icaltimezone *
ics_zone(const char *name)
{
	static const char *const utc[] = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "(UTC) Coordinated Universal Time"};
	icaltimezone *zone = NULL;

	if (name == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof utc / sizeof *utc; i++)
		if (strcasecmp(name, utc[i]) == 0)
			return icaltimezone_get_utc_timezone();
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
		if (strcasecmp(name, windows[i].theirs) == 0)
			return icaltimezone_get_builtin_timezone(windows[i].name);
	/* What stands before the name is who defined it: /mozilla.org/20050126_1/Europe/Paris. */
	for (const char *p = name; zone == NULL && p != NULL; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL)
		if (is_name(p))
			zone = icaltimezone_get_builtin_timezone(p);
	return zone;
}

const char *
ics_zone_name(icaltimezone *zone)
{
	const char *name = zone ? icaltimezone_get_location(zone) : NULL;

	if (zone == icaltimezone_get_utc_timezone())
		return "UTC";
	return name != NULL && ics_zone(name) != NULL ? name : NULL;
}

bool
ics_moment(struct icaltimetype time, icaltimezone *zone, time_t *at)
{
	if (icaltime_is_null_time(time) || !icaltime_is_valid_time(time) || time.year < 1 || time.year > YEAR_MOST)
		return false;
	if (icaltime_is_utc(time))
		zone = icaltimezone_get_utc_timezone();
	if (zone != NULL && !time.is_date) {
		time = icaltime_set_timezone(&time, zone);
		*at = icaltime_as_timet_with_zone(time, zone);
	} else {
		struct tm local = {.tm_year = time.year - 1900, .tm_mon = time.month - 1, .tm_mday = time.day, .tm_isdst = -1};
		if (!time.is_date) {
			local.tm_hour = time.hour;
			local.tm_min = time.minute;
			local.tm_sec = time.second;
		}
		*at = mktime(&local);
	}
	return true;
}

void
ics_moment_text(time_t at, char text[ICS_MOMENT])
{
	struct tm utc;

	*text = '\0';
	if (gmtime_r(&at, &utc) != NULL)
		snprintf(text, ICS_MOMENT, "%04d%02d%02dT%02d%02d%02dZ", (utc.tm_year + 1900) % 10000, (utc.tm_mon + 1) % 100, utc.tm_mday % 100, utc.tm_hour % 100, utc.tm_min % 100,
		    utc.tm_sec % 100);
}

void
ics_line(struct buf *out, const char *text, size_t length)
{
	size_t room = LINE_BYTES;

	while (length > room) {
		size_t n = room;
		while (n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
		buf_add(out, text, n);
		buf_str(out, "\r\n ");
		text += n;
		length -= n;
		room = LINE_BYTES - 1;
	}
	buf_add(out, text, length);
	buf_str(out, "\r\n");
}

void
ics_escape(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '\n')
			buf_str(out, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			buf_add(out, (char[]){'\\', (char)c}, 2);
		else if ((c >= 0x20 && c != 0x7f) || c == '\t')
			buf_byte(out, (char)c);
	}
}

/* When an observance of a zone that never ends began, in 1970 or soon after: what it says then it says ever since. */
static struct icaltimetype
first_of(icalcomponent *observance)
{
	icalproperty *p = icalcomponent_get_first_property(observance, ICAL_RRULE_PROPERTY);
	struct icaltimetype start = icalcomponent_get_dtstart(observance), first;
	icalrecur_iterator *walk;

	start.year = ZONES_SINCE;
	if (p == NULL) {
		start.month = start.day = 1;
		return start;
	}
	start.month = start.day = 1;
	walk = icalrecur_iterator_new(icalproperty_get_rrule(p), start);
	first = walk ? icalrecur_iterator_next(walk) : icaltime_null_time();
	if (walk != NULL)
		icalrecur_iterator_free(walk);
	return icaltime_is_null_time(first) ? start : first;
}

static bool
never_ends(icalcomponent *observance)
{
	icalproperty *p = icalcomponent_get_first_property(observance, ICAL_RRULE_PROPERTY);

	return p != NULL && icaltime_is_null_time(icalproperty_get_rrule(p).until) && icalproperty_get_rrule(p).count == 0;
}

static void
write_observance(struct buf *out, icalcomponent *observance)
{
	const char *kind = icalcomponent_isa(observance) == ICAL_XDAYLIGHT_COMPONENT ? "DAYLIGHT" : "STANDARD", *text;
	static const icalproperty_kind told[] = {ICAL_TZOFFSETFROM_PROPERTY, ICAL_TZOFFSETTO_PROPERTY, ICAL_TZNAME_PROPERTY, ICAL_RRULE_PROPERTY};
	struct icaltimetype start = first_of(observance);

	buf_printf(out, "BEGIN:%s\r\nDTSTART:%04d%02d%02dT%02d%02d%02d\r\n", kind, start.year, start.month, start.day, start.hour, start.minute, start.second);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		icalproperty *p = icalcomponent_get_first_property(observance, told[i]);
		bool once = told[i] == ICAL_TZOFFSETFROM_PROPERTY && !never_ends(observance);	/* there is no time before it */

		text = p ? icalproperty_get_value_as_string(once ? icalcomponent_get_first_property(observance, ICAL_TZOFFSETTO_PROPERTY) : p) : NULL;
		if (text != NULL && (told[i] != ICAL_RRULE_PROPERTY || never_ends(observance)))
			buf_printf(out, "%s:%s\r\n", icalproperty_kind_to_string(told[i]), text);
	}
	buf_printf(out, "END:%s\r\n", kind);
}

void
ics_zone_write(struct buf *out, icaltimezone *zone)
{
	icalcomponent *definition = icaltimezone_get_component(zone), *last = NULL;
	bool some = false;

	if (definition == NULL || zone == icaltimezone_get_utc_timezone())
		return;
	buf_printf(out, "BEGIN:VTIMEZONE\r\nTZID:%s\r\nX-LIC-LOCATION:%s\r\n", icaltimezone_get_location(zone), icaltimezone_get_location(zone));
	for (icalcomponent *o = icalcomponent_get_first_component(definition, ICAL_ANY_COMPONENT); o != NULL; o = icalcomponent_get_next_component(definition, ICAL_ANY_COMPONENT)) {
		if (last == NULL || icaltime_compare(icalcomponent_get_dtstart(o), icalcomponent_get_dtstart(last)) > 0)
			last = o;
		if (never_ends(o)) {
			write_observance(out, o);
			some = true;
		}
	}
	if (!some && last != NULL)
		write_observance(out, last);
	buf_str(out, "END:VTIMEZONE\r\n");
}
