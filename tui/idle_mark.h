/* idle_mark.h: tests wait for a mark in the output instead of for silence. COMPTOIR_IDLE_MARK=1: each frame after which nothing
   is left to do ends with one. COMPTOIR_IDLE_MARK=ask: SIGUSR1 asks for one more, and the mark says of whom to ask and how often
   it was asked: a mark with the last number is from after everything that was sent before the signal. */
#ifndef TUI_IDLE_MARK_H
#define TUI_IDLE_MARK_H
#include <stdbool.h>

/* Reads the environment; without the variable nothing is ever sent. */
void idle_mark_open(void);
/* Somebody asked since the last question: a frame is due. */
bool idle_mark_asked(void);
void idle_mark_send(void);
#endif
