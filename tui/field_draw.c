/* field_draw.c: what a field looks like in so many cells, and its keys under ncurses. */
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/field.h"
#include "tui/field_parts.h"
#include "tui/terminal.h"

/* Cells from byte a to byte b, and of the cluster at b. */
static int cells_between(const struct field *f, size_t a, size_t b) { return text_cells(f->text + a, b - a); }

static int
cells_at(const struct field *f, size_t at)
{
	return at >= f->length ? 1 : cells_between(f, at, text_next(f->text, f->length, at));
}

/* The furthest start from which the text up to `end` takes no more than `room` cells. */
static size_t
start_for(const struct field *f, size_t end, int room)
{
	size_t at = end;

	while (at > 0) {
		size_t before = text_previous(f->text, f->length, at);
		if (cells_between(f, before, end) > room)
			break;
		at = before;
	}
	return at;
}

/* Brings the cursor into view. Moves by a quarter of the width at least, so that typing at the edge does not
   redraw the whole field each time. */
static void
keep_in_view(struct field *f, int width)
{
	int quarter = width / 4, room = width - 2, visible;

	if (cells_between(f, 0, f->length) + 1 <= width || room < 1) {
		f->scroll = room < 1 ? f->cursor : 0;
		return;
	}
	if (f->scroll > f->length)
		f->scroll = f->length;
	if (f->cursor < f->scroll || (f->cursor == f->scroll && f->scroll > 0))
		f->scroll = start_for(f, f->cursor, quarter);
	visible = cells_between(f, f->scroll, f->cursor) + cells_at(f, f->cursor);
	if (visible > (f->scroll == 0 ? width - 1 : room))
		f->scroll = start_for(f, f->cursor, room - cells_at(f, f->cursor) - quarter);
	/* Much was deleted: what is hidden at the left comes back. */
	if (f->scroll > 0 && cells_between(f, f->scroll, f->length) < width / 2)
		f->scroll = start_for(f, f->length, room - 1);
}

static void
add_span(struct field_span *span, struct buf *text, int cells, bool selected)
{
	span->text = buf_steal(text);
	span->cells = cells;
	span->selected = selected;
}

/* A point for each character; of what is wider than its place, as many as fit. */
static void
look_concealed(const struct field *f, int width, struct field_view *view)
{
	size_t count = text_clusters(f->text, f->length), before = text_clusters(f->text, f->cursor);
	struct buf text = BUF_EMPTY;
	int cells = count < (size_t)width ? (int)count : width - 1;

	for (int i = 0; i < cells; i++)
		buf_str(&text, "•");
	add_span(&view->span[0], &text, cells, false);
	view->cells = cells;
	view->cursor = before < (size_t)cells ? (int)before : cells;
}

void
field_look(struct field *f, int width, struct field_view *view)
{
	size_t borders[3] = {f->anchor < f->cursor ? f->anchor : f->cursor,
	    f->anchor < f->cursor ? f->cursor : f->anchor, f->length};
	struct buf text = BUF_EMPTY;
	char shown[TEXT_SHOWN_MAX];
	int limit, cells, used;
	size_t at;

	memset(view, 0, sizeof *view);
	if (width <= 0)
		return;
	if (f->concealed) {
		look_concealed(f, width, view);
		return;
	}
	keep_in_view(f, width);
	at = f->scroll;
	view->more_left = at > 0 && width > 2;
	used = view->more_left ? 1 : 0;
	view->cursor = used;
	/* A cursor at the end stands on the cell behind the text, so a text as wide as the field does not fit. */
	view->more_right = width > 2 && used + cells_between(f, at, f->length) > width - (f->cursor == f->length);
	limit = view->more_right ? width - 1 : width;
	for (size_t i = 0; i < 3; i++) {
		int before = used;
		while (at < borders[i]) {
			size_t bytes = text_shown(f->text + at, f->length - at, shown, &cells);
			if (at == f->cursor)
				view->cursor = used;
			if (used + cells > limit)
				break;
			buf_str(&text, shown);
			used += cells;
			at += bytes;
		}
		if (at == f->cursor)
			view->cursor = used;
		add_span(&view->span[i], &text, used - before, i == 1);
	}
	if (view->cursor >= width)
		view->cursor = width - 1;
	view->cells = used;
}

void
field_view_free(struct field_view *view)
{
	for (size_t i = 0; i < 3; i++)
		free(view->span[i].text);
	memset(view, 0, sizeof *view);
}

static void
draw_span(struct _win_st *window, int y, int x, const struct field_span *span)
{
	char *ascii = terminal_utf8() ? NULL : text_ascii(span->text);

	mvwaddnstr(window, y, x, ascii ? ascii : span->text, ascii ? span->cells : -1);
	free(ascii);
}

int
field_draw(struct field *f, struct _win_st *window, int y, int x, int width, unsigned int attr, short pair)
{
	struct field_view view;
	int at;

	field_look(f, width, &view);
	wmove(window, y, x);
	wattr_set(window, attr, pair, NULL);
	at = x;
	if (view.more_left) {
		waddch(window, '<');
		at++;
	}
	for (size_t i = 0; i < 3; i++) {
		if (view.span[i].cells == 0)
			continue;
		wattr_set(window, view.span[i].selected ? attr | A_REVERSE : attr, pair, NULL);
		draw_span(window, y, at, &view.span[i]);
		at += view.span[i].cells;
	}
	wattr_set(window, attr, pair, NULL);
	for (wmove(window, y, at); at < x + width; at++)
		waddch(window, view.more_right && at == x + width - 1 ? '>' : ' ');
	at = x + view.cursor;
	field_view_free(&view);
	return at;
}

#define CTRL(letter) ((letter) & 31)

static const struct {
	bool keycode;
	unsigned int key;
	enum field_act act;
} keys[] = {
	{true, KEY_LEFT, FIELD_LEFT},
	{true, KEY_RIGHT, FIELD_RIGHT},
	{true, KEY_HOME, FIELD_HOME},
	{true, KEY_END, FIELD_END},
	{true, KEY_SLEFT, FIELD_SELECT_LEFT},
	{true, KEY_SRIGHT, FIELD_SELECT_RIGHT},
	{true, KEY_SHOME, FIELD_SELECT_HOME},
	{true, KEY_SEND, FIELD_SELECT_END},
	{true, KEY_BACKSPACE, FIELD_BACKSPACE},
	{true, KEY_DC, FIELD_DELETE},
	{false, 127, FIELD_BACKSPACE},
	{false, CTRL('H'), FIELD_BACKSPACE},
	{false, CTRL('A'), FIELD_HOME},
	{false, CTRL('E'), FIELD_END},
	{false, CTRL('B'), FIELD_LEFT},
	{false, CTRL('F'), FIELD_RIGHT},
	{false, CTRL('U'), FIELD_CUT_HOME},
	{false, CTRL('K'), FIELD_CUT_END},
	{false, CTRL('W'), FIELD_CUT_WORD_LEFT},
	{false, CTRL('Z'), FIELD_UNDO},
	{false, CTRL('Y'), FIELD_REDO},
};

/* Keys with Control have no fixed number in ncurses, only a name in the terminal's description. */
static const struct {
	const char *name;
	enum field_act act;
} named[] = {
	{"kLFT5", FIELD_WORD_LEFT},
	{"kRIT5", FIELD_WORD_RIGHT},
	{"kLFT6", FIELD_SELECT_WORD_LEFT},
	{"kRIT6", FIELD_SELECT_WORD_RIGHT},
	{"kDC5", FIELD_CUT_WORD_RIGHT},
};

enum field_act
field_act_of(bool keycode, unsigned int key)
{
	const char *name;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].keycode == keycode && keys[i].key == key)
			return keys[i].act;
	name = keycode && key > KEY_MAX ? keyname((int)key) : NULL;
	for (size_t i = 0; name != NULL && i < sizeof named / sizeof *named; i++)
		if (strcmp(named[i].name, name) == 0)
			return named[i].act;
	return FIELD_NOTHING;
}

enum field_result
field_key(struct field *f, bool keycode, unsigned int key)
{
	enum field_act act = field_act_of(keycode, key);
	uint8_t utf8[6];
	int n;

	if (act != FIELD_NOTHING)
		return field_do(f, act);
	if (keycode || key < 0x20 || (n = u8_uctomb(utf8, key, sizeof utf8)) <= 0)
		return FIELD_UNKNOWN;
	return field_type(f, (const char *)utf8, (size_t)n);
}
