/* grid_sum.c: exact products and sums of decimal text. */
#include "tui/grid_sum.h"

#include <stdlib.h>

#include "shared/buf.h"

bool
sum_product(const char *const *factors, size_t count, int decimals, char out[NUMBER_TEXT])
{
	struct buf formula = BUF_EMPTY;
	struct number made;
	bool done;

	buf_byte(&formula, '=');
	for (size_t i = 0; i < count; i++)
		buf_printf(&formula, "%s(%s)", i > 0 ? "*" : "", factors[i]);
	done = count > 0 && number_read(buf_text(&formula), '.', &made) && number_round(made.text, decimals, out);
	buf_free(&formula);
	return done;
}

bool
sum_add(struct sum_total *total, const char *text)
{
	char rounded[NUMBER_TEXT], digits[NUMBER_TEXT];
	size_t n = 0;
	long long units;

	if (!number_round(text, total->decimals, rounded))
		return false;
	for (const char *p = rounded; *p != '\0'; p++)
		if (*p != '.')
			digits[n++] = *p;
	digits[n] = '\0';
	if (n > 18) {
		total->too_large = true;
		return true;
	}
	units = strtoll(digits, NULL, 10);
	if (__builtin_add_overflow(total->units, units, &total->units))
		total->too_large = true;
	return true;
}

void
sum_text(const struct sum_total *total, char out[NUMBER_TEXT])
{
	char digits[32];
	unsigned long long units = total->units < 0 ? 0ULL - (unsigned long long)total->units : (unsigned long long)total->units;
	size_t n = 0, decimals = total->decimals > 0 && total->decimals < 10 ? (size_t)total->decimals : 0;

	/* From the last digit on; at least one stands before the point. */
	while (units > 0 || n <= decimals) {
		digits[n++] = (char)('0' + units % 10);
		units /= 10;
	}
	if (total->units < 0)
		*out++ = '-';
	while (n > 0) {
		*out++ = digits[--n];
		if (n == decimals && n > 0)
			*out++ = '.';
	}
	*out = '\0';
}
