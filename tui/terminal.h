/* terminal.h: ncurses as this program wants it, and keys as events. The terminal is one of the two global things. */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H
#include <signal.h>
#include <stdbool.h>

struct key {
	bool keycode;		/* code is one of ncurses' KEY_… instead of a character */
	bool alt;		/* Esc came right before: Alt, or a fast Esc and then this key */
	unsigned int code;	/* KEYS_PASTE: see paste */
	const char *paste;	/* pasted text, until the next terminal_read */
};
enum { TERMINAL_PASTE = 0xE000, TERMINAL_PASTE_END, TERMINAL_FOCUS };	/* keycodes beyond ncurses' own */

/* Null when the screen stands; else a msgid that says why not. */
const char *terminal_open(void);
void terminal_close(void);
/* The next key that is already there; false when there is none. KEY_RESIZE comes through here too. */
bool terminal_read(struct key *key);
/* Is there input that has not been read? */
bool terminal_pending(void);
/* False: the terminal shows only ASCII. */
bool terminal_utf8(void);
int terminal_height(void);
int terminal_width(void);
/* Where the cursor goes when the frame is shown: always on what has the focus. */
void terminal_cursor(int y, int x);
/* Sends the frame. */
void terminal_show(void);
/* The next frame is sent whole. */
void terminal_repaint(void);
/* The terminal is for questions in lines, until it is the screen's again. */
void terminal_pause(void);
void terminal_resume(void);
void terminal_bell(void);
/* What the program must tell the terminal beside the frame (idle mark, title). */
void terminal_send(const char *bytes);
/* Set by SIGHUP and SIGTERM: end, nothing more can be asked. */
extern volatile sig_atomic_t terminal_hung_up;
/* For ppoll(): window changes and hang-ups arrive only while it waits, so none is missed. */
const sigset_t *terminal_wait_mask(void);
#endif
