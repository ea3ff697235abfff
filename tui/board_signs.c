/* board_signs.c: what a card is marked with: that nothing happened to it for long, that it waits for others. No terminal, no server. */
#include <stdio.h>
#include <string.h>

#include "tui/board_inside.h"

static bool
rests(const struct board *b, const char *value)
{
	const json_t *one;
	size_t i;

	json_array_foreach(b->entity->board.rest, i, one)
		if (value != NULL && strcmp(json_string_value(one) ? json_string_value(one) : "", value) == 0)
			return true;
	return false;
}

int
board_quiet(const struct board *b, const struct board_column *c, const json_t *row, struct date today)
{
	const struct catalogue_field *f = b->entity->board.quiet;
	const char *text = f ? json_string_value(json_object_get(row, f->name)) : NULL;
	struct date last;
	int days;

	if (text == NULL || rests(b, c->value) || sscanf(text, "%d-%d-%d", &last.year, &last.month, &last.day) != 3 || !date_valid(last))
		return 0;
	days = date_to_days(today) - date_to_days(last);
	return days > BOARD_QUIET_DAYS ? days : 0;
}

int
board_waits(const struct board *b, const json_t *row)
{
	const struct catalogue_field *f = b->entity->board.waits;
	json_int_t n = f ? json_integer_value(json_object_get(row, f->name)) : 0;

	return n > 0 && n < 1000000 ? (int)n : 0;
}
