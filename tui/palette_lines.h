/* palette_lines.h: what was written after `:` before, the same on every terminal of the person. */
#ifndef TUI_PALETTE_LINES_H
#define TUI_PALETTE_LINES_H
#include <stddef.h>

struct app;
/* The line before that, from 0 for the last one; null: no more. Until the next call. */
const char *palette_earlier(struct app *app, size_t at);
void palette_remember(struct app *app, const char *line);
/* The same lines with this one first, and not twice; as many as are kept. Pure. The caller owns it. */
char *palette_lines_with(const char *lines, const char *line);
#endif
