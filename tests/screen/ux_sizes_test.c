/* Scorecard Rz: a window that is dragged about. At the end everything stands where it stood, and what is typed is all there. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/places.h"

enum { CHANGES = 50 };

/* Some sizes are seen, most come faster than anybody can draw them; at the end they are back before the program looks at all. */
static void
storm(struct rig *r)
{
	static const int sizes[][2] = {{200, 60}, {5, 2}, {80, 24}};

	for (size_t i = 0; i < CHANGES; i++)
		rig_resize_only(r, sizes[i % 3][0], sizes[i % 3][1]);
	rig_resize(r, 6, 2);
	rig_check(r, rig_alive(r));
	rig_resize(r, 80, 24);
	rig_signal(r, SIGSTOP);
	rig_resize_only(r, 5, 2);
	rig_resize_only(r, 80, 24);
	rig_signal(r, SIGCONT);
	rig_idle(r);
}

static void
a_storm_of_sizes_changes_nothing(void **state)
{
	const struct place *place = *state;
	struct rig *r = places_rig();
	char before[16384], after[16384];

	place_go(r, place);
	if (place->is & TYPES)
		rig_keys(r, "'Zoé'");
	/* Once large, a list knows more rows and what its columns need. */
	rig_resize(r, 200, 60);
	rig_resize(r, 80, 24);
	snprintf(before, sizeof before, "%s", rig_screen(r));
	storm(r);
	snprintf(after, sizeof after, "%s", rig_screen(r));
	if (strcmp(before, after) != 0)
		fprintf(stderr, "before:\n%s\nafter:\n", before);
	rig_check(r, strcmp(before, after) == 0);
	if (place->is & TYPES)
		rig_check(r, rig_sees(r, "Zoé"));
	/* Smaller while it does not look: nothing of the larger picture comes out before the new one. */
	rig_resize(r, 200, 60);
	rig_signal(r, SIGSTOP);
	rig_resize_only(r, 80, 24);
	rig_signal(r, SIGCONT);
	rig_idle(r);
	rig_check(r, strcmp(rig_screen(r), after) == 0);
	/* The same as a frame painted anew; in lists that key reads anew too. */
	if (!(place->is & PAGES)) {
		rig_keys(r, "C-l");
		rig_check(r, strcmp(rig_screen(r), after) == 0);
	}
	/* The least that is served is one column; below that, one sentence. */
	rig_resize(r, 40, 10);
	rig_check(r, rig_sees(r, "F1 Aide"));
	rig_resize(r, 39, 9);
	rig_check(r, rig_sees(r, "Fenêtre trop petite (40x10)"));
	rig_resize(r, 80, 24);
	place_leave(r);
}

int
main(void)
{
	return places_run("rz", 0, a_storm_of_sizes_changes_nothing, NULL, NULL);
}
