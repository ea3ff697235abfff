/* decoder.c: text of any encoding to UTF-8, piece by piece. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "server/encoding.h"
#include "shared/xmalloc.h"

struct decoder {
	iconv_t converter;	/* unused for UTF-8 */
	bool utf8;
	size_t unit;		/* bytes to skip at one that means nothing, to stay in step */
	int64_t doubts;
	size_t kept;
	char rest[8];		/* the front of a character whose end has not come yet */
};

struct decoder *
decoder_new(const char *name)
{
	struct decoder *d = xcalloc(1, sizeof *d);

	d->utf8 = strcasecmp(name, "UTF-8") == 0;
	d->unit = strncasecmp(name, "UTF-16", 6) == 0 ? 2 : strncasecmp(name, "UTF-32", 6) == 0 ? 4 : 1;
	if (d->utf8)
		return d;
	d->converter = iconv_open("UTF-8", name);
	if (d->converter == (iconv_t)-1) {
		free(d);
		return NULL;
	}
	return d;
}

void
decoder_free(struct decoder *d)
{
	if (d == NULL)
		return;
	if (!d->utf8)
		iconv_close(d->converter);
	free(d);
}

int64_t
decoder_doubts(const struct decoder *d)
{
	return d->doubts;
}

/* Windows-1252 from 0x80 to 0x9f; 0 where it has nothing. Above, it is Latin-1. */
static const uint16_t windows[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static void
add_stray(struct buf *out, unsigned char c)
{
	ucs4_t point = c < 0xa0 ? windows[c - 0x80] : c;
	uint8_t utf8[6];
	int n = u8_uctomb(utf8, point ? point : 0xfffd, sizeof utf8);

	buf_add(out, utf8, (size_t)n);
}

/* Copies what is well-formed; answers how many bytes at the end wait for more. */
static size_t
feed_utf8(struct decoder *d, const char *bytes, size_t length, bool last, struct buf *out)
{
	while (length > 0) {
		const uint8_t *wrong = u8_check((const uint8_t *)bytes, length);
		size_t fine = wrong ? (size_t)((const char *)wrong - bytes) : length;
		ucs4_t point;

		buf_add(out, bytes, fine);
		bytes += fine;
		length -= fine;
		if (length == 0)
			break;
		if (!last && u8_mbtoucr(&point, (const uint8_t *)bytes, length) == -2)
			return length;
		add_stray(out, (unsigned char)*bytes);
		d->doubts++;
		bytes++;
		length--;
	}
	return 0;
}

static size_t
feed_iconv(struct decoder *d, char *bytes, size_t length, bool last, struct buf *out)
{
	while (length > 0) {
		size_t room = length * 3 + 64;
		char *to = buf_reserve(out, room), *end = to;
		size_t done;
		int error;

		if (to == NULL)
			return 0;
		done = iconv(d->converter, &bytes, &length, &end, &room);
		error = errno;
		out->length += (size_t)(end - to);
		if (done != (size_t)-1 || error == E2BIG)
			continue;
		if (error == EINVAL && !last)
			return length;
		buf_str(out, "\xef\xbf\xbd");
		d->doubts++;
		done = d->unit < length ? d->unit : length;
		bytes += done;
		length -= done;
	}
	return 0;
}

void
decoder_feed(struct decoder *d, const char *bytes, size_t length, bool last, struct buf *out)
{
	struct buf joined = BUF_EMPTY;
	size_t left;

	if (d->kept > 0) {
		buf_add(&joined, d->rest, d->kept);
		buf_add(&joined, bytes, length);
		bytes = joined.bytes;
		length = joined.length;
	}
	/* iconv's prototype is older than const; it does not write there. */
	left = d->utf8 ? feed_utf8(d, bytes, length, last, out) : feed_iconv(d, (char *)(uintptr_t)bytes, length, last, out);
	if (left > sizeof d->rest)	/* no encoding has characters that long */
		left = 0;
	memcpy(d->rest, bytes + length - left, left);
	d->kept = left;
	buf_free(&joined);
}
