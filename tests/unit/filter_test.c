/* A filter line says what it means, or says in one sentence where it is wrong and what to write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "shared/filter.h"

static const struct filter_dates how = {.today = {2026, 11, 20}, .language = NULL};

static void
expect(const char *text, const char *json)
{
	json_t *ast, *wanted = json_loads(json, JSON_DECODE_ANY, NULL);
	char *why, *got;
	enum status status = filter_parse(text, &how, &ast, &why);

	assert_non_null(wanted);
	if (status != STATUS_OK)
		fail_msg("%s: %s", text, why);
	if (!json_equal(ast, wanted)) {
		got = json_dumps(ast, JSON_COMPACT);
		fail_msg("%s became %s", text, got);
	}
	json_decref(ast);
	json_decref(wanted);
}

static void
refuse(const char *text, const char *sentence)
{
	json_t *ast;
	char *why = NULL;

	if (filter_parse(text, &how, &ast, &why) != STATUS_MISUSE)
		fail_msg("%s was taken", text);
	assert_null(ast);
	assert_string_equal(why, sentence);
	free(why);
}

static void
words_and_terms(void **state)
{
	(void)state;
	expect("dup", "{\"word\":\"dup\"}");
	expect("  jean  dup ", "{\"and\":[{\"word\":\"jean\"},{\"word\":\"dup\"}]}");
	expect("\"jean dup\"", "{\"word\":\"jean dup\"}");
	expect("kind:company", "{\"field\":\"kind\",\"op\":\"~\",\"value\":\"company\"}");
	expect("kind=company", "{\"field\":\"kind\",\"op\":\"=\",\"value\":\"company\"}");
	expect("name!=\"L'Étoile \\\"A\\\"\"", "{\"field\":\"name\",\"op\":\"!=\",\"value\":\"L'Étoile \\\"A\\\"\"}");
	expect("amount>1250,50", "{\"field\":\"amount\",\"op\":\">\",\"value\":\"1250,50\",\"number\":\"1250.50\"}");
	expect("custom.size<=3.5", "{\"field\":\"custom.size\",\"op\":\"<=\",\"value\":\"3.5\",\"number\":\"3.5\","
	    "\"date\":[\"2026-05-03\",\"2026-05-03\"]}");
	expect("city:Saint-Étienne", "{\"field\":\"city\",\"op\":\"~\",\"value\":\"Saint-Étienne\"}");
	expect("AB-123-CD", "{\"word\":\"AB-123-CD\"}");
	expect("06.12.34", "{\"word\":\"06.12.34\"}");
	expect("14:30", "{\"word\":\"14:30\"}");
	expect("owner_id.label:Marie", "{\"field\":\"owner_id.label\",\"op\":\"~\",\"value\":\"Marie\"}");
	expect("échéance<t", "{\"field\":\"échéance\",\"op\":\"<\",\"value\":\"t\",\"date\":[\"2026-11-20\",\"2026-11-20\"]}");
}

/* "last_name = Durand" is how people write it. */
static void
blanks_around_an_operator(void **state)
{
	(void)state;
	expect("last_name = Durand", "{\"field\":\"last_name\",\"op\":\"=\",\"value\":\"Durand\"}");
	expect("last_name =Durand", "{\"field\":\"last_name\",\"op\":\"=\",\"value\":\"Durand\"}");
	expect("ville : \"Le Mans\",Metz", "{\"field\":\"ville\",\"op\":\"any\",\"value\":[\"Le Mans\",\"Metz\"]}");
	expect("amount \t>=  50", "{\"field\":\"amount\",\"op\":\">=\",\"value\":\"50\",\"number\":\"50\"}");
	expect("amount> 50", "{\"field\":\"amount\",\"op\":\">\",\"value\":\"50\",\"number\":\"50\"}");
	expect("-kind != person martin", "{\"and\":[{\"not\":{\"field\":\"kind\",\"op\":\"!=\",\"value\":\"person\"}},{\"word\":\"martin\"}]}");
	expect("(city = Metz or city = Lyon)", "{\"or\":[{\"field\":\"city\",\"op\":\"=\",\"value\":\"Metz\"},{\"field\":\"city\",\"op\":\"=\",\"value\":\"Lyon\"}]}");
	expect("price : 1300.. dup", "{\"and\":[{\"field\":\"price\",\"op\":\"range\",\"value\":[\"1300\",null],\"number\":[\"1300\",null]},{\"word\":\"dup\"}]}");
	/* Nothing after it is nothing, and a value begins where one stood before. */
	expect("email = ", "{\"field\":\"email\",\"op\":\"empty\"}");
	expect("email = or dup", "{\"or\":[{\"field\":\"email\",\"op\":\"empty\"},{\"word\":\"dup\"}]}");
	expect("(email != )", "{\"field\":\"email\",\"op\":\"filled\"}");
	expect("email= dup", "{\"and\":[{\"field\":\"email\",\"op\":\"empty\"},{\"word\":\"dup\"}]}");
	refuse("amount > ", "Character 9: > needs a number, a date or a text after it.");
	refuse("06 = 12", "Character 4: “= 12” has no field before it. Write for example kind:company.");
	refuse("not = x", "Character 5: “= x” has no field before it. Write for example kind:company.");
}

static void
nothing_and_anything(void **state)
{
	(void)state;
	expect("email:-", "{\"field\":\"email\",\"op\":\"empty\"}");
	expect("email:\"\"", "{\"field\":\"email\",\"op\":\"empty\"}");
	expect("email:", "{\"field\":\"email\",\"op\":\"empty\"}");
	expect("email:*", "{\"field\":\"email\",\"op\":\"filled\"}");
	expect("email!=\"\"", "{\"field\":\"email\",\"op\":\"filled\"}");
	expect("email!=*", "{\"field\":\"email\",\"op\":\"empty\"}");
	expect("name:\"-\"", "{\"field\":\"name\",\"op\":\"~\",\"value\":\"-\"}");
	expect("email: dup", "{\"and\":[{\"field\":\"email\",\"op\":\"empty\"},{\"word\":\"dup\"}]}");
}

static void
lists_and_ranges(void **state)
{
	(void)state;
	expect("kind:a,b", "{\"field\":\"kind\",\"op\":\"any\",\"value\":[\"a\",\"b\"]}");
	expect("kind=a,\"b,c\"", "{\"field\":\"kind\",\"op\":\"any\",\"value\":[\"a\",\"b,c\"],\"exact\":true}");
	expect("kind!=a,b", "{\"not\":{\"field\":\"kind\",\"op\":\"any\",\"value\":[\"a\",\"b\"],\"exact\":true}}");
	expect("price:10..20", "{\"field\":\"price\",\"op\":\"range\",\"value\":[\"10\",\"20\"],\"number\":[\"10\",\"20\"],"
	    "\"date\":[[\"2026-11-10\",\"2026-11-10\"],[\"2026-11-20\",\"2026-11-20\"]]}");
	expect("day:2026-01..2026-06", "{\"field\":\"day\",\"op\":\"range\",\"value\":[\"2026-01\",\"2026-06\"],"
	    "\"date\":[[\"2026-01-01\",\"2026-01-31\"],[\"2026-06-01\",\"2026-06-30\"]]}");
	expect("price:5000..", "{\"field\":\"price\",\"op\":\"range\",\"value\":[\"5000\",null],\"number\":[\"5000\",null]}");
	expect("day:..t", "{\"field\":\"day\",\"op\":\"range\",\"value\":[null,\"t\"],\"date\":[null,[\"2026-11-20\",\"2026-11-20\"]]}");
	expect("name:\"a..b\"", "{\"field\":\"name\",\"op\":\"~\",\"value\":\"a..b\"}");
}

static void
dates(void **state)
{
	static const struct {
		const char *text, *from, *to;
	} rows[] = {
		{"2026-11-20", "2026-11-20", "2026-11-20"}, {"20/11/2026", "2026-11-20", "2026-11-20"}, {"2026-11", "2026-11-01", "2026-11-30"},
		{"2026", "2026-01-01", "2026-12-31"}, {"today", "2026-11-20", "2026-11-20"}, {"+7", "2026-11-27", "2026-11-27"},
		{"-3", "2026-11-17", "2026-11-17"}, {"+2s", "2026-12-04", "2026-12-04"}, {"+1y", "2027-11-20", "2027-11-20"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[64];
		json_t *ast;
		char *why;

		snprintf(text, sizeof text, "day<%s", rows[i].text);
		assert_int_equal(filter_parse(text, &how, &ast, &why), STATUS_OK);
		assert_string_equal(json_string_value(json_array_get(json_object_get(ast, "date"), 0)), rows[i].from);
		assert_string_equal(json_string_value(json_array_get(json_object_get(ast, "date"), 1)), rows[i].to);
		json_decref(ast);
	}
}

static void
and_or_not(void **state)
{
	(void)state;
	expect("a or b c", "{\"or\":[{\"word\":\"a\"},{\"and\":[{\"word\":\"b\"},{\"word\":\"c\"}]}]}");
	expect("a AND b", "{\"and\":[{\"word\":\"a\"},{\"word\":\"b\"}]}");
	expect("(a or b) c", "{\"and\":[{\"or\":[{\"word\":\"a\"},{\"word\":\"b\"}]},{\"word\":\"c\"}]}");
	expect("-a", "{\"not\":{\"word\":\"a\"}}");
	expect("-kind:company", "{\"not\":{\"field\":\"kind\",\"op\":\"~\",\"value\":\"company\"}}");
	expect("not (a b)", "{\"not\":{\"and\":[{\"word\":\"a\"},{\"word\":\"b\"}]}}");
	expect("notary", "{\"word\":\"notary\"}");
	expect("oran and orly", "{\"and\":[{\"word\":\"oran\"},{\"word\":\"orly\"}]}");
	expect("\"or\"", "{\"word\":\"or\"}");
	expect("- a", "{\"and\":[{\"word\":\"-\"},{\"word\":\"a\"}]}");
	expect("((a))", "{\"word\":\"a\"}");
}

static void
an_empty_line_filters_nothing(void **state)
{
	json_t *ast;
	char *why;

	(void)state;
	assert_int_equal(filter_parse("  ", &how, &ast, &why), STATUS_OK);
	assert_null(ast);
}

static void
mistakes_are_explained(void **state)
{
	(void)state;
	refuse("a (b", "Character 3: this “(” is never closed. Add “)”.");
	refuse("a) b", "Character 2: this “)” closes nothing. Remove it or add “(” before.");
	refuse("name:\"étoile", "Character 6: this quote is never closed. Add “\"” at the end of the value.");
	refuse("é or", "Character 5: a word or a term such as kind:company is missing here.");
	refuse("or a", "Character 1: a word or a term such as kind:company is missing here.");
	refuse("()", "Character 2: a word or a term such as kind:company is missing here.");
	refuse(":x", "Character 1: “:x” has no field before it. Write for example kind:company.");
	refuse("kind:a,,b", "Character 8: a value is missing beside the comma.");
	refuse("kind:,b", "Character 6: a value is missing beside the comma.");
	refuse("year<", "Character 6: < needs a number, a date or a text after it.");
	refuse("year>1..5", "Character 6: a range needs no >. Write field:1..5.");
	refuse("year:..", "Character 6: a range needs one end at least, as in year:2020.. or year:..2020.");
	refuse("year:1..2..3", "Character 10: a range has two ends and nothing after. Quote a text that holds “..” or “,”.");
	refuse("name:\"a\"b", "Character 9: “b” was not expected after the value. Put a space before, or quote the value.");
	refuse("\"\"", "Character 1: there is nothing to look for between the quotes.");
	refuse("a\x1b[2J", "Character 2: a filter holds no control characters.");
	refuse("\xff", "The filter is not UTF-8 text.");
}

static void
limits(void **state)
{
	struct buf b = BUF_EMPTY;

	(void)state;
	for (int i = 0; i < 64; i++)
		buf_str(&b, "a ");
	json_t *ast;
	char *why;
	assert_int_equal(filter_parse(buf_text(&b), &how, &ast, &why), STATUS_OK);
	json_decref(ast);
	buf_str(&b, "b");
	refuse(buf_text(&b), "The filter has more than 64 terms. Use fewer, or a list of values: city:Paris,Lyon.");
	buf_clear(&b);
	for (int i = 0; i < 17; i++)
		buf_byte(&b, '(');
	refuse(buf_text(&b), "Character 17: more than 16 parentheses or negations inside one another.");
	buf_clear(&b);
	for (int i = 0; i < 3000; i++)
		buf_byte(&b, '-');
	buf_byte(&b, 'a');
	refuse(buf_text(&b), "Character 17: more than 16 parentheses or negations inside one another.");
	buf_clear(&b);
	for (int i = 0; i < 4097; i++)
		buf_byte(&b, 'a');
	refuse(buf_text(&b), "The filter is longer than 4096 characters.");
	buf_free(&b);
}

static void
quoting_comes_back(void **state)
{
	static const char *const texts[] = {"a", "a b", "a,b", "a\"b\\", "", "-", "*", "1..2", "(x)", "é"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *quoted = filter_quote(texts[i]), line[64], *why;
		json_t *ast;

		snprintf(line, sizeof line, "f=%s", quoted);
		assert_int_equal(filter_parse(line, &how, &ast, &why), STATUS_OK);
		if (*texts[i] == '\0')
			assert_string_equal(json_string_value(json_object_get(ast, "op")), "empty");
		else
			assert_string_equal(json_string_value(json_object_get(ast, "value")), texts[i]);
		json_decref(ast);
		free(quoted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_terms), cmocka_unit_test(blanks_around_an_operator), cmocka_unit_test(nothing_and_anything), cmocka_unit_test(lists_and_ranges),
		cmocka_unit_test(dates), cmocka_unit_test(and_or_not), cmocka_unit_test(an_empty_line_filters_nothing),
		cmocka_unit_test(mistakes_are_explained), cmocka_unit_test(limits), cmocka_unit_test(quoting_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
