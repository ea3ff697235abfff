/* app_words.c: sentences that name commands by the keys that they have: {search} is / until somebody gives it another key. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"

/* Here, or where it first has a key; null: there is no such command. */
static const struct keys_row *
row_named(enum keys_context context, const char *name)
{
	const struct keys_row *row = keys_named(context, name);

	for (size_t i = 0; i < keys_count && (row == NULL || row->keys == NULL); i++)
		if (keys_rows[i].name != NULL && keys_rows[i].keys != NULL && strcmp(keys_rows[i].name, name) == 0)
			row = &keys_rows[i];
	return row;
}

/* In linear mode the word that one writes; of a command without a key, what one writes after `:`. */
static char *
key_of(const struct app *app, const struct keys_row *row)
{
	size_t at = 0, length;
	const char *twin;
	char *word;

	if (app->linear == NULL && (twin = keys_twin(row, &at, &length)) != NULL)
		return length > 2 && strncmp(twin, "A-", 2) == 0 ? xasprintf("Alt-%.*s", (int)length - 2, twin + 2) : keys_shown(app->language, twin, length);
	word = text_fold(app_text(app, row->label));
	for (char *p = word; *p != '\0'; p++)
		*p = *p == ' ' ? '-' : *p;
	return word;
}

char *
app_fill_keys(const struct app *app, enum keys_context context, const char *text)
{
	json_t *args = json_object();
	char *filled;

	for (const char *p = strchr(text, '{'); p != NULL; p = strchr(p + 1, '{')) {
		size_t length = strcspn(p + 1, "}");
		char *name = xstrndup(p + 1, length);
		const struct keys_row *row = row_named(context, name);
		char *key = row ? key_of(app, row) : NULL;

		if (key != NULL)
			json_object_set_new(args, name, json_string(key));
		free(key);
		free(name);
	}
	filled = translate_fill(app->language, text, args);
	json_decref(args);
	return filled;
}
