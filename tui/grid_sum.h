/* grid_sum.h: what a grid counts by itself: products and totals of decimal text, in whole units (cents), never in floating point. */
#ifndef TUI_GRID_SUM_H
#define TUI_GRID_SUM_H
#include <stdbool.h>
#include <stddef.h>

#include "shared/numbers.h"

/* Multiplies plain decimal texts ("1.5", "-2", "20%") and rounds half away from zero. False: one is no number, or it grew too large. */
bool sum_product(const char *const *factors, size_t count, int decimals, char out[NUMBER_TEXT]);

struct sum_total {
	long long units;	/* of the last decimal: cents for two */
	int decimals;
	bool too_large;		/* nothing more can be said of it */
};
/* Adds a plain decimal text, rounded to the total's decimals. False: no number. */
bool sum_add(struct sum_total *total, const char *text);
/* Plain decimal text of a total that is not too large. */
void sum_text(const struct sum_total *total, char out[NUMBER_TEXT]);
#endif
