/* table_reader_ics.c: calendars (RFC 5545). One event is one row, its cells named by property: summary, dtstart, rrule… A date of a
   series that a file changes is a row of its own, whose uid is the series' and the date's. What repeats is told, not unrolled. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "server/ics_event.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	FILE_MOST = 64 * 1024 * 1024,
	OCCURRENCES_MOST = 100000,
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
icalcomponent *
ics_parse(const struct table_reader *r, const struct piece *p, const char *what)
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

char *
ics_raw(const struct table_reader *r, const struct piece *p, const char *name, int *count)
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
		char *rule = ics_raw(r, &v->events[i], "RRULE", &count);
		times += rule ? about_how_often(rule) : 0;
		free(rule);
	}
	if (times <= OCCURRENCES_MOST)
		return false;
	table_fail(r, N_("What repeats in this calendar has more than {most} dates in three years: send it in smaller parts."), json_pack("{s:i}", "most", OCCURRENCES_MOST));
	return true;
}

/* The dates that are cancelled, by what their rows would be called. */
static void
find_gone(struct table_reader *r, struct ics *v)
{
	for (size_t i = 0; i < v->event_count; i++) {
		int count;
		char *status = ics_raw(r, &v->events[i], "STATUS", &count), *date = ics_raw(r, &v->events[i], "RECURRENCE-ID", &count);
		bool cancelled = status != NULL && strncasecmp(status, "CANCELLED", 9) == 0;
		struct event e = {.r = r, .v = v, .c = cancelled && date ? ics_parse(r, &v->events[i], "VEVENT") : NULL};

		if (e.c != NULL) {
			v->gone = xreallocarray(v->gone, v->gone_count + 1, sizeof *v->gone);
			v->gone[v->gone_count++] = ics_event_uid(&e, icalcomponent_get_first_property(e.c, ICAL_RECURRENCEID_PROPERTY));
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
		row_trouble(row, N_("This event is longer than {most} MiB: its description, or a file inside it, is that large. "
			    "Shorten it or leave it out of the calendar, then import again."), json_pack("{s:i}", "most", TABLE_CELL_MAX >> 20));
	else if ((e.c = ics_parse(r, p, "VEVENT")) == NULL)
		row_trouble(row, N_("This event cannot be read."), NULL);
	else
		ics_event_put(&e, p);
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
