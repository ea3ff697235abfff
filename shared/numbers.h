/* numbers.h: numbers as people write them, read into plain decimal text. Decimal text, never binary floating point: 0,10 € is
   ten cents. */
#ifndef SHARED_NUMBERS_H
#define SHARED_NUMBERS_H
#include <stdbool.h>

#include "shared/buf.h"

enum { NUMBER_TEXT = 64, NUMBER_DIGITS = 38 };

struct number {
	char text[NUMBER_TEXT];		/* -1234.50: no plus, no group marks, no useless zero in front; decimals as written */
	bool percent;			/* ended in %: "-10 %" has the text "-10" */
	bool unsure;			/* "1.234" or "1,234" alone: read as 1.234, may have meant 1234 */
};

/* Reads 1 234,56 € · 1.234,56 · 1,234.56 · 1'234.56 · -12,5 · (12,50) · 12,50- · 20 % · =3*12,5+(1-0,2).
   Thousands: space, no-break and thin spaces, apostrophe, and whichever of . and , is not the decimal mark; groups are of
   three, so a phone number is no number. Of . and , together the last is the decimal mark; one that comes twice is not.
   Alone and once it is the decimal mark (a French numeric pad sends a point), unless `decimal` says what a file uses
   (',' or '.', 0: not known) and three digits follow.
   After = comes arithmetic with + - * / x × ÷ ( ) and %, exact to nine decimals.
   False: not a number, or more than NUMBER_DIGITS digits; *out is untouched. */
bool number_read(const char *text, char decimal, struct number *out);

/* Rounds decimal text half away from zero and fills up with zeros: number_round("2.5", 0) is 3, ("2.5", 2) is 2.50.
   text may be `out` itself. False: text is no plain decimal text. */
bool number_round(const char *text, int decimals, char out[NUMBER_TEXT]);

/* Adds decimal text as it is written in a language: 1 234,56 with U+202F in French, 1,234.56 otherwise. */
void number_show(struct buf *out, const char *text, const char *language);
#endif
