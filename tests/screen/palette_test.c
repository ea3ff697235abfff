/* The line after `:`: records, lists, commands and chains of them, typed blind or mended, with what was written before at hand. */
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

/* UX §3: c dupont > n devis. */
static void
a_contact_then_a_vehicle_of_theirs_in_one_line(void **state)
{
	static const int sizes[][2] = {{80, 24}, {160, 50}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = site_open("marie", sizes[i][0], sizes[i][1]);

		rig_keys(r, ": 'c gautier ines > n vehicule' Enter");
		rig_check(r, rig_sees(r, "> Gautier Inès > Véhicule"));
		/* What is typed at once is for the form at the end of it. */
		rig_keys(r, "Esc Esc : 'c gautier ines > n vehicule' Enter 'zz123zz' Tab");
		rig_check(r, rig_sees(r, "nouveau"));
		rig_check(r, rig_sees(r, "zz123zz") || rig_sees(r, "ZZ-123-ZZ"));
		rig_keys(r, "PgDn");
		rig_check(r, strstr(site_form_row(r, rig_row_of(r, "Propriétaire")), "Gautier Inès") != NULL);
		rig_keys(r, "Esc a Esc");
		rig_close(r);
	}
}

/* A report whose title begins like a list's is that report, not a search for its second word. */
static void
a_report_is_called_by_its_title(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ":");
	rig_paste(r, "engagements tenus");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "> Engagements tenus") && !rig_sees(r, "Rien ne correspond"));
	site_home(r);
	rig_keys(r, ":");
	rig_paste(r, "engagements haute");
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 0), "> Engagements") != NULL && !rig_sees(r, "Engagements tenus"));
	rig_close(r);
}

/* How often the server was asked to look for records. What it wrote of it comes a moment after its answer: another sitting waits for that. */
static int
searches(void)
{
	int count = -1;
	FILE *f;

	site_verb("zoe", "whoami");
	f = popen("grep -ac ' verb=search ' \"$SITE/log/comptoird.log\"", "r");	/* NOLINT(cert-env33-c): the tests' own words */
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &count), 1);
	pclose(f);
	return count;
}

/* Looking through sixty kinds of record is work for the server: it is asked when the typing rests, and not for what is named by its name. */
static void
one_word_is_looked_for_once(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	int before = searches(), after;

	(void)state;
	rig_keys(r, ": 'gautier ines'");
	rig_check(r, rig_sees(r, "Gautier Inès"));
	after = searches();
	assert_in_range(after - before, 1, 2);
	site_home(r);
	site_list(r, "contact");
	rig_check(r, strstr(rig_row(r, 0), "> Contacts") != NULL);
	assert_int_equal(searches(), after);
	rig_close(r);
}

static void
what_is_called_exactly_so_opens_blindly(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	char words[160], name[32];

	(void)state;
	/* All keys are there before the first answer is. */
	rig_keys(r, ": 'EK-050-GX' Enter");
	rig_check(r, rig_sees(r, "> EK-050-GX") && rig_sees(r, "Kilométrage"));
	site_home(r);
	rig_keys(r, ": '01 99 00 72 94' Enter");
	rig_check(r, rig_sees(r, "> Gautier Inès"));
	site_home(r);
	/* The older one is called so; newer ones only begin so. */
	snprintf(name, sizeof name, "Zzexact%d", (int)getpid());
	for (int i = 0; i < 12; i++) {
		snprintf(words, sizeof words, i == 0 ? "create contact kind=company company_name=%s" : "create contact kind=company company_name='%s Filiale %d'", name, i);
		site_verb("paul", words);
	}
	rig_keys(r, ":");
	rig_paste(r, name);
	rig_keys(r, "Enter");
	rig_check(r, strstr(rig_row(r, 0), "Filiale") == NULL && rig_sees(r, "Raison sociale"));
	site_home(r);
	/* A part of it is several: the person says which. */
	rig_keys(r, ":");
	snprintf(words, sizeof words, "c %s fil", name);
	rig_paste(r, words);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Lequel") && rig_sees(r, "Filiale 11"));
	rig_keys(r, "'filiale 4' Enter");
	rig_check(r, strstr(rig_row(r, 0), "Filiale 4") != NULL);
	rig_close(r);
}

static void
a_slow_answer_changes_nothing(void **state)
{
	static const char *const server[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", "slow=0.4", NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = server});
	char label[256] = "";

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	rig_keys(r, ": 'clients' Enter Down Down Enter");
	sscanf(strrchr(rig_row(r, 0), '>') + 2, "%255[^ ] ", label);
	rig_keys(r, "Esc Esc");
	/* All at once: the answer decides, and what follows is for the record that it opens. */
	rig_keys(r, ":");
	rig_paste(r, label);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, label) && !rig_sees(r, "Aller à"));
	rig_close(r);
}

static void
filters_and_orders_stand_in_the_line(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ": 'véhicules kilométrage>200000 tri:-kilométrage' Enter");
	rig_check(r, rig_sees(r, "> Véhicules") && rig_sees(r, "Kilométrage > 200000") && rig_sees(r, "Kilométrage ↓"));
	site_home(r);
	rig_keys(r, ": 'v ek050 /kilométrage>1' Enter");
	rig_check(r, rig_sees(r, "> Véhicules") && rig_sees(r, "EK-050-GX") && rig_sees(r, "lignes 1-1 / 1"));
	site_home(r);
	/* Tab writes fields and choices out. */
	rig_keys(r, ": 'contacts typ' Tab");
	rig_check(r, rig_sees(r, "contacts Type:"));
	rig_keys(r, "'pers' Tab");
	rig_check(r, rig_sees(r, "contacts Type:Personne"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "lignes 1-") && !rig_sees(r, "! "));
	rig_close(r);
}

/* The part is named, and the line is still there. */
static void
what_is_not_understood_is_told_and_stays(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ": 'contacts vile:lyon'");
	rig_check(r, rig_sees(r, "aucun champ ne s’appelle « vile »"));
	rig_keys(r, "Enter");
	rig_check(r, rig_bells(r) > 0 && rig_sees(r, "contacts vile:lyon"));
	rig_keys(r, "C-u 'c nobodyisso > n vehicule' Enter");
	rig_check(r, rig_sees(r, "« nobodyisso » est introuvable") && rig_sees(r, "c nobodyisso > n vehicule"));
	rig_keys(r, "C-u 'n chimère > menu' Enter");
	rig_check(r, rig_sees(r, "« chimère »") && rig_sees(r, "Aller à"));
	/* Mended, it goes. */
	rig_keys(r, "C-u 'c gautier ines > modifier' Enter");
	rig_check(r, rig_sees(r, "modifier Gautier Inès"));
	rig_close(r);
}

static void
commands_take_words_in_either_language(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	rig_keys(r, ": 'theme dark' Enter");
	rig_check(r, rig_sees(r, "Theme: dark"));
	rig_keys(r, ": 'thème clair' Enter");
	rig_check(r, rig_sees(r, "Theme: light"));
	rig_keys(r, ": 'theme auto' Enter");
	rig_keys(r, ": 'vehicles > sort plate' Enter");
	rig_check(r, rig_sees(r, "> Vehicles") && (rig_sees(r, "Plate ↑") || rig_sees(r, "Plate ↓")));
	rig_keys(r, ": 'theme purple' Enter");
	rig_check(r, rig_sees(r, "“purple” is none of its choices") && rig_sees(r, "theme purple"));
	rig_keys(r, "Esc : 'véhicules' Enter");
	rig_close(r);
}

static void
lines_come_back_in_another_sitting(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ": 'contacts ville:lyon' Enter");
	site_home(r);
	rig_keys(r, ": 'c gautier ines' Enter");
	site_home(r);
	rig_close(r);
	r = site_open("marie", 120, 40);
	rig_keys(r, ":");
	/* The last ones stand first. */
	rig_check(r, rig_row_of(r, "c gautier ines") > 0 && rig_row_of(r, "c gautier ines") < rig_row_of(r, "contacts ville:lyon"));
	rig_keys(r, "Up Up");
	rig_check(r, strstr(rig_row(r, 3), "contacts ville:lyon") != NULL);
	rig_keys(r, "Down");
	rig_check(r, strstr(rig_row(r, 3), "c gautier ines") != NULL);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "> Gautier Inès"));
	rig_close(r);
}

/* The same words begin a sitting, from the command line and through ssh. */
static void
a_line_begins_the_sitting(void **state)
{
	struct rig *r = site_open_with_line("marie", ":c gautier ines > n vehicule");

	(void)state;
	rig_wait(r, "Immatriculation");
	rig_idle(r);
	rig_check(r, rig_sees(r, "> Gautier Inès > Véhicule"));
	rig_close(r);
	r = site_open_with_line("marie", ":nobodyisso");
	rig_wait(r, "est introuvable");
	rig_idle(r);
	rig_check(r, rig_sees(r, "nobodyisso") && rig_sees(r, "Aller à"));
	rig_close(r);
	r = site_hosted_with_line("marie", "c gautier ines > n vehicule");
	rig_wait(r, "Immatriculation");
	rig_check(r, rig_sees(r, "> Gautier Inès > Véhicule"));
	rig_close(r);
	r = site_hosted_with_line("marie", ":contacts ville:lyon");
	rig_wait(r, "> Contacts");
	rig_wait(r, "Ville\u00a0: lyon");
	rig_close(r);
}

static void
a_popup_is_cheap(void **state)
{
	struct rig *r = site_open("vera", 80, 24);

	(void)state;
	rig_keys(r, ":");
	print_message("ux_b_palette: %zu bytes to open it\n", rig_bytes(r));
	rig_check(r, rig_bytes(r) <= 1100);
	rig_keys(r, "Esc");
	rig_close(r);
}

/* A name of the bread crumb is the way back, and asks what Esc asks. */
static void
a_click_on_the_crumb_goes_back_there(void **state)
{
	struct rig *r = site_open("marie", 100, 24);

	(void)state;
	rig_keys(r, ": 'vehicules' Enter Enter e");
	rig_check(r, rig_sees(r, "> modifier"));
	rig_click(r, 0, rig_column_of(r, 0, "Véhicules"));
	rig_idle(r);
	rig_check(r, rig_sees(r, "lignes 1-") && !rig_sees(r, "modifier "));
	rig_keys(r, "e 'x'");
	rig_click(r, 0, 2);
	rig_idle(r);
	rig_check(r, rig_sees(r, "Pas encore enregistré"));
	rig_keys(r, "a");
	rig_keys(r, "Esc Esc Esc");
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_then_a_vehicle_of_theirs_in_one_line),
		cmocka_unit_test(one_word_is_looked_for_once),
		cmocka_unit_test(what_is_called_exactly_so_opens_blindly),
		cmocka_unit_test(a_slow_answer_changes_nothing),
		cmocka_unit_test(filters_and_orders_stand_in_the_line),
		cmocka_unit_test(what_is_not_understood_is_told_and_stays),
		cmocka_unit_test(commands_take_words_in_either_language),
		cmocka_unit_test(lines_come_back_in_another_sitting),
		cmocka_unit_test(a_line_begins_the_sitting),
		cmocka_unit_test(a_report_is_called_by_its_title),
		cmocka_unit_test(a_popup_is_cheap),
		cmocka_unit_test(a_click_on_the_crumb_goes_back_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
