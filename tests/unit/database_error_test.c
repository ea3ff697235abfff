/* What PostgreSQL refuses reaches people as a sentence, a field and an outcome; its own words never do. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/database_error.h"

static void
judged(const char *state, enum status status)
{
	struct database_error e;

	database_error_judge(state, "relation \"secret\" does not exist", NULL, &e);
	assert_int_equal(e.status, status);
	if (strncmp(state, "UI", 2) != 0)
		assert_null(strstr(e.message, "secret"));
	database_error_clear(&e);
}

static void
each_state_has_its_outcome(void **state)
{
	(void)state;
	judged("UI001", STATUS_REFUSED);
	judged("UI002", STATUS_CONFLICT);
	judged("UI003", STATUS_CONFLICT);
	judged("UI004", STATUS_LATER);
	judged("UI005", STATUS_FORBIDDEN);
	judged("UI006", STATUS_REFUSED);
	judged("UI007", STATUS_MISUSE);
	judged("23505", STATUS_REFUSED);
	judged("23514", STATUS_REFUSED);
	judged("22P02", STATUS_REFUSED);
	judged("42501", STATUS_FORBIDDEN);
	judged("40001", STATUS_LATER);
	judged("40P01", STATUS_LATER);
	judged("57014", STATUS_LATER);
	judged("57P01", STATUS_LATER);
	judged("53300", STATUS_LATER);
	judged("42601", STATUS_INTERNAL);
	judged("XX000", STATUS_INTERNAL);
	judged("", STATUS_INTERNAL);
}

static void
our_own_refusals_carry_their_arguments(void **state)
{
	struct database_error e;

	(void)state;
	database_error_judge("UI001", "{tag} is not available.", "{\"tag\":\"EQ-1\",\"field\":\"state\"}", &e);
	assert_string_equal(e.message, "{tag} is not available.");
	assert_string_equal(e.field, "state");
	assert_string_equal(json_string_value(json_object_get(e.args, "tag")), "EQ-1");
	database_error_clear(&e);
	database_error_judge("UI001", "", "[1]", &e);
	assert_null(e.args);
	assert_true(strlen(e.message) > 0);
	database_error_clear(&e);
}

static void
a_constraint_says_its_sentence_beside_its_field(void **state)
{
	json_t *catalogue = json_pack("{s:{s:{s:{s:{s:s,s:s},s:{s:s}}}}}", "entities", "thing", "messages", "thing_tag", "text",
	    "Another thing has this tag.", "field", "tag", "thing_owner", "field", "owner_id");
	struct database_error e;

	(void)state;
	database_error_judge("23505", "duplicate key value violates …", "Key (tag)=(x) already exists.", &e);
	e.constraint = "thing_tag";
	e.table = "thing";
	database_error_explain(&e, catalogue);
	assert_string_equal(e.message, "Another thing has this tag.");
	assert_string_equal(e.field, "tag");
	database_error_judge("23503", "…", NULL, &e);
	e.constraint = "thing_owner";
	e.table = "elsewhere";
	database_error_explain(&e, catalogue);
	assert_string_equal(e.field, "owner_id");
	assert_non_null(strstr(e.message, "refers"));
	e.constraint = "nobody_knows";
	e.field = NULL;
	database_error_explain(&e, catalogue);
	assert_null(e.field);
	database_error_explain(&e, NULL);
	json_decref(catalogue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_its_outcome),
		cmocka_unit_test(our_own_refusals_carry_their_arguments),
		cmocka_unit_test(a_constraint_says_its_sentence_beside_its_field),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
