/* lookup_rank.c: which of some records is meant by what was typed: its code or name exactly, what begins so, then what holds it. */
#include "tui/lookup_rank.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"

enum { EXACT = 9, EXACT_BESIDE = 8, BEGINS = 7, BEGINS_BESIDE = 6, WORD = 5, WORD_BESIDE = 4, HOLDS = 3, IN_ORDER = 1 };

/* Folded letters and figures alone: AB-123-CD and ab123cd are one plate, 06 12 and 0612 one telephone. */
static char *
squeezed(const char *folded)
{
	struct buf out = BUF_EMPTY;

	for (const char *p = folded; *p != '\0'; p++)
		if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80)
			buf_byte(&out, *p);
	return buf_steal(&out);
}

static bool
in_order(const char *text, const char *sought)
{
	for (; *text != '\0' && *sought != '\0'; text++)
		if (*text == *sought)
			sought++;
	return *sought == '\0';
}

/* Does a word of the text begin so? */
static bool
begins_word(const char *text, const char *sought)
{
	for (const char *at = text; (at = strstr(at, sought)) != NULL; at++)
		if (at == text || !isalnum((unsigned char)at[-1]))
			return true;
	return false;
}

int
lookup_score(const char *text, const char *typed, bool beside)
{
	char *folded = text_fold(text), *sought = text_fold(typed), *close = squeezed(folded), *wanted = squeezed(sought);
	int score = *wanted == '\0' || *close == '\0' ? 0
		: strcmp(close, wanted) == 0 ? beside ? EXACT_BESIDE : EXACT
		: strncmp(close, wanted, strlen(wanted)) == 0 ? beside ? BEGINS_BESIDE : BEGINS
		: begins_word(folded, sought) ? beside ? WORD_BESIDE : WORD
		: strstr(close, wanted) != NULL ? HOLDS
		: !beside && in_order(close, wanted) ? IN_ORDER : 0;

	free(folded);
	free(sought);
	free(close);
	free(wanted);
	return score;
}
