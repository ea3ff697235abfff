/* buf.h: a growable row of bytes with a hard limit. All bytes from outside pass through one. */
#ifndef SHARED_BUF_H
#define SHARED_BUF_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *bytes;		/* owned; not null-terminated unless buf_text() was asked */
	size_t length;
	size_t room;
	size_t limit;		/* 0: none. Past it, bytes are dropped and `full` is set */
	bool full;
};
#define BUF_EMPTY {.bytes = NULL, .length = 0, .room = 0, .limit = 0, .full = false}

void buf_init(struct buf *b, size_t limit);
void buf_free(struct buf *b);
/* Forgets the content, keeps the room (gives it back when it had grown past 64 KiB). */
void buf_clear(struct buf *b);
/* At least `more` writable bytes after the content; the caller then adds to length. Null when the limit forbids. */
char *buf_reserve(struct buf *b, size_t more);
void buf_add_more(struct buf *b, const void *bytes, size_t length);	/* buf_add when it must grow, or may not */
/* A page of rows is thousands of these calls, and nearly all of them fit. */
static inline void
buf_add(struct buf *b, const void *bytes, size_t length)
{
#ifndef __clang_analyzer__	/* it cannot know that where there is room there are bytes */
	if (length > 0 && length < b->room - b->length && (b->limit == 0 || length <= b->limit - b->length)) {
		memcpy(b->bytes + b->length, bytes, length);
		b->length += length;
		return;
	}
#endif
	buf_add_more(b, bytes, length);
}
static inline void
buf_byte(struct buf *b, char byte)
{
	buf_add(b, &byte, 1);
}
void buf_str(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *b, int64_t number);
/* Takes `count` bytes away from the front. */
void buf_consume(struct buf *b, size_t count);
/* The content as a C string that lives until the next change of b. */
const char *buf_text(struct buf *b);
/* The content as a C string that the caller owns; b is empty afterwards. */
char *buf_steal(struct buf *b);

/* JSON text, written directly (jansson builds trees: 190 µs for 50 rows against 11). */
void buf_json_string(struct buf *b, const char *text, size_t length);	/* quotes and escapes; bad UTF-8 becomes U+FFFD */
void buf_json_str(struct buf *b, const char *text);			/* null-terminated; NULL is null */
#endif
