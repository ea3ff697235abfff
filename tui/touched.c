/* touched.c: numbers of records that others have changed. */
#include "tui/touched.h"

#include <stdlib.h>

#include "shared/xmalloc.h"

static size_t
find(const struct touched *t, int64_t id)
{
	size_t i = 0;

	while (i < t->count && t->ids[i] != id)
		i++;
	return i;
}

bool
touched_has(const struct touched *t, int64_t id)
{
	return find(t, id) < t->count;
}

void
touched_add(struct touched *t, int64_t id)
{
	if (touched_has(t, id))
		return;
	t->ids = xreallocarray(t->ids, t->count + 1, sizeof *t->ids);
	t->ids[t->count++] = id;
}

void
touched_drop(struct touched *t, int64_t id)
{
	size_t at = find(t, id);

	if (at < t->count)
		t->ids[at] = t->ids[--t->count];
}

void
touched_clear(struct touched *t)
{
	free(t->ids);
	*t = (struct touched){.count = 0};
}
