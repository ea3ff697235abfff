/* blocks.c: numbers → block characters. */
#include "tui/blocks.h"

#include <stdint.h>
#include <stdlib.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"

static const char *const eighths_right[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char *const eighths_up[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/* value / most of steps, rounded; something is never nothing. */
static int
share_of(double value, double most, int steps)
{
	double share = most > 0 && value > 0 ? value / most * steps : 0;
	int whole = share >= steps ? steps : (int)(share + 0.5);

	return value > 0 && most > 0 && whole == 0 ? 1 : whole;
}

char *
blocks_bar(double value, double most, int cells, bool utf8)
{
	struct buf out = BUF_EMPTY;
	int steps = share_of(value, most, cells * (utf8 ? 8 : 1));

	buf_str(&out, "");
	for (; utf8 && steps >= 8; steps -= 8)
		buf_str(&out, eighths_right[8]);
	if (utf8)
		buf_str(&out, eighths_right[steps]);
	for (; !utf8 && steps > 0; steps--)
		buf_byte(&out, '#');
	return buf_steal(&out);
}

char *
blocks_spark(const double *values, size_t count, int cells, bool utf8)
{
	static const char ascii[] = "_.-=+*%#";
	struct buf out = BUF_EMPTY;
	double least = 0, most = 0;
	size_t from = cells < 0 ? count : count > (size_t)cells ? count - (size_t)cells : 0;

	buf_str(&out, "");
	for (size_t i = from; i < count; i++) {
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	for (size_t i = from; i < count; i++) {
		int level = most > least ? (int)((values[i] - least) / (most - least) * 7 + 0.5) : 0;

		if (utf8)
			buf_str(&out, eighths_up[level]);
		else
			buf_byte(&out, ascii[level]);
	}
	return buf_steal(&out);
}

void
blocks_stack(const double *values, size_t count, double most, int cells, int parts[])
{
	double sum = 0;
	int before = 0;

	for (size_t i = 0; i < count; i++) {
		int end;

		sum += values[i] > 0 ? values[i] : 0;
		end = most > 0 ? (int)(sum / most * cells + 0.5) : 0;
		parts[i] = (end > cells ? cells : end) - before;
		before += parts[i];
	}
}

const char *
blocks_filling(size_t part, bool utf8)
{
	static const char *const fillings[2][BLOCKS_PARTS] = {{"#", "=", "-", "."}, {"█", "▒", "▓", "░"}};

	return fillings[utf8][part % BLOCKS_PARTS];
}

/* Where the dots of braille stand in a cell of 2 × 4. */
static const uint8_t dots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

static int
dot_row(double value, double least, double most, int rows)
{
	double share = most > least ? (value - least) / (most - least) : 0;
	int up = (int)(share * (rows - 1) + 0.5);

	up = up < 0 ? 0 : up >= rows ? rows - 1 : up;
	return rows - 1 - up;
}

/* The value between two of them that stands over a column of dots. */
static double
value_at(const double *values, size_t count, int x, int columns)
{
	double at = columns > 1 && count > 1 ? (double)x * (double)(count - 1) / (columns - 1) : 0;
	size_t i = (size_t)at;

	if (count == 0)
		return 0;
	if (i + 1 >= count)
		return values[count - 1];
	return values[i] + (values[i + 1] - values[i]) * (at - (double)i);
}

void
blocks_line(const double *values, size_t count, double least, double most, int cells, int height, char **rows)
{
	uint8_t *grid = xcalloc((size_t)cells * (size_t)height + 1, 1);
	size_t last = 0;

	for (int x = 0; count > 0 && height > 0 && x < cells * 2; x++) {
		size_t y = (size_t)dot_row(value_at(values, count, x, cells * 2), least, most, height * 4);
		/* Steep parts stay one line: the dots between the last one and this one. */
		size_t low = x > 0 && last < y ? last + 1 : y, high = x > 0 && last > y ? last - 1 : y;

		for (size_t k = low; k <= high; k++)
			grid[k / 4 * (size_t)cells + (size_t)x / 2] |= dots[k % 4][x % 2];
		last = y;
	}
	for (int y = 0; y < height; y++) {
		struct buf out = BUF_EMPTY;

		for (int x = 0; x < cells; x++) {
			unsigned int code = 0x2800u + grid[y * cells + x];
			const char bytes[] = {(char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f))};

			if (code == 0x2800u)
				buf_byte(&out, ' ');
			else
				buf_add(&out, bytes, sizeof bytes);
		}
		rows[y] = buf_steal(&out);
	}
	free(grid);
}
