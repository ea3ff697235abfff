/* The screens of the work: what opens first, tasks from one line, boards that warn, calendars that refuse and ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* Records of one's own: the tests share the company. Its number. */
static long
made(const char *entity, const char *values)
{
	char words[500];
	const char *answer;

	snprintf(words, sizeof words, "create %s %s --format json", entity, values);
	answer = strstr(site_verb("marie", words), "\"id\":");
	assert_non_null(answer);
	return strtol(answer + 5, NULL, 10);
}

static const char *
field_of(const char *entity, long id, const char *field)
{
	static char value[200];
	char words[200], key[64];
	const char *at;

	snprintf(words, sizeof words, "show %s %ld --format json", entity, id);
	snprintf(key, sizeof key, "\"%s\":", field);
	at = strstr(site_verb("marie", words), key);
	assert_non_null(at);
	at += strlen(key);
	at += strspn(at, " \"");
	snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\",}"), at);
	return value;
}

static long
number_of(const char *entity, const char *search)
{
	char words[200];

	snprintf(words, sizeof words, "list %s --search '%s' --columns id --format csv", entity, search);
	return strtol(strchr(site_verb("marie", words), '\n') + 1, NULL, 10);
}

/* The board of those records alone. */
static struct rig *
board(const char *person, int columns, int rows, const char *entity, const char *title)
{
	struct rig *r = site_open(person, columns, rows);
	char keys[100];

	site_list(r, entity);
	snprintf(keys, sizeof keys, "/ '%s' Enter b", title);
	rig_keys(r, keys);
	return r;
}

/* A line, and the task stands on the board with what the marks said; the line that the server refuses comes back. */
static void
a_task_is_one_line(void **state)
{
	struct rig *r = board("marie", 80, 24, "task", "quebec");

	(void)state;
	rig_keys(r, "'+'");
	rig_check(r, rig_sees(r, "!Priorité"));
	rig_keys(r, "'Quebec huile !haute @paul ^15/01/2027 #garage' Enter");
	rig_check(r, rig_sees(r, "Enregistré") && rig_sees(r, "> Quebec huile") && rig_sees(r, "Haute"));
	assert_string_equal(field_of("task", number_of("task", "quebec huile"), "due_on"), "2027-01-15");
	rig_keys(r, "u");
	rig_check(r, !rig_sees(r, "> Quebec huile"));
	/* From the list with the same key. */
	rig_keys(r, "Esc '+' 'Quebec filtre !basse' Enter");
	rig_check(r, rig_sees(r, "Quebec filtre"));
	assert_string_equal(field_of("task", number_of("task", "quebec filtre"), "priority"), "low");
	rig_close(r);
}

/* What waits for another says so until that one is done; and how far its check-list is. */
static void
a_card_says_what_it_waits_for(void **state)
{
	long first = made("task", "title='Romeo devis'"), second = made("task", "title='Romeo commande'");
	char words[200];
	struct rig *r;

	(void)state;
	snprintf(words, sizeof words, "task_id=%ld needs_id=%ld", second, first);
	made("task_need", words);
	r = board("marie", 160, 50, "task", "romeo");
	rig_check(r, rig_sees(r, "en attend 1"));
	snprintf(words, sizeof words, "update task %ld status=done", first);
	site_verb("paul", words);
	rig_wait_gone(r, "en attend 1");
	snprintf(words, sizeof words, "task_id=%ld", second);
	made("task_check", strcat(words, " label='Prix demandé' done=true"));
	snprintf(words, sizeof words, "task_id=%ld label='Stock vérifié'", second);
	made("task_check", words);
	rig_keys(r, "F5");
	rig_check(r, rig_sees(r, "1/2"));
	rig_close(r);
}

/* Only what presses, then all again; a line in the grammar of lists does the same. */
static void
a_board_is_narrowed_where_one_is(void **state)
{
	struct rig *r;

	(void)state;
	made("task", "title='Sierra un' priority=high");
	made("task", "title='Sierra deux' priority=low due_on=2026-01-02");
	r = board("marie", 80, 24, "task", "sierra");
	rig_keys(r, "F4 'haute' Enter");
	rig_check(r, rig_sees(r, "Sierra un") && !rig_sees(r, "Sierra deux"));
	rig_keys(r, "F4 'tout montrer' Enter");
	rig_check(r, rig_sees(r, "Sierra un") && rig_sees(r, "Sierra deux"));
	rig_keys(r, "F4 'retard' Enter");
	rig_check(r, !rig_sees(r, "Sierra un") && rig_sees(r, "Sierra deux"));
	rig_keys(r, "F4 'tout montrer' Enter F4 'title:un' Enter");
	rig_check(r, rig_sees(r, "Sierra un") && !rig_sees(r, "Sierra deux"));
	rig_close(r);
}

/* Each column tells its money; a deal goes to the next one, and the sums go with it. */
static void
columns_tell_their_sums(void **state)
{
	struct rig *r;

	(void)state;
	made("opportunity", "title='Tango un' amount=1200");
	made("opportunity", "title='Tango deux' amount=300.50");
	r = board("marie", 160, 50, "opportunity", "tango");
	rig_check(r, strstr(rig_row(r, 1), "1\u202f500,50") != NULL || strstr(rig_row(r, 1), "1\u00a0500,50") != NULL || strstr(rig_row(r, 1), "1 500,50") != NULL);
	rig_keys(r, "L F5");
	rig_check(r, strstr(rig_row(r, 1), "300,50") != NULL && strstr(rig_row(r, 1), "200,00") != NULL);
	rig_close(r);
}

/* Both drag it at the same time: one card, in one place, for both of them, and whoever was too late reads why. */
static void
two_persons_drag_one_card(void **state)
{
	long id = made("task", "title='Uniform carte'");
	struct rig *marie = board("marie", 80, 24, "task", "uniform"), *mary = board("mary", 80, 24, "task", "uniform");

	(void)state;
	rig_keys(marie, "Space Right");
	rig_keys(mary, "Space Right Right");
	rig_keys(mary, "Space");
	rig_keys(marie, "Space");
	rig_idle(mary);
	rig_idle(marie);
	rig_keys(marie, "F5");
	rig_keys(mary, "F5");
	rig_check(marie, rig_column_of(marie, rig_row_of(marie, "Uniform carte"), "Uniform") == rig_column_of(mary, rig_row_of(mary, "Uniform carte"), "Uniform"));
	assert_string_equal(field_of("task", id, "version"), "2");
	assert_string_equal(field_of("task", id, "status"), "done");
	rig_close(marie);
	rig_close(mary);
}

/* A lift holds one car: whoever has it, for what and until when is told, and the other one stays where it was. A colleague may have two
   things at once, if that was meant. */
static void
a_calendar_refuses_and_asks(void **state)
{
	long lift = made("resource", "name='Victor pont' kind=lift"), person = made("resource", "name='Victor homme' kind=person"), second;
	char words[300];
	struct rig *r;

	(void)state;
	snprintf(words, sizeof words, "resource_id=%ld kind=hold title='Victor un' starts_at='2027-03-01 09:00' ends_at='2027-03-01 10:00'", lift);
	made("booking", words);
	snprintf(words, sizeof words, "resource_id=%ld kind=hold title='Victor deux' starts_at='2027-03-01 10:00' ends_at='2027-03-01 11:00'", lift);
	second = made("booking", words);
	snprintf(words, sizeof words, "resource_id=%ld kind=hold title='Victor trois' starts_at='2027-03-01 14:00' ends_at='2027-03-01 15:00'", person);
	made("booking", words);
	snprintf(words, sizeof words, "resource_id=%ld kind=hold title='Victor quatre' starts_at='2027-03-01 15:00' ends_at='2027-03-01 16:00'", person);
	made("booking", words);
	r = site_open("marie", 80, 24);
	site_list(r, "booking");
	rig_keys(r, "/ 'victor' Enter t w j");
	site_list(r, "date 1/3/2027");
	rig_check(r, rig_sees(r, "mars 2027"));
	/* 10:00, a quarter earlier: into the first one. */
	rig_keys(r, "Home Down Down Down Down");
	rig_check(r, rig_sees(r, "Victor deux"));
	rig_keys(r, "S-Up");
	rig_check(r, rig_sees(r, "! Victor pont est réservé (01/03/2027 09:00 – 10:00)"));
	assert_string_equal(field_of("booking", second, "version"), "1");
	/* A quarter later is free. */
	rig_keys(r, "S-Down");
	rig_check(r, rig_sees(r, "10:15"));
	/* 15:00 of the colleague, into what they have at 14:00. */
	rig_keys(r, "Down Down Down Down Down Down Down Down Down Down S-Up");
	rig_check(r, rig_sees(r, "Réserver quand même"));
	rig_check(r, rig_sees(r, "Victor homme est aussi réservé"));
	rig_keys(r, "a");
	rig_check(r, rig_sees(r, "annulée") && rig_sees(r, "15:00 Victor quatre"));
	rig_keys(r, "Down S-Up r");
	rig_check(r, rig_sees(r, "14:45–15:45"));
	rig_close(r);
}

/* By a skill: the proposal stands in the form, and is booked. */
static void
what_is_free_is_booked(void **state)
{
	long id = made("resource", "name='Whisky Anna' kind=person tags=voltige");
	char words[300];
	struct rig *r;

	(void)state;
	for (int day = 1; day <= 5; day++) {
		snprintf(words, sizeof words, "resource_id=%ld weekday=%d opens=08:00 closes=12:00", id, day);
		made("resource_hours", words);
	}
	snprintf(words, sizeof words, "resource_id=%ld kind=hold title='Whisky déjà' starts_at='2027-04-05 08:00' ends_at='2027-04-05 11:30'", id);
	made("booking", words);
	r = site_open("marie", 80, 24);
	site_list(r, "booking");
	rig_keys(r, "/ 'whisky' Enter t w s");
	site_list(r, "date 5/4/2027");
	site_list(r, "free 60 voltige");
	rig_check(r, rig_sees(r, "mar. 6 avril 08:00–09:00"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Whisky Anna") && rig_sees(r, "06/04/2027 08:00") && rig_sees(r, "06/04/2027 09:00"));
	/* The form was filled in by the slot, not by her: she only looked. */
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "avril 2027") && !rig_sees(r, "Pas encore enregistré"));
	rig_close(r);
}

/* What is booked does not go away, what ends before it begins is not kept: a sentence each. */
static void
bad_input_gets_a_sentence(void **state)
{
	long lift = made("resource", "name='Xray pont' kind=lift");
	char words[300];
	struct rig *r;

	(void)state;
	snprintf(words, sizeof words, "resource_id=%ld kind=maintenance title='Xray visite' starts_at='2027-05-03 09:00' ends_at='2027-05-03 10:00'", lift);
	made("booking", words);
	r = site_open("marie", 80, 24);
	site_list(r, "resource");
	rig_keys(r, "/ 'xray' Enter Del s");
	rig_check(r, rig_sees(r, "Xray pont") && rig_sees(r, "03/05/2027 09:00"));
	site_list(r, "n mission");
	rig_keys(r, "'Xray mission' PgDn '03/05/2027 10:00' Tab Tab '03/05/2027 09:00' F2");
	rig_check(r, rig_sees(r, "La fin vient après le début") || rig_sees(r, "finit après"));
	rig_close(r);
}

/* Section by section, however many there are before it. */
static void
to_the_bookings(struct rig *r)
{
	for (int i = 0; i < 9 && !rig_sees(r, "Réservations (1) ─"); i++)
		rig_keys(r, "PgDn");
	rig_check(r, rig_sees(r, "Réservations (1) ─"));
}

/* A garage's appointment in one form: what, when and for how long, on which lift; saved it holds the lift, and the next one is told. */
static void
an_appointment_is_one_form(void **state)
{
	struct rig *r;
	long id;

	(void)state;
	made("resource", "name='November pont' kind=lift");
	r = site_open("marie", 80, 24);
	site_list(r, "n mission");
	rig_keys(r, "'November freins' Tab F4");
	rig_keys(r, "'rend' Enter PgDn '07/06/2027 09:00' Tab '90'");
	to_the_bookings(r);
	rig_keys(r, "'November pont' Tab F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	id = number_of("mission", "november freins");
	assert_string_equal(field_of("mission", id, "status"), "planned");
	assert_string_equal(field_of("mission", id, "ends_at"), "2027-06-07T08:30:00.000Z");
	assert_string_equal(field_of("booking", number_of("booking", "november freins"), "held"), "true");
	site_list(r, "n mission");
	rig_keys(r, "'November pneus' Tab F4 'rend' Enter PgDn '07/06/2027 10:00' Tab '60'");
	to_the_bookings(r);
	rig_keys(r, "'November pont' Tab F2");
	rig_check(r, rig_sees(r, "November pont est réservé"));
	rig_close(r);
}

/* The menu of actions begins with the usual next step, ends with what takes back, and copies once: as that entity wants it copied. */
static void
the_next_step_comes_first(void **state)
{
	long id = made("mission", "title='Quebec concert' starts_at='2027-08-02 09:00' ends_at='2027-08-02 10:00'");
	struct rig *r = site_open("marie", 80, 40);

	(void)state;
	site_list(r, "mission");
	rig_keys(r, "/ 'quebec concert' Enter Enter F9");
	rig_check(r, rig_row_of(r, "Planifier") < rig_row_of(r, "Annuler") && rig_row_of(r, "Dupliquer") < rig_row_of(r, "Annuler"));
	rig_check(r, strstr(strstr(rig_screen(r), "Dupliquer") + 1, "Dupliquer") == NULL);
	rig_keys(r, "Enter");
	assert_string_equal(field_of("mission", id, "status"), "planned");
	rig_keys(r, "d");
	rig_check(r, rig_sees(r, "Dupliquer") && !rig_sees(r, "nouveau") && !rig_sees(r, "nouvelle"));
	rig_close(r);
}

/* Both ends of a dependency have a name of their own. */
static void
what_waits_is_told_from_what_it_waits_for(void **state)
{
	long first = made("task", "title='Sierra plans'"), then = made("task", "title='Sierra montage'");
	char words[100];
	struct rig *r;

	(void)state;
	snprintf(words, sizeof words, "task_id=%ld needs_id=%ld", then, first);
	made("task_need", words);
	r = site_open("marie", 80, 50);
	site_list(r, "task");
	rig_keys(r, "/ 'sierra plans' Enter Enter");
	rig_check(r, rig_sees(r, "Attendue par") && !rig_sees(r, "Attendue par (") && !rig_sees(r, "Attend ("));
	rig_close(r);
}

/* Whether she finds such a draft in her list of them: other programs leave some of hers, too. */
static bool
is_draft(const char *title)
{
	struct rig *r = site_open("marie", 80, 24);
	bool there;

	rig_keys(r, ": 'brouillons' Enter");
	if (rig_sees(r, "Saisies en cours"))
		rig_keys(r, "'Sortie'");		/* of many, only those */
	there = rig_sees(r, title);
	rig_close(r);
	return there;
}

/* What an action is refused is said where it was typed, to be corrected there; done, it closes and leaves no draft. */
static void
a_refused_action_stays_open(void **state)
{
	long gear = made("equipment", "name='Romeo chaises' tracking=quantity quantity=40"), gala, booked;
	char words[200];
	struct rig *r;

	(void)state;
	gala = made("mission", "title='Romeo gala' starts_at='2027-08-03 09:00' ends_at='2027-08-03 10:00' status=planned");
	snprintf(words, sizeof words, "equipment_id=%ld mission_id=%ld quantity=30", gear, gala);
	booked = made("equipment_booking", words);
	r = site_open("marie", 80, 24);
	snprintf(words, sizeof words, "equipment_booking id=%ld", booked);
	site_list(r, words);
	rig_check(r, rig_sees(r, "Filtre") && !rig_sees(r, "/ Recherche"));	/* no words are looked for in bookings */
	rig_keys(r, "F9 Enter");
	rig_check(r, rig_sees(r, "> Quantité") && rig_sees(r, "tout ce qui est réservé, ou un"));	/* what is asked for has no help of its own: what is done has */
	rig_keys(r, "'35' F2");
	rig_check(r, rig_sees(r, "1 erreur") && rig_sees(r, "30 peuvent encore sortir") && rig_sees(r, "> Quantité"));
	rig_check(r, rig_sees(r, "35"));
	assert_string_equal(field_of("equipment_booking", booked, "out_quantity"), "0");
	assert_true(is_draft("Sortie – "));
	rig_keys(r, "C-u '12' F2");
	rig_check(r, !rig_sees(r, "peuvent encore sortir"));
	assert_string_equal(field_of("equipment_booking", booked, "out_quantity"), "12");
	assert_string_equal(field_of("equipment", gear, "out_quantity"), "12");
	rig_close(r);
	assert_false(is_draft("Sortie – "));
}

/* How it repeats is one line that anybody reads; days are written as one speaks; what only calendars know stands nowhere. */
static void
repetition_is_one_line(void **state)
{
	struct rig *r;

	(void)state;
	made("mission", "title='Kilo tournée' starts_at='2027-09-07 09:00' minutes=60 repeats=week repeat_days='mar jeu' repeat_count=3");
	made("mission", "title='Kilo loyer' starts_at='2028-01-31 09:00' minutes=60 repeats=month repeat_count=2");
	r = site_open("marie", 80, 50);
	site_list(r, "mission");
	rig_keys(r, "/ 'kilo tournee' Enter Enter");
	rig_check(r, rig_sees(r, "En clair") && rig_sees(r, "Toutes les semaines, le mardi et jeudi, 3 fois"));
	rig_check(r, rig_sees(r, "Mardi, Jeudi") && !rig_sees(r, "FREQ=") && !rig_sees(r, "BYDAY"));
	site_list(r, "mission");
	rig_keys(r, "/ 'kilo loyer' Enter Enter");
	rig_check(r, rig_sees(r, "Tous les mois, le 31, ou le dernier jour d’un mois") && !rig_sees(r, "BYSETPOS"));
	rig_close(r);
}

/* What happened to a vehicle stands on its card, the last of it first, and each opens. */
static void
a_card_tells_the_last_events(void **state)
{
	struct rig *r;
	char words[200];

	(void)state;
	made("vehicle", "plate=KK-111-LM make=Renault");
	for (int day = 1; day <= 11; day++) {
		snprintf(words, sizeof words, "vehicle_id=KK111LM kind=repair title='Lima geste %02d' happened_on=2026-10-%02d", day, day);
		made("vehicle_event", words);
	}
	r = site_open("marie", 160, 50);
	site_list(r, "vehicle");
	rig_keys(r, "/ 'KK111LM' Enter Enter");
	rig_wait(r, "Lima geste 11");
	rig_check(r, rig_sees(r, "Lima geste 02") && !rig_sees(r, "Lima geste 01"));
	rig_check(r, rig_row_of(r, "Lima geste 11") < rig_row_of(r, "Lima geste 02"));
	rig_keys(r, "End Enter");
	rig_check(r, rig_sees(r, "Événement ─") && rig_sees(r, "Lima geste 02"));
	rig_close(r);
}

/* What was written stands on the ticket itself, in the order in which it was said, and what comes meanwhile too; who and what a mission
   takes, and what is to be ticked off, on the mission. */
static void
a_card_tells_its_thread_and_its_lines(void **state)
{
	long ticket = made("ticket", "subject='Mike portière'"), mission, person;
	struct rig *r;
	char words[300];

	(void)state;
	for (int n = 1; n <= 11; n++) {
		snprintf(words, sizeof words, "ticket_id=%ld kind=note body='Mike mot %02d'", ticket, n);
		made("ticket_message", words);
	}
	r = site_open("marie", 160, 50);
	site_list(r, "ticket");
	rig_keys(r, "/ 'mike portiere' Enter Enter");
	rig_wait(r, "Mike mot 11");
	rig_check(r, rig_sees(r, "Mike mot 02") && !rig_sees(r, "Mike mot 01"));
	rig_check(r, rig_row_of(r, "Mike mot 02") < rig_row_of(r, "Mike mot 11"));
	snprintf(words, sizeof words, "create ticket_message ticket_id=%ld kind=note body='Mike mot 12'", ticket);
	site_verb("paul", words);
	rig_wait(r, "Mike mot 12");
	rig_wait_gone(r, "Mike mot 02");
	rig_keys(r, "q");
	mission = made("mission", "title='Mike bal' starts_at='2027-10-05 09:00' minutes=60");
	person = made("resource", "name='Mike porteur' kind=person");
	snprintf(words, sizeof words, "mission_id=%ld resource_id=%ld", mission, person);
	made("booking", words);
	snprintf(words, sizeof words, "mission_id=%ld label='Issues de secours libres' required=true done=false", mission);
	made("mission_check", words);
	snprintf(words, sizeof words, "mission_id=%ld label='Clés' done=true", mission);
	made("mission_check", words);
	site_list(r, "mission");
	rig_keys(r, "/ 'mike bal' Enter Enter");
	rig_wait(r, "Mike porteur");
	rig_check(r, rig_sees(r, "Issues de secours libres · Obligatoire") && rig_sees(r, "Terminé · Marie Duval"));
	rig_check(r, rig_row_of(r, "Issues de secours libres") < rig_row_of(r, "Clés"));
	rig_close(r);
}

/* One company calls its columns as it likes, and says how many cards one should hold: another one's stay as they were. */
static void
a_company_has_its_own_columns(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("tina", "create choice entity=task field=status value=invoice label='À facturer' rank=25 wip_limit=1 counts_as=done");
	site_verb("tina", "create task title='Oscar un' status=invoice");
	/* Each worker believes for two seconds what it knows of a person's catalogue: all of them are asked. */
	for (int i = 0, in_a_row = 0; i < 400 && in_a_row < 12; i++)
		in_a_row = strstr(site_verb("tina", "catalogue task"), "\"invoice\"") != NULL ? in_a_row + 1 : 0;
	r = site_open("tina", 80, 24);
	site_list(r, "task");
	rig_keys(r, "/ 'oscar' Enter b");
	rig_check(r, strstr(rig_row(r, 1), "À facturer") != NULL && strstr(rig_row(r, 1), "1/1") != NULL);
	rig_close(r);
	assert_null(strstr(site_verb("marie", "board task --limit 1"), "invoice"));
}

/* One action: a contact, an opportunity, and the lead says what it became. */
static void
a_lead_becomes_a_customer(void **state)
{
	long lead = made("lead", "title='Yankee mariage' first_name=Yann last_name=Yankee email=yann@yankee.example");
	struct rig *r;

	(void)state;
	r = board("marie", 160, 50, "lead", "yankee");
	/* Carried into that column: its action asks what it needs, and does it. */
	rig_keys(r, "Space Right Right Right Space");
	rig_check(r, rig_sees(r, "Convertir"));
	rig_keys(r, "F2");
	rig_idle(r);
	assert_string_equal(field_of("lead", lead, "status"), "converted");
	assert_string_not_equal(field_of("lead", lead, "opportunity_id"), "null");
	assert_string_not_equal(field_of("contact", strtol(field_of("lead", lead, "contact_id"), NULL, 10), "email"), "");
	rig_close(r);
}

/* Whoever is sent to a customer reads to whom; what else their mission refers to and they may not read is no bare number. */
static void
a_name_goes_along_or_is_hidden(void **state)
{
	long customer = made("contact", "kind=company company_name='Tango Client'"), deal = made("opportunity", "title='Tango affaire'"), theo, id;
	char words[300];
	struct rig *r;

	(void)state;
	snprintf(words, sizeof words, "title='Tango visite' starts_at='2027-06-01 09:00' minutes=90 status=planned contact_id=%ld opportunity_id=%ld", customer, deal);
	id = made("mission", words);
	theo = number_of("resource", "Zulu Théo");
	snprintf(words, sizeof words, "resource_id=%ld mission_id=%ld", theo, id);
	made("booking", words);
	r = site_open("theo", 80, 50);
	site_list(r, "mission");
	rig_keys(r, "/ 'tango' Enter Enter");
	rig_check(r, rig_sees(r, "Tango Client") && rig_sees(r, "(caché)") && !rig_sees(r, "n° ") && !rig_sees(r, "Tango affaire"));
	rig_close(r);
}

/* Théo works in the workshop: what is his, from today on, stands there before he has pressed a key; what he prefers goes before. */
static void
who_does_the_work_begins_with_it(void **state)
{
	long id = made("mission", "title='Zulu révision' kind=appointment starts_at='2027-06-01 09:00' minutes=90 status=planned"), theo;
	char words[300];
	struct rig *r;

	(void)state;
	assert_string_equal(field_of("mission", id, "status"), "planned");
	assert_string_equal(field_of("mission", id, "ends_at"), "2027-06-01T08:30:00.000Z");
	snprintf(words, sizeof words, "name='Zulu Théo' kind=person person_id=%ld", number_of("person", "Théo"));
	theo = made("resource", words);
	snprintf(words, sizeof words, "resource_id=%ld mission_id=%ld", theo, id);
	made("booking", words);
	r = site_open_again("theo");
	rig_wait(r, "Zulu révision");
	rig_check(r, rig_sees(r, "> Missions"));
	rig_keys(r, "q");
	rig_close(r);
	site_verb("theo", "prefer start 'board task'");
	r = site_open_again("theo");
	rig_wait(r, "Tableau");
	rig_check(r, !rig_sees(r, "Zulu révision"));
	rig_close(r);
	site_verb("theo", "prefer start ''");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_is_one_line), cmocka_unit_test(a_card_says_what_it_waits_for), cmocka_unit_test(a_board_is_narrowed_where_one_is),
		cmocka_unit_test(columns_tell_their_sums), cmocka_unit_test(two_persons_drag_one_card), cmocka_unit_test(a_calendar_refuses_and_asks),
		cmocka_unit_test(what_is_free_is_booked), cmocka_unit_test(bad_input_gets_a_sentence), cmocka_unit_test(an_appointment_is_one_form),
		cmocka_unit_test(the_next_step_comes_first), cmocka_unit_test(what_waits_is_told_from_what_it_waits_for), cmocka_unit_test(a_refused_action_stays_open), cmocka_unit_test(repetition_is_one_line), cmocka_unit_test(a_card_tells_the_last_events), cmocka_unit_test(a_card_tells_its_thread_and_its_lines),
		cmocka_unit_test(a_company_has_its_own_columns), cmocka_unit_test(a_lead_becomes_a_customer),
		cmocka_unit_test(who_does_the_work_begins_with_it), cmocka_unit_test(a_name_goes_along_or_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
