/* The board and the calendar, on the real server: cards that are carried and taken back, what is refused, what others do, and the days on
   which the clocks change. */
#include <setjmp.h>
#include <signal.h>
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
work(const char *values)
{
	char words[400];
	const char *answer;

	snprintf(words, sizeof words, "create work %s --format json", values);
	answer = strstr(site_verb("marie", words), "\"id\":");
	assert_non_null(answer);
	return strtol(answer + 5, NULL, 10);
}

static const char *
field_of(long id, const char *field)
{
	static char value[200];
	char words[200];
	const char *answer, *at;
	char key[64];

	snprintf(words, sizeof words, "show work %ld --format json", id);
	answer = site_verb("marie", words);
	snprintf(key, sizeof key, "\"%s\":", field);
	at = strstr(answer, key);
	assert_non_null(at);
	at += strlen(key);
	at += strspn(at, " \"");
	snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\",}"), at);
	return value;
}

/* The number of a colleague. */
static int
person(const char *name)
{
	char words[200];

	snprintf(words, sizeof words, "list person --search '%s' --columns id --format csv", name);
	return atoi(strchr(site_verb("marie", words), '\n') + 1);
}

/* With somebody of that name. */
static long
work_of(const char *values, const char *name)
{
	char all[300];

	snprintf(all, sizeof all, "%s person_id=%d", values, person(name));
	return work(all);
}

/* The board of those works alone whose title begins so. */
static struct rig *
board(const char *person, int columns, int rows, const char *title)
{
	struct rig *r = site_open(person, columns, rows);
	char keys[100];

	site_list(r, "work");
	snprintf(keys, sizeof keys, "/ '%s' Enter b", title);
	rig_keys(r, keys);
	return r;
}

/* What a terminal sends: <0 is the left button, <32 the same while it moves; M down, m up. */
static void
mouse(struct rig *r, const char *button, int row, int column, char end)
{
	char bytes[40];

	rig_send_bytes(r, bytes, (size_t)snprintf(bytes, sizeof bytes, "\033[%s;%d;%d%c", button, column + 1, row + 1, end));
	rig_idle(r);
}

static void
a_card_goes_to_another_column_and_back(void **state)
{
	long first = work("title='Alpha un'"), second = work("title='Alpha deux'");
	struct rig *r = board("marie", 80, 24, "alpha");

	(void)state;
	rig_check(r, rig_sees(r, "Travaux > Tableau"));
	rig_check(r, strstr(rig_row(r, 1), "À faire") != NULL && strstr(rig_row(r, 1), "0/3") != NULL);
	rig_check(r, strstr(rig_row(r, 2), "> Alpha un") == rig_row(r, 2));
	rig_keys(r, "L");
	rig_check(r, rig_sees(r, "Alpha un → En cours (u : annuler)"));
	rig_check(r, strstr(rig_row(r, 1), "1/3") != NULL);
	rig_check(r, strstr(rig_row(r, 2), "> Alpha un") > rig_row(r, 2) + 10);
	assert_string_equal(field_of(first, "status"), "doing");
	rig_keys(r, "u");
	rig_check(r, strstr(rig_row(r, 1), "0/3") != NULL);
	rig_check(r, strstr(rig_row(r, 2), "> Alpha un") == rig_row(r, 2));
	assert_string_equal(field_of(first, "status"), "todo");
	/* By hand, down one place, and it stays there for whoever looks. */
	rig_keys(r, "J");
	rig_check(r, rig_row_of(r, "Alpha deux") < rig_row_of(r, "Alpha un"));
	rig_keys(r, "F5");
	rig_check(r, rig_row_of(r, "Alpha deux") < rig_row_of(r, "Alpha un"));
	(void)second;
	rig_close(r);
}

/* Space picks up, arrows carry, Esc takes back and nothing was told to the server; Space puts down. */
static void
a_card_is_picked_up(void **state)
{
	long id = work("title='Bravo'");
	struct rig *r = board("marie", 80, 24, "bravo");

	(void)state;
	rig_keys(r, "Space Right Right");
	rig_check(r, strstr(rig_row(r, 2), ">◆Bravo") > rig_row(r, 2) + 30);
	assert_string_equal(field_of(id, "status"), "todo");
	rig_keys(r, "Esc");
	rig_check(r, strstr(rig_row(r, 2), "> Bravo") == rig_row(r, 2));
	rig_keys(r, "Space Right Right Space");
	rig_check(r, rig_sees(r, "Bravo → En attente"));
	assert_string_equal(field_of(id, "status"), "waiting");
	rig_close(r);
}

/* What is done has a time: the database says no, the card is back where it was, marked, and the sentence stands below. */
static void
a_refused_card_goes_back(void **state)
{
	long id = work("title='Charlie' status=waiting");
	struct rig *r = board("marie", 80, 24, "charlie");

	(void)state;
	rig_keys(r, "Right Right L");
	rig_check(r, rig_sees(r, "! Ce qui est terminé a une date"));
	rig_check(r, rig_bells(r) == 1);
	rig_check(r, strstr(rig_row(r, 2), ">!Charlie") > rig_row(r, 2) + 30);
	rig_check(r, strstr(rig_row(r, 1), "1/5") != NULL);
	assert_string_equal(field_of(id, "status"), "waiting");
	rig_close(r);
}

static void
a_full_column_says_so_and_takes_the_card(void **state)
{
	struct rig *r;

	(void)state;
	for (int i = 0; i < 3; i++)
		work("title='Delta' status=doing");
	work("title='Delta'");
	r = board("marie", 80, 24, "delta");
	rig_check(r, strstr(rig_row(r, 1), "3/3") != NULL);
	rig_keys(r, "L");
	rig_check(r, strstr(rig_row(r, 1), "4/3!") != NULL);
	rig_check(r, rig_sees(r, "qui a 4 cartes pour 3"));
	rig_close(r);
}

/* Somebody else moves a card: it goes there on this screen too, marked, and the cursor stays on its own. */
static void
what_others_move_is_seen(void **state)
{
	long mine = work("title='Echo un'"), theirs = work("title='Echo deux'");
	struct rig *r = board("marie", 80, 24, "echo");
	char words[100];

	(void)state;
	(void)mine;
	snprintf(words, sizeof words, "update work %ld status=doing", theirs);
	site_verb("paul", words);
	rig_wait(r, "1/3");
	rig_check(r, rig_sees(r, "±Echo deux"));
	rig_check(r, strstr(rig_row(r, 2), "> Echo un") == rig_row(r, 2));
	rig_close(r);
}

static void
who_only_reads_moves_nothing(void **state)
{
	long id = work("title='Foxtrot'");
	struct rig *r = board("vera", 80, 24, "foxtrot");

	(void)state;
	rig_keys(r, "L");
	rig_check(r, rig_sees(r, "Vous ne pouvez pas déplacer ces cartes."));
	rig_check(r, rig_bells(r) == 1);
	assert_string_equal(field_of(id, "status"), "todo");
	rig_close(r);
}

/* Where only actions change the column, carrying a card is doing the action, with what it asks for; without one the card stays. */
static void
a_card_that_only_actions_move(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_verb("marie", "create gadget name='Zulu' kind=small");
	site_list(r, "gadget");
	rig_keys(r, "/ 'zulu' Enter b");
	rig_check(r, strstr(rig_row(r, 2), "> Zulu") == rig_row(r, 2));
	rig_keys(r, "L");
	rig_check(r, rig_sees(r, "Motif"));
	rig_keys(r, "F2");
	rig_check(r, strstr(rig_row(r, 2), "> Zulu") > rig_row(r, 2) + 20);
	rig_keys(r, "L");
	rig_check(r, rig_sees(r, "Aucune action n’amène une carte dans cette colonne."));
	rig_check(r, strstr(rig_row(r, 2), "> Zulu") > rig_row(r, 2) + 20);
	rig_close(r);
}

/* Two moves before the first is answered: each knows the version that the one before made. */
static void
quick_hands_are_followed(void **state)
{
	long id = work("title='Yankee'");
	struct rig *r = board("marie", 80, 24, "yankee");

	(void)state;
	rig_keys(r, "L L H L");
	rig_check(r, rig_sees(r, "Yankee → En attente"));
	assert_string_equal(field_of(id, "status"), "waiting");
	assert_string_equal(field_of(id, "version"), "5");
	rig_close(r);
}

/* While a card is in one's hand somebody else changes it: it goes back, with the sentence, and shows what the other wrote. */
static void
ux_cf_board_two_hands_on_one_card(void **state)
{
	long id = work("title='Xray'");
	struct rig *r = board("marie", 80, 24, "xray");
	char words[100];

	(void)state;
	rig_keys(r, "Space Right");
	snprintf(words, sizeof words, "update work %ld priority=high", id);
	site_verb("paul", words);
	rig_keys(r, "Space");
	rig_check(r, rig_sees(r, "entre-temps"));
	rig_check(r, rig_bells(r) == 1);
	rig_wait(r, "Haute");
	rig_check(r, strstr(rig_row(r, 2), ">!Xray") == rig_row(r, 2));
	assert_string_equal(field_of(id, "status"), "todo");
	/* Looked at again, it may go. */
	rig_keys(r, "L");
	rig_check(r, rig_sees(r, "Xray → En cours"));
	rig_close(r);
}

/* Lanes: a heading each, cards stay in theirs; a card carried down changes it. */
static void
lanes_go_across(void **state)
{
	long id = work_of("title='Golf un'", "Paul Martin");
	struct rig *r;

	(void)state;
	work_of("title='Golf deux' status=doing", "Vera Petit");
	r = board("marie", 80, 24, "golf");
	rig_keys(r, "z");
	rig_check(r, rig_row_of(r, "Paul Martin ──") >= 0 && rig_row_of(r, "Paul Martin ──") < rig_row_of(r, "Golf un"));
	rig_check(r, rig_row_of(r, "Golf un") < rig_row_of(r, "Vera Petit ──"));
	rig_check(r, rig_row_of(r, "Vera Petit ──") < rig_row_of(r, "Golf deux"));
	rig_keys(r, "Space Down Space");
	rig_check(r, rig_row_of(r, "Vera Petit ──") < rig_row_of(r, "Golf un"));
	assert_string_equal(field_of(id, "person_id.label"), "Vera Petit");
	rig_close(r);
}

/* Press, drag, release: the card is in the column under the mouse all the time, and goes nowhere else. */
static void
the_mouse_carries_a_card(void **state)
{
	long id = work("title='Kilo un'");
	struct rig *r;

	(void)state;
	work("title='Kilo deux'");
	r = board("marie", 80, 24, "kilo");
	mouse(r, "<0", 2, 5, 'M');
	mouse(r, "<32", 6, 30, 'M');
	rig_check(r, strstr(rig_row(r, 2), ">◆Kilo un") > rig_row(r, 2) + 10);
	assert_string_equal(field_of(id, "status"), "todo");
	mouse(r, "<32", 6, 50, 'M');
	mouse(r, "<0", 6, 50, 'm');
	rig_check(r, rig_sees(r, "Kilo un → En attente"));
	rig_check(r, strstr(rig_row(r, 2), "> Kilo un") > rig_row(r, 2) + 30);
	assert_string_equal(field_of(id, "status"), "waiting");
	/* A click only moves the cursor. */
	mouse(r, "<0", 2, 15, 'M');
	mouse(r, "<0", 2, 15, 'm');
	rig_check(r, strstr(rig_row(r, 2), "> Kilo deux") == rig_row(r, 2));
	rig_close(r);
}

static void
the_mouse_moves_an_appointment(void **state)
{
	long id = work("title='Lima' starts_at='2026-11-20 14:00' ends_at='2026-11-20 15:00'");
	struct rig *r = site_open("marie", 160, 50);
	int row;

	(void)state;
	site_list(r, "work");
	rig_keys(r, "/ 'lima' Enter t");
	row = rig_row_of(r, "14:00 Lima");
	mouse(r, "<0", row, 100, 'M');
	mouse(r, "<32", row + 1, 120, 'M');
	rig_check(r, rig_sees(r, "sam. 21 novembre 14:30–15:30"));
	mouse(r, "<0", row + 1, 120, 'm');
	rig_check(r, rig_sees(r, "Lima → sam. 21 novembre 14:30–15:30 (u : annuler)"));
	assert_string_equal(field_of(id, "starts_at"), "2026-11-21T13:30:00.000Z");
	rig_keys(r, "u");
	rig_check(r, rig_row_of(r, "14:00 Lima") == row);
	rig_close(r);
}

/* A step of the cursor is some bytes; in a calendar the line that says where it is, too. */
static void
a_step_costs_little(void **state)
{
	static const char *const views[] = {"w s", "w j", "w m", "w a", "w c"};
	struct rig *r;

	(void)state;
	for (int i = 0; i < 3; i++)
		work_of("title='Mike' starts_at='2026-11-20 10:00' ends_at='2026-11-20 12:00'", "Paul Martin");
	r = board("marie", 80, 24, "mike");
	rig_keys(r, "Down");
	rig_check(r, rig_bytes(r) <= 120);
	rig_keys(r, "t");
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		rig_keys(r, views[i]);
		rig_keys(r, "Down");
		rig_keys(r, "Up");
		print_message("%s: %zu bytes\n", views[i], rig_bytes(r));
		rig_check(r, rig_bytes(r) <= 320);
	}
	rig_close(r);
}

/* Ten columns do not fit: one, below a strip of all names. At 40 by 10 as well. */
static void
a_narrow_board_has_a_strip(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "activity");
	rig_keys(r, "b");
	rig_check(r, strstr(rig_row(r, 1), "[Note ") != NULL);
	rig_keys(r, "Right");
	rig_check(r, strstr(rig_row(r, 1), "[Appel ") != NULL);
	rig_keys(r, "Right Right Right Right Right Right Right Right");
	rig_check(r, strstr(rig_row(r, 1), "[Autre ") != NULL);
	mouse(r, "<0", 1, 3, 'M');
	mouse(r, "<0", 1, 3, 'm');
	rig_check(r, strstr(rig_row(r, 1), "[Autre ") == NULL);
	rig_keys(r, "Right Right Right Right Right Right Right Right Right Right");
	rig_resize(r, 40, 10);
	rig_check(r, strstr(rig_row(r, 1), "[Autre ") != NULL);
	rig_close(r);
}

/* A slot is chosen, its time stands in the form, what is saved stands in the calendar; it is moved, stretched, and taken back. */
static void
a_slot_becomes_an_appointment(void **state)
{
	struct rig *r = site_open("marie", 160, 50);

	(void)state;
	site_list(r, "work");
	rig_keys(r, "/ 'hotel' Enter t");
	rig_check(r, strstr(rig_row(r, 1), "S47") != NULL && strstr(rig_row(r, 1), "ven. 20 novembre •") != NULL);
	rig_keys(r, "Right Down Down Enter");
	rig_check(r, rig_sees(r, "21/11/2026 10:00") && rig_sees(r, "21/11/2026 11:00"));
	rig_keys(r, "'Hotel' F2");
	rig_check(r, rig_sees(r, "Enregistré"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "10:00 Hotel"));
	rig_keys(r, "m Left Down Enter");
	rig_check(r, rig_sees(r, "Hotel → ven. 20 novembre 10:30–11:30 (u : annuler)"));
	rig_check(r, rig_sees(r, "10:30 Hotel"));
	rig_keys(r, "+");
	rig_check(r, rig_sees(r, "10:30–12:00") && rig_sees(r, "Hotel → ven. 20 novembre 10:30–12:00 (u : annuler)"));
	rig_keys(r, "u");
	rig_check(r, rig_sees(r, "10:30–11:30"));
	rig_keys(r, "m Down Down Esc");
	rig_check(r, rig_sees(r, "10:30–11:30"));
	/* An hour cannot be less than half an hour. */
	rig_keys(r, "- - -");
	rig_check(r, rig_sees(r, "10:30–11:00"));
	rig_close(r);
}

/* A booking of a mission said its title twice: what an event is called after need not be told beside it. */
static void
what_something_is_called_after_is_said_once(void **state)
{
	struct rig *r;

	(void)state;
	work("title='En cours' status=doing priority=high starts_at='2026-12-17 09:00' ends_at='2026-12-17 10:00'");
	r = site_open("marie", 80, 24);
	site_list(r, "work");
	rig_keys(r, "t : 'date 17/12/2026' Enter");
	rig_check(r, rig_sees(r, "jeu. 17 décembre 09:00–10:00 · En cours · Haute"));
	rig_close(r);
}

/* The next two hours that are free: not tonight, not on Sunday; in lanes, those of one person. */
static void
a_free_slot_is_found(void **state)
{
	struct rig *r;

	(void)state;
	work_of("title='Oscar un' starts_at='2026-11-20 09:00' ends_at='2026-11-20 17:00'", "Paul Martin");
	work_of("title='Oscar deux' starts_at='2026-11-23 07:00' ends_at='2026-11-23 10:30'", "Paul Martin");
	r = site_open("marie", 80, 24);
	site_list(r, "work");
	rig_keys(r, "/ 'oscar' Enter t / Down Down Enter");
	rig_check(r, rig_sees(r, "lun. 23 novembre 10:30"));
	rig_keys(r, "t w c / Down Down Enter");
	rig_check(r, rig_sees(r, "ven. 20 novembre 11:00 · Marie Duval"));
	rig_close(r);
}

/* Two things for one person at the same time: a sign and words, in the lanes and in the days. */
static void
what_clashes_says_so(void **state)
{
	struct rig *r;

	(void)state;
	work_of("title='India un' starts_at='2026-11-20 14:00' ends_at='2026-11-20 16:00'", "Paul Martin");
	work_of("title='India deux' starts_at='2026-11-20 16:00' ends_at='2026-11-20 17:00'", "Paul Martin");
	r = site_open("marie", 80, 24);
	site_list(r, "work");
	rig_keys(r, "/ 'india' Enter t");
	rig_check(r, !rig_sees(r, "!14:00"));
	rig_keys(r, "w c");
	rig_check(r, rig_sees(r, "████"));
	rig_keys(r, "w s");
	for (int i = 0; i < 14; i++)
		rig_keys(r, "Down");
	rig_keys(r, "m Up Enter");
	rig_check(r, rig_sees(r, "! India deux : un autre a lieu en même temps"));
	rig_check(r, rig_sees(r, "en même temps qu’un autre"));
	rig_keys(r, "w c");
	rig_check(r, rig_sees(r, "!!!"));
	rig_close(r);
}

/* On 29 March there is no half past two, on 25 October there are two: rows, cursor and times say so. */
static void
the_clocks_change(void **state)
{
	struct rig *r;
	int row;

	(void)state;
	work("title='Juliett mars' starts_at='2026-03-29 01:30' ends_at='2026-03-29 03:00'");
	work("title='Juliett tard' starts_at=2026-10-25T01:30:00Z ends_at=2026-10-25T02:30:00Z");
	r = site_open("marie", 160, 50);
	site_list(r, "work");
	rig_keys(r, "/ 'juliett' Enter t w m PgUp PgUp PgUp PgUp PgUp PgUp PgUp PgUp");
	rig_check(r, rig_sees(r, "mars 2026"));
	rig_keys(r, "End Left Left Enter");
	rig_keys(r, "Esc w s");
	rig_check(r, rig_sees(r, "dim. 29 mars"));
	rig_keys(r, "Home Right Right Right Right Right Right Up Up Up Up Up Up Up Up Up Up");
	rig_check(r, rig_sees(r, "dim. 29 mars 03:00"));
	row = rig_row_of(r, "02:00");
	rig_check(r, strstr(rig_row(r, row), "····") != NULL);
	rig_keys(r, "Up");
	rig_check(r, rig_sees(r, "dim. 29 mars 01:30–03:00 · Juliett mars"));
	/* Seven months on: the same hour comes twice, and each says which it is. */
	rig_keys(r, "w m PgDn PgDn PgDn PgDn PgDn PgDn PgDn Left Left Left Left w s");
	rig_check(r, rig_sees(r, "dim. 25 octobre 01:30"));
	rig_check(r, rig_row_of(r, "02:00'") == rig_row_of(r, "02:00 ") + 2);
	rig_keys(r, "Down");
	rig_check(r, rig_sees(r, "dim. 25 octobre 02:00+2"));
	rig_keys(r, "Down Down");
	rig_check(r, rig_sees(r, "dim. 25 octobre 02:00+1"));
	rig_keys(r, "Down");
	rig_check(r, rig_sees(r, "dim. 25 octobre 02:30+1–03:30 · Juliett tard"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_something_is_called_after_is_said_once), cmocka_unit_test(a_card_goes_to_another_column_and_back),
		cmocka_unit_test(a_card_is_picked_up),
		cmocka_unit_test(a_refused_card_goes_back),
		cmocka_unit_test(a_full_column_says_so_and_takes_the_card),
		cmocka_unit_test(what_others_move_is_seen),
		cmocka_unit_test(who_only_reads_moves_nothing),
		cmocka_unit_test(a_card_that_only_actions_move),
		cmocka_unit_test(quick_hands_are_followed),
		cmocka_unit_test(ux_cf_board_two_hands_on_one_card),
		cmocka_unit_test(lanes_go_across),
		cmocka_unit_test(the_mouse_carries_a_card),
		cmocka_unit_test(the_mouse_moves_an_appointment),
		cmocka_unit_test(a_step_costs_little),
		cmocka_unit_test(a_narrow_board_has_a_strip),
		cmocka_unit_test(a_slot_becomes_an_appointment),
		cmocka_unit_test(a_free_slot_is_found),
		cmocka_unit_test(what_clashes_says_so),
		cmocka_unit_test(the_clocks_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
