/* Keys that are kept under a name: recorded, played in a later sitting on another screen, stopped where they are refused, and never
   an answer to a question. */
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

static void
forget(const char *person, const char *name)
{
	char words[96];

	snprintf(words, sizeof words, "prefer macro.%s ''", name);
	site_verb(person, words);
}

static void
recorded_here_played_there(void **state)
{
	struct rig *r = site_open("marie", 80, 24);
	char words[96];

	(void)state;
	rig_keys(r, "A-m");
	rig_check(r, strstr(rig_row(r, 0), "* mémorise") != NULL);
	rig_keys(r, ": 'slips' Enter F6");
	snprintf(words, sizeof words, "'Zzmacro %d' F2", (int)getpid());
	rig_keys(r, words);
	rig_check(r, rig_sees(r, "Enregistré"));
	rig_keys(r, "q A-m");
	rig_check(r, strstr(rig_row(r, 0), "* mémorise") == NULL && rig_sees(r, "Nom de la macro"));
	rig_keys(r, "'Nouveau Client' Enter");
	rig_check(r, rig_sees(r, "Macro « nouveau-client » gardée"));
	rig_close(r);

	/* Another sitting, another size; three of them, each when the one before is saved. */
	r = site_open("marie", 160, 50);
	rig_keys(r, ": 'macro nouveau-client 3' Enter");
	snprintf(words, sizeof words, "slips /titre:\"Zzmacro %d\"", (int)getpid());
	site_list(r, words);
	rig_check(r, rig_sees(r, "lignes 1-4 / 4"));
	/* Once more with a key, and what is typed meanwhile comes after it. */
	site_home(r);
	rig_keys(r, "A-p : 'vehicules' Enter");
	rig_check(r, rig_sees(r, "> Véhicules"));
	site_home(r);
	site_list(r, words);
	rig_check(r, rig_sees(r, "lignes 1-5 / 5"));
	site_home(r);
	/* They are shown with their keys, and go. */
	rig_keys(r, ": 'macro' Enter");
	rig_check(r, rig_sees(r, "nouveau-client") && rig_sees(r, "slips"));
	rig_keys(r, "Esc : 'macro-delete nouveau-client' Enter");
	rig_check(r, rig_sees(r, "supprimée"));
	rig_keys(r, ": 'macro nouveau-client' Enter");
	rig_check(r, rig_sees(r, "Aucune macro ne s’appelle"));
	rig_close(r);
}

/* In the menu nothing is edited: it stops there, and says so; nothing of the rest is pressed. */
static void
it_stops_at_the_first_key_that_is_refused(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "prefer macro.edite 'Down E C-x Enter'");
	r = site_open("marie", 80, 24);
	rig_keys(r, ": 'macro edite 50' Enter");
	rig_check(r, rig_sees(r, "Macro « edite » arrêtée à sa touche 2"));
	rig_check(r, !rig_sees(r, "lignes 1-"));
	forget("marie", "edite");
	/* An answer that refuses ends it as well. */
	site_verb("marie", "prefer macro.filtre \\\": 'contacts' Enter F4 'nosuch>1' Enter e\\\"");
	rig_close(r);
	r = site_open("marie", 80, 24);
	rig_keys(r, ": 'macro filtre' Enter");
	rig_check(r, rig_sees(r, "Macro « filtre » arrêtée") && !rig_sees(r, "modifier"));
	forget("marie", "filtre");
	/* None plays itself. */
	site_verb("marie", "prefer macro.ronde \\\": 'macro ronde' Enter\\\"");
	rig_close(r);
	r = site_open("marie", 80, 24);
	rig_keys(r, ": 'macro ronde' Enter");
	rig_check(r, rig_sees(r, "n’en joue pas une autre"));
	forget("marie", "ronde");
	rig_close(r);
}

/* What deletes asks each time; the answer is the person's, not the macro's. */
static void
a_question_is_never_answered_by_it(void **state)
{
	struct rig *r;
	char words[96];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(words, sizeof words, "create contact kind=company company_name='Zzask %d %d'", (int)getpid(), i);
		site_verb("paul", words);
	}
	r = site_open("marie", 80, 24);
	snprintf(words, sizeof words, "contact zzask %d", (int)getpid());
	site_list(r, words);
	rig_check(r, rig_sees(r, "lignes 1-3 / 3"));
	rig_keys(r, "A-m Del s A-m");
	rig_check(r, rig_sees(r, "Nom de la macro"));
	rig_keys(r, "'efface' Enter");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "A-p");
	rig_check(r, rig_sees(r, ">s Supprimer") && rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "lignes 1-2 / 2") && rig_sees(r, "terminée avec la question"));
	/* What was typed before it was asked is no answer either: it comes after it. */
	rig_keys(r, "A-p /");
	rig_check(r, rig_sees(r, ">s Supprimer"));
	rig_keys(r, "s");
	rig_check(r, rig_sees(r, "lignes 1-1 / 1"));
	forget("marie", "efface");
	rig_close(r);
}

static void
control_c_ends_it(void **state)
{
	static const char *const server[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", "slow=0.3", NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = server});

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	rig_keys(r, "A-m Enter Esc A-m 'va-et-vient' Enter");
	rig_send(r, ": 'macro va-et-vient 100' Enter");
	rig_send(r, "C-c");
	rig_idle(r);
	rig_check(r, rig_sees(r, "arrêtée") || rig_sees(r, "Arrêté") || rig_sees(r, "plus attendue"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_here_played_there),
		cmocka_unit_test(it_stops_at_the_first_key_that_is_refused),
		cmocka_unit_test(a_question_is_never_answered_by_it),
		cmocka_unit_test(control_c_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
