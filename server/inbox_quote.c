/* inbox_quote.c: a reply without the mail that it answers. Mail programs mark it in few ways: a line that says who wrote when, then
   lines that begin with >; or a rule and the old mail's head, and all below is history. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/inbox.h"
#include "shared/xmalloc.h"

struct line {
	const char *text;
	size_t length;		/* without the line's end */
	bool quoted, blank;
};

static size_t
split(const char *text, struct line **lines)
{
	size_t count = 0, room = 0;

	*lines = NULL;
	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), length = n;
		const char *first = text;

		while (length > 0 && isspace((unsigned char)text[length - 1]))
			length--;
		while (first < text + length && (*first == ' ' || *first == '\t'))
			first++;
		if (count == room) {
			room = room ? room * 2 : 64;
			*lines = xreallocarray(*lines, room, sizeof **lines);
		}
		(*lines)[count++] = (struct line){.text = text, .length = length, .quoted = *first == '>', .blank = length == 0};
		text += n + (text[n] == '\n');
	}
	return count;
}

static bool
begins(const struct line *l, const char *with)
{
	const char *at = l->text;
	size_t left = l->length, n = strlen(with);

	for (; left > 0 && (*at == ' ' || *at == '*' || *at == '\t'); left--)
		at++;
	return left >= n && strncasecmp(at, with, n) == 0;
}

/* "From:" and its kin, as they begin the head of an old mail in a new one. */
static bool
is_head(const struct line *l)
{
	static const char *const heads[] = {"From:", "Sent:", "Date:", "To:", "Cc:", "Subject:", "De :", "De:", "De\xc2\xa0:", "Envoyé :", "Envoyé:", "Envoyé\xc2\xa0:",
		"À :", "À:", "À\xc2\xa0:", "Objet :", "Objet:", "Objet\xc2\xa0:", "Date :", "Date\xc2\xa0:", "Von:", "Gesendet:", "An:", "Betreff:"};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (begins(l, heads[i]))
			return true;
	return false;
}

static const char line_of_outlook[] = "________________________________";

/* Below this line nothing is new. */
static bool
is_rule(const struct line *lines, size_t count, size_t i)
{
	static const char *const rules[] = {"-----Original Message-----", "----- Original Message -----", "-------- Original Message --------",
		"-----Message d'origine-----", "-----Message d’origine-----", "-------- Message d'origine --------", "-------- Message original --------",
		"-----Ursprüngliche Nachricht-----", "---------- Forwarded message", "---------- Message transféré"};
	size_t heads = 0;

	for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
		if (begins(&lines[i], rules[r]))
			return strncmp(rules[r], "---------- ", 11) != 0;	/* who forwards a mail wants it read */
	if (begins(&lines[i], line_of_outlook) && i + 1 < count) {
		size_t next = i + 1 + (lines[i + 1].blank && i + 2 < count);

		return !begins(&lines[next], line_of_outlook) && is_rule(lines, count, next);	/* a mail of such lines alone is no rule at all */
	}
	/* Outlook writes the head alone, without a rule. */
	for (size_t j = i; j < count && j < i + 6 && is_head(&lines[j]); j++)
		heads++;
	return heads >= 3;
}

static bool
ends(const struct line *l, const char *with)
{
	size_t n = strlen(with);

	return l->length >= n && strncasecmp(l->text + l->length - n, with, n) == 0;
}

/* "On … wrote:", on one line or broken over two or three: how many lines it has, 0 when this is none. */
static size_t
attribution(const struct line *lines, size_t count, size_t i)
{
	static const char *const opens[] = {"On ", "Le ", "Am ", "El ", "Il ", "Op "};
	static const char *const closes[] = {"wrote:", "a écrit :", "a écrit:", "a écrit\xc2\xa0:", "schrieb:", "escribió:", "ha scritto:", "schreef:"};
	bool opened = false;

	for (size_t k = 0; k < sizeof opens / sizeof *opens; k++)
		opened = opened || begins(&lines[i], opens[k]);
	for (size_t j = i; opened && j < count && j < i + 3 && !lines[j].blank; j++)
		for (size_t k = 0; k < sizeof closes / sizeof *closes; k++)
			if (ends(&lines[j], closes[k]))
				return j - i + 1;
	return 0;
}

static size_t
skip_blank(const struct line *lines, size_t count, size_t i)
{
	while (i < count && lines[i].blank)
		i++;
	return i;
}

/* Where the quoted lines that begin at i end. */
static size_t
end_of_quote(const struct line *lines, size_t count, size_t i)
{
	size_t last = i;

	for (; i < count && (lines[i].quoted || lines[i].blank); i++)
		if (lines[i].quoted)
			last = i + 1;
	return last;
}

/* Who answers between the lines of the old mail needs them: then they stay. */
static bool
between_the_lines(const struct line *lines, size_t count)
{
	size_t blocks = 0;
	bool said = false;

	for (size_t i = 0; i < count; i++) {
		if (lines[i].quoted && (i == 0 || !lines[i - 1].quoted) && (blocks == 0 || said)) {
			blocks++;
			said = false;
		}
		if (!lines[i].quoted && !lines[i].blank && blocks > 0)
			said = true;
	}
	return blocks > 1;
}

static void
keep(struct buf *out, const struct line *l)
{
	if (l->blank && out->length == 0)
		return;
	buf_add(out, l->text, l->length);
	buf_byte(out, '\n');
}

char *
inbox_unquote(const char *text)
{
	struct line *lines;
	size_t count = split(text, &lines);
	bool whole = between_the_lines(lines, count);
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < count;) {
		size_t said = attribution(lines, count, i), after = said ? skip_blank(lines, count, i + said) : i;

		if (is_rule(lines, count, i))
			break;
		if (!whole && said > 0 && (after == count || lines[after].quoted))
			i = after == count ? count : end_of_quote(lines, count, after);
		else if (!whole && lines[i].quoted)
			i = end_of_quote(lines, count, i);
		else
			keep(&out, &lines[i++]);
	}
	free(lines);
	while (out.length > 0 && isspace((unsigned char)out.bytes[out.length - 1]))
		out.length--;
	if (out.length == 0) {
		buf_free(&out);
		return xstrdup(text);
	}
	return buf_steal(&out);
}
