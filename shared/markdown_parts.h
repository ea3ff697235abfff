/* markdown_parts.h: what markdown.c and markdown_blocks.c share. For them only. */
#ifndef SHARED_MARKDOWN_PARTS_H
#define SHARED_MARKDOWN_PARTS_H
#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/markdown.h"

enum { PREFIXES = 12, PIECES = 32 };

struct prefix {
	char text[16];		/* a bullet, a number, the edge of a quotation */
	int cells;		/* 12 at most */
	bool edge;		/* on each line */
	bool used;
};

struct lay {
	int width, x, begin;	/* begin: where text begins on this line */
	struct markdown *made;
	struct prefix prefix[PREFIXES];
	size_t depth;		/* may be more than PREFIXES: what is deeper is not set in further */
	bool open;		/* a line is there that takes words */
	bool fresh;		/* and has none yet */
	bool tight;		/* of a list without empty lines */
	bool just_begun;	/* the next block needs no gap before it */
	struct markdown_span piece[PIECES];	/* the word that gathers */
	size_t pieces;
	bool space;		/* before it */
	enum markdown_role space_role;
	char *space_url;
	int strong, soft, quotes;
	bool heading;
	char *url;
};

void lay_line(struct lay *l);
void lay_put(struct lay *l, enum markdown_role role, const char *text, const char *url);
void lay_hard(struct lay *l, enum markdown_role role, const char *text, const char *url);
void lay_text(struct lay *l, enum markdown_role role, const char *text, const char *url);
void lay_word(struct lay *l);
void lay_end(struct lay *l);
void lay_gap(struct lay *l);
void lay_inline(struct lay *l, cmark_node *node, bool enter);
void lay_block(struct lay *l, cmark_node *node, bool enter);
void lay_code(struct lay *l, const char *text);
void lay_table(struct lay *l, cmark_node *table);
#endif
