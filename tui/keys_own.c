/* keys_own.c: keys.conf: the person's own keys over those of the table: comptoir-keys(5). The table that everything else reads
   (dispatch, bar, help, palette) is made anew from the built-in one, so that what is shown is what works. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/keys.h"

/* The table that is made: one row for each command on each kind of screen. */
static struct {
	struct keys_row *rows;
	char **keys;			/* owned, one a row; null: as in the table */
	bool *given;			/* the file says its keys */
	size_t count;
} own;

struct making {
	const char *language;
	int line;
	char *wrong;			/* the first thing that made no sense */
};

void
keys_own_forget(void)
{
	for (size_t i = 0; i < own.count; i++)
		free(own.keys[i]);
	free(own.keys);
	free(own.rows);
	free(own.given);
	memset(&own, 0, sizeof own);
	keys_rows = keys_table;
	keys_count = keys_table_count;
}

static void
copy_table(void)
{
	size_t most = keys_table_count * sizeof(int) * 8;

	keys_own_forget();
	own.rows = xcalloc(most, sizeof *own.rows);
	own.keys = xcalloc(most, sizeof *own.keys);
	own.given = xcalloc(most, sizeof *own.given);
	for (size_t i = 0; i < keys_table_count; i++)
		for (int context = 1; context <= IN_ALL; context <<= 1)
			if (keys_table[i].contexts & context) {
				own.rows[own.count] = keys_table[i];
				own.rows[own.count++].contexts = context;
			}
	keys_rows = own.rows;
	keys_count = own.count;
}

static void
set_keys(size_t i, char *keys)
{
	free(own.keys[i]);
	own.keys[i] = keys;
	own.rows[i].keys = keys;
}

static void
wrong(struct making *m, const char *msgid, const char *word, size_t length)
{
	json_t *args = json_pack("{s:i,s:o}", "line", m->line, "word", json_stringn(word, length));

	if (m->wrong == NULL)
		m->wrong = translate_fill(m->language, msgid, args);
	json_decref(args);
}

static bool
row_has(size_t i, int code)
{
	size_t at = 0, length;
	const char *name;

	while ((name = keys_twin(&own.rows[i], &at, &length)) != NULL)
		if (keys_code(name, length) == code)
			return true;
	return false;
}

/* Without the keys of that code; code 0: without plain letters. */
static void
take_key(size_t i, int code)
{
	struct buf left = BUF_EMPTY;
	size_t at = 0, length;
	const char *name;

	while ((name = keys_twin(&own.rows[i], &at, &length)) != NULL)
		if (code != 0 ? keys_code(name, length) != code : length != 1 || !isalpha((unsigned char)*name))
			buf_printf(&left, "%s%.*s", left.length > 0 ? " " : "", (int)length, name);
	set_keys(i, buf_steal(&left));
}

/* Can these keys be given to that row? What is typed there as text cannot, nor what another line gave. */
static bool
may_have(struct making *m, size_t i, const struct keys_row *wanted)
{
	size_t at = 0, length;
	const char *name;

	while ((name = keys_twin(wanted, &at, &length)) != NULL) {
		int code = keys_code(name, length);

		if ((own.rows[i].contexts & IN_TYPING) && length == 1) {
			wrong(m, N_("keys.conf, line {line}: {word} is typed as text there. The line is left out."), name, length);
			return false;
		}
		for (size_t k = 0; k < own.count; k++)
			if (k != i && own.given[k] && own.rows[k].contexts == own.rows[i].contexts && row_has(k, code)) {
				wrong(m, N_("keys.conf, line {line}: {word} has a command already. The line is left out."), name, length);
				return false;
			}
	}
	return true;
}

static void
give(size_t i, const char *keys)
{
	struct keys_row wanted = {.keys = keys};
	size_t at = 0, length;
	const char *name;

	while ((name = keys_twin(&wanted, &at, &length)) != NULL)
		for (size_t k = 0; k < own.count; k++)
			if (k != i && own.rows[k].contexts == own.rows[i].contexts && row_has(k, keys_code(name, length)))
				take_key(k, keys_code(name, length));
	set_keys(i, xstrdup(keys));
	own.given[i] = true;
}

static bool
all_are_keys(struct making *m, const char *keys)
{
	struct keys_row wanted = {.keys = keys};
	size_t at = 0, length;
	const char *name;

	while ((name = keys_twin(&wanted, &at, &length)) != NULL)
		if (keys_code(name, length) < 0) {
			wrong(m, N_("keys.conf, line {line}: no key is called {word}. The line is left out."), name, length);
			return false;
		}
	return true;
}

/* SCREEN.COMMAND and its keys. */
static void
take_line(struct making *m, const char *name, const char *keys)
{
	const char *dot = strchr(name, '.');
	int contexts = 0;
	bool found = false;

	for (size_t s = 0; dot != NULL && s < keys_screens_count; s++)
		if (strlen(keys_screens[s].name) == (size_t)(dot - name) && strncmp(keys_screens[s].name, name, (size_t)(dot - name)) == 0)
			contexts = (int)keys_screens[s].context;
	if (dot == name + 1 && *name == '*')
		contexts = IN_ALL;
	if (contexts == 0) {
		wrong(m, N_("keys.conf, line {line}: no screen is called so: {word}. The line is left out."), name, dot ? (size_t)(dot - name) : strlen(name));
		return;
	}
	if (!all_are_keys(m, keys))
		return;
	for (size_t i = 0; i < own.count; i++) {
		char *called = own.rows[i].contexts & contexts ? keys_row_name(&own.rows[i]) : NULL;

		if (called != NULL && strcmp(called, dot + 1) == 0) {
			found = true;
			if (may_have(m, i, &(struct keys_row){.keys = keys}))
				give(i, keys);
		}
		free(called);
	}
	if (!found)
		wrong(m, N_("keys.conf, line {line}: no command is called {word}. The line is left out."), name, strlen(name));
}

/* Movement by letters is for those who are used to it. */
static void
no_letters(void)
{
	for (size_t i = 0; i < own.count; i++)
		if (own.rows[i].name == NULL && own.rows[i].keys != NULL)
			take_key(i, 0);
}

static char *
trimmed(const char *from, size_t length)
{
	while (length > 0 && isspace((unsigned char)*from)) {
		from++;
		length--;
	}
	while (length > 0 && isspace((unsigned char)from[length - 1]))
		length--;
	return xstrndup(from, length);
}

static void
read_line(struct making *m, const char *line, size_t length)
{
	const char *equals = memchr(line, '=', length);
	char *name = trimmed(line, equals ? (size_t)(equals - line) : length);
	char *value = equals ? trimmed(equals + 1, length - (size_t)(equals + 1 - line)) : NULL;

	if (*name == '\0' || *name == '#')
		;
	else if (value == NULL)
		wrong(m, N_("keys.conf, line {line}: “{word}” is no “screen.command = keys”. The line is left out."), name, strlen(name));
	else if (strcmp(name, "letters") == 0 && (strcmp(value, "no") == 0 || strcmp(value, "yes") == 0)) {
		if (*value == 'n')
			no_letters();
	} else
		take_line(m, name, value);
	free(name);
	free(value);
}

char *
keys_own(const char *language, const char *text)
{
	struct making m = {.language = language};

	copy_table();
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		m.line++;
		read_line(&m, text, length);
		text += length + (text[length] == '\n');
	}
	return m.wrong;
}
