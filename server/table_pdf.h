/* table_pdf.h: what the parts of the printed list share. For them only. */
#ifndef SERVER_TABLE_PDF_H
#define SERVER_TABLE_PDF_H
#include <stdio.h>

#include "server/paper.h"
#include "server/table_writer.h"

struct pdf_column {
	double natural;			/* the widest of its texts on one line, at 9 points */
	double word;			/* the widest of its words */
	double width;			/* on the page, without the gap */
	bool rigid;			/* half an amount or a day is worse than none: it is never broken */
	enum paper_side side;
	bool hidden;			/* its value heads rows instead */
	__extension__ __int128 total;
	bool wrote;			/* there was an amount */
};

struct pdf_state {
	struct paper *paper;
	struct pdf_column *columns;
	size_t group;			/* w->count: rows are not headed */
	FILE *spool;			/* the texts of all rows; has no name */
	float *heights;			/* of each row */
	bool landscape;
	double size;			/* of the letters in rows */
	double heading;			/* the height of the titles */
	char *currency;			/* the one currency of all rows so far */
	size_t currency_column;		/* w->count: none */
	bool mixed;			/* several currencies: they do not add up */
	struct buf text;
	char **cells;			/* one row, read back */
	char *head;			/* what heads the row at hand; owned */
	double y;
	int page, pages;
	bool draws;			/* else it only counts pages */
};

enum { PDF_TEXT_MOST = 8000,	/* bytes of a text; what is longer loses its end */
	PDF_MARGIN = 40, PDF_GAP = 10, PDF_FOOT = 34, PDF_PAD = 3 };

/* What is known of a column before its values: its side, and whether they may break. */
struct pdf_column pdf_column_of(const struct table_column *c);
/* Adds a text without characters that turn it around or cannot be seen. True: it was too long and lost its end. */
bool pdf_clean(struct buf *out, const char *text, size_t length);
/* The same with the value of a column as people write it; a box to tick for yes or no. */
bool pdf_text(struct buf *out, const struct table_column *c, const struct table_cell *cell, const char *language, const char *currency);
/* The column shall hold this text too; at last, its title. */
void pdf_widen(struct paper *paper, struct pdf_column *c, const char *text, size_t length);
void pdf_widen_title(struct paper *paper, struct pdf_column *c, const char *title);
/* Do the columns stand side by side in this room, with letters of 9 points times scale? Then they have their widths. Comfortable: texts
   have some room to themselves. */
bool pdf_fit(struct pdf_column *columns, size_t count, double room, bool comfortable, double scale);
/* The line at the foot of a page. */
void pdf_foot(struct paper *paper, bool landscape, const char *language, const char *whose, int page, int pages);

/* How wide each column is, how large the letters are and how the page lies. */
void pdf_widths(struct table_writer *w);
/* What stands on every page, and at the head of the first. They move s->y on; when only pages are counted nothing is drawn. */
void pdf_page_begin(struct table_writer *w);
void pdf_page_end(struct table_writer *w);
#endif
