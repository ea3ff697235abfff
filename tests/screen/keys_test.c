/* Every key on every screen does something, or says once why not: what the table names and what it does not. A key is answered when the
   picture changes, a sentence stands there or the bell rings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

static const char *const keys[] = {"Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "Tab", "BTab", "Space", "Ins", "BS", "Del",
	"Enter", "Esc", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "C-c", "C-d", "C-e", "C-k", "C-l", "C-o",
	"C-p", "C-s", "C-t", "C-u", "C-w", "C-x", "C-y", "C-z", "A-Up", "A-Down", "A-r", "A-u", "A-x", "S-Left", "S-Right", "S-Up", "S-Down",
	"S-Home", "S-End", "C-Left", "C-Right", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t",
	"u", "v", "w", "x", "y", "z", "A", "B", "C", "D", "E", "G", "H", "J", "K", "L", "R", "T", "U", "W", "Z", "0", "5", "*", "/", ":", "<",
	">", "?", "+", "-", ",", ".", "=", "é", "ù", "²"};
enum { KEYS = sizeof keys / sizeof *keys };

/* How to get there from the first screen; "open NAME" is a line for the palette. */
static const struct {
	const char *name, *line, *then;
} screens[] = {
	{"menu", NULL, "F5"}, {"list", "contact", "F5"}, {"search", "contact", "/"}, {"filter", "contact", "F4"},
	{"record", "contact carpentier", "Enter"}, {"form", "contact", "F6"}, {"edit", "contact carpentier", "e"}, {"lines", "slip", "F6 Tab Tab Tab"},
	{"wizard", NULL, "W n Enter"}, {"board", "gadget", "b"}, {"calendar", "work", "t"}, {"dashboard", "dashboard", "F5"},
	{"reports", NULL, "R"}, {"chart", NULL, "R Enter"}, {"palette", NULL, ":"}, {"help", NULL, "F1"}, {"actions", "contact", "F9"},
	{"columns", "contact", "C"}, {"memo", "gadget", "F6 PgDn PgDn PgDn Tab Tab F4"},
};

static void
home(struct rig *r)
{
	for (int i = 0; i < 12 && !rig_sees(r, "q Quit"); i++) {
		rig_keys(r, "Esc");
		if (rig_sees(r, "Discard"))
			rig_keys(r, "d");
	}
	if (!rig_sees(r, "q Quit"))
		fail_msg("no way home:\n%s", rig_screen(r));
}

static void
go(struct rig *r, size_t screen)
{
	home(r);
	if (screens[screen].line != NULL)
		site_list(r, screens[screen].line);
	rig_keys(r, screens[screen].then);
}

/* What was there before, and after. */
static bool
is_answered(struct rig *r, const char *key)
{
	char *before = strdup(rig_screen(r)), row_before[32], row_after[32];
	bool changed;
	int y, x;

	rig_cursor(r, &y, &x);
	snprintf(row_before, sizeof row_before, "%d/%d", y, x);
	rig_keys(r, key);
	rig_cursor(r, &y, &x);
	snprintf(row_after, sizeof row_after, "%d/%d", y, x);
	changed = strcmp(before, rig_screen(r)) != 0 || strcmp(row_before, row_after) != 0;
	free(before);
	return changed || rig_bells(r) > 0 || rig_bytes(r) > 0;
}

static void
every_key_is_answered(void **state)
{
	static const char *const no_editor[] = {"EDITOR=true", NULL};
	const char *only = getenv("SCREEN");
	struct rig *r = site_open_with("mary", 80, 24, NULL, no_editor);
	int silent = 0;

	(void)state;
	for (size_t s = 0; s < sizeof screens / sizeof *screens; s++) {
		if (only != NULL && strcmp(only, screens[s].name) != 0)
			continue;
		go(r, s);
		/* In a short run each key is pressed on two or three of the screens; with ALL=1 on all. */
		for (size_t k = 0; k < KEYS; k++) {
			if (getenv("ALL") == NULL && k % 8 != s % 8)
				continue;
			char *there = strdup(rig_row(r, 0));

			if (!is_answered(r, keys[k])) {
				print_message("%s: %s is not answered\n", screens[s].name, keys[k]);
				silent++;
			}
			/* What leads elsewhere is followed by the way back. */
			if (strcmp(there, rig_row(r, 0)) != 0 || rig_sees(r, "┌─") || rig_sees(r, "q Quit") != (screens[s].line == NULL && s == 0))
				go(r, s);
			free(there);
		}
	}
	rig_close(r);
	assert_int_equal(silent, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup(every_key_is_answered, wire_nothing_unfinished)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
