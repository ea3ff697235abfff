/* lookup_rank.h: how well a text is what was typed. */
#ifndef TUI_LOOKUP_RANK_H
#define TUI_LOOKUP_RANK_H
#include <stdbool.h>

/* 0: not at all; more is better: the whole, its beginning, the beginning of a word, a part, the letters in their order. beside: the
   text is not the name of the record but something that it has. */
int lookup_score(const char *text, const char *typed, bool beside);
#endif
