/* Figures: the dashboard, reports drawn and as tables, a list counted by its groups; on terminals of two kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* Two columns on a small screen, three with a course on a tall one; Enter shows the whole figure, Esc goes back. */
static void
the_dashboard_shows_the_company_at_a_glance(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	rig_keys(r, "D");
	rig_check(r, rig_sees(r, "Nouveaux contacts") && rig_sees(r, "Activités par semaine") && rig_sees(r, "Contrôles techniques à venir"));
	rig_check(r, rig_row_of(r, "Nouveaux contacts") == rig_row_of(r, "Activités par semaine"));
	rig_check(r, rig_row_of(r, "Nouveaux contacts") < rig_row_of(r, "Contrôles techniques à venir"));
	rig_check(r, rig_sees(r, "▁▁▁▁▁▁▁▁▁▁▁█") && rig_sees(r, site_today() + strlen("21/")));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "Tableau de bord > Nouveaux contacts") && rig_sees(r, "█ Personnes   ▒ Entreprises"));
	rig_keys(r, "Esc");
	rig_resize(r, 160, 50);
	rig_check(r, rig_row_of(r, "Nouveaux contacts") == rig_row_of(r, "Minutes avec les contacts"));
	rig_check(r, rig_row_of(r, "Contrôles techniques à venir") == rig_row_of(r, "Compteurs relevés") && rig_sees(r, "⣀⣀⣀⣀⣀⣀⣀⣀"));
	rig_close(r);
}

static void
a_report_is_drawn_and_the_same_is_a_table(void **state)
{
	struct rig *r = site_open("mary", 80, 24);
	char bar[256];
	int row;

	(void)state;
	rig_keys(r, "R");
	rig_check(r, rig_sees(r, "Vehicles by energy") && rig_sees(r, "Records by kind"));
	rig_keys(r, "r");
	row = rig_row_of(r, "Vehicles  ");
	rig_check(r, row > 0 && strstr(rig_row(r, row), "█") != NULL);
	snprintf(bar, sizeof bar, "%s", strrchr(rig_row(r, row), ' ') + 1);
	rig_keys(r, "T");
	row = rig_row_of(r, "Vehicles  ");
	rig_check(r, rig_sees(r, "Last change") && !rig_sees(r, "█"));
	rig_check(r, row > 0 && strstr(rig_row(r, row), bar) != NULL);
	rig_keys(r, "T");
	rig_check(r, rig_sees(r, "█"));
	rig_close(r);
}

/* Any list, counted by a choice or by months; a bar opens the records that it counts. */
static void
a_list_is_counted_by_its_groups(void **state)
{
	struct rig *r = site_open("marie", 80, 24);

	(void)state;
	site_list(r, "vehicle");
	rig_keys(r, ": 'graph' Enter 'état' Enter");
	rig_check(r, rig_sees(r, "Véhicules par État") && rig_sees(r, "█"));
	rig_keys(r, "Enter");
	rig_check(r, rig_sees(r, "lignes 1-"));
	rig_keys(r, "Esc");
	rig_check(r, rig_sees(r, "Véhicules par État"));
	rig_close(r);
}

/* Where there is only ASCII, so are the bars; nothing that such a terminal cannot show is sent to it. */
static void
a_plain_terminal_has_plain_bars(void **state)
{
	struct rig *r;
	const char *log, *environment[] = {"LANG=C", "LC_ALL=C", NULL};
	size_t length;

	(void)state;
	r = site_open_with("mary", 80, 24, "vt100", environment);
	rig_keys(r, "D");
	rig_check(r, rig_sees(r, "___________#"));
	rig_keys(r, "Right Enter");
	rig_check(r, rig_sees(r, "Activities by week") && !rig_sees(r, "▲"));
	rig_keys(r, "Esc R v");
	rig_check(r, rig_sees(r, "####"));
	log = rig_log(r, &length);
	for (size_t i = 0; i < length; i++)
		rig_check(r, (unsigned char)log[i] < 0x80);
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_dashboard_shows_the_company_at_a_glance),
		cmocka_unit_test(a_report_is_drawn_and_the_same_is_a_table),
		cmocka_unit_test(a_list_is_counted_by_its_groups),
		cmocka_unit_test(a_plain_terminal_has_plain_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
