/* csv_guess.c: which character separates the cells of a text, by how evenly each would cut its first rows. */
#include <string.h>

#include "server/table_format.h"

enum { ROWS = 200, WIDTHS = 512 };

struct tally {
	int rows;
	int width[ROWS];
	bool torn;	/* a quotation mark never closes: this is not how the text was written */
};

/* Counts the cells of each row as a CSV program would; an unquoted line end ends a row, blank rows do not count. */
static void
measure(const char *text, size_t length, char separator, bool whole, struct tally *tally)
{
	bool quoted = false, fresh = true, any = false;
	int width = 1;

	tally->rows = 0;
	for (size_t i = 0; i < length && tally->rows < ROWS; i++) {
		char c = text[i];

		if (quoted) {
			if (c == '"' && i + 1 < length && text[i + 1] == '"')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"' && fresh) {
			quoted = any = true;
			fresh = false;
		} else if (c == separator) {
			width++;
			fresh = any = true;
		} else if (c == '\n' || c == '\r') {
			if (any)
				tally->width[tally->rows++] = width < WIDTHS ? width : WIDTHS - 1;
			width = 1;
			fresh = true;
			any = false;
		} else if (c != ' ') {
			fresh = false;
			any = true;
		}
	}
	if (whole && any && tally->rows < ROWS)
		tally->width[tally->rows++] = width < WIDTHS ? width : WIDTHS - 1;
	tally->torn = quoted && whole;
}

/* 0 when it hardly cuts. Else higher for rows that agree, and a little for more columns. */
static double
evenness(const struct tally *tally)
{
	int counts[WIDTHS] = {0}, best = 0;
	double share, columns = 0;

	for (int i = 0; i < tally->rows; i++)
		if (tally->width[i] > 1)
			counts[tally->width[i]]++;
	for (int w = 2; w < WIDTHS; w++)
		if (counts[w] > 0 && counts[w] >= counts[best])
			best = w;
	if (best == 0)
		return 0;
	share = (double)counts[best] / tally->rows;
	/* A factor that grows from 1 to 2: ten even columns are better proof than two, not five times better. */
	for (int w = best - 1; w > 0; w--)
		columns += 1.0 / (double)((best - w) * (best - w));
	return share * share * (0.4 + columns) * (tally->torn ? 0.1 : 1);
}

char
csv_guess_separator(const char *text, size_t length, bool whole)
{
	/* At equal evenness the earlier wins: commas also stand inside numbers, semicolons hardly do. */
	static const char candidates[] = ";\t,|";
	struct tally tally;
	double best = 0.02;
	char chosen = '\0';

	for (const char *c = candidates; *c != '\0'; c++) {
		double even;
		measure(text, length, *c, whole, &tally);
		even = evenness(&tally);
		if (even > best * 1.0001) {
			best = even;
			chosen = *c;
		}
	}
	return chosen;
}
