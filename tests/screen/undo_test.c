/* What was saved is taken back and done again, as far back as the sitting; and the history of a record, from which it is put back. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* Makes a record and answers its number. */
static long
make(const char *entity, const char *values)
{
	char words[400];
	const char *said, *id;

	snprintf(words, sizeof words, "create %s %s --format json", entity, values);
	said = site_verb("paul", words);
	id = strstr(said, "\"id\":");
	assert_non_null(id);
	return strtol(id + 5, NULL, 10);
}

static long
contact(const char *last_name)
{
	char values[200];

	snprintf(values, sizeof values, "kind=person last_name=%s city=Lyon", last_name);
	return make("contact", values);
}

static void
change(const char *person, const char *verb, const char *entity, long id, const char *values)
{
	char words[300];

	snprintf(words, sizeof words, "%s %s %ld %s", verb, entity, id, values);
	site_verb(person, words);
}

/* A field as it stands in the database. Valid until the next call. */
static const char *
field_of(const char *entity, long id, const char *field)
{
	static char value[200];
	char words[300];
	const char *said;

	snprintf(words, sizeof words, "list %s --filter id=%ld --columns %s --format csv", entity, id, field);
	said = strchr(site_verb("paul", words), '\n');
	snprintf(value, sizeof value, "%s", said ? said + 1 : "");
	value[strcspn(value, "\r\n")] = '\0';
	return value;
}

/* The list of contacts, with what is called so. */
static struct rig *
contacts(const char *person, int columns, int rows, const char *name)
{
	struct rig *r = site_open(person, columns, rows);
	char keys[100];

	site_list(r, "contact");
	snprintf(keys, sizeof keys, "/ '%s' Enter", name);
	rig_keys(r, keys);
	return r;
}

/* Changes the town of the record under the cursor of the list, and comes back to the list. */
static void
to_town(struct rig *r, const char *town)
{
	char keys[100];

	rig_keys(r, "Enter");
	for (int i = 0; i < 60; i++) {
		int row, column;

		rig_cursor(r, &row, &column);
		if (strstr(rig_row(r, row), "Ville") != NULL)
			break;
		rig_keys(r, "Down");
	}
	snprintf(keys, sizeof keys, "Enter C-u C-k '%s' F2", town);
	rig_keys(r, keys);
	rig_check(r, rig_sees(r, "(u : annuler)"));
	rig_keys(r, "Esc");
}

/* Three changes, each taken back by its own u, the newest first; U does them again, in their order; each says what it did. */
static void
ux_un_list(void **state)
{
	long other = contact("Remonteun"), id = contact("Remontedeux");
	struct rig *r = contacts("marie", 80, 24, "remonte");

	(void)state;
	rig_check(r, rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "Home");
	to_town(r, "Paris");
	to_town(r, "Brest");
	rig_keys(r, "G Del");
	rig_keys(r, "s");
	rig_check(r, rig_sees(r, "(u : annuler)") && rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Rétabli : ") && rig_sees(r, "(U : refaire)") && rig_sees(r, "lignes 1-2 / 2"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Ville : Brest → Paris (U : refaire)"));
	assert_string_equal(field_of("contact", id, "city"), "Paris");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Ville : Paris → Lyon (U : refaire)"));
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Rien à annuler"));
	rig_keys(r, "U");
	rig_check(r, rig_sees(r, "Modifié à nouveau : Remontedeux – Ville : Lyon → Paris (u : annuler)"));
	rig_keys(r, "U");
	assert_string_equal(field_of("contact", id, "city"), "Brest");
	rig_keys(r, ": 'refaire' Enter");
	rig_check(r, rig_sees(r, "Supprimé à nouveau : ") && rig_sees(r, "lignes 1-1 / 1"));
	rig_keys(r, "U");
	rig_check(r, rig_sees(r, "Rien à refaire"));
	/* And back once more: what was done again is one's own still. */
	rig_keys(r, "u u u");
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	(void)other;
	rig_close(r);
}

/* Somebody else changed the same field: the merge opens with the value that the undo wants; nothing is overwritten blindly. */
static void
what_others_changed_since_is_merged(void **state)
{
	long id = contact("Fusionnelle");
	struct rig *r = contacts("marie", 80, 24, "fusionnelle");

	(void)state;
	to_town(r, "Paris");
	to_town(r, "Brest");
	change("paul", "update", "contact", id, "city=Nantes");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Modifiée des deux côtés"));
	rig_check(r, rig_sees(r, "Brest") && rig_sees(r, "● Paris") && rig_sees(r, "○ Nantes"));
	assert_string_equal(field_of("contact", id, "city"), "Nantes");
	rig_keys(r, "Right F2");
	assert_string_equal(field_of("contact", id, "city"), "Nantes");
	rig_keys(r, "Esc");
	site_home(r);
	rig_close(r);
}

/* Somebody else changed another field: that stays, and the undo goes through unasked; an older change of one's own too. */
static void
what_others_changed_elsewhere_stays(void **state)
{
	long id = contact("Voisine");
	struct rig *r = contacts("marie", 80, 24, "voisine");

	(void)state;
	to_town(r, "Paris");
	change("paul", "update", "contact", id, "notes='de Paul'");
	rig_keys(r, "u");
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	assert_string_equal(field_of("contact", id, "notes"), "de Paul");
	rig_close(r);
}

/* A new record that somebody has worked on since is not thrown away unasked. */
static void
a_new_record_that_others_changed_is_asked_about(void **state)
{
	struct rig *r = contacts("marie", 80, 24, "partagee");
	char id[20];

	(void)state;
	rig_keys(r, "c Tab 'Ines' Tab 'Partagee' F2");
	rig_check(r, rig_sees(r, "(u : annuler)"));
	snprintf(id, sizeof id, "%s", strchr(site_verb("paul", "list contact --filter last_name=Partagee --columns id --format csv"), '\n') + 1);
	change("paul", "update", "contact", strtol(id, NULL, 10), "city=Nice");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "Modifié depuis par quelqu’un d’autre") && rig_sees(r, "Supprimer quand même"));
	rig_keys(r, "Esc");
	assert_string_equal(field_of("contact", strtol(id, NULL, 10), "city"), "Nice");
	rig_close(r);
}

/* Three go together and come back together; one that somebody was faster with is told of by name, the others are back. */
static void
many_are_one_step_and_each_is_told(void **state)
{
	long one = contact("Ensembleun"), two = contact("Ensembledeux"), three = contact("Ensembletrois");
	struct rig *r = contacts("marie", 80, 24, "ensemble");

	(void)state;
	rig_check(r, rig_sees(r, "/ 3"));
	rig_keys(r, "* Del");
	rig_wait(r, "3 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "3 faites");
	rig_keys(r, "u");
	rig_wait(r, "Tout est comme avant");
	rig_keys(r, "Esc");
	rig_wait(r, "/ 3");
	rig_keys(r, "* * Del");
	rig_wait(r, "3 Contacts");
	rig_keys(r, "Enter");
	rig_wait(r, "3 faites");
	change("paul", "restore", "contact", two, "");
	change("paul", "update", "contact", two, "city=Nice");
	rig_keys(r, "u");
	rig_wait(r, "Annulés : 2");
	rig_check(r, rig_sees(r, "laissés tels quels : 1"));
	rig_keys(r, "Esc");
	assert_string_equal(field_of("contact", one, "city"), "Lyon");
	assert_string_equal(field_of("contact", two, "city"), "Nice");
	assert_string_equal(field_of("contact", three, "city"), "Lyon");
	rig_close(r);
}

/* In a form C-z goes back in the field, then to the field before it; C-y types it all again; saved, u takes all of it back. */
static void
ux_un_form(void **state)
{
	long id = contact("Formelle");
	struct rig *r = contacts("marie", 80, 24, "formelle");

	(void)state;
	rig_keys(r, "e Tab 'Anne' Tab 'Formidable'");
	rig_check(r, rig_sees(r, "Formidable") && rig_sees(r, "Anne"));
	rig_keys(r, "C-z");
	rig_check(r, !rig_sees(r, "Formidable") && rig_sees(r, "Anne"));
	rig_keys(r, "C-z C-z");
	rig_check(r, !rig_sees(r, "Anne"));
	rig_keys(r, "C-z");
	rig_check(r, rig_bells(r) == 1);
	rig_keys(r, "C-y C-y C-y");
	rig_check(r, rig_sees(r, "Formidable") && rig_sees(r, "Anne"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "(u : annuler)"));
	assert_string_equal(field_of("contact", id, "first_name"), "Anne");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "La modification est annulée : "));
	assert_string_equal(field_of("contact", id, "first_name"), "");
	assert_string_equal(field_of("contact", id, "last_name"), "Formelle");
	rig_keys(r, "U");
	assert_string_equal(field_of("contact", id, "last_name"), "Formidable");
	rig_close(r);
}

/* Lines saved with their record come back and go again with it, in one step. */
static void
lines_are_taken_back_with_their_record(void **state)
{
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	site_list(r, "slip");
	rig_keys(r, "c 'Undone' Enter Enter Tab 'One thing' Enter '2' Enter '5' F2");
	rig_check(r, rig_sees(r, "Saved: Undone"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "The new record is taken back: Undone (U: redo)"));
	assert_null(strstr(site_verb("mary", "list slip_line --filter label:thing --format csv"), "One thing"));
	rig_keys(r, "U");
	rig_check(r, rig_sees(r, "Made again: Undone (u: undo)"));
	assert_non_null(strstr(site_verb("mary", "list slip_line --filter label:thing --format csv"), "One thing"));
	rig_close(r);
}

/* A card that was moved twice goes back twice, and again where it was put. */
static void
ux_un_board(void **state)
{
	long id = make("work", "title='Zoulou' status=todo");
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "work");
	rig_keys(r, "/ 'zoulou' Enter b");
	rig_keys(r, "L L");
	rig_check(r, rig_sees(r, "Zoulou → "));
	assert_string_equal(field_of("work", id, "status"), "waiting");
	rig_keys(r, "u");
	assert_string_equal(field_of("work", id, "status"), "doing");
	rig_keys(r, "u");
	assert_string_equal(field_of("work", id, "status"), "todo");
	rig_keys(r, "U");
	rig_check(r, rig_sees(r, "Modifié à nouveau : Zoulou"));
	rig_keys(r, "U");
	assert_string_equal(field_of("work", id, "status"), "waiting");
	/* Typed ahead, before the move has arrived: it is that move that is taken back. */
	rig_send(r, "H u");
	rig_idle(r);
	assert_string_equal(field_of("work", id, "status"), "waiting");
	rig_close(r);
}

/* An appointment that was carried to another day, and then made longer, goes back in two steps. */
static void
ux_un_calendar(void **state)
{
	long id = make("work", "title=Calendrier starts_at='2026-11-20T09:00' ends_at='2026-11-20T10:00'");
	struct rig *r = site_open("marie", 160, 50);
	char was[60];

	(void)state;
	snprintf(was, sizeof was, "%s", field_of("work", id, "ends_at"));
	site_list(r, "work");
	rig_keys(r, "/ 'calendrier' Enter t");
	rig_keys(r, "+");
	rig_check(r, rig_sees(r, "Calendrier → "));
	rig_keys(r, "m Right Enter");
	rig_check(r, rig_sees(r, "samedi") || rig_sees(r, "sam. 21"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "La modification est annulée : "));
	rig_keys(r, "u");
	assert_string_equal(field_of("work", id, "ends_at"), was);
	rig_keys(r, "U");
	assert_string_not_equal(field_of("work", id, "ends_at"), was);
	rig_close(r);
}

/* What only an action does, an action takes back: it is proposed; or the reason is said why nothing does. What it made goes to the bin. */
static void
actions_have_what_goes_the_other_way(void **state)
{
	long id = make("vehicle", "plate=UN-001-DO category=M1 first_registration=2024-05-10");
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle");
	rig_keys(r, "/ 'un001do' Enter a n");
	rig_keys(r, "'15/01/2027' Tab 'Rapport' F2");
	assert_string_equal(field_of("vehicle", id, "next_inspection"), "2027-01-15");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "ne s’annule pas") && rig_sees(r, "Calculer le prochain contrôle"));
	rig_keys(r, "Enter");
	assert_string_equal(field_of("vehicle", id, "next_inspection"), "2028-05-10");
	rig_keys(r, "a i");
	rig_keys(r, "'10/11/2026' F2");
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "ne s’annule pas") && rig_sees(r, "Ce que dit le rapport reste écrit"));
	rig_check(r, rig_sees(r, "Annuler le changement d’avant"));
	rig_keys(r, "Enter");
	rig_check(r, !rig_sees(r, "reste écrit"));
	rig_close(r);
}

static void
what_an_action_made_goes_to_the_bin(void **state)
{
	struct rig *r;

	(void)state;
	contact("Appelee");
	r = contacts("marie", 80, 24, "appelee");
	rig_keys(r, "a");
	rig_check(r, rig_sees(r, "Journal") || rig_sees(r, "activité"));
	rig_keys(r, "l");
	rig_keys(r, "'call' Tab 'Coup de fil a defaire' F2");
	assert_non_null(strstr(site_verb("paul", "list activity --filter subject:defaire --columns subject --format csv"), "defaire"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "La nouvelle fiche est retirée"));
	assert_null(strstr(site_verb("paul", "list activity --filter subject:defaire --columns subject --format csv"), "a defaire"));
	rig_keys(r, "U");
	assert_non_null(strstr(site_verb("paul", "list activity --filter subject:defaire --columns subject --format csv"), "a defaire"));
	rig_close(r);
}

/* The history says who changed what; a value, or all of a change, is put back, which is a change of its own with its own u. */
static void
ux_un_history(void **state)
{
	long id = contact("Historique");
	struct rig *r;

	(void)state;
	change("paul", "update", "contact", id, "city=Paris");
	change("mary", "update", "contact", id, "city=Brest notes='Une note'");
	r = contacts("marie", 80, 24, "historique");
	rig_keys(r, "Enter i");
	rig_check(r, strstr(rig_row(r, 0), "> Historique") != NULL && rig_sees(r, "Qui"));
	rig_check(r, strstr(rig_row(r, 2), "Mary Shaw") != NULL && rig_row_of(r, "Paris → Brest") < rig_row_of(r, "Lyon → Paris"));
	rig_check(r, rig_sees(r, "création") && rig_row_of(r, "création") > rig_row_of(r, "Lyon → Paris"));
	/* One value, from further back. */
	rig_keys(r, "n Down");
	rig_check(r, strstr(rig_row(r, rig_row_of(r, "Lyon → Paris")), ">") != NULL);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Avant : Lyon") && rig_sees(r, "Après : Paris") && rig_sees(r, "Ville : Brest → Lyon"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Remis : Ville : Brest → Lyon (u : annuler)") && rig_sees(r, "Marie Duval"));
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_keys(r, "u");
	assert_string_equal(field_of("contact", id, "city"), "Brest");
	/* At every width: the whole values beside, or one column. */
	rig_resize(r, 160, 40);
	rig_check(r, rig_sees(r, "Avant") && rig_sees(r, "Maintenant"));
	rig_resize(r, 40, 10);
	rig_check(r, rig_sees(r, "Ville"));
	rig_resize(r, 80, 24);
	rig_close(r);
}

/* Somebody is faster than the answer to the question: the merge opens, with what was to be put back. */
static void
who_was_faster_than_the_history_is_not_overwritten(void **state)
{
	long id = contact("Devancee");
	struct rig *r;

	(void)state;
	change("mary", "update", "contact", id, "city=Brest");
	r = contacts("marie", 80, 24, "devancee");
	rig_keys(r, "i Down Enter");
	rig_check(r, rig_sees(r, "Ville : Brest → Lyon"));
	change("paul", "update", "contact", id, "city=Nantes");
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Modifiée des deux côtés") && rig_sees(r, "● Lyon") && rig_sees(r, "○ Nantes"));
	assert_string_equal(field_of("contact", id, "city"), "Nantes");
	rig_keys(r, "F2");
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_keys(r, "u");
	assert_string_equal(field_of("contact", id, "city"), "Nantes");
	rig_close(r);
}

/* What is masked for somebody is in no history that they see, and a change of nothing else is not there at all. */
static void
masked_fields_stay_masked_in_the_history(void **state)
{
	long id = make("gadget", "name=Masque price=12,50");
	struct rig *r;

	(void)state;
	change("mary", "update", "gadget", id, "price=13,75");
	change("mary", "update", "gadget", id, "price=99 name=Masques");
	r = site_open("mary", 80, 24);
	site_list(r, "gadget");
	rig_keys(r, "/ 'masques' Enter i");
	rig_check(r, rig_sees(r, "12.50 € → 13.75 €") && rig_sees(r, "13.75 € → 99.00 €"));
	rig_close(r);
	r = site_open("vera", 80, 24);
	site_list(r, "gadget");
	rig_keys(r, "/ 'masques' Enter i");
	rig_check(r, rig_sees(r, "Masque → Masques") && !rig_sees(r, "Price") && !rig_sees(r, "13,75") && !rig_sees(r, "99"));
	rig_check(r, strstr(rig_row(r, 4), "création") != NULL);
	rig_close(r);
}

/* Line by line: what was changed has numbers, one is put back, and taken back again. */
static void
ux_un_linear(void **state)
{
	long id = contact("Lineaire");
	struct rig *r;

	(void)state;
	change("mary", "update", "contact", id, "city=Brest");
	r = site_open_lines("--linear", "marie");
	rig_send(r, "'contacts' Enter");
	rig_idle(r);
	rig_keys(r, "'recherche lineaire' Enter");
	rig_keys(r, "'1' Enter");
	rig_keys(r, "'historique' Enter");
	rig_check(r, rig_sees(r, "2. Ville : Lyon → Brest"));
	rig_keys(r, "'2' Enter");
	rig_check(r, rig_sees(r, "Avant : Lyon"));
	rig_keys(r, "'1' Enter");
	rig_check(r, rig_sees(r, "Remis : Ville : Brest → Lyon"));
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_keys(r, "'annuler' Enter");
	rig_check(r, rig_sees(r, "La modification est annulée"));
	assert_string_equal(field_of("contact", id, "city"), "Brest");
	rig_keys(r, "'refaire' Enter");
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_close(r);
}

/* All that one change did, put back at once; and when somebody is faster than the answer, the merge opens here too. */
static void
a_whole_change_is_put_back(void **state)
{
	long id = contact("Entiere");
	struct rig *r;

	(void)state;
	change("mary", "update", "contact", id, "city=Brest notes='Une note'");
	r = contacts("marie", 80, 24, "entiere");
	rig_keys(r, "i");
	rig_check(r, strstr(rig_row(r, 0), "Historique : Entiere") != NULL);
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Comme avant ce changement") && !rig_sees(r, "Comme après"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Remis : "));
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	assert_string_equal(field_of("contact", id, "notes"), "");
	rig_close(r);
}

/* From the bin: the history of what was deleted is there, and brings it back. */
static void
a_deleted_record_comes_back_from_its_history(void **state)
{
	long id = contact("Poubelle");
	struct rig *r;

	(void)state;
	change("paul", "delete", "contact", id, "");
	r = site_open("marie", 80, 24);
	site_list(r, "contact");
	rig_keys(r, ": 'corbeille' Enter");
	if (!rig_sees(r, "Poubelle"))
		rig_keys(r, "/ 'poubelle' Enter");
	rig_check(r, rig_sees(r, "Poubelle"));
	rig_keys(r, "i");
	rig_check(r, rig_sees(r, "mise à la corbeille") && rig_sees(r, "Entrée l’en sort"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Cette fiche est à la corbeille"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Rétabli : ") && !rig_sees(r, "Entrée l’en sort"));
	assert_string_equal(field_of("contact", id, "city"), "Lyon");
	rig_keys(r, "u");
	assert_string_equal(field_of("contact", id, "city"), "");
	rig_close(r);
}

/* Who only reads sees what was changed, and puts nothing back. */
static void
a_reader_puts_nothing_back(void **state)
{
	long id = contact("Lue");
	struct rig *r;

	(void)state;
	change("paul", "update", "contact", id, "city=Paris");
	r = contacts("vera", 80, 24, "lue");
	rig_keys(r, "i Down");
	rig_check(r, rig_sees(r, "Lyon → Paris"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Vous n’avez pas le droit"));
	assert_string_equal(field_of("contact", id, "city"), "Paris");
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ux_un_list),
		cmocka_unit_test(what_others_changed_since_is_merged),
		cmocka_unit_test(what_others_changed_elsewhere_stays),
		cmocka_unit_test(a_new_record_that_others_changed_is_asked_about),
		cmocka_unit_test(many_are_one_step_and_each_is_told),
		cmocka_unit_test(ux_un_form),
		cmocka_unit_test(lines_are_taken_back_with_their_record),
		cmocka_unit_test(ux_un_board),
		cmocka_unit_test(ux_un_calendar),
		cmocka_unit_test(actions_have_what_goes_the_other_way),
		cmocka_unit_test(what_an_action_made_goes_to_the_bin),
		cmocka_unit_test(ux_un_history),
		cmocka_unit_test(who_was_faster_than_the_history_is_not_overwritten),
		cmocka_unit_test(masked_fields_stay_masked_in_the_history),
		cmocka_unit_test(ux_un_linear),
		cmocka_unit_test(a_whole_change_is_put_back),
		cmocka_unit_test(a_deleted_record_comes_back_from_its_history),
		cmocka_unit_test(a_reader_puts_nothing_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
