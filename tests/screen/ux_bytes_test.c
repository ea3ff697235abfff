/* Scorecard B and Esc: what a key costs on the wire, on every screen, and a lone Esc that is no riddle. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/places.h"

/* The aims of the specification, at 80×24 unless said. Where a sentence follows the cursor, it is new text: two rows of it at most. */
enum { MOVE = 120, MOVE_AND_SENTENCE = 500, LETTER = 40, LETTER_WITH_TOTALS = 80, BURST = 300, PAGE = 2500, LARGE_PAGE = 6000, RECORD = 2000, HELP_SHOWN = 2500, POPUP_SHOWN = 900, DEFAULT_ESCDELAY = 900 };

static struct place const *place;

static size_t
costs(struct rig *r, const char *keys, size_t at_most)
{
	rig_keys(r, keys);
	print_message("%s %s: %zu bytes\n", place->name, keys, rig_bytes(r));
	rig_check(r, rig_bytes(r) <= at_most);
	return rig_bytes(r);
}

/* Down and up again, at two widths; the same many times in one breath is drawn once. */
static size_t
a_move(struct rig *r)
{
	size_t most = 0;

	for (int width = 80; width < 120; width += 38) {
		if (width > 80)
			rig_resize(r, width, 24);
		for (int i = 0; i < 6; i++) {
			size_t bytes = costs(r, i % 4 < 2 ? "Down" : "Up", place->is & TELLS ? MOVE_AND_SENTENCE : MOVE);

			most = bytes > most ? bytes : most;
		}
	}
	rig_resize(r, 80, 24);
	rig_keys(r, "Down Down Down Down Down Up Down Down Down Up Down Up Down Down Down Down Down Up Down Down Down Up Down Up Up Up "
		"Up Up Up Up Down Up Up Up Up Up Up Down Up Up");
	print_message("%s, forty moves: %zu bytes\n", place->name, rig_bytes(r));
	rig_check(r, rig_bytes(r) <= BURST);
	return most;
}

static void
a_page(struct rig *r)
{
	costs(r, "PgDn", PAGE);
	rig_keys(r, "Home");
	/* The first turn reads more rows, and columns may widen for them. */
	rig_resize(r, 160, 50);
	rig_keys(r, "PgDn");
	rig_keys(r, "PgUp");
	costs(r, "PgDn", LARGE_PAGE);
	rig_resize(r, 80, 24);
}

static void
letters(struct rig *r)
{
	static const char *const some[] = {"b", "e", "é", "o", "u", "BS", "a"};
	size_t most = strcmp(place->name, "lines") == 0 || strcmp(place->name, "step") == 0 ? LETTER_WITH_TOTALS : LETTER;

	/* The first one may open proposals. */
	rig_keys(r, "a");
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		costs(r, some[i], most);
}

static void
what_a_key_costs(void **state)
{
	struct rig *r = places_rig();

	place = *state;
	place_go(r, place);
	if (place->is & POPUP || strcmp(place->name, "record") == 0) {
		/* The palette and the help are as full of rows as a page of a list. */
		bool full = strcmp(place->name, "pick") == 0 || strcmp(place->name, "help") == 0;

		print_message("%s opens in %zu bytes\n", place->name, rig_bytes(r));
		/* The conflict opens over a form that tells in the same moment who saved meanwhile; the popup over contacts that others made, of
		   which more or less has to go. */
		rig_check(r, rig_bytes(r) <= (full ? HELP_SHOWN : strcmp(place->name, "conflict") == 0 ? POPUP_SHOWN + 200 : strcmp(place->name, "popup") == 0 ? POPUP_SHOWN + 50
		    : place->is & POPUP ? POPUP_SHOWN : RECORD));
	}
	if (place->is & MOVES)
		print_message("figure ux_b_%s %zu\n", place->name, a_move(r));
	if (place->is & PAGES)
		a_page(r);
	if (place->is & TYPES)
		letters(r);
	place_leave(r);
}

/* One level back, at once: not after the second that terminals' descriptions leave for the rest of a sequence. The menu stays. */
static void
escape_goes_back(void **state)
{
	struct rig *r = places_rig();
	char before[16384];

	place = *state;
	place_go(r, place);
	snprintf(before, sizeof before, "%s", rig_screen(r));
	rig_keys(r, "Esc");
	rig_check(r, rig_alive(r));
	if (!(place->is & TOP)) {
		rig_check(r, strcmp(rig_screen(r), before) != 0);
		rig_check(r, rig_first_ms(r) < DEFAULT_ESCDELAY);
	}
	place_leave(r);
	rig_keys(r, "Esc Esc Esc");
	rig_check(r, rig_alive(r));
}

int
main(void)
{
	return places_run("b", MOVES | TYPES | POPUP, what_a_key_costs, NULL, NULL) + places_run("esc", 0, escape_goes_back, NULL, NULL);
}
