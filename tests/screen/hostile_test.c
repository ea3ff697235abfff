/* Texts from outside that mean harm, or that are hard to draw: through lists, forms, records, popups, titles and the clipboard,
   at both sizes. Nothing of them reaches the terminal as it is, and no column moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/rig.h"

static const char *const server[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", "hostile", NULL};

/* Commands with a number that the program itself sends: title, link, clipboard, the idle mark. */
static bool
may_send(const char *at, size_t length)
{
	static const char *const good[] = {"2;", "8;;", "52;c;", "7777;idle"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (length >= strlen(good[i]) && strncmp(at, good[i], strlen(good[i])) == 0)
			return true;
	return false;
}

static void
must_not(const char *log, size_t at, size_t length, const char *what)
{
	size_t from = at > 40 ? at - 40 : 0;

	fprintf(stderr, "%.*s\n", (int)(length - from < 80 ? length - from : 80), log + from);
	fail_msg("%s reached the terminal at byte %zu", what, at);
}

/* The length of the command that begins at the escape. */
static size_t
command(const char *log, size_t at, size_t length)
{
	size_t end = at + 2;

	if (at + 1 >= length)
		return 1;
	switch (log[at + 1]) {
	case '[':
		while (end < length && (unsigned char)log[end] >= 0x20 && (unsigned char)log[end] < 0x40)
			end++;
		/* Questions, whose answers would be read as keys. */
		if (end < length && strchr("nc", log[end]) != NULL)
			must_not(log, at, length, "a question");
		return end + 1 - at;
	case ']':
		if (!may_send(log + end, length - end))
			must_not(log, at, length, "somebody else's command");
		for (; end < length && log[end] != '\a'; end++)
			if ((unsigned char)log[end] < ' ')
				must_not(log, end, length, "a control in a command");
		return end + 1 - at;
	case '(': case ')':
		return 3;
	case '7': case '8': case '=': case '>': case 'M':
		return 2;
	default:
		must_not(log, at, length, "an unknown sequence");
		return 2;
	}
}

static void
nothing_raw_was_sent(struct rig *r)
{
	size_t length;
	const char *log = rig_log(r, &length);

	for (size_t at = 0; at < length; at++) {
		unsigned char c = (unsigned char)log[at], d = at + 1 < length ? (unsigned char)log[at + 1] : 0;
		unsigned char e = at + 2 < length ? (unsigned char)log[at + 2] : 0;

		if (c == 27)
			at += command(log, at, length) - 1;
		else if (c < ' ' && strchr("\r\n\b\t\017\016", c) == NULL && c != '\a')
			must_not(log, at, length, "a control");
		else if (c == 0x7f || (c == 0xc2 && d < 0xa0))
			must_not(log, at, length, "an eight-bit control");
		else if ((c == 0xe2 && d == 0x80 && ((e >= 0x8b && e <= 0x8f) || (e >= 0xa8 && e <= 0xae))) ||
		    (c == 0xe2 && d == 0x81 && e >= 0xa0 && e <= 0xaf) || (c == 0xd8 && d == 0x9c))
			must_not(log, at, length, "something invisible");
	}
}

/* The kind stands in its column on each row, whatever stands before it: the terminal and we count alike. */
static void
columns_stand(struct rig *r)
{
	static const char *const kinds[] = {"Particulier", "Société", "Association"};
	int column = rig_column_of(r, 1, "Genre"), rows = 0, bar = rig_row_of(r, "F1 Aide");

	rig_check(r, column > 0);
	rig_check(r, bar >= 22);
	/* The last page may be short: nothing stands below its rows. */
	for (int row = 2; row < bar - 2 && rig_row(r, row)[0] != '\0'; row++) {
		bool stands = false;

		for (size_t k = 0; k < 3; k++)
			stands = stands || rig_at(r, row, column, kinds[k]);
		if (!stands)
			fprintf(stderr, "row %d\n", row);
		rig_check(r, stands);
		rows++;
	}
	rig_check(r, rows > 0);
}

static struct rig *
sit_down(int columns, int rows)
{
	struct rig *r = rig_open(&(struct rig_options){.columns = columns, .rows = rows, .server = server});

	rig_wait(r, "Marie Martin");
	rig_idle(r);
	return r;
}

static void
no_list_is_torn(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = sit_down(i ? 160 : 80, i ? 50 : 24);
		char last[8192] = "";

		rig_keys(r, "Enter s 'nom' Enter Home");
		for (int page = 0; page < 200 && strcmp(last, rig_screen(r)) != 0; page++) {
			snprintf(last, sizeof last, "%s", rig_screen(r));
			columns_stand(r);
			rig_keys(r, "PgDn");
		}
		nothing_raw_was_sent(r);
		rig_close(r);
	}
}

/* The record, its form, the long text, the menu of actions, the history, the palette, the clipboard. */
static void
no_record_form_or_popup_is_torn(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = sit_down(i ? 160 : 80, i ? 50 : 24);
		int bar = i ? 48 : 23;

		rig_keys(r, "Enter s 'numéro' Enter Home");
		rig_keys(r, "Enter");
		for (int n = 0; n < 52; n++) {
			rig_keys(r, "y");
			rig_keys(r, "F9 Down Esc");
			rig_keys(r, ": 'hist' Enter Esc");
			rig_keys(r, "e Right Right End S-Left Tab PgDn Tab F1 Esc");
			rig_keys(r, "Esc n");
			rig_check(r, rig_column_of(r, bar, "F1 Aide") == 0);
			/* What stands in a popup stands within its frame: it left no trace beside it. */
			rig_check(r, !rig_sees(r, "┌") && !rig_sees(r, "┘"));
		}
		rig_keys(r, "q / 'a' Enter : 'a'");
		rig_keys(r, "Esc q");
		nothing_raw_was_sent(r);
		rig_close(r);
	}
}

/* Frames of popups are closed boxes around whatever text. */
static void
frames_stay_closed(void **state)
{
	struct rig *r = sit_down(80, 24);

	(void)state;
	rig_keys(r, "Enter s 'nom' Enter Home");
	for (int n = 0; n < 20; n++) {
		int top, left, right;

		rig_keys(r, "Down F9");
		top = rig_row_of(r, "┌");
		left = rig_column_of(r, top, "┌");
		right = rig_column_of(r, top, "┐");
		rig_check(r, top >= 0 && right > left);
		for (int row = top + 1; rig_column_of(r, row, "└") < 0; row++) {
			rig_check(r, row < 24);
			rig_check(r, rig_column_of(r, row, "│") == left);
			rig_check(r, strcmp(rig_cell(r, row, right), "│") == 0);
		}
		rig_keys(r, "Esc");
	}
	nothing_raw_was_sent(r);
	rig_close(r);
}

static void
linear_mode_sends_no_harm_either(void **state)
{
	static const char *const lines[] = {"A11Y=1", NULL};
	struct rig *r = rig_open(&(struct rig_options){.rows = 60, .environment = lines, .server = server});

	(void)state;
	rig_idle(r);
	rig_keys(r, "1 Enter");
	for (int n = 0; n < 12; n++)
		rig_keys(r, "+ Enter");
	rig_keys(r, "1 Enter");
	rig_keys(r, "'modifier' Enter");
	rig_keys(r, "< Enter");
	nothing_raw_was_sent(r);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_list_is_torn),
		cmocka_unit_test(no_record_form_or_popup_is_torn),
		cmocka_unit_test(frames_stay_closed),
		cmocka_unit_test(linear_mode_sends_no_harm_either),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
