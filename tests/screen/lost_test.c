/* Nothing typed is lost: whatever dies, the next sitting goes on where the last one was, and what was saved is saved once. */
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

enum { TWO_SECONDS = 2 };

/* What an earlier story left unfinished is none of the next one's business. */
static int
nothing_is_unfinished(void **state)
{
	const char *site = getenv("SITE");
	char command[600];

	(void)state;
	snprintf(command, sizeof command, "psql -Xq -h \"$(readlink -f %s)/db/socket\" -U postgres -d comptoir -c 'delete from app.draft'", site);
	return site != NULL && system(command) != 0;	/* NOLINT(cert-env33-c): the tests' own words */
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
a_killed_client_loses_nothing(void **state)
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
a_closed_window_loses_nothing_at_all(void **state)
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
	rig_check(r, rig_sees(r, "0639980091") && rig_sees(r, " so"));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_killed_client_loses_nothing, nothing_is_unfinished),
		cmocka_unit_test_setup(a_closed_window_loses_nothing_at_all, nothing_is_unfinished),
		cmocka_unit_test_setup(what_others_changed_meanwhile_is_a_conflict, nothing_is_unfinished),
		cmocka_unit_test_setup(what_was_typed_into_a_deleted_record_is_shown, nothing_is_unfinished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
