/* Forms and their fields: what is wrong is said and holds nobody back, what is meant is found by a few letters, what is pasted arrives
   whole. ux_fm_*, ux_lk_* and ux_pa_*: forms, lookup and paste on each kind of screen that has them. */
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

/* The row in which the cursor stands. */
static const char *
here(struct rig *r)
{
	int row, column;

	rig_cursor(r, &row, &column);
	return rig_row(r, row);
}

static bool
row_has(struct rig *r, const char *label, const char *text)
{
	int row = rig_row_of(r, label);

	return row >= 0 && strstr(rig_row(r, row), text) != NULL;
}

/* Wrong things are marked as they are left, all of them are named on saving, F2 goes through them, and Esc is always free. */
static void
ux_fm_form(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_keys(r, "c");
	/* Defaults are there, and said to be defaults in words. */
	rig_check(r, row_has(r, "Kind", "Small") && row_has(r, "Kind", "(def.)"));
	rig_keys(r, "Tab Tab Tab Tab 'much' Tab");
	rig_check(r, row_has(r, "Price", "much") && row_has(r, "Price", "! Not an amount") && strstr(here(r), "> Cost") != NULL);
	rig_keys(r, "Tab '31/2' Tab");
	rig_check(r, row_has(r, "Bought", "31/2") && row_has(r, "Bought", "! Not a date"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "3 errors, F2: next  Name, Price, Bought"));
	rig_check(r, rig_sees(r, "3 errors: not saved yet."));
	rig_keys(r, "C-u 'Lamp' F2");
	rig_check(r, rig_sees(r, "2 errors") && strstr(here(r), "> ") != NULL && !rig_sees(r, "Name, "));
	/* The first letter goes over what stood there untouched; an arrow keeps it. */
	rig_keys(r, "PgUp PgUp");
	while (strstr(here(r), "> Name") == NULL)
		rig_keys(r, "BTab");
	rig_keys(r, "Home");
	rig_keys(r, "'L'");
	rig_check(r, row_has(r, "> Name", "LLamp"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Not saved yet"));
	rig_keys(r, "d");
	rig_check(r, !rig_sees(r, "LLamp"));
	rig_close(r);
}

/* A field that depends on a choice comes with it, and Tab passes it by while it is away. */
static void
ux_fm_conditional(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_keys(r, "c");
	rig_check(r, !rig_sees(r, "Weight"));
	rig_keys(r, "Tab Tab 'l'");
	rig_check(r, rig_sees(r, "Weight") && row_has(r, "> Kind", "Large") && !row_has(r, "Kind", "(def.)"));
	rig_keys(r, "Tab Tab Tab Tab");
	rig_check(r, strstr(here(r), "> Weight") != NULL);
	rig_keys(r, "Esc d");
	rig_close(r);
}

/* Many fields: the sections stand at the left with their numbers and a mark for what is done and what is wrong. */
static void
ux_fm_sections(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "e");
	rig_check(r, rig_sees(r, "✓1 Véhicule") && rig_sees(r, " 4 Carte grise"));
	rig_keys(r, "PgDn PgDn 'jadis' Tab");
	rig_check(r, rig_sees(r, "!3 Contrôle"));
	/* What one may not change here has no line under it, and says so when typed into. */
	rig_check(r, row_has(r, "Motif", "–"));
	rig_keys(r, "Esc");
	rig_keys(r, "a");
	rig_close(r);
}

static void
ux_fm_wizard(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	rig_keys(r, "W n Tab 'Essai' Tab Tab Tab '06' Tab");
	rig_check(r, row_has(r, "Mobile", "! Cela ne ressemble pas"));
	rig_keys(r, "'pas une adresse' Tab");
	rig_check(r, row_has(r, "E-mail", "! Cela ne ressemble pas"));
	rig_keys(r, "Esc");
	rig_keys(r, "d");
	rig_close(r);
}

static void
ux_fm_lines(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "slip");
	rig_keys(r, "c 'Forms' PgDn Tab 'One' Tab '2' Tab 'ttc 120' Tab");
	rig_check(r, rig_sees(r, "100.00") && rig_sees(r, "200.00"));
	/* At the rate that stands beside. */
	rig_keys(r, "'5,5' Left Left 'ttc 105.5' Enter");
	rig_check(r, rig_sees(r, "100.00"));
	rig_keys(r, "Esc");
	rig_keys(r, "d");
	rig_close(r);
}

/* Short forms are written out, said in words, and moved with the arrows; F4 shows the month, for keys and for the mouse. */
static void
days_are_written_short_and_taken_from_a_month(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	int row;

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "e PgDn PgDn Tab Tab");
	rig_check(r, strstr(here(r), "> Dernier contrôle") != NULL);
	/* The last inspection lies behind: the 25th is last month's. */
	rig_keys(r, "C-e C-u '25'");
	rig_check(r, rig_sees(r, "25 octobre 2026, il y a 26 j"));
	rig_keys(r, "Tab BTab");
	rig_check(r, row_has(r, "> Dernier contrôle", "25/10/2026"));
	/* The day until which a registration holds lies ahead. */
	while (strstr(here(r), "> Immatriculation val") == NULL)
		rig_keys(r, "Tab");
	rig_keys(r, "C-e C-u '15'");
	rig_check(r, rig_sees(r, "15 décembre 2026, dans 25 j"));
	rig_keys(r, "Up");
	rig_check(r, row_has(r, "> Immatriculation val", "16/12/2026"));
	rig_keys(r, "Down Down PgUp");
	rig_check(r, row_has(r, "> Immatriculation val", "14/01/2027"));
	rig_keys(r, "PgDn F4");
	rig_check(r, rig_sees(r, "┌ décembre 2026") && rig_sees(r, "lu  ma  me  je  ve  sa  di"));
	rig_keys(r, "Right Down PgDn Enter");
	rig_check(r, row_has(r, "> Immatriculation val", "22/01/2027"));
	rig_keys(r, "F4");
	row = rig_row_of(r, "┌ janvier 2027") + 2;
	rig_check(r, strstr(rig_row(r, row), " 1 ") != NULL);
	rig_click(r, row, rig_column_of(r, row, "  2   3 ") + 2);
	rig_check(r, !rig_sees(r, "┌ janvier") && row_has(r, "> Immatriculation val", "02/01/2027"));
	rig_keys(r, "F4 t Enter");
	rig_check(r, row_has(r, "> Immatriculation val", "20/11/2026"));
	rig_keys(r, "Esc");
	rig_keys(r, "a");
	rig_close(r);
}

static void
amounts_are_reckoned_where_they_are_written(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_keys(r, "c 'Reckoned' Tab Tab Tab Tab '=3*12,5'");
	rig_check(r, rig_sees(r, "37.50\u00a0€"));
	rig_keys(r, "Tab");
	rig_check(r, row_has(r, "Price", "37.50"));
	rig_keys(r, "BTab '-10%' Tab");
	rig_check(r, row_has(r, "Price", "33.75"));
	rig_keys(r, "BTab C-u '1 250,505' Tab");
	rig_check(r, row_has(r, "Price", "1250.51") && row_has(r, "Price", "! Rounded: an amount has two decimals."));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Saved: Reckoned") && rig_sees(r, "1,250.51\u00a0€"));
	/* The next one repeats it. */
	rig_keys(r, "Esc c Tab Tab Tab Tab C-d");
	rig_check(r, row_has(r, "Price", "1250.51"));
	rig_keys(r, "Esc d Del Enter");
	rig_close(r);
}

/* Code, name, plate and telephone find the record meant; what was chosen lately comes first next time; none is made on the spot. */
static void
ux_lk_form(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "e PgDn Tab C-e C-u 'garni'");
	rig_wait(r, "┌ Contacts");
	rig_check(r, rig_sees(r, "> Garnier"));
	/* Esc keeps the text. */
	rig_keys(r, "Esc");
	rig_check(r, !rig_sees(r, "┌ Contacts") && row_has(r, "> Propriétaire", "garni"));
	/* Clicked, it is taken. */
	rig_keys(r, "BS 'i'");
	rig_wait(r, "> Garnier");
	rig_click(r, rig_row_of(r, "> Garnier"), rig_column_of(r, rig_row_of(r, "> Garnier"), "Garnier"));
	rig_check(r, row_has(r, "Propriétaire", "Garnier") && !rig_sees(r, "┌ Contacts"));
	rig_keys(r, "BTab");
	/* By telephone, with and without its blanks. */
	rig_keys(r, "C-u '0639986891'");
	rig_wait(r, "> Carpentier Raphaël");
	rig_keys(r, "Tab");
	rig_check(r, row_has(r, "Propriétaire", "Carpentier Raphaël"));
	/* The record that it names, over the form, and back. */
	rig_keys(r, "BTab A-o");
	rig_check(r, rig_sees(r, "> Carpentier Raphaël") && rig_sees(r, "raphael.carpentier@example.fr"));
	rig_keys(r, "Esc");
	rig_check(r, row_has(r, "> Propriétaire", "Carpentier Raphaël"));
	/* Nobody is called so: F6 makes them and comes back. */
	rig_keys(r, "C-e C-u 'Zzyx Inconnu'");
	rig_wait(r, "Créer «\u00a0Zzyx Inconnu\u00a0»\u00a0: F6");
	rig_keys(r, "F6");
	rig_check(r, rig_sees(r, "Contact\u00a0: nouveau"));
	rig_keys(r, "Esc a");
	rig_keys(r, "Esc");
	rig_keys(r, "Esc a");
	rig_close(r);
}

/* An exact name and Tab, in one go: no popup is waited for. */
static void
ux_lk_ahead(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "e PgDn Tab C-e C-u 'carpentier raphael' Tab");
	rig_check(r, row_has(r, "Propriétaire", "Carpentier Raphaël") && !rig_sees(r, "┌ Contacts"));
	rig_keys(r, "Esc a");
	rig_close(r);
}

static void
ux_lk_tags(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_verb("paul", "create tag name=fields-vip description=Soigner");
	site_list(r, "contact");
	rig_keys(r, "c PgDn PgDn PgDn PgDn Tab Tab 'pro, fields'");
	rig_wait(r, "┌ Étiquettes");
	rig_check(r, rig_sees(r, "> fields-vip") && rig_sees(r, "Soigner"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "pro, fields-vip"));
	rig_keys(r, "Esc");
	rig_keys(r, "a");
	rig_close(r);
}

/* The postcode knows the town that other addresses have with it; the address is copied whole. */
static void
ux_lk_address(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_verb("paul", "create contact last_name=Voisin street=Quai postcode=44620 city='La Montagne'");
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Prochain' PgDn PgDn '8 rue des Lilas' Tab '44620' Tab");
	rig_wait(r, "La Montagne");
	rig_check(r, rig_sees(r, "comme dans vos autres adresses"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	while (strstr(here(r), "> Rue") == NULL && strstr(here(r), "> Ville") == NULL)
		rig_keys(r, "Down");
	rig_keys(r, "y");
	rig_check(r, rig_sees(r, "8 rue des Lilas, 44620 La Montagne"));
	rig_close(r);
}

/* Tabs of what belongs to the record, with how many; a new one is made for it; a call notes itself. */
static void
what_belongs_to_a_record_is_a_row_of_tabs(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact raphael");
	rig_keys(r, "Enter Tab Down Down Down Enter");
	rig_check(r, rig_sees(r, " Activités 0 ") && rig_sees(r, " Adresses 0 "));
	rig_keys(r, "Tab");
	rig_check(r, rig_sees(r, "EN-605-VP") && rig_sees(r, " Véhicules 1 "));
	rig_keys(r, "BTab");
	rig_check(r, !rig_sees(r, "EN-605-VP"));
	rig_keys(r, "c");
	rig_check(r, row_has(r, "Contact ", "Carpentier Raphaël") || rig_sees(r, "Carpentier Raphaël"));
	rig_keys(r, "Esc a Esc");
	rig_keys(r, "t");
	rig_check(r, rig_sees(r, "█▀█ █▀▀   ▀▀█ █▀█") && rig_sees(r, "Noter l’appel"));
	rig_keys(r, "n");
	rig_check(r, rig_sees(r, "Appel") && rig_sees(r, "Carpentier Raphaël"));
	rig_keys(r, "Esc a");
	rig_close(r);
}

/* A paste is one step: what came with line ends and escapes is one line of text, and one C-z takes it all back. */
static void
ux_pa_form(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_keys(r, "c");
	rig_paste(r, "First\r\nsecond\tthird e\xcc\x81t\xc3\xa9\n");
	rig_check(r, row_has(r, "> Name", "First second third été"));
	rig_keys(r, "C-z");
	rig_check(r, !rig_sees(r, "First"));
	rig_keys(r, "C-y");
	rig_check(r, row_has(r, "> Name", "First second third été"));
	/* Selected, cut to the terminal's clipboard, and typed over. */
	rig_keys(r, "Home S-Right S-Right S-Right S-Right S-Right C-x");
	rig_check(r, row_has(r, "> Name", "second third") && !row_has(r, "> Name", "First") && rig_sees(r, "Sent to the terminal: First"));
	rig_keys(r, "S-End 'x'");
	rig_check(r, row_has(r, "> Name", "x") && !rig_sees(r, "third"));
	/* A choice and a date take a paste as what it says. */
	rig_keys(r, "Tab Tab");
	rig_paste(r, "Large");
	rig_keys(r, "Tab");
	rig_check(r, row_has(r, "Kind", "Large"));
	rig_keys(r, "Esc d");
	rig_close(r);
}

static void
ux_pa_memo(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_keys(r, "c 'Memo' PgDn PgDn PgDn Tab Tab F4");
	rig_paste(r, "one\r\ntwo\r\nthree");
	rig_check(r, rig_sees(r, "one") && rig_sees(r, "two") && rig_row_of(r, "three") == rig_row_of(r, "two") + 1);
	rig_keys(r, "C-z");
	rig_check(r, !rig_sees(r, "three"));
	rig_keys(r, "Esc");
	rig_keys(r, "Esc d");
	rig_close(r);
}

/* A pasted command is text, not commands. */
static void
ux_pa_search(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/");
	rig_paste(r, "raphael\rq\r");
	rig_check(r, strstr(rig_row(r, 1), "/raphael q") != NULL);
	rig_keys(r, "Esc :");
	rig_paste(r, "gadget\rdq");
	rig_check(r, rig_sees(r, "gadget dq"));
	rig_close(r);
}

/* A dropped path goes to the record, and comes back from it; nothing is written over. */
static void
files_are_put_and_fetched_by_their_path(void **state)
{
	struct rig *r = site_open("marie", 160, 50);
	char path[512], url[600];
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/facture mai.txt", rig_home(r));
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("Merci.", f);
	fclose(f);
	site_list(r, "contact raphael");
	rig_keys(r, "Enter : 'files' Enter");
	rig_keys(r, "'ajouter' Enter");
	snprintf(url, sizeof url, "'file://%s/facture%%20mai.txt'", rig_home(r));
	rig_paste(r, url);
	rig_keys(r, "Enter");
	rig_wait(r, "Fichier ajouté\u00a0: facture mai.txt");
	rig_keys(r, ": 'files' Enter");
	rig_keys(r, "'récup' Enter C-u");
	rig_paste(r, path);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "existe déjà"));
	rig_keys(r, ": 'files' Enter");
	rig_keys(r, "'récup' Enter C-u");
	snprintf(path, sizeof path, "%s/copie.txt", rig_home(r));
	rig_paste(r, path);
	rig_keys(r, "Enter");
	rig_wait(r, "Fichier enregistré");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(url, sizeof url, f));
	fclose(f);
	assert_string_equal(url, "Merci.");
	rig_close(r);
}

/* An opened record and a popup are few bytes on the line. */
static void
opening_costs_few_bytes(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	size_t best = SIZE_MAX;

	(void)state;
	site_list(r, "contact");
	/* A server that is busy answers late, and what it says then is a second frame: the best of three. */
	for (int i = 0; i < 3; i++) {
		rig_keys(r, "Home Enter");
		best = rig_bytes(r) < best ? rig_bytes(r) : best;
		if (i < 2)
			rig_keys(r, "Esc");
	}
	print_message("open record: %zu bytes\n", best);
	rig_check(r, best <= 2000);
	rig_keys(r, "F9");
	print_message("popup: %zu bytes\n", rig_bytes(r));
	rig_check(r, rig_bytes(r) <= 900);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opening_costs_few_bytes),
		cmocka_unit_test(ux_fm_form),
		cmocka_unit_test(ux_fm_conditional),
		cmocka_unit_test(ux_fm_sections),
		cmocka_unit_test(ux_fm_wizard),
		cmocka_unit_test(ux_fm_lines),
		cmocka_unit_test(days_are_written_short_and_taken_from_a_month),
		cmocka_unit_test(amounts_are_reckoned_where_they_are_written),
		cmocka_unit_test(ux_lk_form),
		cmocka_unit_test(ux_lk_ahead),
		cmocka_unit_test(ux_lk_tags),
		cmocka_unit_test(ux_lk_address),
		cmocka_unit_test(what_belongs_to_a_record_is_a_row_of_tabs),
		cmocka_unit_test(ux_pa_form),
		cmocka_unit_test(ux_pa_memo),
		cmocka_unit_test(ux_pa_search),
		cmocka_unit_test(files_are_put_and_fetched_by_their_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
