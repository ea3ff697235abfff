/* A day at the garage, on the real server: people sit down, look for things, change them, disagree, and take things back. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

/* In the person's language, at both sizes, with the cursor on something and nothing cut in the key bar. */
static void
the_menu_greets_in_ones_own_language(void **state)
{
	static const struct { const char *person, *bar, *list; } people[] = {
		{"marie", "F1 Aide  Entrée Ouvrir  F6 Créer", "Véhicules"}, {"mary", "F1 Help  Enter Open  F6 Create", "Vehicles"}};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct rig *r = site_open(people[i / 2].person, i % 2 ? 160 : 80, i % 2 ? 50 : 24);

		rig_check(r, rig_sees(r, "Garage de l’Étoile"));
		rig_check(r, rig_sees(r, people[i / 2].list));
		rig_check(r, rig_sees(r, people[i / 2].bar));
		rig_check(r, strstr(rig_row(r, i % 2 ? 49 : 23), "…") == NULL);
		rig_close(r);
	}
}

/* Phones stand whole beside whole names; columns that say nothing gave them the room. */
static void
a_list_shows_what_one_looks_for(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	const char *row;

	(void)state;
	site_list(r, "contact");
	rig_check(r, strstr(rig_row(r, 1), "Téléphone") != NULL);
	for (int i = 2; i < 20; i++) {
		row = strstr(rig_row(r, i), "0");
		rig_check(r, row != NULL && strlen(row) >= strlen("06 12 34 56 78") && strstr(rig_row(r, i), "…") == NULL);
	}
	rig_check(r, rig_sees(r, "lignes 1-19 / "));
	rig_resize(r, 160, 50);
	rig_wait(r, "│ Contact ─");
	rig_close(r);
}

/* The record beside its list, and below it what belongs to it; both follow the cursor. Less width shows less, never half of it. */
static void
a_very_wide_list_shows_what_belongs_to_the_record(void **state)
{
	struct rig *r = site_open("marie", 160, 50);
	/* It was read when its file came in. */
	char *read = xasprintf("│   105 982 km  %s", site_today());

	(void)state;
	site_list(r, "vehicle");
	rig_keys(r, "Home");
	rig_wait(r, "│ Relevés du compteur ─");
	rig_check(r, rig_sees(r, "│   Immatriculation              FX-541-JA"));
	rig_check(r, rig_row_of(r, "│   Immatriculation") < rig_row_of(r, "│ Relevés du compteur ─"));
	rig_check(r, rig_sees(r, read));
	rig_check(r, rig_sees(r, "│   Kervella Noël  Propriétaire"));
	rig_keys(r, "Down");
	rig_wait(r, "│   134 394 km");
	rig_check(r, !rig_sees(r, "│   105 982 km") && rig_sees(r, "│   Lefèvre Gaël  Propriétaire"));
	rig_resize(r, 130, 50);
	rig_wait_gone(r, "│ Relevés du compteur ─");
	rig_check(r, rig_sees(r, "│ Véhicule ─"));
	rig_resize(r, 160, 24);
	rig_wait(r, "│ Propriétaires et conducteurs ─");
	rig_resize(r, 80, 24);
	rig_check(r, !rig_sees(r, "│"));
	free(read);
	rig_close(r);
}

static void
searching_follows_the_typing_and_escape_brings_all_back(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/ 'gautier ine'");
	rig_check(r, strstr(rig_row(r, 1), "/gautier ine") != NULL);
	rig_check(r, strstr(rig_row(r, 3), "Gautier Inès") != NULL);
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 1), "/gautier ine") != NULL);
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "lignes 1-19 / "));
	/* A plate without its separators, and digits of a phone. */
	site_home(r);
	site_list(r, "vehicle");
	rig_keys(r, "/ 'ek050g'");
	rig_check(r, rig_sees(r, "EK-050-GX"));
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_close(r);
}

/* Labels in the person's language, completed by Tab; a filter that makes no sense says so and keeps the rows. */
static void
a_filter_is_written_in_labels(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F4 'typ' Tab");
	rig_check(r, strstr(rig_row(r, 1), "Type:") != NULL);
	rig_keys(r, "'entre' Tab Enter");
	rig_check(r, strstr(rig_row(r, 1), "Type:Entreprise") != NULL);
	rig_check(r, !rig_sees(r, "Personne") && rig_sees(r, "Dépannage 24 Nantes"));
	rig_keys(r, "F4 C-u 'kind:company nom:taxis' Enter");
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "F4 C-u 'nosuchfield>3' Enter");
	rig_check(r, rig_sees(r, "! "));
	rig_check(r, rig_sees(r, "Taxis Loire Atlantique"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "lignes 1-19 / "));
	rig_close(r);
}

static void
any_column_sorts_and_the_cursor_stays_on_its_record(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	char first[128];

	(void)state;
	site_list(r, "vehicle");
	rig_keys(r, "s 'kilom' Enter");
	rig_check(r, strstr(rig_row(r, 1), "↑") != NULL);
	rig_keys(r, "Home");
	snprintf(first, sizeof first, "%s", rig_row(r, 2));
	rig_keys(r, "s 'kilom' Enter Home");
	rig_check(r, strstr(rig_row(r, 1), "↓") != NULL);
	rig_check(r, strcmp(rig_row(r, 2), first) != 0);
	rig_keys(r, "End");
	rig_check(r, strncmp(first + 2, rig_row(r, 20) + 2, 9) == 0);
	rig_close(r);
}

/* A wrong value stays, with a sentence; put right, it is saved; the same again is saved too, with a word about the other one. */
static void
a_refused_field_is_put_right_and_a_look_alike_announced(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Hélène' Tab 'Vasseur' Tab Tab Tab Tab 'helene' F2");
	rig_check(r, rig_sees(r, "1 erreur"));
	rig_check(r, rig_sees(r, "nom@domaine"));
	rig_check(r, rig_sees(r, "helene"));
	rig_keys(r, "'@vasseur.example.com' F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	rig_check(r, rig_sees(r, "Contacts > Vasseur Hélène"));
	rig_keys(r, "c Tab 'Helene' Tab 'Vasseur' Tab Tab Tab Tab 'helene@vasseur.example.com' F2");
	rig_check(r, rig_sees(r, "Peut-être la même fiche"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Vasseur Helene"));
	rig_keys(r, "Del s");
	rig_check(r, rig_sees(r, "Supprimé : Vasseur Helene"));
	rig_close(r);
}

/* Both changed the city: both are shown, one is chosen, and what only the other changed is kept. */
static void
ux_cf_form_two_people_change_one_record(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact chevalier aurelie");
	rig_keys(r, "Enter e");
	rig_check(r, rig_sees(r, "modifier Chevalier Aurélie"));
	rig_keys(r, "PgDn PgDn");
	rig_check(r, rig_sees(r, "Rue"));
	rig_keys(r, "Tab Tab 'Nantes'");
	site_verb("paul", "update contact $(ssh -F $SITE/ssh_config paul list contact --search chevalier --columns id "
	    "--format jsonl --filter first_name:aurelie | tr -dc 0-9) city=Rezé job_title=Taxi "
	    "owner_id=$(ssh -F $SITE/ssh_config paul list person --search shaw --columns id --format jsonl | tr -dc 0-9)");
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Modifiée des deux côtés"));
	rig_check(r, rig_sees(r, "Nantes") && rig_sees(r, "Rezé"));
	rig_keys(r, "Left F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	rig_check(r, rig_sees(r, "Nantes") && rig_sees(r, "Taxi"));
	rig_keys(r, ": 'historique' Enter");
	rig_check(r, strstr(rig_row(r, 2), "Marie Duval") != NULL && strstr(rig_row(r, 4), "Paul Martin") != NULL && rig_sees(r, "modification"));
	rig_check(r, rig_sees(r, "Suivi par  Paul Martin → Mary Shaw"));
	rig_check(r, rig_sees(r, "création · import") && !rig_sees(r, "update"));
	rig_close(r);
}

static void
what_is_deleted_comes_back(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact garnier mehdi");
	rig_check(r, rig_sees(r, "Garnier Mehdi"));
	rig_keys(r, "Del s");
	rig_check(r, rig_sees(r, "Supprimé : Garnier Mehdi (u"));
	rig_check(r, rig_sees(r, "Rien ne se trouve"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Rétabli"));
	rig_check(r, rig_row_of(r, "Garnier Mehdi") > 0);
	/* And from the bin. */
	rig_keys(r, "Home Del s");
	rig_keys(r, ":");
	rig_paste(r, "corbeille");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Corbeille"));
	rig_keys(r, "/ 'garnier' Enter F9 r");
	rig_check(r, rig_sees(r, "Rétabli"));
	rig_close(r);
}

/* From a vehicle to its readings, a new one among them, and back. */
static void
related_records_open_and_are_made_from_their_record(void **state)
{
	struct rig *r = site_open("marie", 160, 50);

	(void)state;
	site_list(r, "vehicle ek050gx");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Véhicules > EK-050-GX"));
	rig_check(r, rig_sees(r, "112 858 km"));
	/* Two columns: the links stand at the right of the first lines. */
	rig_check(r, rig_row_of(r, "Relevés du compteur") < 24);
	rig_keys(r, "Tab Down Enter");
	rig_check(r, rig_sees(r, "> Relevés du compteur"));
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "Esc Tab Up o");
	rig_close(r);
}

static void
help_finds_keys_and_fields_and_does_what_it_names(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F1");
	rig_check(r, rig_sees(r, "Help: type to find"));
	rig_keys(r, "'siret'");
	rig_check(r, rig_sees(r, "> SIRET"));
	rig_keys(r, "C-u 'filter by'");
	rig_check(r, rig_sees(r, "> F4"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Filter:"));
	rig_keys(r, "Esc Esc");
	rig_close(r);
}

static void
a_view_is_saved_and_found_again(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F4 'type:entreprise' Enter s 'nom' Enter w Enter");
	rig_check(r, rig_sees(r, "kind:company"));
	rig_keys(r, "'Les sociétés' F2 Esc");
	site_home(r);
	site_list(r, "contact");
	rig_check(r, rig_sees(r, "Personne") && strstr(rig_row(r, 1), "Nom ↑") != NULL);
	rig_keys(r, "w");
	rig_check(r, rig_sees(r, "Les sociétés"));
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 1), "kind:company") != NULL && !rig_sees(r, "Personne"));
	rig_close(r);
}

/* Columns are chosen one after another, in the order in which they are to stand; a view brings them back, at any width. */
static void
a_view_keeps_its_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = site_open("marie", i ? 160 : 80, i ? 50 : 24);

		site_list(r, "vehicle");
		rig_check(r, strstr(rig_row(r, 1), "Marque") != NULL && strstr(rig_row(r, 1), "VIN") == NULL);
		/* Make, model, year, owner, odometer and state go, the next inspection stays, the VIN comes behind it. */
		rig_keys(r, "C 'marque' Enter 'modèle' Enter 'année' Enter 'propriét' Enter 'kilom' Enter");
		rig_keys(r, "'état' Enter 'vin' Enter Esc");
		rig_check(r, strstr(rig_row(r, 1), "VIN") != NULL && strstr(rig_row(r, 1), "Prochain") != NULL);
		rig_check(r, strstr(rig_row(r, 1), "Marque") == NULL && strstr(rig_row(r, 1), "Année") == NULL);
		rig_check(r, strstr(strstr(rig_row(r, 1), "Prochain"), "VIN") != NULL);
		rig_check(r, rig_sees(r, "VF7WXY729NC040194"));
		rig_keys(r, "s 'prochain' Enter w End Enter");
		rig_check(r, rig_sees(r, "vin") && rig_sees(r, "next_inspection"));
		rig_keys(r, i ? "'Châssis large' F2 Esc" : "'Châssis' F2 Esc");
		site_home(r);
		site_list(r, "vehicle");
		rig_keys(r, ": 'usual' Enter");
		rig_check(r, strstr(rig_row(r, 1), "Marque") != NULL && strstr(rig_row(r, 1), "VIN") == NULL);
		rig_keys(r, i ? "w Down Enter" : "w Enter");
		rig_check(r, strstr(rig_row(r, 1), "technique ↑  VIN") != NULL);
		rig_check(r, strstr(rig_row(r, 1), "Marque") == NULL);
		/* And the usual ones again. */
		rig_keys(r, "C 'habituel' Enter");
		rig_check(r, strstr(rig_row(r, 1), "Marque") != NULL && strstr(rig_row(r, 1), "VIN") == NULL);
		rig_close(r);
	}
}

/* A file travels by ssh; the screen shows it on its record and how to fetch it. */
static void
files_are_listed_on_their_record(void **state)
{
	struct rig *r = site_open("marie", 160, 50);
	char id[32] = "", put[128];

	(void)state;
	sscanf(site_verb("paul", "list contact --search chevalier --filter first_name:aurelie --columns id --format csv"),
	    "%*[^0-9]%31[0-9]", id);
	site_verb("paul", (snprintf(put, sizeof put, "put contact %s devis.txt", id), put));
	site_list(r, "contact chevalier aurelie");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Documents"));
	snprintf(put, sizeof put, "comptoir marie put contact %s NOM < NOM", id);
	rig_check(r, rig_sees(r, put));
	rig_keys(r, "End Enter");
	rig_check(r, rig_sees(r, "devis.txt"));
	rig_keys(r, "Enter");
	snprintf(put, sizeof put, "comptoir marie get contact %s devis.txt > devis.txt", id);
	rig_check(r, rig_sees(r, put));
	rig_close(r);
}

static void
one_who_only_reads_is_told_so(void **state)
{
	struct rig *r = site_open("vera", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6");
	rig_check(r, rig_sees(r, "Vous n’avez pas le droit d’en créer."));
	rig_keys(r, "e");
	rig_check(r, rig_sees(r, "Vous n’avez pas le droit de les modifier."));
	rig_keys(r, "F9");
	rig_check(r, rig_sees(r, "Il n’y a rien que vous puissiez") || rig_sees(r, "Historique"));
	/* More than the screen holds: how much more stands at the edge. */
	rig_keys(r, "Esc Home Enter");
	rig_check(r, strstr(rig_row(r, 20), " ↓ ") != NULL || strstr(rig_row(r, 21), " ↓ ") != NULL);
	rig_keys(r, "End");
	rig_check(r, rig_sees(r, " ↑ "));
	rig_close(r);
}

/* Nobody in C has heard of gadgets. */
static void
an_entity_that_only_sql_knows_is_all_there(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "gadget");
	rig_check(r, rig_sees(r, "Gadgets"));
	rig_keys(r, "F6 'Spanner' Tab 'AB-123-CD' Tab l");
	rig_check(r, rig_sees(r, "Large"));
	rig_check(r, rig_sees(r, "Weight"));		/* shown when large */
	rig_keys(r, "PgDn '12,5' F2");
	rig_check(r, rig_sees(r, "Saved: Spanner"));
	rig_check(r, rig_sees(r, "AB-123-CD") && rig_sees(r, "12.50"));
	rig_keys(r, "F9 u");
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Used"));
	rig_keys(r, "F1 'kilograms'");
	rig_check(r, rig_sees(r, "> Weight"));
	rig_close(r);
}

/* What is typed survives every size, and the picture at the end is the one of before. */
static void
nothing_typed_is_lost_when_the_window_changes(void **state)
{
	static const int sizes[][2] = {{40, 10}, {5, 2}, {160, 50}, {100, 30}, {80, 24}};
	struct rig *r = site_open("marie", 80, 24);
	char before[8192];

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Étienne' Tab 'D’Arc");
	snprintf(before, sizeof before, "%s", rig_screen(r));
	for (size_t i = 0; i < 20; i++) {
		rig_resize(r, sizes[i % 5][0], sizes[i % 5][1]);
		if (sizes[i % 5][0] >= 40)
			rig_check(r, rig_sees(r, "D’Arc"));
	}
	assert_string_equal(rig_screen(r), before);
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "(S)auver") || rig_sees(r, "Sauver"));
	rig_keys(r, "a");
	rig_check(r, !rig_sees(r, "D’Arc"));
	rig_close(r);
}

/* Names come from customers; a terminal obeys whoever writes to it. */
static void
a_hostile_name_is_only_a_name(void **state)
{
	struct rig *r;
	const char *log;
	size_t length;

	(void)state;
	site_verb("paul", "create contact kind=company 'company_name=Fin\342\200\256gniteem'");
	site_verb("paul", "create contact kind=company \"company_name=$(printf 'Vil\342\200\256ain')\"");
	r = site_open("paul", 80, 24);
	site_list(r, "contact vil");
	rig_keys(r, "Enter e Esc");
	log = rig_log(r, &length);
	rig_check(r, memmem(log, length, "\xE2\x80\xAE", 3) == NULL);
	rig_close(r);
}

/* The door for people who have only ssh: the same screen, and it follows the window. */
static void
whoever_has_only_ssh_gets_the_same_screen(void **state)
{
	struct rig *r = site_hosted("marie", 80, 24);

	(void)state;
	rig_send(r, "Enter");
	rig_wait(r, "Téléphone");
	rig_wait(r, "lignes 1-19 / ");
	rig_check(r, strstr(rig_row(r, 23), "F1 Aide") != NULL);
	rig_resize_only(r, 160, 50);
	rig_wait(r, "lignes 1-44 / ");
	rig_wait(r, "│ Contact ─");
	rig_send(r, "q");
	rig_wait(r, "Entrée Ouvrir");
	rig_send(r, "q");
	assert_int_equal(rig_exit(r), 0);
	rig_close(r);
}

static void
hanging_up_ends_the_session_and_nothing_else(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Perdu'");
	rig_signal(r, SIGHUP);
	assert_in_range(rig_exit(r), 0, 127);
	rig_close(r);
	r = site_open("marie", 80, 24);
	site_list(r, "contact perdu");
	rig_check(r, rig_sees(r, "Rien ne se trouve"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_menu_greets_in_ones_own_language),
		cmocka_unit_test(a_list_shows_what_one_looks_for),
		cmocka_unit_test(a_very_wide_list_shows_what_belongs_to_the_record),
		cmocka_unit_test(searching_follows_the_typing_and_escape_brings_all_back),
		cmocka_unit_test(a_filter_is_written_in_labels),
		cmocka_unit_test(any_column_sorts_and_the_cursor_stays_on_its_record),
		cmocka_unit_test(a_refused_field_is_put_right_and_a_look_alike_announced),
		cmocka_unit_test(ux_cf_form_two_people_change_one_record),
		cmocka_unit_test(what_is_deleted_comes_back),
		cmocka_unit_test(related_records_open_and_are_made_from_their_record),
		cmocka_unit_test(help_finds_keys_and_fields_and_does_what_it_names),
		cmocka_unit_test(a_view_is_saved_and_found_again),
		cmocka_unit_test(a_view_keeps_its_columns),
		cmocka_unit_test(files_are_listed_on_their_record),
		cmocka_unit_test(one_who_only_reads_is_told_so),
		cmocka_unit_test(an_entity_that_only_sql_knows_is_all_there),
		cmocka_unit_test(nothing_typed_is_lost_when_the_window_changes),
		cmocka_unit_test(a_hostile_name_is_only_a_name),
		cmocka_unit_test(whoever_has_only_ssh_gets_the_same_screen),
		cmocka_unit_test(hanging_up_ends_the_session_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
