/* words.c: a command line as a shell would split it. */
#include "server/words.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One word from *at on. Null with a sentence when a quote is not closed. */
static char *
next_word(const char **at, const char **wrong)
{
	struct buf word = BUF_EMPTY;
	const char *p = *at;
	char quote = '\0';

	for (; *p != '\0' && (quote != '\0' || !is_blank(*p)); p++) {
		if (quote == '\0' && (*p == '\'' || *p == '"'))
			quote = *p;
		else if (*p == quote && quote != '\0')
			quote = '\0';
		else if (*p == '\\' && quote != '\'' && p[1] != '\0' && (quote == '\0' || strchr("\"\\$`", p[1]) != NULL))
			buf_byte(&word, *++p);
		else
			buf_byte(&word, *p);
	}
	*at = p;
	if (quote != '\0') {
		buf_free(&word);
		*wrong = N_("A quotation mark is not closed.");
		return NULL;
	}
	return buf_steal(&word);
}

const char *
words_split(const char *line, struct words *to)
{
	const char *wrong = NULL;
	size_t room = 0, length = strlen(line);

	*to = (struct words){.all = NULL, .count = 0};
	if (length > WORDS_BYTES)
		return N_("This command is too long.");
	if (u8_check((const uint8_t *)line, length) != NULL)
		return N_("This command is not UTF-8.");
	for (;;) {
		char *word;

		while (is_blank(*line))
			line++;
		if (*line == '\0')
			return NULL;
		if (to->count == WORDS_MAX)
			wrong = N_("This command is too long.");
		word = wrong ? NULL : next_word(&line, &wrong);
		if (word == NULL) {
			words_clear(to);
			return wrong;
		}
		if (to->count == room) {
			room = room ? room * 2 : 16;
			to->all = xreallocarray(to->all, room, sizeof *to->all);
		}
		to->all[to->count++] = word;
	}
}

void
words_clear(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->all[i]);
	free(words->all);
	*words = (struct words){.all = NULL, .count = 0};
}
