/* Everybody has the screen their own way: what rosa says about language, first screen and columns is there at her next terminal; views have
   keys, empty lists say what belongs there, and a tour teaches the rest where nothing is real. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* She takes French in the middle of her work; the screen speaks it at once, verbs and her next terminal too. */
static void
the_language_changes_without_signing_in_again(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);

	(void)state;
	rig_check(r, rig_sees(r, "F1 Help") && rig_sees(r, "Vehicles"));
	rig_keys(r, ": 'preferences' Enter");
	rig_check(r, rig_sees(r, "Start screen") && rig_sees(r, "(the menu)") && rig_sees(r, "Enter Change"));
	rig_check(r, rig_sees(r, "The language of screens"));
	rig_keys(r, "Enter 'fran' Enter");
	rig_check(r, rig_sees(r, "> Préférences") && rig_sees(r, "Premier écran") && rig_sees(r, "Entrée Changer"));
	rig_check(r, rig_sees(r, "Français") && !rig_sees(r, "Start screen"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Véhicules") && rig_sees(r, "q Quitter"));
	rig_keys(r, ": 'vehicle' Enter");
	rig_check(r, rig_sees(r, "Marque") && rig_sees(r, "lignes 1-19"));
	rig_close(r);
	assert_non_null(strstr(site_verb("rosa", "prefer language"), "La langue des écrans"));
	r = site_open_again("rosa");
	rig_check(r, rig_sees(r, "Véhicules") && rig_sees(r, "F1 Aide"));
	/* As if nothing had been said: her account's language. */
	rig_keys(r, ": 'préférences' Enter Del");
	rig_check(r, rig_sees(r, "> Preferences") && rig_sees(r, "(as your account says)"));
	rig_close(r);
}

/* One writes the first screen as after `:`; what is no screen is said, and the menu is there. */
static void
ones_own_first_screen_opens(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);

	(void)state;
	rig_keys(r, ": 'preferences' Enter Down Enter 'vehicle' Enter");
	rig_check(r, rig_sees(r, "Start screen  vehicle") && rig_sees(r, "Kept: from now on"));
	rig_close(r);
	r = site_open_again("rosa");
	rig_check(r, rig_sees(r, "> Vehicles ") && rig_sees(r, "lines 1-19"));
	rig_close(r);
	site_verb("rosa", "prefer start 'board work'");
	r = site_open_again("rosa");
	rig_check(r, rig_sees(r, "To do") && rig_sees(r, "Space Carry"));
	rig_close(r);
	site_verb("rosa", "prefer start dashboard");
	r = site_open_again("rosa");
	rig_check(r, rig_sees(r, "> Dashboard"));
	rig_close(r);
	site_verb("rosa", "prefer start 'zzz moon'");
	r = site_open_again("rosa");
	rig_check(r, rig_sees(r, "is not here: “zzz moon”") && rig_sees(r, "Vehicles"));
	rig_keys(r, ": 'preferences' Enter Down Del");
	rig_check(r, rig_sees(r, "(the menu)"));
	rig_close(r);
	assert_null(strstr(site_verb("rosa", "prefer start"), "moon"));
}

static const char *
header(struct rig *r)
{
	return rig_row(r, 1);
}

/* Where a column begins; the amounts below stay whole. */
static int
column(struct rig *r, const char *label)
{
	int at = rig_column_of(r, 1, label);

	rig_check(r, at >= 0);
	return at;
}

/* Keys widen, move and hide; another terminal shows the list so; one command brings back what everybody has. */
static void
a_list_stays_as_it_was_left(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);
	int model, was;

	(void)state;
	site_list(r, "vehicle");
	was = column(r, "Model");
	rig_keys(r, "Right Right ) ) )");
	model = column(r, "Model");
	rig_check(r, model == was + 6);
	rig_keys(r, "L");
	rig_check(r, column(r, "Make") > column(r, "Model"));
	rig_keys(r, "s 'year' Enter C 'vin' Enter Esc");
	rig_check(r, strstr(header(r), "VIN") != NULL && strstr(header(r), "Year ↑") != NULL);
	rig_close(r);
	r = site_open_again("rosa");
	site_list(r, "vehicle");
	rig_check(r, column(r, "Make") > column(r, "Model") && strstr(header(r), "VIN") != NULL && strstr(header(r), "Year ↑") != NULL);
	was = column(r, "Model");
	rig_keys(r, ": 'usual' Enter");
	rig_check(r, column(r, "Make") < column(r, "Model") && strstr(header(r), "VIN") == NULL && strstr(header(r), "Year ↑") == NULL);
	rig_close(r);
	assert_null(strstr(site_verb("rosa", "prefer"), "list.vehicle"));
}

/* The edge of a header follows the mouse, and stays where it was let go. */
static void
a_header_s_edge_is_dragged(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);
	char bytes[128];
	int model;

	(void)state;
	site_list(r, "vehicle");
	model = column(r, "Model");
	/* The gap before “Model”: press, draw it five cells to the right, let go. */
	snprintf(bytes, sizeof bytes, "\033[<0;%d;2M\033[<32;%d;2M\033[<32;%d;2M\033[<0;%d;2m", model, model + 2, model + 5, model + 5);
	rig_send_bytes(r, bytes, strlen(bytes));
	rig_idle(r);
	rig_check(r, column(r, "Model") > model + 3);
	model = column(r, "Model");
	rig_keys(r, "Esc");
	site_list(r, "vehicle");
	rig_check(r, column(r, "Model") == model);
	rig_keys(r, ": 'usual' Enter");
	rig_close(r);
}

/* An amount is whole, however narrow somebody wants its column; other texts are cut in the middle. */
static void
an_amount_is_never_cut(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("rosa", "create gadget name='Compresseur de garage' price=12345.67");
	r = site_open("rosa", 80, 24);
	site_list(r, "gadget");
	rig_keys(r, "/ 'compresseur' Enter Right ( ( ( ( ( ( ( ( ( (");
	rig_check(r, strstr(rig_row(r, 3), "Compresseur") == NULL && strstr(rig_row(r, 3), "…") != NULL);
	for (int i = 0; i < 12 && !(rig_attributes(r, 2, rig_column_of(r, 2, "Price")) & RIG_REVERSE); i++)
		rig_keys(r, "Right");
	rig_keys(r, "( ( ( ( ( ( ( ( ( (");
	rig_check(r, strstr(rig_row(r, 3), "####") == NULL && rig_sees(r, "12,345.67"));
	rig_check(r, rig_sees(r, "would not be whole"));
	rig_keys(r, ": 'usual' Enter");
	rig_close(r);
}

/* A column for a field that the company added goes with the field, and nothing else does. */
static void
a_field_that_is_gone_takes_only_its_column(void **state)
{
	struct rig *r;
	const char *id;
	char words[160];

	(void)state;
	r = site_open("rosa", 80, 24);
	site_list(r, "vehicle");
	rig_keys(r, "C 'parking' Enter 'vin' Enter Esc");
	rig_check(r, strstr(header(r), "Parking") != NULL);
	rig_close(r);
	snprintf(words, sizeof words, "list custom_field --filter name:parking_%d --columns id --format csv", (int)getpid());
	id = strchr(site_verb("marie", words), '\n');
	assert_non_null(id);
	snprintf(words, sizeof words, "delete custom_field %d", atoi(id + 1));
	site_verb("marie", words);
	r = site_open_again("rosa");
	site_list(r, "vehicle");
	rig_check(r, strstr(header(r), "Parking") == NULL && rig_sees(r, "lines 1-19"));
	rig_keys(r, "C 'vin'");
	rig_check(r, rig_sees(r, "✓"));
	rig_keys(r, "Esc : 'usual' Enter");
	rig_close(r);
}

/* `w` and the letter that she gave it; a second view of the list cannot have it; by its name from everywhere. */
static void
a_view_has_a_key(void **state)
{
	/* Wide enough for all columns, however long the addresses are that other stories left. */
	struct rig *r = site_open("rosa", 120, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F4 'kind:company' Enter w");
	rig_check(r, rig_sees(r, "Save this list as a view"));
	rig_keys(r, "Enter 'Firms of mine' Tab");
	rig_keys(r, "Tab Tab 'x' F2");
	if (rig_sees(r, "error"))
		rig_check(r, false);
	rig_keys(r, "Esc Esc Esc");
	site_home(r);
	site_list(r, "contact");
	rig_check(r, rig_sees(r, "Person"));
	rig_keys(r, "w");
	rig_check(r, rig_sees(r, "Firms of mine") && rig_sees(r, "kind:company"));
	rig_keys(r, "x");
	rig_check(r, strstr(rig_row(r, 1), "kind:company") != NULL && !rig_sees(r, "Person"));
	site_home(r);
	rig_keys(r, ": 'view firms' Enter");
	rig_check(r, strstr(rig_row(r, 1), "kind:company") != NULL);
	site_home(r);
	rig_keys(r, ": 'view nothing so' Enter");
	rig_check(r, rig_sees(r, "There is no view of this name."));
	rig_close(r);
	site_verb("rosa", "prefer start 'view firms'");
	r = site_open_again("rosa");
	rig_wait(r, "kind:company");
	rig_close(r);
	site_verb("rosa", "prefer start ''");
}

/* What hides the records says so; what is not there yet says what belongs here and how it comes, to whoever may. */
static void
an_empty_list_says_what_to_do(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F4 'city:nowhere' Enter");
	rig_check(r, rig_sees(r, "No record matches. F4 changes the filter, Esc removes it."));
	rig_keys(r, "/ 'zzzzzz' Enter");
	rig_check(r, rig_sees(r, "what is searched; Esc removes"));
	rig_keys(r, "Esc / 'zzzzzz' Enter");
	rig_check(r, rig_sees(r, "Nothing is found so. / searches for something else"));
	rig_close(r);
	r = site_open("tina", 80, 24);
	site_list(r, "vehicle");
	rig_check(r, rig_sees(r, "Un véhicule se retrouve par sa plaque") && rig_sees(r, "F6 crée la première fiche"));
	rig_check(r, rig_sees(r, "comptoir tina import vehicle < vehicle.csv"));
	rig_keys(r, "Esc");
	rig_close(r);
	r = site_open("vera", 80, 24);
	site_list(r, "establishment");
	rig_check(r, rig_sees(r, "Rien ici pour l’instant.") && !rig_sees(r, "crée la première") && !rig_sees(r, "import"));
	rig_close(r);
}

/* From inside a record to the next and the previous one of its list; the list's cursor goes along. */
static void
from_record_to_record_without_the_list(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);
	char first[256];

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "Home Enter");
	snprintf(first, sizeof first, "%s", rig_row(r, 0));
	rig_keys(r, "F8");
	rig_check(r, strcmp(rig_row(r, 0), first) != 0);
	rig_keys(r, "n p p");
	rig_check(r, strcmp(rig_row(r, 0), first) == 0);
	rig_keys(r, "n n Esc");
	rig_check(r, rig_row(r, 4)[0] == '>');
	rig_close(r);
}

/* Counting takes a second here; the rows are there long before, and one moves in them. */
static void
the_count_comes_after_the_rows(void **state)
{
	static const char *const fake[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "en", "late=1", NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = fake});

	(void)state;
	rig_wait(r, "Customers");
	rig_idle(r);
	rig_send(r, "Enter Down Down");
	rig_wait(r, "lines 1-");
	rig_check(r, !rig_sees(r, " / 4") && rig_row(r, 4)[0] == '>');
	rig_wait(r, " / 4");
	rig_close(r);
}

/* A new order finds the cursor on its record, among those that are loaded. */
static void
the_cursor_stays_on_its_record(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);
	char name[64], row[256];

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/ 'mar' Enter");
	rig_keys(r, "Down Down Down");
	snprintf(row, sizeof row, "%s", rig_row(r, 6) + 2);		/* the line of the search, the heads, then three above it */
	snprintf(name, sizeof name, "%.*s", (int)strcspn(row, "0"), row);
	for (size_t n = strlen(name); n > 0 && name[n - 1] == ' '; n--)
		name[n - 1] = '\0';
	rig_keys(r, "s 'name' Enter");
	for (int y = 2; y < 22; y++)
		if (rig_row(r, y)[0] == '>')
			rig_check(r, strncmp(rig_row(r, y) + 2, name, strcspn(name, " ")) == 0);
	rig_keys(r, "Esc");
	rig_keys(r, ": 'usual' Enter");
	rig_close(r);
}

/* All of it, as somebody new goes through it. */
static void
the_tour_from_beginning_to_end(void **state)
{
	struct rig *r;

	(void)state;
	r = site_open("tina", 80, 24);
	rig_check(r, rig_sees(r, "Premiers pas"));
	rig_keys(r, "A-t");
	rig_check(r, rig_sees(r, "Visite 1/16") && rig_sees(r, "Entrée continue.") && rig_sees(r, "Alt-t"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Visite 2/16") && rig_sees(r, "> Contacts"));
	/* Something else than what is told: it waits. */
	rig_keys(r, "Down Up");
	rig_check(r, rig_sees(r, "Visite 2/16"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Visite 3/16") && rig_sees(r, "Appuyez sur /"));
	rig_keys(r, "/");
	rig_check(r, rig_sees(r, "Visite 4/16"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Visite 5/16"));
	rig_keys(r, "F4 Esc s Esc C Esc");
	rig_check(r, rig_sees(r, "Visite 8/16") && rig_sees(r, "personne ici n’est réel"));
	/* Left in the middle, and gone on with at another terminal. */
	rig_keys(r, "A-t q");
	rig_check(r, !rig_sees(r, "Visite 8/16") && rig_sees(r, "La visite attend ici"));
	rig_close(r);
	r = site_open("tina", 80, 24);
	rig_check(r, !rig_sees(r, "Premiers pas") && !rig_sees(r, "Visite"));
	rig_keys(r, ": 'visite' Enter");
	rig_check(r, rig_sees(r, "Visite 8/16") && rig_sees(r, "> Contacts"));
	/* A step can be skipped, and gone back to. */
	rig_keys(r, "A-t Enter");
	rig_check(r, rig_sees(r, "Visite 10/16"));
	rig_keys(r, "A-t a");
	rig_check(r, rig_sees(r, "Visite 8/16"));
	rig_keys(r, "F6 Tab 'Zoé' Tab 'Essai' F2");
	rig_check(r, rig_sees(r, "Visite 9/16"));
	rig_check(r, rig_sees(r, "Contacts > Essai Zoé") && rig_sees(r, "Échap revient"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Visite 10/16"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Visite 11/16"));
	rig_keys(r, "n");
	rig_check(r, rig_sees(r, "Visite 12/16"));
	rig_keys(r, "a Esc");
	rig_check(r, rig_sees(r, "Visite 13/16"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Visite 14/16"));
	rig_keys(r, ": Esc");
	rig_check(r, rig_sees(r, "Visite 15/16"));
	rig_keys(r, ": 'préférences' Enter");
	rig_check(r, rig_sees(r, "Visite 16/16"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "C’était la visite") && !rig_sees(r, "Visite 16/16"));
	rig_close(r);
	assert_non_null(strstr(site_verb("tina", "prefer tour"), "done"));
}

/* Whoever works elsewhere is taken to where nothing is real; whoever has no such company hears how one is made. */
static void
the_tour_leaves_real_records_alone(void **state)
{
	struct rig *r = site_open("rosa", 80, 24);

	(void)state;
	rig_keys(r, ": 'tour' Enter");
	rig_check(r, rig_sees(r, "The tour goes through Garage d’essai"));
	rig_keys(r, "g");
	rig_check(r, rig_sees(r, "Garage d’essai") && rig_sees(r, "Tour 1/16: The menu"));
	rig_keys(r, "A-t l");
	rig_close(r);
	site_verb("rosa", "prefer tour ''");
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "Premiers pas"));
	rig_keys(r, "A-t");
	rig_check(r, rig_sees(r, "comptoird tenant create demo") && rig_sees(r, "paul@garage.test"));
	rig_keys(r, "Esc");
	rig_check(r, !rig_sees(r, "comptoird"));
	rig_close(r);
}

/* The same tour in lines: commands are told by the words that one writes there. */
static void
the_tour_is_told_in_lines(void **state)
{
	struct rig *r;

	(void)state;
	r = site_open_lines("--linear", "tina");
	rig_send(r, "'visite' Enter");
	rig_wait(r, "Visite 1/16");
	rig_send(r, "Enter");
	rig_wait(r, "Visite 2/16");
	rig_send(r, "'contacts' Enter");
	rig_wait(r, "Visite 3/16");
	rig_check(r, rig_sees(r, "Appuyez sur recherche"));
	rig_close(r);
}

/* Early: servers believe for a moment what they knew of a company. */
static int
the_company_adds_a_field(void **state)
{
	char words[120];

	(void)state;
	snprintf(words, sizeof words, "create custom_field entity=vehicle name=parking_%d label=Parking type=text", (int)getpid());
	if (getenv("SITE") != NULL)
		site_verb("marie", words);
	return 0;
}

static int
nothing_was_said(void **state)
{
	(void)state;
	if (getenv("SITE") != NULL) {
		site_forget("rosa", "%");
		site_forget("tina", "%");
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_language_changes_without_signing_in_again, nothing_was_said),
		cmocka_unit_test_setup(ones_own_first_screen_opens, nothing_was_said),
		cmocka_unit_test_setup(a_list_stays_as_it_was_left, nothing_was_said),
		cmocka_unit_test_setup(a_header_s_edge_is_dragged, nothing_was_said),
		cmocka_unit_test_setup(an_amount_is_never_cut, nothing_was_said),
		cmocka_unit_test_setup(a_field_that_is_gone_takes_only_its_column, nothing_was_said),
		cmocka_unit_test_setup(a_view_has_a_key, nothing_was_said),
		cmocka_unit_test_setup(an_empty_list_says_what_to_do, nothing_was_said),
		cmocka_unit_test_setup(from_record_to_record_without_the_list, nothing_was_said),
		cmocka_unit_test(the_count_comes_after_the_rows),
		cmocka_unit_test_setup(the_cursor_stays_on_its_record, nothing_was_said),
		cmocka_unit_test_setup(the_tour_from_beginning_to_end, nothing_was_said),
		cmocka_unit_test_setup(the_tour_leaves_real_records_alone, nothing_was_said),
		cmocka_unit_test_setup(the_tour_is_told_in_lines, nothing_was_said),
	};

	return cmocka_run_group_tests_name("person", tests, the_company_adds_a_field, NULL);
}
