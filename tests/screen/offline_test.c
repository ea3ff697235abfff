/* While nobody answers: what is typed stands in a journal of this machine, what is saved waits, and what must not go out unasked is
   asked about. Whatever happened meanwhile, nothing typed is lost. */
/* order: alone */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

enum { TWO_SECONDS = 2 };

static char state_home[300];
static const char *const at_home[] = {state_home, NULL};

/* A machine of one's own, on which nothing was written yet. */
static int
a_clean_machine(void **state)
{
	if (getenv("SITE") == NULL)
		return 0;
	snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=/tmp/comptoir-offline.%d", (int)getpid());
	return wire_nothing_unfinished(state);
}

static const char *folder(void) { return strchr(state_home, '=') + 1; }

static int
away_with_it(void **state)
{
	char command[400];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder());
	return getenv("SITE") != NULL && system(command) != 0;	/* NOLINT(cert-env33-c): the tests' own words */
}

/* How many journals there are; each is the person's alone. */
static int
journals(void)
{
	char path[400], below[700];
	struct dirent *one, *file;
	struct stat s;
	DIR *all, *own;
	int count = 0;

	snprintf(path, sizeof path, "%s/comptoir", folder());
	all = opendir(path);
	while (all != NULL && (one = readdir(all)) != NULL) {
		if (*one->d_name == '.')
			continue;
		snprintf(below, sizeof below, "%s/%s", path, one->d_name);
		assert_int_equal(stat(below, &s), 0);
		assert_int_equal(s.st_mode & 0777, 0700);
		own = opendir(below);
		while (own != NULL && (file = readdir(own)) != NULL)
			if (*file->d_name != '.') {
				assert_int_equal(fstatat(dirfd(own), file->d_name, &s, AT_SYMLINK_NOFOLLOW), 0);
				assert_int_equal(s.st_mode & 0777, 0600);
				count++;
			}
		closedir(own);
	}
	if (all != NULL)
		closedir(all);
	return count;
}

/* It goes as soon as the server has said that it has what stands in it. */
static void
no_journal_stays(struct rig *r)
{
	for (int i = 0; i < 200 && journals() > 0; i++)
		rig_keys(r, "Up Down");
	assert_int_equal(journals(), 0);
}

static int
found(const char *word)
{
	char words[120];
	int lines = 0;

	snprintf(words, sizeof words, "list contact --search %s --format jsonl", word);
	for (const char *at = site_verb("marie", words); *at != '\0'; at++)
		lines += *at == '\n';
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

/* The client is killed while it is offline: this machine has what was typed, and hands it over at the next sign-in. */
static void
a_client_killed_offline_loses_nothing(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Avant'");
	wire_cut(&w);
	rig_wait(r, "Hors ligne – saisie conservée");
	rig_keys(r, "Tab 'Pendantla'");
	sleep(TWO_SECONDS);
	rig_signal(r, SIGKILL);
	rig_close(r);
	assert_int_equal(journals(), 1);
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	rig_wait(r, "1 saisie en cours – Entrée pour reprendre");
	assert_int_equal(journals(), 0);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Avant") && rig_sees(r, "Pendantla"));
	rig_close(r);
	wire_cut(&w);
}

/* The window is closed instead: not one letter is missing; and the editor of a long text was open. */
static void
a_window_closed_offline_loses_not_a_letter(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "mary", 160, 50, at_home);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Note'");
	for (int i = 0; i < 30 && !rig_sees(r, "> Notes"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "F4 'a long text'");
	wire_cut(&w);
	rig_wait(r, "Offline – what is typed is kept");
	rig_keys(r, "Enter 'its second line'");
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	assert_int_equal(journals(), 1);
	wire_up(&w);
	r = wire_over_with(&w, "mary", 160, 50, at_home);
	rig_wait(r, "1 entry not finished");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Note") && rig_sees(r, "a long text"));
	rig_keys(r, "F4");
	rig_check(r, rig_sees(r, "its second line"));
	rig_close(r);
	wire_cut(&w);
}

/* Two windows of one person: the one that lives keeps what is its own, the other's is offered. */
static void
two_clients_do_not_take_each_others(void **state)
{
	struct wire w = {.port = 0};
	struct rig *dead, *alive;

	(void)state;
	wire_up(&w);
	dead = wire_over_with(&w, "paul", 80, 24, at_home);
	alive = wire_over_with(&w, "paul", 80, 24, at_home);
	site_list(dead, "contact");
	site_list(alive, "contact");
	rig_keys(dead, "c");
	rig_keys(alive, "c");
	wire_cut(&w);
	rig_wait(dead, "Hors ligne");
	rig_wait(alive, "Hors ligne");
	rig_keys(dead, "Tab 'Mourante'");
	rig_keys(alive, "Tab 'Vivante'");
	sleep(TWO_SECONDS);
	assert_int_equal(journals(), 2);
	rig_signal(dead, SIGKILL);
	rig_close(dead);
	/* It answers again, but not over that wire: the one that lives is still offline. */
	dead = site_open_with("paul", 80, 24, NULL, at_home);
	rig_wait(dead, "1 saisie en cours");
	rig_keys(dead, "Enter");
	rig_check(dead, rig_sees(dead, "Mourante"));
	assert_int_equal(journals(), 1);
	wire_up(&w);
	rig_wait(alive, "De nouveau en ligne");
	rig_check(alive, rig_sees(alive, "Vivante"));
	no_journal_stays(alive);
	rig_close(dead);
	rig_close(alive);
	wire_cut(&w);
}

/* No room on this machine: that is said, once, and typing goes on. */
static void
a_full_disk_is_said(void **state)
{
	static const char *const tight[] = {"/bin/bash", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" -F \"$SITE/wire_config\" paul", NULL};
	const char *program[] = {tight[0], tight[1], tight[2], rig_comptoir(), NULL};
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	rig_close(r);
	r = rig_open(&(struct rig_options){.program = program, .environment = at_home});
	rig_wait(r, "Contacts");
	rig_idle(r);
	site_list(r, "contact");
	rig_keys(r, "c");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "Tab 'Serre'");
	rig_wait(r, "Disque plein : gardez cette fenêtre ouverte jusqu’au retour du serveur.");
	rig_keys(r, "'s'");
	rig_check(r, rig_sees(r, "Serres"));
	sleep(TWO_SECONDS);
	rig_check(r, !rig_sees(r, "Disque plein"));
	wire_up(&w);
	rig_wait(r, "De nouveau en ligne");
	rig_check(r, rig_sees(r, "Serres"));
	rig_close(r);
	wire_cut(&w);
}

/* A folder that is a link, or that others can write to, is none to write into: it is said at the sign-in. */
static void
a_folder_of_others_is_not_used(void **state)
{
	char path[400];
	struct rig *r;

	(void)state;
	assert_int_equal(mkdir(folder(), 0700), 0);
	snprintf(path, sizeof path, "%s/comptoir", folder());
	assert_int_equal(symlink("/tmp", path), 0);
	r = site_open_with("paul", 80, 24, NULL, at_home);
	rig_check(r, rig_sees(r, "n’est pas à vous seul : rien n’y est gardé"));
	rig_close(r);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0777), 0);
	r = site_open_with("mary", 80, 24, NULL, at_home);
	rig_check(r, rig_sees(r, "is not yours alone: nothing is kept"));
	rig_close(r);
}

/* Two records are saved offline, one after the other; the list says what waits; both are made, each once. */
static void
saves_wait_in_a_list(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;
	int attentif = found("attentif"), patiente = found("patiente");

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	site_list(r, "contact");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "c Tab 'Attentif' F2");
	rig_check(r, rig_sees(r, "Sera enregistré dès que le serveur répondra"));
	rig_keys(r, "Esc");
	rig_keys(r, "c Tab 'Patiente' F2 Esc Down");
	rig_check(r, rig_sees(r, "! Hors ligne – saisie conservée ; 2 à envoyer (:file)"));
	command(r, "file");
	rig_check(r, rig_sees(r, "En attente du serveur") && rig_sees(r, "nouveau – Attentif") && rig_sees(r, "nouveau – Patiente"));
	rig_check(r, rig_sees(r, "part tout seul"));
	rig_keys(r, "Esc");
	/* Whoever leaves now is told. */
	rig_keys(r, "q q");
	rig_check(r, rig_sees(r, "2 modifications attendent le serveur"));
	rig_keys(r, "r");
	wire_up(&w);
	rig_wait_gone(r, "Hors ligne");
	rig_idle(r);
	assert_int_equal(found("attentif"), attentif + 1);
	assert_int_equal(found("patiente"), patiente + 1);
	rig_close(r);
	wire_cut(&w);
	r = site_open("paul", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* One that was not meant is taken out of the list: the form is there again, and nothing is saved. */
static void
a_save_is_taken_out_of_the_list(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;
	int retirable = found("retirable");

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "mary", 80, 24, at_home);
	site_list(r, "contact");
	wire_cut(&w);
	rig_wait(r, "Offline");
	rig_keys(r, "c Tab 'Retirable'");
	rig_keys(r, "F2");
	rig_wait(r, "you may go on");
	rig_send(r, "C-p 'queue' Enter");
	rig_wait(r, "sent by itself");
	rig_send(r, "Enter");
	rig_wait(r, "Later");
	rig_check(r, rig_sees(r, "Drop") && rig_sees(r, "Later") && !rig_sees(r, "Send"));
	rig_keys(r, "'d'");
	rig_check(r, rig_sees(r, "You took it out") && rig_sees(r, "Retirable"));
	wire_up(&w);
	rig_wait(r, "Back online");
	rig_idle(r);
	assert_int_equal(found("retirable"), retirable);
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Retirable (u"));
	assert_int_equal(found("retirable"), retirable + 1);
	rig_close(r);
	wire_cut(&w);
}

/* Typing goes on after F2: the save is done when the server is there, what was typed since stands in the record that it made. */
static void
typing_goes_on_after_saving(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;
	int continu = found("continu"), ensuite = found("ensuite");

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	site_list(r, "contact");
	rig_keys(r, "c Tab 'Continu'");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "F2 Tab 'Ensuite'");
	rig_check(r, rig_sees(r, "Ensuite"));
	sleep(TWO_SECONDS);
	wire_up(&w);
	rig_wait(r, "modifier Continu");
	rig_wait(r, "Ensuite");
	assert_int_equal(found("continu"), continu + 1);
	assert_int_equal(found("ensuite"), ensuite);
	rig_unplug(r);
	rig_exit(r);
	rig_close(r);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	rig_wait(r, "1 saisie en cours");
	rig_keys(r, "Enter F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	assert_int_equal(found("ensuite"), ensuite + 1);
	assert_int_equal(found("continu"), continu + 1);
	rig_close(r);
	wire_cut(&w);
}

/* Twice F2 with something typed between: the first makes the record, the second changes it. */
static void
what_was_saved_twice_is_saved_in_order(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;
	int foisdeux = found("foisdeux");

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 24, at_home);
	site_list(r, "contact");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "c Tab 'Double'");
	rig_send(r, "F2");
	rig_wait(r, "Sera enregistré");
	rig_keys(r, "Tab 'Foisdeux'");
	rig_send(r, "F2");
	rig_wait(r, "avec la saisie faite depuis");
	wire_up(&w);
	rig_wait(r, "Double (u");
	rig_wait_gone(r, "modifier");
	rig_idle(r);
	assert_int_equal(found("foisdeux"), foisdeux + 1);
	rig_close(r);
	wire_cut(&w);
}

/* An action is not a save: it goes out only when the person says so, and what was filled in for it is a draft until it is done. */
static void
an_action_is_asked_about(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	site_verb("marie", "create gadget name=Demandeur");
	wire_up(&w);
	r = wire_over_with(&w, "marie", 80, 24, at_home);
	site_list(r, "gadget demandeur");
	rig_keys(r, "F9 u");
	rig_check(r, rig_sees(r, "Motif"));
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "Tab 'pour voir'");
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "confirmation demandée avant l’envoi"));
	wire_up(&w);
	rig_wait(r, "Le serveur répond de nouveau : envoyer ceci ?");
	assert_non_null(strstr(site_verb("marie", "list gadget --filter name:Demandeur --columns stage --format csv"), "new"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Envoyer") && rig_sees(r, "Retirer"));
	rig_keys(r, "e");
	rig_wait(r, "Demandeur");
	rig_idle(r);
	assert_non_null(strstr(site_verb("marie", "list gadget --filter name:Demandeur --columns stage --format csv"), "used"));
	rig_close(r);
	wire_cut(&w);
	r = site_open("marie", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* The line goes while the answer is on its way: what is typed meanwhile was not sent, and stays when the answer has come. */
static void
what_is_typed_after_an_action_stays(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	site_verb("marie", "create gadget name=Passant");
	wire_up(&w);
	r = wire_over_with(&w, "marie", 80, 24, at_home);
	site_list(r, "gadget passant");
	rig_keys(r, "F9 u Tab 'pour voir'");
	wire_hold("gadget", 2 * TWO_SECONDS);
	rig_send(r, "F2");
	sleep(1);
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "Space 'et ensuite'");
	wire_up(&w);
	rig_wait(r, "Le serveur répond de nouveau : envoyer ceci ?");
	rig_keys(r, "Enter e");
	rig_wait(r, ": Passant");
	rig_idle(r);
	assert_non_null(strstr(site_verb("marie", "list gadget --filter name:Passant --columns stage --format csv"), "used"));
	rig_check(r, rig_sees(r, "pour voir et ensuite"));
	rig_keys(r, "Esc a");
	rig_check(r, !rig_sees(r, "pour voir"));
	rig_close(r);
	wire_cut(&w);
	r = site_open("marie", 80, 24);
	rig_check(r, !rig_sees(r, "en cours"));
	rig_close(r);
}

/* Whether any file below that folder holds the word. */
static bool
holds(const char *below, const char *word)
{
	char command_line[600];

	snprintf(command_line, sizeof command_line, "grep -rqF '%s' '%s' 2>/dev/null", word, below);
	return system(command_line) == 0;	/* NOLINT(cert-env33-c): the tests' own words */
}

/* A password is typed while nobody answers: this machine writes down what else was typed, never that; nor does the server get it as a draft. */
static void
a_secret_is_written_down_nowhere(void **state)
{
	struct wire w = {.port = 0};
	struct rig *r;

	(void)state;
	site_verb("marie", "create mailbox name=Victor address=victor@garage.test kind=imap host=mail.victor.test username=v");
	wire_up(&w);
	r = wire_over_with(&w, "marie", 80, 24, at_home);
	site_list(r, "mailbox");
	rig_keys(r, "/ 'victor' Enter Enter e");
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	rig_keys(r, "'Typed openly ' Tab");
	sleep(TWO_SECONDS);
	assert_true(holds(folder(), "Typed openly"));	/* so it would be found */
	rig_keys(r, "Esc a F9 p 'Kryptonite88'");
	sleep(TWO_SECONDS);
	rig_check(r, rig_sees(r, "Mot de passe") && !rig_sees(r, "Kryptonite88"));
	assert_false(holds(folder(), "Kryptonite88"));
	rig_keys(r, "F2");
	sleep(TWO_SECONDS);
	assert_false(holds(folder(), "Kryptonite88"));
	rig_close(r);
	wire_cut(&w);
}

/* What others made while nobody was heard is counted when somebody is again, wherever the cursor stands. */
static void
the_menu_counts_again(void **state)
{
	struct wire w = {.port = 0};
	char before[200];
	struct rig *r;

	(void)state;
	wire_up(&w);
	r = wire_over_with(&w, "paul", 80, 40, at_home);
	snprintf(before, sizeof before, "%s", rig_row(r, rig_row_of(r, "Gadget")));
	wire_cut(&w);
	rig_wait(r, "Hors ligne");
	site_verb("marie", "create gadget name=Entretemps");
	wire_up(&w);
	rig_wait_gone(r, before);
	rig_check(r, rig_sees(r, "Gadget"));
	rig_close(r);
	wire_cut(&w);
}

int
main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, a_clean_machine, away_with_it)
	const struct CMUnitTest tests[] = {
		STORY(a_client_killed_offline_loses_nothing),
		STORY(a_window_closed_offline_loses_not_a_letter),
		STORY(two_clients_do_not_take_each_others),
		STORY(a_full_disk_is_said),
		STORY(a_folder_of_others_is_not_used),
		STORY(saves_wait_in_a_list),
		STORY(a_secret_is_written_down_nowhere),
		STORY(a_save_is_taken_out_of_the_list),
		STORY(typing_goes_on_after_saving),
		STORY(what_was_saved_twice_is_saved_in_order),
		STORY(an_action_is_asked_about),
		STORY(what_is_typed_after_an_action_stays),
		STORY(the_menu_counts_again),
	};

	cmocka_set_test_filter(getenv("STORY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
