/* paint.c: text → cells of a window. */
#include "tui/paint.h"

#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/field.h"
#include "tui/terminal.h"
#include "tui/terminal_says.h"

enum { HEADING_RULE = 2 };

static int
at_most(int value, int limit)
{
	return value < 0 ? 0 : value < limit ? value : limit;
}

struct area
paint_part(const struct area *area, int y, int x, int height, int width)
{
	y = at_most(y, area->height);
	x = at_most(x, area->width);
	return (struct area){.window = area->window, .y = area->y + y, .x = area->x + x,
		.height = at_most(height, area->height - y), .width = at_most(width, area->width - x)};
}

static void
add(WINDOW *window, enum theme_role role, const char *text)
{
	char *ascii = terminal_utf8() ? NULL : text_ascii(text);

	wattr_set(window, theme_attr(role), theme_pair(role), NULL);
	/* œ takes two letters: never more cells than it had. */
	waddnstr(window, ascii ? ascii : text, ascii ? text_cells_str(text) : -1);
	free(ascii);
	wattr_set(window, A_NORMAL, 0, NULL);
}

int
paint_text(const struct area *area, int y, int x, int cells, enum theme_role role, const char *text)
{
	char *fitted;
	int taken;

	if (x < 0 || y < 0 || y >= area->height || x >= area->width || cells <= 0)
		return 0;
	fitted = text_fit(text, at_most(cells, area->width - x), TEXT_CUT_END);
	taken = text_cells_str(fitted);
	wmove(area->window, area->y + y, area->x + x);
	add(area->window, role, fitted);
	free(fitted);
	return taken;
}

void
paint_link(const struct area *area, int y, int x, int cells, enum theme_role role, const char *text, const char *url)
{
	char *fitted;
	int top, left;

	if (x < 0 || y < 0 || y >= area->height || x >= area->width || cells <= 0 || !terminal_utf8())
		return;
	fitted = text_fit(text, at_most(cells, area->width - x), TEXT_CUT_END);
	getbegyx(area->window, top, left);
	terminal_link(top + area->y + y, left + area->x + x, role, fitted, url);
	free(fitted);
}

void
paint_cell(const struct area *area, int y, int x, int cells, enum theme_role role, enum text_side side,
	const char *text)
{
	char *padded;

	if (x < 0 || y < 0 || y >= area->height || x >= area->width || cells <= 0)
		return;
	padded = text_pad(text, at_most(cells, area->width - x), TEXT_CUT_END, side);
	wmove(area->window, area->y + y, area->x + x);
	add(area->window, role, padded);
	free(padded);
}

size_t
paint_row_bytes(const char *text, size_t length, int cells)
{
	size_t at = 0, space = 0;
	int used = 0;

	while (at < length && text[at] != '\n') {
		char shown[TEXT_SHOWN_MAX];
		int wide;
		size_t n = text_shown(text + at, length - at, shown, &wide);

		if (used + wide > cells)
			return space > 0 ? space : at > 0 ? at : n;
		if (text[at] == ' ')
			space = at + 1;
		used += wide;
		at += n;
	}
	return at;
}

int
paint_paragraph(const struct area *area, int y, int x, int rows, int cells, enum theme_role role, const char *text)
{
	int row = 0;
	size_t length = strlen(text);

	if (cells <= 0)
		return 0;
	for (size_t at = 0; at < length; row++) {
		size_t n = paint_row_bytes(text + at, length - at, cells);

		if (row < rows) {
			char *part = xstrndup(text + at, n);

			paint_text(area, y + row, x, cells, role, part);
			free(part);
		}
		at += n;
		if (at < length && text[at] == '\n')
			at++;
	}
	return row;
}

bool
paint_is_free(const struct area *area, int y)
{
	for (int x = 0; area->window != NULL && x < area->width; x++) {
		wchar_t text[CCHARW_MAX + 1] = L"";
		attr_t attributes;
		short pair;
		cchar_t cell;

		if (mvwin_wch(area->window, area->y + y, area->x + x, &cell) == ERR || getcchar(&cell, text, &attributes, &pair, NULL) == ERR)
			return false;
		if (*text != L' ' && *text != L'│' && *text != L'|' && *text != L'\0')
			return false;
	}
	return y >= 0;
}

void
paint_fill(const struct area *area, int y, int x, int cells, enum theme_role role)
{
	paint_cell(area, y, x, cells, role, TEXT_LEFT, "");
}

/* The signs of lines: on a slow line one byte each instead of three. */
static const char *
sign(const char *line)
{
	return !terminal_slow() ? line : strcmp(line, "─") == 0 ? "-" : strcmp(line, "│") == 0 ? "|" : "+";
}

static void
add_times(struct buf *out, const char *sign, int times)
{
	while (times-- > 0)
		buf_str(out, sign);
}

void
paint_heading(const struct area *area, int y, int x, int cells, const char *text)
{
	struct buf line = BUF_EMPTY;
	int taken = 0;

	if (text != NULL && *text != '\0') {
		taken = paint_text(area, y, x, cells - 2, ROLE_HEADING, text) + 1;
		x += taken;
		/* A sign of a line is three bytes: the name and a short one after it part as well as a long one. */
		cells = at_most(cells, taken + HEADING_RULE);
	}
	cells = at_most(cells - taken, area->width - x);
	if (cells > 0) {
		add_times(&line, sign("─"), cells);
		paint_text(area, y, x, cells, ROLE_DIM, buf_text(&line));
	}
	buf_free(&line);
}

/* The upper and the lower edge are underlined cells, of one byte each, where a drawn line takes three. */
void
paint_frame(const struct area *area, const char *title)
{
	int right = area->width - 1, bottom = area->height - 1;

	if (right < 2 || bottom < 1)
		return;
	for (int y = 0; y <= bottom; y++) {
		paint_text(area, y, 0, 1, ROLE_POPUP, sign(y == 0 ? "┌" : y == bottom ? "└" : "│"));
		paint_text(area, y, right, 1, ROLE_POPUP, sign(y == 0 ? "┐" : y == bottom ? "┘" : "│"));
	}
	paint_fill(area, 0, 1, right - 1, ROLE_POPUP_EDGE);
	paint_fill(area, bottom, 1, right - 1, ROLE_POPUP_EDGE);
	if (title != NULL && *title != '\0' && right > 6)
		paint_text(area, 0, 2, right - 3, ROLE_POPUP_TITLE, title);
}

void
paint_field(const struct area *area, int y, int x, int cells, enum theme_role role, struct field *field, bool focus)
{
	int column;

	if (x < 0 || y < 0 || y >= area->height || x >= area->width || cells <= 0)
		return;
	column = field_draw(field, area->window, area->y + y, area->x + x, at_most(cells, area->width - x),
		theme_attr(role), theme_pair(role));
	if (focus)
		paint_cursor(area, y, column - area->x);
}

void
paint_cursor(const struct area *area, int y, int x)
{
	int top, left;

	getbegyx(area->window, top, left);
	terminal_cursor(top + area->y + at_most(y, area->height - 1), left + area->x + at_most(x, area->width - 1));
}
