/* story.c: what the three stories have in common. */
#include "tests/screen/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FAR = 60 };

void
story_begin(struct story *s, const char *name, int time)
{
	*s = time == 0 ? (struct story){.name = name, .person = "marie", .columns = 80, .rows = 24, .french = true}
		: (struct story){.name = name, .person = "mary", .columns = 160, .rows = 50};
}

void
story_end(struct story *s)
{
	rig_close(s->r);
}

const char *
story_says(const struct story *s, const char *french, const char *english)
{
	return s->french ? french : english;
}

void
story_sees(struct story *s, const char *french, const char *english)
{
	const char *text = story_says(s, french, english);

	if (!rig_sees(s->r, text))
		print_message("looked for: %s\n", text);
	rig_check(s->r, rig_sees(s->r, text));
}

static void
keep(const struct story *s, const char *step)
{
	const char *folder = getenv("CAPTURES");
	char path[400];
	FILE *f;

	if (folder == NULL)
		return;
	snprintf(path, sizeof path, "%s/%s-%dx%d-%02d-%s.txt", folder, s->name, s->columns, s->rows, s->steps, step);
	if ((f = fopen(path, "we")) != NULL) {
		fputs(rig_screen(s->r), f);
		fclose(f);
	}
}

/* Words that only the database knows, and signs that a sentence was not filled in. */
void
story_step(struct story *s, const char *step)
{
	static const char *const raw[] = {"_id", "_at ", "in_progress", "null", "{label}", "{title}", "ERROR", "app.", "#####"};

	s->steps++;
	keep(s, step);
	for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
		if (rig_sees(s->r, raw[i]))
			print_message("a raw word on the screen: %s\n", raw[i]);
		rig_check(s->r, !rig_sees(s->r, raw[i]));
	}
}

void
story_type(struct story *s, const char *keys, ...)
{
	char all[500];
	va_list args;

	va_start(args, keys);
	vsnprintf(all, sizeof all, keys, args);
	va_end(args);
	rig_keys(s->r, all);
}

/* The row of the popup that says so: its letter, or the row's number. */
static int
row_that_says(struct story *s, const char *words, char letter[2])
{
	char with[200];

	for (const char *c = "abcdefghijklmnopqrstuvwxyz"; *c != '\0'; c++) {
		int row;

		snprintf(with, sizeof with, "%c %s", *c, words);
		row = rig_row_of(s->r, with);
		if (row >= 0) {
			letter[0] = *c;
			letter[1] = '\0';
			return row;
		}
	}
	return -1;
}

void
story_choose(struct story *s, const char *french, const char *english)
{
	const char *label = story_says(s, french, english);
	char letter[2] = "";

	for (int i = 0; i < FAR && row_that_says(s, label, letter) < 0; i++)
		rig_keys(s->r, "Down");
	if (*letter == '\0')
		print_message("no such choice: %s\n", label);
	rig_check(s->r, *letter != '\0');
	rig_keys(s->r, letter);
}

void
story_act(struct story *s, const char *french, const char *english)
{
	rig_keys(s->r, "F9");
	story_choose(s, french, english);
}

/* The way here, in the title row, has the same sign between its steps. */
static bool
is_at(struct story *s, const char *cursor)
{
	for (int row = 1; row < s->rows; row++)
		if (strstr(rig_row(s->r, row), cursor) != NULL)
			return true;
	return false;
}

static void
go_on_to(struct story *s, const char *key, const char *words)
{
	char cursor[200];
	bool there;

	snprintf(cursor, sizeof cursor, "> %s", words);
	for (int i = 0; !(there = is_at(s, cursor)) && i < FAR; i++)
		rig_keys(s->r, key);
	if (!there)
		print_message("not come to: %s\n", words);
	rig_check(s->r, there);
}

void
story_to(struct story *s, const char *french, const char *english)
{
	go_on_to(s, "Tab", story_says(s, french, english));
}

void
story_row(struct story *s, const char *french, const char *english)
{
	rig_keys(s->r, "Home");
	go_on_to(s, "Down", story_says(s, french, english));
}

void
story_section(struct story *s, const char *french, const char *english)
{
	char title[200];

	snprintf(title, sizeof title, "%s ─", story_says(s, french, english));
	for (int i = 0; i < FAR && !rig_sees(s->r, title); i++)
		rig_keys(s->r, "PgDn");
	rig_check(s->r, rig_sees(s->r, title));
}

void
story_pick(struct story *s, const char *french, const char *english)
{
	go_on_to(s, "Down", story_says(s, french, english));
	rig_keys(s->r, "Enter");
}

void
story_has(const struct story *s, const char *words, ...)
{
	char said[1000];
	va_list args;

	va_start(args, words);
	vsnprintf(said, sizeof said, words, args);
	va_end(args);
	site_verb(s->person, said);
}
