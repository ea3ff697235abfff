/* What is written can be read: each colour of each theme against each background that it may stand on, by the formula of the
   WCAG. Palettes of 8 and 16 colours are those of usual terminals; bold is brighter only where the terminal does that. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <cmocka.h>

#include "tui/theme.h"

#define LEAST 4.5

struct palette {
	const char *name;
	int depth;
	bool bold_is_bright;
	unsigned int rgb[16];
};
static const struct palette palettes[] = {
	{"xterm", 16, false, {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff}},
	{"PuTTY", 16, false, {0x000000, 0xbb0000, 0x00bb00, 0xbbbb00, 0x0000bb, 0xbb00bb, 0x00bbbb, 0xbbbbbb,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff}},
	{"Windows", 16, false, {0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc,
		0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2}},
	{"Tango", 16, false, {0x000000, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf,
		0x555753, 0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec}},
	{"xterm with 8", 8, true, {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff}},
	{"Linux console", 8, true, {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff}},
};
static const struct palette fixed = {"256 colours", 256, false, {0}};

static unsigned int
rgb_of(const struct palette *p, short colour, bool bold)
{
	static const unsigned int steps[] = {0, 95, 135, 175, 215, 255};

	if (colour >= 232)
		return (unsigned int)(8 + 10 * (colour - 232)) * 0x10101;
	if (colour >= 16)
		return steps[(colour - 16) / 36] << 16 | steps[(colour - 16) / 6 % 6] << 8 | steps[(colour - 16) % 6];
	return p->rgb[bold && p->bold_is_bright && colour < 8 ? colour + 8 : colour];
}

static double
light_of(unsigned int channel)
{
	double c = channel / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(unsigned int rgb)
{
	return 0.2126 * light_of(rgb >> 16 & 255) + 0.7152 * light_of(rgb >> 8 & 255) + 0.0722 * light_of(rgb & 255);
}

static double
contrast(unsigned int a, unsigned int b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static void
check(enum theme theme, enum theme_role role, const struct palette *p, unsigned int background)
{
	struct theme_colours c = theme_colours(theme, role, p->depth);
	double seen;

	if (c.background >= 0)
		background = rgb_of(p, c.background, false);
	/* The terminal's own text on its own background is the person's choice. */
	if (c.text < 0)
		return;
	seen = contrast(rgb_of(p, c.text, c.bold), background);
	if (seen < LEAST)
		fail_msg("theme %s, role %d, %s on #%06x: %.2f", theme_name(theme), role, p->name, background, seen);
}

static void
every_pair_of_every_theme_can_be_read(void **state)
{
	static const struct { enum theme theme; unsigned int backgrounds[5]; } stand[] = {
		{THEME_LIGHT, {0xffffff, 0xfdf6e3, 0xeeeeee, 0xfafafa, 0xffffff}},
		{THEME_DARK, {0x000000, 0x1e1e1e, 0x300a24, 0x282a36, 0x002b36}},
		{THEME_CONTRAST, {0, 0, 0, 0, 0}},
	};

	(void)state;
	for (size_t s = 0; s < sizeof stand / sizeof *stand; s++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			for (size_t b = 0; b < 5; b++)
				check(stand[s].theme, (enum theme_role)role, &fixed, stand[s].backgrounds[b]);
			for (size_t p = 0; p < sizeof palettes / sizeof *palettes; p++)
				check(stand[s].theme, (enum theme_role)role, &palettes[p],
				    stand[s].theme == THEME_LIGHT ? 0xffffff : palettes[p].rgb[0]);
		}
}

/* Nobody said what the background is: what is painted reads on both. (In 8 and 16 colours they are the person's own.) */
static void
what_nobody_chose_reads_on_black_and_on_white(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		check(THEME_AUTO, (enum theme_role)role, &fixed, 0x000000);
		check(THEME_AUTO, (enum theme_role)role, &fixed, 0xffffff);
	}
}

static void
mono_has_no_colours(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		for (int depth = 8; depth <= 256; depth *= depth == 8 ? 2 : 16)
			assert_int_equal(theme_colours(THEME_MONO, (enum theme_role)role, depth).text, -1);
}

/* Colour never says anything alone: what is refused, warned of, selected or marked differs in attributes from plain text too. */
static void
meaning_is_never_in_colour_alone(void **state)
{
	static const enum theme_role telling[] = {ROLE_SELECT, ROLE_MARK, ROLE_OK, ROLE_WARN, ROLE_ERROR, ROLE_FOCUS, ROLE_VALUE, ROLE_COLUMNS,
		ROLE_KEY, ROLE_HEADING, ROLE_TITLE};

	(void)state;
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
		assert_int_not_equal(theme_attr(telling[i]), theme_attr(ROLE_TEXT));
}

static void
themes_have_names_in_both_languages(void **state)
{
	(void)state;
	assert_int_equal(theme_named("dark"), THEME_DARK);
	assert_int_equal(theme_named("Sombre"), THEME_DARK);
	assert_int_equal(theme_named("clair"), THEME_LIGHT);
	assert_int_equal(theme_named("contraste"), THEME_CONTRAST);
	assert_int_equal(theme_named("purple"), THEME_COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_every_theme_can_be_read),
		cmocka_unit_test(what_nobody_chose_reads_on_black_and_on_white),
		cmocka_unit_test(mono_has_no_colours),
		cmocka_unit_test(meaning_is_never_in_colour_alone),
		cmocka_unit_test(themes_have_names_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
