/* grid_edit.h: what other files of the form do to the lines of a grid. */
#ifndef TUI_GRID_EDIT_H
#define TUI_GRID_EDIT_H
struct grid;

/* A spreadsheet's cells, from the cursor on; one step of undo. */
void grid_paste(struct grid *g, const char *text);
/* The catalogue's own text of a kind of line; of lines like any other for null. */
const char *grid_kind_value(const struct grid *g, const char *value);
#endif
