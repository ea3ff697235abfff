/* memo.c: the editor of a long text: lines that wrap, a paste in one step, undo. */
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/commands.h"
#include "tui/form_inside.h"
#include "tui/memo.h"
#include "tui/pick.h"

enum { UNDO_MAX = 200, TEXT_MAX = 64 * 1024 };

struct memo {
	struct app *app;
	void *owner;			/* who is given the text */
	memo_kept *kept;
	int64_t about;			/* the owner's */
	char *title, *was, *text;	/* owned */
	size_t length, at;
	char *undo[UNDO_MAX];
	size_t undo_at[UNDO_MAX], undo_count;
	bool typing;			/* the last change was typed: the next letter belongs to it */
	int width, top;
};

struct how {
	void *owner;
	memo_kept *kept;
	int64_t about;
	const char *title, *text;
};

static void
opened(struct app *app, void *state, void *argument)
{
	struct memo *m = state;
	const struct how *how = argument;

	m->app = app;
	m->owner = how->owner;
	m->kept = how->kept;
	m->about = how->about;
	m->title = xstrdup(how->title);
	m->was = xstrdup(how->text);
	m->text = xstrdup(how->text);
	m->length = m->at = strlen(m->text);
	m->width = 60;
}

static void
closed(struct app *app, void *state)
{
	struct memo *m = state;

	(void)app;
	for (size_t i = 0; i < m->undo_count; i++)
		free(m->undo[i]);
	free(m->text);
	free(m->was);
	free(m->title);
}

static void
keep_for_undo(struct memo *m)
{
	if (m->undo_count == UNDO_MAX) {
		free(m->undo[0]);
		memmove(m->undo, m->undo + 1, (UNDO_MAX - 1) * sizeof *m->undo);
		memmove(m->undo_at, m->undo_at + 1, (UNDO_MAX - 1) * sizeof *m->undo_at);
		m->undo_count--;
	}
	m->undo[m->undo_count] = xstrdup(m->text);
	m->undo_at[m->undo_count++] = m->at;
}

static void
undo(struct memo *m)
{
	if (m->undo_count == 0)
		return;
	free(m->text);
	m->text = m->undo[--m->undo_count];
	m->at = m->undo_at[m->undo_count];
	m->length = strlen(m->text);
	m->typing = false;
}

/* Takes bytes from..to away and puts others there. */
static void
replace(struct memo *m, size_t from, size_t to, const char *text, size_t length)
{
	char *made;

	if (m->length - (to - from) + length > TEXT_MAX) {
		app_bell(m->app);
		return;
	}
	made = xmalloc(m->length - (to - from) + length + 1);
	memcpy(made, m->text, from);
	memcpy(made + from, text, length);
	memcpy(made + from + length, m->text + to, m->length - to + 1);
	free(m->text);
	m->text = made;
	m->length = strlen(made);
	m->at = from + length;
}

static void
insert(struct memo *m, const char *text, size_t length, bool typed)
{
	if (!typed || !m->typing || *text == ' ' || *text == '\n')
		keep_for_undo(m);
	m->typing = typed;
	replace(m, m->at, m->at, text, length);
}

static void
paste(struct memo *m, const char *pasted)
{
	char *normal = text_nfc(pasted, strlen(pasted)), *to = normal;

	for (const char *from = normal; *from != '\0'; from++) {
		if (*from == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : (unsigned char)*from < ' ' && *from != '\n' ? ' ' : *from;
	}
	*to = '\0';
	insert(m, normal, strlen(normal), false);
	free(normal);
}

/* Where the wrapped row that holds byte `at` begins, and which row it is. */
static size_t
row_start(const struct memo *m, size_t at, int *number)
{
	size_t start = 0;

	for (*number = 0;; (*number)++) {
		size_t n = paint_row_bytes(m->text + start, m->length - start, m->width);
		size_t next = start + n + (m->text[start + n] == '\n');

		/* The end of a row that wrapped is the beginning of the next one. */
		if (next == start || at < next || (next >= m->length && m->text[start + n] != '\n'))
			return start;
		start = next;
	}
}

static size_t
row_at(const struct memo *m, int number)
{
	size_t start = 0;

	while (number-- > 0) {
		size_t n = paint_row_bytes(m->text + start, m->length - start, m->width);

		start += n + (m->text[start + n] == '\n');
	}
	return start;
}

static int
last_row(const struct memo *m)
{
	int number;

	row_start(m, m->length, &number);
	return number;
}

/* To a row, at the same distance from the left edge. */
static void
go_row(struct memo *m, int step)
{
	int number, last = last_row(m), column, used = 0;
	size_t start = row_start(m, m->at, &number), end;

	column = text_cells(m->text + start, m->at - start);
	number = number + step < 0 ? 0 : number + step > last ? last : number + step;
	start = row_at(m, number);
	end = start + paint_row_bytes(m->text + start, m->length - start, m->width);
	if (end > start && end < m->length && m->text[end] != '\n')
		end = text_previous(m->text, m->length, end);
	for (m->at = start; m->at < end; ) {
		size_t next = text_next(m->text, m->length, m->at);

		used += text_cells(m->text + m->at, next - m->at);
		if (used > column)
			break;
		m->at = next;
	}
}

static void
go_edge(struct memo *m, bool end)
{
	int number;
	size_t start = row_start(m, m->at, &number), stop;

	stop = start + paint_row_bytes(m->text + start, m->length - start, m->width);
	if (end && stop > start && stop < m->length && m->text[stop] != '\n')
		stop = text_previous(m->text, m->length, stop);
	m->at = end ? stop : start;
}

static bool
move_cursor(struct memo *m, unsigned int code)
{
	m->typing = false;
	switch (code) {
	case KEY_LEFT:
		m->at = m->at > 0 ? text_previous(m->text, m->length, m->at) : 0;
		return true;
	case KEY_RIGHT:
		m->at = m->at < m->length ? text_next(m->text, m->length, m->at) : m->at;
		return true;
	case KEY_UP:
	case KEY_DOWN:
		go_row(m, code == KEY_UP ? -1 : 1);
		return true;
	case KEY_PPAGE:
	case KEY_NPAGE:
		go_row(m, code == KEY_PPAGE ? -10 : 10);
		return true;
	case KEY_HOME:
	case KEY_END:
		go_edge(m, code == KEY_END);
		return true;
	default:
		return false;
	}
}

static void
cut(struct memo *m, bool back)
{
	size_t from = back && m->at > 0 ? text_previous(m->text, m->length, m->at) : m->at;
	size_t to = back || m->at >= m->length ? m->at : text_next(m->text, m->length, m->at);

	if (from == to)
		return;
	if (m->typing || m->undo_count == 0)
		keep_for_undo(m);
	m->typing = false;
	replace(m, from, to, "", 0);
}

static bool
key_pressed(struct app *app, void *state, const struct key *key)
{
	struct memo *m = state;
	char bytes[16];
	mbstate_t shift;
	size_t n;

	(void)app;
	if (key->paste != NULL) {
		paste(m, key->paste);
	} else if (key->keycode && (key->code == KEY_BACKSPACE || key->code == KEY_DC)) {
		cut(m, key->code == KEY_BACKSPACE);
	} else if (key->keycode) {
		return move_cursor(m, key->code);
	} else if (key->code == 127 || key->code == 8) {
		cut(m, true);
	} else if (key->code == 26) {
		undo(m);
	} else if (key->code == '\r' || key->code == '\n') {
		insert(m, "\n", 1, true);
	} else if (key->code >= ' ') {
		memset(&shift, 0, sizeof shift);
		n = wcrtomb(bytes, (wchar_t)key->code, &shift);
		if (n != (size_t)-1)
			insert(m, bytes, n, true);
	} else {
		return false;
	}
	return true;
}

static bool
is_changed(const struct memo *m)
{
	return strcmp(m->text, m->was) != 0;
}

static void
keep(struct memo *m)
{
	m->kept(m->app, m->owner, m->about, m->text);
}

static void
leave_answered(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct memo *m = owner;

	(void)typed;
	if (row->tag == 0)
		keep(m);
	if (row->tag <= 1)
		app_close(app, app_screen_of(app, m));
}

static bool
leave(struct app *app, void *state)
{
	static const char *const options[] = {N_("(K)eep"), N_("(D)iscard"), N_("(C)ontinue")};

	if (!is_changed(state))
		return true;
	pick_question(app, state, xstrdup(app_text(app, N_("The text was changed"))), NULL, options, 3, leave_answered);
	return false;
}

static void
size(struct app *app, const void *state, int *height, int *width, int *y, int *x)
{
	(void)app;
	(void)state;
	*height = terminal_height() - 8;
	*width = terminal_width() - 12 > 90 ? 90 : terminal_width() - 12;
	*y = 2;
	*x = (terminal_width() - *width - 4) / 2;
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct memo *m = state;
	int number, y = 0;
	size_t start;

	(void)app;
	m->width = area->width - 1;
	start = row_start(m, m->at, &number);
	if (number < m->top)
		m->top = number;
	if (number >= m->top + area->height)
		m->top = number - area->height + 1;
	paint_cursor(area, number - m->top, text_cells(m->text + start, m->at - start));
	for (start = row_at(m, m->top); y < area->height && start < m->length; y++) {
		size_t n = paint_row_bytes(m->text + start, m->length - start, m->width);
		char *part = xstrndup(m->text + start, n);

		paint_text(area, y, 0, area->width, ROLE_TEXT, part);
		free(part);
		start += n + (m->text[start + n] == '\n');
	}
}

static char *
title_of(struct app *app, const void *state)
{
	(void)app;
	return xstrdup(((const struct memo *)state)->title);
}

static const struct screen_type screen_memo = {
	.name = "memo", .context = IN_MEMO, .state_size = sizeof(struct memo), .open = opened, .close = closed,
	.draw = draw, .key = key_pressed, .leave = leave, .size = size, .title = title_of,
};

void
memo_write(struct app *app, const char *title, const char *text, void *owner, int64_t about, memo_kept *kept)
{
	app_push(app, &screen_memo, &(struct how){.owner = owner, .kept = kept, .about = about, .title = title, .text = text});
}

const char *
memo_above(const struct app *app, const void *owner, int64_t *about)
{
	for (const struct screen *s = app->top; s != NULL; s = s->below) {
		const struct memo *m = s->state;

		if (s->type == &screen_memo && m->owner == owner) {
			*about = m->about;
			return m->text;
		}
	}
	return NULL;
}

static void
into_form(struct app *app, void *owner, int64_t about, const char *text)
{
	struct form *form = owner;

	(void)app;
	form_set_text(form, &form->items[about], text);
}

void
memo_open(struct app *app, struct form *form, struct form_item *item)
{
	memo_write(app, item->f->label, field_text(item->line), form, item - form->items, into_form);
}

void
memo_keep(struct app *app)
{
	struct memo *m = app_state(app, &screen_memo);

	keep(m);
	app_back(app);
}

void
memo_editor(struct app *app)
{
	struct memo *m = app_state(app, &screen_memo);
	char *edited = app_edit_outside(app, m->text), *normal;

	if (edited == NULL)
		return;
	normal = text_nfc(edited, strlen(edited));
	if (strcmp(normal, m->text) != 0 && strlen(normal) <= TEXT_MAX) {
		keep_for_undo(m);
		m->at = 0;
		replace(m, 0, m->length, normal, strlen(normal));
	} else if (strlen(normal) > TEXT_MAX) {
		app_tell(app, ROLE_WARN, N_("The text is too long for this field: it is as it was."), NULL);
	}
	free(normal);
	free(edited);
}
