/* terminal_keys.h: what terminal.c asks of terminal_keys.c. */
#ifndef TUI_TERMINAL_KEYS_H
#define TUI_TERMINAL_KEYS_H

/* After ncurses was started. */
void terminal_keys_open(void);
void terminal_keys_close(void);
#endif
