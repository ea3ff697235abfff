/* nearest.c: the word that somebody probably meant. */
#include "shared/nearest.h"

#include <ctype.h>
#include <string.h>

enum { WORD_MOST = 40 };

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

static int
same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Damerau's distance of neighbours: three rows of the table are enough. */
size_t
nearest_slips(const char *a, const char *b)
{
	size_t rows[3][WORD_MOST + 1], *before = rows[0], *above = rows[1], *row = rows[2], *spare;
	size_t la = strlen(a), lb = strlen(b);

	if (la > WORD_MOST || lb > WORD_MOST)
		return la > lb ? la : lb;
	for (size_t j = 0; j <= lb; j++)
		before[j] = above[j] = j;
	for (size_t i = 1; i <= la; i++) {
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]) && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[lb];
}

struct nearest
nearest_to(const char *word)
{
	size_t length = strlen(word);

	/* One slip in three letters: more of them make any word out of any other. */
	return (struct nearest){.word = word, .slips = length < 3 ? 1 : length / 3 + 1};
}

void
nearest_try(struct nearest *n, const char *candidate)
{
	size_t slips = nearest_slips(n->word, candidate);

	if (slips < n->slips) {
		n->slips = slips;
		n->best = candidate;
	}
}
