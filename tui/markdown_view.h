/* markdown_view.h: a text laid out by shared/markdown.h, painted. */
#ifndef TUI_MARKDOWN_VIEW_H
#define TUI_MARKDOWN_VIEW_H
#include "shared/markdown.h"
#include "tui/paint.h"

/* Lines from `top` on, `rows` at most, at that corner. */
void markdown_draw(const struct area *area, int y, int x, int rows, const struct markdown *m, size_t top);
#endif
