/* A line after `:` without a terminal: what each step of it asks for, and which part makes no sense. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "tui/errand.h"
#include "tui/palette_lines.h"

static struct catalogue *catalogue;

static int
make(void **state)
{
	json_t *json = json_pack("{s:[ss], s:{s:{s:s,s:s,s:s,s:s,s:i,s:b,s:[s],s:{s:s,s:s},s:[{s:s,s:s,s:s,s:b},{s:s,s:s,s:s,s:b}],s:[s]},"
	    "s:{s:s,s:s,s:s,s:s,s:i,s:b,s:[s],s:{s:s},s:[{s:s,s:s,s:s,s:b}],s:[s]}}}",
	    "menus", "Port", "Ville", "entities",
	    "customer", "title", "Clients", "one", "Client", "menu", "Ville", "label", "name", "position", 1, "search", 1, "short", "c",
	    "rights", "read", "all", "create", "all", "fields", "name", "name", "label", "Nom", "type", "text", "sortable", 1,
	    "name", "city", "label", "Ville", "type", "text", "sortable", 0, "list", "name",
	    "old_boat", "title", "Vieux bateaux", "one", "Vieux bateau", "menu", "Port", "label", "name", "position", 2, "search", 1, "short", "b",
	    "rights", "read", "all", "fields", "name", "name", "label", "Nom", "type", "text", "sortable", 1, "list", "name");

	(void)state;
	assert_non_null(json);
	catalogue = catalogue_read(json);
	json_decref(json);
	return catalogue == NULL;
}

static int
drop(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

/* A line as its steps: list customer words=… filter=… sort=… > new old_boat. */
static void
means(const char *line, const char *expected)
{
	static const char *const kinds[] = {"find", "list", "record", "new", "command"};
	struct errand e = errand_read(catalogue, "fr", IN_LIST, line);
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < e.count && e.bad == NULL; i++) {
		const struct errand_step *s = &e.steps[i];

		buf_printf(&out, "%s%s", i > 0 ? " > " : "", kinds[s->kind]);
		if (s->entity != NULL || s->command != NULL)
			buf_printf(&out, " %s", s->entity ? s->entity->name : s->command);
		if (s->words != NULL)
			buf_printf(&out, " words=%s", s->words);
		if (s->filter != NULL)
			buf_printf(&out, " filter=%s", s->filter);
		if (s->sort != NULL)
			buf_printf(&out, " sort=%s", s->sort);
	}
	if (e.bad != NULL)
		buf_printf(&out, "not %s", e.bad);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
	errand_free(&e);
}

static void
names_are_lists_commands_or_words_to_find(void **state)
{
	(void)state;
	means("clients", "list customer");
	means(":Clients", "list customer");
	means("customers", "list customer");
	means("vieux bateaux", "list old_boat");
	means("vieux", "list old_boat");
	means("dupont", "find words=dupont");
	means("AB-123-CD", "find words=AB-123-CD");
	/* In both languages, whichever one reads. */
	means("theme", "command theme");
	means("thème", "command theme");
	means("tri", "command sort");
	means("sort", "command sort");
	means("menu", "command home");
}

static void
a_short_word_means_the_record_a_title_the_list(void **state)
{
	(void)state;
	means("c dupont", "record customer words=dupont");
	means("C Dupont Marie", "record customer words=Dupont Marie");
	means("clients dupont", "list customer words=dupont");
	means("client dupont > n client", "record customer words=dupont > new customer");
	means("c", "list customer");
	/* Nobody's first name. */
	means("co dupont", "find words=co dupont");
}

static void
fields_orders_and_filters_follow_a_list(void **state)
{
	(void)state;
	means("clients ville:lyon tri:-nom", "list customer filter=ville:lyon sort=-name");
	means("c sort:nom martin", "list customer words=martin sort=name");
	means("clients martin /ville:lyon or nom:x", "list customer words=martin filter=ville:lyon or nom:x");
	means("clients -ville:lyon", "list customer filter=-ville:lyon");
	means("clients nom:\"le goff\" paul", "list customer words=paul filter=nom:\"le goff\"");
	/* A time and an address of the web are words. */
	means("clients 14:30", "list customer words=14:30");
	means("clients http://x.fr", "list customer words=http://x.fr");
	means("clients vile:lyon", "not vile");
	means("clients tri:ville", "not ville");
}

static void
steps_follow_one_another(void **state)
{
	(void)state;
	means("c dupont > n client", "record customer words=dupont > new customer");
	means("dupont > modifier", "find words=dupont > command edit");
	means("clients ville:lyon > tri nom", "list customer filter=ville:lyon > command sort words=nom");
	/* No step without blanks, nor within quotes. */
	means("clients nom>5", "list customer filter=nom>5");
	means("clients /nom:\"a > b\"", "list customer filter=nom:\"a > b\"");
	means("c dupont > ", "not >");
	means("c dupont > n nothing", "not nothing");
	means("c dupont > n vieux bateau", "not vieux bateau");	/* not theirs to create */
	assert_string_equal(errand_last("c a > n b"), "n b");
	assert_string_equal(errand_last("c a"), "c a");
}

static void
words_go_to_commands_that_take_some(void **state)
{
	(void)state;
	means("theme dark", "command theme words=dark");
	means("thème sombre", "command theme words=sombre");
	means("macro relance 3", "command macro words=relance 3");
	means("ôter macro", "command macro-delete");
	/* Back takes none: somebody is called so. */
	means("retour express", "find words=retour express");
	means("new york", "find words=new york");
}

static void
a_name_is_compared_without_its_ornaments(void **state)
{
	(void)state;
	assert_int_equal(errand_fits("AB-123-CD", "ab 123 cd"), 3);
	assert_int_equal(errand_fits("Gautier Inès", "gautier"), 2);
	assert_int_equal(errand_fits("Le Gautier", "gautier"), 1);
	assert_int_equal(errand_fits("Martin", "gautier"), 0);
	assert_int_equal(errand_fits("Martin", ""), 0);
}

static void
lines_are_kept_once_the_last_one_first(void **state)
{
	char *lines = palette_lines_with(NULL, "a"), *more;

	(void)state;
	assert_string_equal(lines, "a");
	more = palette_lines_with("a\nb\nc", "b");
	assert_string_equal(more, "b\na\nc");
	free(more);
	/* Thirty of them. */
	for (int i = 0; i < 40; i++) {
		char line[16];

		snprintf(line, sizeof line, "line %d", i);
		more = palette_lines_with(lines, line);
		free(lines);
		lines = more;
	}
	assert_non_null(strstr(lines, "line 10"));
	assert_null(strstr(lines, "line 9\n"));
	free(lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_lists_commands_or_words_to_find),
		cmocka_unit_test(a_short_word_means_the_record_a_title_the_list),
		cmocka_unit_test(fields_orders_and_filters_follow_a_list),
		cmocka_unit_test(steps_follow_one_another),
		cmocka_unit_test(words_go_to_commands_that_take_some),
		cmocka_unit_test(a_name_is_compared_without_its_ornaments),
		cmocka_unit_test(lines_are_kept_once_the_last_one_first),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
