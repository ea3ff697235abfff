/* text_ascii.c: what a terminal without UTF-8 can show of a text: letters lose their accents, signs get their nearest. */
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "shared/buf.h"
#include "shared/text.h"

char *
text_ascii(const char *text)
{
	static const struct { const char *sign, *shown; } signs[] = {
		{"’", "'"}, {"‘", "'"}, {"“", "\""}, {"”", "\""}, {"«", "\""}, {"»", "\""}, {"…", "."}, {"–", "-"},
		{"—", "-"}, {"─", "-"}, {"│", "|"}, {"┌", "+"}, {"┐", "+"}, {"└", "+"}, {"┘", "+"}, {"·", "."},
		{"▲", "^"}, {"▼", "v"},
		{"▉", "#"}, {"▊", "#"}, {"▋", "#"}, {"▌", "["}, {"▍", "["}, {"▎", "["}, {"▏", "["}, {"▐", "]"}, {"▕", "]"}, {"◆", "*"},
		{"├", "+"}, {"┤", "+"}, {"┬", "+"}, {"┴", "+"}, {"┼", "+"}, {"█", "#"},
		{"±", "~"}, {"€", "E"}, {"↑", "^"}, {"↓", "v"}, {"→", ">"}, {"←", "<"}, {"✓", "x"}, {"•", "*"},
		{"\u00a0", " "}, {"\u202f", " "}, {"▸", ">"}, {"⟳", "~"}, {"↵", "/"}, {"●", "*"}, {"○", "o"},
		{"œ", "oe"}, {"Œ", "OE"}, {"æ", "ae"}, {"Æ", "AE"}, {"ß", "ss"}, {"ø", "o"}, {"Ø", "O"}, {"ł", "l"}, {"Ł", "L"},
	};
	size_t length = strlen(text), broken;
	uint8_t *parts = u8_normalize(UNINORM_NFD, (const uint8_t *)text, length, NULL, &broken);
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; parts != NULL && i < broken;) {
		size_t n = 1, s;

		while (i + n < broken && (parts[i + n] & 0xc0) == 0x80)
			n++;
		for (s = 0; s < sizeof signs / sizeof *signs; s++)
			if (strlen(signs[s].sign) == n && memcmp(signs[s].sign, parts + i, n) == 0)
				break;
		if (parts[i] < 0x80)
			buf_byte(&out, (char)parts[i]);
		else if (s < sizeof signs / sizeof *signs)
			buf_str(&out, signs[s].shown);
		else if (!(n == 2 && (parts[i] == 0xcc || parts[i] == 0xcd)))	/* U+0300…U+036F: the accents */
			buf_byte(&out, '?');
		i += n;
	}
	free(parts);
	return buf_steal(&out);
}
