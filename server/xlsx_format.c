/* xlsx_format.c: what a spreadsheet's number format shows: a date, a time, digits with leading zeros, or just a number. */
#include <string.h>
#include <strings.h>

#include "server/xlsx.h"

/* ECMA-376 part 1, 18.8.30: the formats that a file need not spell out, with those of East Asian versions. */
static struct xlsx_format
built_in(int id)
{
	struct xlsx_format format = {.style = XLSX_PLAIN, .digits = 0};

	if (id == 22)
		format.style = XLSX_DATE_TIME;
	else if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
		format.style = XLSX_DATE;
	else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
		format.style = XLSX_TIME;
	return format;
}

struct signs {
	bool day, clock, number_sign;
	int zeros;		/* places from the first 0 on */
	bool padded;		/* a 0 stands before other places */
};

/* The first section of a format, without quoted text, colours and conditions. */
static void
take_signs(const char *p, struct signs *s)
{
	for (; *p != '\0' && *p != ';'; p++) {
		switch (*p) {
		case '"':
			for (p++; *p != '\0' && *p != '"'; p++)
				;
			if (*p == '\0')
				return;
			break;
		case '[':
			/* [h], [mm] and [s] count hours beyond a day; [Red] and [$-40C] say nothing about the value. */
			if (strchr("hHmMsS", p[1]) != NULL && (p[2] == ']' || p[2] == p[1]))
				s->clock = true;
			while (*p != '\0' && *p != ']')
				p++;
			if (*p == '\0')
				return;
			break;
		case '\\': case '_': case '*':
			if (*++p == '\0')
				return;
			break;
		case 'y': case 'Y': case 'd': case 'D': case 'a': case 'j': case 'J':
			s->day = true;
			break;
		case 'h': case 'H': case 's': case 'S':
			s->clock = true;
			break;
		case '0':
			s->zeros++;
			s->padded |= s->zeros > 1;
			break;
		case '#': case '?':
			if (s->zeros > 0) {
				s->zeros++;
				s->padded = true;
			}
			break;
		case '.': case ',': case '%': case 'E': case '/':
			s->number_sign = true;
			break;
		default:
			break;
		}
	}
}

struct xlsx_format
xlsx_format_of(int id, const char *code)
{
	struct signs s = {.day = false};
	struct xlsx_format format = {.style = XLSX_PLAIN, .digits = 0};

	if (code == NULL)
		return built_in(id);
	if (strncasecmp(code, "general", 7) == 0 || strncasecmp(code, "standard", 8) == 0 || strcmp(code, "@") == 0)
		return format;
	take_signs(code, &s);
	/* AM/PM and the A/P of clocks hold an `a`, but no day. */
	if (s.clock && strpbrk(code, "yYdDjJ") == NULL)
		s.day = false;
	if (s.zeros > 0 && !s.day && !s.clock) {
		if (s.padded && !s.number_sign && s.zeros <= 20) {
			format.style = XLSX_PADDED;
			format.digits = s.zeros;
		}
		return format;
	}
	if (s.day)
		format.style = s.clock ? XLSX_DATE_TIME : XLSX_DATE;
	else if (s.clock)
		format.style = XLSX_TIME;
	else if (strpbrk(code, "mM") != NULL && s.zeros == 0 && strpbrk(code, "#?0\"") == NULL)
		format.style = XLSX_DATE;	/* mmmm alone */
	return format;
}
