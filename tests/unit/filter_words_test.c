/* A filter as people write it, with labels and blanks, becomes the one that the server reads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tui/filter_words.h"

static struct catalogue_choice kinds[] = {{.value = "person", .label = "Personne"}, {.value = "company", .label = "Société"}};
static struct catalogue_field fields[] = {
	{.name = "last_name", .label = "Nom de famille", .format = "", .type = TYPE_TEXT},
	{.name = "kind", .label = "Genre", .format = "", .type = TYPE_TEXT, .choices = kinds, .choice_count = 2},
	{.name = "consent_email", .label = "Accepte les e-mails", .format = "", .type = TYPE_BOOLEAN},
	{.name = "mileage", .label = "Kilométrage", .format = "", .type = TYPE_INTEGER},
};
static struct catalogue_entity entity = {.fields = fields, .field_count = 4};

static void
becomes(const char *text, const char *expected)
{
	char *got = filter_words(&entity, "fr", text);

	assert_string_equal(got, expected);
	free(got);
}

static void
completes(const char *text, const char *expected)
{
	char *choices = NULL, *got = filter_complete(&entity, text, &choices);

	assert_string_equal(got ? got : "", expected);
	free(got);
	free(choices);
}

static void
labels_become_names(void **state)
{
	(void)state;
	becomes("genre:societe dup", "kind:company dup");
	becomes("-genre:personne,société", "-kind:person,company");
	becomes("Nom_de_famille=Durand (kilom>5 or accepte:oui)", "last_name=Durand (mileage>5 or consent_email:true)");
	becomes("\"genre:société\" nothing:here", "\"genre:société\" nothing:here");
}

static void
is_shown(const char *text, const char *expected)
{
	char *got = filter_shown(&entity, "fr", text);

	assert_string_equal(got, expected);
	free(got);
}

static void
a_filter_is_looked_at_in_words(void **state)
{
	(void)state;
	is_shown("mine:yes kind:company mileage>=today", "les miens · Genre\u00a0: Société · Kilométrage ≥ aujourd’hui");
	is_shown("dupont -kind:person,company consent_email:true", "dupont sans Genre\u00a0: Personne, Société · Accepte les e-mails\u00a0: Oui");
	is_shown("genre:\"person\"", "Genre\u00a0: Personne");
	is_shown("nothing:here (kind:company or kind:person)", "nothing:here (kind:company or kind:person)");
	is_shown("nothing:here kind: 12:30", "nothing:here kind: 12:30");
	is_shown("", "");
}

static void
blanks_around_an_operator_change_nothing(void **state)
{
	(void)state;
	becomes("last_name = Durand", "last_name = Durand");
	becomes("genre : Société", "kind : company");
	becomes("-genre = Société martin", "-kind = company martin");
	becomes("(Genre != personne or Accepte = oui)", "(kind != person or consent_email = true)");
	becomes("jean genre", "jean genre");
	becomes("nothing = here", "nothing = here");
	becomes("genre = ", "kind = ");
}

static void
a_value_is_completed_after_blanks_too(void **state)
{
	(void)state;
	completes("gen", "Genre:");
	completes("genre:soc", "genre:Société ");
	completes("genre = soc", "genre = Société ");
	completes("dup -genre : p", "dup -genre : Personne ");
	completes("last_name = Gen", "");	/* a text has no choices, and is no label */
	completes("genre= gen", "genre= Genre:");	/* a term of its own */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_become_names), cmocka_unit_test(a_filter_is_looked_at_in_words),
		cmocka_unit_test(blanks_around_an_operator_change_nothing),
		cmocka_unit_test(a_value_is_completed_after_blanks_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
