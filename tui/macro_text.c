/* macro_text.c: keys as a text that people can read. */
#include <ctype.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/keys.h"
#include "tui/macro.h"
#include "tui/terminal.h"

/* What would end a text, and line ends, are written with a backslash. */
static void
add_quoted(struct buf *out, char quote, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] == quote || text[i] == '\\')
			buf_printf(out, "\\%c", text[i]);
		else if (text[i] == '\n')
			buf_str(out, "\\n");
		else
			buf_byte(out, text[i]);
}

static void
add_text(struct buf *text, const char *typed, size_t length)
{
	/* What is typed in one go is one text; a quote that was typed has a backslash before it. */
	if (text->length > 1 && text->bytes[text->length - 1] == '\'' && text->bytes[text->length - 2] != '\\')
		text->length--;
	else
		buf_str(text, text->length > 0 ? " '" : "'");
	add_quoted(text, '\'', typed, length);
	buf_byte(text, '\'');
}

bool
macro_add(struct buf *text, const struct key *key)
{
	uint8_t bytes[8];
	char *name;
	size_t room = text->length < MACRO_TEXT_MOST ? MACRO_TEXT_MOST - text->length : 0;

	if (room < 32 + (key->paste ? 2 * strlen(key->paste) : 0))
		return false;
	if (key->keycode && key->code == TERMINAL_PASTE) {
		buf_str(text, text->length > 0 ? " \"" : "\"");
		add_quoted(text, '"', key->paste ? key->paste : "", key->paste ? strlen(key->paste) : 0);
		buf_byte(text, '"');
		return true;
	}
	if (!key->keycode && !key->alt && key->code > ' ' && key->code != 127) {
		int n = u8_uctomb(bytes, key->code, sizeof bytes);

		if (n > 0)
			add_text(text, (const char *)bytes, (size_t)n);
		return n > 0;
	}
	/* A blank within a text belongs to it. */
	if (!key->keycode && !key->alt && key->code == ' ' && text->length > 1 && text->bytes[text->length - 1] == '\'') {
		add_text(text, " ", 1);
		return true;
	}
	name = keys_name_of(key);
	if (name != NULL)
		buf_printf(text, "%s%s", text->length > 0 ? " " : "", name);
	free(name);
	return name != NULL;
}

static void
add_key(struct key **keys, size_t *count, struct key key)
{
	*keys = xreallocarray(*keys, *count + 1, sizeof **keys);
	(*keys)[(*count)++] = key;
}

void
macro_keys_free(struct key *keys, size_t count)
{
	for (size_t i = 0; keys != NULL && i < count; i++)
		free((char *)(uintptr_t)keys[i].paste);
	free(keys);
}

/* A text from after its first quote; the end is after the last, null where that lacks. Without backslashes into out. */
static const char *
unquote(const char *from, char quote, struct buf *out)
{
	for (; *from != '\0' && *from != quote; from++)
		if (*from == '\\' && from[1] != '\0')
			buf_byte(out, *++from == 'n' ? '\n' : *from);
		else
			buf_byte(out, *from);
	return *from == quote ? from + 1 : NULL;
}

static void
add_typed(struct key **keys, size_t *count, const char *text, size_t length)
{
	while (length > 0) {
		ucs4_t code;
		int n = u8_mbtouc(&code, (const uint8_t *)text, length);

		if (n <= 0)
			return;
		add_key(keys, count, (struct key){.code = code});
		text += n;
		length -= (size_t)n;
	}
}

struct key *
macro_keys(const char *text, size_t *count)
{
	struct key *keys = NULL;
	bool known = true;

	*count = 0;
	while (known && *(text += strspn(text, " ")) != '\0' && *count <= MACRO_KEYS_MOST) {
		struct buf quoted = BUF_EMPTY;
		size_t n = strcspn(text, " ");
		struct key key;

		if (*text == '\'' || *text == '"') {
			char quote = *text;

			text = unquote(text + 1, quote, &quoted);
			known = text != NULL;
			if (known && quote == '"')
				add_key(&keys, count, (struct key){.keycode = true, .code = TERMINAL_PASTE, .paste = xstrdup(buf_text(&quoted))});
			else if (known)
				add_typed(&keys, count, buf_text(&quoted), quoted.length);
		} else {
			known = keys_as_typed(text, n, &key);
			if (known)
				add_key(&keys, count, key);
			text += n;
		}
		buf_free(&quoted);
	}
	if (!known || *count > MACRO_KEYS_MOST) {
		macro_keys_free(keys, *count);
		*count = 0;
		return NULL;
	}
	return keys;
}

char *
macro_name(const char *said)
{
	char *folded = text_fold(said), *to = folded;

	for (const char *from = folded; *from != '\0' && to - folded < 40; from++)
		if (islower((unsigned char)*from) || isdigit((unsigned char)*from))
			*to++ = *from;
		else if (to > folded && to[-1] != '-')
			*to++ = '-';
	while (to > folded && to[-1] == '-')
		to--;
	*to = '\0';
	if (*folded != '\0')
		return folded;
	free(folded);
	return NULL;
}
