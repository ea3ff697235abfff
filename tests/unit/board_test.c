/* Cards in columns and lanes without a terminal: where the cursor goes, where cards land, and how they come back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tui/board_inside.h"

static struct catalogue_choice steps[] = {{"todo", "To do"}, {"doing", "Doing"}, {"done", "Done"}};
static struct catalogue_choice presses[] = {{"low", "Low"}, {"high", "High"}};
static struct catalogue_field step_field = {.name = "step", .choices = steps, .choice_count = 3}, press = {.name = "press", .choices = presses, .choice_count = 2};
static struct catalogue_entity entity = {.name = "x", .board = {.field = &step_field, .lanes = &press}};
static const struct value_look look = {.language = "en", .currency = "EUR"};

/* A board of so many cards a column; their numbers are 10, 11 … in the first, 20 … in the second. */
static struct board *
made(const int counts[3], bool lanes)
{
	struct board *b = xcalloc(1, sizeof *b);

	b->entity = &entity;
	b->by_lanes = lanes;
	b->card_rows = 2;
	b->column_count = 3;
	b->columns = xcalloc(3, sizeof *b->columns);
	for (int c = 0; c < 3; c++) {
		struct board_column *column = &b->columns[c];

		column->value = steps[c].value;
		column->cards = xcalloc((size_t)counts[c] + 1, sizeof *column->cards);
		for (int i = 0; i < counts[c]; i++) {
			/* The press of what comes is high, low, none, high … */
			json_t *row = json_pack("{s:s,s:s?}", "step", steps[c].value, "press", i % 3 == 0 ? "high" : i % 3 == 1 ? "low" : NULL);

			column->cards[column->count++] = (struct board_card){.id = 10 * (c + 1) + i, .version = 1,
				.lane = lanes ? board_lane_of(b, &look, row) : 0, .row = row};
		}
		column->total = counts[c];
	}
	if (lanes)
		board_sort_lanes(b);
	return b;
}

static void
done(struct board *b)
{
	for (size_t c = 0; c < b->column_count; c++)
		board_column_empty(&b->columns[c]);
	for (size_t l = 0; l < b->lane_count; l++) {
		json_decref(b->lanes[l].value);
		free(b->lanes[l].label);
	}
	free(b->lanes);
	free(b->columns);
	free(b);
}

static const char *
numbers(const struct board *b, size_t column)
{
	static char text[200];

	*text = '\0';
	for (size_t i = 0; i < b->columns[column].count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%lld", i > 0 ? " " : "", (long long)b->columns[column].cards[i].id);
	return text;
}

static void
columns_stand_side_by_side_where_each_has_18_cells(void **state)
{
	(void)state;
	assert_int_equal(board_side_by_side(80, 4), 4);
	assert_int_equal(board_side_by_side(80, 5), 1);
	assert_int_equal(board_side_by_side(160, 8), 8);
	assert_int_equal(board_side_by_side(160, 9), 1);
	assert_int_equal(board_side_by_side(40, 0), 1);
}

static void
the_cursor_stays_on_the_board(void **state)
{
	struct board *b = made((const int[]){3, 0, 1}, false);

	(void)state;
	assert_int_equal(board_card_here(b)->id, 10);
	assert_false(board_step_card(b, -1));
	assert_true(board_step_card(b, 1));
	assert_true(board_step_card(b, 1));
	assert_false(board_step_card(b, 1));
	assert_true(board_step_column(b, 1));
	assert_null(board_card_here(b));		/* an empty column has a cursor too */
	assert_true(board_step_column(b, 1));
	assert_int_equal(board_card_here(b)->id, 30);
	assert_false(board_step_column(b, 1));
	done(b);
}

static void
a_carried_card_says_where_it_is(void **state)
{
	struct board *b = made((const int[]){3, 2, 0}, false);
	struct board_place place;
	json_t *before = json_pack("{s:s}", "step", "todo");

	(void)state;
	board_carry(b, (struct board_place){0, 1}, 1, 0, 1);
	assert_string_equal(numbers(b, 0), "10 12");
	assert_string_equal(numbers(b, 1), "20 11 21");
	assert_int_equal(board_card_here(b)->id, 11);
	assert_string_equal(json_string_value(json_object_get(board_card_here(b)->row, "step")), "doing");
	assert_int_equal(b->columns[1].total, 3);
	assert_int_equal(board_before(b, (struct board_place){1, 1}), 20);
	assert_int_equal(board_before(b, (struct board_place){1, 0}), 0);
	/* Beyond the last one is last. */
	board_carry(b, (struct board_place){1, 1}, 2, 0, 9);
	assert_string_equal(numbers(b, 2), "11");
	/* Refused: back to its place, saying what it said. */
	board_put_back(b, 11, (struct board_place){0, 1}, before);
	assert_string_equal(numbers(b, 0), "10 11 12");
	assert_true(board_find(b, 11, &place));
	assert_string_equal(json_string_value(json_object_get(b->columns[0].cards[1].row, "step")), "todo");
	assert_int_equal(b->columns[2].total, 0);
	json_decref(before);
	done(b);
}

static void
lanes_are_in_the_order_of_their_choices_and_nobodys_is_last(void **state)
{
	struct board *b = made((const int[]){4, 1, 2}, true);
	size_t first;

	(void)state;
	assert_int_equal(b->lane_count, 3);
	assert_string_equal(b->lanes[0].label, "Low");
	assert_string_equal(b->lanes[1].label, "High");
	assert_true(json_is_null(b->lanes[2].value));
	assert_string_equal(numbers(b, 0), "11 10 13 12");
	assert_int_equal(board_cell(b, 0, 1, &first), 2);
	assert_int_equal(first, 1);
	assert_int_equal(board_cell(b, 1, 0, &first), 0);
	/* A heading, and as many cards as the fullest column has there: at least one. */
	assert_int_equal(board_lane_y(b, 1), 1 + 2);
	assert_int_equal(board_lane_y(b, 2), 1 + 2 + 1 + 4);
	done(b);
}

static void
the_cursor_goes_through_the_lanes(void **state)
{
	struct board *b = made((const int[]){4, 1, 2}, true);

	(void)state;
	board_go_to(b, (struct board_place){0, 0});
	assert_int_equal(board_card_here(b)->id, 11);
	assert_true(board_step_card(b, 1));
	assert_int_equal(board_card_here(b)->id, 10);
	assert_true(board_step_column(b, 1));
	assert_int_equal(board_card_here(b)->id, 20);
	assert_true(board_step_card(b, -1));
	assert_null(board_card_here(b));		/* nothing low is being done */
	/* Carried there, a card is of that lane; first of its lane is first of all. */
	board_carry(b, (struct board_place){0, 1}, 1, 0, 0);
	assert_string_equal(json_string_value(json_object_get(board_card_here(b)->row, "press")), "low");
	assert_string_equal(numbers(b, 1), "10 20");
	assert_int_equal(board_before(b, (struct board_place){1, 1}), 0);
	done(b);
}

/* Keys come before the first answer does: the program ended by a segmentation fault when G was pressed on a board that had read nothing. */
static void
a_board_that_read_nothing_has_no_card(void **state)
{
	struct board *b = xcalloc(1, sizeof *b);
	size_t first;

	(void)state;
	b->entity = &entity;
	assert_int_equal(board_cell(b, 0, 0, &first), 0);
	assert_null(board_card_here(b));
	b->by_lanes = true;
	assert_int_equal(board_cell(b, 0, 0, &first), 0);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_stand_side_by_side_where_each_has_18_cells),
		cmocka_unit_test(the_cursor_stays_on_the_board),
		cmocka_unit_test(a_carried_card_says_where_it_is),
		cmocka_unit_test(lanes_are_in_the_order_of_their_choices_and_nobodys_is_last),
		cmocka_unit_test(the_cursor_goes_through_the_lanes),
		cmocka_unit_test(a_board_that_read_nothing_has_no_card),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
