/* Scorecard Ke, Mo and Fr: on every screen the bar tells the keys, whole and in both languages; what it shows can be clicked; the
   mouse is let go with one key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "tests/screen/places.h"

static struct rig *english;

static int
begin(void **state)
{
	(void)state;
	english = NULL;
	return 0;
}

static int
end(void **state)
{
	if (english != NULL)
		rig_close(english);
	english = NULL;
	return places_end(state);
}

static struct rig *
english_rig(void)
{
	if (english == NULL || !rig_alive(english) || strstr(rig_row(english, 0), " > ") != NULL) {
		if (english != NULL)
			rig_close(english);
		english = site_open(PLACES_ENGLISH, 80, 24);
	}
	return english;
}

static bool
sent(struct rig *r, const char *bytes)
{
	size_t length;
	const char *log = rig_log(r, &length);

	return memmem(log, length, bytes, strlen(bytes)) != NULL;
}

/* The keys of the bar: those words that the terminal shows in bold. */
static size_t
keys_of_bar(struct rig *r, int row, char keys[][64], size_t most)
{
	size_t count = 0;

	for (int column = 0; column < 80; column++) {
		bool begins = (rig_attributes(r, row, column) & RIG_BOLD) && (column == 0 || strcmp(rig_cell(r, row, column - 1), " ") == 0 ||
			*rig_cell(r, row, column - 1) == '\0');

		if (!begins || count == most)
			continue;
		keys[count][0] = '\0';
		for (int c = column; c < 80 && (rig_attributes(r, row, c) & RIG_BOLD) && strlen(keys[count]) < 16; c++)
			strcat(keys[count], rig_cell(r, row, c));
		count += keys[count][0] > ' ' || (unsigned char)keys[count][0] >= 0x80;
	}
	return count;
}

/* Each key of the bar is explained by F1, which itself stands first; the help is read page by page. */
static void
the_bar_tells_the_keys(void **state)
{
	const struct place *place = *state;

	for (int language = 0; language < 2; language++) {
		struct rig *r = language ? english_rig() : places_rig();
		char keys[20][64], *pages = NULL, last[8192] = "";
		size_t count, length = 0;

		place_go(r, place);
		rig_check(r, strncmp(rig_row(r, 23), language ? "F1 Help" : "F1 Aide", 7) == 0);
		count = keys_of_bar(r, 23, keys, 20);
		rig_check(r, count >= 2);
		if (strcmp(place->name, "help") != 0)
			rig_keys(r, "F1");
		rig_check(r, rig_sees(r, language ? "┌ Help" : "┌ Aide"));
		while (strcmp(last, rig_screen(r)) != 0) {
			snprintf(last, sizeof last, "%s", rig_screen(r));
			pages = realloc(pages, length + strlen(last) + 1);
			assert_non_null(pages);
			memcpy(pages + length, last, strlen(last) + 1);
			length += strlen(last);
			rig_keys(r, "PgDn");
		}
		for (size_t i = 0; i < count; i++) {
			char told[80];

			snprintf(told, sizeof told, "%.23s ", keys[i]);
			if (strstr(pages, told) == NULL)
				fail_msg("the help of %s does not explain %s", place->name, keys[i]);
		}
		free(pages);
		rig_keys(r, "Esc");
		place_leave(r);
	}
}

/* The bar is clicked like its keys are pressed, the wheel goes there and back, nothing happens where nothing is; and F11 gives the
   mouse back to the terminal, for selecting text. */
static void
the_mouse_helps(void **state)
{
	const struct place *place = *state;
	struct rig *r = places_rig();

	place_go(r, place);
	rig_send_bytes(r, "\033[<65;40;8M\033[<64;40;8M", 22);
	rig_idle(r);
	rig_check(r, place_seen(r, place));
	rig_keys(r, "F11");
	rig_check(r, sent(r, "\033[?1006l") && rig_sees(r, "Souris coupée"));
	rig_keys(r, "F11");
	rig_check(r, rig_sees(r, "Souris active"));
	rig_check(r, place_seen(r, place));
	if (strcmp(place->name, "help") != 0) {
		rig_click(r, 23, 1);
		rig_check(r, rig_sees(r, "┌ Aide"));
		rig_keys(r, "Esc");
	}
	rig_check(r, place_seen(r, place));
	place_leave(r);
}

/* Is anything cut between these corners? */
static bool
cut_within(struct rig *r, int top, int left, int bottom, int right)
{
	for (int row = top; row <= bottom; row++)
		for (int column = left; column <= right; column++)
			if (strcmp(rig_cell(r, row, column), "…") == 0)
				return true;
	return false;
}

/* Inside the frame of the popup, if there is one. */
static bool
popup_is_cut(struct rig *r)
{
	int top = rig_row_of(r, "┌"), bottom = rig_row_of(r, "└");

	return top >= 0 && cut_within(r, top, rig_column_of(r, top, "┌"), bottom, rig_column_of(r, top, "┐"));
}

/* Nothing is cut in what we say ourselves: all of an empty screen, the labels beside values, the bar, the message, the sentence. What
   people typed may be longer than its cell. */
static void
nothing_said_is_cut(void **state)
{
	const struct place *place = *state;

	for (int language = 0; language < 2; language++) {
		struct rig *r = language ? english_rig() : places_rig();

		place_go(r, place);
		rig_check(r, !popup_is_cut(r));
		/* What takes place under the cursor of a calendar is data. */
		if (!(place->is & POPUP))
			rig_check(r, !cut_within(r, 1, 0, 1, 79) && !cut_within(r, strcmp(place->name, "calendar") == 0 ? 22 : 21, 0, 23, 79));
		/* Labels stand at the left of what is in them. */
		if (strcmp(place->name, "record") == 0)
			rig_check(r, !cut_within(r, 1, 0, 23, 28));
		if (place->is & TYPES || strcmp(place->name, "menu") == 0 || strcmp(place->name, "tiles") == 0)
			rig_check(r, !cut_within(r, 1, 0, 23, 79));
		place_leave(r);
	}
}

/* Every kind of record there is: the head of its list, its menus, its form, in both languages. */
static void
ux_fr_list_of_every_entity(void **state)
{
	static const char *const keys[] = {"", "s", "Esc C", "Esc F9", "Esc F6"};

	(void)state;
	for (int language = 0; language < 2; language++) {
		json_t *catalogue = json_loads(site_verb(PLACES_FRENCH, "catalogue"), 0, NULL), *entity;
		const char *name;
		struct rig *r = language ? english_rig() : places_rig();

		json_object_foreach(json_object_get(catalogue, "entities"), name, entity) {
			site_list(r, name);
			for (size_t i = 0; i < sizeof keys / sizeof *keys && strstr(rig_row(r, 0), " > ") != NULL; i++) {
				if (*keys[i] != '\0')
					rig_keys(r, keys[i]);
				rig_check(r, !popup_is_cut(r) && (rig_sees(r, "┌") || !cut_within(r, 1, 0, 1, 79)) && !cut_within(r, 21, 0, 23, 79));
			}
			/* Section after section of its form, where one may make such a record. */
			for (int section = 0; section < 12 && (strstr(rig_row(r, 0), "nouve") != NULL || strstr(rig_row(r, 0), ": new") != NULL); section++) {
				rig_check(r, !cut_within(r, 1, 0, 23, 79));
				rig_keys(r, "PgDn");
			}
			place_leave(r);
		}
		json_decref(catalogue);
	}
}

int
main(void)
{
	const struct CMUnitTest entities[] = {cmocka_unit_test(ux_fr_list_of_every_entity)};

	return places_run("ke", 0, the_bar_tells_the_keys, begin, end) + places_run("mo", 0, the_mouse_helps, begin, end) +
		places_run("fr", 0, nothing_said_is_cut, begin, end) + cmocka_run_group_tests(entities, begin, end);
}
