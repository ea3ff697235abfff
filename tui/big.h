/* big.h: figures three rows high. */
#ifndef TUI_BIG_H
#define TUI_BIG_H

/* A number in large figures, in three lines; as it is where it has other signs, is too long, or the terminal knows no blocks. The caller
   owns it. */
char *big_text(const char *number);
#endif
