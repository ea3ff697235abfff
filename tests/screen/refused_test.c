/* Rows that an import refused are put right on the screen: by keys alone, in both languages and at both sizes. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

/* The report says where the rows wait; Enter opens one as the form of a contact, on the field to blame; saved, it is a contact like
   any and the next row stands there. */
static void
a_refused_contact_is_put_right(void **state)
{
	const char *said = site_import("marie", "contact", "refused.csv");
	struct rig *r;

	(void)state;
	assert_non_null(strstr(said, "3 lignes refusées attendent d’être corrigées"));
	r = site_open("marie", 80, 24);
	site_list(r, "Lignes refusées");
	rig_check(r, rig_sees(r, "lignes 1-3 / 3"));
	rig_check(r, strstr(rig_row(r, 2), "Bob") != NULL && strstr(rig_row(r, 2), "Une adresse e-ma") != NULL);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "à corriger"));
	rig_check(r, rig_sees(r, "> E-mail           pas-une-adresse"));
	rig_check(r, rig_sees(r, "Une adresse e-mail s’écrit nom@domaine"));
	/* Who only looks is not asked whether to save. */
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "lignes 1-3 / 3"));
	/* Still wrong: the server's rule says so beside the field, and the row stays. */
	rig_keys(r, "Enter F2");
	rig_check(r, rig_sees(r, "à corriger") && rig_sees(r, "> E-mail           pas-une-adresse"));
	rig_check(r, rig_row_of(r, "! Une adresse e-mail") > 0);
	rig_keys(r, "C-u 'bob.noir@example.fr' F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	rig_check(r, rig_sees(r, "lignes 1-2 / 2") && !rig_sees(r, "pas-une-adresse"));
	rig_check(r, strncmp(rig_row(r, 2), "> ", 2) == 0);
	/* It is there, with all that the file knew of it. */
	site_home(r);
	site_list(r, "contact bob.noir");
	rig_check(r, rig_sees(r, "lignes 1-1 / 1") && strstr(rig_row(r, 3), "Noir") != NULL);
	rig_close(r);
}

/* A correction that was under way when its window was killed goes on where it was, and is the end of that row. */
static void
a_correction_survives_its_window(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "Lignes refusées");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "Enter 'Corrig'");
	sleep(2);
	rig_signal(r, SIGKILL);
	rig_close(r);
	r = site_open("marie", 80, 24);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "à corriger") && rig_sees(r, "Corrig"));
	rig_keys(r, "Esc");
	rig_keys(r, "a");
	rig_close(r);
	r = site_open("marie", 80, 24);
	rig_check(r, !rig_sees(r, "saisie en cours"));
	rig_close(r);
}

/* Taken back, the record is gone and the row waits again; the actions menu opens it, too. */
static void
a_correction_is_taken_back(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "Lignes refusées");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Indiquez un nom, une société"));
	rig_keys(r, "'Sansnom' F2");
	rig_check(r, rig_sees(r, "Sansnom") && rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	site_home(r);
	site_list(r, "contact sansnom");
	rig_check(r, rig_sees(r, "Rien ne se trouve"));
	site_home(r);
	site_list(r, "Lignes refusées");
	rig_keys(r, "F9");
	rig_check(r, rig_sees(r, "Corriger"));
	rig_keys(r, "'c'");
	rig_check(r, rig_sees(r, "à corriger"));
	rig_keys(r, "Esc");
	/* One that will never be a record is deleted like anything. */
	rig_keys(r, "Del Enter");
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	rig_close(r);
}

/* A value of the wrong kind stands as it was read, in the field of its kind; what could be read is already a date, a make, a plate. */
static void
a_refused_vehicle_is_put_right_on_a_large_screen(void **state)
{
	const char *said = site_import("mary", "vehicle", "refused_vehicle.csv");
	struct rig *r;

	(void)state;
	assert_non_null(strstr(said, "The refused row waits to be corrected: in Comptoir type “:Refused rows”, here list refused_row."));
	r = site_open("mary", 160, 50);
	site_list(r, "Refused rows");
	rig_check(r, rig_sees(r, "ZR-404-RZ") && rig_sees(r, "What was read"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Vehicle: to be corrected") && rig_sees(r, "douze mille"));
	rig_check(r, strchr(rig_row(r, rig_row_of(r, "douze mille")), '!') != NULL);
	rig_keys(r, "C-u '12000' F2");
	rig_check(r, rig_sees(r, "Saved: ZR-404-RZ"));
	rig_check(r, !rig_sees(r, "douze mille"));
	site_home(r);
	site_list(r, "vehicle zr404");
	rig_check(r, rig_sees(r, "lines 1-1 / 1") && rig_sees(r, "12,000") && rig_sees(r, "2028"));
	rig_close(r);
}

/* What is neither yes nor no is not taken for a no: it stands there until somebody says which. */
static void
what_makes_no_sense_stands_as_it_was_read(void **state)
{
	struct rig *r;

	(void)state;
	site_import("mary", "contact", "refused_odd.csv");
	r = site_open("mary", 160, 50);
	site_list(r, "Refused rows");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Contact: to be corrected") && rig_sees(r, "zoe.etrange@example.fr"));
	rig_check(r, rig_sees(r, "Agrees to text messages  No"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "! Yes or no, please.") && rig_sees(r, "1 error: not saved yet."));
	rig_keys(r, "'y' F2");
	rig_check(r, rig_sees(r, "Saved: "));
	rig_close(r);
	assert_non_null(strstr(site_verb("mary", "list contact --filter email:zoe.etrange@example.fr --columns consent_email --format csv"), "true"));
}

/* A colleague, though he runs the company's office, has none of them. */
static void
a_colleague_sees_none_of_them(void **state)
{
	struct rig *r = site_open("paul", 80, 24);

	(void)state;
	site_list(r, "Lignes refusées");
	rig_check(r, !rig_sees(r, "carl@example.fr") && !rig_sees(r, "0633333333"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_contact_is_put_right),
		cmocka_unit_test_setup(a_correction_survives_its_window, wire_nothing_unfinished),
		cmocka_unit_test(a_correction_is_taken_back),
		cmocka_unit_test(what_makes_no_sense_stands_as_it_was_read),
		cmocka_unit_test(a_colleague_sees_none_of_them),
		cmocka_unit_test(a_refused_vehicle_is_put_right_on_a_large_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
