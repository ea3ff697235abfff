/* filter_words.c: labels in a filter line. */
#include "tui/filter_words.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/filter.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static const char operators[] = ":=!<>";

/* Without accents, case, spaces and punctuation: « État civil » is etatcivil. The caller owns it. */
static char *
squeezed(const char *text, size_t length)
{
	char *part = xstrndup(text, length), *folded = text_fold(part), *to = folded;

	for (const char *from = folded; *from != '\0'; from++)
		if (strchr(" _-’'.\"", *from) == NULL)
			*to++ = *from;
	*to = '\0';
	free(part);
	return folded;
}

/* The one of `count` labels that is this word, or that alone begins with it; count when there is none. */
static size_t
the_one(const char *word, size_t length, size_t count, const char *(*label)(const void *of, size_t i), const void *of)
{
	char *sought = squeezed(word, length);
	size_t found = count, beginning = 0;

	for (size_t i = 0; i < count && *sought != '\0'; i++) {
		char *one = squeezed(label(of, i), strlen(label(of, i)));
		bool same = strcmp(one, sought) == 0, begins = strncmp(one, sought, strlen(sought)) == 0;

		free(one);
		if (same) {
			found = i;
			beginning = 1;
			break;
		}
		if (begins) {
			beginning++;
			found = i;
		}
	}
	free(sought);
	return beginning == 1 ? found : count;
}

static const char *
field_label(const void *of, size_t i)
{
	return ((const struct catalogue_entity *)of)->fields[i].label;
}

static const char *
column_label(const void *of, size_t i)
{
	return ((const struct catalogue_entity *)of)->list[i]->label;
}

static const char *
choice_label(const void *of, size_t i)
{
	return ((const struct catalogue_field *)of)->choices[i].label;
}

/* By its name, or by its label: what stands as a column on the screen is meant before another field of the same label. */
const struct catalogue_field *
filter_field(const struct catalogue_entity *entity, const char *word, size_t length)
{
	char *name = xstrndup(word, length);
	const struct catalogue_field *exact = catalogue_field(entity, name);
	size_t column = entity->list_count, i = entity->field_count;

	free(name);
	if (exact != NULL)
		return exact;
	column = the_one(word, length, entity->list_count, column_label, entity);
	if (column < entity->list_count)
		return entity->list[column];
	i = the_one(word, length, entity->field_count, field_label, entity);
	return i < entity->field_count ? &entity->fields[i] : NULL;
}

static void
add_choice(struct buf *out, const struct catalogue_field *f, const char *word, size_t length)
{
	size_t i = f->choice_count;

	for (size_t c = 0; c < f->choice_count; c++)
		if (strlen(f->choices[c].value) == length && memcmp(f->choices[c].value, word, length) == 0)
			i = c;
	if (i == f->choice_count)
		i = the_one(word, length, f->choice_count, choice_label, f);
	if (i < f->choice_count)
		buf_str(out, f->choices[i].value);
	else
		buf_add(out, word, length);
}

/* A value up to a space that is not quoted; its parts between commas are words each. */
static size_t
value_length(const char *text)
{
	size_t n = 0;
	bool quoted = false;

	for (; text[n] != '\0' && (quoted || (text[n] != ' ' && text[n] != ')')); n++)
		if (text[n] == '"')
			quoted = !quoted;
		else if (text[n] == '\\' && text[n + 1] != '\0')
			n++;
	return n;
}

static void
add_yes_no(struct buf *out, const char *language, const char *word, size_t length)
{
	char *sought = squeezed(word, length);
	char *yes = squeezed(translate(language, N_("Yes")), strlen(translate(language, N_("Yes"))));
	char *no = squeezed(translate(language, N_("No")), strlen(translate(language, N_("No"))));

	if (strcmp(sought, yes) == 0)
		buf_str(out, "true");
	else if (strcmp(sought, no) == 0)
		buf_str(out, "false");
	else
		buf_add(out, word, length);
	free(sought);
	free(yes);
	free(no);
}

static void
add_value(struct buf *out, const struct catalogue_field *f, const char *language, const char *value, size_t length)
{
	for (size_t at = 0; at < length;) {
		bool quoted = value[at] == '"';
		size_t n = quoted ? value_length(value + at) : strcspn(value + at, ",");

		if (n > length - at)
			n = length - at;
		if (f->choice_count > 0 && quoted && n >= 2)
			add_choice(out, f, value + at + 1, n - 2);
		else if (f->choice_count > 0)
			add_choice(out, f, value + at, n);
		else if (f->type == TYPE_BOOLEAN)
			add_yes_no(out, language, value + at, n);
		else
			buf_add(out, value + at, n);
		at += n;
		if (at < length)
			buf_byte(out, value[at++]);
	}
}

char *
filter_words(const struct catalogue_entity *entity, const char *language, const char *text)
{
	struct buf out = BUF_EMPTY;

	while (*text != '\0') {
		size_t word = strcspn(text, " ()\":=!<>"), gap = word > 0 ? strspn(text + word, " ") : 0;
		size_t sign = strspn(text + word + gap, operators), value;
		bool minus = *text == '-' && word > 1;
		const struct catalogue_field *f = sign > 0 && word > 0
			? filter_field(entity, text + minus, word - minus) : NULL;

		if (f == NULL && gap > 0)
			sign = gap = 0;

		if (f == NULL) {
			/* A bare word, a quoted one, a parenthesis: as it is. */
			size_t n = *text == '"' ? value_length(text) : word + sign > 0 ? word + sign : 1;

			buf_add(&out, text, n);
			text += n;
			continue;
		}
		buf_printf(&out, "%s%s%.*s", minus ? "-" : "", f->name, (int)(gap + sign), text + word);
		text += word + gap + sign;
		/* The grammar decides whether a value follows blanks (shared/filter.h); if one does, its words are read here too. */
		if (gap > 0)
			for (; *text == ' '; text++)
				buf_byte(&out, ' ');
		value = value_length(text);
		add_value(&out, f, language, text, value);
		text += value;
	}
	return buf_steal(&out);
}

/* As it can be written in a filter: a field whose label cannot goes by its name, a choice into quotes. */
static void
add_label(struct buf *out, const struct catalogue_entity *entity, const struct catalogue_field *f, size_t i)
{
	const char *shown = f ? choice_label(f, i) : field_label(entity, i);
	char *label = xstrdup(f == NULL && strpbrk(shown, "()\",:=!<>") ? entity->fields[i].name : shown), *quoted;

	for (char *p = label; *p != '\0'; p++)
		if (*p == ' ')
			*p = '_';
	quoted = f ? filter_quote(label) : xstrdup(label);
	buf_str(out, quoted);
	free(label);
	free(quoted);
}

/* The field whose value begins at `word`, in "status = act": blanks on both sides of the operator. Null when there is none. */
static const struct catalogue_field *
field_before(const struct catalogue_entity *entity, const char *text, const char *word)
{
	const char *end = word, *sign, *start;

	while (end > text && end[-1] == ' ')
		end--;
	for (sign = end; sign > text && strchr(operators, sign[-1]) != NULL;)
		sign--;
	if (sign == end || sign == text || sign[-1] != ' ')
		return NULL;
	while (sign > text && sign[-1] == ' ')
		sign--;
	for (start = sign; start > text && strchr(" ()-", start[-1]) == NULL;)
		start--;
	return filter_field(entity, start, (size_t)(sign - start));
}

char *
filter_complete(const struct catalogue_entity *entity, const char *text, char **choices)
{
	const char *word = strrchr(text, ' '), *sign;
	const struct catalogue_field *f;
	struct buf out = BUF_EMPTY, all = BUF_EMPTY;
	size_t count, found = 0, last = 0;
	const char *(*label)(const void *, size_t);
	const void *of;
	char *sought;

	*choices = NULL;
	word = word ? word + 1 : text;
	if (*word == '-')
		word++;
	sign = word + strcspn(word, operators);
	f = *sign != '\0' ? filter_field(entity, word, (size_t)(sign - word)) : field_before(entity, text, word);
	if ((*sign != '\0' || f != NULL) && (f == NULL || f->choice_count == 0))
		return NULL;
	of = f ? (const void *)f : (const void *)entity;
	label = f ? choice_label : field_label;
	count = f ? f->choice_count : entity->field_count;
	if (*sign != '\0')
		word = sign + strspn(sign, operators);
	sought = squeezed(word, strlen(word));
	for (size_t i = 0; i < count; i++) {
		char *one = squeezed(label(of, i), strlen(label(of, i)));

		if (strncmp(one, sought, strlen(sought)) == 0 && (f != NULL || (entity->fields != NULL && !entity->fields[i].masked))) {
			if (found++ > 0)
				buf_str(&all, "  ");
			add_label(&all, entity, f, i);
			last = i;
		}
		free(one);
	}
	free(sought);
	if (found != 1) {
		*choices = buf_steal(&all);
		return NULL;
	}
	buf_free(&all);
	buf_add(&out, text, (size_t)(word - text));
	add_label(&out, entity, f, last);
	buf_str(&out, f ? " " : ":");
	return buf_steal(&out);
}
