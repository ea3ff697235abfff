/* big.c: figures of three by five dots, two dots in a cell. */
#include "tui/big.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/terminal.h"

enum { DOT_ROWS = 5, WIDTH = 3, CELLS_MOST = 56 };

/* Each row of dots from the left, as three bits. */
static const struct { char sign; unsigned char rows[DOT_ROWS + 1]; } signs[] = {
	{'0', {7, 5, 5, 5, 7, 0}}, {'1', {2, 6, 2, 2, 7, 0}}, {'2', {7, 1, 7, 4, 7, 0}}, {'3', {7, 1, 7, 1, 7, 0}}, {'4', {5, 5, 7, 1, 1, 0}},
	{'5', {7, 4, 7, 1, 7, 0}}, {'6', {7, 4, 7, 5, 7, 0}}, {'7', {7, 1, 2, 2, 2, 0}}, {'8', {7, 5, 7, 5, 7, 0}}, {'9', {7, 5, 7, 1, 7, 0}},
	{'+', {0, 2, 7, 2, 0, 0}}, {' ', {0, 0, 0, 0, 0, 0}},
};

static const unsigned char *
dots_of(char sign)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].sign == sign)
			return signs[i].rows;
	return NULL;
}

char *
big_text(const char *number)
{
	static const char *const blocks[] = {" ", "▄", "▀", "█"};
	struct buf plain = BUF_EMPTY, out = BUF_EMPTY;

	/* No-break spaces part the pairs. */
	for (const char *p = number; *p != '\0'; p++)
		if (strncmp(p, "\xc2\xa0", 2) == 0)
			buf_byte(&plain, (p++, ' '));
		else
			buf_byte(&plain, *p);
	for (const char *p = buf_text(&plain); *p != '\0'; p++)
		if (dots_of(*p) == NULL || plain.length * (WIDTH + 1) > CELLS_MOST || !terminal_utf8()) {
			buf_free(&plain);
			return xstrdup(number);
		}
	for (int row = 0; row < DOT_ROWS; row += 2) {
		for (const char *p = buf_text(&plain); *p != '\0'; p++)
			for (int bit = WIDTH; bit >= 0; bit--) {
				const unsigned char *dots = dots_of(*p);

				if (bit > 0 && dots != NULL && *p != ' ')
					buf_str(&out, blocks[(dots[row] >> (bit - 1) & 1) * 2 + (dots[row + 1] >> (bit - 1) & 1)]);
				else if (bit == 0 || bit == WIDTH)
					buf_byte(&out, ' ');
			}
		if (row + 2 < DOT_ROWS)
			buf_byte(&out, '\n');
	}
	buf_free(&plain);
	return buf_steal(&out);
}
