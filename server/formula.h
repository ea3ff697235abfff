/* formula.h: text that a spreadsheet would run. In CSV it gets an apostrophe in front, which spreadsheets do not show; read again,
   one apostrophe goes. So what was written comes back, one that begins with an apostrophe itself included. */
#ifndef SERVER_FORMULA_H
#define SERVER_FORMULA_H
#include <stdbool.h>
#include <stddef.h>

/* Does it begin, behind any apostrophes, as a formula does? */
bool formula_like(const char *text, size_t length);
#endif
