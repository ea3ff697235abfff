/* Two people at the same records: each sees the other come, edit and go, and what the other saved, without a jump and without a key. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

/* A record of its own for each story; its number. */
static int64_t
made(const char *words)
{
	char command[400];
	const char *id;

	snprintf(command, sizeof command, "create %s --format json", words);
	id = strstr(site_verb("nina", command), "\"id\":");
	assert_non_null(id);
	return strtoll(id + 5, NULL, 10);
}

static void
does(const char *person, const char *verb, int64_t id, const char *values)
{
	char words[400];

	snprintf(words, sizeof words, "%s %lld %s", verb, (long long)id, values);
	site_verb(person, words);
}

/* That person before the record that her search finds first. */
static struct rig *
at_record(const char *person, int columns, int rows, const char *entity, const char *search)
{
	struct rig *r = site_open(person, columns, rows);

	site_list(r, entity);
	rig_keys(r, "/");
	rig_paste(r, search);
	rig_idle(r);
	rig_keys(r, "Enter");
	rig_keys(r, "Enter");
	rig_wait(r, search);
	return r;
}

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Marie reads; Paul opens, edits, goes back and leaves; Mary reads it all in English. */
static void
ux_as_presence_is_told_in_row_0(void **state)
{
	struct rig *marie, *paul, *mary;
	double began;

	(void)state;
	made("contact kind=person first_name=Yves last_name=Presenceux");
	marie = at_record("marie", 80, 24, "contact", "Presenceux");
	rig_check(marie, strstr(rig_row(marie, 0), "lit") == NULL);
	paul = at_record("paul", 80, 24, "contact", "Presenceux");
	rig_wait(paul, "Marie Duval lit");
	rig_wait(marie, "Paul Martin lit");
	rig_check(marie, strstr(rig_row(marie, 0), "Paul Martin lit") != NULL);
	began = now_ms();
	rig_keys(paul, "e");
	rig_wait(marie, "Paul Martin modifie");
	assert_true(now_ms() - began < 3000);
	mary = at_record("mary", 80, 24, "contact", "Presenceux");
	rig_wait(mary, "Paul is editing, Marie is reading");
	rig_wait(marie, "Paul modifie, Mary lit");
	rig_keys(paul, "Esc");
	rig_wait(marie, "Mary, Paul lisent");
	rig_wait(mary, "are reading");
	rig_keys(paul, "Esc");
	rig_wait(marie, "Mary Shaw lit");
	rig_close(paul);
	rig_close(mary);
	rig_wait_gone(marie, "lit ");
	rig_close(marie);
}

/* Whoever is killed, or whose terminal is closed, is gone from row 0; nobody has to wait for a time to pass. */
static void
ux_as_presence_ends_with_whoever_dies(void **state)
{
	struct rig *marie, *paul;

	(void)state;
	made("contact kind=person first_name=Ida last_name=Mortelle");
	marie = at_record("marie", 80, 24, "contact", "Mortelle");
	paul = at_record("paul", 80, 24, "contact", "Mortelle");
	rig_keys(paul, "e");
	rig_wait(marie, "Paul Martin modifie");
	rig_signal(paul, SIGKILL);
	rig_close(paul);
	rig_wait_gone(marie, "Paul");
	paul = site_hosted("paul", 80, 24);
	rig_send(paul, ":");
	rig_wait(paul, "Aller");
	rig_send(paul, "'mortelle'");
	rig_wait(paul, "Mortelle Ida");
	rig_send(paul, "Enter");
	rig_wait(marie, "Paul Martin lit");
	rig_close(paul);
	rig_wait_gone(marie, "Paul");
	rig_close(marie);
}

/* The workers die: both find others, say again what they have open, and what was saved meanwhile is told. */
static void
presence_outlives_the_server(void **state)
{
	struct rig *marie, *paul;
	char command[700];
	int64_t id;

	(void)state;
	id = made("contact kind=person first_name=Luc last_name=Relance");
	marie = at_record("marie", 80, 24, "contact", "Relance");
	paul = at_record("paul", 80, 24, "contact", "Relance");
	rig_keys(paul, "e");
	rig_wait(marie, "Paul Martin modifie");
	snprintf(command, sizeof command, "pid=$(cat '%s/comptoird.pid'); kill -9 $(ps -o pid= --ppid $pid)", getenv("SITE"));
	assert_int_equal(system(command), 0);		/* NOLINT(cert-env33-c): the tests' own words */
	rig_wait(marie, "Hors ligne");
	rig_check(marie, strstr(rig_row(marie, 0), "Paul") == NULL);
	does("nina", "update contact", id, "city=Sens");
	rig_wait(marie, "De nouveau en ligne");
	rig_wait(marie, "Sens");
	rig_wait(paul, "De nouveau en ligne");
	rig_wait(paul, "Nina Costa a enregistré cette fiche");
	rig_wait(marie, "Paul Martin modifie");
	rig_wait(paul, "Marie Duval lit");
	rig_close(paul);
	rig_close(marie);
}

/* Row 0 keeps the names short where it is narrow, whole where there is room, and never hides the clock. */
static void
presence_fits_its_row(void **state)
{
	struct rig *marie, *paul, *vera;

	(void)state;
	made("contact kind=person first_name=Bartholomeus last_name=Longuementnomme");
	paul = at_record("paul", 80, 24, "contact", "Longuementnomme");
	vera = at_record("vera", 80, 24, "contact", "Longuementnomme");
	marie = at_record("marie", 160, 50, "contact", "Longuementnomme");
	rig_wait(marie, "Paul Martin, Vera Petit lisent");
	rig_resize(marie, 80, 24);
	rig_wait(marie, "Paul, Vera lisent");
	rig_check(marie, rig_sees(marie, "12:00"));
	rig_resize(marie, 40, 12);
	rig_wait(marie, "lisent  12:00");
	rig_check(marie, strstr(rig_row(marie, 0), "lisent") != NULL && strstr(rig_row(marie, 0), "12:00") != NULL);
	rig_close(paul);
	rig_close(vera);
	rig_close(marie);
}

/* Paul saves a contact: its row in Marie's list says so and shows what is there now; her cursor, her rows and her order stay. */
static void
ux_as_list_shows_what_others_changed(void **state)
{
	struct rig *r;
	int64_t id;
	int row;
	char before[200];

	(void)state;
	for (int c = 'A'; c <= 'F'; c++) {
		char words[100];

		snprintf(words, sizeof words, "contact kind=person first_name=%c last_name=Vivarium", c);
		id = made(words);
	}
	r = site_open("marie", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "/ 'vivarium' Enter");
	rig_check(r, rig_sees(r, "6 / 6") || rig_sees(r, "1-6"));
	rig_keys(r, "Down Down");
	snprintf(before, sizeof before, "%s", rig_row(r, rig_row_of(r, ">")));
	row = rig_row_of(r, "Vivarium F");
	does("paul", "update contact", id, "city=Arles");
	rig_wait(r, "±");
	rig_wait(r, "Arles");
	rig_check(r, rig_row_of(r, "±") == row && rig_row_of(r, "Arles") == row);
	rig_check(r, strcmp(before, rig_row(r, rig_row_of(r, ">"))) == 0);
	/* It would be found elsewhere now, but not before the list is read again. */
	does("paul", "update contact", id, "first_name=00");
	rig_wait(r, "Vivarium 00");
	rig_check(r, rig_row_of(r, "Vivarium 00") == row);
	/* One that is new is counted, and not put between the others. */
	made("contact kind=person first_name=G last_name=Vivarium");
	rig_wait(r, "/ 7");
	rig_check(r, !rig_sees(r, "Vivarium G") && strcmp(before, rig_row(r, rig_row_of(r, ">"))) == 0);
	/* Looked at: no mark any more. */
	rig_keys(r, "End");
	for (int i = 0; i < 8 && rig_row_of(r, ">") != row; i++)
		rig_keys(r, "Up");
	rig_keys(r, "Enter");
	rig_keys(r, "Esc");
	rig_check(r, !rig_sees(r, "±"));
	/* A mark stays until then, or until the list is read again. */
	does("paul", "update contact", id, "city=Nice");
	rig_wait(r, "±");
	rig_keys(r, "Up");
	rig_check(r, rig_sees(r, "±"));
	rig_keys(r, "F5");
	rig_check(r, !rig_sees(r, "±") && rig_sees(r, "Vivarium G") && rig_sees(r, "Nice"));
	rig_close(r);
}

/* A deleted one stays in its place, marked, until the list is read again. */
static void
a_row_that_is_gone_does_not_pull_the_others_up(void **state)
{
	struct rig *r;
	int64_t id;
	int row;

	(void)state;
	made("contact kind=person first_name=A last_name=Ephemere");
	id = made("contact kind=person first_name=B last_name=Ephemere");
	made("contact kind=person first_name=C last_name=Ephemere");
	r = site_open("marie", 80, 24);
	site_list(r, "contact");
	rig_keys(r, "/ 'ephemere' Enter");
	row = rig_row_of(r, "Ephemere C");
	does("paul", "delete contact", id, "");
	rig_wait(r, "±");
	rig_check(r, rig_row_of(r, "Ephemere C") == row && rig_row_of(r, "±") == rig_row_of(r, "Ephemere B"));
	rig_keys(r, "F5");
	rig_check(r, !rig_sees(r, "Ephemere B"));
	rig_close(r);
}

/* A record that is open shows what was saved, and how many others hang on it. */
static void
ux_as_record_and_related_follow(void **state)
{
	struct rig *r;
	int64_t id;
	char words[200], none[200];

	(void)state;
	id = made("contact kind=person first_name=Zoe last_name=Suivie");
	r = at_record("marie", 80, 24, "contact", "Suivie");
	does("paul", "update contact", id, "city=Menton");
	rig_wait(r, "Menton");
	rig_check(r, strstr(rig_row(r, 1), "± Paul Martin a enregistré cette fiche") == rig_row(r, 1));
	snprintf(words, sizeof words, "vehicle owner_id=%lld plate=SV-101-ZE", (long long)id);
	rig_keys(r, "End");
	rig_check(r, rig_sees(r, "Véhicules"));
	snprintf(none, sizeof none, "%s", rig_row(r, rig_row_of(r, "Véhicules")));
	made(words);
	rig_wait_gone(r, none);
	rig_check(r, strchr(rig_row(r, rig_row_of(r, "Véhicules")), '1') != NULL);
	rig_close(r);
	/* On a very wide list the record stands beside, and what belongs to it below. */
	r = site_open("marie", 170, 50);
	site_list(r, "contact");
	rig_keys(r, "/ 'suivie' Enter");
	rig_wait(r, "SV-101-ZE");
	snprintf(words, sizeof words, "vehicle owner_id=%lld plate=SV-102-ZE", (long long)id);
	made(words);
	rig_wait(r, "SV-102-ZE");
	does("paul", "update contact", id, "city=Bandol");
	rig_wait(r, "Bandol");
	rig_close(r);
}

/* Somebody saves what one is editing: a line says who, what is typed stays, and saving shows what differs. */
static void
ux_cf_form_says_who_saved_meanwhile(void **state)
{
	struct rig *r;
	int64_t id;

	(void)state;
	id = made("contact kind=person first_name=Remi last_name=Entretemps city=Lens");
	r = at_record("marie", 80, 24, "contact", "Entretemps");
	rig_keys(r, "e");
	for (int i = 0; i < 30 && !rig_sees(r, "> Ville"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "'Lille'");
	does("paul", "update contact", id, "city=Brest");
	rig_wait(r, "Paul Martin a enregistré cette fiche");
	rig_check(r, rig_sees(r, "Lille") && !rig_sees(r, "Brest"));
	rig_keys(r, "F2");
	rig_wait(r, "Brest");
	rig_check(r, rig_sees(r, "Lille") && rig_sees(r, "Lens"));
	rig_close(r);
	/* What only the other changed is merged without a word; the line still said so. */
	r = at_record("mary", 80, 24, "contact", "Entretemps");
	rig_keys(r, "e");
	does("mary", "update contact", id, "city=Dax");
	rig_wait(r, "You saved this record elsewhere");
	rig_close(r);
}

/* The menu's numbers follow what is made and what is deleted, also while one looks elsewhere. */
static void
ux_as_menu_counts_follow(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	int64_t id;
	char none[200], one[200];

	(void)state;
	rig_wait(r, "Gadget");
	snprintf(none, sizeof none, "%s", rig_row(r, rig_row_of(r, "Gadget")));
	id = made("gadget name=Compte");
	rig_wait_gone(r, none);
	snprintf(one, sizeof one, "%s", rig_row(r, rig_row_of(r, "Gadget")));
	does("nina", "delete gadget", id, "");
	rig_wait_gone(r, one);
	rig_check(r, rig_sees(r, none));
	site_list(r, "contact");
	id = made("gadget name=Decompte");
	site_home(r);
	rig_wait(r, one);
	does("nina", "delete gadget", id, "");
	rig_close(r);
}

/* An appointment that somebody moves stands at its new time, and the cursor where it was. */
static void
ux_as_calendar_follows(void **state)
{
	int64_t id = made("work title=Girouette starts_at='2026-11-20 09:00' ends_at='2026-11-20 10:00'");
	struct rig *r = site_open("marie", 160, 50);

	(void)state;
	site_list(r, "work");
	rig_keys(r, "/ 'girouette' Enter t");
	rig_wait(r, "09:00 Girouette");
	does("paul", "update work", id, "starts_at='2026-11-20 14:00' ends_at='2026-11-20 15:00'");
	rig_wait(r, "14:00 ±Girouette");
	rig_check(r, !rig_sees(r, "09:00 Girouette"));
	made("work title='Girouette deux' starts_at='2026-11-20 11:00' ends_at='2026-11-20 12:00'");
	rig_wait(r, "11:00 Girouette deux");
	does("nina", "delete work", id, "");
	rig_wait_gone(r, "±Girouette");
	rig_close(r);
}

/* The dashboard asks again after a change, ten seconds after the last time at the soonest. */
static void
the_dashboard_follows_within_ten_seconds(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	char before[400];
	double began;

	(void)state;
	rig_keys(r, "D");
	rig_wait(r, site_today() + strlen("21/"));
	snprintf(before, sizeof before, "%s", rig_row(r, rig_row_of(r, "Nouveaux contacts") + 1));
	assert_true(*before != '\0');
	sleep(2);
	began = now_ms();
	made("contact kind=person first_name=Tess last_name=Tableau");
	rig_wait_gone(r, before);
	assert_true(now_ms() - began < 12000);
	rig_close(r);
}

/* In lines, who else is there is a sentence when the record is opened. */
static void
ux_ax_linear_tells_presence(void **state)
{
	struct rig *paul, *r;
	const char *csv;
	char who[64];

	(void)state;
	made("contact kind=person first_name=Aline last_name=Vivadiction");
	paul = at_record("paul", 80, 24, "contact", "Vivadiction");
	rig_keys(paul, "e");
	/* That he edits is told when his keys have rested. */
	csv = site_verb("marie", "list contact --search vivadiction --columns id --format csv");
	snprintf(who, sizeof who, "who contact %ld", strtol(strchr(csv, '\n') + 1, NULL, 10));
	for (int i = 0; i < 50 && strstr(site_verb("marie", who), "edits") == NULL; i++)
		usleep(100000);
	r = site_open_lines("--lineaire", "marie");
	rig_keys(r, "'contact' Enter");
	rig_keys(r, "'/vivadiction' Enter");
	rig_keys(r, "'1' Enter");
	rig_check(r, rig_sees(r, "Paul Martin modifie cette fiche."));
	rig_close(paul);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ux_as_presence_is_told_in_row_0),
		cmocka_unit_test(ux_as_presence_ends_with_whoever_dies),
		cmocka_unit_test(presence_outlives_the_server),
		cmocka_unit_test(presence_fits_its_row),
		cmocka_unit_test(ux_as_list_shows_what_others_changed),
		cmocka_unit_test(a_row_that_is_gone_does_not_pull_the_others_up),
		cmocka_unit_test(ux_as_record_and_related_follow),
		cmocka_unit_test(ux_cf_form_says_who_saved_meanwhile),
		cmocka_unit_test(ux_as_menu_counts_follow),
		cmocka_unit_test(ux_as_calendar_follows),
		cmocka_unit_test(the_dashboard_follows_within_ten_seconds),
		cmocka_unit_test(ux_ax_linear_tells_presence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
