/* base64.c: bytes as text, and back. */
#include "tui/base64.h"

#include <string.h>

#include "shared/buf.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *
base64_text(const char *bytes, size_t length)
{
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		unsigned int three = (unsigned int)(unsigned char)bytes[i] << 16 |
			(left > 1 ? (unsigned int)(unsigned char)bytes[i + 1] << 8 : 0) | (left > 2 ? (unsigned char)bytes[i + 2] : 0);

		buf_byte(&out, digits[three >> 18 & 63]);
		buf_byte(&out, digits[three >> 12 & 63]);
		buf_byte(&out, left > 1 ? digits[three >> 6 & 63] : '=');
		buf_byte(&out, left > 2 ? digits[three & 63] : '=');
	}
	return buf_steal(&out);
}

bool
base64_bytes(const char *text, struct buf *out)
{
	unsigned int bits = 0;
	int count = 0;

	for (; *text != '\0' && *text != '='; text++) {
		const char *digit = strchr(digits, *text);

		if (digit == NULL)
			return false;
		bits = bits << 6 | (unsigned int)(digit - digits);
		if (++count % 4 == 0) {
			buf_byte(out, (char)(bits >> 16 & 255));
			buf_byte(out, (char)(bits >> 8 & 255));
			buf_byte(out, (char)(bits & 255));
			bits = 0;
		}
	}
	if (count % 4 == 1 || strspn(text, "=") != strlen(text))
		return false;
	if (count % 4 >= 2)
		buf_byte(out, (char)(count % 4 == 2 ? bits >> 4 & 255 : bits >> 10 & 255));
	if (count % 4 == 3)
		buf_byte(out, (char)(bits >> 2 & 255));
	return true;
}
