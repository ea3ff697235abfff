/* table_writer_xlsx.c: a workbook with typed cells, in libxlsxwriter's constant memory mode: rows go to a temporary file as they
   come. Text is written as text, never as a formula; the one formula is the total that we compute ourselves. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>
#include <xlsxwriter.h>

#include "server/table_writer.h"
#include "shared/dates.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum {
	SHEET_ROWS = 1048576, CELL_CHARACTERS = 32767, SAMPLE_ROWS = 1000, WIDTH_MIN = 6, WIDTH_MAX = 60,
	EPOCH = 25569,			/* 1970-01-01 in days since Excel's day 0 */
	FIRST_DAY = 61,			/* before 1900-03-01 Excel counts a leap day that never was */
	EXACT_DIGITS = 15		/* what a double always keeps */
};

__extension__ typedef __int128 wide;

struct xlsx_column {
	lxw_format *format;
	int width;			/* widest text of the first rows */
	wide total;
	bool wrote;			/* a total makes sense: there was an amount */
	char *ranges;			/* F2:F1048576 of the sheets before, as arguments of the total */
};

struct xlsx_state {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *bold;
	struct xlsx_column *columns;
	uint32_t row;			/* the next row of the sheet */
	uint32_t limit;
	int sheets;
	int file;			/* has no name any more: it goes with us */
	char sheet_name[128];
	struct buf text;
	char *currency;			/* the one currency of all rows so far */
	int currency_column;		/* -1: none */
	bool mixed;			/* several currencies: they do not add up */
	bool totals;
};

static const char *
number_format(const struct table_writer *w, const struct table_column *c)
{
	static const struct {
		const char *format, *code;
	} named[] = {{"km", "#,##0"}, {"percent", "General\"\xc2\xa0%\""}};
	bool french = w->options.language != NULL && strncmp(w->options.language, "fr", 2) == 0;

	switch (c->type) {
	case COLUMN_DATE: return french ? "dd/mm/yyyy" : "yyyy-mm-dd";
	case COLUMN_TIMESTAMP: return french ? "dd/mm/yyyy hh:mm" : "yyyy-mm-dd hh:mm";
	case COLUMN_INTEGER:
	case COLUMN_DECIMAL:
		for (size_t i = 0; c->format != NULL && i < sizeof named / sizeof *named; i++)
			if (strcmp(named[i].format, c->format) == 0)
				return named[i].code;
		return NULL;
	default: return NULL;
	}
}

static lxw_format *
format_of(struct table_writer *w, const struct table_column *c, bool bold)
{
	struct xlsx_state *s = w->state;
	const char *code = number_format(w, c), *currency = w->options.currency ? w->options.currency : "EUR";
	char money[64];
	lxw_format *made;

	if (c->type == COLUMN_MONEY) {
		if (s->currency_column >= 0)	/* another column says it, row by row */
			snprintf(money, sizeof money, "#,##0.00");
		else
			snprintf(money, sizeof money, "#,##0.00\xc2\xa0[$%.8s]", strcmp(currency, "EUR") == 0 ? "€" : currency);
		code = money;
	}
	if (code == NULL && !bold)
		return NULL;
	made = workbook_add_format(s->book);
	if (code != NULL)
		format_set_num_format(made, code);
	if (bold)
		format_set_bold(made);
	return made;
}

/* A sheet's name holds 31 characters and none of []:*?/\ nor an apostrophe at an end. */
static void
name_sheet(struct xlsx_state *s, const char *title, int number)
{
	const uint8_t *p = (const uint8_t *)(title ? title : "");
	char suffix[16] = "";
	size_t room, used = 0, count = 0;
	ucs4_t c;

	if (number > 1)
		snprintf(suffix, sizeof suffix, " %d", number);
	room = 31 - strlen(suffix);
	while (u8_next(&c, p) != NULL && count < room && used + 8 < sizeof s->sheet_name) {
		int n = u8_mbtouc(&c, p, 4);
		bool bad = c < 0x20 || (c < 0x80 && strchr("[]:*?/\\'", (int)c) != NULL);

		count += c > 0xffff ? 2 : 1;	/* Excel counts in UTF-16 */
		if (count > room)
			break;
		if (bad)
			s->sheet_name[used++] = ' ';
		else
			memcpy(s->sheet_name + used, p, (size_t)n);
		used += bad ? 0 : (size_t)n;
		p += n;
	}
	while (used > 0 && s->sheet_name[used - 1] == ' ')
		used--;
	if (used == 0) {
		memcpy(s->sheet_name, "Sheet", 5);
		used = 5;
	}
	snprintf(s->sheet_name + used, sizeof s->sheet_name - used, "%s", suffix);
}

static void
add_sheet(struct table_writer *w)
{
	struct xlsx_state *s = w->state;

	name_sheet(s, w->options.title, ++s->sheets);
	s->sheet = workbook_add_worksheet(s->book, s->sheet_name);
	if (s->sheet == NULL)		/* Excel reserves some names, such as History */
		s->sheet = workbook_add_worksheet(s->book, NULL);
	if (s->sheet == NULL) {
		w->broken = true;
		return;
	}
	snprintf(s->sheet_name, sizeof s->sheet_name, "%s", s->sheet->name);
	for (size_t i = 0; i < w->count; i++)
		worksheet_write_string(s->sheet, 0, (lxw_col_t)i, w->columns[i].title, s->bold);
	worksheet_freeze_panes(s->sheet, 1, 0);
	s->row = 1;
}

static void
begin(struct table_writer *w)
{
	struct xlsx_state *s = w->state;
	const char *folder = w->options.folder ? w->options.folder : getenv("TMPDIR");
	char *path = xasprintf("%s/comptoir-XXXXXX", folder ? folder : "/tmp"), link[32];
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)(uintptr_t)w->options.folder};

	buf_init(&s->text, 0);
	s->limit = w->options.sheet_rows ? w->options.sheet_rows : SHEET_ROWS;
	s->columns = xcalloc(w->count, sizeof *s->columns);
	s->currency_column = -1;
	s->file = mkostemp(path, O_CLOEXEC);
	if (s->file >= 0)
		unlink(path);
	free(path);
	snprintf(link, sizeof link, "/proc/self/fd/%d", s->file);
	s->book = s->file >= 0 ? workbook_new_opt(link, &options) : NULL;
	if (s->book == NULL || w->count > LXW_COL_MAX) {
		w->broken = true;
		return;
	}
	s->bold = workbook_add_format(s->book);
	format_set_bold(s->bold);
	for (size_t i = 0; i < w->count; i++) {
		if (strcmp(w->columns[i].name, "currency") == 0)
			s->currency_column = (int)i;
		s->totals |= w->columns[i].type == COLUMN_MONEY;
	}
	for (size_t i = 0; i < w->count; i++) {
		s->columns[i].format = format_of(w, &w->columns[i], false);
		s->columns[i].width = (int)u8_mbsnlen((const uint8_t *)w->columns[i].title, strlen(w->columns[i].title)) + 2;
	}
	add_sheet(w);
}

/* How long a text is, in characters at most; cuts one that no cell can hold. */
static int
measure(struct table_writer *w, size_t column, const char *text, size_t *length)
{
	struct xlsx_state *s = w->state;
	size_t n = 0;

	if (w->rows > SAMPLE_ROWS && *length <= CELL_CHARACTERS)
		return 0;
	for (size_t i = 0; i < *length; i++) {
		if (((unsigned char)text[i] & 0xc0) == 0x80)
			continue;
		/* A character outside the basic plane counts twice for Excel. */
		n += (unsigned char)text[i] >= 0xf0 ? 2 : 1;
		if (n > CELL_CHARACTERS) {
			*length = i;
			w->cut++;
			break;
		}
	}
	if (w->rows <= SAMPLE_ROWS && (int)n > s->columns[column].width)
		s->columns[column].width = (int)n;
	return (int)n;
}

/* Excel reads _x0041_ as A: such an underline is itself written as _x005F_. */
static void
add_escaped(struct buf *out, const char *text, size_t length)
{
	size_t from = 0;

	for (size_t i = 0; i + 7 <= length; i++) {
		if (text[i] != '_' || text[i + 1] != 'x' || text[i + 6] != '_' || !isxdigit((unsigned char)text[i + 2]) ||
		    !isxdigit((unsigned char)text[i + 3]) || !isxdigit((unsigned char)text[i + 4]) || !isxdigit((unsigned char)text[i + 5]))
			continue;
		buf_add(out, text + from, i - from);
		buf_str(out, "_x005F");
		from = i;
	}
	buf_add(out, text + from, length - from);
}

static void
write_text(struct table_writer *w, size_t column, const char *text, size_t length)
{
	struct xlsx_state *s = w->state;

	measure(w, column, text, &length);
	s->text.length = 0;
	if (memchr(text, '_', length) != NULL)
		add_escaped(&s->text, text, length);
	else
		buf_add(&s->text, text, length);
	if (worksheet_write_string(s->sheet, s->row, (lxw_col_t)column, buf_text(&s->text), NULL) != LXW_NO_ERROR)
		w->broken = true;
}

/* Digits with a point into a double; false when a double would not give them back. */
static bool
exact(const char *text, size_t length, double *value)
{
	char copy[40];
	int digits = 0;

	if (length == 0 || length >= sizeof copy)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (isdigit((unsigned char)text[i]))
			digits += digits > 0 || text[i] != '0';
		else if (text[i] != '.' && !(i == 0 && text[i] == '-'))
			return false;
	}
	memcpy(copy, text, length);
	copy[length] = '\0';
	*value = strtod(copy, NULL);
	return digits <= EXACT_DIGITS;
}

static int
number_at(const char *p, int count)
{
	int value = 0;

	for (; count > 0; count--, p++) {
		if (!isdigit((unsigned char)*p))
			return -1;
		value = value * 10 + (*p - '0');
	}
	return value;
}

/* 2026-11-20 or 2026-11-20 21:00:00.123 into days; false for what Excel's calendar lacks. */
static bool
serial(const char *text, size_t length, double *value)
{
	struct date d;
	int hour = 0, minute = 0, second = 0;
	double fraction = 0;

	if (length < 10 || text[4] != '-' || text[7] != '-')
		return false;
	d = (struct date){.year = number_at(text, 4), .month = number_at(text + 5, 2), .day = number_at(text + 8, 2)};
	if (!date_valid(d) || date_to_days(d) + EPOCH < FIRST_DAY)
		return false;
	if (length >= 19 && text[10] == ' ') {
		hour = number_at(text + 11, 2);
		minute = number_at(text + 14, 2);
		second = number_at(text + 17, 2);
		if (length >= 23 && text[19] == '.' && number_at(text + 20, 3) > 0)
			fraction = number_at(text + 20, 3) / 1000.0;
	} else if (length > 10) {
		return false;
	}
	if (hour < 0 || minute < 0 || second < 0)
		return false;
	*value = date_to_days(d) + EPOCH + (hour * 3600 + minute * 60 + second + fraction) / 86400.0;
	return true;
}

static void
add_up(struct xlsx_state *s, size_t column, const struct table_cell *cell)
{
	wide cents = 0;
	bool negative = *cell->text == '-';

	for (size_t i = negative; i < cell->length; i++)
		cents = cents * 10 + (cell->text[i] - '0');
	s->columns[column].total += negative ? -cents : cents;
	s->columns[column].wrote = true;
}

static void
write_cell(struct table_writer *w, size_t i, const struct table_cell *cell)
{
	struct xlsx_state *s = w->state;
	const struct table_column *c = &w->columns[i];
	struct buf *money = &s->text;
	const char *text;
	size_t length;
	double value;

	switch (c->type) {
	case COLUMN_BOOLEAN: worksheet_write_boolean(s->sheet, s->row, (lxw_col_t)i, *cell->text == 't', NULL); return;
	case COLUMN_INTEGER:
	case COLUMN_DECIMAL:
		if (!exact(cell->text, cell->length, &value))
			break;
		worksheet_write_number(s->sheet, s->row, (lxw_col_t)i, value, s->columns[i].format);
		if ((int)cell->length > s->columns[i].width)
			s->columns[i].width = (int)cell->length;
		return;
	case COLUMN_MONEY:
		add_up(s, i, cell);
		money->length = 0;
		column_money(money, cell);
		if (!exact(money->bytes, money->length, &value))
			break;
		worksheet_write_number(s->sheet, s->row, (lxw_col_t)i, value, s->columns[i].format);
		if ((int)money->length + 5 > s->columns[i].width)
			s->columns[i].width = (int)money->length + 5;	/* group marks, currency */
		return;
	case COLUMN_DATE:
	case COLUMN_TIMESTAMP:
		if (!serial(cell->text, cell->length, &value))
			break;
		worksheet_write_number(s->sheet, s->row, (lxw_col_t)i, value, s->columns[i].format);
		return;
	default: break;
	}
	if (c->type == COLUMN_TEXT || c->type == COLUMN_DATE || c->type == COLUMN_TIMESTAMP) {
		text = column_choice(c, cell, &length);
		write_text(w, i, text, length);
		return;
	}
	struct buf plain = BUF_EMPTY;
	column_plain(&plain, c, cell);
	write_text(w, i, buf_text(&plain), plain.length);
	buf_free(&plain);
}

/* What is set once a sheet's rows are known. Its data ends before `row`. */
static void
finish_sheet(struct table_writer *w)
{
	struct xlsx_state *s = w->state;

	for (size_t i = 0; i < w->count; i++) {
		struct xlsx_column *c = &s->columns[i];
		int width = c->width;

		if (w->columns[i].type == COLUMN_DATE && width < 11)
			width = 11;
		else if (w->columns[i].type == COLUMN_TIMESTAMP && width < 17)
			width = 17;
		width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
		worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
		if (w->columns[i].type == COLUMN_MONEY && s->row > 1) {
			char column[LXW_MAX_COL_NAME_LENGTH];
			char *ranges;

			lxw_col_to_name(column, (lxw_col_t)i, 0);
			/* The last sheet holds the total and needs no name before its own cells. */
			ranges = xasprintf("%s%s'%s'!%s2:%s%u", c->ranges ? c->ranges : "", c->ranges ? "," : "", s->sheet_name, column,
			    column, (unsigned)s->row);
			free(c->ranges);
			c->ranges = ranges;
		}
	}
	if (w->count > 0)
		worksheet_autofilter(s->sheet, 0, 0, s->row > 1 ? s->row - 1 : 1, (lxw_col_t)(w->count - 1));
}

static void
watch_currency(struct xlsx_state *s, const struct table_cell *cells)
{
	const struct table_cell *cell = s->currency_column >= 0 ? &cells[s->currency_column] : NULL;

	if (cell == NULL || cell->text == NULL || s->mixed)
		return;
	if (s->currency == NULL)
		s->currency = xstrndup(cell->text, cell->length);
	else
		s->mixed = strlen(s->currency) != cell->length || memcmp(s->currency, cell->text, cell->length) != 0;
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct xlsx_state *s = w->state;

	/* One row is kept for the totals. */
	if (s->row >= s->limit - (s->totals ? 1 : 0)) {
		finish_sheet(w);
		add_sheet(w);
		if (w->broken)
			return;
	}
	watch_currency(s, cells);
	for (size_t i = 0; i < w->count; i++)
		if (cells[i].text != NULL)
			write_cell(w, i, &cells[i]);
	s->row++;
}

static void
write_totals(struct table_writer *w)
{
	struct xlsx_state *s = w->state;
	bool labelled = false;

	for (size_t i = 0; i < w->count; i++) {
		struct xlsx_column *c = &s->columns[i];
		char *formula;

		if (w->columns[i].type != COLUMN_MONEY) {
			if (!labelled)
				worksheet_write_string(s->sheet, s->row, (lxw_col_t)i, translate(w->options.language, N_("Total")), s->bold);
			labelled = true;
			continue;
		}
		labelled = true;		/* it would stand to the right of its numbers */
		if (!c->wrote)
			continue;
		/* 109: the sum of the rows that the filter shows. */
		formula = xasprintf("=SUBTOTAL(109,%s)", c->ranges);
		worksheet_write_formula_num(s->sheet, s->row, (lxw_col_t)i, formula, format_of(w, &w->columns[i], true),
		    (double)c->total / 100.0);
		free(formula);
	}
}

static void
copy_out(struct table_writer *w)
{
	struct xlsx_state *s = w->state;
	char bytes[64 * 1024];
	ssize_t n;

	if (lseek(s->file, 0, SEEK_SET) != 0)
		w->broken = true;
	while (!w->broken && (n = read(s->file, bytes, sizeof bytes)) != 0) {
		if (n > 0)
			w->broken = !w->options.write(w->options.to, bytes, (size_t)n);
		else if (errno != EINTR)
			w->broken = true;
	}
}

static void
end(struct table_writer *w)
{
	struct xlsx_state *s = w->state;
	lxw_workbook *book = s->book;

	finish_sheet(w);
	if (s->totals && !s->mixed && w->rows > 0)
		write_totals(w);
	s->book = NULL;			/* workbook_close frees it, also when it fails */
	if (workbook_close(book) != LXW_NO_ERROR)
		w->broken = true;
	copy_out(w);
}

static void
free_state(struct table_writer *w)
{
	struct xlsx_state *s = w->state;

	if (s->book != NULL)
		lxw_workbook_free(s->book);
	if (s->file >= 0)
		close(s->file);
	for (size_t i = 0; i < w->count; i++)
		free(s->columns[i].ranges);
	free(s->columns);
	free(s->currency);
	buf_free(&s->text);
}

const struct table_format table_xlsx = {
	.name = "xlsx", .media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	.help = N_("Excel workbook: typed cells, frozen heading, filter, totals"), .for_people = true,
	.state_size = sizeof(struct xlsx_state), .begin = begin, .row = row, .end = end, .free = free_state,
};
