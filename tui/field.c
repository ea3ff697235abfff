/* field.c: a one-line editor: the text, the cursor, the selection and their history. */
#include "tui/field.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/field_parts.h"

enum { BYTES_MAX = 64 * 1024, STEPS_MAX = 200 };

/* Masked texts are secrets: no copy of them stays in freed memory. */
static void
wipe(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

static void
forget_from(struct field *f, size_t first)
{
	while (f->steps > first)
		wipe(f->step[--f->steps].text);
}

struct field *
field_new(size_t max)
{
	struct field *f = xcalloc(1, sizeof *f);

	f->max = max;
	f->text = xstrdup("");
	f->initial = xstrdup("");
	f->step = xcalloc(STEPS_MAX, sizeof *f->step);
	f->untouched = true;
	return f;
}

void
field_free(struct field *f)
{
	if (f == NULL)
		return;
	forget_from(f, 0);
	free(f->step);
	wipe(f->text);
	wipe(f->initial);
	free(f);
}

static void
take_text(struct field *f, char *text, size_t cursor)
{
	wipe(f->text);
	f->text = text;
	f->length = strlen(text);
	f->cursor = f->anchor = cursor < f->length ? cursor : f->length;
}

void
field_set(struct field *f, const char *text)
{
	char *normal = text_nfc(text ? text : "", text ? strlen(text) : 0);

	forget_from(f, 0);
	f->done = 0;
	f->run = RUN_NONE;
	wipe(f->initial);
	f->initial = xstrdup(normal);
	take_text(f, normal, strlen(normal));
	f->scroll = 0;
	f->untouched = true;
}

const char *field_text(const struct field *f) { return f->text; }
size_t field_undos(const struct field *f) { return f->done; }
bool field_is_empty(const struct field *f) { return f->length == 0; }
bool field_changed(const struct field *f) { return strcmp(f->text, f->initial) != 0; }
bool field_untouched(const struct field *f) { return f->untouched; }
size_t field_length(const struct field *f) { return text_clusters(f->text, f->length); }
size_t field_max(const struct field *f) { return f->max; }
size_t field_cursor(const struct field *f) { return f->cursor; }

bool
field_nearly_full(const struct field *f)
{
	return f->max > 0 && field_length(f) * 5 >= f->max * 4;
}

void
field_focus(struct field *f)
{
	f->cursor = f->anchor = f->length;
	f->scroll = 0;
	f->run = RUN_NONE;
	f->untouched = !field_changed(f);
}

static size_t selection_start(const struct field *f) { return f->anchor < f->cursor ? f->anchor : f->cursor; }
static size_t selection_end(const struct field *f) { return f->anchor < f->cursor ? f->cursor : f->anchor; }

char *
field_selection(const struct field *f)
{
	size_t start = selection_start(f);

	if (f->anchor == f->cursor)
		return NULL;
	return xstrndup(f->text + start, selection_end(f) - start);
}

/* Remembers the text before a change. Changes of one run (typing on, deleting on) are one step. */
static void
remember(struct field *f, enum run run)
{
	bool goes_on = run != RUN_NONE && run == f->run && f->done > 0 && f->done == f->steps;

	f->run = run;
	if (goes_on)
		return;
	forget_from(f, f->done);
	if (f->steps == STEPS_MAX) {
		wipe(f->step[0].text);
		memmove(f->step, f->step + 1, (STEPS_MAX - 1) * sizeof *f->step);
		f->steps--;
	}
	f->step[f->steps++] = (struct step){.text = xstrdup(f->text), .cursor = f->cursor};
	f->done = f->steps;
}

/* Puts `text` in place of the bytes from start to end. */
static enum field_result
change(struct field *f, size_t start, size_t end, const char *text, size_t length, enum run run)
{
	struct buf b = BUF_EMPTY;
	char *head, *whole;
	size_t clusters, cursor;

	buf_add(&b, f->text, start);
	buf_add(&b, text, length);
	head = text_nfc(b.bytes ? b.bytes : "", b.length);
	buf_add(&b, f->text + end, f->length - end);
	whole = text_nfc(b.bytes ? b.bytes : "", b.length);
	if (b.bytes != NULL)
		explicit_bzero(b.bytes, b.length);
	buf_free(&b);
	cursor = strlen(head);
	wipe(head);
	if (strcmp(whole, f->text) == 0 && cursor == f->cursor) {
		wipe(whole);
		f->anchor = f->cursor;
		f->untouched = false;
		return FIELD_DONE;
	}
	clusters = text_clusters(whole, strlen(whole));
	if (length > 0 && (strlen(whole) > BYTES_MAX || (f->max > 0 && clusters > f->max && clusters > field_length(f)))) {
		wipe(whole);
		return FIELD_FULL;
	}
	remember(f, run);
	/* What was typed may have joined with what follows: the cursor goes behind the whole cluster. */
	if (cursor > 0 && cursor < strlen(whole))
		cursor = text_next(whole, strlen(whole), text_previous(whole, strlen(whole), cursor));
	take_text(f, whole, cursor);
	f->untouched = false;
	return FIELD_CHANGED;
}

static enum field_result
insert(struct field *f, const char *text, size_t length, enum run run)
{
	if (f->untouched)
		return change(f, 0, f->length, text, length, run);
	if (f->anchor != f->cursor)
		run = RUN_NONE;
	return change(f, selection_start(f), selection_end(f), text, length, run);
}

enum field_result
field_replace(struct field *f, const char *text)
{
	return change(f, 0, f->length, text ? text : "", text ? strlen(text) : 0, RUN_NONE);
}

/* One line without controls: line ends and tabs are spaces, bad bytes go. The caller owns it. */
static char *
one_line(const char *utf8, size_t length)
{
	struct buf b = BUF_EMPTY;
	ucs4_t code;

	while (length > 0 && strchr("\r\n", utf8[length - 1]) != NULL)
		length--;	/* a pasted line should not end with a space */
	for (size_t at = 0, bytes; at < length; at += bytes) {
		int n = u8_mbtouc(&code, (const uint8_t *)utf8 + at, length - at);
		bytes = n > 0 ? (size_t)n : 1;
		if (code == '\r' && at + 1 < length && utf8[at + 1] == '\n')
			bytes = 2;
		if (code == '\n' || code == '\r' || code == '\t' || code == 0x2028 || code == 0x2029)
			buf_byte(&b, ' ');
		else if (code != 0xFFFD && !uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Cc))
			buf_add(&b, utf8 + at, bytes);
	}
	return buf_steal(&b);
}

enum field_result
field_type(struct field *f, const char *utf8, size_t length)
{
	char *line = one_line(utf8, length);
	enum field_result result = *line == '\0' ? FIELD_UNKNOWN : insert(f, line, strlen(line), RUN_TYPING);

	/* Each word is a step of its own, so that undo takes back as much as a person means. */
	if (strcmp(line, " ") == 0)
		f->run = RUN_NONE;
	wipe(line);
	return result;
}

enum field_result
field_paste(struct field *f, const char *utf8, size_t length)
{
	char *line = one_line(utf8, length);
	size_t n = strlen(line);
	enum field_result result = n == 0 ? FIELD_DONE : insert(f, line, n, RUN_NONE);

	if (result == FIELD_FULL) {
		size_t kept = f->untouched ? 0 : field_length(f);
		size_t chosen = f->untouched ? 0 : text_clusters(f->text + selection_start(f),
		    selection_end(f) - selection_start(f));
		size_t room = f->max > 0 ? (f->max + chosen > kept ? f->max + chosen - kept : 0) : 0;
		size_t fits = 0;

		while (room-- > 0 && fits < n)
			fits = text_next(line, n, fits);
		if (fits > 0)
			insert(f, line, fits, RUN_NONE);
	}
	f->run = RUN_NONE;
	wipe(line);
	return result;
}

/* Letters and figures make words, whatever the script. */
static bool
is_word(const char *text)
{
	ucs4_t code;

	u8_mbtouc(&code, (const uint8_t *)text, strlen(text));
	return uc_is_alnum(code);
}

static size_t
word_left(const struct field *f)
{
	size_t at = f->cursor, before;
	bool inside = false;

	while (at > 0) {
		before = text_previous(f->text, f->length, at);
		if (inside && !is_word(f->text + before))
			break;
		inside = is_word(f->text + before);
		at = before;
	}
	return at;
}

static size_t
word_right(const struct field *f)
{
	size_t at = f->cursor;
	bool inside = false;

	for (; at < f->length; at = text_next(f->text, f->length, at)) {
		if (inside && !is_word(f->text + at))
			break;
		inside = is_word(f->text + at);
	}
	return at;
}

static enum field_result
move(struct field *f, size_t to, bool select)
{
	f->cursor = to;
	if (!select)
		f->anchor = to;
	f->run = RUN_NONE;
	f->untouched = false;
	return FIELD_DONE;
}

/* Deletes the selection, else from start to end. */
static enum field_result
cut(struct field *f, size_t start, size_t end, enum run run)
{
	if (f->anchor != f->cursor) {
		start = selection_start(f);
		end = selection_end(f);
		run = RUN_NONE;
	}
	return start == end ? FIELD_DONE : change(f, start, end, "", 0, run);
}

/* Swaps the text with a remembered one: the same array serves both ways. */
static enum field_result
swap_step(struct field *f, size_t which)
{
	struct step *s = &f->step[which];
	struct step old = {.text = xstrdup(f->text), .cursor = f->cursor};

	take_text(f, s->text, s->cursor);
	*s = old;
	f->run = RUN_NONE;
	f->untouched = false;
	return FIELD_CHANGED;
}

enum field_result
field_do(struct field *f, enum field_act act)
{
	size_t left = text_previous(f->text, f->length, f->cursor), right = text_next(f->text, f->length, f->cursor);
	bool chosen = f->anchor != f->cursor;

	switch (act) {
	case FIELD_NOTHING: return FIELD_UNKNOWN;
	case FIELD_LEFT: return move(f, chosen ? selection_start(f) : left, false);
	case FIELD_RIGHT: return move(f, chosen ? selection_end(f) : right, false);
	case FIELD_WORD_LEFT: return move(f, word_left(f), false);
	case FIELD_WORD_RIGHT: return move(f, word_right(f), false);
	case FIELD_HOME: return move(f, 0, false);
	case FIELD_END: return move(f, f->length, false);
	case FIELD_SELECT_LEFT: return move(f, left, true);
	case FIELD_SELECT_RIGHT: return move(f, right, true);
	case FIELD_SELECT_WORD_LEFT: return move(f, word_left(f), true);
	case FIELD_SELECT_WORD_RIGHT: return move(f, word_right(f), true);
	case FIELD_SELECT_HOME: return move(f, 0, true);
	case FIELD_SELECT_END: return move(f, f->length, true);
	case FIELD_SELECT_ALL:
		f->anchor = 0;
		return move(f, f->length, true);
	case FIELD_BACKSPACE: return cut(f, left, f->cursor, RUN_DELETING);
	case FIELD_DELETE: return cut(f, f->cursor, right, RUN_DELETING);
	case FIELD_CUT_WORD_LEFT: return cut(f, word_left(f), f->cursor, RUN_NONE);
	case FIELD_CUT_WORD_RIGHT: return cut(f, f->cursor, word_right(f), RUN_NONE);
	case FIELD_CUT_HOME: return cut(f, 0, f->cursor, RUN_NONE);
	case FIELD_CUT_END: return cut(f, f->cursor, f->length, RUN_NONE);
	case FIELD_CLEAR: return f->length > 0 ? change(f, 0, f->length, "", 0, RUN_NONE) : FIELD_DONE;
	case FIELD_UNDO: return f->done > 0 ? swap_step(f, --f->done) : FIELD_DONE;
	case FIELD_REDO: return f->done < f->steps ? swap_step(f, f->done++) : FIELD_DONE;
	}
	return FIELD_UNKNOWN;
}
