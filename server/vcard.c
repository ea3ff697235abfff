/* vcard.c: one property of a vCard 2.1 (versit), 3.0 (RFC 2426) or 4.0 (RFC 6350). */
#include "server/vcard.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "server/encoding.h"
#include "shared/buf.h"
#include "shared/xmalloc.h"

/* Where the value begins: the first colon outside quotation marks. Null: no property. */
static const char *
colon(const char *line, size_t length)
{
	bool quoted = false;

	for (const char *p = line; p < line + length; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == ':' && !quoted)
			return p;
	}
	return NULL;
}

static bool
is_word(const char *at, size_t length, const char *word)
{
	return strlen(word) == length && strncasecmp(at, word, length) == 0;
}

static void
take_type(struct vcard_property *p, const char *at, size_t length)
{
	static const struct { const char *word; unsigned type; } words[] = {
		{"HOME", VCARD_HOME}, {"WORK", VCARD_WORK}, {"CELL", VCARD_CELL}, {"IPHONE", VCARD_CELL}, {"FAX", VCARD_FAX},
		{"PAGER", VCARD_PAGER}, {"PREF", VCARD_PREF}, {"MOBILE", VCARD_CELL},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is_word(at, length, words[i].word))
			p->types |= words[i].type;
	if (is_word(at, length, "QUOTED-PRINTABLE"))
		p->quoted_printable = true;
	if (is_word(at, length, "BASE64") || is_word(at, length, "B"))
		p->base64 = true;
}

static void
take_parameter(struct vcard_property *p, const char *at, size_t length)
{
	const char *equals = memchr(at, '=', length), *end = at + length, *value = equals ? equals + 1 : at;
	size_t name = equals ? (size_t)(equals - at) : 0;

	if (name == 7 && strncasecmp(at, "CHARSET", 7) == 0) {
		if ((size_t)(end - value) < sizeof p->charset)
			memcpy(p->charset, value, (size_t)(end - value));
		return;
	}
	if (name == 4 && strncasecmp(at, "PREF", 4) == 0 && end - value == 1 && *value == '1')
		p->types |= VCARD_PREF;
	if (equals != NULL && !is_word(at, name, "TYPE") && !is_word(at, name, "ENCODING"))
		return;
	/* TYPE=home,voice and TYPE="home,voice"; 2.1 has the bare word. */
	while (value < end) {
		size_t n = strcspn(value, ",\"");
		if (n > (size_t)(end - value))
			n = (size_t)(end - value);
		take_type(p, value, n);
		value += n + 1;
	}
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Quoted-printable bytes of a named (or guessed) encoding to UTF-8. */
static char *
decode_printable(const char *bytes, size_t length, const char *charset)
{
	struct buf raw = BUF_EMPTY, text = BUF_EMPTY;
	struct encoding encoding;
	struct decoder *decoder;

	for (size_t i = 0; i < length; i++) {
		int high = bytes[i] == '=' && i + 2 < length ? hex(bytes[i + 1]) : -1;
		int low = high >= 0 ? hex(bytes[i + 2]) : -1;
		if (low < 0) {
			buf_byte(&raw, bytes[i]);
			continue;
		}
		if (high != 0 || low != 0)	/* =00 is no text */
			buf_byte(&raw, (char)(high * 16 + low));
		i += 2;
	}
	/* What the rest of the file is in was decoded already; bytes that are UTF-8 are UTF-8 whatever is said. */
	if (raw.length == 0 || u8_check((const uint8_t *)raw.bytes, raw.length) == NULL)
		return buf_steal(&raw);
	if (!*charset || !encoding_named(charset, raw.bytes, raw.length, &encoding))
		encoding_guess(raw.bytes, raw.length, true, &encoding);
	decoder = decoder_new(encoding.name);
	decoder_feed(decoder, raw.bytes, raw.length, true, &text);
	decoder_free(decoder);
	buf_free(&raw);
	return buf_steal(&text);
}

bool
vcard_is_quoted_printable(const char *line, size_t length)
{
	const char *end = colon(line, length);

	for (const char *p = line; end != NULL && p + 16 <= end; p++)
		if (strncasecmp(p, "QUOTED-PRINTABLE", 16) == 0)
			return true;
	return false;
}

void
vcard_parse(const char *line, size_t length, struct vcard_property *p)
{
	const char *end = colon(line, length), *at = line, *dot;
	size_t n;

	*p = (struct vcard_property){.value = NULL};
	if (end == NULL)
		return;
	n = strcspn(at, ";:");
	dot = memchr(at, '.', n);		/* item1.TEL: the group binds a label to it, which we do not need */
	if (dot != NULL) {
		n -= (size_t)(dot + 1 - at);
		at = dot + 1;
	}
	if (n == 0 || n >= sizeof p->name)
		return;
	for (size_t i = 0; i < n; i++)
		p->name[i] = (char)toupper((unsigned char)at[i]);
	for (at += n; at < end && *at == ';'; at += n) {
		bool quoted = false;
		at++;
		for (n = 0; at + n < end && (quoted || at[n] != ';'); n++)
			quoted ^= at[n] == '"';
		take_parameter(p, at, n);
	}
	end++;
	length -= (size_t)(end - line);
	p->value = p->quoted_printable ? decode_printable(end, length, p->charset) : xstrndup(end, length);
}

void
vcard_free(struct vcard_property *p)
{
	free(p->value);
	p->value = NULL;
}

char *
vcard_component(const char *value, char separator, size_t at, bool newlines)
{
	struct buf out = BUF_EMPTY;
	const char *p = value;

	for (; at > 0; at--) {
		while (*p != '\0' && *p != separator)
			p += *p == '\\' && p[1] != '\0' ? 2 : 1;
		if (*p == '\0')
			return NULL;
		p++;
	}
	for (; *p != '\0' && (separator == '\0' || *p != separator); p++) {
		if (*p == '\\' && newlines && (p[1] == 'n' || p[1] == 'N')) {
			buf_byte(&out, '\n');
			p++;
		} else if (*p == '\\' && p[1] != '\0' && strchr(";,:\\\"", p[1]) != NULL)
			buf_byte(&out, *++p);
		else if (*p != '\r')
			buf_byte(&out, *p);
	}
	return buf_steal(&out);
}
