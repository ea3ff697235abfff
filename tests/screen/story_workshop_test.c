/* A workshop's week as its office lives it before the screen: what falls due, who is told, when they come, on which lift and with whom, and
   when they come again. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "tests/screen/story.h"

enum { A_DAY = 86400 };

/* The same week in two workshops under one roof. */
struct week {
	struct story s;
	const char *operation, *plate, *other_plate, *last_name, *lift, *mechanic, *visit, *second;
};

static const struct week weeks[STORY_TIMES] = {
	{.operation = "Vidange boîte", .plate = "QA-901-WW", .other_plate = "QA-902-WW", .last_name = "Semaine", .lift = "Pont deux", .mechanic = "Ana Clef", .visit = "Vidange Clio", .second = "Pneus Clio"},
	{.operation = "Gearbox oil", .plate = "QB-901-WW", .other_plate = "QB-902-WW", .last_name = "Weekes", .lift = "Lift two", .mechanic = "Bob Spanner", .visit = "Oil for the Clio", .second = "Clio tyres"},
};

/* So many days from the server's own. */
static const char *
day(int from_now)
{
	static char text[16];
	const time_t then = time(NULL) + (time_t)from_now * A_DAY;
	struct tm at;

	strftime(text, sizeof text, "%Y-%m-%d", gmtime_r(&then, &at));
	return text;
}

/* Two cars whose oil falls due by their kilometres in three weeks; the owner of one does not want mail. */
static void
company_has(const struct week *w)
{
	const struct story *s = &w->s;
	const char *const plates[] = {w->plate, w->other_plate}, *const names[] = {"Luc", "Eve"};

	for (int i = 0; i < 2; i++) {
		story_has(s, "create contact kind=person first_name=%s last_name=%s email=%s@%s.example.com consent_email=%s", names[i], w->last_name, names[i], w->last_name, i == 0 ? "true" : "false");
		story_has(s, "create vehicle plate=%s make=Renault model=Clio owner_id=%s@%s.example.com first_registration=2016-05-02", plates[i], names[i], w->last_name);
		story_has(s, "create odometer vehicle_id=%s reading=60000 read_on=%s", plates[i], day(-200));
		story_has(s, "create odometer vehicle_id=%s reading=69000 read_on=%s", plates[i], day(-1));
		story_has(s, "create service_plan vehicle_id=%s operation='%s' every_months=12 every_km=15000 last_on=%s last_km=55000", plates[i], w->operation, day(-190));
	}
	story_has(s, "create resource name='%s' kind=lift", w->lift);
	story_has(s, "create resource name='%s' kind=person", w->mechanic);
	for (int weekday = 1; weekday <= 5; weekday++)
		story_has(s, "create resource_hours resource_id='%s' weekday=%d opens=08:00 closes=18:00", w->mechanic, weekday);
}

static void
what_falls_due(struct week *w)
{
	struct story *s = &w->s;

	site_list(s->r, "due");
	story_type(s, "/ '%s' Enter", w->operation);
	rig_check(s->r, rig_sees(s->r, w->plate) && rig_sees(s->r, w->other_plate));
	story_step(s, "due");
	rig_keys(s->r, "Enter");
	rig_check(s->r, rig_sees(s->r, story_says(s, "70 000 km", "70,000 km")) && rig_sees(s->r, w->last_name));
	story_step(s, "due-reason");
	rig_keys(s->r, "Esc");
}

/* What each would get, or why none; then all of them with one key, and who could not be told. */
static void
who_is_told(struct week *w)
{
	struct story *s = &w->s;

	site_list(s->r, story_says(s, "rappels à envoyer", "reminders to send"));
	story_sees(s, "Rappels à envoyer", "Reminders to send");
	story_step(s, "reminders-preview");
	rig_keys(s->r, "Esc '*'");
	story_act(s, "Envoyer un rappel", "Send reminder");
	rig_keys(s->r, "F2");
	story_sees(s, "2 Échéances", "2 Due list");
	story_sees(s, "n’a pas accepté", "did not agree");
	story_step(s, "reminders-ask");
	rig_keys(s->r, "Down Enter");		/* the mail as it would leave, with this customer's name and car in it */
	rig_check(s->r, rig_sees(s->r, w->plate) && rig_sees(s->r, w->last_name));
	rig_check(s->r, rig_sees(s->r, "@"));
	story_step(s, "reminders-read");
	while (rig_sees(s->r, story_says(s, "Suite", "Further")))
		rig_keys(s->r, "Enter");
	rig_keys(s->r, "Enter");
	story_sees(s, "2 Échéances", "2 Due list");
	rig_keys(s->r, "Enter");
	rig_wait(s->r, story_says(s, "1 faites, 1 refusées", "1 done, 1 refused"));
	rig_idle(s->r);
	story_sees(s, "n’a pas accepté", "did not agree");
	story_step(s, "reminders-sent");
	rig_keys(s->r, "Esc");
}

/* To the lane of that name, at the hour where the cursor is. */
static void
lane(struct story *s, const char *name)
{
	char at[100];

	snprintf(at, sizeof at, "· %s", name);
	rig_keys(s->r, "Up Up Up Up Up Up Up Up");
	for (int i = 0; i < 30 && !rig_sees(s->r, at); i++)
		rig_keys(s->r, "Down");
	rig_check(s->r, rig_sees(s->r, at));
}

/* A new appointment, written from the slot that is booked for it; its time is the slot's. */
static void
new_visit(struct week *w, const char *title)
{
	struct story *s = &w->s;

	story_type(s, "'%s' F6 Tab F4", title);
	story_type(s, "'%s' Enter", story_says(s, "rend", "appo"));
	story_to(s, "État", "Status");
	story_type(s, "F4 '%s' Enter", story_says(s, "plan", "plan"));
	story_to(s, "Véhicule", "Vehicle");
	story_type(s, "'%s' Tab", w->plate);
	story_step(s, "visit");
	rig_keys(s->r, "F2");
}

static void
when_they_come(struct week *w)
{
	struct story *s = &w->s;

	site_list(s->r, "booking");
	rig_keys(s->r, "t w");
	story_choose(s, "Couloirs", "Lanes");
	site_list(s->r, "date 4/2/2030");
	lane(s, w->lift);
	rig_check(s->r, rig_sees(s->r, "09:00"));
	rig_keys(s->r, "c");
	story_to(s, "Mission", "Mission");
	new_visit(w, w->visit);
	rig_check(s->r, rig_sees(s->r, w->lift) && rig_sees(s->r, w->visit));
	rig_keys(s->r, "F2");
	rig_check(s->r, rig_sees(s->r, w->visit));
	story_step(s, "booked");
	rig_keys(s->r, "Esc");
	lane(s, w->mechanic);
	rig_keys(s->r, "c");
	story_to(s, "Mission", "Mission");
	story_type(s, "'%s' Tab F2 Esc", w->visit);
	story_step(s, "lanes");
}

/* The lift is held: the next car is refused with what has it and until when, and comes at eleven. */
static void
the_lift_holds_one_car(struct week *w)
{
	struct story *s = &w->s;
	char told[100];

	lane(s, w->lift);
	rig_keys(s->r, "Right c");
	story_to(s, "Mission", "Mission");
	new_visit(w, w->second);
	rig_keys(s->r, "F2");
	snprintf(told, sizeof told, s->french ? "%s est réservé" : "%s is booked", w->lift);
	rig_check(s->r, rig_sees(s->r, told) && rig_sees(s->r, w->visit));
	story_step(s, "slot-refused");
	rig_keys(s->r, "Esc");
	story_choose(s, "Abandonner", "Discard");
	rig_keys(s->r, "Right Right Right");
	rig_check(s->r, rig_sees(s->r, "11:00"));
	rig_keys(s->r, "c");
	story_to(s, "Mission", "Mission");
	story_type(s, "'%s' Tab F2 Esc", w->second);
	story_step(s, "two-cars");
	/* The first one a quarter later and half an hour longer; a whole hour longer is too much. */
	rig_keys(s->r, "Left Left Left Left");
	rig_keys(s->r, "S-Right");
	rig_check(s->r, rig_sees(s->r, "09:15"));
	rig_keys(s->r, "+");
	story_step(s, "moved");
	rig_check(s->r, rig_sees(s->r, "10:45"));
	rig_keys(s->r, "+");
	rig_check(s->r, rig_sees(s->r, told) && rig_sees(s->r, w->second));
	story_step(s, "stretch-refused");
}

static void
it_is_done(struct week *w)
{
	struct story *s = &w->s;

	site_list(s->r, "mission");
	story_type(s, "/ '%s' Enter Enter", w->visit);
	story_act(s, "Commencer", "Begin");
	rig_keys(s->r, "F2");
	story_act(s, "Compléter", "Complete");
	rig_keys(s->r, "F2");
	story_sees(s, "Terminée", "Completed");
	story_row(s, "Véhicule", "Vehicle");
	rig_keys(s->r, "o");
	story_row(s, "Entretiens faits", "Services done");
	rig_keys(s->r, "Enter F6");
	story_to(s, "Kilométrage", "Kilometres");
	story_type(s, "'69500' Tab '%s'", w->operation);
	story_step(s, "service-record");
	rig_keys(s->r, "F2");
	story_sees(s, "Enregistré", "Saved");
	rig_keys(s->r, "Esc Esc");
}

/* The plan counts from there: the list of what is due has the next time, and nobody was told of that one. */
static void
when_they_come_again(struct week *w)
{
	struct story *s = &w->s;

	story_row(s, "Échéances", "Due list");
	rig_keys(s->r, "Enter");
	rig_check(s->r, rig_sees(s->r, w->operation));
	story_step(s, "next-due");
	rig_keys(s->r, "Enter");
	rig_check(s->r, rig_sees(s->r, story_says(s, "84 500 km", "84,500 km")));
	story_step(s, "next-due-reason");
}

static void
a_workshops_week(void **state)
{
	(void)state;
	for (int time = 0; time < STORY_TIMES; time++) {
		struct week w = weeks[time];

		story_begin(&w.s, "workshop", time);
		company_has(&w);
		w.s.r = site_open(w.s.person, w.s.columns, w.s.rows);
		what_falls_due(&w);
		who_is_told(&w);
		when_they_come(&w);
		the_lift_holds_one_car(&w);
		it_is_done(&w);
		when_they_come_again(&w);
		story_end(&w.s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_workshops_week)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
