/* inbox_html.c: HTML of a mail as plain text, through libxml2's forgiving parser. */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "server/inbox.h"
#include "shared/xmalloc.h"

enum { DEPTH_MOST = 200 };	/* deeper than any hand or program writes; what lies below is left out */

struct writing {
	struct buf out;
	int breaks;		/* line ends that are due before the next word */
	bool blank;		/* a blank is due before the next word */
	bool exact;		/* <pre>: blanks and line ends as they are */
};

static bool
named(const xmlNode *node, const char *const names[])
{
	for (size_t i = 0; node->type == XML_ELEMENT_NODE && names[i] != NULL; i++)
		if (strcasecmp((const char *)node->name, names[i]) == 0)
			return true;
	return false;
}

static bool
attribute_is(xmlNode *node, const char *name, const char *const values[])
{
	xmlChar *got = node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)name) : NULL;
	bool found = false;

	for (size_t i = 0; got != NULL && values[i] != NULL; i++)
		found = found || strcasestr((const char *)got, values[i]) != NULL;
	xmlFree(got);
	return found;
}

/* Where mail programs put the mail that is answered. */
static bool
is_history(xmlNode *node)
{
	static const char *const classes[] = {"gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra", NULL};
	static const char *const ids[] = {"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container", NULL};
	static const char *const cite[] = {"cite", NULL};

	return attribute_is(node, "class", classes) || attribute_is(node, "id", ids) ||
	    (node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, "blockquote") == 0 && attribute_is(node, "type", cite));
}

static void
break_line(struct writing *w, int lines)
{
	if (w->breaks < lines)
		w->breaks = lines;
	w->blank = false;
}

static void
say(struct writing *w, const char *bytes, size_t length)
{
	if (length == 0)
		return;
	for (; w->breaks > 0 && w->out.length > 0; w->breaks--)
		buf_byte(&w->out, '\n');
	w->breaks = 0;
	if (w->blank && w->out.length > 0 && w->out.bytes[w->out.length - 1] != '\n')
		buf_byte(&w->out, ' ');
	w->blank = false;
	buf_add(&w->out, bytes, length);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Words with one blank between them; a no-break space is a blank to whoever reads a terminal. */
static void
say_words(struct writing *w, const char *text)
{
	if (w->exact) {
		say(w, text, strlen(text));
		return;
	}
	while (*text != '\0') {
		size_t n = 0;
		while (is_blank(*text) || strncmp(text, "\xc2\xa0", 2) == 0) {
			text += is_blank(*text) ? 1 : 2;
			w->blank = true;
		}
		while (text[n] != '\0' && !is_blank(text[n]) && strncmp(text + n, "\xc2\xa0", 2) != 0)
			n++;
		say(w, text, n);
		text += n;
	}
}

/* A link whose words are not its address says where it leads. */
static void
say_target(struct writing *w, xmlNode *node, size_t from)
{
	xmlChar *target = xmlGetProp(node, (const xmlChar *)"href");
	const char *to = (const char *)target;

	if (to != NULL && (strncasecmp(to, "http://", 7) == 0 || strncasecmp(to, "https://", 8) == 0) && strlen(to) <= 500 &&
	    (from > w->out.length || memmem(w->out.bytes + from, w->out.length - from, to, strlen(to)) == NULL)) {
		w->blank = w->out.length > from;
		say(w, "<", 1);
		say_words(w, to);
		say(w, ">", 1);
	}
	xmlFree(target);
}

static void
walk(struct writing *w, xmlNode *node, int depth)
{
	static const char *const silent[] = {"script", "style", "head", "title", "template", "object", "noscript", "select", "svg", NULL};
	static const char *const apart[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", NULL};
	static const char *const lines[] = {"div", "tr", "li", "dt", "dd", "address", "section", "header", "footer", "center",
		"article", /* not an entity: a tag of HTML */ NULL};

	for (; node != NULL && depth < DEPTH_MOST && !w->out.full; node = node->next) {
		int breaks = named(node, apart) ? 2 : named(node, lines) ? 1 : 0;
		const char *name = (const char *)node->name;
		bool exact = w->exact;
		size_t from = w->out.length;

		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			say_words(w, node->content ? (const char *)node->content : "");
		if (node->type != XML_ELEMENT_NODE || named(node, silent) || is_history(node))
			continue;
		if (strcasecmp(name, "br") == 0) {
			w->breaks++;
			w->blank = false;
			continue;
		}
		if (strcasecmp(name, "hr") == 0)
			breaks = 2;
		if (breaks > 0)
			break_line(w, breaks);
		if (strcasecmp(name, "li") == 0) {
			say(w, "-", 1);
			w->blank = true;
		}
		w->exact = w->exact || strcasecmp(name, "pre") == 0;
		walk(w, node->children, depth + 1);
		w->exact = exact;
		if (strcasecmp(name, "a") == 0)
			say_target(w, node, from);
		if (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0)
			w->blank = true;
		if (breaks > 0)
			break_line(w, breaks);
	}
}

char *
inbox_html_text(const char *html, size_t length)
{
	struct writing w = {.breaks = 0};
	htmlDocPtr tree = length > INBOX_RAW_MOST ? NULL : htmlReadMemory(html, (int)length, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);

	buf_init(&w.out, INBOX_TEXT_MOST);
	if (tree != NULL)
		walk(&w, xmlDocGetRootElement(tree), 0);
	xmlFreeDoc(tree);
	return buf_steal(&w.out);
}
