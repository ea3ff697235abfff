/* paper.h: pages of A4 as PDF: text of any script through pango, drawn by cairo and sent on as it is made. All measures are points
   from the upper left corner. */
#ifndef SERVER_PAPER_H
#define SERVER_PAPER_H
#include <stdbool.h>
#include <stddef.h>

#include "shared/status.h"

struct paper;

enum paper_side { PAPER_LEFT, PAPER_RIGHT, PAPER_CENTRE };
struct paper_style {
	double size;		/* of the letters */
	bool bold, mono;	/* mono: all letters as wide as each other */
	double grey;		/* 0 is black, 1 is white */
	enum paper_side side;
	double width;		/* where lines break; 0: nowhere */
	int lines;		/* how many at most, the last one then ends in …; 0: as many as it takes */
};

/* What can be measured before it is known on which pages it will stand. */
struct paper *paper_new(const char *language);
void paper_free(struct paper *p);
/* The first page begins. write takes bytes and answers false when nobody reads any more. title and author may be null. */
void paper_begin(struct paper *p, bool landscape, const char *title, const char *author, bool (*write)(void *to, const void *bytes, size_t length), void *to);
/* This page is done; the next one begins with what is drawn next. */
void paper_turn(struct paper *p);
/* Whole, or: nobody reads any more, or there is no memory for it. */
bool paper_end(struct paper *p) MUST_CHECK;

double paper_width(bool landscape);
double paper_height(bool landscape);
/* The width that a text takes in this style, and its height (may be null). cut (may be null): it had more lines than it may have. */
double paper_measure(struct paper *p, const char *text, size_t length, const struct paper_style *style, double *height, bool *cut);
/* The width of a text on one line, 9 points high, nearly: Latin letters from a table, anything else (latin: false) by paper_measure. */
double paper_guess(struct paper *p, const char *text, size_t length, bool *latin);
/* Its upper left corner; answers the height. */
double paper_put(struct paper *p, double x, double y, const char *text, const struct paper_style *style);
void paper_rule(struct paper *p, double x, double y, double width, double thickness, double grey);
void paper_band(struct paper *p, double x, double y, double width, double height, double grey);
#endif
