/* calendar_layout.c: spans of time beside each other and as bars. */
#include "tui/calendar_layout.h"

#include <stdint.h>

enum { PARTS_MOST = 64 };

static void
close_group(struct calendar_span *spans, size_t from, size_t to, int parts)
{
	for (size_t i = from; i < to; i++)
		spans[i].parts = parts;
}

void
calendar_pack(struct calendar_span *spans, size_t count)
{
	time_t busy[PARTS_MOST], group_end = 0;
	size_t group = 0;
	int parts = 0;

	for (size_t i = 0; i < count; i++) {
		int part = 0;

		/* A gap ends the group: what follows has the whole width again. */
		if (i == 0 || spans[i].from >= group_end) {
			close_group(spans, group, i, parts);
			group = i;
			parts = 0;
		}
		while (part < parts && busy[part] > spans[i].from)
			part++;
		if (part == PARTS_MOST)
			part--;
		if (part == parts)
			parts++;
		busy[part] = spans[i].to;
		spans[i].part = part;
		if (i == group || spans[i].to > group_end)
			group_end = spans[i].to;
	}
	close_group(spans, group, count, parts);
}

void
calendar_clashes(struct calendar_span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		spans[i].clash = false;
	for (size_t i = 0; i < count; i++) {
		if (spans[i].lane == SIZE_MAX)
			continue;
		for (size_t k = i + 1; k < count && spans[k].from < spans[i].to; k++)
			if (spans[k].lane == spans[i].lane)
				spans[i].clash = spans[k].clash = true;
	}
}

bool
calendar_bar(time_t from, time_t to, time_t low, time_t high, int cells, int *first, int *last)
{
	double eighth = (double)cells * 8 / (double)(high - low);

	if (to <= low || from >= high || cells <= 0)
		return false;
	*first = from <= low ? 0 : (int)((double)(from - low) * eighth + 0.5);
	*last = to >= high ? cells * 8 : (int)((double)(to - low) * eighth + 0.5);
	if (*last <= *first)
		*last = *first + 1;
	if (*last > cells * 8) {
		*first = cells * 8 - 1;
		*last = cells * 8;
	}
	return true;
}

const char *
calendar_block(int first, int last, int cell)
{
	static const char *const left[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
	int from = first > cell * 8 ? first - cell * 8 : 0, to = last < cell * 8 + 8 ? last - cell * 8 : 8;

	if (to <= 0 || from >= 8 || to <= from)
		return "";
	if (from == 0)
		return left[to];
	/* From the right there is an eighth, a half and a whole. */
	return to < 8 ? "▌" : 8 - from <= 2 ? "▕" : 8 - from <= 6 ? "▐" : "█";
}
