/* Many records at once: marked by hand or all that a list finds, looked at before, changed each for itself, stopped, taken back as one. */
/* order: late */
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

/* A name that no other test and no earlier run has. */
static const char *
own(const char *name)
{
	static char made[8][40];
	static size_t at;

	at = (at + 1) % 8;
	snprintf(made[at], sizeof made[at], "%s%dx", name, (int)getpid() % 10000);
	return made[at];
}

/* So many contacts of that name, of one's own: the tests share the company. */
static void
people(const char *name, int count)
{
	char command[600];
	FILE *f;

	snprintf(command, sizeof command, "ssh -F %s/ssh_config paul import contact --format csv >/dev/null 2>&1", getenv("SITE"));
	f = popen(command, "w");	/* NOLINT(cert-env33-c): the tests' own words */
	assert_non_null(f);
	fprintf(f, "last_name,city\n");
	for (int i = 0; i < count; i++)
		fprintf(f, "%s%04d,Ville\n", own(name), i);
	assert_int_equal(pclose(f), 0);
}

static int
counted(const char *name, const char *more)
{
	char words[300];

	snprintf(words, sizeof words, "count contact --filter 'last_name:%s %s' --exact --format json", own(name), more);
	return atoi(strstr(site_verb("marie", words), "\"count\":") + 8);
}

/* That list, filtered to those people. */
static struct rig *
list_of(const char *person, int columns, int rows, const char *name)
{
	struct rig *r;
	char keys[100];

	if (getenv("SITE") == NULL)
		skip();
	r = site_open(person, columns, rows);
	site_list(r, "contact");
	snprintf(keys, sizeof keys, "F4 'last_name:%s' Enter", own(name));
	rig_keys(r, keys);
	return r;
}

/* Three of them get another city: the look says how many, the report each, u takes all of it back as one. */
static void
three_are_changed_and_taken_back(void **state)
{
	struct rig *r;

	(void)state;
	people("trio", 5);
	r = list_of("marie", 80, 24, "trio");
	rig_keys(r, "Home Space Space Space");
	rig_check(r, rig_sees(r, "3 choisies"));
	rig_keys(r, "F9");
	rig_check(r, rig_sees(r, "Modifier des champs") && rig_sees(r, "Ajouter des étiquettes") && rig_sees(r, "Exporter"));
	rig_keys(r, "'m' Tab 'Ensemble' F2");
	rig_wait(r, "3 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "3 faites");
	rig_check(r, rig_sees(r, "u : annuler"));
	assert_int_equal(counted("trio", "first_name=Ensemble"), 3);
	rig_keys(r, "u");
	rig_wait(r, "Tout est comme avant");
	assert_int_equal(counted("trio", "first_name=Ensemble"), 0);
	rig_close(r);
}

/* One of three was changed by somebody since it was read: the look says so, it stays, m brings it back selected, Enter opens it. */
static void
one_is_refused_and_found_again(void **state)
{
	struct rig *r;
	const char *answer;
	char words[200];

	(void)state;
	people("refus", 3);
	r = list_of("marie", 160, 50, "refus");
	rig_keys(r, "Home v End v");
	rig_check(r, rig_sees(r, "3 choisies"));
	snprintf(words, sizeof words, "list contact --filter 'last_name=%s0001' --columns id --format csv", own("refus"));
	answer = strstr(site_verb("paul", words), "\n");
	snprintf(words, sizeof words, "update contact %d first_name=Autre", atoi(answer + 1));
	site_verb("paul", words);
	rig_keys(r, "F9 'm' Tab Tab Tab Tab Tab 'Chef' F2");
	rig_wait(r, "1 impossible");
	rig_check(r, rig_sees(r, own("refus")) && rig_sees(r, "entre-temps"));
	/* Which one, and back to the question: to have read on is no answer. */
	rig_keys(r, "Down Enter");
	rig_check(r, rig_sees(r, "restent comme elles sont") && rig_sees(r, "Revenir à la question"));
	rig_keys(r, "End Enter");
	rig_check(r, rig_sees(r, "1 impossible") && rig_sees(r, "Lesquelles ne peuvent pas"));
	rig_keys(r, "Home Enter");
	rig_wait(r, "2 faites, 1 refusées");
	rig_wait(r, "> ! ");
	rig_check(r, rig_sees(r, "entre-temps"));
	assert_int_equal(counted("refus", "first_name:*"), 1);
	rig_keys(r, "m");
	rig_check(r, rig_sees(r, "1 choisie") && rig_sees(r, "Les refusées sont choisies : 1"));
	rig_keys(r, "F9 'r' Esc");
	rig_close(r);
}

/* More than the page: * once takes what is loaded, again all; C-c in the middle leaves what is done, and says how many. */
static void
all_that_match_are_stopped_in_the_middle(void **state)
{
	struct rig *r;
	int done;

	(void)state;
	people("foule", 1200);
	r = list_of("marie", 80, 24, "foule");
	rig_keys(r, "*");
	rig_check(r, rig_sees(r, "encore *"));
	rig_keys(r, "*");
	rig_check(r, strstr(rig_row(r, 21), "200 choisies") != NULL);
	rig_keys(r, "F9 'm' Tab Tab Tab Tab Tab 'Chef' F2");
	rig_wait(r, "200 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "~1");
	rig_wait(r, "/s");
	rig_keys(r, "C-c");
	rig_wait(r, "arrêté : ");
	done = counted("foule", "job_title:Chef");
	assert_true(done > 0 && done < 1200);
	rig_keys(r, "u");
	rig_wait(r, "comme avant");
	assert_int_equal(counted("foule", "job_title:Chef"), 0);
	rig_close(r);
}

/* Del on several asks once, with the number; out of the bin they come by the same menu. */
static void
several_go_to_the_bin_and_come_back(void **state)
{
	struct rig *r;

	(void)state;
	people("bac", 4);
	r = list_of("mary", 80, 24, "bac");
	rig_keys(r, "* Del");
	rig_wait(r, "4 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "4 done");
	assert_int_equal(counted("bac", ""), 0);
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "No record matches"));
	rig_keys(r, ":");
	rig_paste(r, "deleted ones");
	rig_keys(r, "Enter * F9");
	rig_check(r, rig_sees(r, "Restore") && !rig_sees(r, "Change fields"));
	rig_keys(r, "r");
	rig_wait(r, "4 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "4 done");
	assert_int_equal(counted("bac", ""), 4);
	rig_close(r);
}

/* Who only reads has nothing to change them with. */
static void
a_reader_only_exports(void **state)
{
	struct rig *r;

	(void)state;
	people("vue", 2);
	r = list_of("vera", 80, 24, "vue");
	rig_keys(r, "* F9");
	rig_check(r, !rig_sees(r, "Modifier des champs") && !rig_sees(r, "Supprimer"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_are_changed_and_taken_back),
		cmocka_unit_test(one_is_refused_and_found_again),
		cmocka_unit_test(all_that_match_are_stopped_in_the_middle),
		cmocka_unit_test(several_go_to_the_bin_and_come_back),
		cmocka_unit_test(a_reader_only_exports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
