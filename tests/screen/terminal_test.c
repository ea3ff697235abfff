/* Every terminal gets the same screen, in what it can show: kinds of TERM, themes, the mouse, the clipboard, keys of one's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

static bool
sent(struct rig *r, const char *bytes)
{
	size_t length;
	const char *log = rig_log(r, &length);

	return memmem(log, length, bytes, strlen(bytes)) != NULL;
}

static bool
has_colour(struct rig *r)
{
	for (int row = 0; row < 24; row++)
		for (int column = 0; column < 80; column++)
			if (rig_attributes(r, row, column) & RIG_COLOUR)
				return true;
	return false;
}

/* Someone sits down at any of these, opens the vehicles, goes down, opens one, goes back. */
static void
every_terminal_shows_the_same_list(void **state)
{
	static const struct { const char *term; bool mouse, ascii, colour; } terms[] = {
		{"xterm", true, false, true}, {"xterm-256color", true, false, true}, {"screen", true, false, true},
		{"tmux-256color", true, false, true}, {"linux", false, false, true}, {"putty", true, false, true},
		{"vt220", false, true, false}, {"vt100", false, true, false}, {"xterm-kitty", true, false, true},
		{"foot", true, false, true}, {"wezterm", true, false, true}, {"xterm-ghostty", true, false, true},
		{"contour", true, false, true}, {"alacritty", true, false, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct rig *r = site_open_on(terms[i].term, "nina", NULL);

		print_message("%s\n", terms[i].term);
		site_list(r, "vehicle");
		rig_check(r, rig_sees(r, "EK-050-GX") || rig_sees(r, "lignes 1-"));
		rig_check(r, rig_sees(r, terms[i].ascii ? "Kilometrage" : "Kilométrage") || rig_sees(r, terms[i].ascii ? "Modele" : "Modèle"));
		/* Both forms of an arrow, whatever the description says. */
		rig_send_bytes(r, "\033[B", 3);
		rig_idle(r);
		rig_check(r, strncmp(rig_row(r, 3), ">", 1) == 0);
		rig_send_bytes(r, "\033OA", 3);
		rig_idle(r);
		rig_check(r, strncmp(rig_row(r, 2), ">", 1) == 0);
		rig_keys(r, "Enter");
		rig_check(r, rig_sees(r, "> Immatriculation"));		/* where one is may be cut short by who edits it meanwhile */
		rig_check(r, has_colour(r) == terms[i].colour);
		rig_check(r, sent(r, "\033[?1006h") == terms[i].mouse);
		for (int row = 0; terms[i].ascii && row < 24; row++)
			for (const char *p = rig_row(r, row); *p != '\0'; p++)
				assert_in_range((unsigned char)*p, ' ', '~');
		rig_close(r);
	}
}

/* A locale that is not UTF-8 gets lines of - and |, and letters without accents. */
static void
an_old_locale_gets_ascii(void **state)
{
	static const char *const locales[] = {"LANG=fr_FR.ISO-8859-1", "LANG=C", "LANG=fr_FR", "LC_ALL=POSIX"};

	(void)state;
	for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
		const char *const environment[] = {locales[i], NULL};
		struct rig *r = site_open_on("xterm-256color", "nina", environment);

		rig_check(r, rig_sees(r, "Vehicules") && rig_sees(r, " --"));
		site_list(r, "vehicle");
		rig_keys(r, "/ 'e'");
		rig_keys(r, "C-u Esc F6");
		for (int row = 0; row < 24; row++)
			for (const char *p = rig_row(r, row); *p != '\0'; p++)
				assert_in_range((unsigned char)*p, ' ', '~');
		rig_close(r);
	}
}

/* What was chosen is kept by the server, and is there again at the next terminal. */
static void
what_one_likes_is_there_again(void **state)
{
	struct rig *r = site_open("nina", 80, 24);

	(void)state;
	rig_check(r, has_colour(r));
	rig_keys(r, ": 'theme' Enter 'mono' Enter F11");
	rig_close(r);
	assert_non_null(strstr(site_verb("nina", "prefer"), "mono"));
	r = site_hosted("nina", 80, 24);
	rig_wait(r, "Véhicules");
	rig_wait(r, "F1 Aide");
	rig_send(r, "Enter");
	rig_wait(r, "lignes 1-");
	rig_check(r, !has_colour(r));
	rig_close(r);
	/* What is said on the spot goes before. */
	r = site_open_option("--color=dark", "nina");
	rig_check(r, has_colour(r));
	rig_close(r);
	/* Somebody who hears the screen says so once. */
	site_verb("nina", "prefer linear on");
	r = site_open_lines("--batch", "nina");
	rig_wait(r, "mode linéaire");
	rig_send(r, "'linear' Enter");
	rig_wait(r, "F1 Aide");
	rig_idle(r);
	rig_check(r, rig_on_alternate_screen(r) && rig_sees(r, "> Contacts"));
	rig_keys(r, "Down Up");
	rig_close(r);
	site_verb("nina", "prefer theme ''");
	site_verb("nina", "prefer mouse ''");
}

static void
colours_are_ones_own_choice(void **state)
{
	static const char *const none[] = {"NO_COLOR=1", NULL};
	static const char *const both[] = {"NO_COLOR=1", "COMPTOIR_THEME=sombre", NULL};
	struct rig *r = site_open_on("xterm-256color", "nina", none);

	(void)state;
	rig_check(r, !has_colour(r));
	/* Without colours, what has the cursor is reversed, and keys are bold. */
	rig_check(r, (rig_attributes(r, 3, 4) & RIG_REVERSE) != 0);
	rig_check(r, (rig_attributes(r, 23, 0) & RIG_BOLD) != 0);
	/* Chosen by name, from any screen, and seen at once. */
	rig_keys(r, ": 'thème' Enter 'contr' Enter");
	rig_check(r, has_colour(r) && rig_sees(r, "contraste"));
	rig_keys(r, ": 'theme' Enter 'mono' Enter");
	rig_check(r, !has_colour(r));
	rig_close(r);
	r = site_open_on("xterm-256color", "nina", both);
	rig_check(r, has_colour(r));
	rig_close(r);
	r = site_open_option("--couleur=jamais", "nina");
	rig_check(r, !has_colour(r));
	rig_close(r);
	r = site_open_option("--color=light", "nina");
	rig_check(r, has_colour(r));
	rig_close(r);
	site_verb("nina", "prefer theme ''");
}

static void
the_mouse_moves_opens_scrolls_sorts_and_presses(void **state)
{
	struct rig *r = site_open("nina", 80, 24);
	char first[256];
	int row;

	(void)state;
	row = rig_row_of(r, "Véhicules");
	rig_click(r, row, 6);
	rig_check(r, strstr(rig_row(r, row), "> Véhicules") != NULL);
	rig_click(r, row, 6);
	rig_check(r, rig_sees(r, "lignes 1-19"));
	rig_click(r, 5, 4);
	rig_check(r, rig_row(r, 5)[0] == '>');
	snprintf(first, sizeof first, "%s", rig_row(r, 2));
	rig_send_bytes(r, "\033[<65;10;10M\033[<65;10;10M\033[<65;10;10M\033[<65;10;10M\033[<65;10;10M\033[<65;10;10M", 72);
	rig_idle(r);
	rig_check(r, strcmp(first, rig_row(r, 2)) != 0);
	rig_send_bytes(r, "\033[<64;10;10M\033[<64;10;10M", 24);
	rig_idle(r);
	/* The header sorts, and again the other way round. */
	rig_keys(r, "Home");
	rig_click(r, 1, 3);
	rig_check(r, strstr(rig_row(r, 1), "↑") != NULL || strstr(rig_row(r, 1), "↓") != NULL);
	snprintf(first, sizeof first, "%s", rig_row(r, 1));
	rig_click(r, 1, 72);
	rig_check(r, strcmp(first, rig_row(r, 1)) != 0);
	/* The margin selects. */
	rig_click(r, 4, 1);
	rig_check(r, rig_sees(r, "1 sélectionné") || rig_sees(r, "1 choisi"));
	rig_keys(r, "Esc");
	/* The bar is clicked like keys are pressed, a popup's row is taken, beside it nothing happens but its end. */
	rig_click(r, 23, (int)(strstr(rig_row(r, 23), "F9") - rig_row(r, 23)) + 1);
	rig_check(r, rig_sees(r, "┌ Actions"));
	rig_click(r, 1, 1);
	rig_check(r, !rig_sees(r, "┌ Actions"));
	rig_close(r);
}

static void
a_form_follows_the_mouse(void **state)
{
	struct rig *r = site_open("nina", 80, 24);
	int row, at, column;

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6");
	row = rig_row_of(r, "Nom de famille");
	rig_click(r, row, 40);
	rig_check(r, rig_row(r, row)[0] == '>' || strstr(rig_row(r, row), "> Nom") != NULL);
	rig_cursor(r, &at, &column);
	assert_int_equal(at, row);
	rig_keys(r, "'Dupré'");
	rig_check(r, strstr(rig_row(r, row), "Dupré") != NULL);
	row = rig_row_of(r, "Type");
	rig_click(r, row, 40);
	rig_click(r, row, 40);
	rig_check(r, rig_sees(r, "Entreprise"));
	rig_click(r, rig_row_of(r, "Entreprise"), 30);
	rig_keys(r, "Esc a");
	rig_close(r);
}

/* Cells of a record's lines, fields again, and tiles of the dashboard. */
static void
lines_and_tiles_follow_the_mouse(void **state)
{
	struct rig *r = site_open("nina", 80, 24);
	int row, column, at;

	(void)state;
	site_list(r, "slip");
	rig_keys(r, "c 'Souris' Enter Enter 'Nosuch' Tab 'Vis' Tab '2' Tab '3,50'");
	row = rig_row_of(r, "Vis");
	rig_check(r, row > 0);
	column = rig_column_of(r, row, "Vis");
	rig_click(r, row, column);
	rig_cursor(r, &at, &column);
	assert_int_equal(at, row);
	rig_keys(r, "'Boulon'");
	rig_check(r, rig_sees(r, "Boulon") && !rig_sees(r, "Vis "));
	row = rig_row_of(r, "Titre");
	rig_click(r, row, 40);
	rig_keys(r, "End Space 'bis'");
	rig_check(r, strstr(rig_row(r, row), "Souris bis") != NULL);
	rig_keys(r, "Esc a");
	site_home(r);
	rig_keys(r, ": 'dashboard' Enter");
	row = rig_row_of(r, "Activités par semaine");
	column = rig_column_of(r, row, "Activités par semaine");
	rig_click(r, row, column);
	rig_click(r, row, column);
	rig_check(r, strstr(rig_row(r, 0), "> Activités par semaine") != NULL);
	rig_close(r);
}

/* Capture is taken back at once, so that text can be selected; and said. */
static void
the_mouse_is_let_go_with_a_key(void **state)
{
	struct rig *r = site_open("nina", 80, 24);

	(void)state;
	rig_check(r, sent(r, "\033[?1006h") && !sent(r, "\033[?1006l"));
	rig_keys(r, "F11");
	rig_check(r, sent(r, "\033[?1006l") && rig_sees(r, "Souris coupée"));
	rig_keys(r, ": 'souris' Enter");
	rig_check(r, rig_sees(r, "Souris active"));
	/* On leaving, the terminal is as it was. */
	rig_keys(r, "F11 F11");
	rig_send(r, "q");
	rig_exit(r);
	rig_check(r, sent(r, "\033[?1000l") && sent(r, "\033[?2004l") && sent(r, "\033[23;2t"));
	rig_close(r);
	r = site_open_option("--mouse=off", "nina");
	rig_check(r, !sent(r, "\033[?1000h"));
	rig_close(r);
}

/* « GAUTIER » in base64 begins so; the answer says where it went, not that it arrived. */
static void
y_sends_a_value_to_the_terminal(void **state)
{
	struct rig *r = site_open("nina", 80, 24);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "/ 'gautier ine' Enter y");
	rig_check(r, rig_sees(r, "Envoyé au terminal : Gautier Inès"));
	rig_check(r, sent(r, "\033]52;c;R2F1dGllciBJbsOocw==\a"));
	/* In a record, what the cursor is on. */
	rig_keys(r, "Enter Down Down Down y");
	rig_check(r, rig_sees(r, "Envoyé au terminal : ines.gautier@example.com"));
	rig_check(r, sent(r, "\033]52;c;aW5lcy5nYXV0aWVyQGV4YW1wbGUuY29t\a"));
	/* Links lead where the text says, and the window is called after what it shows. */
	rig_check(r, sent(r, "\033]8;;mailto:ines.gautier@example.com\a"));
	rig_check(r, sent(r, "\033]8;;tel:+33199007294\a") || sent(r, "\033]8;;tel:0199007294\a"));
	rig_check(r, sent(r, "\033]2;Garage de l’Étoile > Contacts > Gautier Inès\a"));
	rig_close(r);
	r = site_open_on("linux", "nina", NULL);
	site_list(r, "contact");
	rig_keys(r, "/ 'gautier ine' Enter y");
	rig_check(r, rig_sees(r, "Gautier Inès") && !rig_sees(r, "Envoyé"));
	rig_keys(r, "Enter");
	rig_check(r, !sent(r, "\033]8") && !sent(r, "\033]52") && !sent(r, "\033]2;"));
	rig_close(r);
}

/* One bell for a key that does nothing, none for the rest. */
static void
the_bell_is_for_refused_keys(void **state)
{
	struct rig *r = site_open("nina", 80, 24);

	(void)state;
	rig_keys(r, "Down Up");
	assert_int_equal(rig_bells(r), 0);
	rig_keys(r, "C-x");
	assert_int_equal(rig_bells(r), 1);
	rig_check(r, rig_sees(r, "Cette touche ne fait rien ici"));
	rig_close(r);
}

/* A slow line: 80 bytes a move, and nothing that was not asked for. */
static void
a_slow_line_carries_little(void **state)
{
	struct rig *r = site_open_option("--slow", "nina");

	(void)state;
	site_list(r, "vehicle");
	for (int i = 0; i < 5; i++) {
		rig_keys(r, "Down");
		rig_check(r, rig_bytes(r) <= 80);
	}
	rig_resize(r, 160, 50);
	rig_check(r, !rig_sees(r, "│ Véhicule"));
	rig_check(r, !sent(r, "\033[?1000h") && !sent(r, "\033]2;"));
	rig_keys(r, ": 'lente' Enter Down Up");
	rig_wait(r, "│");
	rig_close(r);
}

static void
write_keys(const char *home, const char *text)
{
	char *folder = xasprintf("%s/.config", home), *inner = xasprintf("%s/.config/comptoir", home);
	char *path = xasprintf("%s/keys.conf", inner);
	FILE *f;

	mkdir(folder, 0700);
	mkdir(inner, 0700);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
	free(inner);
	free(folder);
}

static void
keys_are_ones_own(void **state)
{
	char home[] = "/tmp/comptoir-keys.XXXXXX", *variable;
	struct rig *r;

	(void)state;
	assert_non_null(mkdtemp(home));
	variable = xasprintf("HOME=%s", home);
	write_keys(home, "list.create = F5\nlist.refresh = F6\nlist.fly = x\n");
	r = site_open_on("xterm-256color", "mary", (const char *const[]){variable, NULL});
	rig_check(r, rig_sees(r, "keys.conf, line 3"));
	site_list(r, "contact");
	/* The bar says what works now. */
	rig_check(r, rig_sees(r, "F5 Create"));
	rig_keys(r, "F5");
	rig_check(r, rig_sees(r, "Contact: new") || rig_sees(r, "new"));
	rig_close(r);
	free(variable);
	variable = xasprintf("rm -rf %s", home);
	assert_int_equal(system(variable), 0);	/* NOLINT(cert-env33-c): our own folder */
	free(variable);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_terminal_shows_the_same_list),
		cmocka_unit_test(an_old_locale_gets_ascii),
		cmocka_unit_test(colours_are_ones_own_choice),
		cmocka_unit_test(what_one_likes_is_there_again),
		cmocka_unit_test(the_mouse_moves_opens_scrolls_sorts_and_presses),
		cmocka_unit_test(a_form_follows_the_mouse),
		cmocka_unit_test(lines_and_tiles_follow_the_mouse),
		cmocka_unit_test(the_mouse_is_let_go_with_a_key),
		cmocka_unit_test(y_sends_a_value_to_the_terminal),
		cmocka_unit_test(the_bell_is_for_refused_keys),
		cmocka_unit_test(a_slow_line_carries_little),
		cmocka_unit_test(keys_are_ones_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
