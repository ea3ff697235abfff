/* An event, from the telephone call to the cable that did not come back, as somebody lives it before the screen. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/story.h"

/* The same evening under two names, so that both of them can live it in one company. */
struct event {
	struct story s;
	const char *title, *last_name, *technician, *van, *truck, *box, *box_code, *cable, *cable_code, *kit;
};

static const struct event evenings[STORY_TIMES] = {
	{.title = "Bal du port", .last_name = "Lampion", .technician = "Lou Corde", .van = "Fourgon blanc", .truck = "Camion bleu", .box = "Boîtier de scène", .box_code = "BOX-FR",
	    .cable = "Câble de scène", .cable_code = "CAB-FR", .kit = "Kit scène"},
	{.title = "Harbour ball", .last_name = "Lantern", .technician = "Ali Rope", .van = "White van", .truck = "Blue truck", .box = "Stage box", .box_code = "BOX-EN",
	    .cable = "Stage cable", .cable_code = "CAB-EN", .kit = "Stage kit"},
};

/* People, vehicles and gear of a small team; and another evening that has the van already. */
static void
company_has(const struct event *e)
{
	const struct story *s = &e->s;

	story_has(s, "create resource name='%s' kind=person tags=rigger", e->technician);
	story_has(s, "create resource name='%s' kind=vehicle", e->van);
	story_has(s, "create resource name='%s' kind=vehicle", e->truck);
	story_has(s, "create equipment name='%s' serial_number=%s-77 barcode=%s category=sound place='Rayon A'", e->box, e->box_code, e->box_code);
	story_has(s, "create equipment name='%s' tracking=quantity quantity=10 barcode=%s category=sound place='Rayon B'", e->cable, e->cable_code);
	story_has(s, "create equipment name='%s' category=sound", e->kit);
	story_has(s, "create equipment_part kit_id='%s' equipment_id='%s'", e->kit, e->box);
	story_has(s, "create equipment_part kit_id='%s' equipment_id='%s' quantity=4", e->kit, e->cable);
	story_has(s, "create mission title='Gala %s' kind=appointment status=planned starts_at='2027-06-12 08:00' ends_at='2027-06-12 20:00'", e->van);
	story_has(s, "create booking mission_id='Gala %s' resource_id='%s'", e->van, e->van);
}

static void
somebody_calls(struct event *e)
{
	struct story *s = &e->s;

	site_list(s->r, "lead");
	rig_keys(s->r, "F6");
	story_type(s, "'%s' Tab Tab 'Rose' Tab", e->title);
	story_type(s, "'%s'", e->last_name);
	story_to(s, "E-mail", "E-mail");
	story_type(s, "'rose@%s.example.com' F2", e->last_name);
	story_sees(s, "Enregistré : ", "Saved: ");
	story_step(s, "lead");
	story_act(s, "Convertir", "Convert");
	story_type(s, "'%s' Tab '4200' F2", e->title);
	story_sees(s, "Convertir : fait", "Convert: done");
	story_sees(s, "Convertie", "Converted");
	story_step(s, "converted");
	story_row(s, "Affaire", "Opportunity");
	rig_keys(s->r, "o");
	story_sees(s, "4 200,00 €", "4,200.00");
	rig_check(s->r, rig_sees(s->r, e->last_name));
	story_step(s, "opportunity");
}

/* Of the deal: its customer follows. */
static void
it_becomes_a_mission(struct event *e)
{
	struct story *s = &e->s;

	story_row(s, "Missions", "Missions");
	rig_keys(s->r, "Enter F6");
	story_type(s, "'%s' PgDn", e->title);
	story_to(s, "Début", "Begins");
	rig_keys(s->r, "'12/06/2027 14:00' Tab Tab '12/06/2027 23:00' Tab '60'");
	story_step(s, "mission-when");
	story_section(s, "Réservations (1)", "Bookings (1)");
	story_type(s, "'%s' Tab F6", e->technician);
	story_type(s, "'%s' Tab", e->van);
	story_step(s, "mission-team");
	story_section(s, "Réservations de matériel (1)", "Equipment bookings (1)");
	story_type(s, "'%s' Tab F2", e->kit);
	story_sees(s, "Enregistré : ", "Saved: ");
	rig_check(s->r, rig_sees(s->r, e->last_name));
	story_sees(s, "Brouillon", "Draft");
	story_step(s, "mission-draft");
}

/* Planned it would hold the van, which another evening has: who, what and until when is said. With the truck it is planned. */
static void
it_is_planned_without_conflict(struct event *e)
{
	struct story *s = &e->s;
	char told[200];

	/* Whoever pages through the form turns no month in it: there is nothing to be saved. */
	rig_keys(s->r, "e PgDn PgDn PgDn Esc");
	story_sees(s, "Brouillon", "Draft");
	story_sees_not(s, story_says(s, "Pas encore enregistré", "Not saved yet"));
	story_act(s, "Planifier", "Plan");
	snprintf(told, sizeof told, s->french ? "%s est réservé (12/06/2027 08:00 – 20:00)" : "%s is booked from 2027-06-12 08:00 until 20:00", e->van);
	rig_check(s->r, rig_sees(s->r, told) && rig_sees(s->r, "Gala"));
	story_sees(s, "Brouillon", "Draft");
	story_step(s, "conflict");
	story_row(s, "Réservations  ", "Bookings  ");
	rig_keys(s->r, "Enter");
	for (int i = 0; i < 4 && rig_column_of(s->r, rig_row_of(s->r, e->van), ">") < 0; i++)
		rig_keys(s->r, "Down");
	story_type(s, "C-u '%s' Tab F2", e->truck);
	story_sees(s, "Enregistré : ", "Saved: ");
	story_act(s, "Planifier", "Plan");
	story_sees(s, "Planifier : fait", "Plan: done");
	story_sees(s, "Planifiée", "Planned");
	story_step(s, "planned");
}

static bool
is_a_pdf(const char *path)
{
	char head[5] = "";
	FILE *f = fopen(path, "re");
	bool is = f != NULL && fread(head, 1, 4, f) == 4 && strcmp(head, "%PDF") == 0;

	if (f != NULL)
		fclose(f);
	return is;
}

static void
what_goes_along_is_listed(struct event *e)
{
	struct story *s = &e->s;
	char path[400];

	story_act(s, "Imprimer : Liste de colisage", "Print: Packing list");
	story_step(s, "print");
	story_pick(s, "ici", "here");
	rig_check(s->r, rig_sees(s->r, e->box) && rig_sees(s->r, e->cable));
	story_sees(s, "Liste de colisage", "Packing list");
	story_step(s, "packing-list");
	rig_keys(s->r, "Right Right");
	story_sees(s, "Manquant", "Missing");
	rig_keys(s->r, "Esc");
	story_act(s, "Imprimer : Liste de colisage", "Print: Packing list");
	rig_keys(s->r, "Enter");
	snprintf(path, sizeof path, "%s/%s", rig_home(s->r), s->french ? "liste-de-colisage.pdf" : "packing-list.pdf");
	rig_check(s->r, rig_sees(s->r, s->french ? "liste-de-colisage.pdf" : "packing-list.pdf"));
	rig_keys(s->r, "Enter");
	rig_wait(s->r, story_says(s, "Enregistré : /", "Saved: /"));
	story_step(s, "pdf");
	rig_check(s->r, is_a_pdf(path));
	rig_keys(s->r, "Esc");
}

static void
scan(struct event *e, const char *code, int times)
{
	for (int i = 0; i < times; i++)
		story_type(&e->s, "'%s' Enter", code);
}

static void
it_goes_out_and_comes_back(struct event *e)
{
	struct story *s = &e->s;

	story_act(s, "Scanner", "Scan");
	scan(e, e->box_code, 1);
	scan(e, e->cable_code, 4);
	rig_check(s->r, rig_sees(s->r, "→ 1/1") && rig_sees(s->r, "→ 4/4"));
	story_step(s, "scanned-out");
	rig_keys(s->r, "Esc");
	story_act(s, "Commencer", "Begin");
	story_step(s, "begin");
	rig_keys(s->r, "F2");
	story_sees(s, "Commencer : fait", "Begin: done");
	story_act(s, "Scanner", "Scan");
	scan(e, e->box_code, 1);
	scan(e, e->cable_code, 3);
	rig_check(s->r, rig_sees(s->r, "← 1/1") && rig_sees(s->r, "← 3/4"));
	rig_keys(s->r, "Esc");
	story_act(s, "Imprimer : Liste de retour", "Print: Return list");
	story_pick(s, "ici", "here");
	rig_check(s->r, rig_sees(s->r, e->cable));
	story_step(s, "return-list");
	rig_keys(s->r, "Esc");
}

/* How the one that lacks was lost must be said. */
static void
one_is_missing(struct event *e)
{
	struct story *s = &e->s;

	site_list(s->r, "equipment_booking");
	story_row(s, e->cable, e->cable);
	story_act(s, "Retour", "Check in");
	rig_keys(s->r, "Tab Tab '1' F2");
	story_sees(s, "endommagé ou perdu", "damaged or lost");
	story_step(s, "lost-refused");
	rig_keys(s->r, "'Sous la scène' F2");
	story_sees(s, "Retour : fait", "Check in: done");
	story_step(s, "lost");
	rig_keys(s->r, "Esc Esc");
}

static void
somebody_looks_for_it(struct event *e)
{
	struct story *s = &e->s;
	const char *task = story_says(s, "Chercher le câble", "Look for the cable");

	site_list(s->r, "mission");
	story_type(s, "/ '%s' Enter Enter", e->title);
	story_act(s, "Compléter", "Complete");
	rig_keys(s->r, "F2");
	story_sees(s, "Terminée", "Completed");
	story_step(s, "completed");
	story_row(s, "Tâches", "Tasks");
	rig_keys(s->r, "Enter '+'");
	story_type(s, "'%s %s' Enter", task, story_says(s, "!haute ^demain #retour", "!high ^tomorrow #return"));
	story_step(s, "task");
	site_list(s->r, "task");
	rig_keys(s->r, "b");
	rig_check(s->r, rig_sees(s->r, task));
	story_sees(s, "Haute", "High");
	story_step(s, "board");
	rig_keys(s->r, "Enter");
	rig_check(s->r, strstr(rig_row(s->r, rig_row_of(s->r, story_says(s, "Type de fiche", "Kind of record"))), "Mission") != NULL);
	story_step(s, "task-record");
}

static void
an_event(void **state)
{
	(void)state;
	for (int time = 0; time < STORY_TIMES; time++) {
		struct event e = evenings[time];

		story_begin(&e.s, "event", time);
		company_has(&e);
		e.s.r = site_open(e.s.person, e.s.columns, e.s.rows);
		somebody_calls(&e);
		it_becomes_a_mission(&e);
		it_is_planned_without_conflict(&e);
		what_goes_along_is_listed(&e);
		it_goes_out_and_comes_back(&e);
		one_is_missing(&e);
		somebody_looks_for_it(&e);
		story_end(&e.s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(an_event)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
