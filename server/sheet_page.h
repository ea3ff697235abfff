/* sheet_page.h: the pages of a record's document: what stands around, and running text. For its parts only. */
#ifndef SERVER_SHEET_PAGE_H
#define SERVER_SHEET_PAGE_H
#include "server/sheet.h"
#include "server/table_pdf.h"

struct sheet_page {
	struct paper *paper;
	const struct sheet *sheet;
	double y;
	int page, pages;
	bool draws;			/* else it only counts pages */
};

/* The width between the margins. */
double sheet_wide(void);
void sheet_pages_begin(struct sheet_page *g, bool draws);
void sheet_pages_end(struct sheet_page *g);
/* There is so much room below, on this page or on a new one. True: a new one began. */
bool sheet_room(struct sheet_page *g, double height);
/* A text as it was written, and one that is laid out; they go on over pages. */
void sheet_paragraphs(struct sheet_page *g, const char *text);
void sheet_markdown(struct sheet_page *g, const char *source);
#endif
