/* terminal_keys.c: bytes of a terminal → keys: both forms of the arrows, pastes, the mouse, Esc that comes alone or split. */
#include "tui/terminal_keys.h"

#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "shared/buf.h"
#include "tui/terminal.h"

enum { ESCAPE = 27, PASTE_MAX = 64 * 1024, SPLIT_MS = 300, TWICE_MS = 400, MOUSE_TEXT = 24 };

static struct {
	bool pasting, pointing;		/* within a paste; within a message of the mouse */
	struct buf paste;
	bool held;			/* a key read to see whether Esc was Alt, not given yet */
	struct key hold;
	mbstate_t half;			/* a character whose bytes are not all here */
	int64_t escape_at;		/* when a lone Esc was given: a split sequence may follow */
	char mouse[MOUSE_TEXT];		/* what came of a message of the mouse; old: three bytes */
	size_t mouse_length;
	bool mouse_old;
	struct mouse pressed;		/* the last press, for double clicks */
	int64_t pressed_at;
} in;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A terminal shows what its own settings say, not what terminfo hopes: both forms of the arrows are understood. */
static void
define_keys(void)
{
	static const struct { const char *bytes; int code; } keys[] = {
		{"\033[A", KEY_UP}, {"\033OA", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033OB", KEY_DOWN},
		{"\033[C", KEY_RIGHT}, {"\033OC", KEY_RIGHT}, {"\033[D", KEY_LEFT}, {"\033OD", KEY_LEFT},
		{"\033[H", KEY_HOME}, {"\033OH", KEY_HOME}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
		{"\033[F", KEY_END}, {"\033OF", KEY_END}, {"\033[4~", KEY_END}, {"\033[8~", KEY_END},
		{"\033[3~", KEY_DC}, {"\033[2~", KEY_IC}, {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
		{"\033[Z", KEY_BTAB}, {"\033[1;2D", KEY_SLEFT}, {"\033[1;2C", KEY_SRIGHT},
		{"\033[1;2A", KEY_SR}, {"\033[1;2B", KEY_SF},
		{"\033[1;3A", TERMINAL_ALT_UP}, {"\033[1;3B", TERMINAL_ALT_DOWN},
		{"\033\033[A", TERMINAL_ALT_UP}, {"\033\033[B", TERMINAL_ALT_DOWN},
		{"\033OP", KEY_F(1)}, {"\033[11~", KEY_F(1)}, {"\033OQ", KEY_F(2)}, {"\033[12~", KEY_F(2)},
		{"\033OR", KEY_F(3)}, {"\033[13~", KEY_F(3)}, {"\033OS", KEY_F(4)}, {"\033[14~", KEY_F(4)},
		{"\033[15~", KEY_F(5)}, {"\033[17~", KEY_F(6)}, {"\033[18~", KEY_F(7)}, {"\033[19~", KEY_F(8)},
		{"\033[20~", KEY_F(9)}, {"\033[21~", KEY_F(10)}, {"\033[23~", KEY_F(11)}, {"\033[24~", KEY_F(12)},
		{"\033[200~", TERMINAL_PASTE}, {"\033[201~", TERMINAL_PASTE_END},
		{"\033[I", TERMINAL_FOCUS}, {"\033[O", TERMINAL_FOCUS},
		{"\033[<", TERMINAL_MOUSE}, {"\033[M", TERMINAL_MOUSE_OLD},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		define_key(keys[i].bytes, keys[i].code);
}

static void
add_to_paste(wint_t code)
{
	char bytes[8];
	mbstate_t state;
	size_t n;

	memset(&state, 0, sizeof state);
	n = wcrtomb(bytes, (wchar_t)code, &state);
	if (n != (size_t)-1)
		buf_add(&in.paste, bytes, n);
}

/* Only terminal_show paints: getch would first, and after a new size that is what was drawn for the old one. */
static int
next_byte(void)
{
	untouchwin(stdscr);
	return getch();
}

/* get_wch would hold back up to sixteen keys behind a byte that is no UTF-8; here such a byte is dropped alone. */
static bool
read_one(struct key *key)
{
	int got;

	while ((got = next_byte()) != ERR) {
		char byte = (char)got;
		wchar_t wide;
		size_t n;

		*key = (struct key){.keycode = got >= KEY_MIN, .alt = got == TERMINAL_ALT_UP || got == TERMINAL_ALT_DOWN,
			.code = (unsigned int)(got == TERMINAL_ALT_UP ? KEY_UP : got == TERMINAL_ALT_DOWN ? KEY_DOWN : got)};
		if (key->keycode)
			return true;
		n = mbrtowc(&wide, &byte, 1, &in.half);
		if (n == (size_t)-1) {
			/* It may begin another character. */
			memset(&in.half, 0, sizeof in.half);
			n = mbrtowc(&wide, &byte, 1, &in.half);
		}
		if (n == (size_t)-1)
			memset(&in.half, 0, sizeof in.half);
		if (n >= (size_t)-2)
			continue;
		key->code = (unsigned int)wide;
		return true;
	}
	return false;
}

/* A pasted Enter is text, never a command; sequences inside a paste are dropped. */
static bool
read_paste(struct key *key)
{
	while (read_one(key)) {
		if (key->keycode && key->code == TERMINAL_PASTE_END) {
			in.pasting = false;
			*key = (struct key){.keycode = true, .code = TERMINAL_PASTE, .paste = buf_text(&in.paste)};
			return true;
		}
		if (key->keycode && key->code == KEY_RESIZE)
			return true;
		if (!key->keycode)
			add_to_paste(key->code);
	}
	return false;
}

/* Buttons as both kinds of messages number them: 0 left, 1 middle, 2 right, 3 none, +32 moved, +64 wheel; Shift and the like
   between. Other buttons than the left one mean nothing here. */
static bool
decode(int button, int x, int y, bool released, struct key *key)
{
	struct mouse m = {.act = MOUSE_PRESS, .y = y - 1, .x = x - 1};
	int64_t now = now_ms();

	button &= ~(4 | 8 | 16);
	if (button == 64 || button == 65)
		m.act = button == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
	else if (button == 32)
		m.act = MOUSE_DRAG;
	else if (released || button == 3)
		m.act = MOUSE_RELEASE;
	else if (button != 0)
		return false;
	if (m.y < 0 || m.x < 0)
		return false;
	if (m.act == MOUSE_PRESS) {
		m.twice = now - in.pressed_at <= TWICE_MS && m.y == in.pressed.y && abs(m.x - in.pressed.x) <= 1 && !in.pressed.twice;
		in.pressed = m;
		in.pressed_at = now;
	} else if (m.act == MOUSE_DRAG) {
		in.pressed_at = 0;		/* something was carried: the next press there is a first one */
	}
	*key = (struct key){.keycode = true, .code = TERMINAL_MOUSE, .mouse = m};
	return true;
}

/* The rest of a message, as far as it came. True: it is whole, and says something. */
static bool
read_mouse(struct key *key)
{
	int got, button, x, y;

	while ((got = next_byte()) != ERR) {
		if (got == KEY_RESIZE) {
			*key = (struct key){.keycode = true, .code = KEY_RESIZE};
			return true;
		}
		if (in.mouse_length + 1 < sizeof in.mouse)
			in.mouse[in.mouse_length++] = (char)got;
		if (in.mouse_old ? in.mouse_length < 3 : (got >= '0' && got <= '9') || got == ';')
			continue;
		in.pointing = false;
		in.mouse[in.mouse_length] = '\0';
		if (in.mouse_old) {
			const unsigned char *b = (const unsigned char *)in.mouse;

			if (decode(b[0] - 32, b[1] - 32, b[2] - 32, false, key))
				return true;
		} else if ((got == 'M' || got == 'm') && sscanf(in.mouse, "%5d;%5d;%5d", &button, &x, &y) == 3 &&
		    decode(button, x, y, got == 'm', key)) {
			return true;
		}
		return terminal_read(key);
	}
	return false;
}

static bool
begin_mouse(bool old, struct key *key)
{
	in.pointing = true;
	in.mouse_old = old;
	in.mouse_length = 0;
	return read_mouse(key);
}

/* Over a bad line an arrow may arrive as Esc and, much later, `[A`: the rest is not typed text. */
static bool
is_split_rest(const struct key *key)
{
	struct key final;

	if (key->keycode || key->code != '[' || now_ms() - in.escape_at > SPLIT_MS)
		return false;
	if (!read_one(&final))
		return true;
	if (!final.keycode && final.code == '<') {
		in.pointing = true;
		in.mouse_old = false;
		in.mouse_length = 0;
	} else if (final.keycode || final.code < '@' || final.code > '~') {
		in.hold = final;
		in.held = true;
	}
	return true;
}

bool
terminal_read(struct key *key)
{
	struct key next;

	if (in.pasting)
		return read_paste(key);
	if (in.pointing)
		return read_mouse(key);
	if (in.held) {
		*key = in.hold;
		in.held = false;
	} else if (!read_one(key)) {
		return false;
	}
	if (key->keycode && key->code == TERMINAL_PASTE) {
		buf_clear(&in.paste);
		in.pasting = true;
		return read_paste(key);
	}
	if (key->keycode && (key->code == TERMINAL_MOUSE || key->code == TERMINAL_MOUSE_OLD))
		return begin_mouse(key->code == TERMINAL_MOUSE_OLD, key);
	if (is_split_rest(key))
		return terminal_read(key);
	if (key->keycode || key->code != ESCAPE)
		return true;
	if (!read_one(&next)) {
		in.escape_at = now_ms();
		return true;
	}
	if (next.keycode || next.code == ESCAPE) {
		in.hold = next;
		in.held = true;
		return true;
	}
	*key = next;
	key->alt = true;
	return true;
}

bool
terminal_pending(void)
{
	struct pollfd keys = {.fd = STDIN_FILENO, .events = POLLIN};

	return in.held || poll(&keys, 1, 0) > 0;
}

void
terminal_keys_open(void)
{
	define_keys();
	buf_init(&in.paste, PASTE_MAX);
}

void
terminal_keys_close(void)
{
	buf_free(&in.paste);
}
