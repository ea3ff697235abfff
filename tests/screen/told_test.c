/* What people are told, on the real server: work that is given to somebody is said on that person's screen at once, one key leads there; and
   who looks after the company sees what the server does by itself. */
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

static long long
number_of(const char *person, const char *words, const char *name)
{
	const char *at = strstr(site_verb(person, words), name);

	assert_non_null(at);
	return strtoll(at + strlen(name), NULL, 10);
}

static void
give(const char *person, const char *to, const char *title)
{
	char words[200];

	snprintf(words, sizeof words, "create task title=%s assignee_id=%lld", title, number_of(to, "whoami --format json", "\"id\":"));
	site_verb(person, words);
}

/* A number in the title row; N is the list, Enter the record, and then nothing is unread. */
static void
work_that_is_given_to_one_is_told_at_once(void **state)
{
	static const struct { const char *person; int columns, rows; const char *list, *told; } people[] = {
		{"marie", 80, 24, "Notifications", "vous a été confié"},
		{"mary", 160, 50, "Notifications", "was given to you"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r;

		site_verb(people[i].person, "notifications --read");
		r = site_open(people[i].person, people[i].columns, people[i].rows);
		rig_check(r, strstr(rig_row(r, 0), "@") == NULL);
		give("nina", people[i].person, i == 0 ? "Pneus" : "Tyres");
		rig_wait(r, "@1 ");
		rig_keys(r, "N");
		rig_wait(r, people[i].told);
		rig_check(r, strstr(rig_row(r, 0), people[i].list) != NULL);
		rig_keys(r, "Enter");
		rig_wait(r, i == 0 ? "Pneus" : "Tyres");
		rig_wait_gone(r, "@1 ");
		rig_close(r);
	}
}

/* n reads the one under the cursor and goes on to the next that is not read, N goes there without reading; the number in the title row follows at once. */
static void
one_after_the_other_is_read(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "notifications --read");
	give("nina", "marie", "Courroie");
	give("nina", "marie", "Joint");
	give("nina", "marie", "Bougie");
	r = site_open("marie", 80, 24);
	rig_wait(r, "@3 ");
	rig_keys(r, "N");
	rig_wait(r, "Courroie");
	rig_keys(r, "n");
	rig_wait(r, "@2 ");
	rig_keys(r, "N");
	rig_keys(r, "n");
	rig_wait(r, "@1 ");
	rig_keys(r, "n");
	rig_wait_gone(r, "@1 ");
	rig_keys(r, "n");
	rig_wait(r, "Tout est lu");
	rig_close(r);
}

/* All of them at once, in a command; and by lines alone, for whom a screen says nothing. */
static void
all_of_them_are_read_at_once(void **state)
{
	struct rig *r;

	(void)state;
	site_verb("marie", "notifications --read");
	give("nina", "marie", "Huile");
	give("nina", "marie", "Filtre");
	r = site_open("marie", 80, 24);
	rig_wait(r, "@2 ");
	rig_keys(r, ":");
	rig_paste(r, "all-read");
	rig_idle(r);
	rig_keys(r, "Enter");
	rig_wait_gone(r, "@2 ");
	rig_close(r);
	give("nina", "marie", "Batterie");
	r = site_open_lines("--linear", "marie");
	rig_send_bytes(r, ":notifications\r", strlen(":notifications\r"));
	rig_wait(r, "Batterie");
	rig_close(r);
}

/* Each job in words, with its last and next time; Enter has it done now. */
static void
the_jobs_of_the_server_are_seen_and_started(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, ":");
	rig_paste(r, "server-jobs");
	rig_idle(r);
	rig_keys(r, "Enter");
	rig_wait(r, "dernière fois");
	rig_check(r, rig_sees(r, "Tâches du serveur") && rig_sees(r, "Ferme les tickets restés résolus"));
	rig_keys(r, "Enter");
	rig_wait(r, "dans la seconde");
	rig_keys(r, "End");
	rig_check(r, rig_sees(r, "Note ce qui est en retard"));
	/* What is longer than the screen is wide stands below, whole. */
	rig_keys(r, "Home Down Down Down Down Down");
	rig_check(r, rig_sees(r, "> Oublie les réponses gardées") && rig_sees(r, "une écriture."));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_that_is_given_to_one_is_told_at_once),
		cmocka_unit_test(one_after_the_other_is_read),
		cmocka_unit_test(all_of_them_are_read_at_once),
		cmocka_unit_test(the_jobs_of_the_server_are_seen_and_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
