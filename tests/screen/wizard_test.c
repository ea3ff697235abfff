/* Several records step by step: back is free, nothing is saved before the summary, and what was left goes on where it was. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* Counts what is pressed beside the data itself: each word that is not between quotes. */
static size_t
press(struct rig *r, const char *keys)
{
	size_t count = 0;
	bool quoted = false, word = false;

	rig_keys(r, keys);
	for (const char *p = keys; *p != '\0'; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (!quoted && *p != ' ' && *p != '\'' && !word)
			count++;
		word = !quoted && *p != ' ' && *p != '\'';
	}
	return count;
}

/* From the first screen to a saved contact with a saved vehicle, without the mouse. */
static void
a_contact_with_a_vehicle_takes_few_keys(void **state)
{
	struct rig *r = site_open("paul", 80, 24);
	size_t keys;

	(void)state;
	keys = press(r, "W n");
	rig_check(r, strstr(rig_row(r, 2), "1 Contact ▸ 2 Adresse ▸ 3 Véhicule ▸ 4 Résumé") != NULL);
	keys += press(r, "Enter 'Cordier' Enter 'Odile' Enter Enter '0639980071' Enter 'odile@cordier.example.com' Enter");
	keys += press(r, "'3 rue du Port' Enter '44000' Enter 'Nantes' Enter");
	keys += press(r, "'AB-471-ZZ' Enter 'Renault' Enter 'Clio' Enter '48000' Enter");
	rig_check(r, strstr(rig_row(r, 2), "3 Véhicule ✓ ▸ 4 Résumé") != NULL && rig_sees(r, "3 rue du Port") && rig_sees(r, "Clio"));
	keys += press(r, "Enter");
	rig_check(r, rig_sees(r, "Cordier (u"));
	print_message("a new contact with a vehicle: %zu keys that are not data\n", keys);
	rig_check(r, keys <= 20);
	assert_non_null(strstr(site_verb("paul", "list vehicle --filter plate:AB-471-ZZ --columns owner_id --format jsonl"), "Cordier Odile"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "La nouvelle fiche est retirée") || rig_sees(r, "annul"));
	assert_null(strstr(site_verb("paul", "list vehicle --filter plate:AB-471-ZZ --format jsonl"), "Clio"));
	rig_close(r);
}

/* A wrong plate holds nobody back, is marked in the strip, and neither record is made until it is right. */
static void
one_goes_on_with_a_mistake_and_back_to_it(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	rig_keys(r, "W n Enter 'Meunier' Enter 'Luc' Enter Enter '0639980072' Enter 'luc' F2 F2 'AB-472-ZZ' F2");
	rig_check(r, rig_sees(r, "Résumé"));
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 2), "1 Contact !") != NULL && rig_sees(r, "nom@domaine"));
	assert_null(strstr(site_verb("paul", "list vehicle --filter plate:AB-472-ZZ --format jsonl"), "AB472ZZ"));
	rig_keys(r, "C-u 'luc@meunier.example.com' F2 F2 F2 Enter");
	rig_check(r, rig_sees(r, "Meunier (u"));
	rig_close(r);
}

/* The line is cut in the second step; at the next sign-in it goes on there, with all that was typed. */
static void
ux_dr_wizard_what_was_left_half_way_goes_on_there(void **state)
{
	struct rig *r = site_open("vera", 80, 24);

	(void)state;
	rig_keys(r, "W");
	rig_check(r, rig_sees(r, "Il n’y a pas d’assistant"));
	rig_close(r);
	r = site_open("mary", 80, 24);
	rig_keys(r, "W n Tab 'Gaudin' PgDn '12 quai' PgDn");
	rig_unplug(r);
	rig_close(r);
	r = site_open("mary", 80, 24);
	rig_keys(r, "W n");
	rig_check(r, rig_sees(r, "where you left it") && strstr(rig_row(r, 2), "3 Vehicle") != NULL);
	rig_keys(r, "PgUp");
	rig_check(r, rig_sees(r, "12 quai"));
	rig_keys(r, "PgUp");
	rig_check(r, rig_sees(r, "Gaudin"));
	rig_keys(r, "Esc");
	rig_keys(r, "d W n");
	rig_check(r, !rig_sees(r, "Gaudin") && strstr(rig_row(r, 2), "1 Contact ▸") != NULL);
	rig_close(r);
}

/* A step may be the lines of a record; they are kept, gone back to and saved like everything else. */
static void
ux_gr_step_lines_are_a_step_too(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	rig_keys(r, "W e 'c' Enter 'Zinguerie Morin' F2");
	rig_check(r, strstr(rig_row(r, 2), "1 Company ✓ ▸ 2 Numbers ▸ 3 Addresses ▸ 4 Summary") != NULL);
	rig_check(r, rig_sees(r, "Telephone numbers (1)"));
	rig_keys(r, "Enter '0639980081' Enter 'chantier' Enter Enter '12' F2");
	rig_check(r, rig_sees(r, "Addresses (1)"));
	rig_unplug(r);
	rig_close(r);
	r = site_open("mary", 80, 24);
	rig_keys(r, "W e");
	rig_check(r, rig_sees(r, "where you left it") && rig_sees(r, "Addresses (1)"));
	rig_keys(r, "Enter Tab '4 quai' Enter '44600' F2");
	rig_check(r, rig_sees(r, "Zinguerie Morin") && rig_sees(r, "chantier") && rig_sees(r, "4 quai"));
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 2), "2 Numbers !") != NULL && rig_sees(r, "Telephone numbers (2)"));
	rig_keys(r, "Del");
	rig_keys(r, "F2 F2 Enter");
	rig_check(r, rig_sees(r, "Zinguerie Morin (u"));
	assert_non_null(strstr(site_verb("mary", "list contact_phone --filter name:chantier --format jsonl"), "639980081"));
	assert_non_null(strstr(site_verb("mary", "list contact_address --filter postcode:44600 --format jsonl"), "4 quai"));
	rig_keys(r, "u");
	assert_null(strstr(site_verb("mary", "list contact_phone --filter name:chantier --format jsonl"), "639980081"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_with_a_vehicle_takes_few_keys),
		cmocka_unit_test(one_goes_on_with_a_mistake_and_back_to_it),
		cmocka_unit_test(ux_dr_wizard_what_was_left_half_way_goes_on_there),
		cmocka_unit_test(ux_gr_step_lines_are_a_step_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
