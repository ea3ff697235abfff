/* A command line is split as a shell would, finds its verb and its place, and its answer is shown as asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/exec_command.h"
#include "server/exec_format.h"
#include "server/verb.h"
#include "server/words.h"

static void
splits(const char *text, const char *joined)
{
	struct words w;
	struct buf got = BUF_EMPTY;
	const char *wrong = words_split(text, &w);

	if (joined == NULL) {
		assert_non_null(wrong);
		return;
	}
	assert_null(wrong);
	for (size_t i = 0; i < w.count; i++)
		buf_printf(&got, "%s|", w.all[i]);
	assert_string_equal(buf_text(&got), joined);
	buf_free(&got);
	words_clear(&w);
}

static void
words_are_split_as_a_shell_does(void **state)
{
	(void)state;
	splits("", "");
	splits("  a\tb\nc ", "a|b|c|");
	splits("a 'b c' d\"e f\"g", "a|b c|de fg|");
	splits("'' \"\"", "||");
	splits("a\\ b 'a\\b' \"a\\\"b\"", "a b|a\\b|a\"b|");
	splits("x=$HOME *", "x=$HOME|*|");
	splits("'open", NULL);
	splits("\"open", NULL);
	splits("caf\xe9", NULL);
	splits("Étoile", "Étoile|");
}

struct place {
	const char *line;
	bool pty, stream;
	enum exec_format format;
};

static void
a_list_runs_where_it_belongs(void **state)
{
	static const struct place places[] = {
		{"list x", true, false, FORMAT_TABLE},
		{"list x", false, true, FORMAT_TABLE},
		{"list x --limit 1000", false, false, FORMAT_TABLE},
		{"list x --limit 1001", true, true, FORMAT_TABLE},
		{"list x --limit 5 --format json", false, false, FORMAT_JSON},
		{"list x --limit 5 --format xlsx", false, true, FORMAT_NONE},
		{"export x --format xlsx", true, true, FORMAT_TABLE},
		{"show x 1 --format json", true, false, FORMAT_JSON},
		{"search --format=csv a b", false, false, FORMAT_CSV},
	};
	struct exec_command c;

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		assert_true(exec_command_read(places[i].line, places[i].pty, "en", &c));
		assert_int_equal(c.stream, places[i].stream);
		assert_int_equal(c.format, places[i].format);
		exec_command_clear(&c);
	}
}

static void
nonsense_is_refused_with_a_sentence(void **state)
{
	static const char *const lines[] = {"nonsense", "hello", "list", "list x --format", "show x 1 --format pdf", "show x y", "show x 1 2",
		"list x --limit -3", "create x 'a", "do x", "session end x", NULL};
	struct exec_command c;

	(void)state;
	for (const char *const *l = lines; *l != NULL; l++) {
		assert_false(exec_command_read(*l, false, "en", &c));
		assert_non_null(c.why);
		exec_command_clear(&c);
	}
}

static void
help_and_input_are_recognised(void **state)
{
	struct exec_command c;

	(void)state;
	assert_true(exec_command_read("", true, "en", &c));
	assert_string_equal(c.verb->name, "help");
	exec_command_clear(&c);
	assert_true(exec_command_read("list --help", true, "en", &c));
	assert_string_equal(c.verb->name, "help");
	assert_string_equal(json_string_value(json_object_get(c.params, "verb")), "list");
	exec_command_clear(&c);
	assert_true(exec_command_read("create x", false, "en", &c));
	assert_true(c.input);
	exec_command_clear(&c);
	assert_false(exec_command_read("create x", true, "en", &c));
	exec_command_clear(&c);
	assert_true(exec_command_read("create x a=b", true, "en", &c));
	assert_false(c.input);
	exec_command_clear(&c);
}

static void
shows(const char *answer, struct exec_look look, const char *expected)
{
	json_t *value = json_loads(answer, 0, NULL);
	struct buf out = BUF_EMPTY;

	exec_format(value, &look, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
	json_decref(value);
}

static void
answers_are_shown_for_people_and_programs(void **state)
{
	static const char rows[] = "{\"rows\":[{\"id\":1,\"version\":2,\"kind\":\"p\",\"owner_id\":4,\"owner_id.label\":\"Zoé\",\"tags\":[\"a\",\"b\"],\"x\":null},"
	    "{\"id\":10,\"version\":1,\"kind\":\"q\",\"owner_id\":null,\"owner_id.label\":null,\"tags\":[],\"x\":\"a,\\\"b\\u001b[31m\"}],\"next\":null}";
	json_t *entity = json_loads("{\"fields\":[{\"name\":\"kind\",\"label\":\"Kind\",\"type\":\"text\",\"choices\":[[\"p\",\"Person\"]]},"
	    "{\"name\":\"id\",\"label\":\"No\",\"type\":\"integer\"}]}", 0, NULL);

	(void)state;
	shows(rows, (struct exec_look){.format = FORMAT_TABLE, .language = "en", .entity = entity},
	    "No  Kind    owner_id  tags  x\n──  ──────  ────────  ────  ──────────\n 1  Person  Zoé       a, b\n10  q                       a,\"b^[[31m\n");
	shows(rows, (struct exec_look){.format = FORMAT_CSV, .language = "en"},
	    "id,version,kind,owner_id,owner_id.label,tags,x\r\n1,2,p,4,Zoé,a;b,\r\n10,1,q,,,,\"a,\"\"b\x1b[31m\"\r\n");
	shows("{\"rows\":[{\"id\":1}],\"next\":null}", (struct exec_look){.format = FORMAT_JSON}, "[{\"id\":1}]\n");
	shows("{\"rows\":[{\"id\":1},{\"id\":2}],\"next\":null}", (struct exec_look){.format = FORMAT_JSONL}, "{\"id\":1}\n{\"id\":2}\n");
	shows("{\"id\":1,\"version\":2,\"warnings\":[]}", (struct exec_look){.format = FORMAT_TABLE, .language = "en", .entity = entity, .verb = verb_find("show")},
	    "No       1\nVersion  2\n");
	shows("{\"person\":{\"id\":1},\"session\":7}", (struct exec_look){.format = FORMAT_TABLE, .language = "en", .verb = verb_find("whoami")},
	    "Person   1\nSession  7\n");
	shows("{\"removed\":true}", (struct exec_look){.format = FORMAT_TABLE, .language = "fr", .verb = verb_find("key")}, "Retirée  Oui\n");
	shows("{\"text\":\"hello\\n\"}", (struct exec_look){.format = FORMAT_TABLE}, "hello\n");
	shows("[{\"a\":\"0123456789\",\"b\":\"0123456789\"}]", (struct exec_look){.format = FORMAT_TABLE, .columns = 16},
	    "a        b\n───────  ───────\n012345…  012345…\n");
	json_decref(entity);
}

/* Members may be called by the label of somebody's own field: no name moves a cursor either. */
static void
names_of_members_are_made_safe_too(void **state)
{
	(void)state;
	shows("{\"rows\":[{\"a\\u001b[2J\":\"x\",\"b\":{\"c\\b\":\"y\"}}]}", (struct exec_look){.format = FORMAT_TABLE},
	    "a^[[2J  b\n──────  ──────\nx       c^H: y\n");
	shows("{\"a\\u001b[2J\":\"x\",\"b\":{\"c\\b\":\"y\"}}", (struct exec_look){.format = FORMAT_TABLE},
	    "a^[[2J  x\nb.c^H   y\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_split_as_a_shell_does),
		cmocka_unit_test(a_list_runs_where_it_belongs),
		cmocka_unit_test(nonsense_is_refused_with_a_sentence),
		cmocka_unit_test(help_and_input_are_recognised),
		cmocka_unit_test(answers_are_shown_for_people_and_programs),
		cmocka_unit_test(names_of_members_are_made_safe_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
