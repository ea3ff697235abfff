/* verb_words.c: the words of a command line as a verb's parameters. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/verb.h"
#include "shared/buf.h"
#include "shared/nearest.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static char *
complain(const char *language, const char *msgid, const char *word)
{
	json_t *args = json_pack("{s:s}", "word", word);
	char *text = translate_fill(language, msgid, args);

	json_decref(args);
	return text;
}

static bool
read_integer(const char *text, json_int_t *to)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	*to = value;
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

/* A word as JSON of the argument's type; what does not fit stays text, and verb_check says so by name. */
static json_t *
word_value(const struct arg *a, const char *word)
{
	json_int_t number;

	if ((a->type == ARG_INTEGER || a->type == ARG_IDS) && read_integer(word, &number))
		return json_integer(number);
	return json_string(word);
}

/* --dry-run names dry_run. length: up to a = or the end. */
static const struct arg *
option_find(const struct verb *v, const char *name, size_t length)
{
	for (const struct arg *a = v->args; a->name != NULL; a++) {
		size_t i = 0;

		if (a->kind != ARG_OPTION && a->kind != ARG_FLAG)
			continue;
		while (i < length && a->name[i] != '\0' && (name[i] == a->name[i] || (name[i] == '-' && a->name[i] == '_')))
			i++;
		if (i == length && a->name[i] == '\0')
			return a;
	}
	return NULL;
}

static const struct arg *
arg_of_kind(const struct verb *v, enum arg_kind kind, size_t skip)
{
	for (const struct arg *a = v->args; a->name != NULL; a++)
		if (a->kind == kind && skip-- == 0)
			return a;
	return NULL;
}

/* FIELD=VALUE: a field's name is letters, digits, _ and dots, so that "a = b" in a search stays a word. */
static size_t
pair_name(const char *word)
{
	size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");

	return length > 0 && word[length] == '=' ? length : 0;
}

struct reading {
	const struct verb *verb;
	const char *language;
	json_t *params;
	size_t positions;
	struct buf rest;		/* words of an ARG_REST text */
};

/* Options are written with a hyphen where their parameter has an underscore. */
static char *
no_option(const struct reading *p, const char *word, size_t length)
{
	char *written = xstrndup(word, length), *shown = xasprintf("--%s", written), *meant = NULL, *said;
	struct nearest near;
	json_t *args;

	for (char *at = strchr(written, '-'); at != NULL; at = strchr(at, '-'))
		*at = '_';
	near = nearest_to(written);
	for (const struct arg *a = p->verb->args; a->name != NULL; a++)
		if (a->kind == ARG_OPTION || a->kind == ARG_FLAG)
			nearest_try(&near, a->name);
	if (near.best == NULL) {
		said = complain(p->language, N_("This verb has no option “{word}”."), shown);
	} else {
		meant = xasprintf("--%s", near.best);
		for (char *at = strchr(meant, '_'); at != NULL; at = strchr(at, '_'))
			*at = '-';
		args = json_pack("{s:s,s:s}", "word", shown, "guess", meant);
		said = translate_fill(p->language, N_("This verb has no option “{word}”. Did you mean “{guess}”?"), args);
		json_decref(args);
	}
	free(written);
	free(shown);
	free(meant);
	return said;
}

static char *
take_option(struct reading *p, char *const *words, size_t count, size_t *i)
{
	const char *word = words[*i] + 2;
	size_t length = strcspn(word, "=");
	const struct arg *a = option_find(p->verb, word, length);

	if (a == NULL)
		return no_option(p, word, length);
	if (json_object_get(p->params, a->name) != NULL)
		return complain(p->language, N_("“{word}” stands there twice."), words[*i]);
	if (a->kind == ARG_FLAG) {
		json_object_set_new(p->params, a->name, json_true());
		return word[length] == '=' ? complain(p->language, N_("“{word}” takes no value."), words[*i]) : NULL;
	}
	if (word[length] == '=')
		word += length + 1;
	else if (++*i < count)
		word = words[*i];
	else
		return complain(p->language, N_("“{word}” needs a value."), words[*i - 1]);
	json_object_set_new(p->params, a->name, word_value(a, word));
	return NULL;
}

static char *
take_pair(struct reading *p, const struct arg *a, const char *word, size_t length)
{
	json_t *pairs = json_object_get(p->params, a->name);
	char *name = xstrndup(word, length), *why = NULL;

	if (pairs == NULL) {
		pairs = json_object();
		json_object_set_new(p->params, a->name, pairs);
	}
	if (json_object_get(pairs, name) != NULL)
		why = complain(p->language, N_("“{word}” stands there twice."), name);
	json_object_set_new(pairs, name, word[length + 1] != '\0' ? json_string(word + length + 1) : json_null());
	free(name);
	return why;
}

static char *
take_word(struct reading *p, const char *word)
{
	const struct arg *position = arg_of_kind(p->verb, ARG_POSITION, p->positions);
	const struct arg *pairs = arg_of_kind(p->verb, ARG_PAIRS, 0), *rest = arg_of_kind(p->verb, ARG_REST, 0);
	json_t *list;

	if (pairs != NULL && position == NULL && pair_name(word) > 0)
		return take_pair(p, pairs, word, pair_name(word));
	if (position != NULL) {
		p->positions++;
		json_object_set_new(p->params, position->name, word_value(position, word));
		return NULL;
	}
	if (rest == NULL && pairs != NULL)
		return complain(p->language, N_("“{word}” is not FIELD=VALUE."), word);
	if (rest == NULL)
		return complain(p->language, N_("“{word}” is one word too many."), word);
	if (rest->type == ARG_TEXT) {
		if (p->rest.length > 0)
			buf_byte(&p->rest, ' ');
		buf_str(&p->rest, word);
		json_object_set_new(p->params, rest->name, json_string(buf_text(&p->rest)));
		return NULL;
	}
	list = json_object_get(p->params, rest->name);
	if (list == NULL) {
		list = json_array();
		json_object_set_new(p->params, rest->name, list);
	}
	json_array_append_new(list, word_value(rest, word));
	return NULL;
}

json_t *
verb_parse(const struct verb *v, size_t count, char *const *words, const char *language, char **why)
{
	struct reading p = {.verb = v, .language = language, .params = json_object(), .positions = 0, .rest = BUF_EMPTY};
	bool options = true;

	*why = NULL;
	for (size_t i = 0; i < count && *why == NULL; i++) {
		if (options && strcmp(words[i], "--") == 0)
			options = false;
		else if (options && strncmp(words[i], "--", 2) == 0)
			*why = take_option(&p, words, count, &i);
		else
			*why = take_word(&p, words[i]);
	}
	buf_free(&p.rest);
	if (*why != NULL) {
		json_decref(p.params);
		return NULL;
	}
	return p.params;
}
