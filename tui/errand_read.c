/* errand_read.c: a line after `:`, in words of the catalogue and of the key table. */
#include "tui/errand.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/filter_words.h"

/* With fewer letters the beginning of a name says nothing about what is meant. */
enum { BEGINNING = 3 };

static const char operators[] = ":=!<>";

/* The next ` > ` that is not within quotes, or the end. */
static const char *
step_end(const char *line)
{
	bool quoted = false;
	const char *at = line;

	for (; *at != '\0'; at++)
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '>' && !quoted && at > line && at[-1] == ' ' && (at[1] == ' ' || at[1] == '\0'))
			break;
	return at;
}

const char *
errand_last(const char *line)
{
	const char *end = step_end(line);

	return *end == '\0' ? line : errand_last(end + 1 + strspn(end + 1, " "));
}

/* --- names of kinds of records --- */

static char *
squeezed(const char *text)
{
	char *folded = text_fold(text), *to = folded;

	for (const char *from = folded; *from != '\0'; from++)
		if (isalnum((unsigned char)*from) || (unsigned char)*from >= 0x80)
			*to++ = *from;
	*to = '\0';
	return folded;
}

int
errand_fits(const char *name, const char *sought)
{
	char *n = squeezed(name), *s = squeezed(sought);
	int fit = *s == '\0' ? 0 : strcmp(n, s) == 0 ? 3 : strncmp(n, s, strlen(s)) == 0 ? 2 : strstr(n, s) != NULL ? 1 : 0;

	free(n);
	free(s);
	return fit;
}

/* A plural in s is no other word. */
static int
fit_of(const struct catalogue_entity *e, const char *word)
{
	int title = errand_fits(e->title, word), one = errand_fits(e->one, word), name = errand_fits(e->name, word), best;
	char *plural = xasprintf("%ss", e->name);

	if (name < 3 && errand_fits(plural, word) == 3)
		name = 3;
	free(plural);
	best = title > one ? title : one;
	return name > best ? name : best;
}

static bool
has_short(const struct catalogue_entity *e, const char *word)
{
	size_t i;
	const json_t *one;
	char *folded = text_fold(word);
	bool found = false;

	json_array_foreach(e->shorts, i, one)
		found = found || strcmp(json_string_value(one) ? json_string_value(one) : "", folded) == 0;
	free(folded);
	return found;
}

/* Of several that begin so, the one that comes first in the menus. */
static const struct catalogue_entity *
entity_called(const struct catalogue *c, const char *word, bool *in_short)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(c, &count), *best = NULL;
	int best_fit = 1;

	*in_short = false;
	for (size_t i = 0; i < count; i++) {
		int fit = catalogue_may(&all[i], "read") ? fit_of(&all[i], word) : 0;

		if (catalogue_may(&all[i], "read") && has_short(&all[i], word)) {
			*in_short = true;
			return &all[i];
		}
		if (fit == 2 && strlen(word) < BEGINNING)
			fit = 0;
		if (fit > best_fit || (fit == best_fit && best != NULL && all[i].position < best->position)) {
			best = &all[i];
			best_fit = fit;
		}
	}
	return best;
}

/* The same with as many of the first words as a name has. */
static const struct catalogue_entity *
entity_first(const struct catalogue *c, const char *text, bool whole, const char **rest, bool *in_short)
{
	size_t length = strlen(text);

	do {
		const struct catalogue_entity *found;
		char *part;

		while (length > 0 && text[length - 1] == ' ')
			length--;
		part = xstrndup(text, length);
		found = length > 0 ? entity_called(c, part, in_short) : NULL;
		free(part);
		*rest = text + length + strspn(text + length, " ");
		if (found != NULL)
			return found;
		while (length > 0 && text[length - 1] != ' ')
			length--;
	} while (length > 0 && !whole);
	return NULL;
}

const struct catalogue_entity *
errand_entity(const struct catalogue *c, const char *text, bool whole, const char **rest)
{
	const char *after;
	bool in_short;

	return entity_first(c, text, whole, rest ? rest : &after, &in_short);
}

/* --- what follows the name of a list: words, field:value, sort:field, /filter --- */

/* A word up to a blank that is not quoted. */
static size_t
word_length(const char *text)
{
	bool quoted = false;
	size_t n = 0;

	for (; text[n] != '\0' && (quoted || text[n] != ' '); n++)
		if (text[n] == '"')
			quoted = !quoted;
	return n;
}

static void
add_word(struct buf *out, const char *word, size_t length)
{
	if (out->length > 0)
		buf_byte(out, ' ');
	buf_add(out, word, length);
}

static char *
text_or_null(struct buf *out)
{
	if (out->length > 0)
		return buf_steal(out);
	buf_free(out);
	return NULL;
}

static void
not_understood(struct errand *e, const char *part, size_t length, const char *why, const struct catalogue_entity *of)
{
	if (e->bad != NULL)
		return;
	e->bad = xstrndup(part, length);
	e->why = why;
	e->of = of;
}

/* `-créé,ville` → "-created_at,city". */
static char *
sort_of(struct errand *e, const struct catalogue_entity *entity, const char *text, size_t length)
{
	struct buf out = BUF_EMPTY;

	for (const char *end = text + length; text < end; text++) {
		size_t n = strcspn(text, ",");
		bool down = *text == '-';
		const struct catalogue_field *f;

		n = n > (size_t)(end - text) ? (size_t)(end - text) : n;
		f = filter_field(entity, text + down, n - down);
		if (f == NULL || !f->sortable)
			not_understood(e, text + down, n - down, N_("{title} cannot be sorted by “{part}”."), entity);
		else
			buf_printf(&out, "%s%s%s", out.length > 0 ? "," : "", down ? "-" : "", f->name);
		text += n;
		if (text == end)
			break;
	}
	return text_or_null(&out);
}

/* How many bytes of a word say the name of a field; 0: it is none (a time, an address of the web, a name). */
static size_t
field_name(const char *word, size_t length)
{
	size_t minus = *word == '-', n = minus;

	while (n < length && (isalpha((unsigned char)word[n]) || word[n] == '_' || word[n] == '.' || (unsigned char)word[n] >= 0x80))
		n++;
	return n > minus + 1 && n < length && strchr(operators, word[n]) != NULL && strncmp(word + n, "://", 3) != 0 ? n - minus : 0;
}

static bool
is_sort(const char *word, size_t length)
{
	return (length == 4 && strncasecmp(word, "sort", 4) == 0) || (length == 3 && strncasecmp(word, "tri", 3) == 0);
}

static void
read_asked(struct errand *e, struct errand_step *s, const char *text)
{
	struct buf words = BUF_EMPTY, filter = BUF_EMPTY;

	while (*text != '\0' && *text != '/') {
		size_t n = word_length(text), name = field_name(text, n), minus = *text == '-';

		if (name > 0 && text[name] == ':' && is_sort(text, name)) {
			free(s->sort);
			s->sort = sort_of(e, s->entity, text + name + 1, n - name - 1);
		} else if (name > 0 && filter_field(s->entity, text + minus, name) != NULL) {
			add_word(&filter, text, n);
		} else if (name > 0) {
			not_understood(e, text + minus, name, N_("{title} have no field “{part}”."), s->entity);
		} else {
			add_word(&words, text, n);
		}
		text += n + strspn(text + n, " ");
	}
	if (*text == '/' && text[1] != '\0')
		add_word(&filter, text + 1, strlen(text + 1));
	s->words = text_or_null(&words);
	s->filter = text_or_null(&filter);
}

/* --- steps --- */

static bool
is_new(const char *word, size_t length)
{
	static const char *const words[] = {"n", "new", "create", "nouveau", "nouvelle", "creer", "créer"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == length && strncasecmp(word, words[i], length) == 0)
			return true;
	return false;
}

static bool
read_new(struct errand *e, struct errand_step *s, const struct catalogue *c, bool alone)
{
	size_t n = word_length(s->said);
	const char *name = s->said + n + strspn(s->said + n, " ");

	if (*name == '\0' || !is_new(s->said, n))
		return false;
	s->entity = errand_entity(c, name, true, NULL);
	if (s->entity == NULL && alone)
		return false;		/* New York, N 7 */
	if (s->entity == NULL)
		not_understood(e, name, strlen(name), N_("No kind of record is called “{part}”."), NULL);
	else if (!catalogue_may(s->entity, "create"))
		not_understood(e, name, strlen(name), N_("You may not create {title}."), s->entity);
	s->kind = ERRAND_NEW;
	return true;
}

static bool
read_command(struct errand_step *s, const char *language, enum keys_context context, enum keys_fit fit)
{
	size_t n = word_length(s->said);
	const char *rest = s->said + n + strspn(s->said + n, " ");
	char *word = xstrndup(s->said, n), *whole = xstrdup(s->said);
	const struct keys_row *row = NULL;

	/* "my drafts" is one name: with dashes. */
	if (*rest != '\0')
		row = keys_called(language, context, whole, KEYS_WHOLE);
	if (row != NULL)
		rest = "";
	else if (fit == KEYS_WHOLE || text_clusters(word, n) >= BEGINNING)
		row = keys_called(language, context, word, fit);
	free(word);
	free(whole);
	if (row == NULL || row->name == NULL || (*rest != '\0' && !(row->bar & WORDS)))
		return false;
	s->kind = ERRAND_COMMAND;
	s->command = row->name;
	s->words = *rest != '\0' ? xstrdup(rest) : NULL;
	return true;
}

/* c dupont is the record; contacts dupont the list, unless something is to be done with what is found. */
static bool
read_entity(struct errand *e, struct errand_step *s, const struct catalogue *c, bool alone, bool exactly)
{
	const char *rest;
	bool in_short;
	const struct catalogue_entity *entity = entity_first(c, s->said, false, &rest, &in_short);
	char *name = xstrndup(s->said, (size_t)(rest - s->said));
	bool exact = entity != NULL && (in_short || fit_of(entity, name) == 3);

	free(name);
	if (entity == NULL || (exactly && !exact))
		return false;
	s->kind = ERRAND_LIST;
	s->entity = entity;
	read_asked(e, s, rest);
	if (s->words != NULL && s->filter == NULL && s->sort == NULL && (in_short || !alone))
		s->kind = ERRAND_RECORD;
	return true;
}

static void
read_step(struct errand *e, const struct catalogue *c, const char *language, enum keys_context context, bool alone)
{
	struct errand_step *s = &e->steps[e->count - 1];

	if (*s->said == '\0') {
		not_understood(e, ">", 1, N_("Something is missing beside “{part}”."), NULL);
		return;
	}
	if (read_new(e, s, c, alone) || read_entity(e, s, c, alone, true) || read_command(s, language, context, KEYS_WHOLE) ||
	    read_command(s, language, context, KEYS_BEGINNING) || read_entity(e, s, c, alone, false))
		return;
	s->kind = ERRAND_FIND;
	s->words = xstrdup(s->said);
}

struct errand
errand_read(const struct catalogue *c, const char *language, enum keys_context context, const char *line)
{
	struct errand e = {0};
	const char *end;
	bool alone;

	while (*line == ' ' || *line == ':')
		line++;
	alone = *step_end(line) == '\0';
	do {
		size_t length;

		end = step_end(line);
		for (length = (size_t)(end - line); length > 0 && line[length - 1] == ' ';)
			length--;
		e.steps = xreallocarray(e.steps, e.count + 1, sizeof *e.steps);
		e.steps[e.count++] = (struct errand_step){.said = xstrndup(line, length)};
		/* Where a later command is to run is known when it does. */
		read_step(&e, c, language, e.count == 1 ? context : IN_ALL, alone);
		line = end + (*end != '\0');
		line += strspn(line, " :");
	} while (*end != '\0');
	return e;
}

void
errand_free(struct errand *e)
{
	for (size_t i = 0; i < e->count; i++) {
		free(e->steps[i].said);
		free(e->steps[i].words);
		free(e->steps[i].filter);
		free(e->steps[i].sort);
	}
	free(e->steps);
	free(e->bad);
	*e = (struct errand){0};
}

bool
errand_only_finds(const struct errand *e)
{
	return e->count == 1 && e->steps[0].kind == ERRAND_FIND;
}
