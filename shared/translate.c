/* translate.c: reads gettext's .mo tables that travel inside the program. */
#include "shared/translate.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/dates.h"
#include "shared/embedded.h"
#include "shared/numbers.h"

/* The .mo format (GNU gettext manual, "The Format of GNU MO Files"), in this machine's byte order: we made the file. */
enum { MO_MAGIC = (int)0x950412de };
struct mo_header {
	uint32_t magic, revision, count, originals, translations;
};
struct mo_string {
	uint32_t length, offset;
};

static const struct embedded *
table_of(const char *language)
{
	for (const struct embedded *e = po_data; e->name != NULL; e++) {
		size_t n = strlen(e->name);
		if (strncmp(language, e->name, n) == 0 && strchr("_.-@", language[n]) != NULL)
			return e;
	}
	return NULL;
}

static const char *
look_up(const struct embedded *table, const char *msgid)
{
	struct mo_header head;
	struct mo_string s;
	uint32_t low = 0, high;

	if (table->size < sizeof head)
		return NULL;
	memcpy(&head, table->bytes, sizeof head);
	if (head.magic != (uint32_t)MO_MAGIC)
		return NULL;
	for (high = head.count; low < high;) {
		uint32_t middle = (low + high) / 2;
		int order;

		memcpy(&s, table->bytes + head.originals + middle * sizeof s, sizeof s);
		order = strcmp(msgid, (const char *)table->bytes + s.offset);
		if (order == 0) {
			memcpy(&s, table->bytes + head.translations + middle * sizeof s, sizeof s);
			return s.length ? (const char *)table->bytes + s.offset : NULL;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *
translate(const char *language, const char *msgid)
{
	const struct embedded *table = language && *msgid ? table_of(language) : NULL;
	const char *found = table ? look_up(table, msgid) : NULL;

	return found ? found : msgid;
}

/* "2026-11-20" and nothing else. */
static bool
is_date(const char *s, struct date *d)
{
	int end = 0;

	return strlen(s) == 10 && strspn(s, "0123456789-") == 10 && sscanf(s, "%4d-%2d-%2d%n", &d->year, &d->month, &d->day, &end) == 3 &&
	    end == 10 && date_valid(*d);
}

/* "2026-11-20 09:15", by the wall clock of the company: its day; the time stays. */
static bool
is_moment(const char *s, struct date *d)
{
	char day[DATE_TEXT];

	if (strlen(s) != 16 || s[10] != ' ' || s[13] != ':')
		return false;
	snprintf(day, sizeof day, "%.10s", s);
	return is_date(day, d);
}

/* Numbers that are written down and typed again. */
static bool
is_name(const char *name)
{
	static const char *const names[] = {"id", "batch", "line", "number", "port", "version", "year"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* What stands before a placeholder opens a quotation. French puts a no-break space after its mark. */
static bool
is_quoted(const struct buf *out)
{
	static const char *const marks[] = {"\"", "\xe2\x80\x9c", "\xc2\xab\xc2\xa0", "\xc2\xab\xe2\x80\xaf", "\xc2\xab "};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t n = strlen(marks[i]);
		if (out->length >= n && memcmp(out->bytes + out->length - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

static void
add_value(struct buf *out, const char *language, const char *name, const json_t *value)
{
	const char *s = json_string_value(value);
	bool plain = is_quoted(out);
	char *text, date[DATE_TEXT];
	size_t n = strlen(name);
	struct date d;

	if (s != NULL) {
		if (n >= 5 && strcmp(name + n - 5, "label") == 0)
			buf_str(out, translate(language, s));
		else if (!plain && is_moment(s, &d))
			buf_printf(out, "%s%s", date_show(d, language ? language : "en", date), s + 10);
		else
			buf_str(out, !plain && is_date(s, &d) ? date_show(d, language ? language : "en", date) : s);
		return;
	}
	text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
	if (text != NULL && json_is_number(value) && !plain && !is_name(name) && strpbrk(text, "eE") == NULL)
		number_show(out, text, language ? language : "en");
	else
		buf_str(out, text ? text : "");
	free(text);
}

char *
translate_fill(const char *language, const char *msgid, const json_t *args)
{
	struct buf out = BUF_EMPTY;

	for (const char *p = translate(language, msgid); *p != '\0';) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		char name[64] = "=";
		const char *said;

		if (end == NULL || (size_t)(end - p) >= sizeof name) {
			buf_byte(&out, *p++);
			continue;
		}
		memcpy(name + 1, p + 1, (size_t)(end - p - 1));
		name[end - p] = '\0';
		if ((said = json_string_value(json_object_get(args, name))) != NULL)
			buf_str(&out, said);
		else if (json_object_get(args, name + 1) != NULL)
			add_value(&out, language, name + 1, json_object_get(args, name + 1));
		else
			buf_add(&out, p, (size_t)(end + 1 - p));
		p = end + 1;
	}
	return buf_steal(&out);
}
