/* What a screen on one's own machine can do and a served one cannot: the own editor, the shell, files; and what each costs. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

static const char *const fake[] = {"/usr/bin/python3", "tests/screen/fake_server.py", "fr", NULL};

enum { MEMORY_KB = 6 * 1024, PIECES = 8 };

/* An editor that writes what one would have typed. */
static void
ones_own_editor_writes_a_long_text(void **state)
{
	static const char *const good[] = {"EDITOR=sh -c 'printf \"une ligne\\ndeux e\\314\\201t\\n\" >\"$1\"; printf seen' --", NULL};
	static const char *const other[] = {"EDITOR=sh -c 'echo et encore >>\"$1\"' --", NULL};
	static const char *const bad[] = {"EDITOR=false", NULL};
	struct rig *r = site_open_on("xterm-256color", "marie", good);

	(void)state;
	site_list(r, "contact");
	rig_keys(r, "F6 Tab 'Edith' Tab 'Ecrit'");
	for (int i = 0; i < 30 && !rig_sees(r, "> Notes"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "F4");
	rig_check(r, rig_sees(r, "F4 Éditeur"));
	rig_keys(r, "F4");
	/* The picture is whole again, and the text is in it, in its normal form. */
	rig_check(r, rig_sees(r, "une ligne") && rig_sees(r, "deux ét") && rig_sees(r, "Garage de l’Étoile"));
	rig_check(r, rig_on_alternate_screen(r));
	rig_keys(r, "F2 F2");
	rig_check(r, rig_sees(r, "Enregistré") && rig_sees(r, "une ligne"));
	rig_close(r);
	/* From the record: what was written stands in the form, to be saved there. */
	r = site_open_on("xterm-256color", "marie", other);
	site_list(r, "contact");
	rig_keys(r, "/ 'ecrit edith' Enter Enter");
	rig_keys(r, "E");
	rig_check(r, rig_sees(r, "modifier Ecrit Edith") && rig_sees(r, "et encore"));
	rig_keys(r, "F2");
	rig_check(r, rig_sees(r, "Enregistré") && rig_sees(r, "et encore"));
	rig_close(r);

	r = site_open_on("xterm-256color", "marie", bad);
	site_list(r, "contact");
	rig_keys(r, "F6");
	for (int i = 0; i < 30 && !rig_sees(r, "> Notes"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "F4 'gardé' F4");
	rig_check(r, rig_sees(r, "s’est mal terminé") && rig_sees(r, "gardé"));
	rig_close(r);
}

static void
a_served_screen_starts_no_program(void **state)
{
	static const char *const editor[] = {"EDITOR=touch /tmp/comptoir-must-not-be", NULL};
	struct rig *r = rig_open(&(struct rig_options){.server = fake, .environment = editor});

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	rig_keys(r, ": 'suspend' Enter");
	rig_check(r, rig_sees(r, "servi à distance"));
	rig_keys(r, "Enter Enter e");
	for (int i = 0; i < 30 && !rig_sees(r, "> Notes"); i++)
		rig_keys(r, "Tab");
	rig_keys(r, "F4 F4");
	rig_check(r, rig_sees(r, "servi à distance"));
	rig_check(r, fopen("/tmp/comptoir-must-not-be", "r") == NULL);
	rig_close(r);
}

/* Back to the shell and here again, with the picture that was there. */
static void
the_shell_is_one_command_away(void **state)
{
	const char *program[] = {"/bin/bash", "-c", "set -m; \"$0\" -F \"$SITE/ssh_config\" marie; echo in the shell; read -r; fg >/dev/null; echo over",
		rig_comptoir(), NULL};
	struct rig *r;

	(void)state;
	if (getenv("SITE") == NULL)
		skip();
	r = rig_open(&(struct rig_options){.program = program});
	rig_wait(r, "Contacts");
	rig_idle(r);
	rig_keys(r, "Down");
	rig_send(r, ": 'suspendre' Enter");
	rig_wait(r, "in the shell");
	rig_check(r, !rig_on_alternate_screen(r));
	rig_send(r, "Enter");
	rig_wait(r, "> Adresses");
	rig_idle(r);
	rig_check(r, rig_on_alternate_screen(r));
	rig_keys(r, "Up");
	rig_check(r, rig_sees(r, "> Contacts"));
	rig_send(r, "q");
	rig_wait(r, "over");
	rig_close(r);
}

/* Names come from others: whatever they are, the line to paste is one command. */
static void
files_travel_by_a_line_to_paste(void **state)
{
	struct rig *r;
	char *id;

	(void)state;
	site_verb("paul", "create contact kind=person last_name=Porteuse");
	id = xstrdup(site_verb("paul", "list contact --search porteuse --columns id --format csv"));
	{
		char *words = xasprintf("put contact %ld 'l\\\"a;b c.txt'", strtol(strchr(id, '\n') + 1, NULL, 10));

		site_verb("paul", words);
		free(words);
	}
	r = site_open("paul", 160, 50);
	site_list(r, "contact");
	rig_keys(r, "/ 'porteuse' Enter Enter");
	rig_keys(r, ": 'files' Enter");
	rig_check(r, rig_sees(r, "comptoir paul get contact") && rig_sees(r, "> 'l\"a;b c.txt'"));
	rig_check(r, rig_sees(r, "Ajouter un fichier"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Envoyé au terminal : comptoir paul get contact"));
	rig_close(r);
	free(id);
}

/* A screen change leaves the server in few packets, however many writes it took to draw: what the key did, what the answer
   changed, the mark of the test: two when nothing else runs. A busy machine tears frames, so the best of some rounds counts, and
   that is well below the thirty writes of such a picture. */
static void
a_served_screen_comes_in_few_packets(void **state)
{
	static const char *const marks[] = {"-o", "SetEnv=COMPTOIR_IDLE_MARK=1", NULL};
	static const char *const steps[] = {"Enter", "PgDn", "Enter", "e", "F1", "Esc", "Esc", "Down", "Esc", "Esc"};
	enum { STEPS = sizeof steps / sizeof *steps };
	int best[STEPS];
	struct rig *r = site_hosted_on("xterm-256color", "marie", marks);

	(void)state;
	rig_idle(r);
	for (int round = 0; round < 5; round++)
		for (size_t i = 0; i < STEPS; i++) {
			rig_keys(r, steps[i]);
			if (round == 0 || rig_pieces(r) < best[i])
				best[i] = rig_pieces(r);
			if (round == 4)
				print_message("%-6s %5zu bytes in %d\n", steps[i], rig_bytes(r), best[i]);
		}
	for (size_t i = 0; i < STEPS; i++)
		rig_check(r, best[i] <= PIECES);
	rig_close(r);
}

static void
a_screen_takes_little_memory(void **state)
{
	struct rig *r = rig_open(&(struct rig_options){.server = fake, .columns = 160, .rows = 50});

	(void)state;
	rig_wait(r, "Marie Martin");
	rig_idle(r);
	if (strstr(rig_comptoir(), "-san") != NULL || rig_memory(r) < 0) {
		rig_close(r);
		skip();
	}
	rig_keys(r, "Enter");
	for (int i = 0; i < 20; i++)
		rig_keys(r, "PgDn");
	rig_keys(r, "Enter e Esc Esc F1 Esc");
	print_message("%ld kB\n", rig_memory(r));
	assert_in_range(rig_memory(r), 1, MEMORY_KB);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ones_own_editor_writes_a_long_text),
		cmocka_unit_test(a_served_screen_starts_no_program),
		cmocka_unit_test(the_shell_is_one_command_away),
		cmocka_unit_test(files_travel_by_a_line_to_paste),
		cmocka_unit_test(a_served_screen_comes_in_few_packets),
		cmocka_unit_test(a_screen_takes_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
