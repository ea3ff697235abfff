/* inbox_text.c: the bytes and the text of one part of a mail: decoded, converted, cleaned. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/encoding.h"
#include "server/inbox_inside.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

enum { MARKUP_MOST = 4 * 1024 * 1024 };	/* of HTML: what is said is a small part of it */

char *
inbox_bytes(GMimeObject *part, size_t most, size_t *length)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	GMimeStream *memory;
	GByteArray *bytes;
	char *copy = NULL;

	*length = 0;
	if (content == NULL && !GMIME_IS_MESSAGE_PART(part))
		return xcalloc(1, 1);
	memory = g_mime_stream_mem_new();
	if (content != NULL)
		g_mime_data_wrapper_write_to_stream(content, memory);
	else if (g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)) != NULL)
		g_mime_object_write_to_stream(GMIME_OBJECT(g_mime_message_part_get_message(GMIME_MESSAGE_PART(part))), NULL, memory);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	if (bytes != NULL && bytes->len <= most) {
		*length = bytes->len;
		copy = xmalloc(*length + 1);
		if (*length > 0)
			memcpy(copy, bytes->data, *length);
		copy[*length] = '\0';
	}
	g_object_unref(memory);
	return copy;
}

/* Valid, composed, and nothing that a terminal would obey; \n ends lines. */
static char *
settle(const char *text, size_t length, size_t most, bool lines)
{
	char *copy = xmalloc(length + 1), *nfc;
	size_t to = 0;

	for (size_t i = 0; i < length; i++)
		copy[i] = text[i] == '\0' ? ' ' : text[i];
	copy[length] = '\0';
	nfc = text_nfc(copy, length);
	free(copy);
	for (const unsigned char *p = (const unsigned char *)nfc; *p != '\0'; p++) {
		if (*p == '\n' || *p == '\t' || (*p == '\r' && p[1] != '\n'))
			nfc[to++] = !lines ? ' ' : *p == '\t' ? '\t' : '\n';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p++;	/* the controls of the second half */
		else if (*p >= ' ' && *p != 0x7f)
			nfc[to++] = (char)*p;
	}
	for (; to > most; to = most)
		while (most > 0 && ((unsigned char)nfc[most] & 0xc0) == 0x80)
			most--;	/* not in the middle of a character */
	nfc[to] = '\0';
	return nfc;
}

char *
inbox_clean(const char *text, size_t most)
{
	char *clean;
	size_t from, to;

	if (text == NULL)
		return NULL;
	clean = settle(text, strlen(text), most, false);
	from = strspn(clean, " ");
	to = strlen(clean);
	while (to > from && clean[to - 1] == ' ')
		to--;
	memmove(clean, clean + from, to - from);
	clean[to - from] = '\0';
	return clean;
}

/* What mail calls the charset, else what the bytes look like. */
static void
to_utf8(const char *charset, const char *bytes, size_t length, struct buf *out)
{
	struct encoding e;
	struct decoder *d;

	/* ASCII is a promise that programs break; what is there is looked at. */
	if (charset == NULL || strcasecmp(charset, "us-ascii") == 0 || !encoding_named(charset, bytes, length, &e))
		encoding_guess(bytes, length, true, &e);
	if (e.mark > length)
		e.mark = 0;
	d = e.binary ? decoder_new("WINDOWS-1252") : decoder_new(e.name);
	if (d == NULL)
		d = decoder_new("WINDOWS-1252");
	if (d != NULL)
		decoder_feed(d, bytes + e.mark, length - e.mark, true, out);
	decoder_free(d);
}

/* format=flowed (RFC 3676): a line that ends in a blank goes on in the next one. */
static char *
flowed(char *text, bool delete_blank)
{
	size_t length = strlen(text), to = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n' && to > 0 && text[to - 1] == ' ' && !(to >= 3 && memcmp(text + to - 3, "-- ", 3) == 0 && (to == 3 || text[to - 4] == '\n'))) {
			to -= delete_blank;
			i += text[i + 1] == ' ';	/* space-stuffed */
		} else
			text[to++] = text[i];
	}
	text[to] = '\0';
	return text;
}

char *
inbox_text(GMimeObject *part, bool *html)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	const char *format = g_mime_content_type_get_parameter(type, "format"), *delsp = g_mime_content_type_get_parameter(type, "delsp");
	struct buf utf8;
	size_t length;
	char *bytes = inbox_bytes(part, INBOX_RAW_MOST, &length), *text;

	*html = g_mime_content_type_is_type(type, "text", "html");
	if (bytes == NULL)
		return xstrdup("");
	if (length > (*html ? MARKUP_MOST : 2 * INBOX_TEXT_MOST))
		length = *html ? MARKUP_MOST : 2 * INBOX_TEXT_MOST;
	buf_init(&utf8, 0);
	to_utf8(g_mime_content_type_get_parameter(type, "charset"), bytes, length, &utf8);
	free(bytes);
	if (*html) {
		char *plain;
		text = settle(utf8.bytes ? utf8.bytes : "", utf8.length, MARKUP_MOST, true);
		plain = inbox_html_text(text, strlen(text));
		free(text);
		text = settle(plain, strlen(plain), INBOX_TEXT_MOST, true);	/* entities may name what was not there */
		free(plain);
	} else {
		text = settle(utf8.bytes ? utf8.bytes : "", utf8.length, INBOX_TEXT_MOST, true);
		if (format != NULL && strcasecmp(format, "flowed") == 0)
			text = flowed(text, delsp != NULL && strcasecmp(delsp, "yes") == 0);
	}
	buf_free(&utf8);
	return text;
}
