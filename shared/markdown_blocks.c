/* markdown_blocks.c: headings, lists, quotations, code, and tables whose cells break into lines. */
#include <cmark-gfm-core-extensions.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/markdown_parts.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

enum { COLUMNS_MOST = 24, NARROWEST = 3, NUMBER_MOST = 99999999 };

static void
push(struct lay *l, const char *text, bool edge)
{
	/* Where no room for words would be left, it is set in no further. */
	int used = 0;

	for (size_t i = 0; i < l->depth && i < PREFIXES; i++)
		used += l->prefix[i].cells;
	if (l->depth < PREFIXES) {
		struct prefix *p = &l->prefix[l->depth];

		snprintf(p->text, sizeof p->text, "%s", used + text_cells_str(text) + MARKDOWN_LEAST > l->width ? "" : text);
		p->cells = text_cells_str(p->text);
		p->edge = edge;
		p->used = false;
	}
	l->depth++;
}

static bool
is_tight(cmark_node *node)
{
	cmark_node *list = node;

	while (list != NULL && cmark_node_get_type(list) != CMARK_NODE_LIST)
		list = cmark_node_parent(list);
	return list != NULL && cmark_node_get_list_tight(list);
}

static void
begin_item(struct lay *l, cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item), *before = cmark_node_previous(item);
	char mark[16] = "• ";
	int number = before ? (int)(intptr_t)cmark_node_get_user_data(before) + 1 : cmark_node_get_list_start(list);

	/* Each keeps its number for the next: counting back from each would take for ever in a long list. */
	number = number < NUMBER_MOST ? number : NUMBER_MOST;
	cmark_node_set_user_data(item, (void *)(intptr_t)number);

	if (strcmp(cmark_node_get_type_string(item), "tasklist") == 0) {
		snprintf(mark, sizeof mark, "%s ", cmark_gfm_extensions_get_tasklist_item_checked(item) ? "☑" : "☐");
	} else if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
		snprintf(mark, sizeof mark, "%d. ", number);
	} else if (cmark_node_parent(list) != NULL && cmark_node_get_type(cmark_node_parent(list)) == CMARK_NODE_ITEM) {
		snprintf(mark, sizeof mark, "– ");
	}
	if (!is_tight(item))
		lay_gap(l);
	lay_end(l);
	push(l, mark, false);
	l->just_begun = true;
}

void
lay_code(struct lay *l, const char *text)
{
	push(l, "  ", false);
	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, "\n");
		struct buf line = BUF_EMPTY;
		char *clean;

		for (size_t i = 0; i < n; i++) {
			if (text[i] == '\t')
				buf_str(&line, "    ");
			else if (text[i] != '\r')
				buf_byte(&line, text[i]);
		}
		clean = text_clean_line(buf_text(&line), line.length);
		lay_line(l);
		lay_hard(l, MARKDOWN_CODE, clean, NULL);
		free(clean);
		buf_free(&line);
		text += n + (text[n] == '\n');
	}
	l->depth--;
	lay_end(l);
}

static void
put_rule(struct lay *l, const char *mark, int cells)
{
	struct buf rule = BUF_EMPTY;

	lay_line(l);
	for (int i = 0; i < cells && i < l->width - l->x; i++)
		buf_str(&rule, mark);
	lay_put(l, MARKDOWN_EDGE, buf_text(&rule), NULL);
	buf_free(&rule);
	lay_end(l);
}

/* A heading is known without colours too: what stands below it. */
static void
end_heading(struct lay *l, int level)
{
	int cells;

	lay_end(l);
	cells = l->x - l->begin;
	l->heading = false;
	if (level <= 2 && cells > 0)
		put_rule(l, level == 1 ? "═" : "─", cells);
}

void
lay_block(struct lay *l, cmark_node *node, bool enter)
{
	switch ((int)cmark_node_get_type(node)) {
	case CMARK_NODE_DOCUMENT:
		break;
	case CMARK_NODE_HEADING:
		if (enter)
			lay_gap(l);
		l->heading = enter;
		if (!enter)
			end_heading(l, cmark_node_get_heading_level(node));
		break;
	case CMARK_NODE_PARAGRAPH:
		if (enter && !l->just_begun && is_tight(node))
			lay_end(l);
		else if (enter)
			lay_gap(l);
		else
			lay_end(l);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		if (enter) {
			lay_gap(l);
			push(l, "│ ", true);
			l->just_begun = true;
		} else {
			lay_end(l);
			l->depth--;
		}
		l->quotes += enter ? 1 : -1;
		break;
	case CMARK_NODE_LIST:
		if (enter && !(cmark_node_parent(node) != NULL && cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_ITEM && cmark_node_get_list_tight(node)))
			lay_gap(l);
		l->just_begun = enter;
		break;
	case CMARK_NODE_ITEM:
		if (enter) {
			begin_item(l, node);
		} else {
			if (l->just_begun) {	/* an item with nothing in it has its mark all the same */
				lay_line(l);
				l->just_begun = false;
			}
			lay_end(l);
			l->depth--;
		}
		break;
	case CMARK_NODE_CODE_BLOCK:
		lay_gap(l);
		lay_code(l, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_HTML_BLOCK:		/* is not ours to understand: shown as it was written */
		lay_gap(l);
		lay_code(l, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		lay_gap(l);
		put_rule(l, "─", l->width);
		break;
	default:
		lay_inline(l, node, enter);
	}
}

/* --- tables --- */

static void
add_words(struct buf *out, cmark_node *cell)
{
	cmark_iter *iter = cmark_iter_new(cell);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		const char *text = cmark_node_get_literal(cmark_iter_get_node(iter));

		if (text != NULL)
			buf_str(out, text);
		else if (cmark_node_get_type(cmark_iter_get_node(iter)) == CMARK_NODE_SOFTBREAK)
			buf_byte(out, ' ');
	}
	cmark_iter_free(iter);
}

struct row_cells {
	char *text[COLUMNS_MOST];
	size_t count;
};

static void
read_row(struct row_cells *row, cmark_node *node)
{
	row->count = 0;
	for (cmark_node *cell = cmark_node_first_child(node); cell != NULL && row->count < COLUMNS_MOST; cell = cmark_node_next(cell)) {
		struct buf words = BUF_EMPTY;

		add_words(&words, cell);
		row->text[row->count++] = text_clean_line(buf_text(&words), words.length);
		buf_free(&words);
	}
}

/* What of a text goes on a line of a cell: to the last blank that fits, else as much as fits. */
static size_t
piece_of(const char *text, int cells)
{
	size_t length = strlen(text), at = 0, blank = 0;
	int used = 0;

	while (at < length) {
		size_t next = text_next(text, length, at);

		used += text_cells(text + at, next - at);
		if (used > cells)
			return blank > 0 ? blank : at > 0 ? at : next;
		if (text[at] == ' ')
			blank = next;
		at = next;
	}
	return length;
}

static void
put_row(struct lay *l, const struct row_cells *row, const int *widths, size_t columns, const uint8_t *sides, bool head)
{
	const char *rest[COLUMNS_MOST];
	bool more = true;

	for (size_t i = 0; i < columns; i++)
		rest[i] = i < row->count ? row->text[i] : "";
	while (more) {
		more = false;
		lay_line(l);
		for (size_t i = 0; i < columns; i++) {
			size_t n = piece_of(rest[i], widths[i]);
			char *piece = xstrndup(rest[i], n > 0 && rest[i][n - 1] == ' ' ? n - 1 : n);
			char *padded = text_pad(piece, widths[i], TEXT_CUT_END, sides[i] == 'r' ? TEXT_RIGHT : sides[i] == 'c' ? TEXT_CENTRE : TEXT_LEFT);

			lay_put(l, head ? MARKDOWN_STRONG : MARKDOWN_TEXT, padded, NULL);
			if (i + 1 < columns)
				lay_put(l, MARKDOWN_EDGE, " │ ", NULL);
			rest[i] += n;
			more |= *rest[i] != '\0';
			free(piece);
			free(padded);
		}
	}
}

static void
put_edge(struct lay *l, const int *widths, size_t columns)
{
	struct buf line = BUF_EMPTY;

	lay_line(l);
	for (size_t i = 0; i < columns; i++) {
		for (int n = 0; n < widths[i]; n++)
			buf_str(&line, "─");
		buf_str(&line, i + 1 < columns ? "─┼─" : "");
	}
	lay_put(l, MARKDOWN_EDGE, buf_text(&line), NULL);
	buf_free(&line);
}

void
lay_table(struct lay *l, cmark_node *table)
{
	size_t columns = cmark_gfm_extensions_get_table_columns(table);
	uint8_t *sides = cmark_gfm_extensions_get_table_alignments(table);
	int widths[COLUMNS_MOST] = {0}, total = 0, room = l->width;
	struct row_cells row;
	bool head = true;

	lay_gap(l);
	columns = columns > COLUMNS_MOST ? COLUMNS_MOST : columns;
	for (size_t i = 0; i < l->depth && i < PREFIXES; i++)
		room -= l->prefix[i].cells;
	while (columns > 1 && (int)columns * (NARROWEST + 3) > room)
		columns--;		/* no room for the last ones at all */
	for (cmark_node *node = cmark_node_first_child(table); node != NULL; node = cmark_node_next(node)) {
		read_row(&row, node);
		for (size_t i = 0; i < row.count; i++) {
			if (i < columns && text_cells_str(row.text[i]) > widths[i])
				widths[i] = text_cells_str(row.text[i]);
			free(row.text[i]);
		}
	}
	for (size_t i = 0; i < columns; i++) {
		widths[i] = widths[i] < 1 ? 1 : widths[i] > room ? room : widths[i];
		total += widths[i] + (i > 0 ? 3 : 0);
	}
	while (total > room) {
		size_t widest = 0;

		for (size_t i = 1; i < columns; i++)
			widest = widths[i] > widths[widest] ? i : widest;
		if (widths[widest] <= 1)
			break;
		widths[widest]--;
		total--;
	}
	for (cmark_node *node = cmark_node_first_child(table); node != NULL; node = cmark_node_next(node)) {
		read_row(&row, node);
		put_row(l, &row, widths, columns, sides, head);
		if (head)
			put_edge(l, widths, columns);
		head = false;
		for (size_t i = 0; i < row.count; i++)
			free(row.text[i]);
	}
	lay_end(l);
}
