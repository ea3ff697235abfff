/* value.c: JSON values → text for people. */
#include "tui/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/numbers.h"
#include "shared/phones.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static bool
is_format(const struct catalogue_field *f, const char *format)
{
	return strcmp(f->format, format) == 0;
}

bool
value_is_number(const struct catalogue_field *f)
{
	return f->refers == NULL && f->choice_count == 0 &&
		(f->type == TYPE_INTEGER || f->type == TYPE_DECIMAL || f->type == TYPE_MONEY);
}

int
value_cells(const struct catalogue_field *f)
{
	return f->type == TYPE_DATE ? 10 : f->type == TYPE_TIMESTAMP ? 16 : 0;
}

/* The plain decimal text of a number or of a decimal string; null when it is neither. The caller owns it. */
static char *
plain_number(const json_t *value)
{
	if (json_is_integer(value))
		return xasprintf("%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return xasprintf("%.6g", json_real_value(value));
	return xstrdup_or_null(json_string_value(value));
}

static const char *
sign_of(const char *currency)
{
	static const struct { const char *code, *sign; } signs[] = {{"EUR", "€"}, {"USD", "$"}, {"GBP", "£"}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcmp(signs[i].code, currency) == 0)
			return signs[i].sign;
	return currency;
}

static char *
number_text(const struct value_look *look, const struct catalogue_field *f, const json_t *value, const char *currency)
{
	char *plain = plain_number(value), fixed[NUMBER_TEXT];
	struct buf out = BUF_EMPTY;

	if (plain == NULL)
		return xstrdup("");
	if (f->type == TYPE_MONEY && number_round(plain, 2, fixed))
		number_show(&out, fixed, look->language);
	else if (f->type == TYPE_INTEGER && strlen(plain) <= 4 && *f->format == '\0')
		buf_str(&out, plain);		/* a year is not 2 026 */
	else
		number_show(&out, plain, look->language);
	if (f->type == TYPE_MONEY && currency != NULL)
		buf_printf(&out, "\u00a0%s", sign_of(currency));
	else if (is_format(f, "km"))
		buf_str(&out, "\u00a0km");
	else if (is_format(f, "percent"))
		buf_str(&out, "\u00a0%");
	free(plain);
	return buf_steal(&out);
}

static char *
date_text(const struct value_look *look, const char *iso)
{
	struct date d;
	char text[DATE_TEXT];

	if (sscanf(iso, "%d-%d-%d", &d.year, &d.month, &d.day) != 3 || !date_valid(d))
		return xstrdup(iso);
	return xstrdup(date_show(d, look->language, text));
}

/* The wire speaks UTC; the process's time zone is the company's. */
static char *
timestamp_text(const struct value_look *look, const char *iso)
{
	struct tm utc = {0}, local;
	time_t when;
	char *day, *text;
	char ymd[32];

	if (sscanf(iso, "%d-%d-%dT%d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min) != 5)
		return xstrdup(iso);
	utc.tm_year -= 1900;
	utc.tm_mon -= 1;
	when = timegm(&utc);
	localtime_r(&when, &local);
	snprintf(ymd, sizeof ymd, "%04d-%02d-%02d", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
	day = date_text(look, ymd);
	text = xasprintf("%s %02d:%02d", day, local.tm_hour, local.tm_min);
	free(day);
	return text;
}

static char *
phone_text(const char *number)
{
	struct buf out = BUF_EMPTY;

	phone_show(&out, number);
	return buf_steal(&out);
}

/* Plates and company numbers are stored without separators and read with them. */
static char *
code_text(const struct catalogue_field *f, const char *code)
{
	struct buf out = BUF_EMPTY;

	code_show(&out, f->format, code);
	return buf_steal(&out);
}

static char *
tags_text(const json_t *value)
{
	struct buf out = BUF_EMPTY;
	size_t i;
	const json_t *one;

	json_array_foreach(value, i, one) {
		if (i > 0)
			buf_str(&out, ", ");
		buf_str(&out, json_string_value(one) ? json_string_value(one) : "");
	}
	return buf_steal(&out);
}

static char *
reference_text(const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	char *key = xasprintf("%s.label", f->name);
	const char *label = json_string_value(json_object_get(row, key));

	free(key);
	if (label != NULL && f->named_by != NULL && f->named_by->type == TYPE_TEXT)
		return code_text(f->named_by, label);
	return label ? xstrdup(label) : xasprintf("n° %lld", (long long)json_integer_value(value));
}

static char *
any_text(const json_t *value)
{
	char *dumped;

	if (json_is_string(value))
		return xstrdup(json_string_value(value));
	dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	return dumped ? dumped : xstrdup("");
}

static const char *
currency_of(const struct value_look *look, const json_t *row)
{
	const char *own = json_string_value(json_object_get(row, "currency"));

	return own && *own ? own : look->currency;
}

char *
value_text(const struct value_look *look, const struct catalogue_field *f, const json_t *row)
{
	const json_t *value = json_object_get(row, f->name);
	const char *text = json_string_value(value);

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	/* A draft may hold any text where a record has a number or a truth. */
	if (f->refers != NULL && text == NULL)
		return reference_text(f, row, value);
	if (f->choice_count > 0)
		return xstrdup(catalogue_choice(f, text) ? catalogue_choice(f, text) : text ? text : "");
	if (value_is_number(f))
		return number_text(look, f, value, currency_of(look, row));
	if (f->type == TYPE_BOOLEAN && (text == NULL || strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		return xstrdup(translate(look->language, json_is_true(value) || (text != NULL && *text == 't') ? N_("Yes") : N_("No")));
	if (f->type == TYPE_TAGS)
		return tags_text(value);
	if (text == NULL)
		return any_text(value);
	if (f->type == TYPE_DATE)
		return date_text(look, text);
	if (f->type == TYPE_TIMESTAMP)
		return timestamp_text(look, text);
	return is_format(f, "phone") ? phone_text(text) : code_text(f, text);
}

char *
value_edit(const struct value_look *look, const struct catalogue_field *f, const json_t *value)
{
	json_t *row;
	char *text;

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	if (value_is_number(f)) {
		text = plain_number(value);
		if (text != NULL && strcmp(look->language, "fr") == 0 && strchr(text, '.') != NULL)
			*strchr(text, '.') = ',';
		return text ? text : xstrdup("");
	}
	row = json_object();
	json_object_set(row, f->name, (json_t *)(uintptr_t)value);
	text = value_text(look, f, row);
	json_decref(row);
	return text;
}

char *
value_label(const struct value_look *look, const struct catalogue_entity *e, const json_t *row)
{
	const struct catalogue_field *f = catalogue_field(e, e->label);
	const json_t *id = json_object_get(row, "id");
	char *text = f ? value_text(look, f, row) : NULL;

	if (text != NULL && *text != '\0')
		return text;
	free(text);
	return json_is_integer(id) ? xasprintf("n° %lld", (long long)json_integer_value(id)) : xstrdup("");
}

char *
value_count(const char *language, json_int_t count, bool capped)
{
	struct buf out = BUF_EMPTY;
	char plain[32];

	snprintf(plain, sizeof plain, "%lld", (long long)count);
	number_show(&out, plain, language);
	if (capped)
		buf_byte(&out, '+');
	return buf_steal(&out);
}

char *
value_link(const struct catalogue_field *f, const json_t *row)
{
	const char *text = json_string_value(json_object_get(row, f->name));

	if (text == NULL || *text == '\0')
		return NULL;
	if (strcmp(f->format, "email") == 0)
		return xasprintf("mailto:%s", text);
	if (strcmp(f->format, "phone") == 0)
		return xasprintf("tel:%s", text);
	/* Another scheme could start a program. */
	if (strcmp(f->format, "url") == 0)
		return strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0 ? xstrdup(text)
			: strchr(text, ':') == NULL ? xasprintf("https://%s", text) : NULL;
	return NULL;
}
