/* change_word.c: how a change is called in a record's history. */
#include "shared/change_word.h"

#include <stddef.h>
#include <string.h>

#include "shared/translate.h"

static const struct {
	const char *verb, *word;
} words[] = {{"insert", N_("made")}, {"update", N_("changed")}, {"delete", N_("put into the bin")}, {"restore", N_("taken from the bin")},
	{"merge", N_("merged with another")}, {"undo", N_("taken back")}, {"redo", N_("done again")}};

const char *
change_word(const char *verb)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].verb, verb) == 0)
			return words[i].word;
	return verb;
}
