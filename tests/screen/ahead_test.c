/* Hands that are faster than the line: all keys of a burst reach the client before the first answer does. None may act on anything
   but what it was typed for, and none may be lost. */
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

/* The letter after F9 is one of its menu, Esc after it leaves the menu, not the list. */
static void
a_letter_after_f9_is_for_the_menu(void **state)
{
	static const int sizes[][2] = {{80, 24}, {160, 50}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = site_open("marie", sizes[i][0], sizes[i][1]);

		site_list(r, "vehicle");
		rig_keys(r, "F9 Esc");
		rig_check(r, rig_sees(r, "Véhicules") && !rig_sees(r, "┌ Actions") && rig_sees(r, "lignes 1-"));
		/* o changes the record; in the list it would go to the owner. */
		rig_keys(r, "F9 o");
		rig_check(r, rig_sees(r, "Véhicules > modifier FX-541-JA"));
		rig_close(r);
	}
}

static void
enter_opens_what_was_searched_not_what_stood_there(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/ 'gautier ine' Enter Enter");
	rig_check(r, rig_sees(r, "Contacts > Gautier Inès"));
	site_home(r);
	/* From the menu on: the list has no rows yet when Enter is there. */
	rig_keys(r, ": 'contact gautier ine' Enter Enter");
	rig_check(r, rig_sees(r, "Contacts > Gautier Inès"));
	site_home(r);
	/* Moving among rows that are still to come. */
	site_list(r, "contact");
	rig_keys(r, "/ 'garnier' Down Up Enter e");
	rig_check(r, rig_sees(r, "modifier Garnier"));
	site_home(r);
	/* A filter is asked with Enter. */
	site_list(r, "contact");
	rig_keys(r, "F4 'nom:taxis' Enter Enter");
	rig_check(r, rig_sees(r, "> Taxis Loire Atlantique"));
	rig_close(r);
}

/* A filter that fails opens nothing: what was typed for its rows is dropped, with a bell. */
static void
what_fails_takes_the_keys_typed_for_it_along(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F4 'nosuchfield>3' Enter Del s");
	rig_check(r, rig_sees(r, "! "));
	rig_check(r, !rig_sees(r, "Supprimer ?") && !rig_sees(r, "Supprimé"));
	rig_check(r, rig_bells(r) > 0);
	rig_close(r);
}

static void
the_palette_opens_the_record_that_was_typed(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ": 'gautier ine' Enter");
	rig_check(r, rig_sees(r, "Gautier Inès") && rig_sees(r, "E-mail"));
	site_home(r);
	/* What nothing can stand above does not wait. */
	rig_keys(r, ": 'contacts' Enter");
	rig_check(r, rig_sees(r, "lignes 1-"));
	rig_close(r);
}

/* The plate in the form is the one in the bread crumb, which has room for its end. */
static bool
same_plate(struct rig *r)
{
	char field[256] = "";
	int row = rig_row_of(r, "> Immatriculation");
	size_t length;

	if (row > 0)
		snprintf(field, sizeof field, "%s", rig_row(r, row));
	length = strlen(field);
	return length > 7 && strstr(rig_row(r, 0), field + length - 7) != NULL;
}

/* The next record, then what is done with it: never with the one that is still shown. */
static void
next_and_duplicate_copies_the_next_one(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle");
	rig_keys(r, "s 'immat' Enter Home Enter");
	rig_check(r, rig_sees(r, "Véhicules > A"));
	rig_keys(r, "n d");
	rig_check(r, rig_sees(r, "nouveau"));
	/* The crumb has the record that was copied, the field its plate. */
	rig_check(r, same_plate(r));
	rig_keys(r, "Esc");
	rig_close(r);
}

/* Two deletions in one go are two records: the second key acts on what stands under the cursor after the first. */
static void
two_deletions_take_two_records(void **state)
{
	struct rig *r = site_open("paul", 80, 24);
	char name[32], words[96];

	(void)state;
	snprintf(name, sizeof name, "Zzvite%d", (int)getpid());
	site_verb("paul", (snprintf(words, sizeof words, "create contact kind=person first_name=Un last_name=%s", name), words));
	site_verb("paul", (snprintf(words, sizeof words, "create contact kind=person first_name=Deux last_name=%s", name), words));
	site_list(r, (snprintf(words, sizeof words, "contact %s", name), words));
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "Del s Del s");
	rig_check(r, rig_sees(r, "Rien ne se trouve"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_close(r);
}

/* The question about a colleague's change comes unasked: what was typed before it is not its answer, and is done afterwards. */
static void
nothing_typed_before_answers_a_conflict(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	char id[32] = "", words[96];

	(void)state;
	sscanf(site_verb("paul", "create contact kind=person first_name=Rapide last_name=Zzconflit city=Lyon --format json"), "%*[^0-9]%31[0-9]", id);
	site_list(r, "contact zzconflit");
	rig_keys(r, "Enter e PgDn PgDn Tab Tab 'Nantes'");
	site_verb("paul", (snprintf(words, sizeof words, "update contact %s city=Rezé", id), words));
	rig_keys(r, "F2 Enter n");
	rig_check(r, rig_sees(r, "Modifiée des deux côtés") && rig_sees(r, "Nantes") && rig_sees(r, "Rezé"));
	rig_keys(r, "Right F2");
	rig_check(r, !rig_sees(r, "Modifiée des deux côtés"));
	rig_check(r, strstr(site_verb("paul", (snprintf(words, sizeof words, "show contact %s", id), words)), "Rezé") != NULL);
	rig_close(r);
}

/* Save, back, actions — but the saving is refused: the letter of the actions must not be that of “discard”. */
static void
a_refused_save_throws_nothing_away(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Hâtif' Tab 'Zzrefus' Tab Tab Tab Tab 'faux'");
	rig_keys(r, "F2 F3 a");
	rig_check(r, rig_sees(r, "1 erreur"));
	rig_check(r, rig_sees(r, "nouveau") && rig_sees(r, "faux"));
	rig_close(r);
}

/* The name of a colleague's record, half typed, and down among the proposals that are still to come. */
static void
down_moves_in_proposals_not_out_of_the_field(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	int row, column;

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "e");
	for (int i = 0; i < 30; i++) {
		rig_cursor(r, &row, &column);
		if (strstr(site_form_row(r, row), "Propriétaire") != NULL)
			break;
		rig_keys(r, "Tab");
	}
	rig_check(r, strstr(site_form_row(r, row), "Propriétaire") != NULL);
	rig_keys(r, "C-e C-u 'garnier' Down Up Tab");
	rig_check(r, strstr(site_form_row(r, row), "Garnier") != NULL);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_after_f9_is_for_the_menu),
		cmocka_unit_test(enter_opens_what_was_searched_not_what_stood_there),
		cmocka_unit_test(what_fails_takes_the_keys_typed_for_it_along),
		cmocka_unit_test(the_palette_opens_the_record_that_was_typed),
		cmocka_unit_test(next_and_duplicate_copies_the_next_one),
		cmocka_unit_test(two_deletions_take_two_records),
		cmocka_unit_test(nothing_typed_before_answers_a_conflict),
		cmocka_unit_test(a_refused_save_throws_nothing_away),
		cmocka_unit_test(down_moves_in_proposals_not_out_of_the_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
