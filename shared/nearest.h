/* nearest.h: the word that somebody probably meant, for "did you mean". */
#ifndef SHARED_NEAREST_H
#define SHARED_NEAREST_H
#include <stddef.h>

struct nearest {
	const char *word;	/* as it was written */
	const char *best;	/* borrowed from whoever offered it; null when none is near enough */
	size_t slips;		/* of best; one more than is near enough at first */
};

struct nearest nearest_to(const char *word);
void nearest_try(struct nearest *n, const char *candidate);

/* How many letters were added, left out, mistaken or swapped with their neighbour, case aside. Long words: the longer's length. */
size_t nearest_slips(const char *a, const char *b);
#endif
