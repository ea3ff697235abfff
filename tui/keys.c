/* keys.c: what the rows of the key table mean. */
#include "tui/keys.h"

#include <ctype.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/terminal.h"

enum { KEYCODE = 0x200000, WITH_ALT = 0x1000000 };

/* The names of keys that are not a character, and how people call them. */
static const struct key_name {
	const char *name, *shown;
	int code;
} key_names[] = {
	{"Up", "↑", KEYCODE | KEY_UP}, {"Down", "↓", KEYCODE | KEY_DOWN},
	{"Left", "←", KEYCODE | KEY_LEFT}, {"Right", "→", KEYCODE | KEY_RIGHT},
	{"PgUp", N_("PgUp"), KEYCODE | KEY_PPAGE}, {"PgDn", N_("PgDn"), KEYCODE | KEY_NPAGE},
	{"Home", N_("Home key"), KEYCODE | KEY_HOME}, {"End", N_("End"), KEYCODE | KEY_END},
	{"Del", N_("Del"), KEYCODE | KEY_DC}, {"Ins", N_("Ins"), KEYCODE | KEY_IC},
	{"S-Tab", N_("S-Tab"), KEYCODE | KEY_BTAB}, {"S-Left", "S-←", KEYCODE | KEY_SLEFT},
	{"S-Right", "S-→", KEYCODE | KEY_SRIGHT}, {"S-Up", "S-↑", KEYCODE | KEY_SR}, {"S-Down", "S-↓", KEYCODE | KEY_SF},
	{"Enter", N_("Enter"), '\r'}, {"Tab", N_("Tab"), '\t'}, {"Esc", N_("Esc"), 27}, {"Space", N_("Space"), ' '},
};

static const struct key_name *
named(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
		if (strlen(key_names[i].name) == length && memcmp(key_names[i].name, name, length) == 0)
			return &key_names[i];
	return NULL;
}

int
keys_code(const char *name, size_t length)
{
	const struct key_name *known = named(name, length);

	if (known != NULL)
		return known->code;
	if (length == 1)
		return (unsigned char)*name;
	if (length >= 2 && *name == 'F' && isdigit((unsigned char)name[1]))
		return KEYCODE | KEY_F(atoi(name + 1));
	if (length == 3 && name[0] == 'C' && name[1] == '-')
		return name[2] & 0x1f;
	if (length > 2 && name[0] == 'A' && name[1] == '-') {
		int code = keys_code(name + 2, length - 2);

		return code < 0 ? -1 : code | WITH_ALT;
	}
	return -1;
}

bool
keys_as_typed(const char *name, size_t length, struct key *key)
{
	int code = keys_code(name, length);

	if (code < 0)
		return false;
	*key = (struct key){.keycode = (code & KEYCODE) != 0, .alt = (code & WITH_ALT) != 0,
		.code = (unsigned int)(code & ~(KEYCODE | WITH_ALT))};
	return true;
}

/* Keys that terminals send in two ways are one key. */
static int
code_of(const struct key *key)
{
	int code = (int)key->code;

	if (key->keycode && code == KEY_ENTER)
		code = '\r';
	else if (!key->keycode && code == '\n')
		code = '\r';
	else if (key->keycode)
		code |= KEYCODE;
	return key->alt ? code | WITH_ALT : code;
}

char *
keys_name_of(const struct key *key)
{
	int code = code_of(key) & ~WITH_ALT, function = (code & ~KEYCODE) - KEY_F0;
	const char *alt = key->alt ? "A-" : "";

	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
		if (key_names[i].code == code)
			return xasprintf("%s%s", alt, key_names[i].name);
	if (code & KEYCODE)
		return function >= 1 && function <= 24 ? xasprintf("%sF%d", alt, function) : NULL;
	if (code > 0 && code < ' ')
		return xasprintf("%sC-%c", alt, code + ('a' <= code + 96 && code + 96 <= 'z' ? 96 : 64));
	return key->alt && code > ' ' && code < 127 && code != '\'' && code != '"' ? xasprintf("A-%c", code) : NULL;
}

const char *
keys_twin(const struct keys_row *row, size_t *at, size_t *length)
{
	const char *name;

	if (row->keys == NULL)
		return NULL;
	name = row->keys + *at;
	name += strspn(name, " ");
	*length = strcspn(name, " ");
	*at = (size_t)(name - row->keys) + *length;
	return *length > 0 ? name : NULL;
}

static bool
row_has(const struct keys_row *row, int code)
{
	const char *name;
	size_t at = 0, length;

	while ((name = keys_twin(row, &at, &length)) != NULL)
		if (keys_code(name, length) == code)
			return true;
	return false;
}

const struct keys_row *
keys_find(enum keys_context context, const struct key *key)
{
	int code = code_of(key);

	for (size_t i = 0; i < keys_count; i++)
		if ((keys_rows[i].contexts & (int)context) && keys_rows[i].run != NULL && row_has(&keys_rows[i], code))
			return &keys_rows[i];
	return NULL;
}

const struct keys_row *
keys_named(enum keys_context context, const char *name)
{
	for (size_t i = 0; i < keys_count; i++)
		if ((keys_rows[i].contexts & (int)context) && keys_rows[i].name != NULL &&
		    strcmp(keys_rows[i].name, name) == 0)
			return &keys_rows[i];
	return NULL;
}

char *
keys_row_name(const struct keys_row *row)
{
	char *name = text_fold(row->name ? row->name : row->label);

	for (char *p = name; *p != '\0'; p++)
		if (*p == ' ')
			*p = '-';
	return name;
}

char *
keys_shown(const char *language, const char *name, size_t length)
{
	const struct key_name *known = named(name, length);

	return known ? xstrdup(translate(language, known->shown)) : xstrndup(name, length);
}

static bool
may(struct app *whose, int does)
{
	return (!(does & CREATES) || app_may(whose, "create")) && (!(does & CHANGES) || app_may(whose, "update")) &&
		(!(does & DELETES) || app_may(whose, "delete")) && (!(does & LOOKS) || app_entity(whose) == NULL || app_entity(whose)->searchable);
}

/* Adds the rows of one level to a line from *x on, until the next one would not fit whole. */
static size_t
bar_line(const char *language, enum keys_context context, struct app *whose, int width, int line, int *x, int level, struct keys_bar *bar,
	size_t count)
{
	for (size_t i = 0; i < keys_count && count < KEYS_BAR_MAX; i++) {
		const struct keys_row *row = &keys_rows[i];
		size_t at = 0, length;
		const char *twin;
		struct keys_bar *next = &bar[count];

		if (!(row->contexts & (int)context) || (row->bar & BAR_LEVEL) != level || (whose != NULL && !may(whose, row->bar)))
			continue;
		twin = keys_twin(row, &at, &length);
		if (twin == NULL)
			continue;
		next->row = row;
		next->key = keys_shown(language, twin, length);
		next->label = translate(language, row->label);
		next->cells = text_cells_str(next->key) + 1 + text_cells_str(next->label);
		next->line = line;
		next->x = *x;
		if (*x + next->cells > width) {
			free(next->key);
			break;
		}
		*x += next->cells + 2;
		count++;
	}
	return count;
}

size_t
keys_bar(const char *language, enum keys_context context, struct app *whose, int width, int lines, struct keys_bar bar[KEYS_BAR_MAX])
{
	int x = 0;
	size_t count = bar_line(language, context, whose, width, 0, &x, 1, bar, 0);

	if (lines > 1)
		x = 0;
	return bar_line(language, context, whose, width, lines > 1 ? 1 : 0, &x, 2, bar, count);
}

void
keys_bar_free(struct keys_bar *bar, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(bar[i].key);
}
