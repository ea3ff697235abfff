/* Nothing typed is lost: whatever dies, the next sitting goes on where the last one was, and what was saved is saved once. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

enum { TWO_SECONDS = 2 };

static int
lines_in(const char *text)
{
	int lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

static void
command(struct rig *r, const char *words)
{
	rig_keys(r, ":");
	rig_paste(r, words);
	rig_idle(r);
	rig_keys(r, "Enter");
}

/* The client is killed two seconds after the last key; the form comes back as it was, with its cursor, and saving it is the end of it. */
static void
ux_dr_form_a_killed_client_loses_nothing(void **state)
{
	struct rig *r = site_open("paul", 80, 24);
	int row, column;

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Perdu' Tab 'Gaston'");
	sleep(TWO_SECONDS);
	rig_signal(r, SIGKILL);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours – Entrée pour reprendre");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Perdu") && rig_sees(r, "Gaston"));
	rig_cursor(r, &row, &column);
	rig_check(r, row == rig_row_of(r, "Gaston"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "(u"));
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "saisie en cours"));
	command(r, "brouillons");
	rig_check(r, rig_sees(r, "Aucune saisie en cours"));
	rig_close(r);
}

/* The window is closed in the middle of a word: all of it is there, lines too, and two forms are told apart. */
static void
ux_dr_lines_a_closed_window_loses_nothing(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Lise' Tab 'Fauvel' PgUp PgUp Enter '0639980091' Enter 'so'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	site_list(r, "vehicle");
	rig_keys(r, "c 'AB-477-ZZ'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "2 saisies en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Saisies en cours") && rig_sees(r, "Lise") && rig_sees(r, "AB-477-ZZ"));
	rig_keys(r, "Down Enter");
	rig_check(r, rig_sees(r, "06\u00a039\u00a098\u00a000\u00a091") && rig_sees(r, " so"));
	rig_keys(r, "'ir' F2");
	rig_check(r, rig_sees(r, "Lise (u"));
	rig_close(r);
	assert_non_null(strstr(site_verb("paul", "list contact_phone --filter name:soir --format jsonl"), "639980091"));
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "AB-477-ZZ"));
	rig_keys(r, "Esc");
	rig_keys(r, "a");
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* A record that others changed since typing began: the version is the one of then, so both are shown side by side. */
static void
what_others_changed_meanwhile_is_a_conflict(void **state)
{
	struct rig *r = site_open("mary", 80, 24);
	const char *made = site_verb("paul", "create contact kind=company company_name=Orphelin --format json");
	long id = strtol(strstr(made, "\"id\"") + 5, NULL, 10);
	char words[120];

	(void)state;
	rig_check(r, id > 0);
	site_list(r, "contact");
	rig_keys(r, "/ 'Orphelin' Enter e");
	rig_check(r, rig_sees(r, "edit Orphelin"));
	rig_keys(r, "Tab End 'e'");
	rig_check(r, rig_sees(r, "Orpheline"));
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	snprintf(words, sizeof words, "update contact %ld company_name=Orphelinat", id);
	site_verb("paul", words);
	r = site_open("mary", 160, 50);
	rig_wait(r, "1 entry not finished – Enter goes on");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Orpheline") && rig_sees(r, "Changed by others since you typed this"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Orphelinat") && rig_sees(r, "Orpheline"));
	rig_keys(r, "Left F2");
	rig_check(r, rig_sees(r, "Saved"));
	rig_close(r);
}

/* A record that was deleted meanwhile: one is told, and what was typed stands there. */
static void
what_was_typed_into_a_deleted_record_is_shown(void **state)
{
	struct rig *r = site_open("mary", 80, 24);
	const char *made = site_verb("paul", "create contact kind=company company_name=Ephemere --format json");
	long id = strtol(strstr(made, "\"id\"") + 5, NULL, 10);
	char words[120];

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/ 'Ephemere' Enter e");
	rig_keys(r, "Tab End '-et-fils'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	snprintf(words, sizeof words, "delete contact %ld", id);
	site_verb("paul", words);
	r = site_open("mary", 80, 24);
	rig_wait(r, "1 entry not finished");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Ephemere-et-fils") && rig_sees(r, "was deleted meanwhile"));
	rig_close(r);
}

/* The wire is cut while one types: typing goes on, F2 waits for the server, and when it is there again the save is done, once. */
static void
a_cut_wire_comes_back_by_itself(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;
	int before;

	(void)state;
	before = lines_in(site_verb("paul", "list contact --search jeannine --format jsonl"));
	wire_up(&w);
	r = wire_over(&w, "paul", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Coupure'");
	wire_cut(&w);
	rig_wait(r, "Hors ligne – saisie conservée");
	rig_keys(r, "Tab 'Jeannine'");
	rig_check(r, rig_sees(r, "Jeannine") && rig_sees(r, "! Hors ligne"));
	rig_send(r, "F2");
	wire_up(&w);
	rig_wait(r, "Coupure (u");
	rig_check(r, !rig_sees(r, "Hors ligne"));
	rig_close(r);
	wire_cut(&w);
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
	assert_int_equal(lines_in(site_verb("paul", "list contact --search jeannine --format jsonl")), before + 1);
}

/* A list that was open is readable while nobody answers, and shows what happened meanwhile as soon as somebody does. */
static void
lists_stay_readable_and_catch_up(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over(&w, "mary", 160, 50);
	site_list(r, "gadget");
	rig_wait(r, "Gadgets");
	wire_cut(&w);
	rig_wait(r, "Offline – what is typed is kept");
	site_verb("paul", "create gadget name=Rattrapage");
	rig_keys(r, "Down Up");
	wire_up(&w);
	rig_wait(r, "Back online");
	rig_wait(r, "Rattrapage");
	rig_check(r, !rig_sees(r, "Offline"));
	rig_close(r);
	wire_cut(&w);
}

/* The worker dies: the client finds another one and goes on as if nothing had been. */
static void
a_killed_worker_is_replaced(void **state)
{
	struct rig *r = site_open("paul", 80, 24);
	int before;

	(void)state;
	before = lines_in(site_verb("paul", "list contact --search fernande --format jsonl"));
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Ouvrier' Tab");
	wire_kill_server(false);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "'Fernande'");
	rig_wait(r, "De nouveau en ligne");
	rig_send(r, "F2");
	rig_wait(r, "Ouvrier (u");
	rig_close(r);
	assert_int_equal(lines_in(site_verb("paul", "list contact --search fernande --format jsonl")), before + 1);
}

/* The whole server dies and then the client too: what was typed two seconds before stands there at the next sign-in. */
static void
a_killed_server_has_what_was_typed(void **state)
{
	struct rig *r = site_open("mary", 160, 50);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Panne' Tab 'Generale'");
	sleep(TWO_SECONDS);
	wire_kill_server(true);
	rig_wait(r, "Offline – what is typed is kept");
	rig_signal(r, SIGKILL);
	rig_close(r);
	wire_start_server();
	r = site_open("mary", 80, 24);
	rig_wait(r, "1 entry not finished");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Panne") && rig_sees(r, "Generale"));
	rig_close(r);
}

/* Over ssh alone the screen runs on the server; a line that drops takes the screen along, not what was typed. */
static void
a_served_screen_keeps_what_was_typed(void **state)
{
	struct rig *r = site_hosted("paul", 80, 24);

	(void)state;
	rig_send(r, ":");
	rig_wait(r, "Aller");
	rig_send(r, "'contact'");
	rig_wait(r, "contact");
	rig_send(r, "Enter");
	rig_wait(r, "lignes");
	rig_send(r, "c");
	rig_wait(r, "nouveau");
	rig_send(r, "Tab 'Distant'");
	rig_wait(r, "Distant");
	sleep(TWO_SECONDS);
	rig_signal(r, SIGKILL);
	rig_close(r);
	r = site_open("paul", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Distant"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(ux_dr_form_a_killed_client_loses_nothing, wire_nothing_unfinished),
		cmocka_unit_test_setup(ux_dr_lines_a_closed_window_loses_nothing, wire_nothing_unfinished),
		cmocka_unit_test_setup(what_others_changed_meanwhile_is_a_conflict, wire_nothing_unfinished),
		cmocka_unit_test_setup(what_was_typed_into_a_deleted_record_is_shown, wire_nothing_unfinished),
		cmocka_unit_test_setup(a_cut_wire_comes_back_by_itself, wire_nothing_unfinished),
		cmocka_unit_test_setup(a_killed_worker_is_replaced, wire_nothing_unfinished),
		cmocka_unit_test_setup(a_killed_server_has_what_was_typed, wire_nothing_unfinished),
		cmocka_unit_test_setup(a_served_screen_keeps_what_was_typed, wire_nothing_unfinished),
		cmocka_unit_test_setup(lists_stay_readable_and_catch_up, wire_nothing_unfinished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
