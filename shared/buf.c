/* buf.c: a growable row of bytes with a hard limit. */
#include "shared/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "shared/xmalloc.h"

enum { KEEP_ROOM = 64 * 1024 };

void
buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf)BUF_EMPTY;
	b->limit = limit;
}

void
buf_free(struct buf *b)
{
	free(b->bytes);
	buf_init(b, b->limit);
}

void
buf_clear(struct buf *b)
{
	if (b->room > KEEP_ROOM)
		buf_free(b);
	b->length = 0;
	b->full = false;
}

char *
buf_reserve(struct buf *b, size_t more)
{
	size_t room;

	if (b->limit != 0 && (more > b->limit || b->length > b->limit - more)) {
		b->full = true;
		return NULL;
	}
	if (b->length + more + 1 > b->room) {
		room = b->room ? b->room : 256;
		while (room < b->length + more + 1)
			room *= 2;
		b->bytes = xreallocarray(b->bytes, room, 1);
		b->room = room;
	}
	return b->bytes + b->length;
}

void
buf_add_more(struct buf *b, const void *bytes, size_t length)
{
	char *to = buf_reserve(b, length);

	if (to != NULL && length > 0) {
		memcpy(to, bytes, length);
		b->length += length;
	}
}

void
buf_str(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	buf_str(b, text);
	free(text);
}

void
buf_int(struct buf *b, int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)number);

	buf_add(b, digits, (size_t)n);
}

void
buf_consume(struct buf *b, size_t count)
{
	if (count >= b->length) {
		b->length = 0;
		return;
	}
	memmove(b->bytes, b->bytes + count, b->length - count);
	b->length -= count;
}

const char *
buf_text(struct buf *b)
{
	if (b->bytes == NULL)
		return "";
	b->bytes[b->length] = '\0';	/* buf_reserve always leaves one byte more */
	return b->bytes;
}

char *
buf_steal(struct buf *b)
{
	char *mine;

	if (b->bytes == NULL)
		return xstrdup("");
	b->bytes[b->length] = '\0';
	mine = b->bytes;
	buf_init(b, b->limit);
	return mine;
}

void
buf_json_string(struct buf *b, const char *text, size_t length)
{
	static const char hex[] = "0123456789abcdef";
	size_t from = 0, i = 0;

	buf_byte(b, '"');
	while (i < length) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			i++;
			continue;
		}
		if (c >= 0x80) {
			ucs4_t point;
			int n = u8_mbtoucr(&point, (const uint8_t *)text + i, length - i);
			if (n > 0) {
				i += (size_t)n;
				continue;
			}
			buf_add(b, text + from, i - from);
			buf_str(b, "\xef\xbf\xbd");
			from = ++i;
			continue;
		}
		buf_add(b, text + from, i - from);
		switch (c) {
		case '"': buf_str(b, "\\\""); break;
		case '\\': buf_str(b, "\\\\"); break;
		case '\n': buf_str(b, "\\n"); break;
		case '\r': buf_str(b, "\\r"); break;
		case '\t': buf_str(b, "\\t"); break;
		default:
			buf_str(b, "\\u00");
			buf_byte(b, hex[c >> 4]);
			buf_byte(b, hex[c & 15]);
		}
		from = ++i;
	}
	buf_add(b, text + from, length - from);
	buf_byte(b, '"');
}

void
buf_json_str(struct buf *b, const char *text)
{
	if (text == NULL)
		buf_str(b, "null");
	else
		buf_json_string(b, text, strlen(text));
}
