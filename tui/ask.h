/* ask.h: a question on the terminal before there is a screen: passwords, the trust in a new server. */
#ifndef TUI_ASK_H
#define TUI_ASK_H
#include <stdbool.h>

/* Is there a person at a terminal? Standard input and output may be pipes: it asks /dev/tty. */
bool ask_possible(void);
/* Shows the question (safe text, no line end is added) and reads one line. Without echo nothing typed is shown.
   Null when there is no terminal or the person gave up (C-c, C-d). The caller owns the answer and wipes secrets. */
char *ask_line(const char *question, bool echo);
void ask_wipe(char *secret);
/* A line for the person at the terminal, else on stderr. */
void ask_tell(const char *text);
#endif
