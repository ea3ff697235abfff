/* Scorecard As: the server takes its time. Meanwhile the cursor moves, the help opens, what is typed appears, C-c stops the wait. */
/* order: alone */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/places.h"
#include "tests/screen/wire.h"

static struct wire wire;
static struct rig *over;

static int
begin(void **state)
{
	(void)state;
	wire_up(&wire);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	if (over != NULL)
		rig_close(over);
	over = NULL;
	wire_cut(&wire);
	return 0;
}

/* Nothing passes while it is held up, and nothing is lost. */
static void
hold_up(bool now)
{
	kill(-wire.pid, now ? SIGSTOP : SIGCONT);
}

static struct rig *
rig_over(void)
{
	hold_up(false);
	if (over != NULL && (!rig_alive(over) || strstr(rig_row(over, 0), " > ") != NULL)) {
		rig_close(over);
		over = NULL;
	}
	if (over == NULL)
		over = wire_over(&wire, PLACES_FRENCH, 80, 24);
	return over;
}

static int
row_of_cursor(struct rig *r)
{
	int row = 1;

	while (row < 22 && strcmp(rig_cell(r, row, 0), ">") != 0 && strcmp(rig_cell(r, row, 1), ">") != 0)
		row++;
	return row;
}

static void
moves_meanwhile(struct rig *r)
{
	int from = row_of_cursor(r);
	char before[16384];

	rig_send(r, "Down Down");
	while (row_of_cursor(r) != from + 2) {
		snprintf(before, sizeof before, "%s", rig_screen(r));
		rig_wait_other(r, before);
	}
}

static void
nothing_waits_for_the_server(void **state)
{
	const struct place *place = *state;
	struct rig *r = rig_over();

	place_go(r, place);
	hold_up(true);
	/* Something that only the server can answer. */
	rig_send(r, "F5");
	if (place->is & MOVES && place->is & (PAGES | TOP))
		moves_meanwhile(r);
	if (place->is & TYPES) {
		rig_send(r, "'06'");
		rig_wait(r, "06");
	}
	if (strcmp(place->name, "help") != 0) {
		rig_send(r, "F1");
		rig_wait(r, "┌ Aide");
	}
	rig_send(r, "Esc");
	rig_wait_gone(r, "┌ Aide");
	rig_send(r, "C-c");
	hold_up(false);
	rig_idle(r);
	rig_check(r, rig_alive(r));
	place_leave(r);
}

int
main(void)
{
	return places_run("as", 0, nothing_waits_for_the_server, begin, end);
}
