/* terminal.c: ncurses set up for many terminals and for slow lines. */
#include "tui/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <panel.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "tui/theme.h"

enum { ESCAPE = 27, PASTE_MAX = 64 * 1024, SPLIT_MS = 300 };

static struct {
	SCREEN *screen;
	bool utf8, pasting;
	struct buf paste;
	int cursor_y, cursor_x;
	bool held;			/* a key read to see whether Esc was Alt, not given yet */
	struct key hold;
	mbstate_t half;			/* a character whose bytes are not all here */
	int64_t escape_at;		/* when a lone Esc was given: a split sequence may follow */
	sigset_t wait_mask;
} term;
volatile sig_atomic_t terminal_hung_up;

static void
hang_up(int number)
{
	(void)number;
	terminal_hung_up = 1;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Names that terminals give themselves and that this machine's terminfo does not hold. */
static SCREEN *
new_screen(void)
{
	static const struct { const char *starts, *use; } others[] = {
		{"xterm", "xterm-256color"}, {"foot", "xterm-256color"}, {"wezterm", "xterm-256color"},
		{"contour", "xterm-256color"}, {"alacritty", "xterm-256color"}, {"ghostty", "xterm-256color"},
		{"kitty", "xterm-256color"}, {"konsole", "xterm-256color"}, {"iterm", "xterm-256color"},
		{"tmux", "screen-256color"}, {"screen", "screen"}, {"rxvt", "rxvt"}, {"putty", "xterm"},
		{"linux", "linux"}, {"vt", "vt100"},
	};
	const char *name = getenv("TERM");
	SCREEN *made;

	if (name == NULL || *name == '\0')
		name = "vt100";
	if (strcmp(name, "dumb") == 0)
		return NULL;
	made = newterm(name, stdout, stdin);
	for (size_t i = 0; made == NULL && i < sizeof others / sizeof *others; i++)
		if (strncmp(name, others[i].starts, strlen(others[i].starts)) == 0)
			made = newterm(others[i].use, stdout, stdin);
	return made;
}

/* A terminal shows what its own settings say, not what terminfo hopes: both forms of the arrows are understood. */
enum { ALT_UP = TERMINAL_FOCUS + 1, ALT_DOWN };
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
		{"\033OP", KEY_F(1)}, {"\033[11~", KEY_F(1)}, {"\033OQ", KEY_F(2)}, {"\033[12~", KEY_F(2)},
		{"\033OR", KEY_F(3)}, {"\033[13~", KEY_F(3)}, {"\033OS", KEY_F(4)}, {"\033[14~", KEY_F(4)},
		{"\033[15~", KEY_F(5)}, {"\033[17~", KEY_F(6)}, {"\033[18~", KEY_F(7)}, {"\033[19~", KEY_F(8)},
		{"\033[20~", KEY_F(9)}, {"\033[21~", KEY_F(10)}, {"\033[23~", KEY_F(11)}, {"\033[24~", KEY_F(12)},
		{"\033[1;3A", ALT_UP}, {"\033[1;3B", ALT_DOWN}, {"\033\033[A", ALT_UP}, {"\033\033[B", ALT_DOWN},
		{"\033[200~", TERMINAL_PASTE}, {"\033[201~", TERMINAL_PASTE_END},
		{"\033[I", TERMINAL_FOCUS}, {"\033[O", TERMINAL_FOCUS},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		define_key(keys[i].bytes, keys[i].code);
}

/* The served program gets TERM and perhaps LANG, often no locale that this machine has: UTF-8 unless the person's
   terminal says otherwise. */
static void
choose_charset(void)
{
	const char *name = getenv("TERM");
	const char *said = getenv("LC_ALL");

	if (said == NULL || *said == '\0')
		said = getenv("LC_CTYPE");
	if (said == NULL || *said == '\0')
		said = getenv("LANG");
	term.utf8 = !(name != NULL && strncmp(name, "vt", 2) == 0);
	if (said != NULL && strchr(said, '.') != NULL && strcasestr(said, "utf") == NULL)
		term.utf8 = false;
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static void
catch_signals(void)
{
	struct sigaction end = {.sa_handler = hang_up};
	sigset_t blocked;

	sigemptyset(&end.sa_mask);
	sigaction(SIGHUP, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGWINCH);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &term.wait_mask);
	sigdelset(&term.wait_mask, SIGWINCH);
	sigdelset(&term.wait_mask, SIGHUP);
	sigdelset(&term.wait_mask, SIGTERM);
}

const char *
terminal_open(void)
{
	const char *no_colour = getenv("NO_COLOR");

	choose_charset();
	term.screen = new_screen();
	if (term.screen == NULL)
		return N_("This terminal (TERM) cannot show screens.");
	set_escdelay(25);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	define_keys();
	theme_start(no_colour != NULL && *no_colour != '\0');
	buf_init(&term.paste, PASTE_MAX);
	catch_signals();
	terminal_send("\033[?2004h");
	return NULL;
}

void
terminal_close(void)
{
	if (term.screen == NULL)
		return;
	terminal_send("\033[?2004l");
	endwin();
	delscreen(term.screen);
	term.screen = NULL;
	buf_free(&term.paste);
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
		buf_add(&term.paste, bytes, n);
}

/* get_wch would hold back up to sixteen keys behind a byte that is no UTF-8; here such a byte is dropped alone. */
static bool
read_one(struct key *key)
{
	int got;

	while ((got = getch()) != ERR) {
		char byte = (char)got;
		wchar_t wide;
		size_t n;

		*key = (struct key){.keycode = got >= KEY_MIN, .alt = got == ALT_UP || got == ALT_DOWN,
			.code = (unsigned int)(got == ALT_UP ? KEY_UP : got == ALT_DOWN ? KEY_DOWN : got)};
		if (key->keycode)
			return true;
		n = mbrtowc(&wide, &byte, 1, &term.half);
		if (n == (size_t)-1) {
			/* It may begin another character. */
			memset(&term.half, 0, sizeof term.half);
			n = mbrtowc(&wide, &byte, 1, &term.half);
		}
		if (n == (size_t)-1)
			memset(&term.half, 0, sizeof term.half);
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
			term.pasting = false;
			*key = (struct key){.keycode = true, .code = TERMINAL_PASTE, .paste = buf_text(&term.paste)};
			return true;
		}
		if (key->keycode && key->code == KEY_RESIZE)
			return true;
		if (!key->keycode)
			add_to_paste(key->code);
	}
	return false;
}

/* Over a bad line an arrow may arrive as Esc and, much later, `[A`: the rest is not typed text. */
static bool
is_split_rest(const struct key *key)
{
	struct key final;

	if (key->keycode || key->code != '[' || now_ms() - term.escape_at > SPLIT_MS)
		return false;
	if (read_one(&final) && !(!final.keycode && final.code >= '@' && final.code <= '~')) {
		term.hold = final;
		term.held = true;
	}
	return true;
}

bool
terminal_read(struct key *key)
{
	struct key next;

	if (term.pasting)
		return read_paste(key);
	if (term.held) {
		*key = term.hold;
		term.held = false;
	} else if (!read_one(key)) {
		return false;
	}
	if (key->keycode && key->code == TERMINAL_PASTE) {
		buf_clear(&term.paste);
		term.pasting = true;
		return read_paste(key);
	}
	if (is_split_rest(key))
		return terminal_read(key);
	if (key->keycode || key->code != ESCAPE)
		return true;
	if (!read_one(&next)) {
		term.escape_at = now_ms();
		return true;
	}
	if (next.keycode || next.code == ESCAPE) {
		term.hold = next;
		term.held = true;
		return true;
	}
	*key = next;
	key->alt = true;
	return true;
}

bool
terminal_pending(void)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

	return term.held || poll(&in, 1, 0) > 0;
}

bool
terminal_utf8(void)
{
	return term.screen == NULL || term.utf8;
}

int
terminal_height(void)
{
	return LINES;
}

int
terminal_width(void)
{
	return COLS;
}

void
terminal_cursor(int y, int x)
{
	term.cursor_y = y;
	term.cursor_x = x;
}

void
terminal_show(void)
{
	touchwin(stdscr);	/* costs no bytes: the difference to what is shown is sent */
	wnoutrefresh(stdscr);
	update_panels();
	setsyx(term.cursor_y, term.cursor_x);
	doupdate();
}

void
terminal_repaint(void)
{
	clearok(curscr, TRUE);
}

void
terminal_pause(void)
{
	def_prog_mode();
	endwin();
}

void
terminal_resume(void)
{
	reset_prog_mode();
	terminal_repaint();
}

void
terminal_bell(void)
{
	beep();
}

void
terminal_send(const char *bytes)
{
	fflush(stdout);
	for (size_t left = strlen(bytes); left > 0;) {
		ssize_t n = write(STDOUT_FILENO, bytes, left);

		if (n <= 0)
			return;
		bytes += n;
		left -= (size_t)n;
	}
}

const sigset_t *
terminal_wait_mask(void)
{
	return &term.wait_mask;
}
