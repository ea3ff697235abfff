/* markdown.c: cmark reads, this lays out: blocks with what stands before their lines, words that break where the width ends. */
#include "shared/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/markdown_parts.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

enum { DEEPEST = 12, URL_MOST = 2000 };
/* What nobody writes by hand, and what the library takes minutes or gigabytes for: each row of a table is given as many cells as its head
   has, and each bracket looks back at all of its paragraph's. */
enum { PIPES_MOST = 200, CELLS_MOST = 200000, BRACKETS_MOST = 2000 };

/* --- lines --- */

static struct markdown_line *
line_now(struct lay *l)
{
	return &l->made->lines[l->made->count - 1];
}

static void
add_span(struct lay *l, enum markdown_role role, const char *text, const char *url)
{
	struct markdown_line *line = line_now(l);
	struct markdown_span *last = line->count > 0 ? &line->spans[line->count - 1] : NULL;

	if (*text == '\0')
		return;
	l->x += text_cells_str(text);
	if (last != NULL && last->role == role && (url == NULL ? last->url == NULL : last->url != NULL && strcmp(url, last->url) == 0)) {
		char *both = xasprintf("%s%s", last->text, text);

		free(last->text);
		last->text = both;
		return;
	}
	line->spans = xreallocarray(line->spans, line->count + 1, sizeof *line->spans);
	line->spans[line->count++] = (struct markdown_span){.role = role, .text = xstrdup(text), .url = xstrdup_or_null(url)};
}

/* A new line with what stands before it: a bullet once, then blanks as wide; the edge of a quotation on each. */
void
lay_line(struct lay *l)
{
	struct markdown *m = l->made;

	if ((m->count & (m->count + 1)) == 0)
		m->lines = xreallocarray(m->lines, 2 * (m->count + 1), sizeof *m->lines);
	m->lines[m->count++] = (struct markdown_line){.spans = NULL, .count = 0};
	l->x = 0;
	l->open = true;
	l->fresh = true;
	for (size_t i = 0; i < l->depth && i < DEEPEST; i++) {
		struct prefix *p = &l->prefix[i];

		add_span(l, p->edge ? MARKDOWN_EDGE : MARKDOWN_TEXT, p->edge || !p->used ? p->text : &"            "[12 - p->cells], NULL);
		p->used = true;
	}
	l->begin = l->x;
}

static int
room_of(const struct lay *l)
{
	return l->width - l->x;
}

void
lay_put(struct lay *l, enum markdown_role role, const char *text, const char *url)
{
	add_span(l, role, text, url);
	l->fresh = false;
}

void
lay_end(struct lay *l)
{
	lay_word(l);
	l->open = false;
	l->space = false;
}

/* An empty line, once, between blocks. */
void
lay_gap(struct lay *l)
{
	lay_end(l);
	if (l->made->count > 0 && !l->tight) {
		bool used[DEEPEST];

		for (size_t i = 0; i < DEEPEST; i++) {
			used[i] = l->prefix[i].used;
			l->prefix[i].used = true;
		}
		if (line_now(l)->count > 0 && !l->just_begun)
			lay_line(l);
		for (size_t i = 0; i < DEEPEST; i++)
			l->prefix[i].used = used[i];
		l->open = false;
	}
	l->just_begun = false;
}

/* --- words --- */

/* A text that no line holds whole, cut where a line ends. */
void
lay_hard(struct lay *l, enum markdown_role role, const char *text, const char *url)
{
	size_t length = strlen(text), at = 0;

	while (at < length) {
		size_t from = at, next;
		int cells = 0;

		while (at < length) {
			next = text_next(text, length, at);
			if (cells + text_cells(text + at, next - at) > room_of(l) && (at > from || l->x > l->begin))
				break;
			cells += text_cells(text + at, next - at);
			at = next;
		}
		char *piece = xstrndup(text + from, at - from);

		lay_put(l, role, piece, url);
		free(piece);
		if (at < length)
			lay_line(l);
	}
}

/* The word that gathered goes on this line, or on the next. */
void
lay_word(struct lay *l)
{
	int cells = 0;

	for (size_t i = 0; i < l->pieces; i++)
		cells += text_cells_str(l->piece[i].text);
	if (l->pieces > 0) {
		if (!l->open)
			lay_line(l);
		else if (l->space && !l->fresh && cells + 1 > room_of(l))
			lay_line(l);
		else if (l->space && !l->fresh)
			lay_put(l, l->piece[0].role == l->space_role ? l->space_role : MARKDOWN_TEXT, " ", l->piece[0].role == MARKDOWN_LINK ? l->space_url : NULL);
		for (size_t i = 0; i < l->pieces; i++)
			lay_hard(l, l->piece[i].role, l->piece[i].text, l->piece[i].url);
	}
	for (size_t i = 0; i < l->pieces; i++) {
		free(l->piece[i].text);
		free(l->piece[i].url);
	}
	l->pieces = 0;
	free(l->space_url);
	l->space_url = NULL;
	l->space = false;
}

static void
gather(struct lay *l, enum markdown_role role, const char *text, size_t length, const char *url)
{
	char *clean;

	if (l->pieces == PIECES)
		lay_word(l);
	clean = text_clean_line(text, length);
	l->piece[l->pieces++] = (struct markdown_span){.role = role, .text = clean, .url = xstrdup_or_null(url)};
}

static void
add_space(struct lay *l, enum markdown_role role, const char *url)
{
	lay_word(l);
	l->space = true;
	l->space_role = role;
	l->space_url = xstrdup_or_null(url);
}

void
lay_text(struct lay *l, enum markdown_role role, const char *text, const char *url)
{
	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, " \t\r\n");

		if (n > 0)
			gather(l, role, text, n, url);
		text += n;
		if (*text != '\0') {
			add_space(l, role, url);
			text += strspn(text, " \t\r\n");
		}
	}
}

/* --- inside a paragraph --- */

static enum markdown_role
role_of(const struct lay *l)
{
	return l->url != NULL ? MARKDOWN_LINK : l->heading ? MARKDOWN_HEADING : l->strong > 0 ? MARKDOWN_STRONG : l->soft > 0 ? MARKDOWN_SOFT :
	    l->quotes > 0 ? MARKDOWN_QUOTE : MARKDOWN_TEXT;
}

/* An address that a terminal may be told: a known scheme, visible ASCII. */
static char *
safe_url(const char *url)
{
	static const char *const schemes[] = {"https://", "http://", "mailto:"};
	bool known = false;

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		known |= strncmp(url, schemes[i], strlen(schemes[i])) == 0;
	if (!known || strlen(url) > URL_MOST)
		return NULL;
	for (const char *p = url; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return NULL;
	return xstrdup(url);
}

static void
leave_link(struct lay *l, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	cmark_node *inner = cmark_node_first_child(node);
	const char *said = inner != NULL && cmark_node_next(inner) == NULL ? cmark_node_get_literal(inner) : NULL;
	bool same = url != NULL && said != NULL && (strcmp(said, url) == 0 || (strncmp(url, "mailto:", 7) == 0 && strcmp(said, url + 7) == 0));

	if (url != NULL && *url != '\0' && !same) {
		char *shown = xasprintf("(%s)", url);

		add_space(l, MARKDOWN_TEXT, NULL);
		gather(l, MARKDOWN_LINK, shown, strlen(shown), l->url);
		free(shown);
	}
	free(l->url);
	l->url = NULL;
}

void
lay_inline(struct lay *l, cmark_node *node, bool enter)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_TEXT || type == CMARK_NODE_HTML_INLINE)
		lay_text(l, role_of(l), cmark_node_get_literal(node), l->url);
	else if (type == CMARK_NODE_CODE)
		lay_text(l, MARKDOWN_CODE, cmark_node_get_literal(node), l->url);
	else if (type == CMARK_NODE_SOFTBREAK)
		add_space(l, role_of(l), l->url);
	else if (type == CMARK_NODE_LINEBREAK) {
		lay_word(l);
		lay_line(l);
	} else if (type == CMARK_NODE_STRONG)
		l->strong += enter ? 1 : -1;
	else if (type == CMARK_NODE_EMPH)
		l->soft += enter ? 1 : -1;
	else if (strcmp(cmark_node_get_type_string(node), "strikethrough") == 0)
		gather(l, MARKDOWN_SOFT, "~", 1, NULL);
	else if ((type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) && enter) {
		free(l->url);
		l->url = safe_url(cmark_node_get_url(node) ? cmark_node_get_url(node) : "");
	} else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
		leave_link(l, node);
}

/* --- */

static cmark_node *
parse(const char *source)
{
	static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};
	size_t length = strlen(source);
	cmark_parser *parser;
	cmark_node *root;

	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8);
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, source, length < MARKDOWN_BYTES ? length : MARKDOWN_BYTES);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

static bool
is_hostile(const char *source)
{
	size_t pipes = 0, most = 0, rows = 1, brackets = 0, length = strnlen(source, MARKDOWN_BYTES);
	bool blank = true;

	for (const char *p = source; p < source + length && most <= PIPES_MOST && brackets <= BRACKETS_MOST; p++) {
		pipes += *p == '|';
		brackets += *p == '[' || *p == ']';
		most = pipes > most ? pipes : most;
		if (*p == '\n') {
			brackets = blank ? 0 : brackets;	/* another paragraph */
			rows++;
			pipes = 0;
			blank = true;
		} else if (strchr(" \t\r", *p) == NULL) {
			blank = false;
		}
	}
	return most > PIPES_MOST || most * rows > CELLS_MOST || brackets > BRACKETS_MOST;
}

static void
lay_tree(struct lay *l, const char *source)
{
	cmark_node *root = parse(source);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (strcmp(cmark_node_get_type_string(node), "table") == 0 && event == CMARK_EVENT_ENTER) {
			lay_table(l, node);
			cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
		} else {
			lay_block(l, node, event == CMARK_EVENT_ENTER);
		}
	}
	lay_end(l);
	cmark_iter_free(iter);
	cmark_node_free(root);
}

struct markdown *
markdown_lay(const char *source, int width)
{
	struct lay l = {.width = width < MARKDOWN_LEAST ? MARKDOWN_LEAST : width, .made = xcalloc(1, sizeof *l.made), .just_begun = true};

	if (source != NULL && is_hostile(source)) {	/* as it was written */
		char *part = xstrndup(source, MARKDOWN_BYTES);

		lay_code(&l, part);
		free(part);
	} else {
		lay_tree(&l, source ? source : "");
	}
	free(l.url);
	free(l.space_url);
	return l.made;
}

void
markdown_free(struct markdown *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->count; i++) {
		for (size_t k = 0; k < m->lines[i].count; k++) {
			free(m->lines[i].spans[k].text);
			free(m->lines[i].spans[k].url);
		}
		free(m->lines[i].spans);
	}
	free(m->lines);
	free(m);
}

char *
markdown_text(const char *source, int width)
{
	struct markdown *m = markdown_lay(source, width);
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < m->count; i++) {
		for (size_t k = 0; k < m->lines[i].count; k++)
			buf_str(&out, m->lines[i].spans[k].text);
		while (out.length > 0 && out.bytes[out.length - 1] == ' ')
			out.length--;
		if (i + 1 < m->count)
			buf_byte(&out, '\n');
	}
	markdown_free(m);
	return buf_steal(&out);
}
