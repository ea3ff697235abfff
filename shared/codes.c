/* codes.c: plates and company numbers, which are stored without separators and read with them. */
#include "shared/codes.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Pattern has a letter of A or 9 for each character, and what stands between them. False: the code is of another form. */
static bool
in_groups(struct buf *out, const char *code, const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		bool fits = *pattern == 'A' ? isupper((unsigned char)*code) : isdigit((unsigned char)*code);

		if (*pattern != 'A' && *pattern != '9')
			buf_byte(out, *pattern);
		else if (fits)
			buf_byte(out, *code++);
		else
			return false;
	}
	return *code == '\0';
}

void
code_show(struct buf *out, const char *format, const char *code)
{
	static const struct { const char *format, *pattern; } patterns[] = {
		{"plate", "AA-999-AA"}, {"siren", "999 999 999"}, {"siret", "999 999 999 99999"},
	};
	struct buf shown = BUF_EMPTY;
	bool fits = false;

	for (size_t i = 0; format != NULL && i < sizeof patterns / sizeof *patterns && !fits; i++)
		fits = strcmp(format, patterns[i].format) == 0 && in_groups(&shown, code, patterns[i].pattern);
	buf_str(out, fits ? buf_text(&shown) : code);
	buf_free(&shown);
}
