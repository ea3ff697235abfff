/* words.h: a command line as a shell would split it: blanks part words; '…', "…" and \ keep them together. */
#ifndef SERVER_WORDS_H
#define SERVER_WORDS_H
#include <stddef.h>

enum { WORDS_MAX = 1100, WORDS_BYTES = 128 * 1024 };

struct words {
	char **all;		/* owned */
	size_t count;
};

/* Null when fine, else a msgid. Nothing is expanded: *, $ and ~ are letters. */
const char *words_split(const char *line, struct words *to);
void words_clear(struct words *words);
#endif
