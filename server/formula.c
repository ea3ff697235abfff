/* formula.c: text that a spreadsheet would run. */
#include "server/formula.h"

#include <string.h>

/* Digits and what stands between them: a phone number +33 6…, an amount -12,50. No spreadsheet can make a command of it. */
static bool
only_digits(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr("0123456789 .,", text[i]) == NULL || text[i] == '\0')
			return false;
	return length > 0;
}

bool
formula_like(const char *text, size_t length)
{
	while (length > 0 && *text == '\'')
		text++, length--;
	if (length == 0 || *text == '\0' || strchr("=+-@\t\r", *text) == NULL)
		return false;
	return !((*text == '+' || *text == '-') && only_digits(text + 1, length - 1));
}
