/* table_reader.c: opens a file of rows: its format, its encoding, its text piece by piece. */
#include "server/table_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "server/table_format.h"
#include "server/table_names.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { READ_AT_ONCE = 64 * 1024 };
static const int64_t most_bytes = INT64_C(2) << 30;

/* In the order in which they are asked; what is no other format is a table with separators. */
static const struct table_format *const formats[] = {&read_xlsx, &read_ics, &read_vcf, &read_jsonl, &read_csv};

char *
table_read_names(void)
{
	struct buf names = BUF_EMPTY;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const char *also = formats[i]->also;

		buf_printf(&names, "%s%s (", names.length > 0 ? ", " : "", formats[i]->name);
		for (const char *at = also + 1; *at != '\0'; at++)
			if (*at != ' ' || at[1] != '\0')
				buf_str(&names, *at == ' ' ? ", " : (char[]){*at, '\0'});
		buf_byte(&names, ')');
	}
	return buf_steal(&names);
}

enum table_step
table_fail(struct table_reader *r, const char *msgid, json_t *args)
{
	if (r->why == NULL)
		r->why = translate_fill(r->options.language, msgid, args);
	json_decref(args);
	return TABLE_BROKEN;
}

void
table_note(struct table_reader *r, const char *msgid, json_t *args)
{
	char *text = translate_fill(r->options.language, msgid, args);
	size_t i;
	const json_t *note;

	json_decref(args);
	json_array_foreach(r->notes, i, note) {
		if (strcmp(json_string_value(note), text) == 0) {
			free(text);
			return;
		}
	}
	json_array_append_new(r->notes, json_string(text));
	free(text);
}

long
table_read(struct table_reader *r)
{
	int64_t most = r->options.most_bytes ? r->options.most_bytes : most_bytes;
	char *room = buf_reserve(&r->raw, READ_AT_ONCE);
	ssize_t n;

	if (r->ended || r->why != NULL)
		return r->why ? -1 : 0;
	do {
		n = read(r->fd, room, READ_AT_ONCE);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		table_fail(r, N_("The file could not be read: {reason}."), json_pack("{s:s}", "reason", strerror(errno)));
		return -1;
	}
	r->ended = n == 0;
	r->raw.length += (size_t)n;
	r->taken += n;
	if (r->taken > most) {
		table_fail(r, N_("The file is larger than {most} MiB."), json_pack("{s:I}", "most", (json_int_t)(most >> 20)));
		return -1;
	}
	return n;
}

/* Gives the used text back and decodes what raw holds. */
static void
decode(struct table_reader *r)
{
	if (r->at > 0) {
		buf_consume(&r->text, r->at);
		r->at = 0;
	}
	decoder_feed(r->decoder, r->raw.bytes, r->raw.length, r->ended, &r->text);
	r->raw.length = 0;
}

bool
table_fill(struct table_reader *r, size_t least)
{
	while (r->text.length - r->at <= least) {
		if (r->ended && r->raw.length == 0)
			break;
		if (r->raw.length == 0 && table_read(r) < 0)
			return false;
		decode(r);
	}
	if (r->ended && decoder_doubts(r->decoder) > 0)
		table_note(r, N_("{count} bytes mean nothing in {encoding}; they were read as well as could be."),
		    json_pack("{s:I,s:s}", "count", (json_int_t)decoder_doubts(r->decoder), "encoding", r->encoding.name));
	return r->at < r->text.length;
}

size_t
table_column(struct table_reader *r, const char *name)
{
	for (size_t i = 0; i < r->name_count; i++)
		if (strcmp(r->names[i], name) == 0)
			return i;
	if (r->name_count == r->name_room) {
		r->name_room = r->name_room ? r->name_room * 2 : 32;
		r->names = xreallocarray(r->names, r->name_room, sizeof *r->names);
	}
	r->names[r->name_count] = xstrdup(name);
	return r->name_count++;
}

static bool
format_is_called(const struct table_format *format, const char *name)
{
	char padded[24];

	if (strlen(name) + 3 > sizeof padded)
		return false;
	snprintf(padded, sizeof padded, " %s ", name);
	return strcasecmp(format->name, name) == 0 || strcasestr(format->also, padded) != NULL;
}

/* Files that people send by mistake, known by their first bytes. */
static const char *
known_stranger(const char *bytes, size_t length)
{
	static const struct { const char *bytes; size_t length; const char *sentence; } strangers[] = {
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8,
		    N_("This is an old Excel file (.xls) or one protected by a password: save it as .xlsx without a password.")},
		{"%PDF-", 5, N_("This is a PDF: a table cannot be read from it.")},
		{"\x1f\x8b", 2, N_("This file is compressed (gzip): decompress it first.")},
		{"BZh", 3, N_("This file is compressed (bzip2): decompress it first.")},
		{"\xfd" "7zXZ", 5, N_("This file is compressed (xz): decompress it first.")},
		{"7z\xbc\xaf", 4, N_("This file is compressed (7z): decompress it first.")},
		{"SQLite format 3", 15, N_("This is an SQLite database: export its tables as CSV.")},
		{"\x89PNG", 4, N_("This is a picture: a table cannot be read from it.")},
		{"\xff\xd8\xff", 3, N_("This is a picture: a table cannot be read from it.")},
	};

	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (length >= strangers[i].length && memcmp(bytes, strangers[i].bytes, strangers[i].length) == 0)
			return strangers[i].sentence;
	return NULL;
}

/* Many programs write their "Excel" export as a page of the web, and call it .xls. */
static bool
is_web_page(const char *text)
{
	static const char *const pages[] = {"<!doctype html", "<html", "<table", "<?xml"};

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strncasecmp(text, pages[i], strlen(pages[i])) == 0)
			return true;
	return false;
}

/* What is text, and no table all the same. */
static const char *
strange_text(struct table_reader *r)
{
	const char *text = buf_text(&r->text);
	size_t blank = strspn(text, " \t\r\n\f");

	if (blank == r->text.length && r->ended)
		return N_("The file is empty.");
	return r->format == NULL && is_web_page(text + blank)
	    ? N_("This is a web page or XML, whatever its name ends in: open it with a spreadsheet and save it as .xlsx or CSV.") : NULL;
}

static bool
open_text(struct table_reader *r)
{
	const struct table_options *o = &r->options;
	char line[24];

	if (o->encoding == NULL)
		encoding_guess(r->raw.bytes, r->raw.length, r->ended, &r->encoding);
	else if (!encoding_named(o->encoding, r->raw.bytes, r->raw.length, &r->encoding)) {
		table_fail(r, N_("“{name}” is not a known encoding."), json_pack("{s:s}", "name", o->encoding));
		return false;
	}
	if (r->encoding.binary) {
		const char *null = memchr(r->raw.bytes, '\0', r->raw.length);
		int64_t at = 1;

		for (const char *p = r->raw.bytes; p < null; p++)
			at += *p == '\n';
		snprintf(line, sizeof line, "%lld", (long long)at);
		table_fail(r, N_("This is not a text file: line {line} holds null bytes."), json_pack("{s:s}", "line", line));
		return false;
	}
	if (r->encoding.remark != NULL)
		table_note(r, r->encoding.remark, NULL);
	buf_consume(&r->raw, r->encoding.mark);
	r->decoder = decoder_new(r->encoding.name);
	if (r->decoder == NULL) {
		table_fail(r, N_("“{name}” is not a known encoding."), json_pack("{s:s}", "name", r->encoding.name));
		return false;
	}
	decode(r);
	return true;
}

static bool
choose_format(struct table_reader *r)
{
	const char *stranger = known_stranger(r->raw.bytes, r->raw.length);
	bool named = r->options.format != NULL;

	for (size_t i = 0; i < sizeof formats / sizeof *formats && r->format == NULL; i++)
		if (named ? format_is_called(formats[i], r->options.format)
			: formats[i]->binary && formats[i]->sniff(r->raw.bytes, r->raw.length))
			r->format = formats[i];
	if (named && r->format == NULL) {
		char *names = table_read_names();

		table_fail(r, N_("“{name}” is not a format that can be read: {formats}."), json_pack("{s:s,s:s}", "name", r->options.format, "formats", names));
		free(names);
		return false;
	}
	if (r->format == NULL && stranger != NULL) {
		table_fail(r, stranger, NULL);
		return false;
	}
	if (r->format != NULL && r->format->binary)
		return true;
	if (!open_text(r))
		return false;
	stranger = strange_text(r);
	if (stranger != NULL) {
		table_fail(r, stranger, NULL);
		return false;
	}
	for (size_t i = 0; i < sizeof formats / sizeof *formats && r->format == NULL; i++)
		if (!formats[i]->binary && formats[i]->sniff(r->text.length ? r->text.bytes : "", r->text.length))
			r->format = formats[i];
	return true;
}

struct table_reader *
table_open(int fd, const struct table_options *options, char **why)
{
	struct table_reader *r = xcalloc(1, sizeof *r);

	r->options = *options;
	r->fd = fd;
	r->line = 1;
	r->notes = json_array();
	buf_reserve(&r->raw, TABLE_SAMPLE);
	while (r->raw.length < TABLE_SAMPLE && !r->ended)
		if (table_read(r) < 0)
			break;
	if (r->why == NULL && r->raw.length == 0)
		table_fail(r, N_("The file is empty."), NULL);
	if (r->why == NULL && choose_format(r) && r->format->open(r))
		return r;
	*why = r->why;
	r->why = NULL;
	table_close(r);
	return NULL;
}

void
table_close(struct table_reader *r)
{
	if (r == NULL)
		return;
	if (r->state != NULL)
		r->format->close(r);
	for (size_t i = 0; i < r->name_count; i++)
		free(r->names[i]);
	free(r->names);
	decoder_free(r->decoder);
	buf_free(&r->raw);
	buf_free(&r->text);
	json_decref(r->notes);
	free(r->sheet);
	free(r->why);
	free(r);
}

enum table_step
table_next(struct table_reader *r, struct table_row *row)
{
	row_clear(row);
	return r->why ? TABLE_BROKEN : r->format->next(r, row);
}

const char *
table_why(const struct table_reader *r)
{
	return r->why;
}

const char *const *
table_names(const struct table_reader *r, size_t *count)
{
	*count = r->name_count;
	if (!r->format->named)
		return NULL;
	return (const char *const *)r->names;
}

const char *
table_format_name(const struct table_reader *r)
{
	return r->format->name;
}

const char *
table_key(const struct table_reader *r)
{
	return r->format->key;
}

const char *
table_encoding(const struct table_reader *r)
{
	return r->encoding.name;
}

char
table_separator(const struct table_reader *r)
{
	return r->separator;
}

const char *
table_sheet(const struct table_reader *r)
{
	return r->sheet ? r->sheet : "";
}

const json_t *
table_notes(const struct table_reader *r)
{
	return r->notes;
}
