/* What may happen while a line is cut, or before somebody comes back: other rights, another server, no key any more, a field that is
   gone. And each place where one types: what stood there stands there again. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

enum { TWO_SECONDS = 2, SEVERAL_TRIES = 4 };

/* Killed without a word; what was typed is offered in the next sitting, and Enter goes on with it. */
static struct rig *
killed_and_back(struct rig *r, const char *person)
{
	sleep(TWO_SECONDS);
	rig_signal(r, SIGKILL);
	rig_close(r);
	r = site_open(person, 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	return r;
}

/* One need not wait for the next try, which may be half a minute away. */
static void
one_tries_again_at_once(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over(&w, "paul", 80, 24);
	rig_keys(r, "A-r");
	rig_check(r, rig_sees(r, "Le serveur répond"));
	wire_cut(&w);
	rig_wait(r, "Hors ligne – saisie conservée");
	sleep(SEVERAL_TRIES);
	wire_up(&w);
	rig_send(r, "A-r");
	rig_wait(r, "De nouveau en ligne");
	rig_close(r);
	wire_cut(&w);
}

/* Somebody else took the right away: the save that waited is refused with a sentence, and what was typed is there the day it comes back. */
static void
rights_are_withdrawn(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over(&w, "paul", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Interdite'");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "F2");
	wire_admin("user role garage paul@garage.test viewer");
	wire_up(&w);
	rig_wait_gone(r, "Hors ligne");
	rig_wait(r, "! Vous");
	rig_check(r, rig_sees(r, "Interdite"));
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	wire_admin("user role garage paul@garage.test office");
	r = wire_over(&w, "paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter F2");
	rig_check(r, rig_sees(r, "Interdite (u"));
	rig_close(r);
	wire_cut(&w);
}

/* The key does not let in any more: the banner says what to do; with the key given back, one key goes on and the save is done. */
static void
the_key_is_revoked(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over(&w, "nina", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Clef'");
	wire_cut(&w);
	rig_wait(r, "Hors ligne – saisie conservée");
	wire_admin("key remove $(\"$SITE/bin/comptoird\" --config \"$SITE/comptoird.conf\" key list nina@garage.test | awk 'NR > 1 {print $1}')");
	wire_up(&w);
	rig_wait(r, "Alt-r");
	rig_keys(r, "Tab 'Perdue' F2");
	wire_admin("key add nina@garage.test \"$SITE/keys/nina.pub\"");
	rig_send(r, "A-r");
	rig_wait(r, "Clef (u");
	rig_check(r, !rig_sees(r, "Hors ligne"));
	assert_non_null(strstr(site_verb("marie", "list contact --search perdue --format jsonl"), "Clef"));
	rig_close(r);
	wire_cut(&w);
}

/* Who worked for another company comes back to that one, and what waited is saved there and nowhere else. */
static void
the_company_is_chosen_again(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	/* Nobody else's companies change for this. */
	if (system("grep -q '^Host olga$' \"$SITE/ssh_config\"") != 0) {	/* NOLINT(cert-env33-c): the tests' own words */
		wire_admin("user add garage olga@garage.test 'Olga Roy' --role owner --language fr");
		wire_admin("tenant create quai 'Zone du Port' --kind garage --owner olga@garage.test --owner-name 'Olga Roy' --language fr");
		assert_int_equal(system("scripts/site key \"$SITE\" olga olga@garage.test"), 0);	/* NOLINT(cert-env33-c): as above */
	}
	wire_up(&w);
	r = wire_over(&w, "olga", 80, 24);
	rig_keys(r, ": 'company'");
	rig_keys(r, "Down Enter");
	rig_keys(r, "Down Enter");
	rig_wait(r, "Zone du Port");
	rig_idle(r);
	site_list(r, "contact");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "c Tab 'Dockeur' F2");
	wire_up(&w);
	rig_wait(r, "Dockeur (u");
	rig_check(r, strncmp(rig_row(r, 0), "Zone du Port", strlen("Zone du Port")) == 0);
	rig_close(r);
	wire_cut(&w);
	assert_null(strstr(site_verb("marie", "list contact --search dockeur --format jsonl"), "Dockeur"));
}

/* The server is another one when it is back: that is said, and what was typed is saved all the same. */
static void
the_server_is_a_newer_one(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Nouvelle' Tab");
	wire_kill_server(true);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "'Version'");
	wire_sql("comment on table app.gadget is 'Things of a newer release.'");
	wire_start_server();
	rig_wait(r, "Le serveur a changé");
	rig_check(r, rig_sees(r, "Nouvelle") && rig_sees(r, "Version"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "(u"));
	site_home(r);
	site_list(r, "gadget");
	rig_check(r, rig_sees(r, "Gadgets"));
	rig_close(r);
	wire_sql("comment on table app.gadget is 'Things that only tests know.'");
}

/* What was typed into a field that is gone since is read out. */
static void
a_field_is_gone(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Orphelin' Tab 'Detexte'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	wire_sql("update app.draft set body = replace(body::text, 'last_name', 'name_of_old')::jsonb");
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Orphelin") && rig_sees(r, "vous aviez saisi : Detexte"));
	rig_close(r);
}

/* A month later it is no more offered. */
static void
a_month_is_long_enough(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Vieille'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	wire_sql("update app.draft set at = now() - interval '29 days'");
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_close(r);
	wire_sql("update app.draft set at = now() - interval '31 days'");
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* The cursor stands where it stood in the middle of a word, and what was typed can still be taken back. */
static void
the_cursor_and_undo_come_back(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Jean' Space 'Mark' Left Left");
	r = killed_and_back(r, "paul");
	rig_keys(r, "'X'");
	rig_check(r, rig_sees(r, "Jean MaXrk"));
	rig_keys(r, "C-z C-z");
	rig_check(r, !rig_sees(r, "Mark") && rig_sees(r, "Jean"));
	rig_keys(r, "C-y");
	rig_check(r, rig_sees(r, "Jean Mark"));
	rig_close(r);
}

/* What an action asks for is typed, too. */
static void
arguments_of_an_action_come_back(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "create gadget name=Argumente");
	r = site_open("marie", 80, 24);
	site_list(r, "gadget argumente");
	rig_keys(r, "F9 u Tab 'parce que'");
	r = killed_and_back(r, "marie");
	rig_check(r, rig_sees(r, "parce que") && rig_sees(r, "> Motif"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Usage"));
	assert_non_null(strstr(site_verb("marie", "list gadget --filter name:Argumente --columns stage --format csv"), "used"));
	rig_close(r);
	r = site_open("marie", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* So is a long text in its editor, and a step of a wizard that nobody kept. */
static void
a_long_text_and_a_step_come_back(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Memoire'");
	for (int i = 0; i < 30 && !rig_sees(r, "> Notes"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "F4 'tout ce que'");
	r = killed_and_back(r, "paul");
	rig_check(r, rig_sees(r, "tout ce que"));
	rig_keys(r, "Esc a");
	site_home(r);
	rig_keys(r, "W n Enter 'Magicien'");
	r = killed_and_back(r, "paul");
	rig_check(r, rig_sees(r, "Magicien"));
	rig_close(r);
}

/* A search is no draft; but a cut line does not empty it. */
static void
a_search_stays_while_the_line_is_cut(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over(&w, "mary", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "/ 'carp'");
	wire_cut(&w);
	rig_wait(r, "Offline – what is typed is kept");
	rig_keys(r, "'ent'");
	rig_check(r, rig_sees(r, "carpent"));
	wire_up(&w);
	rig_wait(r, "Back online");
	rig_wait(r, "Carpentier");
	rig_check(r, rig_sees(r, "carpent"));
	rig_close(r);
	wire_cut(&w);
}

/* Over ssh alone nothing is lost, neither when ssh is killed nor when its line is cut: the last letter is there. */
static void
a_served_screen_loses_not_a_letter(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_hosted(&w, "paul");
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Assassine'");
	rig_signal(r, SIGKILL);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Assassine"));
	rig_keys(r, "Esc a");
	rig_close(r);
	r = wire_hosted(&w, "paul");
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Coupee'");
	wire_cut(&w);
	rig_exit(r);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Coupee"));
	rig_close(r);
}

int
main(void)
{
#define STORY(name) cmocka_unit_test_setup(name, wire_nothing_unfinished)
	const struct CMUnitTest tests[] = {
		STORY(one_tries_again_at_once), STORY(rights_are_withdrawn), STORY(the_key_is_revoked), STORY(the_company_is_chosen_again),
		STORY(the_server_is_a_newer_one), STORY(a_field_is_gone), STORY(a_month_is_long_enough), STORY(the_cursor_and_undo_come_back),
		STORY(arguments_of_an_action_come_back), STORY(a_long_text_and_a_step_come_back), STORY(a_search_stays_while_the_line_is_cut),
		STORY(a_served_screen_loses_not_a_letter),
	};

	cmocka_set_test_filter(getenv("STORY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
