/* terminal.h: ncurses as this program wants it, and keys as events. The terminal is one of the two global things. */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "tui/terminal_kinds.h"

enum mouse_act { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
/* In cells of the terminal, or of what it is handed to. */
struct mouse {
	enum mouse_act act;
	int y, x;
	bool twice;		/* the second press of a double click */
};
struct key {
	bool keycode;		/* code is one of ncurses' KEY_… instead of a character */
	bool alt;		/* Esc came right before: Alt, or a fast Esc and then this key */
	unsigned int code;	/* KEYS_PASTE: see paste */
	const char *paste;	/* pasted text, until the next terminal_read */
	struct mouse mouse;	/* of TERMINAL_MOUSE */
};
/* keycodes beyond ncurses' own */
enum { TERMINAL_PASTE = 0xE000, TERMINAL_PASTE_END, TERMINAL_FOCUS, TERMINAL_MOUSE, TERMINAL_MOUSE_OLD,
	TERMINAL_ALT_UP, TERMINAL_ALT_DOWN };

enum terminal_switch { SWITCH_UNSAID, SWITCH_OFF, SWITCH_ON };
struct terminal_options {
	enum terminal_switch mouse;	/* unsaid: on where the terminal has one */
	bool slow;			/* a slow line: nothing is sent that is not asked for */
	bool hidden;			/* linear mode: pictures are laid out and never shown, lines are typed */
};
/* Null when the screen stands; else a msgid that says why not. */
const char *terminal_open(const struct terminal_options *options);
void terminal_close(void);
/* Can this terminal show a screen at all? TERM=dumb and names that nobody knows cannot. */
bool terminal_has_screen(void);
/* Gives the terminal to another program, or back to the shell, and takes it again with the picture that was there. */
void terminal_leave(void);
void terminal_return(void);
/* The next key that is already there; false when there is none. KEY_RESIZE comes through here too. */
bool terminal_read(struct key *key);
/* Is there input that has not been read? */
bool terminal_pending(void);
/* False: the terminal shows only ASCII. */
bool terminal_utf8(void);
bool terminal_can(enum terminal_can what);
bool terminal_slow(void);
void terminal_be_slow(bool slow);
int terminal_height(void);
int terminal_width(void);
/* Where the cursor goes when the frame is shown: always on what has the focus. */
void terminal_cursor(int y, int x);
/* Sends the frame. */
void terminal_show(bool *changed);	/* changed (may be null): something is sent */
/* The next frame is sent whole. */
void terminal_repaint(void);
/* The terminal is for questions in lines, until it is the screen's again. */
void terminal_pause(void);
void terminal_resume(void);
void terminal_bell(void);
/* Clicks come to us (true), or select text as the terminal does. False in return: it has no mouse. */
bool terminal_mouse(bool on);
bool terminal_mouse_is_on(void);
/* What the program must tell the terminal beside the frame (idle mark, title). */
void terminal_send(const char *bytes);
/* Set by SIGHUP and SIGTERM: end, nothing more can be asked. */
extern volatile sig_atomic_t terminal_hung_up;
/* Linear mode: whether lines that are typed are seen. */
void terminal_echo(bool on);
/* Linear mode: C-c was pressed since the last question. */
bool terminal_interrupted(void);
/* The window changed since the last question: the next frame is sent whole. */
bool terminal_was_resized(void);
/* For ppoll(): window changes and hang-ups arrive only while it waits, so none is missed. */
const sigset_t *terminal_wait_mask(void);
#endif
