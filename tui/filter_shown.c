/* filter_shown.c: a filter as it is looked at: by labels, in the reader's language, however it was written. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/filter_words.h"

static const char operators[] = ":=!<>";

static size_t
token_length(const char *text)
{
	bool quoted = false;
	size_t n = 0;

	for (; text[n] != '\0' && (quoted || text[n] != ' '); n++)
		quoted ^= text[n] == '"';
	return n;
}

static bool
is(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && memcmp(text, word, length) == 0;
}

static const char *
part_shown(const struct catalogue_field *f, const char *language, const char *value, size_t length)
{
	for (size_t i = 0; i < f->choice_count; i++)
		if (is(value, length, f->choices[i].value))
			return f->choices[i].label;
	if (f->type == TYPE_BOOLEAN && (is(value, length, "true") || is(value, length, "yes")))
		return translate(language, N_("Yes"));
	if (f->type == TYPE_BOOLEAN && (is(value, length, "false") || is(value, length, "no")))
		return translate(language, N_("No"));
	return is(value, length, "today") ? translate(language, N_("today")) : NULL;
}

/* Parts between commas, each by its name. */
static char *
value_shown(const struct catalogue_field *f, const char *language, const char *value, size_t length)
{
	struct buf out = BUF_EMPTY;

	for (size_t at = 0; at <= length;) {
		const char *comma = memchr(value + at, ',', length - at);
		size_t n = comma ? (size_t)(comma - value) - at : length - at;
		bool quoted = n >= 2 && value[at] == '"' && value[at + n - 1] == '"';
		const char *part = value + at + quoted, *shown = part_shown(f, language, part, n - 2 * quoted);

		buf_str(&out, at > 0 ? ", " : "");
		if (shown != NULL)
			buf_str(&out, shown);
		else
			buf_add(&out, part, n - 2 * quoted);
		at += n + 1;
	}
	return buf_steal(&out);
}

/* One condition; false: it is none that is known here. */
static bool
add_condition(struct buf *out, const struct catalogue_entity *entity, const char *language, const char *token, size_t length)
{
	static const struct { const char *sign, *shown; } signs[] = {{">=", "≥"}, {"<=", "≤"}, {"!=", "≠"}, {">", ">"}, {"<", "<"}};
	bool minus = *token == '-';
	size_t name = strcspn(token + minus, operators), sign = strspn(token + minus + name, operators), at = minus + name + sign;
	const struct catalogue_field *f;
	const char *shown = NULL;
	char *value;
	json_t *args;

	if (name == 0 || sign == 0 || at >= length)
		return false;
	if (is(token + minus, name, "mine") && sign == 1 && (is(token + at, length - at, "yes") || is(token + at, length - at, "true"))) {
		buf_str(out, translate(language, minus ? N_("not mine") : N_("mine")));
		return true;
	}
	if ((f = filter_field(entity, token + minus, name)) == NULL)
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs && shown == NULL; i++)
		if (is(token + minus + name, sign, signs[i].sign))
			shown = signs[i].shown;
	value = value_shown(f, language, token + at, length - at);
	args = json_pack("{s:s,s:s}", "name", f->label, "value", value);
	if (minus)
		buf_printf(out, "%s ", translate(language, N_("without")));
	if (shown != NULL) {
		buf_printf(out, "%s %s %s", f->label, shown, value);
	} else {
		char *said = translate_fill(language, N_("{name}: {value}"), args);

		buf_str(out, said);
		free(said);
	}
	json_decref(args);
	free(value);
	return true;
}

char *
filter_shown(const struct catalogue_entity *entity, const char *language, const char *text)
{
	struct buf out = BUF_EMPTY;
	bool before = false, now;

	/* Alternatives and parentheses are read as they were written: their words stand for themselves. */
	if (strpbrk(text, "()") != NULL || strstr(text, " or ") != NULL)
		return xstrdup(text);
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t n = token_length(text);
		struct buf one = BUF_EMPTY;

		now = add_condition(&one, entity, language, text, n);
		if (!now)
			buf_add(&one, text, n);
		buf_printf(&out, "%s%s", out.length == 0 ? "" : now && before ? " · " : " ", buf_text(&one));
		buf_free(&one);
		before = now;
		text += n;
	}
	return buf_steal(&out);
}
