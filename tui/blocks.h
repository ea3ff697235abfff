/* blocks.h: figures drawn with characters: bars in eighths of a cell, sparklines, stacked bars, lines of braille dots; each with a form
   that any terminal has. */
#ifndef TUI_BLOCKS_H
#define TUI_BLOCKS_H
#include <stdbool.h>
#include <stddef.h>

/* A bar of value / most of so many cells; "" for nothing, at least an eighth for something. The caller owns it, as everywhere here. */
char *blocks_bar(double value, double most, int cells, bool utf8);
/* One cell a value, the last ones where there is no room for all; the lowest bar is the least value or 0, whichever is less. */
char *blocks_spark(const double *values, size_t count, int cells, bool utf8);
/* Parts of one bar, one after another, each in its own filling; part i is cells[i] wide (rounded so that the whole is right). */
enum { BLOCKS_PARTS = 4 };
void blocks_stack(const double *values, size_t count, double most, int cells, int parts[]);
const char *blocks_filling(size_t part, bool utf8);
/* A line through the values in rows of braille, each a string of `cells` characters. Free each of the rows. */
void blocks_line(const double *values, size_t count, double least, double most, int cells, int height, char **rows);
#endif
