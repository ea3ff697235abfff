/* repeats.c: a rule of repetition in one sentence: how often, on which days, until when. Rules that people make in a form are all told;
   of those that calendars bring, the ones that people use. */
#include "shared/repeats.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"

enum { PART_ROOM = 128, CODE = 2, DATE_DIGITS = 8, DECIMAL = 10 };

struct part {
	char text[PART_ROOM];		/* empty: the rule has none */
};

struct rule {
	struct part freq, interval, count, until, byday, bymonthday, bysetpos, bymonth;
	bool strange;			/* it says something that no sentence here tells */
};

static void
read_part(struct rule *r, const char *key, size_t key_length, const char *value, size_t length)
{
	struct { const char *name; struct part *part; } parts[] = {
		{"FREQ", &r->freq}, {"INTERVAL", &r->interval}, {"COUNT", &r->count}, {"UNTIL", &r->until}, {"BYDAY", &r->byday},
		{"BYMONTHDAY", &r->bymonthday}, {"BYSETPOS", &r->bysetpos}, {"BYMONTH", &r->bymonth},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strlen(parts[i].name) == key_length && strncmp(parts[i].name, key, key_length) == 0 && length < PART_ROOM) {
			memcpy(parts[i].part->text, value, length);
			return;
		}
	r->strange = true;
}

static struct rule
read_rule(const char *text)
{
	struct rule r = {.strange = false};

	while (*text != '\0') {
		size_t length = strcspn(text, ";"), key = strcspn(text, "=");

		if (key < length)
			read_part(&r, text, key, text + key + 1, length - key - 1);
		else
			r.strange = true;
		text += length + (text[length] == ';');
	}
	return r;
}

static bool
is(const struct part *p, const char *text)
{
	return strcmp(p->text, text) == 0;
}

static bool
said(const struct part *p)
{
	return p->text[0] != '\0';
}

static const char *
day_name(const char *code)
{
	static const struct { const char *code, *name; } days[] = {
		{"MO", N_("Monday")}, {"TU", N_("Tuesday")}, {"WE", N_("Wednesday")}, {"TH", N_("Thursday")}, {"FR", N_("Friday")},
		{"SA", N_("Saturday")}, {"SU", N_("Sunday")},
	};

	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		if (strncmp(days[i].code, code, CODE) == 0)
			return days[i].name;
	return NULL;
}

/* In a sentence French writes its days small. */
static void
add_day(struct buf *out, const char *language, const char *name, bool small)
{
	const char *text = translate(language, name);

	if (small && text != name)
		buf_byte(out, (char)tolower((unsigned char)*text++));
	buf_str(out, text);
}

static bool
add_days(struct buf *out, const char *language, const char *codes, bool sentence)
{
	for (const char *p = codes;; p += CODE + 1) {
		const char *name = day_name(p);

		if (name == NULL || (p[CODE] != ',' && p[CODE] != '\0'))
			return false;
		if (p > codes)
			buf_str(out, !sentence || p[CODE] == ',' ? ", " : translate(language, N_(" and ")));
		add_day(out, language, name, sentence);
		if (p[CODE] == '\0')
			return true;
	}
}

void
weekdays_show(struct buf *out, const char *language, const char *days)
{
	struct buf made = BUF_EMPTY;

	buf_str(out, add_days(&made, language, days, false) ? buf_text(&made) : days);
	buf_free(&made);
}

/* The args are taken. */
static void
say(struct buf *out, const char *language, const char *msgid, json_t *args)
{
	char *text = translate_fill(language, msgid, args);

	buf_str(out, text);
	free(text);
	json_decref(args);
}

/* How often; a rule of whole weeks says its days, too. */
static bool
add_often(struct buf *out, const char *language, const struct rule *r)
{
	static const struct { const char *freq, *each, *every; } often[] = {
		{"DAILY", N_("Every day"), N_("Every {n} days")}, {"WEEKLY", N_("Every week"), N_("Every {n} weeks")},
		{"MONTHLY", N_("Every month"), N_("Every {n} months")}, {"YEARLY", N_("Every year"), N_("Every {n} years")},
	};

	if (is(&r->freq, "WEEKLY") && is(&r->byday, "MO,TU,WE,TH,FR") && !said(&r->interval)) {
		buf_str(out, translate(language, N_("Monday to Friday")));
		return true;
	}
	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		if (is(&r->freq, often[i].freq)) {
			say(out, language, said(&r->interval) ? often[i].every : often[i].each,
			    json_pack("{s:i}", "n", (int)strtol(r->interval.text, NULL, DECIMAL)));
			return true;
		}
	return false;
}

static const char *
nth_day(long n, bool working)
{
	switch (n) {
	case -1: return working ? N_(", on the last working day") : N_(", on the last {day}");
	case 1: return working ? N_(", on the first working day") : N_(", on the first {day}");
	case 2: return working ? NULL : N_(", on the second {day}");
	case 3: return working ? NULL : N_(", on the third {day}");
	case 4: return working ? NULL : N_(", on the fourth {day}");
	default: return NULL;
	}
}

/* -1FR is the last Friday; MO,TU,WE,TH,FR with the place -1 the last working day. */
static bool
add_nth_day(struct buf *out, const char *language, const struct rule *r)
{
	bool working = is(&r->byday, "MO,TU,WE,TH,FR") && said(&r->bysetpos);
	char *end;
	const char *msgid = nth_day(strtol(working ? r->bysetpos.text : r->byday.text, &end, DECIMAL), working), *day = working ? "" : day_name(end);
	struct buf name = BUF_EMPTY;

	if (msgid == NULL || day == NULL || (!working && (end[CODE] != '\0' || said(&r->bysetpos))))
		return false;
	if (!working)
		add_day(&name, language, day, true);
	say(out, language, msgid, json_pack("{s:s}", "day", buf_text(&name)));
	buf_free(&name);
	return true;
}

/* 28,29,30,31 with the place -1: the 31st, or the last one where there is none. */
static bool
add_month_day(struct buf *out, const char *language, const struct rule *r)
{
	const char *last = strrchr(r->bymonthday.text, ',');
	long day = strtol(last ? last + 1 : r->bymonthday.text, NULL, DECIMAL);
	bool ends = last != NULL && strncmp(r->bymonthday.text, "28,", sizeof "28," - 1) == 0 && is(&r->bysetpos, "-1");

	if ((last != NULL && !ends) || (last == NULL && said(&r->bysetpos)) || day < -1)
		return false;
	if (day == -1)
		buf_str(out, translate(language, N_(", on the last day of the month")));
	else
		say(out, language, ends ? N_(", on day {day}, or on the last day of a shorter month") : N_(", on day {day}"), json_pack("{s:i}", "day", (int)day));
	return true;
}

static bool
add_which(struct buf *out, const char *language, const struct rule *r)
{
	if (is(&r->freq, "YEARLY") && is(&r->bymonth, "2") && is(&r->bymonthday, "28,29") && is(&r->bysetpos, "-1")) {
		buf_str(out, translate(language, N_(", on 29 February, or on the 28th where there is none")));
		return true;
	}
	if (said(&r->bymonth) || (said(&r->byday) && said(&r->bymonthday)))
		return false;
	if (!said(&r->byday) && !said(&r->bymonthday))
		return !said(&r->bysetpos);
	if (is(&r->freq, "MONTHLY"))
		return said(&r->byday) ? add_nth_day(out, language, r) : add_month_day(out, language, r);
	if (!is(&r->freq, "WEEKLY") || said(&r->bymonthday) || said(&r->bysetpos))
		return false;
	if (is(&r->byday, "MO,TU,WE,TH,FR") && !said(&r->interval))
		return true;
	buf_str(out, translate(language, N_(" on ")));
	return add_days(out, language, r->byday.text, true);
}

static void
add_end(struct buf *out, const char *language, const struct rule *r)
{
	char day[PART_ROOM];

	if (said(&r->count))
		say(out, language, is(&r->count, "1") ? N_(", once") : N_(", {n} times"), json_pack("{s:i}", "n", (int)strtol(r->count.text, NULL, DECIMAL)));
	if (strlen(r->until.text) >= DATE_DIGITS) {
		snprintf(day, sizeof day, "%.4s-%.2s-%.2s", r->until.text, r->until.text + sizeof "2026" - 1, r->until.text + sizeof "202611" - 1);
		say(out, language, N_(", until {date}"), json_pack("{s:s}", "date", day));
	}
}

void
repeats_show(struct buf *out, const char *language, const char *text)
{
	struct rule r = read_rule(text);
	struct buf made = BUF_EMPTY;

	if (!r.strange && add_often(&made, language, &r) && add_which(&made, language, &r)) {
		add_end(&made, language, &r);
		buf_str(out, buf_text(&made));
	} else if (*text != '\0') {
		say(out, language, N_("By a calendar's rule: {how}"), json_pack("{s:s}", "how", text));
	}
	buf_free(&made);
}

bool
repeats_written(struct buf *out, const char *format, const char *language, const char *text)
{
	bool rule = format != NULL && strcmp(format, "repetition") == 0;

	if (rule)
		repeats_show(out, language, text);
	else if (format != NULL && strcmp(format, "weekdays") == 0)
		weekdays_show(out, language, text);
	else
		return false;
	return true;
}
