/* filter_value.h: what filter.c and filter_value.c share. */
#ifndef SHARED_FILTER_VALUE_H
#define SHARED_FILTER_VALUE_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/filter.h"

struct filter {
	const char *start, *at;
	const struct filter_dates *how;
	int depth, terms;
	const char *wrong;		/* msgid of the first mistake */
	size_t wrong_at;		/* its place, in characters from 1 */
	char *wrong_text;		/* owned */
};

/* Notes the first mistake. */
void filter_wrong(struct filter *f, const char *at, const char *msgid, const char *text);
/* One bare or quoted text here; a bare one ends at a space, a parenthesis or a byte of `ends`. Null: a mistake was noted. */
char *filter_text(struct filter *f, const char *ends);
/* The values here, as the whole term. Null: a mistake was noted. */
json_t *filter_values(struct filter *f, const char *field, const char *op);
#endif
