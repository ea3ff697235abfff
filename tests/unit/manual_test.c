/* comptoir-protocol(5) and the table of verbs say the same: no method or parameter is told that is not there, and none is left out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/verb.h"
#include "shared/buf.h"
#include "shared/status.h"

static struct buf manual;

static int
read_manual(void **state)
{
	char block[4096];
	FILE *file = fopen("man/comptoir-protocol.5", "r");
	size_t n;

	(void)state;
	if (file == NULL)
		return -1;
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buf_add(&manual, block, n);
	fclose(file);
	return 0;
}

static int
forget_manual(void **state)
{
	(void)state;
	buf_free(&manual);
	return 0;
}

/* The part about one method: from after its heading to the next heading. The caller owns it; null: there is none. */
static char *
section(const char *name)
{
	const char *methods = strstr(buf_text(&manual), "\n.Sh METHODS\n"), *from, *end, *chapter;
	struct buf heading = BUF_EMPTY;

	assert_non_null(methods);
	buf_printf(&heading, "\n.Ss %s\n", name);
	from = strstr(methods, buf_text(&heading));
	buf_free(&heading);
	if (from == NULL)
		return NULL;
	from = strchr(from + 1, '\n');
	end = strstr(from, "\n.Ss ");
	chapter = strstr(from, "\n.Sh ");
	if (end == NULL || (chapter != NULL && chapter < end))
		end = chapter;
	return end ? strndup(from, (size_t)(end - from) + 1) : strdup(from);
}

static void
each_method_and_parameter_is_told(void **state)
{
	(void)state;
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		char *part = section(v->name);

		if (v->flags & VERB_STREAM_ONLY) {
			assert_null(part);
			if (strstr(buf_text(&manual), v->name) == NULL)
				fail_msg("%s is not told of", v->name);
			continue;
		}
		if (part == NULL)
			fail_msg("%s has no section", v->name);
		for (const struct arg *a = v->args; a->name != NULL; a++) {
			struct buf item = BUF_EMPTY;
			const char *at, *end;

			buf_printf(&item, "\n.It Va %s\n", a->name);
			at = strstr(part, buf_text(&item));
			if (at == NULL)
				fail_msg("%s: “%s” is not told", v->name, a->name);
			end = strstr(at + 1, "\n.It ");
			at = strstr(at, "required");
			assert_int_equal(a->required, at != NULL && (end == NULL || at < end));
			buf_free(&item);
		}
		free(part);
	}
}

static void
nothing_is_told_that_is_not_there(void **state)
{
	const char *at = strstr(buf_text(&manual), "\n.Sh METHODS\n"), *end = strstr(at + 1, "\n.Sh ");

	(void)state;
	while ((at = strstr(at + 1, "\n.Ss ")) != NULL && at < end) {
		char *name = strndup(at + 5, strcspn(at + 5, "\n")), *part = section(name);
		const struct verb *v = verb_find(name);

		if (v == NULL)
			fail_msg("there is no method %s", name);
		for (const char *item = part; (item = strstr(item, "\n.It Va ")) != NULL; item++) {
			char *word = strndup(item + 8, strcspn(item + 8, "\n"));

			if (verb_arg(v, word) == NULL)
				fail_msg("%s has no parameter %s", name, word);
			free(word);
		}
		free(part);
		free(name);
	}
}

static void
each_outcome_is_told(void **state)
{
	static const char *const statuses[] = {
#define X(name, code, text) text,
		STATUS_LIST(X)
#undef X
	};
	static const char *const codes[] = {"-32700", "-32600", "-32601", "-32602", "-32603"};

	(void)state;
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		assert_non_null(strstr(buf_text(&manual), statuses[i]));
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_non_null(strstr(buf_text(&manual), codes[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_method_and_parameter_is_told),
		cmocka_unit_test(nothing_is_told_that_is_not_there),
		cmocka_unit_test(each_outcome_is_told),
	};
	return cmocka_run_group_tests(tests, read_manual, forget_manual);
}
