/* places.h: every kind of screen there is and how one gets there, so that what is asked of one is asked of all. The tests of a
   column of the scorecard are called ux_COLUMN_PLACE; scripts/scorecard counts them. */
#ifndef TESTS_SCREEN_PLACES_H
#define TESTS_SCREEN_PLACES_H
#include "tests/screen/site.h"

enum {
	MOVES = 1,	/* Down and Up move a cursor */
	TYPES = 2,	/* letters are written into a field */
	POPUP = 4,	/* drawn over another one */
	PAGES = 8,	/* more than a screen of rows: PgDn turns the page */
	TOP = 16,	/* nothing lies below: Esc stays there */
	TELLS = 32,	/* a sentence says what the cursor is on */
};

struct place {
	const char *name;		/* as the key table and keys.conf call it, with two popups of their own */
	const char *entity, *keys;	/* its list by the palette, if any, then these */
	const char *fr, *en;		/* seen there and not before it */
	int is;
};
extern const struct place places[];
extern const size_t places_count;

/* A site's people for these tests; nobody else changes what they like. */
#define PLACES_FRENCH "zoe"
#define PLACES_ENGLISH "zack"

/* From the menu to the place, and back with nothing saved. */
void place_go(struct rig *r, const struct place *place);
void place_leave(struct rig *r);
/* Is it there? Also where letters have no accents. */
bool place_seen(struct rig *r, const struct place *place);

/* One test for each place of these (all: 0), with `state` pointing to the place; group set-up and tear-down may be null. PLACE in
   the environment chooses one. A failed place leaves its screens to places_fresh. */
int places_run(const char *column, int of_these, void (*test)(void **state), int (*begin)(void **), int (*end)(void **));
/* The client of the group; made anew where a story before has failed half-way. */
struct rig *places_rig(void);
/* For places_run: ends that client. */
int places_end(void **state);
#endif
