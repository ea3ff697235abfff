/* What one writes into the less common fields, at both sizes: tags, fields that the company made itself, the name of another record. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"

static const struct { int columns, rows; const char *mark; } sizes[] = {{80, 24, "etroit"}, {160, 50, "large"}};

/* To the field whose row begins with the label. */
static void
to_field(struct rig *r, const char *label)
{
	int row, column;

	for (int i = 0; i < 120; i++) {
		rig_cursor(r, &row, &column);
		if (strstr(site_form_row(r, row), label) != NULL)
			return;
		rig_keys(r, "Tab");
	}
	rig_check_(r, false, label, __FILE__, __LINE__);
}

static const char *
row_of(struct rig *r, const char *label)
{
	int row = 0;

	while (row < 50 && strstr(site_form_row(r, row), label) == NULL)
		row++;
	rig_check(r, row < 50);
	return site_form_row(r, row);
}

/* Tags are typed with commas or taken from those that the company offers; the list is filtered by one. */
static void
tags_are_typed_taken_and_found(void **state)
{
	char words[128], name[64];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = site_open("marie", sizes[i].columns, sizes[i].rows);

		snprintf(words, sizeof words, "create tag name=fidele-%s-%d description=Revient", sizes[i].mark, (int)getpid());
		site_verb("paul", words);
		snprintf(name, sizeof name, "Etiquette%s%d", sizes[i].mark, (int)getpid());
		site_list(r, "contact");
		rig_keys(r, "F6 Tab 'Luc' Tab");
		rig_paste(r, name);
		to_field(r, "Étiquettes");
		rig_keys(r, "'pro ;grand  compte,' F4");
		rig_check(r, rig_sees(r, "Revient"));
		snprintf(words, sizeof words, "'fidele-%s-%d' Enter", sizes[i].mark, (int)getpid());
		rig_keys(r, words);
		rig_check(r, strstr(row_of(r, "Étiquettes"), "mpte, fidele-") != NULL);
		/* The same again takes it away, and once more brings it back. */
		snprintf(words, sizeof words, "F4 'fidele-%s-%d' Enter", sizes[i].mark, (int)getpid());
		rig_keys(r, words);
		rig_check(r, strstr(row_of(r, "Étiquettes"), "fidele-") == NULL);
		rig_keys(r, words);
		rig_keys(r, "F2");
		rig_check(r, rig_sees(r, "Enregistré"));
		rig_check(r, strstr(row_of(r, "Étiquettes"), "fidele-") != NULL);
		site_home(r);
		site_list(r, "contact");
		snprintf(words, sizeof words, "F4 'tags:fidele-%s-%d tags:pro' Enter", sizes[i].mark, (int)getpid());
		rig_keys(r, words);
		rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
		rig_check(r, rig_sees(r, name));
		rig_close(r);
	}
}

/* Sits down until the server offers the field: what it offers may lag by some seconds, what it allows does not. */
static struct rig *
open_form_with(size_t size, const char *label)
{
	for (int i = 0; i < 30; i++) {
		struct rig *r = site_open("marie", sizes[size].columns, sizes[size].rows);

		site_list(r, "vehicle ek050gx");
		rig_keys(r, "e PgUp PgUp");
		if (rig_sees(r, label))
			return r;
		rig_close(r);
	}
	fail_msg("no field %s in the form", label);
	return NULL;
}

/* A field that the company adds stands in the form, is checked as its type says, is chosen as a column and filters. */
static void
custom_fields_are_fields(void **state)
{
	char words[256], label[64];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r;

		snprintf(words, sizeof words, "create custom_field entity=vehicle name=boxe_%s_%d label=Boxe%s%d type=integer", sizes[i].mark,
		    (int)getpid(), sizes[i].mark, (int)getpid());
		site_verb("marie", words);
		snprintf(label, sizeof label, "Boxe%s%d", sizes[i].mark, (int)getpid());
		r = open_form_with(i, label);
		to_field(r, label);
		rig_keys(r, "'douze' F2");
		rig_check(r, rig_sees(r, "1 erreur") && rig_sees(r, "douze"));
		to_field(r, label);
		rig_keys(r, "C-e C-u '12' F2");
		rig_check(r, rig_sees(r, "Enregistré"));
		snprintf(words, sizeof words, "C '%s' Enter Esc", label);
		rig_keys(r, words);
		rig_check(r, strstr(rig_row(r, 2), "Boxe") != NULL);
		rig_check(r, strstr(rig_row(r, 3), "EK-050-GX") != NULL && strstr(rig_row(r, 3), "12") != NULL);
		snprintf(words, sizeof words, "Esc F4 '%s:12' Enter", label);
		rig_keys(r, words);
		rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
		rig_keys(r, "Enter End");
		rig_check(r, rig_sees(r, label));
		rig_close(r);
	}
}

/* Part of a name, the right one picked, saved: the name stands there, in the form, on the record and in the list. */
static void
a_reference_is_picked_by_part_of_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = site_open("marie", sizes[i].columns, sizes[i].rows);

		site_list(r, "vehicle aw");
		rig_keys(r, "Esc");
		site_home(r);
		site_list(r, "vehicle ek050gx");
		rig_keys(r, "e");
		to_field(r, "Propriétaire");
		rig_keys(r, i ? "C-e C-u 'gauti'" : "C-e C-u 'garni'");
		rig_wait(r, "┌ Contacts");
		rig_check(r, rig_sees(r, i ? "> Gautier" : "> Garnier"));
		rig_keys(r, "Down Tab");
		rig_check(r, strstr(row_of(r, "Propriétaire"), i ? "Gautier" : "Garnier") != NULL);
		rig_keys(r, "F2");
		rig_check(r, rig_sees(r, "Enregistré"));
		rig_check(r, strstr(rig_row(r, 3), i ? "Gautier" : "Garnier") != NULL);
		/* A name that nobody has stays, with what to do about it; the old one is not overwritten. */
		rig_keys(r, "e");
		to_field(r, "Propriétaire");
		rig_keys(r, "C-e C-u 'zzpersonne' Tab");
		rig_check(r, rig_sees(r, "zzpersonne") && rig_sees(r, "F6"));
		rig_keys(r, "F2");
		rig_check(r, rig_sees(r, "1 erreur"));
		rig_keys(r, "Esc a");
		rig_check(r, strstr(rig_row(r, 3), i ? "Gautier" : "Garnier") != NULL);
		/* Another list to take it from. */
		rig_keys(r, "e");
		to_field(r, "Propriétaire");
		rig_keys(r, "C-e C-u 'taxis' F4");
		rig_check(r, rig_sees(r, "prendre"));
		rig_keys(r, "Enter");
		rig_check(r, strstr(row_of(r, "Propriétaire"), "Taxis Loire") != NULL);
		rig_keys(r, "F2");
		rig_check(r, strstr(rig_row(r, 3), "Taxis") != NULL);
		rig_close(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_typed_taken_and_found),
		cmocka_unit_test(custom_fields_are_fields),
		cmocka_unit_test(a_reference_is_picked_by_part_of_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
