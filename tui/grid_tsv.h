/* grid_tsv.h: what a spreadsheet puts into the clipboard: rows of cells with tabs between them. */
#ifndef TUI_GRID_TSV_H
#define TUI_GRID_TSV_H
#include <stdbool.h>
#include <stddef.h>

enum { TSV_ROWS = 500, TSV_CELLS = 64 };
struct tsv_row {
	char **cells;		/* owned, one line each */
	size_t count;
};
struct tsv {
	struct tsv_row *rows;
	size_t count;
	bool cut;		/* there were more than TSV_ROWS rows or TSV_CELLS cells */
};
/* Is this more than the text of one cell? */
bool tsv_is(const char *text);
/* Rows end with any line end; a cell in quotes may hold tabs, line ends (which become spaces) and "" for a quote. */
void tsv_read(const char *text, struct tsv *to);
void tsv_free(struct tsv *t);
#endif
