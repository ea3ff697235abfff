/* phones.c: telephone numbers as people read them. They are stored in E.164: +, country, number. */
#include "shared/phones.h"

#include <string.h>

enum { FRENCH = 12 };		/* +33 and nine digits */

void
phone_show(struct buf *out, const char *number)
{
	if (strlen(number) != FRENCH || strncmp(number, "+33", 3) != 0 || strspn(number + 1, "0123456789") != FRENCH - 1) {
		buf_str(out, number);
		return;
	}
	buf_byte(out, '0');
	buf_byte(out, number[3]);
	for (const char *pair = number + 4; *pair != '\0'; pair += 2) {
		buf_str(out, "\xc2\xa0");
		buf_add(out, pair, 2);
	}
}
