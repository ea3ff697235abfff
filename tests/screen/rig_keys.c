/* rig_keys.c: what a terminal sends for a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/rig_parts.h"

static const struct {
	const char *name, *bytes;
} keys[] = {
	{"Up", "\033OA"}, {"Down", "\033OB"}, {"Right", "\033OC"}, {"Left", "\033OD"},
	{"Home", "\033OH"}, {"End", "\033OF"}, {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"},
	{"Ins", "\033[2~"}, {"Del", "\033[3~"}, {"Enter", "\r"}, {"Tab", "\t"}, {"BTab", "\033[Z"},
	{"Esc", "\033"}, {"BS", "\177"}, {"Space", " "},
	{"S-Left", "\033[1;2D"}, {"S-Right", "\033[1;2C"}, {"S-Home", "\033[1;2H"}, {"S-End", "\033[1;2F"},
	{"S-Up", "\033[1;2A"}, {"S-Down", "\033[1;2B"}, {"C-Left", "\033[1;5D"}, {"C-Right", "\033[1;5C"},
	{"A-Up", "\033[1;3A"}, {"A-Down", "\033[1;3B"},
	{"F1", "\033OP"}, {"F2", "\033OQ"}, {"F3", "\033OR"}, {"F4", "\033OS"}, {"F5", "\033[15~"},
	{"F6", "\033[17~"}, {"F7", "\033[18~"}, {"F8", "\033[19~"}, {"F9", "\033[20~"}, {"F10", "\033[21~"},
	{"F11", "\033[23~"}, {"F12", "\033[24~"},
};

static void
add_key(struct buf *out, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strlen(keys[i].name) == length && memcmp(keys[i].name, name, length) == 0) {
			buf_str(out, keys[i].bytes);
			return;
		}
	if (length == 3 && name[0] == 'C' && name[1] == '-') {
		buf_byte(out, (char)(name[2] & 31));
		return;
	}
	if (length > 2 && name[0] == 'A' && name[1] == '-') {
		buf_byte(out, '\033');
		add_key(out, name + 2, length - 2);
		return;
	}
	/* Any other single character stands for itself. A longer word is a slip: text goes between quotes. */
	if ((unsigned char)name[0] < 0x80 && length > 1)
		fail_msg("no key is named %.*s", (int)length, name);
	buf_add(out, name, length);
}

void
rig_send(struct rig *r, const char *names)
{
	struct buf out = BUF_EMPTY;

	while (*names != '\0') {
		size_t length = strcspn(names, *names == '\'' ? "" : " ");

		if (*names == ' ') {
			names++;
			continue;
		}
		if (*names == '\'' && names[1] != '\0' && names[1] != ' ') {
			length = strcspn(names + 1, "'");
			buf_add(&out, names + 1, length);
			names += length + (names[1 + length] == '\'' ? 2 : 1);
			continue;
		}
		if (*names == '\'')
			length = 1;
		add_key(&out, names, length);
		names += length;
	}
	rig_send_bytes(r, out.bytes, out.length);
	buf_free(&out);
}

void
rig_paste(struct rig *r, const char *text)
{
	struct buf out = BUF_EMPTY;

	buf_printf(&out, "\033[200~%s\033[201~", text);
	rig_send_bytes(r, out.bytes, out.length);
	buf_free(&out);
	rig_idle(r);
}

void
rig_click(struct rig *r, int row, int column)
{
	struct buf out = BUF_EMPTY;

	buf_printf(&out, "\033[<0;%d;%dM\033[<0;%d;%dm", column + 1, row + 1, column + 1, row + 1);
	rig_send_bytes(r, out.bytes, out.length);
	buf_free(&out);
	rig_idle(r);
}
