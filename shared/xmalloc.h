/* xmalloc.h: allocation that never fails: out of memory ends the process. */
#ifndef SHARED_XMALLOC_H
#define SHARED_XMALLOC_H
#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* Room for count elements of size bytes; ends the process when the product overflows. */
void *xreallocarray(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *format, ...) __attribute__((malloc, returns_nonnull, format(printf, 1, 2)));
char *xvasprintf(const char *format, va_list args) __attribute__((malloc, returns_nonnull, format(printf, 1, 0)));
/* Null stays null. */
char *xstrdup_or_null(const char *text);
#endif
