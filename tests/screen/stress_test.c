/* Whatever is pressed, in whatever order, at whatever size and on whatever screen, with hang-ups and cut lines between: the client goes
   on, and the next sitting too. KEYS says how many (400 unless told), SEED repeats a run; with COMPTOIR naming a sanitized build,
   sanitizers end the program on what they find. A run that fails says what to write to see it again. */
/* order: last */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "tests/screen/site.h"
#include "tests/screen/wire.h"

/* Often what goes somewhere, sometimes what makes no sense. C-z would suspend nothing, but stays out for shells above. */
static const char *const keys[] = {"Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "Enter", "Enter", "Enter", "Tab",
	"Tab", "BTab", "Esc", "Esc", "BS", "Del", "Ins", "Space", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12",
	"C-c", "A-Up", "A-Down", "A-r", "A-x", "C-t", "B", "C", "D", "E", "H", "J", "K", "L", "R", "T", "U", "W", "C-d", "C-e", "C-k", "C-l",
	"C-p", "C-s", "C-u", "C-w", "C-y", "A-u", "S-Left", "S-Right", "S-End", "S-Home", "C-Left", "C-Right", "a", "b", "c", "d", "e", "g",
	"G", "h", "j", "k", "l", "m", "n", "o", "p", "s", "t", "u", "v", "w", "x", "y", "z", "*", "/", ":", "<", ">", "?", ",", ".", "=", "+",
	"-", "+7", "12,5", "é", "日本", "👩‍🔧", "15/3", "'kind:company'", "'dup'", "'contact '", "'slip'", "\xff", "\xc3", "\033[M !!",
	"\033[<0;10;5M\033[<0;10;5m", "\033[<0;40;12M\033[<32;60;14M\033[<0;60;14m", "\033[<0;12;24M", "\033[<0;5;2M", "\033[<64;9;9M",
	"\033[<65;9;9M", "\033[<0;999;999M", "\033[<0;0;0M", "\033[<0;1", "\033[<M", "\033[<2;7;7M", "\033[I", "\033[O",
	"\033[200~a\tb\t3\n4\t5,5\t6\n\033[201~", "\033[200~\033]52;c;x\a\xe2\x80\xae\xcc\x81\033[201~"};
#define COUNT(of) (sizeof(of) / sizeof *(of))

/* Where one goes now and then, by what the palette calls it: every kind of screen is among them. */
static const char *const places[] = {"contact", "vehicle", "gadget", "slip", "contact dupont", "board", "calendar", "dashboard",
	"reports", "wizards", "drafts", "queue", "history", "files", "chart", "columns", "views", "create", "duplicate", "company", "theme",
	"slow", "trash", "agenda", "month", "lanes", "day", "week", "help", "notify", "mouse", "linked", "related"};
static const int sizes[][2] = {{161, 51}, {40, 10}, {5, 2}, {120, 30}, {80, 25}, {200, 60}, {39, 9}};

/* What was pressed last, for the one who has to find out. */
enum { REMEMBERED = 30 };
static char last[REMEMBERED][1200];
static size_t batches;
static unsigned int first;
static bool well;

static unsigned int
from_environment(const char *name, unsigned int otherwise)
{
	const char *value = getenv(name);

	return value ? (unsigned int)strtoul(value, NULL, 10) : otherwise;
}

static size_t chance(unsigned int *seed, size_t of) { return (size_t)rand_r(seed) % of; }

static void
remember(const char *what)
{
	snprintf(last[batches++ % REMEMBERED], sizeof *last, "%s", what);
	if (getenv("SEED") != NULL)
		print_message("%s\n", what);
}

static int
say_how_it_failed(void **state)
{
	(void)state;
	if (well)
		return 0;
	print_message("SEED=%u KEYS=%u sees it again; pressed last:\n", first, from_environment("KEYS", 400));
	for (size_t i = batches > REMEMBERED ? batches - REMEMBERED : 0; i < batches; i++)
		print_message("  %s\n", last[i % REMEMBERED]);
	return 0;
}

static void
press_some(struct rig *r, unsigned int *seed, size_t how_many)
{
	char names[1024] = "";

	for (size_t i = 0; i < how_many; i++) {
		const char *key = keys[chance(seed, COUNT(keys))];

		if ((unsigned char)*key == 0xff || ((unsigned char)*key == 0xc3 && key[1] == '\0') || *key == '\033')
			rig_send_bytes(r, key, strlen(key));
		else if (strlen(names) + strlen(key) + 6 < sizeof names)
			sprintf(names + strlen(names), strlen(key) > 1 && strchr("+1=", *key) ? "'%s' " : "%s ", key);
	}
	remember(names);
	rig_keys(r, names);
}

static void
go_somewhere(struct rig *r, unsigned int *seed)
{
	const char *place = places[chance(seed, COUNT(places))];

	remember(place);
	rig_keys(r, "C-c Esc Esc C-p");
	rig_paste(r, place);
	rig_idle(r);
	rig_keys(r, "Enter");
}

static struct rig *
sit_down(const struct wire *w, const char *person, unsigned int *seed)
{
	static const char *const no_editor[] = {"EDITOR=true", NULL};
	size_t size = chance(seed, 4);
	struct rig *r = wire_over_with(w, person, size == 0 ? 160 : size == 1 ? 120 : 80, size == 0 ? 50 : 24, no_editor);

	rig_may_end(r);
	return r;
}

static void
nothing_is_preferred(void)
{
	wire_sql("delete from app.preference where name = 'linear'");
}

/* Among what is pressed is what leaves: then there is a next sitting. Whatever a sanitizer finds ends it otherwise. */
static struct rig *
go_on(struct rig *r, const struct wire *w, const char *person, unsigned int *seed, bool *cut)
{
	if (rig_ended(r) < 0 && rig_on_alternate_screen(r))
		return r;
	/* It tells in lines now, and would do so the next time. */
	if (rig_ended(r) < 0) {
		rig_signal(r, SIGKILL);
		rig_exit(r);
		nothing_is_preferred();
	} else if (rig_ended(r) != 0 && rig_ended(r) != 128 + SIGINT)
		fail_msg("it ended with %d:\n%s", rig_ended(r), rig_screen(r));
	remember("(left)");
	rig_close(r);
	if (*cut)
		wire_up((struct wire *)(uintptr_t)w);
	*cut = false;
	return sit_down(w, person, seed);
}

/* The window is closed, the program told to end, or killed. */
static struct rig *
hang_up(struct rig *r, const struct wire *w, const char *person, unsigned int *seed)
{
	size_t how = chance(seed, 3);

	remember(how == 0 ? "(unplugged)" : how == 1 ? "(SIGTERM)" : "(SIGKILL)");
	if (how == 0)
		rig_unplug(r);
	else
		rig_signal(r, how == 1 ? SIGTERM : SIGKILL);
	if (rig_exit(r) != (how == 2 ? 128 + SIGKILL : 0))
		fail_msg("it ended with %d:\n%s", rig_exit(r), rig_screen(r));
	rig_close(r);
	return sit_down(w, person, seed);
}

static void
any_keys_at_any_size(void **state)
{
	unsigned int seed, count = from_environment("KEYS", 400), size = 0;
	const char *person;
	struct wire w = {.port = 0};
	bool cut = false;
	struct rig *r;

	(void)state;
	seed = first = from_environment("SEED", (unsigned int)time(NULL));
	person = chance(&seed, 2) ? "mary" : "marie";
	print_message("SEED=%u KEYS=%u as %s\n", first, count, person);
	well = false;
	batches = 0;
	nothing_is_preferred();
	wire_up(&w);
	r = sit_down(&w, person, &seed);
	for (unsigned int pressed = 0; pressed < count; pressed += 10) {
		press_some(r, &seed, 10);
		r = go_on(r, &w, person, &seed, &cut);
		if (pressed % 70 == 60)
			go_somewhere(r, &seed);
		r = go_on(r, &w, person, &seed, &cut);
		if (pressed % 100 == 90) {
			remember("(resized)");
			rig_resize(r, sizes[size % COUNT(sizes)][0], sizes[size % COUNT(sizes)][1]);
			size++;
		}
		if (pressed % 500 == 240 || pressed % 500 == 300) {
			bool was = cut;

			cut = pressed % 500 == 240;
			remember(cut ? "(cut)" : "(mended)");
			if (cut)
				wire_cut(&w);
			else if (was)
				wire_up(&w);
		}
		if (pressed % 500 == 390)
			r = hang_up(r, &w, person, &seed);
	}
	if (cut)
		wire_up(&w);
	rig_resize(r, 100, 31);
	rig_keys(r, "C-l");
	r = go_on(r, &w, person, &seed, &cut);
	rig_check(r, rig_sees(r, "Garage de l’Étoile"));
	rig_close(r);
	wire_cut(&w);
	well = true;
}

/* Lines of any kind to a screen that is told in lines. */
static void
any_lines_in_linear_mode(void **state)
{
	static const char *const lines[] = {"1", "2", "3", "4", "12", "99", "", "", "<", "<", "?", ":contact", ":vehicle", ":gadget", ":slip",
		":create", ":save", ":board", ":dashboard", ":reports", ":calendar", ":wizards", ":drafts", ":queue", ":history", ":delete",
		"dupont", "+7", "12,50", "oui", "n", "/dup", ":actions", ":columns", "日本 👩‍🔧", ":sort", "\xff\xc3", ":help", "o", "a", "0", "-1"};
	unsigned int seed, count = from_environment("KEYS", 400) / 5;
	struct rig *r;

	(void)state;
	seed = first = from_environment("SEED", (unsigned int)time(NULL));
	well = false;
	batches = 0;
	r = site_open_lines("--linear", chance(&seed, 2) ? "mary" : "marie");
	rig_may_end(r);
	for (unsigned int i = 0; i < count && rig_ended(r) < 0; i++) {
		const char *line = lines[chance(&seed, COUNT(lines))];

		remember(line);
		rig_send_bytes(r, line, strlen(line));
		rig_keys(r, "Enter");
	}
	if (rig_ended(r) < 0)
		rig_unplug(r);
	assert_true(rig_exit(r) == 0);
	rig_close(r);
	well = true;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_keys_at_any_size, wire_nothing_unfinished, say_how_it_failed),
		cmocka_unit_test_setup_teardown(any_lines_in_linear_mode, wire_nothing_unfinished, say_how_it_failed),
	};

	cmocka_set_test_filter(getenv("STORY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
