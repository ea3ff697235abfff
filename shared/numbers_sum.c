/* numbers_sum.c: exact arithmetic in an amount field: =3*12,5. Billionths in 128 bits: ±10^29. */
#include "shared/numbers_sum.h"

#include <ctype.h>
#include <string.h>

__extension__ typedef __int128 wide;

enum { DEPTH_LIMIT = 16, SCALE = 1000000000 };

struct sum {
	const char *at;
	int depth;
	bool bad;
};

static wide sum_of(struct sum *s);

static void
spaces(struct sum *s)
{
	while (*s->at == ' ')
		s->at++;
}

static wide
digits_of(struct sum *s)
{
	char written[NUMBER_TEXT], plain[NUMBER_TEXT];
	size_t n = strspn(s->at, "0123456789.,' ");
	wide value = 0;
	int decimals = -1;
	bool unsure;

	while (n > 0 && s->at[n - 1] == ' ')
		n--;
	if (n == 0 || n >= sizeof written) {
		s->bad = true;
		return 0;
	}
	memcpy(written, s->at, n);
	written[n] = '\0';
	s->at += n;
	if (!number_read_plain(written, '\0', plain, &unsure)) {
		s->bad = true;
		return 0;
	}
	for (const char *p = plain; *p != '\0'; p++) {
		if (*p == '.') {
			decimals = 0;
			continue;
		}
		if (decimals >= 0 && decimals++ >= 9)
			s->bad = true;
		if (__builtin_mul_overflow(value, (wide)10, &value) || __builtin_add_overflow(value, (wide)(*p - '0'), &value))
			s->bad = true;
	}
	for (int i = decimals < 0 ? 0 : decimals; i < 9; i++)
		if (__builtin_mul_overflow(value, (wide)10, &value))
			s->bad = true;
	return s->bad ? 0 : value;
}

static wide
factor_of(struct sum *s)
{
	wide value;

	spaces(s);
	if (*s->at == '-' || *s->at == '+' || *s->at == '(') {
		char c = *s->at++;
		if (++s->depth > DEPTH_LIMIT) {
			s->bad = true;
			return 0;
		}
		value = c == '(' ? sum_of(s) : factor_of(s);
		s->depth--;
		if (c == '(') {
			spaces(s);
			s->bad |= *s->at != ')';
			s->at += *s->at == ')';
		}
		value = c == '-' ? -value : value;
	} else {
		value = digits_of(s);
	}
	spaces(s);
	if (*s->at == '%') {
		s->at++;
		value /= 100;
	}
	return value;
}

/* a / b, half away from zero. */
static wide
divide(wide a, wide b)
{
	wide half = (b < 0 ? -b : b) / 2;

	return (a < 0 ? a - half : a + half) / b;
}

static wide
product_of(struct sum *s)
{
	wide value = factor_of(s), other, product;

	for (;;) {
		char c;

		spaces(s);
		c = *s->at;
		if (s->bad || (c != '*' && c != 'x' && c != 'X' && c != '/' && c != ':'))
			return value;
		s->at++;
		other = factor_of(s);
		if (c == '/' || c == ':') {
			if (other == 0 || __builtin_mul_overflow(value, (wide)SCALE, &product))
				s->bad = true;
			else
				value = divide(product, other);
		} else if (__builtin_mul_overflow(value, other, &product)) {
			s->bad = true;
		} else {
			value = divide(product, SCALE);
		}
	}
}

static wide
sum_of(struct sum *s)
{
	wide value = product_of(s), other;

	for (;;) {
		char c;

		spaces(s);
		c = *s->at;
		if (s->bad || (c != '+' && c != '-'))
			return value;
		s->at++;
		other = product_of(s);
		if (__builtin_add_overflow(value, c == '-' ? -other : other, &value))
			s->bad = true;
	}
}

bool
number_sum(const char *text, char out[NUMBER_TEXT])
{
	struct sum s = {.at = text, .depth = 0, .bad = false};
	wide value = sum_of(&s), rest;
	char digits[NUMBER_TEXT];
	size_t n = 0, used = 0;

	if (s.bad || *s.at != '\0')
		return false;
	rest = value < 0 ? -value : value;
	for (int i = 0; rest > 0 || i < 10; i++) {
		digits[n++] = (char)('0' + (int)(rest % 10));
		rest /= 10;
	}
	if (value < 0)
		out[used++] = '-';
	while (n-- > 0) {
		if (n == 8)
			out[used++] = '.';
		out[used++] = digits[n];
	}
	while (out[used - 1] == '0')
		used--;
	if (out[used - 1] == '.')
		used--;
	out[used] = '\0';
	return true;
}
