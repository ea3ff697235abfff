/* One's own changes, taken back and done again: what is asked of the server, and which versions are known to be one's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tui/undo.h"

/* Number 12 becomes that town at version `from` + 1. */
static json_t *
moves(int from, const char *town, const char *to)
{
	return json_pack("{s:s,s:[o]}", "label", "Dupont", "steps", undo_step("contact", 12, "update", from, from + 1,
		json_pack("{s:s}", "city", town), json_pack("{s:s}", "city", to)));
}

/* Turns the next one round; the record has that version then. Answers the version that was asked for. */
static int
turn(struct undo *u, bool again, int made)
{
	json_t *change = undo_take(u, again), *asked = undo_request(change, again, 0, 10), *results = json_pack("[{s:i}]", "version", made);
	int version = (int)json_integer_value(json_object_get(json_array_get(asked, 0), "version"));

	json_decref(asked);
	undo_turned(u, again, change, results);
	json_decref(results);
	return version;
}

/* Each change is taken back at the version that the one after it, taken back, has made. */
static void
older_changes_follow(void **state)
{
	struct undo u = {0};

	(void)state;
	undo_push(&u, moves(1, "Lyon", "Paris"));
	undo_push(&u, moves(2, "Paris", "Brest"));
	assert_int_equal(turn(&u, false, 4), 3);
	assert_int_equal(turn(&u, false, 5), 4);
	assert_null(undo_next(&u, false));
	assert_int_equal(turn(&u, true, 6), 5);
	assert_int_equal(turn(&u, true, 7), 6);
	assert_null(undo_next(&u, true));
	assert_int_equal(turn(&u, false, 8), 7);
	assert_int_equal(turn(&u, false, 9), 8);
	undo_free(&u);
}

/* Somebody's version stands between two of one's own: the older one is taken back at its own version only, which is no more. */
static void
somebody_else_s_change_is_never_taken_for_one_s_own(void **state)
{
	struct undo u = {0};

	(void)state;
	undo_push(&u, moves(1, "Lyon", "Paris"));
	undo_push(&u, moves(3, "Paris", "Brest"));	/* 3 is somebody's */
	assert_int_equal(turn(&u, false, 5), 4);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(undo_next(&u, false), "steps"), 0), "to")), 2);
	undo_free(&u);
}

/* Made: to the bin and out of it; deleted: out of it and back. What the server is asked goes backwards, each at its version. */
static void
each_has_its_way_back(void **state)
{
	struct undo u = {0};
	json_t *change = json_pack("{s:[o,o,o]}", "steps", undo_step("slip", 1, "insert", 0, 1, NULL, NULL), undo_step("slip_line", 2, "delete", 4, 5, NULL, NULL),
		undo_step("slip_line", 3, "update", 7, 8, json_pack("{s:i,s:i,s:s}", "rank", 1, "gadget_id", 4, "gadget_id.label", "Vis"),
			json_pack("{s:i,s:n}", "rank", 2, "gadget_id")));
	json_t *back = undo_request(change, false, 0, 10), *again = undo_request(change, true, 1, 1);
	json_t *is = json_pack("[{s:s,s:s,s:i,s:i,s:{s:i,s:i}},{s:s,s:s,s:i,s:i,s:b},{s:s,s:s,s:i,s:i,s:b}]",
		"as", "undo", "entity", "slip_line", "id", 3, "version", 8, "values", "rank", 1, "gadget_id", 4,
		"as", "undo", "entity", "slip_line", "id", 2, "version", 5, "restore", 1, "as", "undo", "entity", "slip", "id", 1, "version", 1,
		"delete", 1);
	json_t *forward = json_pack("[{s:s,s:s,s:i,s:i,s:b}]", "as", "redo", "entity", "slip_line", "id", 2, "version", 4, "delete", 1);

	(void)state;
	assert_true(json_equal(back, is));
	assert_true(json_equal(again, forward));
	undo_push(&u, change);
	undo_free(&u);
	json_decref(back);
	json_decref(again);
	json_decref(is);
	json_decref(forward);
}

/* Of several, what could not be taken back is not done again either. */
static void
what_was_not_taken_back_is_not_done_again(void **state)
{
	struct undo u = {0};
	json_t *results = json_pack("[{s:b},{s:i,s:b}]", "ok", 0, "version", 3, "ok", 1), *change;

	(void)state;
	undo_push(&u, json_pack("{s:b,s:[o,o]}", "each", 1, "steps", undo_step("contact", 1, "delete", 1, 2, NULL, NULL),
		undo_step("contact", 2, "delete", 1, 2, NULL, NULL)));
	change = undo_take(&u, false);
	assert_int_equal(undo_step_of(change, false, 0), 1);
	undo_turned(&u, false, change, results);
	change = json_object_get(undo_next(&u, true), "steps");
	assert_int_equal(json_array_size(change), 1);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(change, 0), "id")), 1);
	json_decref(results);
	undo_free(&u);
}

/* A new change ends what could be done again; the same values saved again are no change; fifty are kept. */
static void
the_piles_have_bounds(void **state)
{
	struct undo u = {0};

	(void)state;
	undo_push(&u, moves(1, "Lyon", "Paris"));
	turn(&u, false, 3);
	assert_non_null(undo_next(&u, true));
	undo_push(&u, json_pack("{s:[o]}", "steps", undo_step("contact", 12, "update", 3, 3, json_object(), json_object())));
	assert_null(undo_next(&u, false));
	assert_non_null(undo_next(&u, true));
	undo_push(&u, moves(3, "Lyon", "Brest"));
	assert_null(undo_next(&u, true));
	for (int i = 0; i < 2 * UNDO_MOST; i++)
		undo_push(&u, moves(4 + i, "a", "b"));
	assert_int_equal(json_array_size(u.done), UNDO_MOST);
	undo_free(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(older_changes_follow),
		cmocka_unit_test(somebody_else_s_change_is_never_taken_for_one_s_own),
		cmocka_unit_test(each_has_its_way_back),
		cmocka_unit_test(what_was_not_taken_back_is_not_done_again),
		cmocka_unit_test(the_piles_have_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
