/* F1 on every screen: its own keys first, found by typing in any of our languages, and Enter does what the row says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* The popup stands, the first key of the screen is its first row; then a command that every screen has is found and done. */
static void
helps(struct rig *r, const char *screen, const char *shows, const char *word, const char *done)
{
	char typed[64];

	rig_keys(r, "F1");
	if (!rig_sees(r, "Aide") || !rig_sees(r, shows))
		print_message("ux_hp_%s\n", screen);
	rig_check(r, rig_sees(r, "taper") || rig_sees(r, "tapez") || rig_sees(r, "Entrée"));
	rig_check(r, rig_sees(r, shows));
	snprintf(typed, sizeof typed, "'%s'", word);
	rig_keys(r, typed);
	rig_check(r, rig_sees(r, "F11"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, done));
	print_message("ux_hp_%s: found and done\n", screen);
}

static void
ux_hp_every_screen(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	helps(r, "menu", "Ouvrir la liste sous le curseur", "souris", "Souris");
	site_list(r, "vehicle");
	helps(r, "list", "Filtrer par champs", "mouse", "Souris");
	rig_keys(r, "F4");
	helps(r, "search", "F1", "souris", "Souris");
	rig_keys(r, "Esc Enter");
	helps(r, "record", "Modifier cette fiche", "souris", "Souris");
	rig_keys(r, "e");
	/* What the field is, above its keys. */
	rig_keys(r, "F1");
	rig_check(r, rig_sees(r, "La plaque d’immatriculation"));
	rig_keys(r, "Esc");
	helps(r, "form", "Enregistrer", "souris", "Souris");
	rig_keys(r, "Esc");
	rig_keys(r, "Esc");
	rig_keys(r, "b");
	helps(r, "board", "carte", "souris", "Souris");
	rig_keys(r, "Esc");
	rig_keys(r, "t");
	helps(r, "calendar", "Ouvrir ce qui a lieu ici", "souris", "Souris");
	rig_keys(r, "q D");
	helps(r, "dashboard", "F1", "souris", "Souris");
	rig_keys(r, "q F9");
	rig_keys(r, ": 'theme' Enter");
	rig_keys(r, "F1");
	rig_check(r, rig_sees(r, "Prendre la ligne"));
	rig_keys(r, "Esc Esc");
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ux_hp_every_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
