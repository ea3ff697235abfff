/* One row a verb: its words, its parameters and its help agree; what does not fit is named. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/exec_command.h"
#include "server/verb.h"
#include "shared/buf.h"
#include "shared/text.h"

static void
checks(const char *verb, const char *params, const char *field)
{
	json_t *p = json_loads(params, 0, NULL);
	const char *blamed = NULL;
	char *why = verb_check(verb_find(verb), p, "en", &blamed);

	if (field == NULL) {
		if (why != NULL)
			fail_msg("%s %s: %s", verb, params, why);
	} else {
		assert_non_null(why);
		assert_string_equal(blamed, field);
	}
	free(why);
	json_decref(p);
}

static void
parameters_are_checked_by_name(void **state)
{
	(void)state;
	checks("list", "{\"entity\":\"x\"}", NULL);
	checks("list", "{\"entity\":\"x\",\"columns\":\"a, b\",\"sort\":[\"-a\"],\"limit\":5,\"count\":true}", NULL);
	checks("list", "{\"entity\":\"x\",\"filter\":null}", NULL);
	checks("list", "{}", "entity");
	checks("list", "{\"entity\":null}", "entity");
	checks("list", "{\"entity\":7}", "entity");
	checks("list", "{\"entity\":\"x\",\"limit\":\"5\"}", "limit");
	checks("list", "{\"entity\":\"x\",\"limit\":-1}", "limit");
	checks("list", "{\"entity\":\"x\",\"limit\":1.5}", "limit");
	checks("list", "{\"entity\":\"x\",\"columns\":[1]}", "columns");
	checks("list", "{\"entity\":\"x\",\"colums\":[]}", "colums");
	checks("update", "{\"entity\":\"x\",\"id\":1,\"values\":[]}", "values");
	checks("do", "{\"entity\":\"x\",\"action\":\"a\",\"ids\":7}", NULL);
	checks("do", "{\"entity\":\"x\",\"action\":\"a\",\"ids\":[7,8]}", NULL);
	checks("do", "{\"entity\":\"x\",\"action\":\"a\",\"ids\":[\"7\"]}", "ids");
	checks("do", "{\"entity\":\"x\",\"action\":\"a\",\"ids\":[0]}", "ids");
}

static void
reads(const char *verb, size_t count, const char *const *words, const char *expected)
{
	json_t *wanted = expected ? json_loads(expected, 0, NULL) : NULL, *got;
	char *why;

	got = verb_parse(verb_find(verb), count, (char *const *)(uintptr_t)words, "en", &why);
	if (wanted == NULL) {
		assert_null(got);
		assert_non_null(why);
	} else {
		assert_null(why);
		assert_true(json_equal(got, wanted));
	}
	free(why);
	json_decref(got);
	json_decref(wanted);
}
#define WORDS(...) sizeof (const char *[]){__VA_ARGS__} / sizeof (const char *), (const char *[]){__VA_ARGS__}

static void
words_become_parameters(void **state)
{
	(void)state;
	reads("list", WORDS("x", "--limit", "5", "--filter=a:b c=d", "--trash"), "{\"entity\":\"x\",\"limit\":5,\"filter\":\"a:b c=d\",\"trash\":true}");
	reads("create", WORDS("x", "a=1", "b=", "custom.c=x=y", "--key", "k"), "{\"entity\":\"x\",\"values\":{\"a\":\"1\",\"b\":null,\"custom.c\":\"x=y\"},\"key\":\"k\"}");
	reads("update", WORDS("x", "12", "a=1", "--version", "3"), "{\"entity\":\"x\",\"id\":12,\"values\":{\"a\":\"1\"},\"version\":3}");
	reads("do", WORDS("x", "sign", "12", "13", "by=me"), "{\"entity\":\"x\",\"action\":\"sign\",\"ids\":[12,13],\"args\":{\"by\":\"me\"}}");
	reads("search", WORDS("two", "words"), "{\"text\":\"two words\"}");
	reads("search", WORDS("--", "--limit"), "{\"text\":\"--limit\"}");
	reads("import", WORDS("x", "--dry-run", "--update-by", "email"), "{\"entity\":\"x\",\"dry_run\":true,\"update_by\":\"email\"}");
	reads("merge", WORDS("x", "1", "2", "3"), "{\"entity\":\"x\",\"keep\":1,\"others\":[2,3]}");
	reads("list", WORDS("x", "y"), NULL);
	reads("list", WORDS("x", "--limit"), NULL);
	reads("list", WORDS("x", "--nonsense"), NULL);
	reads("list", WORDS("x", "--trash=yes"), NULL);
	reads("list", WORDS("x", "--limit", "1", "--limit", "2"), NULL);
	reads("create", WORDS("x", "a=1", "a=2"), NULL);
	reads("create", WORDS("x", "a"), NULL);
}

/* Each row can be called: SQL or a handler, arguments within their room, names that its SQL binds. */
static void
the_table_is_sound(void **state)
{
	(void)state;
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		assert_non_null(v->help);
		assert_true(v->sql != NULL || v->run != NULL || (v->flags & VERB_STREAM_ONLY));
		assert_null(v->args[sizeof v->args / sizeof *v->args - 1].name);
		for (const struct arg *a = v->args; a->name != NULL; a++) {
			assert_true(a->kind == ARG_WIRE || a->help != NULL);
			assert_true(a->kind == ARG_WIRE || a->kind == ARG_FLAG || a->word != NULL || a->kind == ARG_POSITION);
		}
		for (const char *p = v->bind; p != NULL && *p != '\0'; p += strcspn(p, ",") + (strchr(p, ',') != NULL)) {
			bool known = false;
			for (const struct arg *a = v->args; a->name != NULL; a++)
				known = known || (strlen(a->name) == strcspn(p, ",") && strncmp(a->name, p, strlen(a->name)) == 0);
			assert_true(known);
		}
	}
}

static void
help_speaks_the_persons_language(void **state)
{
	struct buf out = BUF_EMPTY;

	(void)state;
	verb_help(NULL, "en", NULL, &out);
	assert_non_null(strstr(buf_text(&out), "\n  create "));
	buf_clear(&out);
	verb_help(verb_find("list"), "fr", "widget", &out);
	assert_non_null(strstr(buf_text(&out), "--columns"));
	assert_non_null(strstr(buf_text(&out), "Code de retour"));
	assert_non_null(strstr(buf_text(&out), "\n  list widget --filter"));
	buf_free(&out);
}

/* Where the shell's own part of an example begins. */
static size_t
shell_end(const char *line)
{
	const char *in = strstr(line, " < "), *out = strstr(line, " > ");

	return in ? (size_t)(in - line) : out ? (size_t)(out - line) : strlen(line);
}

/* A terminal of 80 columns breaks nothing, in either language; a verb that takes words has an example that it understands. */
static void
help_fits_a_terminal_and_its_examples_are_true(void **state)
{
	static const char *const languages[] = {"en", "fr"};

	(void)state;
	for (size_t l = 0; l < 2; l++) {
		for (const struct verb *v = verbs; v->name != NULL; v++) {
			struct buf out = BUF_EMPTY;

			verb_help(v == verbs ? NULL : v, languages[l], "x", &out);
			for (const char *line = buf_text(&out), *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
				if (text_cells(line, (size_t)(end - line)) > 80 && strstr(line, v->example ? v->example : "") == NULL)
					fail_msg("%s: %.*s", v->name, (int)(end - line), line);
			buf_free(&out);
		}
	}
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		struct exec_command c;
		struct buf line = BUF_EMPTY;

		if (v->args[0].name != NULL && !(v->flags & VERB_HIDDEN) && v->example == NULL && strcmp(v->name, "report") != 0)
			fail_msg("%s has no example", v->name);
		if (v->example == NULL)
			continue;
		buf_add(&line, v->example, shell_end(v->example));
		if (!exec_command_read(buf_text(&line), false, "en", &c))
			fail_msg("%s: %s", buf_text(&line), c.why);
		assert_string_equal(c.verb->name, v->name);
		exec_command_clear(&c);
		buf_free(&line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_checked_by_name),
		cmocka_unit_test(words_become_parameters),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(help_speaks_the_persons_language),
		cmocka_unit_test(help_fits_a_terminal_and_its_examples_are_true),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
