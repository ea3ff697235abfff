/* Whatever is pressed, in whatever order and at whatever size: the client goes on. KEYS says how many (400 unless told), SEED
   repeats a run; with COMPTOIR naming a sanitized build, sanitizers end the program on what they find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "tests/screen/site.h"

/* Often what goes somewhere, sometimes what makes no sense. C-z would suspend nothing, but stays out for shells above. */
static const char *const keys[] = {"Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "Enter", "Enter", "Enter", "Tab",
	"Tab", "BTab", "Esc", "Esc", "BS", "Del", "Ins", "Space", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F11", "C-c",
	"A-Up", "A-Down", "C-t", "D", "R", "T", "W", "C-d", "C-e", "C-k", "C-l", "C-p", "C-s", "C-u", "C-w", "C-y", "A-u", "S-Left",
	"S-Right", "S-End", "a", "c", "d", "e", "g",
	"G", "h", "j", "k", "l", "n", "o", "p", "s", "u", "v", "x", "*", "/", ":", "<", ">", "?", ",", ".", "=", "+7", "12,5", "é",
	"日本", "👩‍🔧", "15/3", "'kind:company'", "'dup'", "'contact '", "'slip'", "\xff", "\xc3", "\033[M !!",
	"\033[<0;10;5M\033[<0;10;5m", "\033[<0;40;12M\033[<32;60;14M\033[<0;60;14m", "\033[<0;12;24M", "\033[<0;5;2M", "\033[<64;9;9M",
	"\033[<65;9;9M", "\033[<0;999;999M", "\033[<0;0;0M", "\033[<0;1", "\033[<M",
	"\033[200~a\tb\t3\n4\t5,5\t6\n\033[201~"};

static unsigned int
from_environment(const char *name, unsigned int otherwise)
{
	const char *value = getenv(name);

	return value ? (unsigned int)strtoul(value, NULL, 10) : otherwise;
}

static void
press_some(struct rig *r, unsigned int *seed, size_t how_many)
{
	char names[1024] = "";

	for (size_t i = 0; i < how_many; i++) {
		const char *key = keys[(unsigned int)rand_r(seed) % (sizeof keys / sizeof *keys)];

		if ((unsigned char)*key == 0xff || ((unsigned char)*key == 0xc3 && key[1] == '\0') || *key == '\033')
			rig_send_bytes(r, key, strlen(key));
		else if (strlen(names) + strlen(key) + 6 < sizeof names)
			sprintf(names + strlen(names), strlen(key) > 1 && strchr("+1=", *key) ? "'%s' " : "%s ", key);
	}
	if (getenv("SEED") != NULL)
		print_message("%s\n", names);
	rig_keys(r, names);
}

static void
any_keys_at_any_size(void **state)
{
	static const int sizes[][2] = {{160, 50}, {40, 10}, {7, 3}, {120, 30}, {80, 24}};
	unsigned int first = from_environment("SEED", (unsigned int)time(NULL)), seed = first, count = from_environment("KEYS", 400);
	struct rig *r = site_open("mary", 80, 24);

	(void)state;
	print_message("SEED=%u KEYS=%u\n", first, count);
	for (unsigned int pressed = 0; pressed < count; pressed += 10) {
		press_some(r, &seed, 10);
		if (pressed % 200 == 190)
			rig_resize(r, sizes[(pressed / 200) % 5][0], sizes[(pressed / 200) % 5][1]);
	}
	rig_resize(r, 100, 31);
	rig_keys(r, "C-l");
	rig_check(r, rig_sees(r, "Garage de l’Étoile"));
	rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(any_keys_at_any_size)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
