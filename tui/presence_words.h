/* presence_words.h: who has a record open, in words: short for row 0, as sentences for lines. Pure. */
#ifndef TUI_PRESENCE_WORDS_H
#define TUI_PRESENCE_WORDS_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct presence_words {
	const char *language;
	const json_t *who;		/* as the verb who answers; null: nobody */
	int64_t seconds_since;		/* it was answered */
	int64_t own;			/* the number of the person who looks: other windows of hers are not told */
};
/* "Paul is editing (2 min), Anna is reading": with whole names in so many cells, shortened in at most so many; null: nobody. The
   caller owns it. */
char *presence_words_row(const struct presence_words *w, int cells, int most, bool *edits);
/* A sentence a line; null: nobody. The caller owns it. */
char *presence_words_lines(const struct presence_words *w, bool since_when);
/* "2 min", "1 h": in steps that grow, so that a screen at rest is seldom painted; "" for less than two minutes. Owned. */
char *presence_words_since(const char *language, int64_t seconds);
#endif
