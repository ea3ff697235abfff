/* base64.h: bytes as text, and back: files travel so within messages. */
#ifndef TUI_BASE64_H
#define TUI_BASE64_H
#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The caller owns it. */
char *base64_text(const char *bytes, size_t length);
/* Adds the bytes. False: it is no base64. */
bool base64_bytes(const char *text, struct buf *out);
#endif
