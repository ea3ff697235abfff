/* table_value.c: one value of the database, as scripts and as people read it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "server/rows.h"
#include "server/table_column.h"
#include "server/table_writer.h"
#include "shared/codes.h"
#include "shared/dates.h"
#include "shared/numbers.h"
#include "shared/phones.h"
#include "shared/repeats.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

void
column_money(struct buf *out, const struct table_cell *cell)
{
	const char *digits = cell->text;
	size_t n = cell->length;

	if (n > 0 && *digits == '-') {
		buf_byte(out, '-');
		digits++;
		n--;
	}
	buf_add(out, n > 2 ? digits : "0", n > 2 ? n - 2 : 1);
	buf_byte(out, '.');
	for (size_t i = n; i < 2; i++)
		buf_byte(out, '0');
	buf_add(out, n > 2 ? digits + n - 2 : digits, n > 2 ? 2 : n);
}

/* 2026-11-20 21:00:00.123456+00 becomes 2026-11-20T21:00:00.123Z. Anything else (infinity, BC) stays. */
static void
add_moment(struct buf *out, const char *text, size_t length)
{
	size_t zone;

	if (length < 22 || text[10] != ' ' || memcmp(text + length - 3, "+00", 3) != 0) {
		buf_add(out, text, length);
		return;
	}
	zone = length - 3;
	buf_add(out, text, 10);
	buf_byte(out, 'T');
	buf_add(out, text + 11, (zone > 23 ? 23 : zone) - 11);
	buf_byte(out, 'Z');
}

static void
add_tags(struct buf *out, const char *text, size_t length)
{
	json_t *tags = json_loadb(text, length, 0, NULL), *tag;
	size_t i;

	if (!json_is_array(tags))
		buf_add(out, text, length);
	json_array_foreach(tags, i, tag) {
		buf_str(out, i > 0 ? ", " : "");
		buf_str(out, json_is_string(tag) ? json_string_value(tag) : "");
	}
	json_decref(tags);
}

static void
add_sentence(struct buf *out, const struct table_cell *cell, const char *language)
{
	char *text = sentence_text(cell->text, cell->length, language);

	buf_str(out, text);
	free(text);
}

void
column_plain(struct buf *out, const struct table_column *column, const struct table_cell *cell)
{
	if (cell->text == NULL)
		return;
	switch (column->type) {
	case COLUMN_MONEY: column_money(out, cell); break;
	case COLUMN_BOOLEAN: buf_str(out, *cell->text == 't' ? "true" : "false"); break;
	case COLUMN_TIMESTAMP: add_moment(out, cell->text, cell->length); break;
	case COLUMN_TAGS: add_tags(out, cell->text, cell->length); break;
	case COLUMN_SENTENCE: add_sentence(out, cell, column->language); break;
	default: buf_add(out, cell->text, cell->length);
	}
}

void
column_json(struct buf *out, const struct table_column *column, const struct table_cell *cell)
{
	if (cell->text == NULL) {
		buf_str(out, "null");
		return;
	}
	value_write(out, column->type, cell->text, cell->length, column->language);
}

const char *
column_choice(const struct table_column *column, const struct table_cell *cell, size_t *length)
{
	size_t i;
	json_t *pair;

	json_array_foreach(column->choices, i, pair) {
		const json_t *code = json_array_get(pair, 0), *name = json_array_get(pair, 1);
		if (json_string_length(code) == cell->length && memcmp(json_string_value(code), cell->text, cell->length) == 0 &&
		    json_is_string(name)) {
			*length = json_string_length(name);
			return json_string_value(name);
		}
	}
	*length = cell->length;
	return cell->text;
}

void
column_safe(struct buf *out, const char *text, size_t length)
{
	char *line = text_clean_line(text, length);

	buf_str(out, line);
	free(line);
}

static void
show_amount(struct buf *out, const struct table_cell *cell, const char *language, const char *currency)
{
	struct buf plain = BUF_EMPTY;
	bool euro = currency == NULL || strcmp(currency, "EUR") == 0;

	column_money(&plain, cell);
	number_show(out, buf_text(&plain), language);
	buf_str(out, "\xc2\xa0");
	buf_str(out, euro ? "€" : currency);
	buf_free(&plain);
}

static int
digits(const char *p, int count)
{
	int value = 0;

	while (count-- > 0)
		value = value * 10 + (isdigit((unsigned char)*p) ? *p++ - '0' : 0);
	return value;
}

/* The first 10 (16 with the time) bytes of 2026-11-20 21:00:00… */
static void
show_day(struct buf *out, const char *text, size_t length, const char *language)
{
	struct date d;
	char shown[DATE_TEXT];

	if (length < 10 || text[4] != '-' || text[7] != '-' || (length > 10 && (length < 16 || text[10] != ' '))) {
		buf_add(out, text, length);
		return;
	}
	d = (struct date){.year = digits(text, 4), .month = digits(text + 5, 2), .day = digits(text + 8, 2)};
	buf_str(out, date_show(d, language, shown));
	if (length >= 16) {
		buf_byte(out, ' ');
		buf_add(out, text + 11, 5);
	}
}

static bool
is_format(const struct table_column *column, const char *format)
{
	return column->format != NULL && strcmp(column->format, format) == 0;
}

static void
show_number(struct buf *out, const struct table_column *column, const char *text, const char *language)
{
	bool unit = is_format(column, "km") || is_format(column, "percent");

	/* 10.000 % is 10 %: how exact it may be is not what it says. */
	if (is_format(column, "percent") && strchr(text, '.') != NULL) {
		char *plain = xstrdup(text);
		size_t n = strlen(plain);

		while (plain[n - 1] == '0')
			n--;
		plain[plain[n - 1] == '.' ? n - 1 : n] = '\0';
		number_show(out, plain, language);
		free(plain);
	} else if (column->type == COLUMN_DECIMAL || unit)	/* a whole number without a unit may be a year or a code: no marks in it */
		number_show(out, text, language);
	else
		buf_str(out, text);
	if (unit)
		buf_str(out, is_format(column, "km") ? "\xc2\xa0km" : "\xc2\xa0%");
}

static void
show_text(struct buf *out, const struct table_column *column, const struct table_cell *cell, const char *language)
{
	struct buf plain = BUF_EMPTY;
	size_t length;
	const char *text = column_choice(column, cell, &length);

	if (is_format(column, "phone"))
		phone_show(&plain, text);
	else if (column->format != NULL && !repeats_written(&plain, column->format, language, text))
		code_show(&plain, column->format, text);
	if (plain.length > 0) {
		text = buf_text(&plain);
		length = plain.length;
	}
	buf_add(out, text, length);
	buf_free(&plain);
}

void
column_written(struct buf *out, const struct table_column *column, const struct table_cell *cell, const char *language,
    const char *currency)
{
	if (cell->text == NULL)
		return;
	switch (column->type) {
	case COLUMN_MONEY: show_amount(out, cell, language, currency); break;
	case COLUMN_BOOLEAN: buf_str(out, translate(language, *cell->text == 't' ? N_("Yes") : N_("No"))); break;
	case COLUMN_DATE: show_day(out, cell->text, cell->length, language); break;
	case COLUMN_TIMESTAMP: show_day(out, cell->text, cell->length, language); break;
	case COLUMN_DECIMAL:
	case COLUMN_INTEGER: show_number(out, column, cell->text, language); break;
	case COLUMN_TAGS: add_tags(out, cell->text, cell->length); break;
	case COLUMN_SENTENCE: add_sentence(out, cell, language); break;
	default: show_text(out, column, cell, language);
	}
}

void
column_shown(struct buf *out, const struct table_column *column, const struct table_cell *cell, const char *language,
    const char *currency)
{
	struct buf shown = BUF_EMPTY;

	if (cell->text == NULL)
		return;
	column_written(&shown, column, cell, language, currency);
	column_safe(out, buf_text(&shown), shown.length);
	buf_free(&shown);
}
