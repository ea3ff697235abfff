/* Scorecard Tm and Co: every kind of terminal gets to every screen with the same keys; colours are readable, chosen, or none. */
#include <setjmp.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/places.h"

#define LEAST_CONTRAST 4.5

/* ground: what lies behind what has no background of its own; -1: nobody knows, both must do. */
static const struct kind {
	const char *term, *variable;
	bool ascii, colour;
	int ground;
} kinds[] = {
	{"linux", NULL, false, true, 0}, {"xterm", NULL, false, true, -1}, {"xterm-256color", NULL, false, true, -1},
	{"screen", NULL, false, true, -1}, {"tmux-256color", NULL, false, true, -1}, {"putty", NULL, false, true, -1},
	{"vt220", NULL, true, false, -1}, {"vt100", NULL, true, false, -1}, {"xterm-kitty", NULL, false, true, -1},
	{"xterm-256color", "COMPTOIR_THEME=clair", false, true, 15}, {"xterm-256color", "COMPTOIR_THEME=sombre", false, true, 0},
	{"xterm-256color", "COMPTOIR_THEME=contraste", false, true, 0}, {"xterm-256color", "COMPTOIR_THEME=mono", false, false, -1},
	{"xterm-256color", "NO_COLOR=1", false, false, -1},
};
enum { KINDS = sizeof kinds / sizeof *kinds, TERMS = 9 };
static struct rig *rigs[KINDS];

static int
end(void **state)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (rigs[i] != NULL)
			rig_close(rigs[i]);
		rigs[i] = NULL;
	}
	return places_end(state);
}

static struct rig *
rig_of(size_t kind)
{
	const char *const environment[] = {kinds[kind].variable, NULL};

	if (rigs[kind] != NULL && (!rig_alive(rigs[kind]) || strstr(rig_row(rigs[kind], 0), " > ") != NULL)) {
		rig_close(rigs[kind]);
		rigs[kind] = NULL;
	}
	if (rigs[kind] == NULL)
		rigs[kind] = site_open_on(kinds[kind].term, kind % 2 ? PLACES_ENGLISH : PLACES_FRENCH, environment);
	return rigs[kind];
}

static double
light(unsigned int channel)
{
	double c = channel / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Of xterm's palette: its own sixteen, the cube, the greys. */
static double
luminance(int hue)
{
	static const unsigned int sixteen[] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
	static const unsigned int steps[] = {0, 95, 135, 175, 215, 255};
	unsigned int rgb = hue < 16 ? sixteen[hue] : hue >= 232 ? (unsigned int)(8 + 10 * (hue - 232)) * 0x10101 :
		steps[(hue - 16) / 36] << 16 | steps[(hue - 16) / 6 % 6] << 8 | steps[(hue - 16) % 6];

	return 0.2126 * light(rgb >> 16 & 255) + 0.7152 * light(rgb >> 8 & 255) + 0.0722 * light(rgb & 255);
}

static double
contrast(int a, int b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* Each cell that has a colour against what lies behind it. In 16 colours `auto` trusts the palette that the person chose. */
static void
can_be_read(struct rig *r, const struct kind *kind)
{
	bool deep = strstr(kind->term, "256") != NULL;

	for (int row = 0; row < 24; row++)
		for (int column = 0; column < 80; column++) {
			int text, back;

			rig_hues(r, row, column, &text, &back);
			if (!kind->colour)
				rig_check(r, text < 0 && back < 0);
			if (text < 0 || strcmp(rig_cell(r, row, column), " ") == 0 || !deep)
				continue;
			for (int ground = 0; ground < 16; ground += 15)
				if (back >= 0 || kind->ground == ground || (kind->ground < 0 && text > 15)) {
					double c = contrast(text, back >= 0 ? back : ground);

					/* Who chose no theme may have either ground: colours there stand out from both. */
					if (c < (kind->ground < 0 ? 3.0 : LEAST_CONTRAST))
						fail_msg("%s: colour %d on %d has a contrast of %.1f", kind->variable, text, back >= 0 ? back : ground, c);
				}
		}
}

/* Faint text (SGR 2) is unreadable on many; nothing is shown so. 38;5;2 is a colour. */
static void
nothing_is_faint(struct rig *r)
{
	size_t length;
	const char *log = rig_log(r, &length);

	for (const char *p = log; (p = memmem(p, length - (size_t)(p - log), "\033[2m", 4)) != NULL; p++)
		fail_msg("something is faint");
}

static void
is_plain(struct rig *r)
{
	for (int row = 0; row < 24; row++)
		for (const char *p = rig_row(r, row); *p != '\0'; p++)
			assert_in_range((unsigned char)*p, ' ', '~');
}

/* Where the cursor is can be seen without colours: something is reversed, bold or underlined, or the terminal's own cursor is there. */
static void
shows_its_cursor(struct rig *r)
{
	bool shown = rig_cursor_visible(r);

	for (int row = 1; row < 22; row++)
		for (int column = 0; column < 80; column++)
			shown = shown || (rig_attributes(r, row, column) & (RIG_REVERSE | RIG_BOLD | RIG_UNDERLINE));
	rig_check(r, shown);
}

static void
visit(size_t kind, const struct place *place)
{
	struct rig *r = rig_of(kind);

	place_go(r, place);
	if (place->is & MOVES)
		rig_keys(r, "Down Up");
	rig_check(r, place_seen(r, place));
	if (kinds[kind].ascii)
		is_plain(r);
	can_be_read(r, &kinds[kind]);
	shows_its_cursor(r);
	place_leave(r);
	nothing_is_faint(r);
}

static void
the_same_flow_on_every_terminal(void **state)
{
	for (size_t i = 0; i < TERMS; i++)
		visit(i, *state);
}

static void
colours_are_chosen_and_readable(void **state)
{
	for (size_t i = TERMS; i < KINDS; i++)
		visit(i, *state);
}

int
main(void)
{
	return places_run("tm", 0, the_same_flow_on_every_terminal, NULL, end) + places_run("co", 0, colours_are_chosen_and_readable, NULL, end);
}
