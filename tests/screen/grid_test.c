/* A record's lines, written in place: numbers and addresses of a contact, and priced lines of an entity that only tests know. */
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

/* Opens the form of a new slip and comes to its first line. */
static void
new_slip(struct rig *r, const char *title)
{
	char keys[80];

	site_list(r, "slip");
	snprintf(keys, sizeof keys, "c '%s' Enter Enter", title);
	rig_keys(r, keys);
	rig_check(r, rig_sees(r, "What is sold."));
}

/* Two numbers, saved with their contact at once; one goes and one changes; `u` takes both back together. */
static void
a_contact_s_numbers_are_written_in_its_form(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Lise' Tab 'Fontanel' PgDn Tab '0199000009' PgUp PgUp PgUp");
	rig_check(r, rig_sees(r, "Numéros de téléphone (1)"));
	rig_keys(r, "Enter '0639980001' Enter 'le soir' Enter");
	rig_check(r, rig_sees(r, "06\u00a039\u00a098\u00a000\u00a001") && rig_sees(r, "Numéros de téléphone (2)"));
	rig_keys(r, "'d' Enter '0639980002' F2");
	rig_check(r, rig_sees(r, "Lise (u"));
	rig_keys(r, "e PgUp PgUp");
	rig_check(r, rig_sees(r, "Numéros de téléphone (2)") && rig_sees(r, "le soir") && rig_sees(r, "Domicile"));
	rig_keys(r, "Del Tab Tab 'le matin' F2");
	rig_check(r, rig_sees(r, "Fontanel Lise (u"));
	rig_keys(r, "e PgUp PgUp");
	rig_check(r, rig_sees(r, "Numéros de téléphone (1)") && rig_sees(r, "le matin"));
	rig_keys(r, "Esc");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "La modification est annulée"));
	rig_keys(r, "e PgUp PgUp");
	rig_check(r, rig_sees(r, "Numéros de téléphone (2)") && !rig_sees(r, "le matin"));
	/* From the record they are a line away: Enter to write them, o for their list. */
	rig_keys(r, "Esc");
	rig_keys(r, "Tab Down Down Enter");
	rig_check(r, rig_sees(r, "> Travail"));
	rig_keys(r, "Esc");
	rig_keys(r, "o");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_close(r);
}

/* Nothing is saved while a line is wrong, and the cursor goes to what is. */
static void
a_wrong_line_is_shown_and_put_right(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Ana' Tab 'Fontanel' PgDn Tab '0199000008' PgUp PgUp PgUp Enter '12' F2");
	rig_check(r, rig_sees(r, "1 erreur"));
	rig_check(r, strstr(rig_row(r, 4), "12") != NULL && strstr(rig_row(r, 4), "!") != NULL);
	rig_keys(r, "'0639980003' F2");
	rig_check(r, rig_sees(r, "Ana (u"));
	rig_close(r);
}

/* Totals follow every key, in cents; a heading, a remark and a subtotal are lines too. */
static void
ux_gr_lines_totals_stand_below(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	new_slip(r, "Brakes");
	rig_keys(r, "Tab 'Vidange' Enter '3' Enter '0.1' Enter '20'");
	rig_check(r, rig_sees(r, "Total 0.30 €   Tax 0.06 €"));
	rig_keys(r, "Enter C-t 'Freins' Enter Tab 'Plaquettes' Enter '2' Enter '42.5' Enter '5.5' Enter C-t C-t C-t 'Avant' Enter");
	rig_check(r, rig_sees(r, "Total 85.30 €   Tax 4.74 €"));
	rig_check(r, strstr(rig_row(r, rig_row_of(r, "Avant")), "85.00 €") != NULL);
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Saved: Brakes"));
	rig_keys(r, "e");
	rig_check(r, rig_row_of(r, "Vidange") < rig_row_of(r, "Freins") && rig_row_of(r, "Freins") < rig_row_of(r, "Plaquettes"));
	rig_check(r, rig_sees(r, "Total 85.30 €   Tax 4.74 €"));
	rig_close(r);
}

/* A table from a spreadsheet fills cells from the cursor on, adds the lines that it needs, and goes back as one step. */
static void
ux_gr_lines_a_spreadsheet_s_cells_are_pasted(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	new_slip(r, "Pasted");
	rig_keys(r, "Tab");
	rig_paste(r, "Filtre\t1\t12,50\t20\nHuile \"5W30\"\t4,5\t1 009,90\t20\nJoint\tsome\t2\t20\n");
	rig_check(r, rig_sees(r, "3 lines pasted"));
	rig_check(r, rig_sees(r, "1,009.90") && rig_sees(r, "4.5") && rig_sees(r, "Lines (3)"));
	rig_check(r, rig_sees(r, "1 error"));
	rig_check(r, rig_sees(r, "Total 4,557.05 €"));
	rig_keys(r, "C-z");
	rig_check(r, rig_sees(r, "Lines (1)") && !rig_sees(r, "Filtre"));
	rig_keys(r, "C-y");
	rig_check(r, rig_sees(r, "Lines (3)") && rig_sees(r, "Filtre"));
	rig_close(r);
}

static void
ux_gr_lines_are_moved_copied_and_brought_back(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	new_slip(r, "Order");
	rig_keys(r, "Tab");
	rig_paste(r, "one\t1\t1\ntwo\t2\t2\nthree\t3\t3\n");
	rig_keys(r, "Down A-Up");
	rig_check(r, rig_row_of(r, "two") < rig_row_of(r, "one"));
	rig_keys(r, "Down Down C-d");
	rig_check(r, !rig_sees(r, "three"));
	rig_keys(r, "C-z Del");
	rig_check(r, rig_sees(r, "Lines (2)"));
	rig_keys(r, "C-z F2");
	rig_check(r, rig_sees(r, "Saved: Order"));
	rig_keys(r, "e Tab Tab Tab A-Down");
	rig_check(r, rig_row_of(r, "one") < rig_row_of(r, "two") && rig_row_of(r, "two") < rig_row_of(r, "three"));
	rig_keys(r, "F2 e");
	rig_check(r, rig_row_of(r, "one") < rig_row_of(r, "two") && rig_row_of(r, "two") < rig_row_of(r, "three"));
	rig_close(r);
}

/* The record named in a cell fills its neighbours, and what one wrote there stays. */
static void
ux_gr_lines_a_reference_fills_its_line(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_verb("mary", "create gadget name=Balai price=17.40");
	new_slip(r, "Filled");
	rig_keys(r, "'bala'");
	rig_wait(r, "17.40");
	rig_keys(r, "Tab");
	rig_check(r, rig_row_of(r, "> Balai") > 0 && strstr(rig_row(r, rig_row_of(r, "> Balai")), "17.40") != NULL);
	rig_keys(r, "Tab '3' Enter");
	rig_check(r, rig_sees(r, "Total 52.20 €"));
	rig_close(r);
}

/* Saving waited for ever for the name of a cell whose question C-c had stopped. */
static void
a_stopped_question_holds_nothing_up(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	new_slip(r, "Stopped");
	rig_keys(r, "'zznobody' Tab C-c");
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Nothing is called"));
	rig_keys(r, "C-u Tab 'a' F2");
	rig_check(r, rig_sees(r, "Saved: Stopped"));
	rig_close(r);
}

/* As fast as one types, without looking: five keys a line beside the data; a typed digit repaints its cell and the totals. */
static void
ux_gr_lines_thirty_take_five_keys_each(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_verb("mary", "create gadget name=Serpillère price=3.20");
	new_slip(r, "Long");
	for (int i = 0; i < 30; i++)
		rig_keys(r, "'Serpillère' Tab Tab '2' Enter Enter Enter");
	rig_check(r, rig_sees(r, "Lines (31)") && rig_sees(r, "Total 192.00 €"));
	rig_keys(r, "Up Right Right '4'");
	rig_check(r, rig_bytes(r) <= 300);
	rig_keys(r, "1");
	rig_check(r, rig_sees(r, "Total 316.80 €"));
	print_message("a digit with totals: %zu bytes\n", rig_bytes(r));
	rig_check(r, rig_bytes(r) <= 80);
	rig_keys(r, "BS F2");
	rig_check(r, rig_sees(r, "Saved: Long"));
	rig_keys(r, "e");
	rig_check(r, rig_sees(r, "Lines (30)") && rig_sees(r, "Total 198.40 €"));
	rig_close(r);
}

/* Somebody else changed the same line: both are shown, and neither is lost. */
static void
ux_cf_lines_two_people_change_one_line(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	new_slip(r, "Shared");
	rig_keys(r, "Tab 'mine' Enter '1' Enter '5' F2");
	rig_check(r, rig_sees(r, "Saved: Shared"));
	rig_keys(r, "e Tab Tab Tab 'mine too'");
	site_verb("paul", "update slip_line $(ssh -F $SITE/ssh_config paul list slip_line --filter label:mine --columns id "
	    "--format jsonl | tr -dc 0-9) label=theirs quantity=7");
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Both of you changed it") && rig_sees(r, "mine too") && rig_sees(r, "theirs"));
	rig_keys(r, "Left F2");
	rig_check(r, rig_sees(r, "Saved: Shared"));
	rig_keys(r, "e");
	rig_check(r, rig_sees(r, "mine too") && rig_sees(r, "Total 35.00 €"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_s_numbers_are_written_in_its_form),
		cmocka_unit_test(a_wrong_line_is_shown_and_put_right),
		cmocka_unit_test(ux_gr_lines_totals_stand_below),
		cmocka_unit_test(ux_gr_lines_a_spreadsheet_s_cells_are_pasted),
		cmocka_unit_test(ux_gr_lines_are_moved_copied_and_brought_back),
		cmocka_unit_test(ux_gr_lines_a_reference_fills_its_line),
		cmocka_unit_test(a_stopped_question_holds_nothing_up),
		cmocka_unit_test(ux_gr_lines_thirty_take_five_keys_each),
		cmocka_unit_test(ux_cf_lines_two_people_change_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
