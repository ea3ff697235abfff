/* Linear mode: whoever hears the screen, or reads it line by line, does the same work: lists, searches, records, forms with their
   errors and conflicts, actions. Nothing that was written changes, and nothing but text is sent. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

/* What came since the last line, without what was echoed. Valid until the next call. */
static char heard[65536];
static size_t heard_to;

static const char *
line(struct rig *r, const char *text)
{
	char *typed = xasprintf("%s\r", text);
	const char *log;
	size_t length;

	rig_log(r, &heard_to);
	rig_send_bytes(r, typed, strlen(typed));
	free(typed);
	rig_idle(r);
	log = rig_log(r, &length);
	snprintf(heard, sizeof heard, "%.*s", (int)(length - heard_to), log + heard_to);
	return heard;
}

#define hears(r, text, part) do { \
	const char *said_ = line(r, text); \
	if (strstr(said_, part) == NULL) \
		fail_msg("after “%s”, not heard: %s\n%s", text, part, said_); \
} while (0)
#define heard_too(part) do { \
	if (strstr(heard, part) == NULL) \
		fail_msg("not heard: %s\n%s", part, heard); \
} while (0)

/* No cursor is moved and nothing is coloured; lines stay as they were written. */
static void
only_text_was_sent(struct rig *r)
{
	size_t length;
	const char *log = rig_log(r, &length);

	assert_null(memmem(log, length, "\033[", 2));
	assert_null(memmem(log, length, "─", strlen("─")));
	assert_null(memmem(log, length, "│", strlen("│")));
	assert_false(rig_on_alternate_screen(r));
}

static void
lists_are_heard_paged_searched_and_filtered(void **state)
{
	struct rig *r = site_open_lines("--linear", "marie");

	(void)state;
	rig_check(r, rig_sees(r, "Comptoir, mode linéaire. Un numéro choisit"));
	rig_check(r, rig_sees(r, "1. Contacts : "));
	hears(r, "véhicules", "Garage de l’Étoile > Véhicules");
	heard_too("1. ");
	heard_too("Modèle : ");
	heard_too("lignes 1-19 / ");
	hears(r, "+", "lignes 19-37 / ");
	hears(r, "-", "lignes 1-19 / ");
	hears(r, "recherche ek050g", "1. EK-050-GX");
	heard_too("lignes 1-1 / 1");
	hears(r, "<", "lignes 1-19 / ");
	hears(r, "filtre kilométrage>200000", "Filtre : Kilométrage > 200000");
	hears(r, "filtre nosuch>1", "Refusé : ");
	hears(r, "<", "lignes 1-19 / ");
	hears(r, "tri", "Trier par");
	hears(r, "immatricul", "1. Immatriculation");
	hears(r, "1", "lignes 1-19 / ");
	hears(r, "choisir 2", "(choisi) ");
	heard_too("1 choisi");
	hears(r, "<", "2. ");
	hears(r, "?", "modifier : Modifier cette fiche.");
	hears(r, "nonsense xyzzy", "Rien ne s’appelle ainsi.");
	line(r, "<");
	hears(r, "menu", "1. Contacts : ");
	/* What the palette finds is found without it being asked for. */
	hears(r, "gautier ine", ". Gautier Inès : Contact");
	line(r, "<");
	only_text_was_sent(r);
	rig_send(r, "'quitter' Enter");
	assert_int_equal(rig_exit(r), 0);
	rig_close(r);
}

/* A field after the other, a wrong one told with its reason, one taken back, saved, changed, undone. */
static void
a_form_is_filled_in_line_by_line(void **state)
{
	struct rig *r = site_open_lines("--lineaire", "marie");

	(void)state;
	line(r, "contacts");
	hears(r, "créer", "Type (Personne, Entreprise)");
	heard_too("2. Prénom : \r\n");
	hears(r, "pers", "Prénom > ");
	hears(r, "Odile", "Prénom : Odile");
	hears(r, "Linéaire", "Nom de famille : Linéaire");
	hears(r, ":7", "E-mail > ");
	line(r, "pas une adresse");
	hears(r, ":enregistrer", "E-mail : erreur : ");
	heard_too("Refusé : Une adresse");
	hears(r, "odile@lineaire.example", "E-mail : odile@lineaire.example");
	hears(r, ":enregistrer", "Enregistré");
	heard_too("Contacts > Linéaire Odile");
	heard_too(". E-mail : odile@lineaire.example");
	/* One field again: the number of its line. */
	hears(r, "2", "Prénom [Odile] > ");
	hears(r, "Odette", ". Prénom : Odette");
	/* A change is not lost by going away. */
	hears(r, "<", "Pas encore enregistré");
	heard_too("1. Sauver");
	hears(r, "1", "Enregistré");
	hears(r, "annuler", ". Prénom : Odile");
	hears(r, "historique", "Odette → Odile");
	line(r, "<");
	hears(r, "actions", "Actions");
	line(r, "<");
	hears(r, "supprimer", "Supprim");
	only_text_was_sent(r);
	rig_close(r);
}

/* A password is neither seen while it is typed nor said afterwards; the line after it is seen again. */
static void
a_secret_is_not_heard(void **state)
{
	struct rig *r = site_open_lines("--linear", "marie");
	const char *log;
	size_t length;

	(void)state;
	site_verb("marie", "create mailbox name=Uniform address=uniform@garage.test kind=imap host=mail.uniform.test username=u");
	hears(r, "boites aux lettres", ". Uniform");
	hears(r, "1", "uniform@garage.test");
	hears(r, "actions", "Mot de passe");
	hears(r, "p", "Mot de passe");
	hears(r, "Kryptonite77", "(caché)");
	log = rig_log(r, &length);
	assert_null(memmem(log, length, "Kryptonite77", strlen("Kryptonite77")));
	line(r, "");
	assert_memory_equal(line(r, "?"), "?", 1);
	log = rig_log(r, &length);
	assert_null(memmem(log, length, "Kryptonite77", strlen("Kryptonite77")));
	rig_close(r);
}

/* Somebody else saves while one types: both values are told, one is chosen, nothing is lost. */
static void
ux_cf_linear_a_conflict_is_told_in_words(void **state)
{
	struct rig *r = site_open_lines("--linear", "marie");
	long id;

	(void)state;
	site_verb("paul", "create contact kind=person first_name=Cléo last_name=Disputée city=Nantes");
	id = strtol(site_verb("paul", "list contact --search disputée --columns id --format jsonl") + strlen("{\"id\":"), NULL, 10);
	assert_true(id > 0);
	line(r, "contacts");
	line(r, "recherche disputée");
	hears(r, "1", "Contacts > Disputée Cléo");
	line(r, "modifier");
	hears(r, ":ville", "Rien ne s’appelle");
	hears(r, ":15", "Ville [Nantes] > ");
	line(r, "Rennes");
	{
		char *words = xasprintf("update contact %ld city=Angers first_name=Clara", id);

		site_verb("paul", words);
		free(words);
	}
	hears(r, ":enregistrer", "Ville : le mien est gardé : Rennes ; l’autre : Angers ; avant : Nantes");
	hears(r, "autre 1", "l’autre est gardé : Angers");
	hears(r, "moi 1", "le mien est gardé : Rennes");
	hears(r, "enregistrer", "Enregistré");
	heard_too("Ville : Rennes");
	heard_too("Prénom : Clara");
	only_text_was_sent(r);
	rig_close(r);
}

/* A reference by a part of its name; when that means nothing, it is told which to choose from. */
static void
a_reference_is_named_or_chosen(void **state)
{
	struct rig *r = site_open_lines("--linear", "mary");

	(void)state;
	line(r, "owners");
	hears(r, "create", " > ");
	line(r, ":values");
	heard_too("1. ");
	hears(r, "1", " > ");
	hears(r, "<", "Not saved yet");
	hears(r, "d", "Owners");
	only_text_was_sent(r);
	rig_close(r);
}

/* What is a picture elsewhere is sentences here: columns of cards, days, figures; and the lines of a record are asked for one by one. */
static void
boards_calendars_charts_and_lines_are_told(void **state)
{
	struct rig *r = site_open_lines("--linear", "mary");

	(void)state;
	site_verb("mary", "create work title='Told aloud' status=todo starts_at='2026-11-20 09:00' ends_at='2026-11-20 10:00'");
	line(r, "works");
	line(r, "search told aloud");
	hears(r, "board", "To do: 1");
	heard_too("1. Told aloud: Normal");
	heard_too("The cursor is on: Told aloud");
	/* The same key carries the card as on the screen. */
	hears(r, "! L", "To do: 0");
	heard_too("In progress: 1");
	line(r, "<");
	hears(r, "calendar", "Fri 20 November");
	heard_too("1. 09:00–10:00 Told aloud");
	hears(r, "1", "Told aloud");
	line(r, "menu");
	hears(r, "dashboard", "1. ");
	line(r, "menu");
	line(r, "reports");
	hears(r, "1", "11/2026: ");
	line(r, "menu");
	line(r, "slips");
	hears(r, "create", "Title (required)");
	hears(r, "Heard", "Day > ");
	hears(r, "", "1. Gadget > ");
	hears(r, "Nosuch", "wrong: ");
	hears(r, "<", "Not saved yet");
	line(r, "d");
	only_text_was_sent(r);
	rig_close(r);
}

/* Over ssh, from a terminal that can do nothing, or by asking for it. */
static void
the_served_screen_has_it_too(void **state)
{
	static const char *const asks[] = {"-o", "SetEnv=A11Y=1 COMPTOIR_IDLE_MARK=1", NULL};
	static const char *const marks[] = {"-o", "SetEnv=COMPTOIR_IDLE_MARK=1", NULL};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = i == 0 ? site_hosted_on("dumb", "marie", marks) : site_hosted_on("xterm-256color", "marie", asks);

		rig_check(r, rig_sees(r, "mode linéaire"));
		rig_idle(r);
		hears(r, "véhicules", "lignes 1-19 / ");
		hears(r, "recherche ek050g", "1. EK-050-GX");
		hears(r, "1", "Véhicules > EK-050-GX");
		only_text_was_sent(r);
		rig_send(r, "'quitter' Enter");
		assert_int_equal(rig_exit(r), 0);
		rig_close(r);
	}
}

/* As in a script: lines from a pipe, each done before the next; the end of them is the end. */
static void
lines_may_come_from_a_pipe(void **state)
{
	char *command = xasprintf("printf 'vehicules\\nrecherche ek050g\\n1\\n' | LC_ALL=C TERM=dumb %s --language fr -F %s/ssh_config marie 2>&1",
		rig_comptoir(), getenv("SITE") ? getenv("SITE") : "");
	char out[65536] = "";
	FILE *f;

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	f = popen(command, "r");	/* NOLINT(cert-env33-c): the test's own words */
	assert_non_null(f);
	out[fread(out, 1, sizeof out - 1, f)] = '\0';
	assert_int_equal(pclose(f), 0);
	assert_non_null(strstr(out, "Vehicules > EK-050-GX"));
	for (const char *p = out; *p != '\0'; p++)
		assert_true(*p == '\n' || (*p >= ' ' && *p <= '~'));
	free(command);
}

/* C-c gives up what is under way and what waits; it never ends the program. */
static void
control_c_stops_and_never_ends_it(void **state)
{
	static const char *const server[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", "slow=0.7", NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = server, .term = "dumb"});

	(void)state;
	rig_wait(r, "Clients");
	rig_idle(r);
	rig_send_bytes(r, "\003", 1);
	rig_wait(r, "Rien n’est en cours");
	rig_idle(r);
	/* A line that was begun is gone, one that runs is stopped, with those that wait behind it. */
	rig_send_bytes(r, "quit\003", 5);
	rig_idle(r);
	rig_send_bytes(r, "n client > clients nom:martin\r", 31);
	usleep(300 * 1000);		/* it was read: the terminal itself forgets what was not */
	rig_send_bytes(r, "\003", 1);
	rig_wait(r, "plus attendue");
	rig_idle(r);
	rig_send_bytes(r, "quitter\r", 8);
	assert_int_equal(rig_exit(r), 0);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_heard_paged_searched_and_filtered),
		cmocka_unit_test(a_form_is_filled_in_line_by_line),
		cmocka_unit_test(a_secret_is_not_heard),
		cmocka_unit_test(ux_cf_linear_a_conflict_is_told_in_words),
		cmocka_unit_test(a_reference_is_named_or_chosen),
		cmocka_unit_test(boards_calendars_charts_and_lines_are_told),
		cmocka_unit_test(the_served_screen_has_it_too),
		cmocka_unit_test(lines_may_come_from_a_pipe),
		cmocka_unit_test(control_c_stops_and_never_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
