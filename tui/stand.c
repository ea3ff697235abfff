/* stand.c: where one stands in rows of which a window shows some. */
#include "tui/stand.h"

int
stand_rows(int by, int shown)
{
	int page = shown > 2 ? shown - 1 : 1;

	return by == STAND_PAGE ? page : by == -STAND_PAGE ? -page : by;
}

void
stand_show(struct stand *s, size_t count, int shown)
{
	s->shown = shown > 1 ? shown : 1;
	if (s->at >= count)
		s->at = count > 0 ? count - 1 : 0;
	if (s->at < s->top)
		s->top = s->at;
	if (s->at >= s->top + (size_t)s->shown)
		s->top = s->at - (size_t)s->shown + 1;
}

void
stand_move(struct stand *s, size_t count, int by)
{
	long to = (long)s->at + stand_rows(by, s->shown), last = (long)count - 1;

	s->at = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
}

bool
stand_point(struct stand *s, size_t count, int row)
{
	if (row < 0 || s->top + (size_t)row >= count)
		return false;
	s->at = s->top + (size_t)row;
	return true;
}
