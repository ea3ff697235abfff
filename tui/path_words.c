/* path_words.c: a pasted or dragged path, made plain: 'a b.pdf', a\ b.pdf and file:///home/me/a%20b.pdf are files too. */
#include "tui/path_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"

static int
hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* file:///home/me/a%20b, file://localhost/home/me/a. */
static char *
from_url(const char *url, size_t length)
{
	struct buf out = BUF_EMPTY;
	const char *end = url + length, *p = memchr(url, '/', length);

	for (; p != NULL && p < end; p++)
		if (*p == '%' && end - p > 2 && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2]) && (p[1] != '0' || p[2] != '0')) {
			buf_byte(&out, (char)(hex_digit(p[1]) * 16 + hex_digit(p[2])));
			p += 2;
		} else {
			buf_byte(&out, *p);
		}
	return buf_steal(&out);
}

/* As a shell would take it: backslashes keep what follows them. */
static char *
from_shell(const char *text, size_t length, const char *home)
{
	struct buf out = BUF_EMPTY;
	size_t i = 0;

	if (length > 1 && text[0] == '~' && text[1] == '/' && home != NULL) {
		buf_str(&out, home);
		i = 1;
	}
	for (; i < length; i++) {
		if (text[i] == '\\' && i + 1 < length)
			i++;
		buf_byte(&out, text[i]);
	}
	return buf_steal(&out);
}

char *
path_clean(const char *typed, const char *home)
{
	size_t length = strlen(typed);

	while (length > 0 && isspace((unsigned char)*typed)) {
		typed++;
		length--;
	}
	while (length > 0 && isspace((unsigned char)typed[length - 1]) && (length < 2 || typed[length - 2] != '\\'))
		length--;
	if (length >= 2 && (*typed == '\'' || *typed == '"') && typed[length - 1] == *typed) {
		typed++;
		length -= 2;
		if (strncmp(typed, "file://", 7) != 0)
			return xstrndup(typed, length);
	}
	return strncmp(typed, "file://", 7) == 0 && length >= 7 ? from_url(typed + 7, length - 7) : from_shell(typed, length, home);
}

const char *
path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
