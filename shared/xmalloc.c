/* xmalloc.c: allocation that never fails. */
#include "shared/xmalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
or_die(void *got)
{
	if (got == NULL) {
		static const char last_words[] = "out of memory\n";
		fwrite(last_words, 1, sizeof last_words - 1, stderr);
		abort();
	}
	return got;
}

void *
xmalloc(size_t size)
{
	return or_die(malloc(size ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count ? count : 1, size ? size : 1));
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return or_die(reallocarray(old, count, size));
}

char *
xstrdup(const char *text)
{
	return or_die(strdup(text));
}

char *
xstrndup(const char *text, size_t length)
{
	return or_die(strndup(text, length));
}

char *
xstrdup_or_null(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

char *
xvasprintf(const char *format, va_list args)
{
	char *made;

	if (vasprintf(&made, format, args) < 0)
		or_die(NULL);
	return made;
}

char *
xasprintf(const char *format, ...)
{
	va_list args;
	char *made;

	va_start(args, format);
	made = xvasprintf(format, args);
	va_end(args);
	return made;
}
