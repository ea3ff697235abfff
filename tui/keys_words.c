/* keys_words.c: commands by what people call them: the language of the screen need not be the one they learnt the word in. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/keys.h"

/* msgids are English; then the other languages that there are. */
static const char *const languages[] = {"en", "fr"};

/* A label is one word there: small, with dashes. The caller owns it. */
static char *
as_word(const char *text)
{
	char *folded = text_fold(text);

	for (char *p = folded; *p != '\0'; p++)
		if (*p == ' ')
			*p = '-';
	return folded;
}

static bool
has_part(const char *name, const char *word)
{
	const char *at = strstr(name, word);

	while (at != NULL && at != name && isalnum((unsigned char)at[-1]))
		at = strstr(at + 1, word);
	return at != NULL;
}

static void
add_word(struct buf *out, const char *text)
{
	char *word = as_word(text);

	buf_printf(out, "%s%s", out->length > 0 ? "\n" : "", word);
	free(word);
}

char *
keys_words_of(const char *language, const char *msgid)
{
	struct buf out = BUF_EMPTY;

	add_word(&out, translate(language, msgid));
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (strcmp(languages[i], language) != 0)
			add_word(&out, translate(languages[i], msgid));
	return buf_steal(&out);
}

char *
keys_words(const char *language, const struct keys_row *row)
{
	char *name = keys_row_name(row), *labels = keys_words_of(language, row->label), *all = xasprintf("%s\n%s", name, labels);

	free(name);
	free(labels);
	return all;
}

static bool
fits(const char *names, const char *word, enum keys_fit fit)
{
	size_t length = strlen(word), n;

	for (; *names != '\0'; names += n + (names[n] == '\n')) {
		n = strcspn(names, "\n");
		if (n >= length && memcmp(names, word, length) == 0 && (fit != KEYS_WHOLE || n == length))
			return true;
		if (fit == KEYS_PART) {
			char *one = xstrndup(names, n);
			bool part = has_part(one, word);

			free(one);
			if (part)
				return true;
		}
	}
	return false;
}

const struct keys_row *
keys_called(const char *language, enum keys_context context, const char *word, enum keys_fit most)
{
	char *sought = as_word(word);
	const struct keys_row *found = NULL;

	for (int fit = KEYS_WHOLE; fit <= (int)most && found == NULL && *sought != '\0'; fit++)
		for (size_t i = 0; i < keys_count && found == NULL; i++) {
			const struct keys_row *row = &keys_rows[i];
			char *names;

			if (!(row->contexts & (int)context) || row->run == NULL)
				continue;
			names = keys_words(language, row);
			if (fits(names, sought, (enum keys_fit)fit))
				found = row;
			free(names);
		}
	free(sought);
	return found;
}
