/* markdown.h: Markdown (CommonMark with tables, task lists and strikethrough) laid out in lines of a width, each made of spans that are
   safe to draw. Whatever the text holds, nothing of it reaches a terminal as a command. */
#ifndef SHARED_MARKDOWN_H
#define SHARED_MARKDOWN_H
#include <stddef.h>

enum markdown_role { MARKDOWN_TEXT, MARKDOWN_STRONG, MARKDOWN_SOFT, MARKDOWN_HEADING, MARKDOWN_CODE, MARKDOWN_QUOTE, MARKDOWN_LINK, MARKDOWN_EDGE };
struct markdown_span {
	enum markdown_role role;
	char *text;		/* as text_clean_line makes it */
	char *url;		/* http, https or mailto, without controls; null: it leads nowhere */
};
struct markdown_line {
	struct markdown_span *spans;
	size_t count;
};
struct markdown {
	struct markdown_line *lines;
	size_t count;
};

enum { MARKDOWN_BYTES = 256 * 1024, MARKDOWN_LEAST = 8 };
/* Never wider than `width` cells (MARKDOWN_LEAST at least). What is longer than MARKDOWN_BYTES loses its end. */
struct markdown *markdown_lay(const char *source, int width);
void markdown_free(struct markdown *m);
/* The same as text alone, a line each; the caller owns it. */
char *markdown_text(const char *source, int width);
#endif
