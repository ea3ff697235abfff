/* Long work: an import with its bar, left at work and found again; stopped; a list as a file on one's own machine; nobody else's affair. */
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

/* A file in that person's home, with so many people. */
static void
file_with(struct rig *r, const char *name, const char *mark, int count)
{
	char path[600];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", rig_home(r), name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "last_name,email\n");
	for (int i = 0; i < count; i++)
		fprintf(f, "%s%05d,%s\n", mark, i, i == 6 ? "pas-une-adresse" : "");
	fclose(f);
}

static int
counted(const char *filter)
{
	char words[300];

	snprintf(words, sizeof words, "count contact --filter '%s' --exact --format json", filter);
	return atoi(strstr(site_verb("marie", words), "\"count\":") + 8);
}

static void
ask_import(struct rig *r, const char *path)
{
	site_list(r, "contact");
	rig_keys(r, ":");
	rig_paste(r, "import");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "collez ou déposez"));
	rig_paste(r, path);
	rig_keys(r, "Enter");
}

/* Two thousand rows, the path as a file manager drops it; left with Esc, it goes on; a later sitting finds it, with the row that was refused. */
static void
an_import_goes_on_and_is_found_again(void **state)
{
	struct rig *r;
	char path[700];

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = site_open("marie", 80, 24);
	file_with(r, "deux mille.csv", "Masse", 2000);
	snprintf(path, sizeof path, "file://%s/deux%%20mille.csv ", rig_home(r));
	ask_import(r, path);
	rig_wait(r, "Import Contacts, deux mille.csv");
	rig_keys(r, "Esc");
	rig_wait(r, "999 faites, 1 refusées");
	assert_true(counted("last_name:masse") >= 1999);
	rig_close(r);
	r = site_open("marie", 160, 50);
	rig_keys(r, ":");
	rig_paste(r, "jobs");
	rig_keys(r, "Enter");
	rig_wait(r, "deux mille.csv");
	rig_check(r, rig_sees(r, "999 faites, 1 refusées"));
	rig_keys(r, "Home Enter");
	rig_check(r, rig_sees(r, "999 créées"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Lignes refusées") && rig_sees(r, "lignes 1-1 / 1"));
	rig_close(r);
	/* Paul is a colleague: it is not his. */
	r = site_open("paul", 80, 24);
	rig_keys(r, ":");
	rig_paste(r, "jobs");
	rig_keys(r, "Enter");
	rig_check(r, !rig_sees(r, "deux mille"));
	rig_close(r);
}

/* Tried first, nothing is written. A path that is none is said in words. */
static void
a_rehearsal_writes_nothing(void **state)
{
	struct rig *r;
	char path[700];

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = site_open("marie", 80, 24);
	ask_import(r, "'/nulle/part.csv'");
	rig_check(r, rig_sees(r, "/nulle/part.csv ne peut être lu"));
	file_with(r, "essai.csv", "Essai", 20);
	snprintf(path, sizeof path, "'%s/essai.csv'", rig_home(r));
	rig_keys(r, ":");
	rig_paste(r, "import");
	rig_keys(r, "Enter");
	rig_paste(r, path);
	rig_keys(r, "Down Enter");
	rig_wait(r, "19 faites, 1 refusées");
	assert_int_equal(counted("last_name:essai0001"), 0);
	rig_close(r);
}

/* Stopped: whole lots are in, and it says before which line it stopped. */
static void
an_import_is_stopped(void **state)
{
	struct rig *r;
	char path[700], mark[40], filter[60];
	int in;

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = site_open("marie", 80, 24);
	snprintf(mark, sizeof mark, "Trop%dx", (int)getpid() % 10000);
	file_with(r, "trop.csv", mark, 20000);
	snprintf(path, sizeof path, "%s/trop.csv", rig_home(r));
	ask_import(r, path);
	rig_wait(r, "/s");
	rig_keys(r, "C-c");
	rig_wait(r, "arrêté : ");
	rig_wait(r, "Arrêté à la demande avant la ligne");
	snprintf(filter, sizeof filter, "last_name:%s", mark);
	in = counted(filter);
	assert_true(in > 0 && in < 20000);
	rig_close(r);
}

/* The list on the screen as a file beside the person; a second one does not overwrite the first. */
static void
a_list_goes_out_as_a_file(void **state)
{
	struct rig *r;
	char path[700];

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = site_open("marie", 80, 24);
	site_list(r, "vehicle");
	for (int i = 0; i < 2; i++) {
		rig_keys(r, ":");
		rig_paste(r, "export");
		rig_keys(r, "Enter 'csv' Enter");
		rig_check(r, rig_sees(r, "vehicules.csv"));
		rig_keys(r, "Enter");
		rig_wait(r, i == 0 ? "vehicules.csv" : "vehicules (2).csv");
		rig_wait(r, "Enregistré : ");
		rig_keys(r, "Esc");
	}
	snprintf(path, sizeof path, "%s/vehicules.csv", rig_home(r));
	assert_int_equal(access(path, R_OK), 0);
	snprintf(path, sizeof path, "%s/vehicules (2).csv", rig_home(r));
	assert_int_equal(access(path, R_OK), 0);
	rig_close(r);
}

/* Served, there is no file of the person: the command is shown, to be pasted at home. */
static void
a_served_screen_shows_the_command(void **state)
{
	struct rig *r;

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = site_hosted("marie", 100, 30);
	rig_send(r, ":");
	rig_wait(r, "Aller à");
	rig_send(r, "'Contacts' Enter");
	rig_wait(r, "lignes 1-");
	rig_send(r, ":");
	rig_wait(r, "Aller à");
	rig_send(r, "'import'");
	rig_wait(r, "> Import");
	rig_send(r, "Enter");
	rig_wait(r, "import contact < FICHIER");
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_import_goes_on_and_is_found_again),
		cmocka_unit_test(a_rehearsal_writes_nothing),
		cmocka_unit_test(an_import_is_stopped),
		cmocka_unit_test(a_list_goes_out_as_a_file),
		cmocka_unit_test(a_served_screen_shows_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
