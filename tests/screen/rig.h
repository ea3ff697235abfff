/* rig.h: a terminal program on a terminal that is a picture in memory. Tests press keys and look. */
#ifndef TESTS_SCREEN_RIG_H
#define TESTS_SCREEN_RIG_H
#include <stdbool.h>
#include <stddef.h>

struct rig;

struct rig_options {
	int columns, rows;		/* 0: 80 and 24 */
	const char *term;		/* null: xterm-256color */
	const char *const *program;	/* null-terminated; null: comptoir --served, beside `server` */
	const char *const *server;	/* started with the other end of the program's fd 3 as stdin and stdout; may be null */
	const char *const *environment;	/* "NAME=value", over the fixed clock, language, home; "NAME" unsets; may be null */
};
/* Starts it. What goes wrong from here on fails the cmocka test that runs, and shows the screen. */
struct rig *rig_open(const struct rig_options *options);
void rig_close(struct rig *r);		/* kills what still runs */

/* The program under test: $COMPTOIR or the built one. Static. */
const char *rig_comptoir(void);
/* A folder for this test, HOME of the program; removed by rig_close. */
const char *rig_home(const struct rig *r);

/* Keys by name: Up Down Left Right Home End PgUp PgDn Ins Del Enter Tab BTab Esc BS Space F1…F12, C-x, A-x (Alt),
   S-Left S-Right S-Home S-End C-Left C-Right, 'text as it is'; separated by spaces. Counters start anew. */
void rig_send(struct rig *r, const char *keys);
void rig_send_bytes(struct rig *r, const char *bytes, size_t length);
/* Sends, then waits until the program is idle. */
void rig_keys(struct rig *r, const char *keys);
void rig_paste(struct rig *r, const char *text);	/* bracketed */
void rig_click(struct rig *r, int row, int column);	/* the left button, SGR */
/* The program says when input is empty, every request answered and the frame drawn. */
void rig_idle(struct rig *r);
/* Until the text stands on the screen, or is gone from it. */
void rig_wait(struct rig *r, const char *text);
void rig_wait_gone(struct rig *r, const char *text);
void rig_wait_other(struct rig *r, const char *screen);		/* than this one */
void rig_resize(struct rig *r, int columns, int rows);	/* to another size; and waits until idle */
void rig_resize_only(struct rig *r, int columns, int rows);	/* of a program that marks no idleness */
void rig_signal(struct rig *r, int number);
/* The terminal is gone, as when its window is closed. Only rig_exit and rig_close may follow. */
void rig_unplug(struct rig *r);
/* From now on its end is a rest, too, and that of the screen: a test that presses anything may leave both. */
void rig_may_end(struct rig *r);
int rig_ended(const struct rig *r);	/* the exit status; -1: it runs */
/* The exit status, 128 + signal when killed. Waits. */
int rig_exit(struct rig *r);
bool rig_alive(struct rig *r);

/* What is seen. Rows and columns count from 0; texts are UTF-8 without trailing spaces, valid until the next call. */
const char *rig_row(struct rig *r, int row);
const char *rig_screen(struct rig *r);
bool rig_sees(struct rig *r, const char *text);
int rig_row_of(struct rig *r, const char *text);	/* the first row that holds it, -1 when none does */
int rig_column_of(struct rig *r, int row, const char *text);	/* the cell where it begins in that row, -1: it does not */
bool rig_at(struct rig *r, int row, int column, const char *text);	/* does it begin in that cell? */
const char *rig_cell(struct rig *r, int row, int column);	/* what stands in one cell; "" for the second half of a wide one */
void rig_cursor(struct rig *r, int *row, int *column);
enum { RIG_BOLD = 1, RIG_UNDERLINE = 2, RIG_REVERSE = 4, RIG_COLOUR = 8 };
int rig_attributes(struct rig *r, int row, int column);	/* RIG_COLOUR: any colour but the terminal's own */
void rig_hues(struct rig *r, int row, int column, int *text, int *back);	/* numbers of the palette; -1: the terminal's own */
bool rig_on_alternate_screen(struct rig *r);
bool rig_cursor_visible(struct rig *r);

/* Since the last keys were sent: bytes without the idle marks, milliseconds to the first and the last of them, bells. */
size_t rig_bytes(const struct rig *r);
double rig_first_ms(const struct rig *r);
double rig_last_ms(const struct rig *r);
int rig_bells(const struct rig *r);
int rig_pieces(const struct rig *r);		/* in how many pieces those bytes came */
long rig_memory(const struct rig *r);		/* kB that are the program's share of memory (Pss); -1 where nobody says */
/* Everything the program ever sent: for tests on what must never reach a terminal. */
const char *rig_log(const struct rig *r, size_t *length);

/* The screen and its cursor against tests/screen/golden/NAME.txt; UPDATE=1 accepts what is there. */
void rig_golden(struct rig *r, const char *name);
/* Fails with the screen when the condition does not hold. */
#define rig_check(r, condition) rig_check_((r), (condition), #condition, __FILE__, __LINE__)
void rig_check_(struct rig *r, bool holds, const char *condition, const char *file, int line);
#endif
