/* places.c: the ways to every kind of screen. */
#include "tests/screen/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "shared/text.h"
#include "shared/xmalloc.h"

const struct place places[] = {
	{"menu", NULL, "", "Véhicules", "Vehicles", MOVES | TOP | TELLS},
	{"list", "contact", "", "Téléphone", "Phone", MOVES | PAGES},
	{"search", "contact", "/", "Entrée Garder", "Enter Keep", 0},
	{"record", "contact", "Home Enter", "> Type", "> Kind", MOVES},
	{"form", "contact", "F6 Tab", "> Prénom", "> First name", MOVES | TYPES | TELLS},
	{"text", "work", "c BTab F4", "F2 Garder", "F2 Keep", TYPES},
	{"lines", "slip", "c Tab Tab Tab", "F6 Ligne", "F6 Line", TYPES},
	{"wizard", NULL, "W n Tab", "1 Contact ▸", "1 Contact ▸", TYPES},
	{"step", NULL, "W Down Enter 'x' F2 Tab Tab", "(1)", "(1)", TYPES},
	{"board", "work", "/ 'scorecard' Enter b", "Couloirs", "Lanes", MOVES},
	{"calendar", "work", "t", "semaine", "week", MOVES | TELLS},
	{"chart", NULL, "R Enter", "T Tableau", "T Table", MOVES},
	{"tiles", NULL, "D", "Minutes avec", "Minutes with", MOVES},
	{"take", "work", "c Tab Tab Tab F4", "Entrée Prendre", "Enter Take", MOVES | PAGES},
	{"history", "contact scoria", "Enter i", "> Historique", "> History", MOVES | TELLS},
	{"preferences", NULL, ": 'preferences' Enter", "> Langue", "> Language", MOVES | TELLS},
	{"month", "work", "c Tab Tab Tab Tab Tab F4", "┌ novembre 2026", "┌ November 2026", POPUP},
	{"pick", "contact", ":", " Aller à ", " Go to ", POPUP},
	{"popup", "contact", "F9", "┌ Actions", "┌ Actions", MOVES | POPUP | TELLS},
	{"help", "contact", "F1", "┌ Aide", "┌ Help", MOVES | POPUP | TELLS},
	{"question", "contact", "F6 Tab 'x' Esc", "bandonner", "iscard", POPUP},
	{"conflict", NULL, NULL, "Modifiée des deux côtés", "Both of you changed it", POPUP},
};
const size_t places_count = sizeof places / sizeof *places;

static struct rig *shared;

/* Somebody else saves the same field while it is written here: of a contact that no other program writes at that moment. */
static void
go_to_conflict(struct rig *r)
{
	static long id;
	static int times;
	char words[200], *before;

	if (id == 0) {
		snprintf(words, sizeof words, "create contact kind=person first_name=Disputa%ld last_name=Ici --format json", (long)getpid());
		id = strtol(strstr(site_verb(PLACES_FRENCH, words), "\"id\":") + strlen("\"id\":"), NULL, 10);
	}
	snprintf(words, sizeof words, "contact disputa%ld", (long)getpid());
	site_list(r, words);
	rig_keys(r, "Enter Down Down Enter C-e 'x'");
	before = xstrdup(rig_screen(r));
	snprintf(words, sizeof words, "update contact %ld last_name=La%ld-%d", id, (long)getpid(), ++times);
	site_verb(PLACES_FRENCH, words);
	rig_wait_other(r, before);		/* it is told who saved */
	free(before);
	rig_keys(r, "F2");
}

/* The last key by itself: counters then tell what the place itself took. */
static void
go_by_keys(struct rig *r, const char *keys)
{
	const char *last = strrchr(keys, ' ');
	char *first = last ? xstrndup(keys, (size_t)(last - keys)) : NULL;

	if (first != NULL)
		rig_keys(r, first);
	if (*keys != '\0')
		rig_keys(r, last ? last + 1 : keys);
	free(first);
}

void
place_go(struct rig *r, const struct place *place)
{
	if (place->keys == NULL) {
		go_to_conflict(r);
	} else {
		if (place->entity != NULL)
			site_list(r, place->entity);
		go_by_keys(r, place->keys);
	}
	rig_check(r, place_seen(r, place));
}

static bool
sees_plainly(struct rig *r, const char *text)
{
	char *plain = text_ascii(text);
	bool seen = rig_sees(r, text) || rig_sees(r, plain);

	free(plain);
	return seen;
}

bool
place_seen(struct rig *r, const struct place *place)
{
	return sees_plainly(r, place->fr) || sees_plainly(r, place->en);
}

void
place_leave(struct rig *r)
{
	for (int i = 0; i < 10; i++) {
		if (rig_sees(r, "bandonner"))
			rig_keys(r, "a");
		else if (rig_sees(r, "iscard"))
			rig_keys(r, "d");
		else if (strstr(rig_row(r, 0), " > ") == NULL && !rig_sees(r, "┌") && !rig_sees(r, "+-"))
			break;
		else
			rig_keys(r, "Esc");
	}
	rig_check(r, strstr(rig_row(r, 0), " > ") == NULL);
	rig_keys(r, "Home");
}

struct rig *
places_rig(void)
{
	if (shared == NULL)
		shared = site_open(PLACES_FRENCH, 80, 24);
	return shared;
}

int
places_end(void **state)
{
	(void)state;
	if (shared != NULL)
		rig_close(shared);
	shared = NULL;
	return 0;
}

/* After each story: whoever failed leaves its client nobody knows where. */
static int
back_to_the_menu(void **state)
{
	(void)state;
	if (shared != NULL && (!rig_alive(shared) || strstr(rig_row(shared, 0), " > ") != NULL || rig_sees(shared, "┌")))
		places_end(NULL);
	return 0;
}

int
places_run(const char *column, int of_these, void (*test)(void **state), int (*begin)(void **), int (*end)(void **))
{
	struct CMUnitTest tests[sizeof places / sizeof *places];
	size_t count = 0;
	const char *only = getenv("PLACE");
	int failed;

	if (getenv("SITE") == NULL) {
		print_message("skipped: no SITE (tests/screen/run makes one)\n");
		return 0;
	}
	for (size_t i = 0; i < places_count; i++) {
		if ((of_these != 0 && !(places[i].is & of_these)) || (only != NULL && strcmp(only, places[i].name) != 0))
			continue;
		tests[count++] = (struct CMUnitTest){.name = xasprintf("ux_%s_%s", column, places[i].name), .test_func = test,
			.teardown_func = back_to_the_menu, .initial_state = (void *)(uintptr_t)&places[i]};
	}
	failed = _cmocka_run_group_tests(column, tests, count, begin, end ? end : places_end);
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)tests[i].name);
	return failed;
}
