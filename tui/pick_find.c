/* pick_find.c: which rows what is typed finds, the best first. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/field.h"
#include "tui/pick_inside.h"

/* From the least: letters in order, a part, the beginning of a word, of all of it; what is called exactly so is above the first rank. */
enum { SHOWN = 1, IN_ORDER, A_PART, A_WORD, THE_BEGINNING, MOST = THE_BEGINNING + PICK_LINE };

/* Every letter of sought, in order: `cnt` finds Contact. Both folded. */
static bool
in_order(const char *text, const char *sought)
{
	for (; *text != '\0' && *sought != '\0'; text++)
		if (*text == *sought)
			sought++;
	return *sought == '\0';
}

/* The names of a row stand in lines: is one of them this, or does one begin so? */
static bool
is_name(const char *names, const char *sought, bool whole)
{
	size_t length = strlen(sought), n;

	for (; *names != '\0'; names += n + (names[n] == '\n')) {
		n = strcspn(names, "\n");
		if (whole ? n == length : n >= length)
			if (memcmp(names, sought, length) == 0)
				return true;
	}
	return false;
}

static int
score_of(const char *label, const char *names, const char *sought, bool always)
{
	const char *at = strstr(label, sought);

	if (*sought == '\0')
		return SHOWN;
	if (strcmp(label, sought) == 0 || is_name(names, sought, true))
		return PICK_EXACT;
	if (at == label || is_name(names, sought, false))
		return THE_BEGINNING;
	if (at != NULL && at[-1] == ' ')
		return A_WORD;
	if (at != NULL || strstr(names, sought) != NULL)
		return A_PART;
	return in_order(label, sought) ? IN_ORDER : always ? SHOWN : 0;
}

int
pick_score(const struct pick_row *row, const char *sought)
{
	char *label, *names;
	int score;

	if (row->rank > 0)
		return THE_BEGINNING + row->rank;
	label = text_fold(row->label);
	names = text_fold(row->words ? row->words : "");
	score = score_of(label, names, sought, row->always);
	free(label);
	free(names);
	return score;
}

const char *
pick_sought(const struct pick *p)
{
	const char *typed = p->ask.letters ? "" : field_text(p->line);

	return p->ask.part ? p->ask.part(typed) : typed;
}

/* Headings only while nothing is typed. */
void
pick_find(struct pick *p)
{
	char *sought = text_fold(pick_sought(p));
	int *scores = xcalloc(p->ask.count + 1, sizeof *scores);

	p->shown_count = 0;
	p->shown = xreallocarray(p->shown, p->ask.count, sizeof *p->shown);
	for (size_t i = 0; i < p->ask.count; i++)
		scores[i] = !p->ask.rows[i].heading ? pick_score(&p->ask.rows[i], sought) : *sought == '\0' ? SHOWN : 0;
	for (int want = MOST; want > 0; want--)
		for (size_t i = 0; i < p->ask.count; i++)
			if (scores[i] == want)
				p->shown[p->shown_count++] = i;
	free(scores);
	free(sought);
}
