/* value_read.c: text that people type → JSON values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/numbers.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/value.h"

static json_t *
read_number(const struct catalogue_field *f, const char *text, const char **why)
{
	struct number n;
	char fixed[NUMBER_TEXT], exact[NUMBER_TEXT];

	*why = N_("Not a number: write 1250 or 1 250,50 or =3*12,5.");
	if (!number_read(text, 0, &n) || (n.percent && strcmp(f->format, "percent") != 0))
		return NULL;
	if (f->type == TYPE_DECIMAL)
		return json_string(n.text);
	if (f->type == TYPE_MONEY) {
		*why = N_("An amount has at most two decimals.");
		if (!number_round(n.text, 2, fixed) || !number_round(n.text, 6, exact) ||
		    strncmp(exact, fixed, strlen(fixed)) != 0 ||
		    strspn(exact + strlen(fixed), "0") != strlen(exact + strlen(fixed)))
			return NULL;
		return json_string(fixed);
	}
	*why = N_("A whole number, please.");
	if (strspn(n.text, "-0123456789") != strlen(n.text) || strlen(n.text) > 18)
		return NULL;
	return json_integer(strtoll(n.text, NULL, 10));
}

static json_t *
read_date(const struct value_look *look, const char *text, const char **why)
{
	const struct date_reading how = {.today = look->today};
	struct date d;
	char iso[DATE_TEXT];

	*why = N_("Not a date: write 15, 15/3, 15/3/2027, t (today), +7 or fri.");
	return date_read(text, &how, &d) ? json_string(date_iso(d, iso)) : NULL;
}

static json_t *
read_timestamp(const struct value_look *look, const char *text, const char **why)
{
	const struct date_reading how = {.today = look->today};
	struct moment m;
	struct tm local = {.tm_isdst = -1}, utc;
	time_t when;
	char *iso;
	json_t *made;

	*why = N_("Not a date and time: write 15/3/2027 14:30.");
	if (!moment_read(text, &how, &m))
		return NULL;
	local.tm_year = m.date.year - 1900;
	local.tm_mon = m.date.month - 1;
	local.tm_mday = m.date.day;
	local.tm_hour = m.seconds / 3600;
	local.tm_min = m.seconds / 60 % 60;
	local.tm_sec = m.seconds % 60;
	when = m.zoned ? timegm(&local) - m.offset : mktime(&local);
	gmtime_r(&when, &utc);
	iso = xasprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		utc.tm_min, utc.tm_sec);
	made = json_string(iso);
	free(iso);
	return made;
}

static json_t *
read_boolean(const struct value_look *look, const char *text, const char **why)
{
	static const char *const words[][2] = {{"yes", "no"}, {"y", "n"}, {"true", "false"}, {"1", "0"}, {"oui", "non"},
		{"o", "n"}};
	char *folded = text_fold(text);
	json_t *made = NULL;

	(void)look;
	*why = N_("Yes or no, please.");
	for (size_t i = 0; i < sizeof words / sizeof *words && made == NULL; i++)
		made = strcmp(folded, words[i][0]) == 0 ? json_true()
			: strcmp(folded, words[i][1]) == 0 ? json_false() : NULL;
	free(folded);
	return made;
}

static json_t *
read_choice(const struct catalogue_field *f, const char *text, const char **why)
{
	*why = N_("Not one of the choices: Space shows them.");
	for (size_t i = 0; i < f->choice_count; i++)
		if (strcmp(f->choices[i].label, text) == 0 || strcmp(f->choices[i].value, text) == 0)
			return json_string(f->choices[i].value);
	return NULL;
}

static json_t *
read_tags(const char *text)
{
	json_t *tags = json_array();

	while (*text != '\0') {
		size_t skip = strspn(text, ", "), length;

		text += skip;
		length = strcspn(text, ",");
		while (length > 0 && text[length - 1] == ' ')
			length--;
		if (length > 0)
			json_array_append_new(tags, json_stringn(text, length));
		text += strcspn(text, ",");
	}
	return tags;
}

static json_t *
read_text(const struct catalogue_field *f, const char *text, const char **why)
{
	*why = N_("Too long.");
	if (f->max > 0 && text_clusters(text, strlen(text)) > (size_t)f->max)
		return NULL;
	return json_string(text);
}

json_t *
value_read(const struct value_look *look, const struct catalogue_field *f, const char *text, const char **why)
{
	size_t length = strlen(text);
	char *trimmed;
	json_t *made;

	while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
		length--;
	while (length > 0 && strchr(" \t", *text) != NULL) {
		text++;
		length--;
	}
	if (f->type == TYPE_TAGS)
		return read_tags(text);
	if (length == 0)
		return json_null();
	trimmed = xstrndup(text, length);
	made = f->choice_count > 0 ? read_choice(f, trimmed, why)
		: value_is_number(f) ? read_number(f, trimmed, why)
		: f->type == TYPE_DATE ? read_date(look, trimmed, why)
		: f->type == TYPE_TIMESTAMP ? read_timestamp(look, trimmed, why)
		: f->type == TYPE_BOOLEAN ? read_boolean(look, trimmed, why)
		: read_text(f, trimmed, why);
	free(trimmed);
	return made;
}

char *
value_echo(const struct value_look *look, const struct catalogue_field *f, const char *text)
{
	const struct date_reading how = {.today = look->today};
	struct date d;

	if (f->type != TYPE_DATE || *text == '\0' || !date_read(text, &how, &d))
		return NULL;
	return date_say(d, look->today, look->language);
}
