/* terminal_says.c: title (OSC 2), clipboard (OSC 52, written, never read), links (OSC 8), notifications (OSC 9). */
#include "tui/terminal_says.h"

#include <ctype.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/base64.h"
#include "tui/terminal.h"

/* Some terminals stop at 100 000 bytes of base64; a title that is longer helps nobody. */
enum { COPY_MOST = 74994, TITLE_CELLS = 100, LINKS_MOST = 64 };

struct link {
	int y, x;
	enum theme_role role;
	char *text, *url;		/* owned */
};
static struct {
	char *title;			/* owned; null: as before us */
	bool title_told;
	struct link links[LINKS_MOST], shown[LINKS_MOST];
	size_t count, shown_count;
	bool covered, again;
} says;

void
terminal_title(const char *text)
{
	char *clean;

	if (!terminal_can(CAN_TITLE) || terminal_slow())
		return;
	clean = text_fit(text, TITLE_CELLS, TEXT_CUT_MIDDLE);
	if (says.title != NULL && strcmp(says.title, clean) == 0) {
		free(clean);
		return;
	}
	free(says.title);
	says.title = clean;
	says.title_told = false;
}

bool
terminal_copy(const char *text)
{
	char *kept = xstrdup(text), *to = kept, *coded, *message;
	bool possible;

	/* Pasted into a shell, a control would do more than stand there. */
	for (const char *from = text; *from != '\0'; from++)
		if ((unsigned char)*from >= ' ' || *from == '\n' || *from == '\t')
			*to++ = *from;
	*to = '\0';
	possible = terminal_can(CAN_COPY) && strlen(kept) <= COPY_MOST;
	if (possible) {
		coded = base64_text(kept, strlen(kept));
		message = xasprintf("\033]52;c;%s\a", coded);
		terminal_send(message);
		free(message);
		free(coded);
	}
	free(kept);
	return possible;
}

void
terminal_notify(const char *text)
{
	char *clean, *message;

	if (!terminal_can(CAN_NOTIFY))
		return;
	clean = text_fit(text, TITLE_CELLS, TEXT_CUT_END);
	message = xasprintf("\033]9;%s\a", clean);
	terminal_send(message);
	free(message);
	free(clean);
}

/* Only what stands in an address; the rest as %XX. */
static char *
address(const char *url)
{
	struct buf out = BUF_EMPTY;

	for (; *url != '\0'; url++) {
		if (isalnum((unsigned char)*url) || strchr("-._~:/?#@!$&'()*+,;=%", *url) != NULL)
			buf_byte(&out, *url);
		else
			buf_printf(&out, "%%%02X", (unsigned int)(unsigned char)*url);
	}
	return buf_steal(&out);
}

void
terminal_link(int y, int x, enum theme_role role, const char *text, const char *url)
{
	if (terminal_can(CAN_LINK) && !terminal_slow() && says.count < LINKS_MOST)
		says.links[says.count++] = (struct link){.y = y, .x = x, .role = role, .text = xstrdup(text), .url = address(url)};
}

void
terminal_links_covered(void)
{
	says.covered = true;
}

static void
forget(struct link *links, size_t *count)
{
	for (size_t i = 0; i < *count; i++) {
		free(links[i].text);
		free(links[i].url);
	}
	*count = 0;
}

static bool
same(const struct link *a, const struct link *b)
{
	return a->y == b->y && a->x == b->x && a->role == b->role && strcmp(a->text, b->text) == 0 && strcmp(a->url, b->url) == 0;
}

static bool
in(const struct link *links, size_t count, const struct link *sought)
{
	for (size_t i = 0; i < count; i++)
		if (same(&links[i], sought))
			return true;
	return false;
}

/* ncurses knows no links: cells that it leaves alone would keep the one they had. */
void
terminal_says_before(void)
{
	for (size_t i = 0; !says.covered && i < says.shown_count; i++)
		if (!in(says.links, says.count, &says.shown[i]))
			wredrawln(stdscr, says.shown[i].y, 1);
}

/* The same text once more, as a link, in the colours it has. */
static void
add_link(struct buf *out, const struct link *l)
{
	unsigned int attributes = theme_attr(l->role);
	struct theme_colours c = theme_colours(theme_now(), l->role, COLORS);

	buf_printf(out, "\033[%d;%dH\033[0%s%s", l->y + 1, l->x + 1, attributes & A_BOLD ? ";1" : "", attributes & A_UNDERLINE ? ";4" : "");
	if (c.text >= 0)
		buf_printf(out, ";38;5;%d", c.text);
	if (c.background >= 0)
		buf_printf(out, ";48;5;%d", c.background);
	buf_printf(out, "m\033]8;;%s\a%s\033]8;;\a", l->url, l->text);
}

static void
send_links(void)
{
	struct buf out = BUF_EMPTY;

	buf_str(&out, "\0337");
	for (size_t i = 0; i < says.count; i++)
		if (says.again || !in(says.shown, says.shown_count, &says.links[i]))
			add_link(&out, &says.links[i]);
	if (out.length > 2) {
		buf_str(&out, "\0338");
		terminal_send(buf_text(&out));
	}
	buf_free(&out);
}

void
terminal_says_after(void)
{
	if (says.title != NULL && !says.title_told) {
		char *message = xasprintf("\033]2;%s\a", says.title);

		terminal_send(message);
		free(message);
		says.title_told = true;
	}
	if (says.covered) {
		/* What was covered has lost its links. */
		forget(says.links, &says.count);
		says.covered = false;
		says.again = true;
		return;
	}
	if (says.count > 0)
		send_links();
	says.again = false;
	forget(says.shown, &says.shown_count);
	memcpy(says.shown, says.links, sizeof says.links);
	says.shown_count = says.count;
	says.count = 0;
}

void
terminal_says_again(void)
{
	says.again = true;
}

void
terminal_says_open(void)
{
	if (terminal_can(CAN_TITLE))
		terminal_send("\033[22;2t");
	says.title_told = false;
	says.again = true;
}

void
terminal_says_close(void)
{
	if (terminal_can(CAN_TITLE))
		terminal_send("\033[23;2t");
	forget(says.links, &says.count);
	forget(says.shown, &says.shown_count);
}
