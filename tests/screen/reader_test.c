/* What colleagues know, read on the screen: an article laid out, proposed while a question is typed, offered by the help; a count by a
   scanner that types; the lists that a mission prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

static void
make_article(void)
{
	site_verb("marie", "create article title='Purge du circuit kryptique' status=published body='# Purge\n\nD’abord le **bocal** :\n\n1. ouvrir\n2. purger\n\n"
	    "|Outil|Taille|\n|-|-:|\n|Clé|12|\n\n> Des gants.\n\nVoir [la notice](https://exemple.fr/purge).' --key reader-article");
}

/* In the record its beginning, on a whole screen all of it, at both sizes; who read it is counted, and may say whether it helped. */
static void
an_article_is_read(void **state)
{
	struct rig *r;

	(void)state;
	make_article();
	r = site_open("marie", 80, 24);
	site_list(r, "article");
	rig_keys(r, "/ 'kryptique' Enter Enter");
	rig_check(r, rig_sees(r, "Texte         Purge") && rig_sees(r, "═════") && rig_sees(r, "D’abord le bocal :"));
	rig_check(r, !rig_sees(r, "**") && !rig_sees(r, "# Purge"));
	for (int i = 0; i < 8 && rig_row_of(r, "> Texte") < 0; i++)
		rig_keys(r, "Down");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Outil │ Taille") && rig_sees(r, "Clé   │     12") && rig_sees(r, "│ Des gants."));
	rig_check(r, rig_sees(r, "la notice (https://exemple.fr/purge)"));
	rig_check(r, strstr(site_verb("marie", "list article --search kryptique --columns views --format csv"), "\n1") != NULL);
	rig_resize(r, 160, 50);
	rig_check(r, rig_sees(r, "Outil │ Taille"));
	rig_resize(r, 80, 24);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Utile ou non") || rig_sees(r, "Utile"));
	rig_close(r);
}

/* The question that one types finds its answer before it is asked. */
static void
an_answer_is_proposed_while_a_question_is_typed(void **state)
{
	struct rig *r;

	(void)state;
	make_article();
	r = site_open("marie", 80, 24);
	site_list(r, "ticket");
	rig_keys(r, "F6");
	rig_send(r, "'Circuits kryptiques à purger'");
	rig_wait(r, "qui peuvent aider");
	rig_wait(r, "Purge du circuit kryptique");
	rig_check(r, rig_sees(r, "Purge du circuit kryptique") && rig_sees(r, "Circuits kryptiques à purger"));
	rig_keys(r, "F4 Enter");
	rig_check(r, rig_sees(r, "D’abord le bocal"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Circuits kryptiques à purger"));		/* the question is where it was */
	rig_keys(r, "Tab");
	rig_check(r, !rig_sees(r, "qui peuvent aider"));
	rig_keys(r, "Esc");
	rig_close(r);
}

static void
the_help_offers_articles_and_a_new_ticket(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	rig_keys(r, "F1 'new ticket'");
	rig_check(r, rig_sees(r, "New ticket") && rig_sees(r, "Ask whoever can help."));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Subject*"));
	rig_keys(r, "Esc F1 'questions and their'");
	rig_check(r, rig_sees(r, "Articles"));
	rig_close(r);
}

/* Each code counts one; one that nobody knows is told, kept, and stops nothing; a paste is as many codes as it has lines. */
static void
a_scanner_counts(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "create equipment name='Treuil kryptique' tracking=quantity quantity=5 barcode=KRY-5 place=Réserve --key reader-winch");
	site_verb("marie", "create inventory title='Réserve kryptique' place=Réserve --key reader-count");
	r = site_open("marie", 80, 24);
	site_list(r, "inventory");
	rig_keys(r, "/ 'Réserve kryptique' Enter Enter F9");
	rig_check(r, rig_sees(r, "Scanner") && rig_sees(r, "Imprimer : Inventaire"));
	rig_keys(r, "s");
	rig_send(r, "'KRY-5' Enter 'KRY-5' Enter '0000' Enter 'KRY-5' Enter");
	rig_wait(r, "Treuil kryptique: 3/5");
	rig_check(r, rig_sees(r, "Personne ne connaît ce code ; il est noté.") && rig_sees(r, "3 pris, 1 à regarder"));
	rig_paste(r, "KRY-5\nKRY-5\n");
	rig_wait(r, "Treuil kryptique: 5/5");
	rig_check(r, rig_sees(r, "5 pris, 1 à regarder"));
	rig_keys(r, "Esc");
	rig_check(r, strstr(site_verb("marie", "list inventory_line --filter code=KRY-5 --columns counted --format csv"), "5") != NULL);
	rig_close(r);
}

/* F9 on a mission: its lists, as a PDF or a workbook; a screen that the server itself shows says the command. */
static void
a_mission_prints_its_lists(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "create mission title='Bal kryptique' --key reader-ball");
	r = site_open("marie", 80, 24);
	site_list(r, "mission");
	rig_keys(r, "/ 'Bal kryptique' Enter Enter F9");
	rig_check(r, rig_sees(r, "Imprimer : Liste de colisage") && rig_sees(r, "Imprimer : Liste de retour"));
	rig_check(r, rig_sees(r, "i Imprimer "));
	rig_keys(r, "i");
	rig_check(r, rig_sees(r, "xlsx") && rig_sees(r, "pdf") && rig_sees(r, "pages à imprimer") && !rig_sees(r, "vcf"));
	rig_keys(r, "Enter");		/* paper comes first */
	rig_check(r, rig_sees(r, "Enregistrer le fichier sous") && rig_sees(r, "/mission-") && rig_sees(r, ".pdf"));
	rig_close(r);
}

/* A menu told three rows of what an action does, in the middle of the sentence; and that there was more of the menu it did not say. */
static void
a_menu_says_all_that_an_action_does_and_how_much_of_it_is_below(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "create ticket subject='Sonde kryptique' --key reader-probe");
	site_verb("marie", "create mission title='Gala kryptique' starts_at='2031-06-02 18:00' ends_at='2031-06-02 23:00' --key reader-gala");
	site_verb("marie", "bulk mission plan --search 'Gala kryptique'");
	r = site_open("marie", 80, 24);
	site_list(r, "ticket");
	rig_keys(r, "/ 'Sonde kryptique' Enter Enter F9");
	rig_check(r, rig_sees(r, "Répondre au client") && rig_sees(r, "séparés par"));
	rig_keys(r, "Esc Esc Space F9");
	rig_check(r, rig_sees(r, "Actions sur") && rig_sees(r, "séparés par"));		/* nor for many of them */
	rig_keys(r, "Esc q");
	site_list(r, "mission");
	rig_keys(r, "/ 'Gala kryptique' Enter Enter F9");
	rig_check(r, rig_sees(r, "↓ 1 │") && !rig_sees(r, "Historique"));
	rig_keys(r, "End");
	rig_check(r, rig_sees(r, "Historique") && !rig_sees(r, "↓ 1 │"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_article_is_read), cmocka_unit_test(an_answer_is_proposed_while_a_question_is_typed), cmocka_unit_test(the_help_offers_articles_and_a_new_ticket),
		cmocka_unit_test(a_scanner_counts), cmocka_unit_test(a_mission_prints_its_lists),
		cmocka_unit_test(a_menu_says_all_that_an_action_does_and_how_much_of_it_is_below),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
