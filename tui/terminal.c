/* terminal.c: ncurses set up for many terminals and for slow lines. Keys: terminal_keys.c; what else a terminal can do:
   terminal_says.c. */
#include "tui/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <panel.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "shared/translate.h"
#include "tui/terminal_keys.h"
#include "tui/terminal_says.h"
#include "tui/theme.h"

enum { ESCAPE_MS = 25, ESCAPE_SLOW_MS = 50 };

static struct {
	SCREEN *screen;
	struct terminal_options options;
	const struct terminal_kind *kind;
	bool utf8, mouse, repaints;
	int cursor_y, cursor_x;
	sigset_t wait_mask;
} term;
volatile sig_atomic_t terminal_hung_up;

static void
hang_up(int number)
{
	(void)number;
	terminal_hung_up = 1;
}

static volatile sig_atomic_t interrupted, resized;
static struct sigaction curses_resize;

static void
interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

bool
terminal_interrupted(void)
{
	bool was = interrupted;

	interrupted = 0;
	return was;
}

/* ncurses has to know too. */
static void
resize(int number)
{
	resized = 1;
	if (curses_resize.sa_handler != SIG_DFL && curses_resize.sa_handler != SIG_IGN)
		curses_resize.sa_handler(number);
}

/* There and back at once is no other size for ncurses, but the terminal may have cut off what stood outside. */
bool
terminal_was_resized(void)
{
	bool was = resized;

	resized = 0;
	if (was)
		terminal_repaint();
	return was;
}

static const char *
term_name(void)
{
	const char *name = getenv("TERM");

	return name != NULL && *name != '\0' ? name : "vt100";
}

static SCREEN *
new_screen(void)
{
	SCREEN *made = newterm(term_name(), stdout, stdin);

	return made == NULL && term.kind->use != NULL ? newterm(term.kind->use, stdout, stdin) : made;
}

/* Lines are read and written by themselves; every Debian has a description of vt100. */
static SCREEN *
new_hidden_screen(void)
{
	FILE *nowhere = fopen("/dev/null", "r+");

	return nowhere ? newterm("vt100", nowhere, nowhere) : NULL;
}

bool
terminal_has_screen(void)
{
	return terminal_kind_shows(term_name());
}

/* The served program gets TERM and perhaps LANG, often no locale that this machine has: UTF-8 unless the person's
   terminal says otherwise. A locale without a name for its characters (C, fr_FR) is an old one. */
static void
choose_charset(void)
{
	const char *said = getenv("LC_ALL");

	if (said == NULL || *said == '\0')
		said = getenv("LC_CTYPE");
	if (said == NULL || *said == '\0')
		said = getenv("LANG");
	term.utf8 = !term.kind->ascii && (said == NULL || *said == '\0' || strcasestr(said, "utf") != NULL);
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static void
catch_signals(void)
{
	/* SIGUSR1: see idle_mark.h. */
	static const int heard[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGUSR1};
	struct sigaction end = {.sa_handler = hang_up}, stop = {.sa_handler = interrupt}, window = {.sa_handler = resize};
	struct sigaction was;
	sigset_t blocked;

	sigemptyset(&end.sa_mask);
	sigemptyset(&stop.sa_mask);
	sigemptyset(&window.sa_mask);
	sigaction(SIGHUP, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	/* Lines from a pipe are somebody's script, which C-c ends as any. */
	if (isatty(STDIN_FILENO))
		sigaction(SIGINT, &stop, NULL);
	if (!term.options.hidden) {
		sigaction(SIGWINCH, &window, &was);
		if (was.sa_handler != resize)
			curses_resize = was;
	}
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
		sigaddset(&blocked, heard[i]);
	sigprocmask(SIG_BLOCK, &blocked, &term.wait_mask);
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
		sigdelset(&term.wait_mask, heard[i]);
}

/* A serial line says how fast it is; everything else claims 38400 and means nothing by it. */
static bool
line_is_slow(void)
{
	struct termios line;

	if (tcgetattr(STDOUT_FILENO, &line) != 0)
		return false;
	switch (cfgetospeed(&line)) {
	case B300: case B600: case B1200: case B2400: case B4800: case B9600:
		return true;
	default:
		return false;
	}
}

/* Also again, after another program had the terminal. */
static void
begin_features(void)
{
	if (terminal_can(CAN_PASTE))
		terminal_send("\033[?2004h");
	if (term.mouse)
		terminal_send("\033[?1000h\033[?1002h\033[?1006h");
	terminal_says_open();
}

static void
end_features(void)
{
	terminal_says_close();
	if (term.mouse)
		terminal_send("\033[?1006l\033[?1002l\033[?1000l");
	if (terminal_can(CAN_PASTE))
		terminal_send("\033[?2004l");
}

const char *
terminal_open(const struct terminal_options *options)
{
	term.options = *options;
	term.options.slow = options->slow || line_is_slow();
	term.kind = terminal_kind_of(term_name());
	choose_charset();
	theme_begin();
	term.screen = options->hidden ? new_hidden_screen() : new_screen();
	if (term.screen == NULL)
		return N_("This terminal (TERM) cannot show screens.");
	catch_signals();
	if (options->hidden)
		return NULL;
	set_escdelay(term.options.slow ? ESCAPE_SLOW_MS : ESCAPE_MS);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	terminal_keys_open();
	term.mouse = terminal_can(CAN_MOUSE) && (options->mouse == SWITCH_ON || (options->mouse == SWITCH_UNSAID && !term.options.slow));
	begin_features();
	return NULL;
}

void
terminal_close(void)
{
	if (term.screen == NULL)
		return;
	if (!term.options.hidden) {
		end_features();
		terminal_keys_close();
	}
	endwin();
	/* A hidden screen stays: libpanel keeps a panel of its own there, which nobody else could free. */
	if (!term.options.hidden)
		delscreen(term.screen);
	term.screen = NULL;
}

void
terminal_leave(void)
{
	end_features();
	endwin();
}

void
terminal_return(void)
{
	reset_prog_mode();
	begin_features();
	terminal_repaint();
	refresh();
}

void
terminal_echo(bool on)
{
	struct termios line;

	if (tcgetattr(STDIN_FILENO, &line) != 0)	/* a pipe shows nothing */
		return;
	line.c_lflag = on ? line.c_lflag | ECHO : line.c_lflag & ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSANOW, &line);
}

bool
terminal_utf8(void)
{
	return term.screen == NULL || term.utf8;
}

bool
terminal_can(enum terminal_can what)
{
	return term.kind != NULL && !term.options.hidden && (term.kind->can & (int)what) != 0;
}

bool
terminal_slow(void)
{
	return term.options.slow;
}

bool
terminal_mouse(bool on)
{
	if (!terminal_can(CAN_MOUSE))
		return false;
	if (on != term.mouse)
		terminal_send(on ? "\033[?1000h\033[?1002h\033[?1006h" : "\033[?1006l\033[?1002l\033[?1000l");
	term.mouse = on;
	return true;
}

void
terminal_be_slow(bool slow)
{
	term.options.slow = slow;
	set_escdelay(slow ? ESCAPE_SLOW_MS : ESCAPE_MS);
	terminal_mouse(!slow);
}

bool
terminal_mouse_is_on(void)
{
	return term.mouse;
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

/* Will the next update send anything? */
static bool
differs(void)
{
	int y, x, was_y, was_x;

	getyx(newscr, y, x);
	getyx(curscr, was_y, was_x);
	if (term.repaints || y != was_y || x != was_x)
		return true;
	for (y = 0; y < LINES; y++)
		for (x = 0; x < COLS; x++) {
			cchar_t now, was;

			if (mvwin_wch(newscr, y, x, &now) == ERR || mvwin_wch(curscr, y, x, &was) == ERR || memcmp(&now, &was, sizeof now) != 0) {
				wmove(newscr, term.cursor_y, term.cursor_x);
				wmove(curscr, was_y, was_x);
				return true;
			}
		}
	wmove(newscr, term.cursor_y, term.cursor_x);
	wmove(curscr, was_y, was_x);
	return false;
}

void
terminal_show(bool *changed)
{
	if (term.options.hidden)
		return;
	touchwin(stdscr);	/* costs no bytes: the difference to what is shown is sent */
	terminal_says_before();
	wnoutrefresh(stdscr);
	update_panels();
	setsyx(term.cursor_y, term.cursor_x);
	if (changed != NULL)
		*changed = differs();
	term.repaints = false;
	doupdate();
	terminal_says_after();
}

void
terminal_repaint(void)
{
	clearok(curscr, TRUE);
	term.repaints = true;
	terminal_says_again();
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
	if (!term.options.hidden)
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
