/* Scorecard Ax: every screen in linear mode, on a terminal that can do nothing else: text alone, each choice with a number. */
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
#include "tests/screen/places.h"

/* What is said to get there, and what is then heard. */
static const struct way {
	const char *place, *lines[5], *heard;
} ways[] = {
	{"menu", {"contacts", "menu"}, "1. Contacts: "},
	{"list", {"contacts"}, "lines 1-19 / "},
	{"search", {"contacts", "search gautier"}, "1. Gautier "},
	{"record", {"contacts", "search scoria", "1"}, "First name: Scoria"},
	{"form", {"contacts", "create", "", "Zoé"}, "First name: Zoé"},
	{"text", {"works", "create", "x", ":9", "two words"}, "That was the last field"},
	{"lines", {"slips", "create", "x", ""}, "1. Gadget > "},
	{"wizard", {"wizards", "1", "", "Zoé"}, "Last name: Zoé"},
	{"step", {"wizards", "2", "", "Zoé", ":step"}, "1. Kind ("},
	{"board", {"works", "board"}, "In progress: "},
	{"calendar", {"works", "calendar"}, "The cursor is on: "},
	{"chart", {"reports", "1"}, "11/2026: "},
	{"tiles", {"dashboard"}, "1. "},
	{"take", {"works", "create", "x", ":4", ":values"}, "lines 1-19 / "},
	{"history", {"contacts", "search scoria", "1", "history"}, "1. "},
	{"preferences", {"preferences"}, "1. "},
	{"month", {"works", "create", "x", ":6", ":values"}, "November 2026"},
	{"pick", {"contacts", "sort"}, "1. "},
	{"popup", {"contacts", "search scoria", "actions"}, ". Edit: "},
	{"help", {"contacts", "help"}, "sort: "},
	{"question", {"contacts", "create", "", "Zoé", "<"}, "1. Save"},
	{"conflict", {NULL}, "mine is kept: "},
};

static char heard[65536];

static void
say(struct rig *r, const char *text)
{
	char *typed = xasprintf("%s\r", text);
	const char *log;
	size_t from, length;

	rig_log(r, &from);
	rig_send_bytes(r, typed, strlen(typed));
	free(typed);
	rig_idle(r);
	log = rig_log(r, &length);
	snprintf(heard, sizeof heard, "%.*s", (int)(length - from), log + from);
}

static void
disagree(struct rig *r)
{
	char words[200];
	long id = strtol(site_verb(PLACES_FRENCH, "list contact --search scoria --columns id --format jsonl") + strlen("{\"id\":"), NULL, 10);
	static const char *const first[] = {"contacts", "search scoria", "1", "3", "Heard"};

	for (size_t i = 0; i < 4; i++)
		say(r, first[i]);
	snprintf(words, sizeof words, "update contact %ld last_name=There%ld", id, (long)getpid());
	site_verb(PLACES_FRENCH, words);
	say(r, first[4]);
	say(r, ":save");
}

static struct rig *
sit_down(void)
{
	const char *program[] = {rig_comptoir(), "-F", xasprintf("%s/ssh_config", getenv("SITE")), PLACES_ENGLISH, NULL};
	struct rig *r = rig_open(&(struct rig_options){.rows = 60, .term = "dumb", .program = program});

	free((void *)(uintptr_t)program[2]);
	rig_idle(r);
	return r;
}

static void
it_is_told_in_lines(void **state)
{
	const struct place *place = *state;
	const struct way *way = ways;
	struct rig *r = sit_down();
	size_t length;
	const char *log;

	while (strcmp(way->place, place->name) != 0)
		way++;
	if (way->lines[0] == NULL)
		disagree(r);
	for (size_t i = 0; i < 5 && way->lines[i] != NULL; i++)
		say(r, way->lines[i]);
	if (strstr(heard, way->heard) == NULL)
		fail_msg("not heard: %s\n%s", way->heard, heard);
	log = rig_log(r, &length);
	assert_null(memmem(log, length, "\033[", 2));
	assert_null(memmem(log, length, "─", strlen("─")));
	assert_false(rig_on_alternate_screen(r));
	/* What stands here to be done is told on demand. */
	if (!(place->is & (POPUP | TYPES))) {
		say(r, "?");
		assert_non_null(strstr(heard, ": "));
	}
	/* What was begun is thrown away. */
	if (place->is & TYPES || strcmp(place->name, "question") == 0 || strcmp(place->name, "month") == 0) {
		say(r, "<");
		say(r, "d");
	}
	rig_close(r);
}

int
main(void)
{
	return places_run("ax", 0, it_is_told_in_lines, NULL, NULL);
}
