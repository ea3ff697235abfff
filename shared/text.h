/* text.h: UTF-8 as people see it: clusters, the cells of a terminal, and text from outside made safe to draw. */
#ifndef SHARED_TEXT_H
#define SHARED_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cluster is what a person calls one character: `é` in one or two code points, a family emoji, a line end.
   Invalid bytes are clusters of their own, so every text can be walked. */
size_t text_next(const char *text, size_t length, size_t at);		/* where the cluster at `at` ends */
size_t text_previous(const char *text, size_t length, size_t at);	/* where the cluster that ends at `at` begins */
size_t text_clusters(const char *text, size_t length);

/* How one cluster is drawn. Nothing in it moves a cursor, changes a direction or is drawn by two terminals in two
   widths: a control is ^[ or <U+009B>, what is invisible <U+200B>, a line end ↵, an invalid byte �, a family its first member and …, a flag
   its two letters. `shown` is null-terminated. The bytes of text it stands for are returned (0 at the end). */
enum { TEXT_SHOWN_MAX = 64 };
size_t text_shown(const char *text, size_t length, char shown[TEXT_SHOWN_MAX], int *cells);

/* A whole text in that form: one line, safe to send to a terminal. The caller owns it. */
char *text_clean(const char *text, size_t length);
char *text_clean_str(const char *text);		/* null-terminated; NULL is "" */
char *text_clean_line(const char *text, size_t length);	/* line ends are blanks: for the cells of a table */
/* Cells that the drawn form takes. */
int text_cells(const char *text, size_t length);
int text_cells_str(const char *text);
/* Cells of one code point as terminals agree on it: 0, 1 or 2; -1 when it is never sent as it is. */
int text_char_cells(uint32_t code);

/* The drawn form in at most `cells` cells, with … where it was cut. The caller owns it. */
enum text_cut { TEXT_CUT_END, TEXT_CUT_MIDDLE };
char *text_fit(const char *text, int cells, enum text_cut cut);
/* The same, then filled with spaces to exactly `cells`. */
enum text_side { TEXT_LEFT, TEXT_RIGHT, TEXT_CENTRE };
char *text_pad(const char *text, int cells, enum text_cut cut, enum text_side side);

/* Only ASCII of an already safe text, in about as many cells. The caller owns it. */
char *text_ascii(const char *text);

/* Composed normal form; invalid bytes become U+FFFD. The caller owns it. */
char *text_nfc(const char *text, size_t length);
/* For matching, never for showing: lower case, no accents, ligatures and wide letters spelt out ("Œuvre É" is
   "oeuvre e"). The caller owns it. */
char *text_fold(const char *text);
#endif
