/* codes.c: plates and company numbers as people read them. */
#include "shared/codes.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* A letter of A or 9 for each letter or digit, and what stands between them. */
static const struct { const char *format, *pattern; } patterns[] = {
	{"plate", "AA-999-AA"}, {"siren", "999 999 999"}, {"siret", "999 999 999 99999"},
};

static bool
fits(const char *code, const char *pattern)
{
	for (; *pattern != '\0'; pattern++)
		if (*pattern == 'A' ? !isupper((unsigned char)*code++) : *pattern == '9' && !isdigit((unsigned char)*code++))
			return false;
	return *code == '\0';
}

bool
code_show(struct buf *out, const char *format, const char *code)
{
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		if (strcmp(format, patterns[i].format) != 0 || !fits(code, patterns[i].pattern))
			continue;
		for (const char *p = patterns[i].pattern; *p != '\0'; p++)
			buf_byte(out, *p == 'A' || *p == '9' ? *code++ : *p);
		return true;
	}
	return false;
}
