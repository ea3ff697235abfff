/* filter_value.c: what stands after an operator in a filter: one value, several, a range, nothing. */
#include "shared/filter_value.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/numbers.h"
#include "shared/translate.h"

static char *
quoted_text(struct filter *f)
{
	struct buf out = BUF_EMPTY;
	const char *start = f->at;

	for (f->at++; *f->at != '"'; f->at++) {
		if (*f->at == '\\' && (f->at[1] == '"' || f->at[1] == '\\'))
			f->at++;
		if (*f->at == '\0') {
			filter_wrong(f, start, N_("Character {at}: this quote is never closed. Add “\"” at the end of the value."), NULL);
			buf_free(&out);
			return NULL;
		}
		buf_byte(&out, *f->at);
	}
	f->at++;
	return buf_steal(&out);
}

char *
filter_text(struct filter *f, const char *ends)
{
	struct buf out = BUF_EMPTY;

	if (*f->at == '"')
		return quoted_text(f);
	for (; *f->at != '\0' && strchr(" \t()", *f->at) == NULL && strchr(ends, *f->at) == NULL; f->at++) {
		if (*ends != '\0' && f->at[0] == '.' && f->at[1] == '.')
			break;
		buf_byte(&out, *f->at);
	}
	return buf_steal(&out);
}

static json_t *
date_of(const struct filter *f, const char *text)
{
	struct date_reading how = {.today = f->how->today, .bias = DATE_PLAIN, .month_first = false};
	struct date from, to;
	char first[DATE_TEXT], last[DATE_TEXT];

	if (!date_read_span(text, &how, &from, &to))
		return json_null();
	return json_pack("[s,s]", date_iso(from, first), date_iso(to, last));
}

static json_t *
number_of(const char *text)
{
	struct number n;

	return number_read(text, '\0', &n) ? json_string(n.text) : json_null();
}

/* Sets what the texts also read as; says nothing where none reads as that. */
static void
add_readings(const struct filter *f, json_t *term, const json_t *value)
{
	json_t *dates = json_array(), *numbers = json_array();
	size_t i, count = json_is_array(value) ? json_array_size(value) : 1;
	bool any_date = false, any_number = false;

	for (i = 0; i < count; i++) {
		const char *text = json_string_value(json_is_array(value) ? json_array_get(value, i) : value);
		json_t *date = text ? date_of(f, text) : json_null(), *number = text ? number_of(text) : json_null();

		any_date |= !json_is_null(date);
		any_number |= !json_is_null(number);
		json_array_append_new(dates, date);
		json_array_append_new(numbers, number);
	}
	if (any_date)
		json_object_set(term, "date", json_is_array(value) ? dates : json_array_get(dates, 0));
	if (any_number)
		json_object_set(term, "number", json_is_array(value) ? numbers : json_array_get(numbers, 0));
	json_decref(dates);
	json_decref(numbers);
}

static json_t *
make_term(const struct filter *f, const char *field, const char *op, json_t *value)
{
	json_t *term = json_pack("{s:s,s:s}", "field", field, "op", op);

	if (value != NULL) {
		json_object_set(term, "value", value);
		add_readings(f, term, value);
		json_decref(value);
	}
	return term;
}

static json_t *
negate(json_t *term)
{
	return json_pack("{s:o}", "not", term);
}

static bool
at_end(const struct filter *f)
{
	return *f->at == '\0' || strchr(" \t()", *f->at) != NULL;
}

static json_t *
range_to(struct filter *f, const char *field, const char *op, char *from)
{
	const char *start = f->at;
	char *to = NULL;
	json_t *made = NULL;

	f->at += 2;
	to = filter_text(f, ",");
	if (*op == '<' || *op == '>')
		filter_wrong(f, start, N_("Character {at}: a range needs no {text}. Write field:1..5."), op);
	else if (to != NULL && *from == '\0' && *to == '\0')
		filter_wrong(f, start, N_("Character {at}: a range needs one end at least, as in year:2020.. or year:..2020."), NULL);
	else if (to != NULL && !at_end(f))
		filter_wrong(f, f->at, N_("Character {at}: a range has two ends and nothing after. Quote a text that holds “..” or “,”."), NULL);
	else if (to != NULL)
		made = make_term(f, field, "range", json_pack("[s?,s?]", *from ? from : NULL, *to ? to : NULL));
	free(from);
	free(to);
	return made != NULL && strcmp(op, "!=") == 0 ? negate(made) : made;
}

/* The rest of v1,v2,… after the first value, which this takes. */
static json_t *
list_from(struct filter *f, const char *field, const char *op, char *first)
{
	json_t *list = json_pack("[s]", first), *made;
	const char *start = f->at;

	free(first);
	while (*f->at == ',') {
		char *text;

		f->at++;
		start = f->at;
		text = filter_text(f, ",");
		if (text == NULL)
			break;
		if (*text == '\0')
			filter_wrong(f, start, N_("Character {at}: a value is missing beside the comma."), NULL);
		json_array_append_new(list, json_string(text));
		free(text);
		if (json_array_size(list) > FILTER_TERMS)
			filter_wrong(f, start, N_("Character {at}: a list has {text} values at most."), "64");
	}
	if (!at_end(f))
		filter_wrong(f, f->at, N_("Character {at}: “{text}” was not expected after the value. Put a space before, or quote the value."), f->at);
	if (f->wrong != NULL) {
		json_decref(list);
		return NULL;
	}
	made = make_term(f, field, "any", list);
	if (*op != '~')
		json_object_set_new(made, "exact", json_true());
	return *op == '!' ? negate(made) : made;
}

static json_t *
one_value(struct filter *f, const char *field, const char *op, char *text, bool quoted, const char *start)
{
	bool order = *op == '<' || *op == '>', negative = *op == '!';
	bool nothing = *text == '\0' || (!quoted && strcmp(text, "-") == 0), all = !quoted && strcmp(text, "*") == 0;
	json_t *made = NULL;

	if (!at_end(f))
		filter_wrong(f, f->at, N_("Character {at}: “{text}” was not expected after the value. Put a space before, or quote the value."), f->at);
	else if (order && (nothing || all))
		filter_wrong(f, start, N_("Character {at}: {text} needs a number, a date or a text after it."), op);
	else if (nothing)
		made = make_term(f, field, negative ? "filled" : "empty", NULL);
	else if (all)
		made = make_term(f, field, negative ? "empty" : "filled", NULL);
	else
		made = make_term(f, field, op, json_string(text));
	free(text);
	return made;
}

json_t *
filter_values(struct filter *f, const char *field, const char *op)
{
	const char *start = f->at;
	bool quoted = *start == '"', order = *op == '<' || *op == '>';
	char *text = filter_text(f, order ? "" : ",");

	if (text == NULL)
		return NULL;
	/* After < and > a comma belongs to the number, but ".." would still be a mistake worth a sentence. */
	if (order && !quoted && strstr(text, "..") != NULL) {
		filter_wrong(f, start, N_("Character {at}: a range needs no {text}. Write field:1..5."), op);
		free(text);
		return NULL;
	}
	if (f->at[0] == '.' && f->at[1] == '.')
		return range_to(f, field, op, text);
	if (*f->at == ',') {
		if (*text == '\0' && !quoted)
			filter_wrong(f, start, N_("Character {at}: a value is missing beside the comma."), NULL);
		return list_from(f, field, op, text);
	}
	return one_value(f, field, op, text, quoted, start);
}
